// Configuration Testing Protocol: DEC/Intel/Xerox Ethernet 2.0, section 8. Whoever gets a frame does what the function says
// that stands behind so many bytes; its numbers are little-endian.
//
//  0            2          4
// +------------+----------+----------------------------------+
// | skip count | function | address or receipt number, more  |
// +------------+----------+----------------------------------+

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, Cursor, telling, word } from "./common/cursor.ts";
import { hw, num } from "./common/located.ts";

const FUNCTIONS: Readonly<Record<number, string>> = { 1: "Reply", 2: "Forward Data" };
const [REPLY, FORWARD] = [1, 2];
const START = 2;

export const loop: Protocol = {
  name: "loop",
  title: "Configuration Test Protocol (loopback)",
  reference: "DEC/Intel/Xerox Ethernet 2.0, 8",
  fields: [
    num(2, "loop.skipcount", "skipCount"),
    num(2, "loop.relevant_function", "Relevant function", { values: FUNCTIONS }),
    num(2, "loop.function", "Function", { values: FUNCTIONS }),
    hw("loop.forwarding_address", "Forwarding address"),
    num(2, "loop.receipt_number", "Receipt number"),
  ],
  claims: { ethertype: [0x9000] },
  parse: atLeast(4),
  leaf: true,
  ...telling(tell),
  body: (d) => eachFunction(d, () => {}),
};

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  const number = (at: number): number => data.getUint16(at, true);
  c.here("loop.skipcount", 2, number(0));
  const relevant = START + number(0);
  let words = "No valid function found";
  try {
    eachFunction(data, (at, what) => {
      if (at === relevant) {
        words = word(FUNCTIONS, what, "Unknown function");
        c.add("loop.relevant_function", at, 2, what);
      }
      c.add("loop.function", at, 2, what);
      if (what === FORWARD) c.add("loop.forwarding_address", at + 2, 6);
      if (what === REPLY) c.add("loop.receipt_number", at + 2, 2, number(at + 2));
    });
  } finally {
    say(words);
  }
}

/** @returns where the last function ends */
function eachFunction(d: DataView, look: (at: number, what: number) => void): number {
  for (let at = START; at + 2 <= d.byteLength; ) {
    const what = d.getUint16(at, true);
    look(at, what);
    if (what !== FORWARD) return at + (what === REPLY ? 4 : 2);
    at += 8;
  }
  return d.byteLength;
}
