// EAP over LAN, IEEE 802.1X section 11.3, and the EAP packet in it, RFC 3748 section 4.
//
//  0    1    2         4    5    6         8
// +----+----+---------+----+----+---------+----+-----
// |ver |type| length  |code| id | length  |type|        (a key frame has a descriptor there instead)
// +----+----+---------+----+----+---------+----+-----

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, hex, leaf, telling, word } from "./common/cursor.ts";
import { num, str } from "./common/located.ts";

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
const METHODS: Record<number, string> = {
  1: "Identity",
  2: "Notification",
  3: "Legacy Nak (Response Only)",
  4: "MD5-Challenge EAP (EAP-MD5-CHALLENGE)",
  5: "One-Time Password EAP (EAP-OTP)",
  6: "Generic Token Card EAP (EAP-GTC)",
  13: "TLS EAP (EAP-TLS)",
  17: "Cisco Wireless EAP / Lightweight EAP (EAP-LEAP)",
  18: "GSM Subscriber Identity Modules EAP (EAP-SIM)",
  21: "Tunneled TLS EAP (EAP-TTLS)",
  23: "UMTS Authentication and Key Agreement EAP (EAP-AKA)",
  25: "Protected EAP (EAP-PEAP)",
  43: "Flexible Authentication via Secure Tunneling EAP (EAP-FAST)",
};
const PACKET = 0;
const HEADER = 4;
const IDENTITY = 1;

export const eapol: Protocol = {
  name: "eapol",
  roots: ["eapol", "eap"],
  title: "802.1X Authentication",
  reference: "IEEE 802.1X, 11.3",
  fields: [
    num(1, "eapol.version", "Version"),
    num(1, "eapol.type", "Type", { values: TYPES }),
    num(2, "eapol.len", "Length"),
    num(1, "eap.code", "Code", { values: CODES }),
    num(1, "eap.id", "Id"),
    num(2, "eap.len", "Length"),
    num(1, "eap.type", "Type", { values: METHODS }),
    str("eap.identity", "Identity"),
    num(1, "eapol.keydes.type", "Key Descriptor Type"),
  ],
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
    if (type === 3 && c.left > 0) c.tell("eapol.keydes.type", 1);
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
