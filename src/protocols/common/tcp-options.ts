// Options of TCP, RFC 9293 section 3.2 and https://www.iana.org/assignments/tcp-parameters.
//
//  0    1    2
// +----+----+-------      kinds 0 (end) and 1 (no operation) are a single byte
// |kind|len | …
// +----+----+-------

import { located } from "../../core/fields.ts";
import type { Add } from "../../core/layer.ts";
import { Cursor, hex } from "./cursor.ts";
import { mptcpFields, tellMptcp } from "./mptcp.ts";

const KINDS: Readonly<Record<number, string>> = {
  0: "End of Option List",
  1: "No-Operation",
  2: "Maximum Segment Size",
  3: "Window Scale",
  4: "SACK Permitted",
  5: "SACK",
  6: "Echo",
  7: "Echo Reply",
  8: "Time Stamp Option",
  9: "Partial Order Connection Permitted",
  10: "Partial Order Service Profile",
  11: "CC",
  12: "CC.NEW",
  13: "CC.ECHO",
  14: "TCP Alternate Checksum Request",
  15: "TCP Alternate Checksum Data",
  19: "MD5 Signature Option",
  27: "Quick-Start Response",
  28: "User Timeout Option",
  29: "The TCP Authentication Option",
  30: "Multipath TCP",
  34: "TCP Fast Open Cookie",
  172: "Accurate ECN Order 0",
  174: "Accurate ECN Order 1",
  253: "RFC3692-style Experiment 1",
  254: "RFC3692-style Experiment 2",
};

/** Whole options by kind; Wireshark counts these names among its protocols. */
const WHOLE: Readonly<Record<number, string>> = {
  0: "eol",
  1: "nop",
  2: "mss",
  3: "wscale",
  4: "sack_perm",
  5: "sack",
  6: "echo",
  7: "echoreply",
  8: "timestamp",
  11: "cc",
  12: "ccnew",
  13: "ccecho",
  19: "md5",
  28: "user_to",
  29: "ao",
  34: "tfo",
  253: "experimental",
  254: "experimental",
};

const UNKNOWN = "unknown";
const MULTIPATH = 30;

function wordsFor(name: string): string {
  const kind = Object.keys(WHOLE).find((one) => WHOLE[Number(one)] === name);
  return kind === undefined ? "Unknown" : KINDS[Number(kind)];
}

export const tcpOptionFields = [
  located("bytes", 0, "tcp.options", "TCP Options"),
  ...[...new Set([...Object.values(WHOLE), UNKNOWN])].map((name) =>
    located("bytes", 0, `tcp.options.${name}`, `TCP Option - ${wordsFor(name)}`),
  ),
  located("uint", 1, "tcp.option_kind", "Kind", { values: KINDS }),
  located("uint", 1, "tcp.option_len", "Length"),
  located("bytes", 0, "tcp.options.unknown.payload", "Payload"),
  located("uint", 2, "tcp.options.mss_val", "MSS Value"),
  located("uint", 1, "tcp.options.wscale.shift", "Shift count"),
  located("uint", 2, "tcp.options.wscale.multiplier", "Multiplier"),
  located("uint", 4, "tcp.options.sack_le", "TCP SACK Left Edge"),
  located("uint", 4, "tcp.options.sack_re", "TCP SACK Right Edge"),
  located("uint", 1, "tcp.options.sack.count", "TCP SACK Count"),
  located("uint", 4, "tcp.options.echo_value", "TCP Echo Option"),
  located("uint", 4, "tcp.options.timestamp.tsval", "Timestamp value"),
  located("uint", 4, "tcp.options.timestamp.tsecr", "Timestamp echo reply"),
  located("uint", 4, "tcp.options.cc_value", "TCP CC Option"),
  located("bytes", 0, "tcp.options.md5.digest", "MD5 digest"),
  located("bool", 0, "tcp.options.user_to_granularity", "Granularity"),
  located("uint", 2, "tcp.options.user_to_val", "User Timeout"),
  located("uint", 1, "tcp.options.ao.keyid", "AO KeyID"),
  located("uint", 1, "tcp.options.ao.rnextkeyid", "AO RNextKeyID"),
  located("bytes", 0, "tcp.options.ao.mac", "AO MAC"),
  located("bool", 0, "tcp.options.tfo.request", "Fast Open Cookie Request"),
  located("bytes", 0, "tcp.options.tfo.cookie", "Fast Open Cookie"),
  located("uint", 3, "tcp.options.acc_ecn.ee0b", "Accurate ECN Echo ECT(0) Byte Counter"),
  located("uint", 3, "tcp.options.acc_ecn.eceb", "Accurate ECN Echo CE Byte Counter"),
  located("uint", 3, "tcp.options.acc_ecn.ee1b", "Accurate ECN Echo ECT(1) Byte Counter"),
  located("uint", 2, "tcp.options.experimental.exid", "Experiment Identifier", { base: "hex" }),
  located("bytes", 0, "tcp.options.experimental.data", "Data"),
  ...mptcpFields,
];

/** Where acknowledgments count from, and who is told the words for the Info column. */
interface Context {
  base: number;
  say: (words: string) => void;
}

type Body = (c: Cursor, context: Context) => void;

const word =
  (name: string, short: string): Body =>
  (c, { say }) => {
    const value = c.peek(4);
    c.tell(name, 4);
    say(` ${short}=${value}`);
  };

const SACK_BLOCK = 8;
const FAST_OPEN = 0xf989;

const fastOpen: Body = (c, { say }) => {
  say(c.left === 0 ? " TFO=R" : " TFO=C");
  if (c.left > 0) c.tell("tcp.options.tfo.cookie", c.left);
  else c.here("tcp.options.tfo.request", 0, true);
};

/** draft-ietf-tcpm-accurate-ecn, 3.2.3: counters of bytes, as many as there is room for. */
const accurateEcn =
  (names: readonly string[]): Body =>
  (c, { say }) => {
    for (const name of names) {
      if (c.left < 3) return;
      say(` ${name.toUpperCase()}=${c.number(`tcp.options.acc_ecn.${name}`, 3)}`);
    }
  };
const ECN_0 = accurateEcn(["ee0b", "eceb", "ee1b"]);
const ECN_1 = accurateEcn(["ee1b", "eceb", "ee0b"]);
/** Experiments by their id (RFC 6994), but for Fast Open. */
const EXPERIMENTS: Readonly<Record<number, Body>> = { 44224: ECN_0, 44225: ECN_1 };

const experiment: Body = (c, context) => {
  if (c.left < 2) return;
  const id = c.number("tcp.options.experimental.exid", 2);
  const known = EXPERIMENTS[id];
  if (id === FAST_OPEN) fastOpen(c, context);
  else if (known !== undefined) known(c, context);
  else {
    context.say(
      ` ExID=${hex(id, 4)
        .slice(2)
        .replace(/^0+(?=.)/, "")}`,
    );
    if (c.left > 0) c.tell("tcp.options.experimental.data", c.left);
  }
};

const BODIES: Readonly<Record<number, Body>> = {
  2: (c, { say }) => say(` MSS=${c.number("tcp.options.mss_val", 2)}`),
  3: (c, { say }) => {
    if (c.left !== 1) return;
    // RFC 7323, 2.3: larger shifts count as 14.
    const shift = Math.min(14, c.peek(1));
    c.here("tcp.options.wscale.shift", 1).tell("tcp.options.wscale.multiplier", 1, 2 ** shift);
    say(` WS=${2 ** shift}`);
  },
  4: (_c, { say }) => say(" SACK_PERM"),
  5: (c, { base, say }) => {
    const count = Math.floor(c.left / SACK_BLOCK);
    for (let i = 0; i < count; i++) {
      const left = (c.peek(4) - base) >>> 0;
      c.tell("tcp.options.sack_le", 4, left);
      const right = (c.peek(4) - base) >>> 0;
      c.tell("tcp.options.sack_re", 4, right);
      say(` SLE=${left} SRE=${right}`);
    }
    c.here("tcp.options.sack.count", 0, count);
  },
  6: word("tcp.options.echo_value", "ECHO"),
  7: word("tcp.options.echo_value", "ECHOREPLY"),
  8: (c, { say }) => {
    const value = c.number("tcp.options.timestamp.tsval", 4);
    say(` TSval=${value} TSecr=${c.number("tcp.options.timestamp.tsecr", 4)}`);
  },
  11: word("tcp.options.cc_value", "CC"),
  12: word("tcp.options.cc_value", "CC.NEW"),
  13: word("tcp.options.cc_value", "CC.ECHO"),
  19: (c, { say }) => {
    say(" MD5");
    c.tell("tcp.options.md5.digest", c.left);
  },
  28: (c, { say }) => {
    const value = c.peek(2);
    c.here("tcp.options.user_to_granularity", 2, value >= 0x8000);
    c.tell("tcp.options.user_to_val", 2, value & 0x7fff);
    say(` USER_TO=${value & 0x7fff}`);
  },
  29: (c, { say }) => {
    say("TCP AO");
    c.tell("tcp.options.ao.keyid", 1).tell("tcp.options.ao.rnextkeyid", 1);
    if (c.left > 0) c.tell("tcp.options.ao.mac", c.left);
  },
  30: tellMptcp,
  34: fastOpen,
  172: ECN_0,
  174: ECN_1,
  253: experiment,
  254: experiment,
};

const END = 0;
const NOP = 1;

/** One whose length does not suit its kind is told by these two alone. */
function tellOption(kind: number, option: Cursor, context: Context): void {
  try {
    if (BODIES[kind] !== undefined) BODIES[kind](option, context);
    else if (WHOLE[kind] === undefined && option.left > 0)
      option.tell("tcp.options.unknown.payload", option.left);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

/**
 * Tells the options from `at` to the end of the header.
 * @param base from where on SACK's sequence numbers are shown
 * @param say is told the words for the Info column
 * @throws RangeError where an option is longer than the header
 */
export function tellTcpOptions(
  d: DataView,
  add: Add,
  at: number,
  header: number,
  base: number,
  say: (words: string) => void,
): void {
  const end = Math.min(header, d.byteLength);
  add("tcp.options", at, end - at);
  // The whole option, and what it consists of below it.
  const c = new Cursor(d, add, at, end, 2);
  const whole = (kind: number, size: number) => {
    const name = WHOLE[kind] ?? (BODIES[kind] === undefined && kind !== MULTIPATH ? UNKNOWN : undefined);
    if (name !== undefined) add(`tcp.options.${name}`, c.at, Math.min(size, c.left), undefined, 1);
  };
  while (c.left > 0) {
    const kind = c.peek(1);
    if (kind === END || kind === NOP) {
      whole(kind, 1);
      c.tell("tcp.option_kind", 1);
      // Behind the end all is filling.
      if (kind === END && c.left > 0 && c.peek(1) !== END) return;
      continue;
    }
    // A length that leads out of the header ends the list; what the capture has cut is told as far as it goes.
    const room = header - c.at;
    const size = room < 2 ? 0 : c.peek(1, 1);
    if (size < 2 || size > room) return;
    whole(kind, size);
    c.tell("tcp.option_kind", 1).tell("tcp.option_len", 1);
    const there = Math.min(size - 2, c.left);
    tellOption(kind, c.within(there, 0), { base, say });
    c.need(size - 2 - there);
  }
}

/** What the other direction has to know: the window's shift that is offered, -1: none, and the bytes in SACK blocks. */
export function agreements(d: DataView, at: number, end: number): { windowScale: number; sacked: number } {
  const result = { windowScale: -1, sacked: 0 };
  for (let i = at; i < end; ) {
    const kind = d.getUint8(i);
    if (kind === END) break;
    if (kind === NOP) {
      i++;
      continue;
    }
    if (i + 2 > end) break;
    const size = d.getUint8(i + 1);
    if (size < 2 || i + size > end) break;
    // RFC 7323, 2.3: larger shifts count as 14.
    if (kind === 3 && size === 3 && result.windowScale < 0)
      result.windowScale = Math.min(14, d.getUint8(i + 2));
    for (let block = i + 2; kind === 5 && block + SACK_BLOCK <= i + size; block += SACK_BLOCK)
      result.sacked += (d.getUint32(block + 4) - d.getUint32(block)) >>> 0;
    i += size;
  }
  return result;
}

/** How many options of that kind there are. */
export function countTcpOptions(d: DataView, at: number, end: number, wanted: number): number {
  let count = 0;
  for (let i = at; i < end; ) {
    const kind = d.getUint8(i);
    if (kind === wanted) count++;
    if (kind === END || (kind !== NOP && i + 2 > end)) break;
    const size = kind === NOP ? 1 : d.getUint8(i + 1);
    if (size === 0) break;
    i += size;
  }
  return count;
}
