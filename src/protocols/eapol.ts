// EAP over LAN, IEEE 802.1X section 11.3, and the EAP packet in it, RFC 3748 section 4.
//
//  0    1    2         4    5    6         8
// +----+----+---------+----+----+---------+----+-----
// |ver |type| length  |code| id | length  |type|        (a key frame has a descriptor there instead)
// +----+----+---------+----+----+---------+----+-----

import type { Field } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, hex, leaf, telling, word } from "./common/cursor.ts";
import { LittleCursor } from "./common/little.ts";
import { bit, hexNum, num, once, raw, str } from "./common/located.ts";
import { elementFields } from "./common/wlan-element-fields.ts";
import { type Around, tellElements } from "./common/wlan-elements.ts";

const TYPES: Record<number, string> = {
  0: "EAP Packet",
  1: "Start",
  2: "Logoff",
  3: "Key",
  4: "Encapsulated ASF Alert",
  5: "MKA",
};
const CODES: Record<number, string> = {
  1: "Request",
  2: "Response",
  3: "Success",
  4: "Failure",
  5: "Initiate",
  6: "Finish",
};
/** IANA's registry "EAP Method Types". */
const METHODS: Record<number, string> = {
  1: "Identity",
  2: "Notification",
  3: "Legacy Nak (Response Only)",
  4: "MD5-Challenge EAP (EAP-MD5-CHALLENGE)",
  5: "One-Time Password EAP (EAP-OTP)",
  6: "Generic Token Card EAP (EAP-GTC)",
  9: "RSA Public Key Authentication EAP (EAP-RSA-PKA)",
  13: "TLS EAP (EAP-TLS)",
  17: "Cisco Wireless EAP / Lightweight EAP (EAP-LEAP)",
  18: "GSM Subscriber Identity Modules EAP (EAP-SIM)",
  21: "Tunneled TLS EAP (EAP-TTLS)",
  23: "UMTS Authentication and Key Agreement EAP (EAP-AKA)",
  25: "Protected EAP (EAP-PEAP)",
  26: "MS-Authentication EAP (EAP-MS-AUTH)",
  29: "MS-CHAP-v2 EAP (EAP-MS-CHAP-V2)",
  33: "MS-Authentication TLV EAP (EAP-MS-AUTH-TLV)",
  38: "HTTP Digest EAP (EAP-HTTP-DIGEST)",
  43: "Flexible Authentication via Secure Tunneling EAP (EAP-FAST)",
  46: "Password Authenticated eXchange EAP (EAP-PAX)",
  47: "Pre-Shared Key EAP (EAP-PSK)",
  48: "Shared-secret Authentication and Key Establishment EAP (EAP-SAKE)",
  49: "Internet Key Exchange v2 EAP (EAP-IKEv2)",
  50: "UMTS Authentication and Key Agreement' EAP (EAP-AKA')",
  51: "Generalized Pre-Shared Key EAP (EAP-GPSK)",
  52: "Password EAP (EAP-pwd)",
  53: "Encrypted Key Exchange v1 EAP (EAP-EKEv1)",
  55: "Tunneled EAP protocol",
  254: "Expanded Type",
  255: "Experimental",
};
const [PACKET, KEY] = [0, 3];
/** The descriptors of IEEE 802.11, 12.7.2, and of WPA before it, and their fields' names. */
const RSN_KEYS = [2, 254];
const RSN = "wlan_rsna_eapol.keydes.";
const INFORMATION = `${RSN}key_info`;
const [PAIRWISE, ACKNOWLEDGED, WITH_MIC, ENCRYPTED] = [0x0008, 0x0080, 0x0100, 0x1000];
/** Elements stand here as in what a station sends. */
const AROUND: Around = { toAccess: true, peering: 0 };
const HEADER = 4;
const IDENTITY = 1;

const fields = once((): Field[] => [
  num(1, "eapol.version", "Version"),
  num(1, "eapol.type", "Type", { values: TYPES }),
  num(2, "eapol.len", "Length"),
  num(1, "eap.code", "Code", { values: CODES }),
  num(1, "eap.id", "Id"),
  num(2, "eap.len", "Length"),
  num(1, "eap.type", "Type", { values: METHODS }),
  str("eap.identity", "Identity"),
  num(1, "eapol.keydes.type", "Key Descriptor Type", {
    values: { 1: "RC4 Descriptor", 2: "EAPOL RSN Key", 254: "EAPOL WPA Key" },
  }),
  num(2, "eapol.keydes.key_len", "Key Length"),
  num(8, "eapol.keydes.replay_counter", "Replay Counter"),
  raw("eapol.keydes.key_iv", "Key IV", 16),
  num(1, `${RSN}msgnr`, "Message number"),
  hexNum(2, INFORMATION, "Key Information"),
  num(2, `${INFORMATION}.keydes_version`, "Key Descriptor Version", { mask: 0x0007 }),
  bit(2, 0x0008, `${INFORMATION}.key_type`, "Key Type"),
  num(2, `${INFORMATION}.key_index`, "Key Index", { mask: 0x0030 }),
  bit(2, 0x0040, `${INFORMATION}.install`, "Install"),
  bit(2, 0x0080, `${INFORMATION}.key_ack`, "Key ACK"),
  bit(2, 0x0100, `${INFORMATION}.key_mic`, "Key MIC"),
  bit(2, 0x0200, `${INFORMATION}.secure`, "Secure"),
  bit(2, 0x0400, `${INFORMATION}.error`, "Error"),
  bit(2, 0x0800, `${INFORMATION}.request`, "Request"),
  bit(2, 0x1000, `${INFORMATION}.encrypted_key_data`, "Encrypted Key Data"),
  bit(2, 0x2000, `${INFORMATION}.smk_message`, "SMK Message"),
  raw(`${RSN}nonce`, "WPA Key Nonce", 32),
  raw(`${RSN}rsc`, "WPA Key RSC", 8),
  raw(`${RSN}id`, "WPA Key ID", 8),
  raw(`${RSN}mic`, "WPA Key MIC", 16),
  num(2, `${RSN}data_len`, "WPA Key Data Length"),
  raw(`${RSN}data`, "WPA Key Data"),
  ...elementFields(),
]);

export const eapol: Protocol = {
  name: "eapol",
  roots: ["eapol", "eap", "wlan_rsna_eapol", "wlan"],
  title: "802.1X Authentication",
  reference: "IEEE 802.1X, 11.3",
  get fields() {
    return fields();
  },
  claims: { ethertype: [0x888e, 0x88c7] },
  ...leaf(HEADER),
  extent: (data) => (data.byteLength < HEADER ? undefined : HEADER + data.getUint16(HEADER - 2)),
  column: ({ data }) => (data.getUint8(1) === PACKET ? "EAP" : "EAPOL"),
  ...telling(tell),
};

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const head = new Cursor(data, add);
  const type = head.tell("eapol.version", 1).number("eapol.type", 1);
  const length = head.number("eapol.len", 2);
  const c = new Cursor(data, add, head.at, Math.min(data.byteLength, head.at + length), 1);
  if (type !== PACKET) {
    say(TYPES[type] ?? `Unknown Type (${hex(type, 2).replace(/[a-f]/g, (d) => d.toUpperCase())})`);
    if (type === KEY && RSN_KEYS.includes(c.number("eapol.keydes.type", 1))) say(keyMessage(c));
    return;
  }
  const code = c.number("eap.code", 1);
  say(word(CODES, code));
  c.tell("eap.id", 1).tell("eap.len", 2);
  if (code !== 1 && code !== 2) return;
  const method = c.number("eap.type", 1);
  say(`, ${word(METHODS, method)}`);
  if (method === IDENTITY && code === 2 && c.left > 0) c.text("eap.identity", c.left);
}

/** Tells a message of the four-way handshake, or of the one for the group's key. @returns which one it is */
function keyMessage(c: Cursor): string {
  const bits = c.peek(2);
  // The length of its key data tells the second from the fourth one, which has none.
  const size = c.peek(2, KEY_DATA_LENGTH);
  const isAsked = (bits & ACKNOWLEDGED) !== 0;
  const ofGroup = (bits & PAIRWISE) === 0;
  const number = ofGroup ? (isAsked ? 1 : 2) : isAsked ? ((bits & WITH_MIC) !== 0 ? 3 : 1) : size > 0 ? 2 : 4;
  c.here(`${RSN}msgnr`, 0, number).here(INFORMATION, 2);
  for (const name of ["keydes_version", "key_type", "key_index", "install", "key_ack", "key_mic", "secure"])
    c.bits(2, `${INFORMATION}.${name}`);
  for (const name of ["error", "request", "encrypted_key_data", "smk_message"])
    c.bits(2, `${INFORMATION}.${name}`);
  c.skip(2).tell("eapol.keydes.key_len", 2).tell("eapol.keydes.replay_counter", 8).tell(`${RSN}nonce`, 32);
  c.tell("eapol.keydes.key_iv", 16).tell(`${RSN}rsc`, 8).tell(`${RSN}id`, 8).tell(`${RSN}mic`, 16);
  if (c.number(`${RSN}data_len`, 2) > 0) {
    const there = Math.min(size, c.left);
    c.here(`${RSN}data`, there);
    // What is encrypted, and a group's key, nobody can read.
    const elements = new LittleCursor(c.data, c.add, c.at, c.at + there, c.depth + 1);
    if ((bits & ENCRYPTED) === 0 && !ofGroup) tellElements(elements, AROUND);
    c.skip(there);
  }
  return ofGroup ? ` (Group Message ${number} of 2)` : ` (Message ${number} of 4)`;
}

/** From the key's information on. */
const KEY_DATA_LENGTH = 92;
