// Trivial File Transfer Protocol, RFC 1350 section 5. What follows the first packet runs between ports that only
// the conversation knows.
//
//  0         2
// +---------+---------------------------------------------
// | opcode  | file 00 mode 00 | block, data | error, text 00
// +---------+---------------------------------------------

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { stringAt } from "../core/values.ts";
import { atLeast, Cursor, shown, telling, word } from "./common/cursor.ts";
import { num, raw, said, str } from "./common/located.ts";

const OPCODES: Record<number, string> = {
  1: "Read Request",
  2: "Write Request",
  3: "Data Packet",
  4: "Acknowledgement",
  5: "Error Code",
  6: "Option Acknowledgement",
};

export const tftp: Protocol = {
  name: "tftp",
  title: "Trivial File Transfer Protocol",
  reference: "RFC 1350, 5",
  fields: [
    num(2, "tftp.opcode", "Opcode", { values: OPCODES }),
    str("tftp.source_file", "Source File"),
    str("tftp.destination_file", "Destination File"),
    str("tftp.type", "Type"),
    str("tftp.option.name", "Option name"),
    str("tftp.option.value", "Option value"),
    num(4, "tftp.request_frame", "Request frame"),
    num(2, "tftp.block", "Block"),
    num(2, "tftp.error.code", "Error code"),
    str("tftp.error.message", "Error message"),
    raw("tftp.data", "Data"),
    said("warning", "response", "tftp.error", "TFTP ERROR packet"),
  ],
  claims: { "udp.app": [69] },
  parse: atLeast(2),
  leaf: true,
  expects: fileAsked,
  // What a block holds is data of its own.
  body: (data) => (data.getUint16(0) === DATA ? DATA_HEADER : data.byteLength),
  ...telling(tell),
};

const [READ, WRITE] = [1, 2];
const DATA = 3;
const DATA_HEADER = 4;

/** A file and one of the modes of RFC 1350. */
function fileAsked(d: DataView, o: number, lim: number): string | undefined {
  if (o + 2 > lim) return undefined;
  const opcode = d.getUint16(o);
  if (opcode !== READ && opcode !== WRITE) return undefined;
  const [file, mode = ""] = stringAt(d, o + 2, lim - o - 2).split("\0");
  return /^(netascii|octet|mail)$/i.test(mode) ? file : undefined;
}

/** Those that go on with a request have its file for their destination, whichever way it goes, as Wireshark has. */
function tellRequest({ frame, packet }: Layer, c: Cursor): void {
  const asked = packet.pieces.find((piece) => piece.frame === frame)?.asked ?? null;
  if (asked === null) return;
  c.here("tftp.destination_file", 0, asked.about);
  c.here("tftp.request_frame", 0, asked.number);
}

function tell(layer: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(layer.data, add);
  const opcode = c.number("tftp.opcode", 2);
  say(OPCODES[opcode] ?? `Unknown (0x${opcode.toString(16).padStart(4, "0")})`);
  tellRequest(layer, c);
  if (opcode === 1 || opcode === 2) {
    const file = zeroEnded(c, opcode === 1 ? "tftp.source_file" : "tftp.destination_file");
    say(`, File: ${shown(file)}, Transfer type: ${shown(zeroEnded(c, "tftp.type"))}`);
    options(c, say);
  } else if (opcode === 3) {
    say(`, Block: ${c.number("tftp.block", 2)}`);
    if (c.left < 512) say(" (last)");
  } else if (opcode === 4) say(`, Block: ${c.number("tftp.block", 2)}`);
  else if (opcode === 5) {
    const code = c.number("tftp.error.code", 2);
    say(`, Code: ${word(ERRORS, code)}, Message: ${shown(zeroEnded(c, "tftp.error.message"))}`);
    c.here("tftp.error", 0, true);
  } else if (opcode === 6) options(c, say);
  else if (c.left > 0) c.tell("tftp.data", c.left);
}

const ERRORS: Record<number, string> = {
  0: "Not defined",
  1: "File not found",
  2: "Access violation",
  3: "Disk full or allocation exceeded",
  4: "Illegal TFTP Operation",
  5: "Unknown transfer ID",
  6: "File already exists",
  7: "No such user",
  8: "Option negotiation failed",
};

/** RFC 2347. */
function options(c: Cursor, say: (words: string) => void): void {
  while (c.left > 0) {
    const name = zeroEnded(c, "tftp.option.name");
    say(`, ${shown(name)}=${shown(zeroEnded(c, "tftp.option.value"))}`);
  }
}

/** @throws RangeError if there is no zero */
function zeroEnded(c: Cursor, field: string): string {
  let size = 0;
  while (c.peek(1, size) !== 0) size++;
  const text = c.text(field, size + 1);
  return text;
}
