/** IKE's payloads, of version 1 (RFC 2408, 3; RFC 2407, 4.6) and of version 2 (RFC 7296, 3). Never on the hot path. */

import { bytesAt, hexText } from "../../core/values.ts";
import { type Cursor, type Parts, REST, tellAll, tellParts } from "./cursor.ts";
import { type Attributes, CONFIGURATION, IKE_1, IKE_2, IPSEC, tellAttributes } from "./ike-attributes.ts";

const I = "isakmp.";
/** Version 2 ends with what is encrypted: the next payload that it names is within. */
const [ENCRYPTED, FRAGMENT] = [46, 53];
const [PROPOSAL, TRANSFORM] = [2, 3];
const ISAKMP = 1;

/** Payloads whose fields follow one another, each with its name less "isakmp." */
const PLAIN: Readonly<Record<number, Parts>> = {
  4: [["key_exchange.data", REST]],
  6: [
    ["cert.encoding", 1],
    ["cert.data", REST],
  ],
  7: [["certreq.type", 1]],
  8: [["hash", REST]],
  9: [["sig", REST]],
  10: [["nonce", REST]],
  18: [["seq.seq", 4]],
  20: [["ike.nat_hash", REST]],
  34: [
    ["key_exchange.dh_group", 2],
    ["reserved", 2],
    ["key_exchange.data", REST],
  ],
  37: [
    ["cert.encoding", 1],
    ["cert.data", REST],
  ],
  38: [
    ["certreq.type", 1],
    ["ike.certreq.authority", REST],
  ],
  40: [["nonce", REST]],
  46: [
    ["enc.iv", 4],
    ["enc.data", REST],
  ],
  48: [["eap.data", REST]],
  53: [
    ["frag.number", 2],
    ["frag.total", 2],
  ],
  130: [["ike.nat_hash", REST]],
};

type Read = (c: Cursor, version: number) => void;

const OTHERS: Readonly<Record<number, Read>> = {
  1: association,
  5: identity,
  11: notification,
  12: deletion,
  13: vendor,
  14: (c) => {
    c.tell(`${I}cfg.type`, 1).tell(`${I}reserved`, 1).tell(`${I}cfg.identifier`, 2);
    tellAttributes(c, CONFIGURATION);
  },
  21: original,
  33: (c) => proposals(c, 2),
  35: identity,
  36: identity,
  39: authentication,
  41: notification,
  42: deletion,
  43: vendor,
  44: selectors,
  45: selectors,
  47: (c) => {
    c.tell(`${I}cfg.type`, 1).tell(`${I}reserved`, 3);
    tellAttributes(c, CONFIGURATION);
  },
  131: original,
};

/** Tells the chain of payloads up to the cursor's end. What is wrong in one ends it alone. */
export function tellPayloads(c: Cursor, first: number, version: number): void {
  let type = first;
  tellAll(() => {
    if (type === 0 || c.left === 0) {
      if (c.left > 0) c.tell(`${I}extradata`, c.left);
      return null;
    }
    const mine = type;
    const body = start(c, mine, version);
    type = mine === ENCRYPTED || mine === FRAGMENT ? 0 : body.next;
    return () => payload(body.inner, mine, version);
  });
}

/** What all payloads begin with. @returns what the next one is, and a cursor over the rest */
function start(c: Cursor, type: number, version: number): { next: number; inner: Cursor } {
  const length = c.peek(2, 2);
  if (length < 4) throw new RangeError("shorter than its header");
  const next = c.peek(1);
  const inner = c.here(`${I}typepayload`, length, type).within(length);
  inner.tell(`${I}nextpayload`, 1);
  if (version === 2 && type !== PROPOSAL && type !== TRANSFORM) {
    inner.here(`${I}criticalpayload`, 1).tell(`${I}reserved7`, 1);
  } else inner.tell(`${I}reserved`, 1);
  inner.tell(`${I}payloadlength`, 2);
  return { next, inner };
}

function payload(c: Cursor, type: number, version: number): void {
  const plain = PLAIN[type];
  if (plain !== undefined)
    tellParts(
      c,
      plain.map(([name, size]) => [I + name, size] as const),
    );
  else if (OTHERS[type] !== undefined) OTHERS[type](c, version);
  else if (c.left > 0) c.tell(`${I}datapayload`, c.left);
}

/** RFC 2407, 4.6.1. */
function association(c: Cursor): void {
  const IPSEC_DOI = 1;
  const doi = c.number(`${I}sa.doi`, 4);
  if (doi !== IPSEC_DOI) {
    if (c.left > 0) c.tell(`${I}sa.situation`, c.left);
    return;
  }
  c.here(`${I}sa.situation`, 4);
  c.bits(4, ...["identity_only", "secrecy", "integrity"].map((name) => `${I}sa.situation.${name}`)).skip(4);
  proposals(c, 1);
}

function proposals(c: Cursor, version: number): void {
  while (c.left > 0) {
    const { inner } = start(c, PROPOSAL, version);
    const protocol = inner.tell(`${I}prop.number`, 1).number(`${I}prop.protoid`, 1);
    const size = inner.number(`${I}spisize`, 1);
    const count = inner.number(`${I}prop.transforms`, 1);
    if (size > 0) inner.tell(`${I}spi`, size);
    for (let i = 0; i < count && inner.left > 0; i++)
      transform(start(inner, TRANSFORM, version).inner, version, protocol);
  }
}

function transform(c: Cursor, version: number, protocol: number): void {
  if (version === 1) {
    c.tell(`${I}trans.number`, 1).tell(`${I}trans.id`, 1).tell(`${I}reserved`, 2);
    tellAttributes(c, protocol === ISAKMP ? IKE_1 : IPSEC);
    return;
  }
  const kinds = ["", ".encr", ".prf", ".integ", ".dh", ".esn"];
  const type = c.number(`${I}tf.type`, 1);
  c.tell(`${I}reserved`, 1).tell(`${I}tf.id${kinds[type] ?? ""}`, 2);
  tellAttributes(c, IKE_2);
}

/** How identities of each type are written (RFC 7296, 3.5; RFC 2407, 4.6.2.1). */
const IDENTITIES: Readonly<Record<number, Parts>> = {
  1: [["ipv4_addr", 4]],
  2: [["fqdn", REST]],
  3: [["user_fqdn", REST]],
  4: [
    ["ipv4_addr", 4],
    ["ipv4_subnet", 4],
  ],
  5: [["ipv6_addr", 16]],
  6: [
    ["ipv6_addr", 16],
    ["ipv6_subnet", 16],
  ],
  7: [
    ["ipv4_range_start", 4],
    ["ipv4_range_end", 4],
  ],
  8: [
    ["ipv6_range_start", 16],
    ["ipv6_range_end", 16],
  ],
  11: [["key_id", REST]],
};

function identity(c: Cursor, version: number): void {
  const type = c.number(`${I}id.type`, 1);
  if (version === 1) c.tell(`${I}id.protoid`, 1).tell(`${I}id.port`, 2);
  else c.tell(`${I}reserved`, 3);
  const inner = c.part(`${I}id.data`, c.left);
  const parts = IDENTITIES[type];
  if (parts !== undefined)
    tellParts(
      inner,
      parts.map(([name, size]) => [`${I}id.data.${name}`, size] as const),
    );
}

/** RFC 7296, 3.8, and RFC 7427, 3. */
function authentication(c: Cursor): void {
  const DIGITAL_SIGNATURE = 14;
  const method = c.number(`${I}auth.method`, 1);
  c.tell(`${I}reserved`, 3);
  const data = c.here(`${I}auth.data`, c.left).within(c.left);
  if (method !== DIGITAL_SIGNATURE) return;
  const size = data.number(`${I}auth.data.sig.asn1.len`, 1);
  data.tell(`${I}auth.data.sig.asn1.data`, size).tell(`${I}auth.data.sig.value`, data.left);
}

/** What notifications of version 2 say besides (RFC 7296, 3.10.1, and the RFCs of IANA's registry), and of version 1. */
const NOTES: Readonly<Record<number, Parts>> = {
  17: [["accepted_dh_group", 2]],
  16387: [
    ["ipcomp.cpi", 2],
    ["ipcomp.transform_id", 1],
  ],
  16403: [["auth_lifetime", 4]],
  16409: [
    ["ticket_opaque.lifetime", 4],
    ["ticket_opaque.data", REST],
  ],
  16413: [["ticket_opaque.data", REST]],
  16419: [["qcd.token_secret_data", REST]],
  16422: [
    ["ha.nonce_data", 4],
    ["ha.expected_send_req_message_id", 4],
    ["ha.expected_recv_req_message_id", 4],
  ],
  16423: [["ha.incoming_ipsec_sa_delta_value", REST]],
  16424: [["secure_password_methods", REST]],
};
const NOTES_1: Readonly<Record<number, Parts>> = {
  36136: [["dpd.are_you_there", 4]],
  36137: [["dpd.are_you_there_ack", 4]],
  40501: [["unity.load_balance", 4]],
};

function notification(c: Cursor, version: number): void {
  const [LIFETIME, REDIRECT, REDIRECTED, HASHES] = [24576, 16407, 16408, 16431];
  if (version === 1) c.tell(`${I}notify.doi`, 4);
  const protocol = c.number(`${I}notify.protoid`, 1);
  const size = c.number(`${I}spisize`, 1);
  const type = c.number(`${I}notify.msgtype`, 2);
  if (size > 0) c.tell(`${I}spi`, size);
  const from = `${I}notify.data`;
  c.here(from, c.left);
  const parts = (version === 1 ? NOTES_1 : NOTES)[type];
  if (parts !== undefined)
    tellParts(
      c,
      parts.map(([name, bytes]) => [`${from}.${name}`, bytes] as const),
    );
  else if (version === 1 && type === LIFETIME) {
    const list: Attributes = protocol === ISAKMP ? IKE_1 : IPSEC;
    tellAttributes(c, { ...list, name: list.name.replace(I, `${from}.resp_lifetime.`) });
  } else if (version === 2 && type === HASHES)
    while (c.left > 0) c.tell(`${from}.signature_hash_algorithms`, 2);
  else if (version === 2 && (type === REDIRECT || type === REDIRECTED))
    redirection(c, `${from}.redirect`, type);
}

/** RFC 5685, 6. */
function redirection(c: Cursor, from: string, type: number): void {
  const kind = c.number(`${from}.gw_ident.type`, 1);
  const size = c.number(`${from}.gw_ident.len`, 1);
  const isNew = type === 16407;
  const kinds = ["data", "ipv4", "ipv6", isNew ? "fqdn" : "data"];
  c.tell(`${from}.${isNew ? "new" : "org"}_resp_gw_ident.${kinds[kind] ?? "data"}`, size);
  if (isNew && c.left > 0) c.tell(`${from}.nonce_data`, c.left);
}

function deletion(c: Cursor, version: number): void {
  if (version === 1) c.tell(`${I}delete.doi`, 4);
  c.tell(`${I}delete.protoid`, 1);
  const size = c.number(`${I}spisize`, 1);
  const count = c.number(`${I}spinum`, 2);
  for (let i = 0; i < count && size > 0; i++) c.tell(`${I}delete.spi`, size);
}

/** What a server's or client's identity begins with: hashes of texts that their makers chose, or the texts. */
const VENDORS: readonly (readonly [start: string, name: string])[] = [
  ["4a131c81070358455c5728f20e95452f", "RFC 3947 Negotiation of NAT-Traversal in the IKE"],
  ["4485152d18b6bbcd0be8a8469579ddcc", "draft-ietf-ipsec-nat-t-ike-00"],
  ["16f6ca16e4a4066d83821a0f0aeaa862", "draft-ietf-ipsec-nat-t-ike-01"],
  ["cd60464335df21f87cfdb2fc68b6a448", "draft-ietf-ipsec-nat-t-ike-02"],
  ["90cb80913ebb696e086381b5ec427b1f", "draft-ietf-ipsec-nat-t-ike-02\n"],
  ["7d9419a65310ca6f2c179d9215529d56", "draft-ietf-ipsec-nat-t-ike-03"],
  ["9909b64eed937c6573de52ace952fa6b", "draft-ietf-ipsec-nat-t-ike-04"],
  ["80d0bb3def54565ee84645d4c85ce3ee", "draft-ietf-ipsec-nat-t-ike-05"],
  ["4d1e0e136deafa34c4f3ea9f02ec7285", "draft-ietf-ipsec-nat-t-ike-06"],
  ["439b59f8ba676c4c7737ae22eab8f582", "draft-ietf-ipsec-nat-t-ike-07"],
  ["afcad71368a1f1c96b8696fc7757", "RFC 3706 DPD (Dead Peer Detection)"],
  ["09002689dfd6b712", "XAUTH"],
  ["12f5f28c457168a9702d9fe274cc", "CISCO-UNITY"],
  ["4048b7d56ebce88525e7de7f00d6c2d3", "Cisco Fragmentation"],
  ["882fe56d6fd20dbc2251613b2ebe5beb", "strongSwan"],
];

function vendor(c: Cursor): void {
  const size = c.left;
  const bytes = hexText(bytesAt(c.data, c.at, size));
  const found = VENDORS.find(([begin]) => bytes.startsWith(begin));
  c.here(`${I}vid_bytes`, size).here(`${I}vid_string`, size, found?.[1] ?? "Unknown Vendor ID");
  if (found?.[1] === "CISCO-UNITY" && size >= 16) {
    c.skip(14).tell(`${I}vid.cisco_unity.major`, 1).tell(`${I}vid.cisco_unity.minor`, 1);
  }
}

/** RFC 7296, 3.13. */
function selectors(c: Cursor): void {
  const [V4, V6] = [7, 8];
  const s = `${I}ts.`;
  const count = c.number(`${s}number`, 1);
  c.tell(`${I}reserved`, 3);
  for (let i = 0; i < count; i++) {
    const length = c.peek(2, 2);
    if (length < 4) throw new RangeError("shorter than its header");
    const inner = c.part(`${s}data`, length);
    const type = inner.number(`${s}type`, 1);
    inner.tell(`${s}protoid`, 1).tell(`${s}selector_length`, 2);
    if (type !== V4 && type !== V6) continue;
    const [family, size] = type === V4 ? ["ipv4", 4] : ["ipv6", 16];
    inner.tell(`${s}start_port`, 2).tell(`${s}end_port`, 2);
    inner.tell(`${s}start_${family}`, Number(size)).tell(`${s}end_${family}`, Number(size));
  }
}

/** RFC 3947, 5.2. */
function original(c: Cursor): void {
  const type = c.number(`${I}id.type`, 1);
  c.tell(`${I}reserved`, 3);
  if (type === 1) c.tell(`${I}ike.nat_original_address_ipv4`, 4);
  else if (type === 5) c.tell(`${I}ike.nat_original_address_ipv6`, 16);
}
