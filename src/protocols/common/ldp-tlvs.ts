/** LDP's TLVs: RFC 5036, 3.3 and 3.4, and the RFCs beside them. Never on the hot path. */

import { ipv4Text, ipv6Text } from "../../core/format.ts";
import { type Cursor, type Parts, REST, stay, TEXT, tellAll, tellParts } from "./cursor.ts";
import { FEC_PARAMETERS, PARAMETERS } from "./ldp-fields.ts";

const T = "ldp.msg.tlv.";
const MAX_DEPTH = 6;
const [IPV4, IPV6] = [1, 2];

/** Fields that follow one another, each with its name less "ldp.msg.tlv." */
const PLAIN: Readonly<Record<number, Parts>> = {
  259: [["hc.value", 1]],
  512: [["generic.label", 4]],
  513: [
    ["atm.label.vbits", stay(1)],
    ["atm.label.vpi", 2],
    ["atm.label.vci", 2],
  ],
  514: frameRelay("fr.label.dlci"),
  515: [["ft_protect.sequence_num", 4]],
  516: [
    ["upstream.resvbit", 4],
    ["upstream.label", 4],
  ],
  517: [["upstream_label_req.resvbit", 4]],
  768: [
    ["status.ebit", stay(1)],
    ["status.fbit", stay(1)],
    ["status.data", 4],
    ["status.msg.id", 4],
    ["status.msg.type", 2],
  ],
  769: [["extstatus.data", 4]],
  770: [
    ["returned.version", 2],
    ["returned.pdu_len", 2],
    ["returned.ldpid.lsr", 4],
    ["returned.ldpid.lsid", 2],
    ["/returned_pdu_data", REST],
  ],
  771: [
    ["returned.msg.ubit", stay(1)],
    ["returned.msg.type", 2],
    ["returned.msg.len", 2],
    ["returned.msg.id", 4],
    ["/returned_message_parameters", REST],
  ],
  1025: [["ipv4.taddr", 4]],
  1026: [["hello.cnf_seqno", 4]],
  1027: [["ipv6.taddr", 16]],
  1280: [
    ["sess.ver", 2],
    ["sess.ka", 2],
    ["sess.advbit", stay(1)],
    ["sess.ldetbit", 1],
    ["sess.pvlim", 1],
    ["sess.mxpdu", 2],
    ["sess.rxlsr", 4],
    ["sess.rxls", 2],
  ],
  1283: [
    ["ft_sess.flags", stay(2)],
    ...["r", "res", "s", "a", "c"].map((name) => [`ft_sess.flag_${name}`, stay(2)] as const),
    ["ft_sess.flag_l", 2],
    ["ft_sess.res", 2],
    ["ft_sess.reconn_to", 4],
    ["ft_sess.recovery_time", 4],
  ],
  1284: [["ft_ack.sequence_num", 4]],
  1287: [["upstream.sbit", 1]],
  1536: [["lbl_req_msg_id", 4]],
  2412: [["pwgrouping.value", 4]],
};

/** Of RFC 4446, 3.3. */
const PARAMETER: Readonly<Record<number, Parts>> = {
  1: [["mtu", 2]],
  2: [["maxatm", 2]],
  3: [["desc", TEXT]],
  4: [["cepbytes", 2]],
  5: ["ais", "une", "rtp", "ebm", "mah", "res", "ceptype", "t3", "e3"].map(
    (name, i) => [`cepopt_${name}`, i === 8 ? 2 : stay(2)] as const,
  ),
  6: [["vlanid", 2]],
  7: [["tdmbps", 4]],
  8: [["dlcilen", 2]],
  9: [],
  10: [["fcslen", 2]],
  11: [
    ["tdmopt_r", stay(2)],
    ["tdmopt_d", stay(2)],
    ["tdmopt_f", stay(2)],
    ["tdmopt_res1", 2],
    ["tdmopt_pt", 1],
    ["tdmopt_res2", 1],
    ["tdmopt_freq", 2],
    ["tdmopt_ssrc", 4],
  ],
  23: [
    ["flowlabel.t", stay(1)],
    ["flowlabel.r", stay(1)],
    ["flowlabel.res", 2],
  ],
};
const [VCCV, FLOW_LABEL] = [12, 23];

/** A label of Frame Relay: two bits say how long it is (RFC 3034). */
function frameRelay(label: string): Parts {
  return [
    ["fr.label.len", stay(2)],
    ["", 1],
    [label, 3],
  ];
}

const named = (from: string, parts: Parts): Parts =>
  parts.map(
    ([name, size]) => [name.startsWith("/") ? `ldp.${name.slice(1)}` : name && from + name, size] as const,
  );

/** Tells TLVs up to the cursor's end. What is wrong in one ends it alone. */
export function tellTlvs(c: Cursor): void {
  if (c.depth < MAX_DEPTH) tellAll(() => (c.left > 0 ? nextTlv(c) : null));
}

function nextTlv(outer: Cursor): () => void {
  const type = outer.peek(2) & 0x3fff;
  outer.here(`${T}unknown`, 1).tell(`${T}type`, 2);
  const length = outer.number(`${T}len`, 2);
  const whole = Math.min(length, outer.left);
  const c = outer.within(whole);
  return () => {
    if (PLAIN[type] !== undefined) tellParts(c, named(T, PLAIN[type]));
    else if (OTHERS[type] !== undefined) OTHERS[type](c);
    else if (type >= 0x3e00) {
      c.tell(`${T}${type < 0x3f00 ? "vendor" : "experiment"}_id`, 4);
      if (c.left > 0) c.tell("ldp.data", c.left);
    } else if (c.left > 0) c.tell(`${T}value`, c.left);
    if (whole < length) throw new RangeError("beyond the message");
  };
}

const [TARGETED, GTSM] = [0x8000, 0x2000];

const OTHERS: Readonly<Record<number, (c: Cursor) => void>> = {
  1024: (c) => {
    const flags = c.tell(`${T}hello.hold`, 2).peek(2);
    for (const name of ["targeted", "requested", "gtsm"]) c.here(`${T}hello.${name}`, 2);
    // RFC 6720, 2: it says something of links alone.
    if ((flags & TARGETED) === 0)
      c.add(`ldp.gtsm_${(flags & GTSM) !== 0 ? "" : "not_"}supported`, c.at, 0, true, c.depth + 1);
    c.tell(`${T}hello.res`, 2);
  },
  28: (c) => {
    for (const name of ["id", "zero", "tunnel_id"]) c.tell(`${T}rsvp_te_p2mp.${name}`, name === "id" ? 4 : 2);
    c.tell(`${T}rsvp_te_p2mp.ipv4_ext_tunnel_id`, 4);
  },
  29: (c) => {
    c.tell(`${T}ldp_p2mp.type`, 1).tell(`${T}ldp_p2mp.addr_family`, 2);
    tree(c, c.number(`${T}ldp_p2mp.addr_len`, 1));
  },
  30: (c) => c.tell(`${T}ip_multicast.ipv4_srcaddr`, 4).tell(`${T}ip_multicast.ipv4_maddr`, 4),
  256: (c) => {
    while (c.left > 0) element(c);
  },
  257: (c) => {
    const family = c.number(`${T}addrl.addr_family`, 2);
    const size = family === IPV4 ? 4 : 16;
    while (c.left > 0 && (family === IPV4 || family === IPV6)) address(c, "addrl.addr", family, size);
  },
  260: (c) => {
    while (c.left > 0) c.tell(`${T}pv.lsrid`, 4);
  },
  518: () => {},
  1028: (c) => {
    while (c.left > 0) c.tell(`${T}mac`, 6);
  },
  1281: (c) => {
    for (const name of ["merge", "lr", "dir"]) c.here(`${T}sess.atm.${name}`, 1);
    c.skip(4);
    while (c.left > 0)
      for (const name of ["minvpi", "minvci", "maxvpi", "maxvci"]) c.tell(`${T}sess.atm.${name}`, 2);
  },
  1282: (c) => {
    for (const name of ["merge", "lr", "dir"]) c.here(`${T}sess.fr.${name}`, 1);
    c.skip(4);
    while (c.left > 0) {
      c.here(`${T}sess.fr.len`, 2).skip(1).tell(`${T}sess.fr.mindlci`, 3);
      c.skip(1).tell(`${T}sess.fr.maxdlci`, 3);
    }
  },
  1285: () => {},
  2093: (c) => {
    c.tell(`${T}ipv4_interface_ID.hop_addr`, 4).tell(`${T}interface_ID.logical_intID`, 4);
    tellTlvs(c);
  },
  2410: (c) => {
    const faults = [
      "pwnotforward",
      "pwlacingressrecvfault",
      "pwlacegresstransfault",
      "pwpsnpwingressrecvfault",
      "pwpsnpwegresstransfault",
    ];
    c.here(`${T}pwstatus.code`, 4).bits(4, ...faults.map((name) => `${T}pwstatus.code.${name}`));
  },
  2411: (c) => parameters(c, PARAMETERS),
};

/** What a label is for (RFC 5036, 3.4.1; RFC 8077; RFC 6388; RFC 5918). */
function element(c: Cursor): void {
  const [PREFIX, HOST, TYPED_WILDCARD, P2MP, HSMP_DOWN, PW_ID, GENERAL_PW] = [2, 3, 5, 6, 10, 128, 129];
  const type = c.number(`${T}fec.type`, 1);
  if (type === PREFIX || type === HOST) {
    const family = c.number(`${T}fec.af`, 2);
    const length = c.number(`${T}fec.len`, 1);
    if (type === PREFIX) address(c, "fec.pfval", family, Math.ceil(length / 8));
    else address(c, "fec.hoval", family, length);
  } else if (type === TYPED_WILDCARD) c.skip(1).skip(1 + c.peek(1));
  else if (type >= P2MP && type <= HSMP_DOWN) {
    c.tell(`${T}fec.af`, 2);
    tree(c, c.number(`${T}fec.len`, 1));
  } else if (type === PW_ID || type === GENERAL_PW) {
    const length = c
      .here(`${T}fec.pw.controlword`, 1)
      .tell(`${T}fec.pw.pwtype`, 2)
      .number(`${T}fec.pw.infolength`, 1);
    if (type === PW_ID) c.tell(`${T}fec.pw.groupid`, 4);
    const inner = c.within(length);
    if (type === GENERAL_PW) attachments(inner);
    else if (length >= 4) parameters(inner.tell(`${T}fec.pw.pwid`, 4), FEC_PARAMETERS);
  } else c.skip(c.left);
}

/** Which group, and which forwarders at both ends (RFC 8077, 6.1.2). */
function attachments(c: Cursor): void {
  for (const name of ["agi", "saii", "taii"]) {
    if (c.left === 0) return;
    const part = `${T}fec.gen.${name}`;
    const length = c.tell(`${part}.type`, 1).number(`${part}.length`, 1);
    if (length > 0) c.tell(`${part}.value`, length);
  }
}

/** A tree's root and which of its trees it is (RFC 6388, 2.2). */
function tree(c: Cursor, length: number): void {
  if (length === 4) c.tell(`${T}ldp_p2mp.ipv4_rtnodeaddr`, 4);
  else c.skip(length);
  c.tell(`${T}ldp_p2mp.opvalue`, c.number(`${T}ldp_p2mp.oplength`, 2));
}

function parameters(c: Cursor, from: string): void {
  while (c.left > 0) {
    const id = c.number(`${from}.id`, 1);
    const length = c.number(`${from}.length`, 1);
    const inner = c.within(length - 2);
    if (id === VCCV) checks(inner, `${from}.vccv`);
    else if (PARAMETER[id] !== undefined && (id !== FLOW_LABEL || from === FEC_PARAMETERS))
      tellParts(inner, named(`${from}.`, PARAMETER[id]));
    else if (inner.left > 0) inner.tell("ldp.unknown_data", inner.left);
  }
}

/** How a pseudowire may be checked (RFC 5085 and 5885). */
function checks(c: Cursor, from: string): void {
  for (const name of ["cw", "mplsra", "ttl1"]) c.here(`${from}.cctype_${name}`, 1);
  const bfd = from.startsWith(FEC_PARAMETERS) ? ["bfd1", "bfd2", "bfd3", "bfd4"] : ["bfd"];
  c.skip(1);
  for (const name of ["icmpping", "lspping", ...bfd]) c.here(`${from}.cvtype_${name}`, 1);
}

/** As much of an address as there is. */
function address(c: Cursor, name: string, family: number, size: number): void {
  if (size > (family === IPV4 ? 4 : 16)) throw new RangeError("too long an address");
  const words = [0, 0, 0, 0];
  for (let i = 0; i < size; i++) words[i >> 2] |= c.peek(1, i) << (24 - 8 * (i & 3));
  if (family === IPV4) c.tell(T + name, size, ipv4Text(words[0]));
  else if (family === IPV6) c.tell(T + name, size, ipv6Text(words[0], words[1], words[2], words[3]));
  else c.skip(size);
}
