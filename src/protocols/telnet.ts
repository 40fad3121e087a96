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
const ENCRYPTIONS = {
  0: "IS",
  1: "SUPPORT",
  2: "REPLY",
  3: "START",
  4: "END",
  5: "REQUEST-START",
  6: "REQUEST-END",
};
const FLOW_CONTROLS = { 0: "OFF", 1: "ON", 2: "RESTART-ANY", 3: "RESTART-XON" };
/** Options whose value is a text: what it is, or a request for it. */
const [TERMINAL, X_DISPLAY] = [24, 35];
const [WINDOW, FLOW_CONTROL, ENCRYPTION] = [31, 33, 38];
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
    str("telnet.string_subopt.value", "Value"),
    num(2, "telnet.naws_subopt.width", "Width"),
    num(2, "telnet.naws_subopt.height", "Height"),
    num(1, "telnet.rfc_subopt.cmd", "Command", { values: FLOW_CONTROLS }),
    num(1, "telnet.enc.cmd", "Enc Cmd", { values: ENCRYPTIONS }),
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
    const option = c.number("telnet.subcmd", 1);
    tellSuboption(c.within(suboptionSize(c)), option);
  }
}

/** Up to the next command: two such bytes stand for one that is data. */
function suboptionSize(c: Cursor): number {
  let size = 0;
  while (size < c.left && (c.peek(1, size) !== IAC || (size + 1 < c.left && c.peek(1, size + 1) === IAC)))
    size += c.peek(1, size) === IAC ? 2 : 1;
  return size;
}

/** RFC 1073, RFC 1091, RFC 1096, RFC 1372, RFC 2946. */
function tellSuboption(c: Cursor, option: number): void {
  if (option === WINDOW && c.left === 4)
    c.tell("telnet.naws_subopt.width", 2).tell("telnet.naws_subopt.height", 2);
  else if (option === FLOW_CONTROL && c.left > 0) c.tell("telnet.rfc_subopt.cmd", 1);
  else if ((option === TERMINAL || option === X_DISPLAY) && c.left > 0) {
    c.tell("telnet.subcmd", 1);
    if (c.left > 0) c.text("telnet.string_subopt.value", c.left);
  } else if (option === ENCRYPTION && c.left > 0) c.tell("telnet.enc.cmd", 1);
  else if (c.left > 0) c.tell("telnet.option_data", c.left);
}
