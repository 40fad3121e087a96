// Every message type, option and flag of the protocols around IP, field by field against tshark
// (fixtures/headers/make.py builds the packets and asks it).
import { readdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { placesOf } from "../../src/protocols/field-index.ts";
import { type Line, shownLines, tsharkLines } from "./tshark-lines.ts";

const DIRECTORY = "fixtures/headers";

/** Whose fields are compared, as in make.py. */
const PREFIXES: Readonly<Record<string, readonly string[]>> = {
  arp: ["arp", "eth"],
  dccp: ["dccp"],
  dropped: ["vxlan", "etherip", "gre.proto", "geneve.version", "geneve.vni", "pppoe"],
  http: [
    ...["response.code", "response.phrase", "proxy_authenticate", "sec_websocket_accept"].map(
      (n) => `http.${n}`,
    ),
    ...["extensions", "key", "protocol", "version"].map((n) => `http.sec_websocket_${n}`),
  ],
  icmp: ["icmp"],
  icmpv6: ["icmpv6"],
  igmp: ["igmp"],
  ipv4: ["ip", "udp"],
  ipv6: ["ipv6", "ip.version", "udp"],
  llc: ["llc"],
  sctp: ["sctp"],
  stp: ["stp", "mstp", "eth.len"],
  tcp: ["tcp"],
  "tcp-conversation": [
    ...["stream", "seq", "nxtseq", "ack", "len", "window_size", "analysis", "completeness", "connection"].map(
      (n) => `tcp.${n}`,
    ),
    ...["tcp.time_relative", "tcp.time_delta"],
  ],
  "tcp-repeats": ["tcp.len", "tcp.seq", "http.request.method", "http.response.code"],
  "udp-lite": ["udp"],
};

interface Difference {
  capture: string;
  packets: readonly number[];
  /** Columns or fields. */
  what: readonly string[];
  ours: (theirs: string) => string | undefined;
  why: string;
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
const withData = (theirs: string) => `${theirs}:data`;

const DIFFERENT: readonly Difference[] = [
  {
    capture: "dccp",
    packets: [2, ...range(4, 10)],
    what: ["dccp.ack"],
    ours: () => "5",
    why: "tshark says it of the short numbers only",
  },
  {
    capture: "icmp",
    packets: range(32, 36),
    what: ["protocols"],
    ours: withData,
    why: "tshark leaves the data of what a redirect quotes out, which it shows of other errors",
  },
  {
    capture: "icmpv6",
    packets: [32],
    what: ["protocols"],
    ours: (theirs) => theirs.replace(/tapa$/, "data"),
    why: "tshark sees TAPA in nine letters",
  },
  {
    capture: "ipv6",
    packets: [5, 8, 9, 10, 11, 22, 23],
    what: ["udp.stream"],
    ours: (theirs) => String(Math.max(0, Number(theirs) - 2)),
    why: "a conversation is between the addresses in the header, not those at the ends of a route",
  },
  ...[
    { name: "udp.time_relative", packets: [5, ...range(8, 11)], ours: (n: number) => n - 1 },
    { name: "udp.time_delta", packets: [5, 6, 8, 12, 24], ours: (n: number) => (n === 24 ? 8 : 1) },
  ].flatMap(({ name, packets, ours }) =>
    packets.map((packet) => ({
      capture: "ipv6",
      packets: [packet],
      what: [name],
      ours: () => `${ours(packet)}.000000000`,
      why: `as above: ${name} of ${packet}`,
    })),
  ),
  {
    capture: "ipv6",
    packets: [14],
    what: ["info"],
    ours: (theirs) => `${theirs} [Reassembled in #15]`,
    why: "tshark says it of IPv4 alone",
  },
  {
    capture: "ipv6",
    packets: [16],
    what: ["protocols"],
    ours: () => "eth:ethertype:ipv6:ipv6.fraghdr:udp:data",
    why: "the first part of what was never whole shows what it holds",
  },
  { capture: "ipv6", packets: [16], what: ["protocol"], ours: () => "UDP", why: "as above" },
  { capture: "ipv6", packets: [16], what: ["info"], ours: () => "5000 → 6000 Len=32", why: "as above" },
  ...Object.entries({
    "udp.srcport": "5000",
    "udp.dstport": "6000",
    "udp.port": "5000|6000",
    "udp.length": "40",
    "udp.checksum": "0x1ac3",
    "udp.checksum.status": "2",
    "udp.stream": "0",
    "udp.time_relative": "15.000000000",
    "udp.time_delta": "1.000000000",
    "udp.payload": "30313233343536373839616263646566",
  }).map(([name, value]) => ({
    capture: "ipv6",
    packets: [16],
    what: [name],
    ours: () => value,
    why: `as above: ${name}`,
  })),
  {
    capture: "llc",
    packets: [5, 6, 11],
    what: ["llc.control.ftype"],
    ours: (theirs) => theirs.replace("0x00", "0x"),
    why: "one field has one width; tshark's has that of the control field",
  },
  {
    capture: "llc",
    packets: [11],
    what: ["protocols"],
    ours: (theirs) => theirs.replace("netbios", "data"),
    why: "NetBIOS over LLC is not dissected",
  },
  { capture: "llc", packets: [11], what: ["protocol"], ours: () => "LLC", why: "as above" },
  {
    capture: "llc",
    packets: [11],
    what: ["info"],
    ours: (theirs) => theirs.replace("[Malformed Packet]", ""),
    why: "as above",
  },
  {
    capture: "sctp",
    packets: range(1, 21),
    what: ["sctp.checksum.status"],
    ours: () => "1",
    why: "tshark leaves it unverified; the packets were built with good ones",
  },
  {
    capture: "sctp",
    packets: [22],
    what: ["sctp.checksum.status"],
    ours: () => "0",
    why: "and this one with a bad one",
  },
  {
    capture: "tcp",
    packets: [23],
    what: ["tcp.options.mptcp.checksum"],
    ours: () => "0x0009",
    why: "tshark wants to have seen the handshake that agreed on it",
  },
  {
    capture: "tcp-conversation",
    packets: [12, 13, 40, 41],
    what: ["tcp.analysis.duplicate_ack"],
    ours: () => "1",
    why: "tshark has the name for two fields in one another",
  },
  {
    capture: "udp-lite",
    packets: [1, 2, 3],
    what: ["udp.checksum.status"],
    ours: () => "1",
    why: "tshark leaves it unverified; the packets were built with good ones",
  },
  {
    capture: "udp-lite",
    packets: [5],
    what: ["udp.checksum.status"],
    ours: () => "0",
    why: "and this one with a bad one",
  },
];

/**
 * Fields of tshark that we do without: copies of bytes, what takes a second pass, what counts
 * over an association.
 */
const LACKING: readonly string[] = `
icmp.resp_in icmpv6.resp_in
ip.checksum_calculated
sctp.assoc_index
tcp.checksum_calculated
udp.checksum_calculated
`
  .trim()
  .split(/\s+/);

const captures = readdirSync(DIRECTORY)
  .filter((name) => name.endsWith(".pcap"))
  .map((name) => name.slice(0, -".pcap".length));

/** What tshark's check of a checksum, or its second pass, adds to the Info column. */
const plain = (info: string): string =>
  info
    .replace(/ \(reply in \d+\)| \(no response found!\)/, "")
    .replace(/ \[(TCP|UDP) CHECKSUM INCORRECT\]/, "");

const used = new Set<Difference>();
const lacking = new Set<string>();

function differs(
  capture: string,
  packet: number,
  what: string,
  theirs: string,
  ours: string | undefined,
): boolean {
  const known = DIFFERENT.find(
    (d) =>
      d.capture === capture && d.packets.includes(packet) && d.what.includes(what) && d.ours(theirs) === ours,
  );
  if (known !== undefined) used.add(known);
  return known === undefined;
}

/** They begin a part, and have no value that tshark would print. */
const MARKS = new Set([
  "icmpv6.opt",
  "icmpv6.opt.reserved",
  "icmpv6.opt.padding",
  "icmpv6.opt.redirected_packet",
  "icmpv6.mldr.mar",
  "ipv6.opt",
  "ipv6.opt.pad1",
  "ipv6.fragments",
]);
/** What is remarkable is compared in expert.test.ts; make.py asks for TCP's alone, and not for IP's whole options. */
const isAsked = (name: string) =>
  !MARKS.has(name) &&
  !name.startsWith("ip.options.") &&
  (/^tcp\.(analysis|connection)/.test(name) ||
    placesOf(name).every(({ field }) => field.remark === undefined));

describe.each(captures)("%s", (capture) => {
  test("says what tshark says", async () => {
    const theirs = tsharkLines(`${DIRECTORY}/${capture}.tshark.tsv`, ["protocols", "protocol", "info"]);
    const ours = await shownLines(`${DIRECTORY}/${capture}.pcap`);
    expect(ours.size).toBe(theirs.size);
    const wrong: string[] = [];
    const compare = (packet: number, what: string, their: string, our: string | undefined) => {
      if (our !== their && differs(capture, packet, what, their, our))
        wrong.push(`${packet} ${what}: ${our} where tshark says ${their}`);
    };
    for (const [number, line] of theirs) {
      const shown = ours.get(number) as Line;
      compare(number, "protocols", line.protocols, shown.protocols);
      compare(number, "protocol", line.protocol, shown.protocol);
      compare(number, "info", plain(line.info), shown.info);
      for (const [name, value] of line.fields) {
        if (placesOf(name).length === 0) lacking.add(name);
        else compare(number, name, value, shown.fields.get(name));
      }
      for (const [name, value] of shown.fields) {
        const mine = PREFIXES[capture].some((prefix) => name === prefix || name.startsWith(`${prefix}.`));
        if (mine && !line.fields.has(name) && isAsked(name)) compare(number, name, "nothing", value);
      }
    }
    expect(wrong).toEqual([]);
  });
});

test("every difference in the table occurs", () => {
  expect(DIFFERENT.filter((d) => !used.has(d)).map((d) => d.why)).toEqual([]);
});

test("the fields that we do without are known", () => {
  expect([...lacking].sort()).toEqual([...LACKING].sort());
});
