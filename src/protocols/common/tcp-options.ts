// Options of TCP, RFC 9293 section 3.2 and https://www.iana.org/assignments/tcp-parameters.
//
//  0    1    2
// +----+----+-------      kinds 0 (end) and 1 (no operation) are a single byte
// |kind|len | …
// +----+----+-------

import type { Add } from "../../core/layer.ts";
import { Cursor, hex } from "./cursor.ts";
import { tellMptcp } from "./mptcp.ts";
import {
  INVALID,
  LENGTHS,
  MOST_SHIFT,
  MULTIPATH,
  NOPS,
  SAID,
  SHORT_NAMES,
  UNKNOWN,
  WHOLE,
} from "./tcp-option-fields.ts";

interface Context {
  /** Where acknowledgments count from, and this segment's. */
  base: number;
  acknowledgment: number;
  isSyn: boolean;
  /** Is told the words for the Info column. */
  say: (words: string) => void;
}

/** `ahead`: bytes of the option before the cursor. */
type Body = (c: Cursor, context: Context, ahead?: number) => void;

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

/** RFC 4782, 3.1: 40 kbit/s doubled as often. */
const QUICK_RATES = [
  ...["0 bit/s", "80 Kbit/s", "160 Kbit/s", "320 Kbit/s", "640 Kbit/s", "1.28 Mbit/s", "2.56 Mbit/s"],
  ...["5.12 Mbit/s", "10.24 Mbit/s", "20.48 Mbit/s", "40.96 Mbit/s", "81.92 Mbit/s", "163.84 Mbit/s"],
  ...["327.68 Mbit/s", "655.36 Mbit/s", "1.31072 Gbit/s"],
];

const COUNTER = 3;
/** draft-ietf-tcpm-accurate-ecn, 3.2.3: counters of bytes, as many as there is room for. */
const accurateEcn =
  (names: readonly string[]): Body =>
  (c, { say }, ahead = 2) => {
    if (c.left % COUNTER !== 0) {
      const right = `${ahead}, ${ahead + 3}, ${ahead + 6}, or ${ahead + 9}`;
      c.here(INVALID, 0, `option length should be ${right} instead of ${c.left + ahead}`);
      return;
    }
    if (c.left === 0) say(" AccECN");
    for (const name of names) {
      if (c.left < COUNTER) return;
      say(` ${name.toUpperCase()}=${c.number(`tcp.options.acc_ecn.${name}`, COUNTER)}`);
    }
  };
const ECN_0 = accurateEcn(["ee0b", "eceb", "ee1b"]);
const ECN_1 = accurateEcn(["ee1b", "eceb", "ee0b"]);
/** draft-ietf-tcpm-ack-rate-request, 3: how many segments an acknowledgment is wanted for. */
const ackRate: Body = (c, { say }, ahead = 2) => {
  say(c.left === 1 ? ` TARR=${c.peek(1) >> 1}` : " TARR");
  if (c.left > 1)
    c.here(INVALID, 0, `option length should be ${ahead} or ${ahead + 1} instead of ${c.left + ahead}`);
  else if (c.left === 1)
    c.here("tcp.options.tarr.rate", 1, c.peek(1) >> 1).tell("tcp.options.tar.reserved", 1, c.peek(1) & 1);
};
/** Experiments by their id (RFC 6994), but for Fast Open. */
const EXPERIMENTS: Readonly<Record<number, Body>> = { 172: ackRate, 44224: ECN_0, 44225: ECN_1 };

const experiment: Body = (c, context) => {
  if (c.left < 2) return;
  const id = c.number("tcp.options.experimental.exid", 2);
  const known = EXPERIMENTS[id];
  if (id === FAST_OPEN) fastOpen(c, context);
  else if (known !== undefined) known(c, context, 4);
  else {
    context.say(
      ` ExID=${hex(id, 4)
        .slice(2)
        .toUpperCase()
        .replace(/^0+(?=.)/, "")}`,
    );
    if (c.left > 0) c.tell("tcp.options.experimental.data", c.left);
  }
};

/** Blocks that arrived; the first may be of what arrived twice (RFC 2883). */
function tellBlocks(c: Cursor, { base, acknowledgment, say }: Context): void {
  const blocks: { at: number; left: number; right: number }[] = [];
  while (c.left > 0) {
    const { at } = c;
    if (c.left < 4) break;
    const left = (c.peek(4) - base) >>> 0;
    c.tell("tcp.options.sack_le", 4, left);
    if (c.left < 4) break;
    const right = (c.peek(4) - base) >>> 0;
    c.tell("tcp.options.sack_re", 4, right);
    say(` SLE=${left} SRE=${right}`);
    blocks.push({ at, left, right });
  }
  if (c.left > 0 || blocks.length * SACK_BLOCK < c.at - (blocks[0]?.at ?? c.at))
    c.here("tcp.suboption_malformed", 0, true);
  c.here("tcp.options.sack.count", 0, blocks.length);
  const [first, second] = blocks;
  if (first === undefined) return;
  const isInside = second !== undefined && first.left >= second.left && first.right <= second.right;
  if (!isInside && ((first.left + base - acknowledgment) | 0) >= 0) return;
  c.add("tcp.options.sack.dsack_le", first.at, 4, first.left, c.depth);
  c.add("tcp.options.sack.dsack_re", first.at + 4, 4, first.right, c.depth);
  c.here("tcp.options.sack.dsack", 0, true);
}

const BODIES: Readonly<Record<number, Body>> = {
  2: (c, { say }) => say(` MSS=${c.number("tcp.options.mss_val", 2)}`),
  3: (c, { say }) => {
    if (c.peek(1) > MOST_SHIFT) c.here("tcp.options.wscale.shift.invalid", 0, true);
    const shift = Math.min(MOST_SHIFT, c.peek(1));
    c.here("tcp.options.wscale.shift", 1).tell("tcp.options.wscale.multiplier", 1, 2 ** shift);
    say(` WS=${2 ** shift}`);
  },
  5: tellBlocks,
  6: word("tcp.options.echo_value", "ECHO"),
  7: word("tcp.options.echo_value", "ECHO"),
  8: (c, { say }) => {
    const value = c.number("tcp.options.timestamp.tsval", 4);
    say(` TSval=${value} TSecr=${c.number("tcp.options.timestamp.tsecr", 4)}`);
  },
  11: word("tcp.options.cc_value", "CC"),
  12: word("tcp.options.cc_value", "CC"),
  13: word("tcp.options.cc_value", "CC"),
  19: (c) => c.tell("tcp.options.md5.digest", c.left),
  27: (c, { say }) => {
    const rate = c.peek(1) & 0x0f;
    c.tell("tcp.options.qs.rate", 1, rate).tell("tcp.options.qs.ttl_diff", 1);
    say(` QSresp=${QUICK_RATES[rate]}`);
  },
  28: (c, { say }) => {
    const value = c.peek(2);
    c.here("tcp.options.user_to_granularity", 2, value >= 0x8000);
    c.tell("tcp.options.user_to_val", 2, value & 0x7fff);
    say(` USER_TO=${value & 0x7fff}`);
  },
  29: (c, { say }) => {
    say("TCP AO");
    if (c.left < 2) {
      c.here(INVALID, 0, "option length should be >= than 4");
      return;
    }
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
const SEGMENT_SIZE = 2;

function wrongLength(kind: number, size: number, room: number): string {
  const name = SHORT_NAMES[kind] ?? `Unknown (${hex(kind, 2)})`;
  if (room < 2) return `${name} (length byte past end of options)`;
  const bytes = `option length = ${size} byte${size === 1 ? "" : "s"}`;
  return size < 2
    ? `${name} (with too-short ${bytes})`
    : `${name} (${bytes} says option goes past end of options)`;
}

/** One whose length does not suit its kind is told by these two alone. @param long its length */
function tellOption(kind: number, long: number, option: Cursor, context: Context): void {
  try {
    const size = LENGTHS[kind];
    context.say(SAID[kind] ?? "");
    if (kind === SEGMENT_SIZE && !context.isSyn) option.here("tcp.options.mss.present", 0, true);
    if (size !== undefined && size !== long) option.here(INVALID, 0, `option length should be ${size}`);
    else if (BODIES[kind] !== undefined) BODIES[kind](option, context);
    else if (WHOLE[kind] === undefined && option.left > 0)
      option.tell("tcp.options.unknown.payload", option.left);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

/**
 * Tells the options from `at` to the end of the header.
 * @throws RangeError where an option is longer than the header
 */
export function tellTcpOptions(d: DataView, add: Add, at: number, header: number, context: Context): void {
  const end = Math.min(header, d.byteLength);
  add("tcp.options", at, end - at);
  // The whole option, and what it consists of below it.
  const c = new Cursor(d, add, at, end, 2);
  const whole = (kind: number, size: number) => {
    const name = WHOLE[kind] ?? (BODIES[kind] === undefined && kind !== MULTIPATH ? UNKNOWN : undefined);
    if (name !== undefined) add(`tcp.options.${name}`, c.at, Math.min(size, c.left), undefined, 1);
  };
  let nops = 0;
  let hasSegmentSize = false;
  while (c.left > 0) {
    const kind = c.peek(1);
    nops = kind === NOP ? nops + 1 : 0;
    hasSegmentSize ||= kind === SEGMENT_SIZE;
    if (kind === END || kind === NOP) {
      whole(kind, 1);
      c.tell("tcp.option_kind", 1);
      if (nops === NOPS) c.here("tcp.nop", 0, true);
      // Behind the end all is filling.
      if (kind === END && c.left > 0 && c.peek(1) !== END) {
        c.here("tcp.non_zero_bytes_after_eol", 0, "Non-zero header padding");
        return;
      }
      continue;
    }
    // A length that leads out of the header ends the list; what the capture has cut is told as far as it goes.
    const room = header - c.at;
    const size = room < 2 ? 0 : c.peek(1, 1);
    if (size < 2 || size > room) {
      c.here(INVALID, 0, wrongLength(kind, size, room));
      return;
    }
    whole(kind, size);
    c.tell("tcp.option_kind", 1).tell("tcp.option_len", 1);
    const there = Math.min(size - 2, c.left);
    tellOption(kind, size, c.within(there, 0), context);
    c.need(size - 2 - there);
  }
  c.need(header - end);
  if (context.isSyn && !hasSegmentSize) add("tcp.options.mss.absent", 0, 0, true);
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

/** How many options of that kind there are, up to one that is shorter than its own head. */
export function countTcpOptions(d: DataView, at: number, end: number, wanted: number): number {
  let count = 0;
  for (let i = at; i < end; ) {
    const kind = d.getUint8(i);
    if (kind === END || (kind !== NOP && i + 2 > end)) break;
    const size = kind === NOP ? 1 : d.getUint8(i + 1);
    if (size === 0 || (size === 1 && kind !== NOP)) break;
    if (kind === wanted) count++;
    i += size;
  }
  return count;
}
