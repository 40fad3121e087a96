// Options of DCCP, RFC 4340 section 5.8; those of TFRC's congestion control are RFC 4342, section 8.
//
//  0    1    2
// +----+----+-------      types below 32 are a single byte
// |type|len | …
// +----+----+-------

import type { Add } from "../../core/layer.ts";
import { Cursor } from "./cursor.ts";
import { hexNum, mark, num, raw, said } from "./located.ts";

/** RFC 4340, 6.4 and RFC 4342, 8. */
const FEATURES: Readonly<Record<number, string>> = {
  1: "Congestion Control ID (CCID)",
  2: "Allow Short Seqnums",
  3: "Sequence Window",
  4: "ECN Incapable",
  5: "Ack Ratio",
  6: "Send Ack Vector",
  7: "Send NDP Count",
  8: "Minimum Checksum Coverage",
  9: "Check Data Checksum",
  192: "Send Loss Event Rate",
};
const BAD = "dccp.option.len.bad";

export const dccpOptionFields = [
  num(1, "dccp.option_type", "Option Type"),
  num(1, "dccp.feature_number", "Feature Number", { values: FEATURES }),
  num(8, "dccp.ndp_count", "NDP Count"),
  num(4, "dccp.timestamp", "Timestamp"),
  num(4, "dccp.timestamp_echo", "Timestamp Echo"),
  num(4, "dccp.elapsed_time", "Elapsed Time"),
  hexNum(4, "dccp.checksum_data", "Data Checksum"),
  mark("dccp.options", "Options"),
  raw("dccp.padding", "Padding"),
  raw("dccp.mandatory", "Mandatory"),
  raw("dccp.slow_receiver", "Slow Receiver"),
  raw("dccp.init_cookie", "Init Cookie"),
  raw("dccp.ack_vector.nonce_0", "Ack Vector [Nonce 0]"),
  raw("dccp.ack_vector.nonce_1", "Ack Vector [Nonce 1]"),
  raw("dccp.data_dropped", "Data Dropped"),
  num(4, "dccp.ccid3_loss_event_rate", "CCID3 Loss Event Rate"),
  raw("dccp.ccid3_loss_intervals", "CCID3 Loss Intervals"),
  num(4, "dccp.ccid3_receive_rate", "CCID3 Receive Rate"),
  raw("dccp.option_reserved", "Reserved"),
  raw("dccp.ccid_option_data", "CCID option"),
  said("warning", "protocol", BAD, "Bad option length"),
];

/** First of those that have a length. */
const LONG = 32;
const BYTES: Readonly<Record<number, string>> = { 0: "padding", 1: "mandatory", 2: "slow_receiver" };
const RESERVED = "dccp.option_reserved";

type Body = (c: Cursor) => unknown;

/** What Change and Confirm of either side are about; their values depend on that. */
const feature: Body = (c) => c.here("dccp.feature_number", 1);
const rest =
  (name: string): Body =>
  (c) =>
    c.tell(name, c.left);
/** A number that takes one of these sizes. */
const sized =
  (name: string, sizes: readonly number[], wrong: string): Body =>
  (c) =>
    sizes.includes(c.left) ? c.tell(name, c.left) : c.here(BAD, 0, wrong);

const BODIES: Readonly<Record<number, Body>> = {
  32: feature,
  33: feature,
  34: feature,
  35: feature,
  36: rest("dccp.init_cookie"),
  37: (c) =>
    c.left > 6
      ? c.here(BAD, 0, "NDP Count too long (max 6 bytes)")
      : c.tell("dccp.ndp_count", c.left, c.peek(c.left)),
  38: rest("dccp.ack_vector.nonce_0"),
  39: rest("dccp.ack_vector.nonce_1"),
  40: rest("dccp.data_dropped"),
  41: (c) => sized("dccp.timestamp", [4], `Timestamp too long [${c.left} != 4]`)(c),
  42: (c) => {
    if (![4, 6, 8].includes(c.left)) c.here(BAD, 0, "Wrong Timestamp Echo length");
    else {
      c.tell("dccp.timestamp_echo", 4);
      if (c.left > 0) c.tell("dccp.elapsed_time", c.left, c.peek(c.left));
    }
  },
  43: (c) =>
    c.left === 2 || c.left === 4
      ? c.tell("dccp.elapsed_time", c.left, c.peek(c.left))
      : c.here(BAD, 0, "Wrong Elapsed Time length"),
  44: sized("dccp.checksum_data", [4], "Wrong Data checksum length"),
  192: sized("dccp.ccid3_loss_event_rate", [4], "Wrong CCID3 Loss Event Rate length"),
  193: rest("dccp.ccid3_loss_intervals"),
  194: sized("dccp.ccid3_receive_rate", [4], "Wrong CCID3 Receive Rate length"),
};
/** From here on they are those of congestion control. */
const OF_CONTROL = 128;

/**
 * Tells the options from `at` to `end`.
 * @throws RangeError where one is longer than they are
 */
export function tellDccpOptions(d: DataView, add: Add, at: number, end: number): void {
  if (at >= end) return;
  add("dccp.options", at, Math.min(end, d.byteLength) - at, true);
  const c = new Cursor(d, add, at, Math.min(end, d.byteLength), 1);
  while (c.left > 0) {
    const type = c.number("dccp.option_type", 1);
    if (type < LONG) {
      const name = BYTES[type];
      c.add(name === undefined ? RESERVED : `dccp.${name}`, c.at - 1, 1, undefined, c.depth + 1);
      continue;
    }
    const size = c.peek(1);
    if (size < 2) {
      c.here(BAD, 0, "Option length incorrect, must be >= 2");
      return;
    }
    const option = c.skip(1).within(size - 2);
    const body = BODIES[type];
    if (body !== undefined) body(option);
    else option.tell(type < OF_CONTROL ? RESERVED : "dccp.ccid_option_data", option.left);
  }
  c.need(end - c.at);
}
