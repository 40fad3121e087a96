/** What the tree says behind numbers of TCP, in Wireshark's words. */

import type { Layer } from "../../core/layer.ts";
import { textsOf } from "../../core/memo.ts";
import { Part } from "../../core/tcp-remarks.ts";

/** Behind a number that is counted from the first one. */
export const relative =
  (of: string) =>
  ({ conversation }: Layer): string =>
    conversation?.tcp ? `    (relative ${of} number)` : "";

/** In Wireshark's words: the handshake, whether there were data, and how it ended. */
export function completeness(parts: number): string {
  const { syn, synAck, ack, data, fin, reset } = Part;
  const all = syn | synAck | ack;
  const ended = (parts & (fin | reset)) !== 0;
  if ((parts & all) === all && ended)
    return (parts & data) === 0 ? "Complete, NO_DATA" : "Complete, WITH_DATA";
  if ((parts & all) === all) return (parts & data) === 0 ? "Incomplete, ESTABLISHED" : "Incomplete, DATA";
  if (parts === (syn | synAck)) return "Incomplete, CLIENT_ESTABLISHED";
  return parts === syn ? "Incomplete, SYN_SENT" : "Incomplete";
}

/** In the order of the Info column, from the lowest bit on. */
const FLAG_NAMES = ["FIN", "SYN", "RST", "PSH", "ACK", "URG", "ECE", "CWR", "AE"];
/** Bits that nobody uses. */
export const RESERVED = 0x0e00;
const FLAG_LETTERS = "RRRACEUAPRSF";

/** Of twelve bits. */
export const flagNames = textsOf((flags) => {
  const names = FLAG_NAMES.filter((_, bit) => (flags & (1 << bit)) !== 0);
  if ((flags & RESERVED) !== 0) names.push("Reserved");
  return names.length === 0 ? "<None>" : names.join(", ");
});

/** The same as letters, the highest bit first. */
export const flagLetters = textsOf((flags) =>
  [...FLAG_LETTERS].map((letter, i) => ((flags & (0x800 >> i)) === 0 ? "·" : letter)).join(""),
);
