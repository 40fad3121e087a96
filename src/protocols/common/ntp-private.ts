// Private messages of NTP (mode 7), by which ntpd was asked before control messages could all of it: ntp_request.h of
// the NTP reference implementation. They live on in reflection attacks, which ask for the list of who asked before.
//
//  0    1    2    3    4         6         8
// +----+----+----+----+---------+---------+------ …
// |flag|seq.|impl|code|err,count|size     | items    and in requests with a key, behind 176 bytes: time, key id, digest
// +----+----+----+----+---------+---------+------ …
import type { Cursor } from "./cursor.ts";
import { hexNum, num, str, v4, v6 } from "./located.ts";

const IMPLEMENTATIONS = { 0: "UNIV", 2: "XNTPD_OLD (pre-IPv6)", 3: "XNTPD" };
const REQUESTS = Object.fromEntries(
  `
PEER_LIST PEER_LIST_SUM PEER_INFO PEER_STATS SYS_INFO SYS_STATS IO_STATS MEM_STATS LOOP_INFO TIMER_STATS
CONFIG UNCONFIG SET_SYS_FLAG CLR_SYS_FLAG MONITOR NOMONITOR GET_RESTRICT RESADDFLAGS RESSUBFLAGS UNRESTRICT
MON_GETLIST RESET_STATS RESET_PEER REREAD_KEYS DO_DIRTY_HACK DONT_DIRTY_HACK TRUSTKEY UNTRUSTKEY AUTHINFO TRAPS
ADD_TRAP CLR_TRAP REQUEST_KEY CONTROL_KEY GET_CTLSTATS GET_LEAPINFO GET_CLOCKINFO SET_CLKFUDGE GET_KERNEL
GET_CLKBUGINFO - SET_PRECISION MON_GETLIST_1 HOSTNAME_ASSOCID IF_STATS IF_RELOAD
`
    .trim()
    .split(/\s+/)
    .map((name, code) => [code, name]),
);
const ERRORS = {
  0: "No error",
  1: "incompatible implementation number",
  2: "unimplemented request code",
  3: "format error",
  4: "no data available",
  7: "authentication failure",
};

export const privateFields = [
  num(1, "ntp.priv.flags.r", "Response bit", { mask: 0x80, values: { 0: "Request", 1: "Response" } }),
  num(1, "ntp.priv.flags.more", "More bit", { mask: 0x40 }),
  num(1, "ntp.priv.auth_seq", "Auth, sequence"),
  num(1, "ntp.priv.auth", "Auth bit", { mask: 0x80 }),
  num(1, "ntp.priv.seq", "Sequence number", { mask: 0x7f }),
  num(1, "ntp.priv.impl", "Implementation", { values: IMPLEMENTATIONS }),
  num(1, "ntp.priv.reqcode", "Request code", { values: REQUESTS }),
  hexNum(1, "ntp.priv.err", "Err", { mask: 0xf0, values: ERRORS }),
  num(2, "ntp.priv.numitems", "Number of data items", { mask: 0x0fff }),
  hexNum(1, "ntp.priv.reserved", "Reserved", { mask: 0xf0 }),
  num(2, "ntp.priv.itemsize", "Size of data item", { mask: 0x0fff }),
  num(4, "ntp.priv.monlist.avgint", "Average interval"),
  num(4, "ntp.priv.monlist.lsint", "Last interval"),
  hexNum(4, "ntp.priv.monlist.restr", "Restrictions"),
  num(4, "ntp.priv.monlist.count", "Count"),
  v4("ntp.priv.monlist.remote_address", "Remote address"),
  v4("ntp.priv.monlist.local_address", "Local address"),
  hexNum(4, "ntp.priv.monlist.flags", "Flags"),
  num(2, "ntp.priv.monlist.port", "Port"),
  num(1, "ntp.priv.monlist.mode", "Mode"),
  num(1, "ntp.priv.monlist.version", "Version"),
  hexNum(4, "ntp.priv.monlist.ipv6", "IPv6"),
  hexNum(4, "ntp.priv.monlist.unused", "Unused"),
  v6("ntp.priv.monlist.addr6", "IPv6 remote addr"),
  v6("ntp.priv.monlist.daddr6", "IPv6 local addr"),
  str("ntp.priv.tstamp", "Authentication timestamp"),
];

type Part = readonly [name: string, size: number];
const [BEFORE, OURS, BEHIND]: readonly (readonly Part[])[] = [
  [
    ["avgint", 4],
    ["lsint", 4],
    ["restr", 4],
    ["count", 4],
    ["remote_address", 4],
  ],
  [
    ["local_address", 4],
    ["flags", 4],
  ],
  [
    ["port", 2],
    ["mode", 1],
    ["version", 1],
    ["ipv6", 4],
    ["unused", 4],
  ],
];
/** By request code: an entry of the list of who asked. */
const ENTRIES: Readonly<Record<number, readonly Part[]>> = {
  20: [...BEFORE, ...BEHIND],
  42: [...BEFORE, ...OURS, ...BEHIND],
};
const MON_GETLIST_1 = 42;

/** Bytes of data in a request with a key, which stands behind them. */
const REQUEST_DATA = 176;
const TIMESTAMP = 8;

/**
 * @param c at the first byte, whose flags are told
 * @param timestamp the text of the time at a cursor
 */
export function tellPrivate(c: Cursor, say: (words: string) => void, timestamp: (c: Cursor) => string): void {
  const isResponse = (c.peek(1) & 0x80) !== 0;
  c.skip(1);
  const sequence = c.peek(1);
  c.here("ntp.priv.auth_seq", 1).here("ntp.priv.auth", 1).tell("ntp.priv.seq", 1).tell("ntp.priv.impl", 1);
  const request = c.number("ntp.priv.reqcode", 1);
  say(`, ${isResponse ? "Response" : "Request"}, ${REQUESTS[request] ?? "Unknown"}`);
  c.here("ntp.priv.err", 1);
  const count = c.peek(2) & 0x0fff;
  c.tell("ntp.priv.numitems", 2).here("ntp.priv.reserved", 1);
  const size = c.peek(2) & 0x0fff;
  c.tell("ntp.priv.itemsize", 2);
  const entry = ENTRIES[request];
  if (isResponse) {
    if (entry !== undefined) for (let i = 0; i < count; i++) tellEntry(c.within(size), entry, request);
    return;
  }
  if ((sequence & 0x80) === 0 || c.left < REQUEST_DATA + TIMESTAMP + 4) return;
  c.skip(REQUEST_DATA);
  c.tell("ntp.priv.tstamp", TIMESTAMP, timestamp(c)).tell("ntp.keyid", 4).tell("ntp.mac", c.left);
}

function tellEntry(c: Cursor, parts: readonly Part[], request: number): void {
  let isIpv6 = false;
  for (const [name, size] of parts) {
    if (name === "ipv6") isIpv6 = c.peek(size) !== 0;
    c.tell(`ntp.priv.monlist.${name}`, size);
  }
  // Then the addresses before are none.
  if (!isIpv6) return;
  c.tell("ntp.priv.monlist.addr6", 16);
  if (request === MON_GETLIST_1) c.tell("ntp.priv.monlist.daddr6", 16);
}
