/**
 * How a row of the fact table lies in memory. Plain numbers, in a file that imports nothing: only then does the bundler
 * put them in the place of their names.
 */

// Words of a row.
export const ROW_WORDS = 16;
export const NODE = 0;
export const SOURCE = 1;
export const DESTINATION = 2;
/** `source port << 16 | destination port` */
export const PORTS = 3;
/** Bits of Class. */
export const KIND = 4;
export const OUTER = 5;
export const PACKETS = 6;
export const INNER_PACKETS = 7;
export const FIRST_SECONDS = 12;
export const FIRST_NANOSECONDS = 13;
export const LAST_SECONDS = 14;
export const LAST_NANOSECONDS = 15;
// Doubles of a row.
export const BYTES = 4;
export const INNER_BYTES = 5;

// Bits of its class word, of those in table.ts, that are looked for in every row.
export const V6 = 1 << 16;
/** What tells flows of the same addresses and ports apart: protocol and version. */
export const FLOW_BITS = 0xff | (1 << 16);
export const IS_IP = 1 << 8;
export const HAS_FLOW = 1 << 9;
export const IS_NON_IP = 1 << 10;
export const IS_ARP = 1 << 11;
export const IS_BROADCAST = 1 << 12;
export const IS_MULTICAST = 1 << 13;
export const OUTER_PORTS = 1 << 14;
export const OUTER_KEY = 1 << 15;
export const FRAGMENT = 1 << 18;

// The second word of a time: nanoseconds, and above them two more bits of seconds.
export const NANOSECOND_BITS = 30;
export const NANOSECOND_MASK = (1 << 30) - 1;

// What is added up for a part of the traffic, by its place in a record of doubles. Exact: all are whole numbers below 2^53.
/** Rows of the fact table: 0 for nodes that only stand around others. */
export const SUM_ROWS = 0;
export const SUM_PACKETS = 1;
export const SUM_BYTES = 2;
export const SUM_INNER_PACKETS = 3;
export const SUM_INNER_BYTES = 4;
// Inner packets of these kinds.
export const SUM_NON_IP = 5;
export const SUM_BROADCAST = 6;
export const SUM_MULTICAST = 7;
export const SUM_ARP = 8;
/** Outer packets and bytes of rows without a flow, and how many rows these are. */
export const SUM_FLOWLESS_PACKETS = 9;
export const SUM_FLOWLESS_BYTES = 10;
export const SUM_FLOWLESS_ROWS = 11;
// The earliest and the latest time; the first is later than the last where no packet has one.
export const SUM_FIRST = 12;
export const SUM_LAST = 14;
export const SUM_RECORD = 16;
