// Label Distribution Protocol, RFC 5036 sections 3.1 and 3.5.
//
//  0         2         4                        10        12        14             18
// +---------+---------+------------------------+---------+---------+--------------+------
// | version | length  | router, label space    | type    | length  | message id   | TLVs …
// +---------+---------+------------------------+---------+---------+--------------+------

import type { Add, Layer } from "../core/layer.ts";
import { counted } from "../core/messages.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, tellAll, telling } from "./common/cursor.ts";
import { tlvFields } from "./common/ldp-fields.ts";
import { tellTlvs } from "./common/ldp-tlvs.ts";
import { hexNum, num, once, v4 } from "./common/located.ts";

const TYPES: Record<number, string> = {
  1: "Notification Message",
  256: "Hello Message",
  512: "Initialization Message",
  513: "Keep Alive Message",
  514: "Capability Message",
  768: "Address Message",
  769: "Address Withdrawal Message",
  1024: "Label Mapping Message",
  1025: "Label Request Message",
  1026: "Label Withdrawal Message",
  1027: "Label Release Message",
  1028: "Label Abort Request Message",
};
/** From where on messages are a vendor's, and for experiments (RFC 5036, 3.6). */
const [VENDORS, EXPERIMENTS] = [0x3e00, 0x3f00];
const HEADER = 10;

export const ldp: Protocol = {
  name: "ldp",
  title: "Label Distribution Protocol",
  reference: "RFC 5036, 3.1",
  get fields() {
    return fields();
  },
  claims: { "udp.app": [646], "tcp.app": [646] },
  accepts: startsPdu,
  parse: () => 0,
  leaf: true,
  owns: (d, o, lim) => lim - o >= 2 && d.getUint16(o) === 1,
  message: counted(4, 2, 2, 4),
  apart: "last",
  ...telling(tell),
};

const fields = once(() => [
  num(2, "ldp.hdr.version", "Version"),
  num(2, "ldp.hdr.pdu_len", "PDU Length"),
  v4("ldp.hdr.ldpid.lsr", "LSR ID"),
  num(2, "ldp.hdr.ldpid.lsid", "Label Space ID"),
  hexNum(2, "ldp.msg.type", "Message Type", { mask: 0x7fff, values: TYPES }),
  num(2, "ldp.msg.len", "Message Length"),
  hexNum(4, "ldp.msg.id", "Message ID"),
  ...tlvFields(),
]);

function startsPdu(d: DataView, o: number, lim: number): boolean {
  return o + 4 <= lim && d.getUint16(o) === 1 && d.getUint16(o + 2) >= HEADER - 4;
}

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  while (startsPdu(data, c.at, c.end)) {
    c.tell("ldp.hdr.version", 2);
    const pdu = c.within(2 + Math.min(c.peek(2), c.left - 2), 0);
    pdu.tell("ldp.hdr.pdu_len", 2).tell("ldp.hdr.ldpid.lsr", 4).tell("ldp.hdr.ldpid.lsid", 2);
    tellAll(() => (pdu.left >= 8 ? nextMessage(pdu, say) : null));
  }
}

/** Tells what all messages begin with. @returns what tells the rest */
function nextMessage(pdu: Cursor, say: (words: string) => void): () => void {
  const type = pdu.peek(2) & 0x7fff;
  say(`${TYPES[type] ?? `Unknown Message type (0x${type.toString(16).padStart(4, "0")})`} `);
  pdu.here("ldp.msg.ubit", 1).tell("ldp.msg.type", 2);
  const message = pdu.within(2 + Math.min(pdu.peek(2), pdu.left - 2));
  return () => {
    message.tell("ldp.msg.len", 2).tell("ldp.msg.id", 4);
    if (type >= VENDORS) message.tell(type < EXPERIMENTS ? "ldp.msg.vendor.id" : "ldp.msg.experiment.id", 4);
    tellTlvs(message);
  };
}
