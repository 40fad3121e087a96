// Telnet, RFC 854: text, and between it commands behind a byte of ones, with an option each (RFC 855).
//
//  ff (IAC), command, option                   will, won't, do, don't
//  ff fa, option, its data, ff f0              what an option has to say

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { stringAt } from "../core/values.ts";
import { Cursor, lineAt, telling } from "./common/cursor.ts";
import { num, raw, str } from "./common/located.ts";

const IAC = 0xff;
const [SUBOPTION_END, SUBOPTION, WILL, DONT] = [0xf0, 0xfa, 0xfb, 0xfe];
const COMMANDS = {
  236: "End of File",
  237: "Suspend Current Process",
  238: "Abort Process",
  239: "End of Record",
  [SUBOPTION_END]: "Suboption End",
  241: "No-Operation",
  242: "Data Mark",
  243: "Break",
  244: "Interrupt Process",
  245: "Abort Output",
  246: "Are You There?",
  247: "Escape Character",
  248: "Erase Line",
  249: "Go Ahead",
  [SUBOPTION]: "Suboption",
  [WILL]: "Will",
  252: "Won't",
  253: "Do",
  [DONT]: "Don't",
};
const OPTIONS = {
  0: "Binary Transmission",
  1: "Echo",
  3: "Suppress Go Ahead",
  5: "Status",
  6: "Timing Mark",
  24: "Terminal Type",
  31: "Negotiate About Window Size",
  32: "Terminal Speed",
  33: "Remote Flow Control",
  34: "Linemode",
  35: "X Display Location",
  36: "Environment Option",
  37: "Authentication Option",
  38: "Encryption Option",
  39: "New Environment Option",
};

export const telnet: Protocol = {
  name: "telnet",
  title: "Telnet",
  reference: "RFC 854",
  fields: [
    num(1, "telnet.cmd", "Command", { values: COMMANDS }),
    num(1, "telnet.subcmd", "Subcommand", { values: OPTIONS }),
    raw("telnet.option_data", "Option data"),
    str("telnet.data", "Data"),
  ],
  claims: { "tcp.app": [23] },
  parse: () => 0,
  leaf: true,
  ...telling(tell),
};

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  say("Telnet Data ...");
  const c = new Cursor(data, add);
  while (c.left > 0) {
    if (c.peek(1) === IAC) tellCommand(c);
    else {
      const size = textSize(data, c.at);
      c.tell("telnet.data", size, stringAt(data, c.at, size));
    }
  }
}

/** Up to the end of the line, or to the next command. */
function textSize(d: DataView, at: number): number {
  const { next } = lineAt(d, at, d.byteLength);
  for (let i = at; i < next; i++) if (d.getUint8(i) === IAC) return i - at;
  return next - at;
}

function tellCommand(c: Cursor): void {
  const command = c.skip(1).number("telnet.cmd", 1);
  if (command >= WILL && command <= DONT) c.tell("telnet.subcmd", 1);
  else if (command === SUBOPTION) {
    c.tell("telnet.subcmd", 1);
    let size = 0;
    // Two such bytes stand for one that is data.
    while (size < c.left && c.peek(1, size) !== IAC) size += 1;
    if (size > 0) c.tell("telnet.option_data", size);
  }
}
