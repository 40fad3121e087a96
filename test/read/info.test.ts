// The packet list of every generated capture, line by line against tshark's (fixtures/expect.py).
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hex } from "../../fixtures/make/bytes.ts";
import { columnsOf } from "../../src/output/read-columns.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { type Line, shownLines, tsharkLines } from "./tshark-lines.ts";

const FIXTURES = "fixtures";
const THEMES = ["ethernet", "formats", "fragments", "gre", "ip", "nested", "nvgre", "stt", "vxlan"];
const COLUMNS = ["protocols", "source", "destination", "protocol", "info"] as const;
type Column = (typeof COLUMNS)[number];

/** What tshark's second pass knows and a stream cannot, or what we say besides; taken off both before comparing. */
const TAKEN_OFF: readonly RegExp[] = [
  // Only who reads a capture twice knows of an answer that is still to come.
  / \(reply in \d+\)| \(no response found!\)/,
  // We tell of IPv6 fragments and STT pieces what tshark tells of IPv4 fragments alone.
  /(?<=^IPv6 fragment.*) \[Reassembled in #\d+\]/,
  /(?<=^STT Segment.*) \[Piece (\d+|\?) of \d+\] \[Reassembled in #\d+\]/,
];

/** What the two say of a packet in a column. */
type Says = (theirs: string, ours: string) => boolean;

interface Difference {
  /** Beginnings of the captures' names below fixtures/, and the packets where not all may differ. */
  captures: readonly string[];
  packets?: readonly number[];
  columns: readonly Column[];
  says: Says;
  why: string;
}

const ALL: readonly Column[] = COLUMNS;
const anything: Says = () => true;
/** tshark remarks on the segment what it makes of another tenant's. */
const withoutRemark: Says = (theirs, ours) => theirs.replace(/^(\[TCP [^\]]+\] )+/, "") === ours;

/** Where we say something else on purpose. */
const DIFFERENT: readonly Difference[] = [
  {
    captures: ["gre/", "ip/", "nested/", "nvgre/", "stt/", "vxlan/", "fragments/outer-same-id"],
    columns: ["info"],
    says: withoutRemark,
    why: "two tenants with the same inner addresses and ports are one connection to tshark, so that the second one repeats the first",
  },
  {
    captures: ["gre/", "ip/", "nested/", "nvgre/", "stt/", "vxlan/", "fragments/outer-same-id"],
    columns: ["protocols"],
    says: (theirs, ours) => ours === `${theirs}:data`,
    why: "tshark shows nobody's data in segments that it thinks it saw before, or has put into a stream",
  },
  {
    captures: ["fragments/inner-first-missing-in-one-tenant", "fragments/inner-same-id-two-tenants"],
    columns: ["protocols", "protocol", "info"],
    says: anything,
    why: "tshark puts the fragments of two tenants together",
  },
  {
    captures: [
      "fragments/inner-last-missing",
      "fragments/outer-vxlan-last-missing",
      "fragments/outer-vxlan-middle-missing",
      "stt/07",
      "stt/28",
      "stt/35",
    ],
    columns: ALL,
    says: (theirs) => !theirs.includes(":tcp"),
    why: "the first part of what was never whole shows what it holds",
  },
  {
    captures: ["stt/09", "stt/10", "stt/17", "stt/23", "stt/31"],
    columns: ALL,
    says: anything,
    why: "what cannot be a piece of an STT frame is TCP",
  },
  {
    captures: [
      "stt/11",
      "stt/12",
      "stt/14",
      "stt/15",
      "stt/16",
      "stt/19",
      "stt/21",
      "stt/22",
      "stt/30",
      "stt/35",
      "stt/36",
    ],
    columns: ALL,
    says: anything,
    why: "tshark loses tails of up to 20 bytes, takes cut pieces for frames, mixes frames of one id, reads TCP's options as the frame, and knows no time",
  },
  {
    captures: ["gre/version-2-is-malformed", "vxlan/no-i-flag-is-malformed"],
    packets: [6],
    columns: ALL,
    says: anything,
    why: "a tunnel header that may not be is no tunnel",
  },
  {
    captures: ["vxlan/answers-from-4789-are-native"],
    columns: ALL,
    says: anything,
    why: "VXLAN is told by its destination port alone: the source port is a hash",
  },
];

const captures = THEMES.flatMap((theme) =>
  readdirSync(join(FIXTURES, theme))
    .filter((name) => /\.pcap(ng)?(\.gz|\.zst)?$/.test(name))
    .map((name) => join(theme, name)),
);

const plain = (text: string): string => TAKEN_OFF.reduce((rest, part) => rest.replace(part, ""), text);

function isKnown(capture: string, packet: number, column: Column, theirs: string, ours: string) {
  return DIFFERENT.find(
    (d) =>
      d.captures.some((begin) => capture.startsWith(begin)) &&
      (d.packets?.includes(packet) ?? true) &&
      d.columns.includes(column) &&
      d.says(theirs, ours),
  );
}

const used = new Set<Difference>();
const counts = { lines: 0, equal: 0 };

describe.each(captures)("%s", (capture) => {
  test("says what tshark says", async () => {
    const theirs = tsharkLines(join(FIXTURES, capture.replace(/\.pcap.*$/, ".tshark.tsv")), COLUMNS);
    const ours = await shownLines(join(FIXTURES, capture));
    const wrong: string[] = [];
    for (const [number, line] of theirs) {
      const shown = ours.get(number) as Line;
      counts.lines++;
      let equal = true;
      for (const column of COLUMNS) {
        const [their, our] = [plain(line[column]), plain(shown?.[column] ?? "nothing")];
        if (their === our) continue;
        equal = false;
        const known = isKnown(capture, number, column, their, our);
        if (known === undefined)
          wrong.push(`packet ${number}, ${column}: "${our}" where tshark says "${their}"`);
        else used.add(known);
      }
      if (equal) counts.equal++;
    }
    expect(wrong).toEqual([]);
  });
});

test("every difference in the table occurs", () => {
  expect(DIFFERENT.filter((d) => !used.has(d)).map((d) => d.why)).toEqual([]);
});

test("nearly all lines are equal", () => {
  expect(counts.lines).toBeGreaterThan(1000);
  expect(counts.equal / counts.lines).toBeGreaterThan(0.8);
});

/** An Ethernet frame with an IPv4 header around bytes. */
function framed(proto: number, after: string): Uint8Array {
  const bytes = hex(after);
  const head = `45 00 00 ${(20 + bytes.length).toString(16)} 00 01 00 00 40 ${proto.toString(16).padStart(2, "0")}`;
  const ends = "00 00 c0 00 02 01 c0 00 02 02";
  return Uint8Array.from([...hex(`02 00 00 00 00 02 02 00 00 00 00 01 08 00 ${head} ${ends}`), ...bytes]);
}

/** Protocol and Info of frames, of which at most so many bytes were captured. */
function columns(packets: readonly Uint8Array[], most = 0xffff): string[] {
  const shown: string[] = [];
  const listing = new Listing({ conversations: true }, (packet) => {
    const { protocol, info } = columnsOf(packet, "r");
    shown.push(`${protocol}: ${info}`);
    return true;
  });
  for (const [i, bytes] of packets.entries()) {
    const captured = Math.min(bytes.length, most);
    listing.packet(new DataView(bytes.slice().buffer), 0, captured, bytes.length, 1, 1000 + i, 0);
  }
  listing.finish();
  return shown;
}

const CUT = "[Packet size limited during capture]";

test("HTTP that is cut, and bodies by their types, as tshark 4.0 shows them", () => {
  const octets = (text: string) => Buffer.from(text).toString("hex").replaceAll(/../g, "$& ");
  const segment = (text: string) =>
    framed(6, `00 50 9c 40 00 00 00 64 00 00 00 01 50 18 03 e8 00 00 00 00 ${octets(text)}`);
  const body = (type: string) => segment(`HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n\r\nabcd`);
  const whole = (type: string) => columns([body(type)])[0];
  expect(whole("text/html; charset=utf-8")).toBe("HTTP: HTTP/1.1 200 OK  (text/html)");
  expect(whole("TEXT/HTML")).toBe("HTTP: HTTP/1.1 200 OK  (text/html)");
  expect(whole("application/octet-stream")).toBe("HTTP: HTTP/1.1 200 OK ");
  expect(whole("image/png")).toBe("HTTP: HTTP/1.1 200 OK  (image/png)");
  expect(whole("application/json")).toMatch(
    /^HTTP\/JSON: .* , JavaScript Object Notation \(application\/json\)$/,
  );
  // 54 bytes of headers below, 17 of the first line, then the type and the body.
  const text = body("text/html");
  expect(columns([text], 70)).toEqual([`TCP: 80 → 40000 [PSH, ACK] Seq=1 Ack=1 Win=1000 Len=48${CUT}`]);
  expect(columns([text], 71)).toEqual([`HTTP: HTTP/1.1 200 OK ${CUT}`]);
  expect(columns([text], 100)).toEqual([`HTTP: HTTP/1.1 200 OK  (text/html)${CUT}`]);
});

test("messages that are cut, as tshark 4.0 shows them", () => {
  const zeros = (n: number) => "00 ".repeat(n);
  const bfd = framed(17, `c0 00 0e c8 00 20 00 00 20 40 03 18 ${zeros(20)}`);
  expect(columns([bfd])).toEqual(["BFD Control: Diag: No Diagnostic, State: Down, Flags: 0x00"]);
  expect(columns([bfd], 64)).toEqual([`BFD Control: ${CUT}`]);
  const hello = framed(
    6,
    `9c 40 01 bb 00 00 00 64 00 00 00 01 50 18 03 e8 00 00 00 00 16 03 01 00 30 01 ${zeros(47)}`,
  );
  expect(columns([hello], 100)).toEqual([
    expect.stringMatching(/^TLSv\S*: \[Packet size limited during capture\]$/),
  ]);
  const echo = framed(1, `08 00 00 00 00 01 00 01 ${zeros(40)}`);
  expect(columns([echo], 60)).toEqual(["ICMP: Echo (ping) request  id=0x0001, seq=1/256, ttl=64"]);
});

test("columns that a layer below has a say in, as tshark 4.0 shows them", () => {
  const ECHO = "08 00 00 00 00 01 00 01 61 62 63 64 65 66 67 68";
  const IP = "45 00 00 24 00 01 00 00 40 01 00 00 c0 00 02 01 c0 00 02 02";
  const VERSION_10 = "a5 00 00 1d 00 01 00 00 40 11 00 00 c0 00 02 01 c0 00 02 02 00 01 00 02 00 09 00 00 78";
  const noop = (sequence: string) =>
    `9c 40 00 19 00 00 ${sequence} 00 00 00 01 50 18 03 e8 00 00 00 00 4e 4f 4f 50 0d 0a`;
  const packets = [
    framed(17, `08 68 08 68 00 34 00 00 30 ff 00 24 00 00 00 07 ${IP} ${ECHO}`),
    hex(`02 00 00 00 00 02 02 00 00 00 00 01 08 00 ${VERSION_10}`),
    framed(4, VERSION_10),
    framed(6, noop("00 64")),
    framed(6, noop("01 2c")),
  ];
  expect(columns(packets)).toEqual([
    "GTP <ICMP>: Echo (ping) request  id=0x0001, seq=1/256, ttl=64",
    "IPv4: Bogus IPv4 version (10, must be 4)",
    "IP: Bogus IP version (10)",
    "SMTP: C: NOOP",
    "SMTP: [TCP Previous segment not captured] C: NOOP",
  ]);
});

/** `frame.protocols`. */
function namesOf(bytes: Uint8Array, captured = bytes.length): string {
  let names = "";
  const listing = new Listing({ conversations: true }, (packet) => {
    names = String(packet.layers()[0].get("frame.protocols"));
    return true;
  });
  listing.packet(new DataView(bytes.slice().buffer), 0, captured, bytes.length, 1, 1000, 0);
  listing.finish();
  return names;
}

/** Its last names, behind UDP, TCP or MPLS. */
const shownAs = (bytes: Uint8Array, captured?: number): string =>
  namesOf(bytes, captured).replace(/^.*?:(udp|tcp|mpls):?/, "");

describe("whose bytes they are, as tshark 4.0 has it", () => {
  const datagram = (port: string, bytes: string) =>
    framed(17, `9c 40 ${port} 00 ${hex2(hex(bytes).length + 8)} 00 00 ${bytes}`);
  const hex2 = (n: number) => n.toString(16).padStart(2, "0");
  const octets = (text: string) => Buffer.from(text).toString("hex").replaceAll(/../g, "$& ");
  const zeros = (n: number) => "00 ".repeat(n);
  const SYSTEM = (x: string, value: string) => {
    const n = hex(value).length;
    const name = `30 ${hex2(10 + n)} 06 08 2b 06 01 02 01 01 ${x} 00 ${value}`;
    const pdu = `a2 ${hex2(23 + n)} 02 01 01 02 01 00 02 01 00 30 ${hex2(12 + n)} ${name}`;
    return `30 ${hex2(36 + n)} 02 01 01 04 06 ${octets("public")} ${pdu}`;
  };

  test.each([
    ["RADIUS", "07 14", `01 01 00 14 ${zeros(16)}`, "radius"],
    ["RADIUS of a code of few", "07 14", `32 01 00 14 ${zeros(16)}`, "radius"],
    ["of a code that nobody has", "07 14", `60 01 00 14 ${zeros(16)}`, "data"],
    ["longer than it may be", "07 14", `01 01 10 01 ${zeros(16)}`, "data"],
    ["sFlow", "18 c7", "00 00 00 05 00 00 00 01", "sflow"],
    ["sFlow of no version", "18 c7", "00 00 00 03 00 00 00 01", "data"],
    ["Babel", "1a 28", "2a 02 00 04 00 00 00 00", "babel"],
    ["not its magic number", "1a 28", "2b 02 00 04 00 00 00 00", "data"],
    ["OLSR", "02 ba", "00 08 00 01 00 00 00 00", "olsr"],
    ["OLSR that is longer than its datagram", "02 ba", "00 10 00 01 00 00 00 00", "data"],
    ["ISAKMP without a whole header", "01 f4", zeros(20), "data"],
    ["behind a marker too", "11 94", zeros(12), "udpencap:data"],
    [
      "SNMP's description of a system, which counts once more",
      "00 a1",
      SYSTEM("01", "04 01 61"),
      "snmp:snmp",
    ],
    ["the question for it", "00 a1", SYSTEM("01", "05 00"), "snmp"],
    ["its contact", "00 a1", SYSTEM("04", "04 01 61"), "snmp"],
    ["TFTP's data", "00 45", "00 03 00 01 61 62 63", "tftp:data"],
    ["TFTP's errors", "00 45", "00 05 00 01 6e 6f 00", "tftp"],
  ])("%s", (_, port, bytes, names) => expect(shownAs(datagram(port, bytes))).toBe(names));

  const segment = (port: string, text: string) =>
    framed(6, `9c 40 ${port} 00 00 00 64 00 00 00 01 50 18 03 e8 00 00 00 00 ${octets(text)}`);
  test.each([
    ["a request on any port", "75 30", "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", 60, "data"],
    ["a request on any port", "75 30", "GET /a HTTP/1.1\r\nHost: x\r\n\r\n", 999, "http"],
    ["SIP's, which begins alike", "75 30", "OPTIONS sip:a SIP/2.0\r\n\r\n", 999, "sip"],
    ["an answer on any port", "75 30", "HTTP/1.1 200 OK\r\n\r\n", 999, "http"],
  ])("%s", (_, port, text, captured, names) => {
    const bytes = segment(port, text);
    expect(shownAs(bytes, Math.min(captured, bytes.length))).toBe(names);
  });

  test("DNS on any port, cut behind its header", () => {
    const query = datagram(
      "7d 15",
      `00 00 01 00 00 01 00 00 00 00 00 00 09 ${octets("localhost")} 00 00 01 00 01`,
    );
    expect(shownAs(query)).toBe("dns");
    expect(shownAs(query, 62)).toBe("dns");
  });

  test("what an associated channel carries, and nobody's traffic", () => {
    const channel = (type: string, bytes: string) =>
      hex(`02 00 00 00 00 02 02 00 00 00 00 01 88 47 00 01 11 ff 10 00 ${type} ${bytes}`);
    const IP = "45 00 00 14 00 00 00 00 40 3b 00 00 c0 00 02 01 c0 00 02 02";
    expect(shownAs(channel("00 21", IP))).toBe("pwach:ip");
    expect(shownAs(channel("00 07", `20 40 03 18 ${zeros(20)}`))).toBe("pwach:bfd");
    expect(shownAs(channel("00 39", IP))).toBe("pwach:data");
  });

  const MACS = "02 00 00 00 00 02 02 00 00 00 00 01";
  const IP = "45 00 00 18 00 00 00 00 40 3b 00 00 c0 00 02 01 c0 00 02 02 61 62 63 64";
  const FRAME = `${MACS} 08 00 ${IP}`;
  const LENGTH_FIRST = `${MACS} 00 07 42 42 03 00 00 00 00`;
  const ethernet = (bytes: string) => hex(`${MACS} ${bytes}`);

  test("the customer's frame of a backbone, whose tag is a part of the one before", () => {
    expect(namesOf(ethernet(`88 e7 00 00 00 07 ${FRAME}`))).toBe(
      "eth:ethertype:ieee8021ah:ethertype:ip:data",
    );
    const tagged = (tags: string) => namesOf(ethernet(`${tags} 88 e7 00 00 00 07 ${FRAME}`));
    expect(tagged("88 a8 00 05")).toBe("eth:ethertype:ieee8021ad:ethertype:ip:data");
    const whole = "ieee8021ah:ethertype:ip:data";
    expect(tagged("81 00 00 05")).toBe(`eth:ethertype:vlan:ethertype:${whole}`);
    expect(tagged("88 a8 00 05 88 a8 00 06")).toBe(`eth:ethertype:ieee8021ad:ethertype:${whole}`);
    // Where tshark takes the length for a type.
    const inside = ethernet(`88 a8 00 05 88 e7 00 00 00 07 ${LENGTH_FIRST}`);
    expect(namesOf(inside)).toBe("eth:ethertype:ieee8021ad:ethertype:llc:stp");
  });

  test("what CAPWAP carries: frames, DTLS, nothing to keep it open", () => {
    const data = (header: string, bytes: string) => shownAs(datagram("14 7f", `${header} ${bytes}`));
    expect(data("00 10 02 00 00 00 00 00", FRAME)).toBe("capwap.data:eth:ethertype:ip:data");
    expect(data("00 18 02 20 00 00 00 00 04 61 62 63", FRAME)).toBe("capwap.data:eth:ethertype:ip:data");
    expect(data("00 10 02 80 00 00 00 00", FRAME)).toBe("capwap.data:data");
    expect(data("00 10 02 c0 00 00 00 00", FRAME)).toBe("capwap.data:eth:ethertype:ip:data");
    expect(data("00 10 02 08 00 00 00 00", zeros(20))).toBe("capwap.data");
    expect(data("01 00 00 00", `16 fe ff ${zeros(8)} 00 04 ${zeros(4)}`)).toBe("capwap.data:dtls");
    const control = datagram("14 7e", `01 00 00 00 16 fe ff ${zeros(8)} 00 04 ${zeros(4)}`);
    expect(shownAs(control)).toBe("capwap:dtls");
    expect(shownAs(control, 42 + 8)).toBe("capwap:dtls");
  });

  test("what is quoted, up to the last header of which something is there", () => {
    const inner = `45 00 00 60 00 00 00 00 40 11 00 00 c0 00 02 01 c0 00 02 02
      9c 40 12 b5 00 4c 00 00 08 00 00 00 00 00 05 00 ${FRAME}`;
    const octetsOf = inner.trim().split(/\s+/);
    const quote = (n: number) =>
      namesOf(framed(1, `0b 00 00 00 00 00 00 00 ${octetsOf.slice(0, n).join(" ")}`));
    expect(quote(28)).toBe("eth:ethertype:ip:icmp:ip:udp");
    expect(quote(40)).toBe("eth:ethertype:ip:icmp:ip:udp:vxlan");
    expect(quote(49)).toBe("eth:ethertype:ip:icmp:ip:udp:vxlan");
    expect(quote(56)).toBe("eth:ethertype:ip:icmp:ip:udp:vxlan:eth:ethertype:ip");
  });

  test("under labels, by the first bits where too few bytes were captured to be sure", () => {
    const LABELLED = `${MACS} 88 47 00 06 51 ff`;
    const cut = (bytes: string, captured: number) => shownAs(hex(`${LABELLED} ${bytes}`), 18 + captured);
    expect(cut(IP, 4)).toBe("ip");
    expect(cut(`10 00 00 07 20 40 03 18 ${zeros(20)}`, 12)).toBe("pwach:bfd");
    expect(cut(`00 00 00 00 ${FRAME} ${zeros(20)}`, 20)).toBe("pwethheuristic:pwethcw:eth:ethertype:ip");
    expect(cut(FRAME, 20)).toBe("pwethheuristic:pwethnocw:eth:ethertype:ip");
  });

  test("bytes that nobody reads behind messages, and packets of nothing", () => {
    const ppp = (bytes: string) => namesOf(ethernet(`88 64 11 00 00 05 00 0d c0 21 ${bytes}`));
    expect(ppp("08 01 00 0b 59 e0 61 62 63 64 65")).toBe("eth:ethertype:pppoes:ppp:lcp:data");
    expect(ppp("07 01 00 0b 59 e0 61 62 63 64 65")).toBe("eth:ethertype:pppoes:ppp:lcp");
    expect(namesOf(framed(47, "00 00 08 00"))).toBe("eth:ethertype:ip:gre");
    expect(namesOf(framed(47, "10 00 08 00 00 00 00 01"))).toBe("eth:ethertype:ip:gre:ip");
    expect(shownAs(datagram("10 f5", "80 00 00 01 00 00 00 01 ff ff"))).toBe("lisp-data");
    // An information message of RFC 9301 ends behind what it is about.
    const info = `70 00 00 00 ${zeros(8)} 00 00 00 00 00 00 00 01 00 20 00 01 c0 00 02 01`;
    expect(shownAs(datagram("10 f6", info))).toBe("lisp");
    expect(shownAs(datagram("10 f6", `${info} 00 00 00`))).toBe("lisp:data");
    expect(shownAs(datagram("01 3f", `00 02 00 2c ${zeros(40)}`))).toBe("ptp");
    expect(shownAs(datagram("01 3f", `00 03 00 2c ${zeros(40)}`))).toBe("data");
    const cookie = datagram("ca 6c", `03 00 00 00 ${zeros(60)}`);
    expect(shownAs(cookie, 42 + 20)).toBe("wg");
    expect(shownAs(datagram("ca 6c", `03 00 00 00 ${zeros(59)}`))).toBe("data");
  });

  test.each([
    ["802.1X", "88 8e 02 01 00 00", 42, "eth.padding", 42],
    ["in a VLAN", "81 00 00 05 88 8e 02 01 00 00", 42, "eth.padding vlan.trailer", 38, 4],
    ["PTP", `88 f7 00 02 00 2c ${"00 ".repeat(40)}`, 2, "eth.padding", 2],
    // tshark counts its last three bytes among what stands behind it.
    ["LLDP", "88 cc 02 02 07 61 04 02 07 62 06 02 00 78 00 00", 32, "eth.padding", 32],
    ["PBB", `88 e7 00 00 00 07 ${MACS} 88 8e 02 01 00 00`, 30, "eth.padding ieee8021ah.trailer", 24, 6],
  ])("what fills up a frame of %s", (_, bytes, zeroes, names, ...sizes) => {
    const told: string[] = [];
    const listing = new Listing({ conversations: true }, (packet) => {
      for (const layer of packet.layers())
        for (const name of names.split(" ")) {
          const value = layer.get(name);
          if (value !== undefined) told.push(`${name} ${(value as Uint8Array).length}`);
        }
      return true;
    });
    const frame = ethernet(`${bytes} ${zeros(zeroes)}`);
    listing.packet(new DataView(frame.slice().buffer), 0, frame.length, frame.length, 1, 1000, 0);
    listing.finish();
    expect(told).toEqual(names.split(" ").map((name, i) => `${name} ${sizes[i]}`));
  });

  test("a quoted ICMP message is not whole, so that nobody verifies its checksum", () => {
    const inner = "45 00 00 1c 00 00 00 00 40 01 00 00 c0 00 02 01 c0 00 02 02 08 00 12 34 00 01 00 01";
    let status: unknown;
    const listing = new Listing({ conversations: true }, (packet) => {
      status = packet
        .layers()
        .findLast(({ protocol }) => protocol.name === "icmp")
        ?.get("icmp.checksum.status");
      return true;
    });
    const bytes = framed(1, `0b 00 00 00 00 00 00 00 ${inner}`);
    listing.packet(new DataView(bytes.slice().buffer), 0, bytes.length, bytes.length, 1, 1000, 0);
    listing.finish();
    expect(status).toBe(2);
  });

  test("the frame in a message of OpenFlow, and each message's version", () => {
    const names = (bytes: string) =>
      shownAs(framed(6, `9c 40 19 fd 00 00 00 01 00 00 00 01 50 18 03 e8 00 00 00 00 ${bytes}`));
    const message = (version: string, type: string, body: string) =>
      `${version} ${type} 00 ${hex2(8 + hex(body).length)} 00 00 00 01 ${body}`;
    const inside = "eth:ethertype:ip:data";
    const [first, fourth] = ["openflow:openflow_v1", "openflow:openflow_v4"];
    expect(names(message("01", "0a", `ff ff ff ff 00 26 00 03 00 00 ${FRAME}`))).toBe(`${first}:${inside}`);
    const output = "00 00 00 08 00 01 00 00";
    expect(names(message("01", "0d", `ff ff ff ff 00 03 00 08 ${output} ${FRAME}`))).toBe(
      `${first}:${inside}`,
    );
    expect(names(message("01", "0d", `00 00 00 05 00 03 00 08 ${output}`))).toBe(first);
    const match = "00 01 00 0c 80 00 00 04 00 00 00 07 00 00 00 00";
    const arrived = message("04", "0a", `ff ff ff ff 00 26 00 00 ${zeros(8)} ${match} 00 00 ${FRAME}`);
    expect(names(arrived)).toBe(`${fourth}:${inside}`);
    const sent = `ff ff ff ff 00 00 00 03 00 10 ${zeros(6)} 00 00 00 10 ${zeros(12)} ${FRAME}`;
    expect(names(message("05", "0d", sent))).toBe(`openflow:openflow_v5:${inside}`);
    const hello = message("04", "00", "");
    expect(names(`${hello} ${hello}`)).toBe(`${fourth}:openflow_v4`);
    expect(names(message("03", "00", ""))).toBe("openflow");
  });

  test("a type that nobody reads, and nothing behind it, counts for nothing", () => {
    const [unknown, ip] = ["12 34", "08 00"];
    expect(namesOf(ethernet(unknown))).toBe("eth");
    expect(namesOf(ethernet(`${unknown} 61`))).toBe("eth:ethertype:data");
    expect(namesOf(ethernet(`${unknown} 61`), 14)).toBe("eth");
    expect(namesOf(ethernet(`81 00 00 05 ${unknown}`))).toBe("eth:ethertype:vlan");
    expect(namesOf(ethernet(`88 a8 00 05 ${unknown}`))).toBe("eth:ethertype:ieee8021ad");
    expect(namesOf(ethernet(ip))).toBe("eth:ethertype:ip");
  });

  test.each([
    ["eight bytes of TCP", "06", "9c 40 00 50 00 00 00 01", 0, ""],
    ["less than that", "06", "9c 40 00", 0, ""],
    ["nothing", "06", "", 0, ""],
    ["less than a header of UDP", "11", "9c 40 00 50", 0, ""],
    [
      "what the snapshot length cut",
      "06",
      "9c 40 00 50 00 00 00 01",
      2,
      "[Packet size limited during capture]",
    ],
  ])("a quote of %s is no fault of the packet", (_, protocol, quoted, cut, mark) => {
    const ip = `45 00 00 40 00 00 00 00 40 ${protocol} 00 00 c0 00 02 01 c0 00 02 02`;
    const bytes = framed(1, `03 03 00 00 00 00 00 00 ${ip} ${quoted}`);
    let info = "";
    const listing = new Listing({ conversations: true }, (packet) => {
      info = columnsOf(packet, "r").info;
      return true;
    });
    listing.packet(new DataView(bytes.slice().buffer), 0, bytes.length - cut, bytes.length, 1, 1000, 0);
    listing.finish();
    expect(info).toBe(`Destination unreachable (Port unreachable)${mark}`);
  });
});

test("what is cut in a connection that goes on, and messages whose header is there, as tshark 4.0 shows them", () => {
  const octets = (text: string) => Buffer.from(text, "latin1").toString("hex").replaceAll(/../g, "$& ");
  const digits = (n: number) => n.toString(16).padStart(8, "0").replaceAll(/../g, "$& ");
  const tcp = (ports: string, sequence: number, acknowledged: number, bytes: string) =>
    framed(6, `${ports} ${digits(sequence)}${digits(acknowledged)}50 18 03 e8 00 00 00 00 ${bytes}`);
  const udp = (port: string, bytes: string) =>
    framed(17, `9c 40 ${port} ${digits(8 + bytes.replaceAll(" ", "").length / 2).slice(6)} 00 00 ${bytes}`);
  /** The other way round. */
  const back = (frame: Uint8Array) => {
    const [from, to] = [frame.slice(26, 30), frame.slice(30, 34)];
    frame.set(to, 26);
    frame.set(from, 30);
    return frame;
  };
  // As much as a first line, less than one, and what begins as no text and as text.
  const web = [
    tcp("9c 40 00 50", 1, 100, octets("GET / HTTP/1.1\r\nHost: abc\r\n\r\n")),
    back(tcp("00 50 9c 40", 100, 30, octets("HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\nabcd"))),
    back(tcp("00 50 9c 40", 144, 30, octets(`\u0089${"a".repeat(99)}`))),
    back(tcp("00 50 9c 40", 244, 30, octets("a".repeat(100)))),
  ];
  expect(columns(web, 70)).toEqual([
    `HTTP: GET / HTTP/1.1 ${CUT}`,
    `HTTP: Continuation${CUT}`,
    "HTTP: Continuation",
    `HTTP: Continuation${CUT}`,
  ]);
  // Less than a first line: a method that is there to its end is one, and what is known to go on says so.
  const brief = [
    tcp("9c 40 00 50", 1, 100, octets("abcdefgh")),
    tcp("9c 40 00 50", 9, 100, octets("GET / HTTP/1.1\r\nHost: abc\r\n\r\n")),
    back(tcp("00 50 9c 40", 100, 38, octets("HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\nabcd"))),
    tcp("9c 40 00 50", 38, 144, octets("GET / HTTP/1.1\r\nHost: abc\r\n\r\n")),
  ];
  for (const size of [4, 5]) {
    expect(columns(brief, 54 + size)).toEqual([
      `TCP: 40000 → 80 [PSH, ACK] Seq=1 Ack=1 Win=1000 Len=8${CUT}`,
      `TCP: 40000 → 80 [PSH, ACK] Seq=9 Ack=1 Win=1000 Len=29${CUT}`,
      `HTTP: Continuation${CUT}`,
      `HTTP: Continuation${CUT}`,
    ]);
  }
  const marker = "ff ".repeat(16);
  const update = `${marker}00 3b 02 00 00 00 24 40 01 01 00 40 02 00 40 03 04 0a 00 00 01 ${"00 ".repeat(22)}`;
  const bgp = tcp("9c 40 00 b3", 1, 1, `${marker}00 13 04 ${update}`);
  expect(columns([bgp], 54 + 44)).toEqual([`BGP: KEEPALIVE Message, UPDATE Message${CUT}`]);
  // What stands between its messages stands not in front of the first one, as it does in TLS.
  const alive = `${marker}00 13 04`;
  const late = [1, 101].map((sequence) => tcp("9c 40 00 b3", sequence, 1, alive));
  expect(columns(late, 1000)).toEqual([
    "BGP: KEEPALIVE Message",
    "BGP: [TCP Previous segment not captured] KEEPALIVE Message",
  ]);
  // Two records of TXT, the second one without its text.
  const txt = "c0 0c 00 10 00 01 00 00 00 05 00 04 03 61 62 63";
  const dns = `00 01 85 00 00 01 00 02 00 00 00 00 01 61 00 00 10 00 01 ${txt} ${txt}`;
  expect(columns([udp("00 35", dns)], 42 + 47)).toEqual([
    `DNS: Standard query response 0x0001 TXT a TXT TXT${CUT}`,
  ]);
  const stun = `00 01 00 10 21 12 a4 42 ${"00 ".repeat(12)}80 22 00 0c ${"61 ".repeat(12)}`;
  expect(columns([udp("27 0f", stun)], 42 + 24)).toEqual([`STUN: Binding Request${CUT}`]);
  const tls = `17 03 03 00 10 ${"00 ".repeat(16)}70 03 03 00 10 ${"00 ".repeat(60)}`;
  expect(columns([tcp("9c 40 01 bb", 1, 1, tls)], 54 + 30)).toEqual([`TLSv1.2: Application Data${CUT}`]);
});

test("an echo tells when it was sent, unless that is a day or more away (tshark 4.0)", () => {
  const sent = 1_700_000_000;
  const seconds = Buffer.alloc(16);
  seconds.writeUInt32LE(sent);
  const bytes = framed(1, `08 00 00 00 00 01 00 01 ${seconds.toString("hex")} ${"61 ".repeat(40)}`);
  const times = (since: number): unknown[] => {
    let found: unknown[] = [];
    const listing = new Listing({ conversations: true }, (packet) => {
      const layer = packet.layers().find(({ protocol }) => protocol.name === "icmp");
      found = ["icmp.data_time", "icmp.data_time_relative"].map((name) => layer?.get(name));
      return true;
    });
    listing.packet(new DataView(bytes.slice().buffer), 0, bytes.length, bytes.length, 1, sent + since, 0);
    listing.finish();
    return found;
  };
  const DAY = 86_400;
  const told = "2023-11-14T22:13:20.000000000Z";
  expect(times(0)).toEqual([told, "0.000000000"]);
  expect(times(DAY - 1)).toEqual([told, "86399.000000000"]);
  expect(times(1 - DAY)).toEqual([told, "-86399.000000000"]);
  for (const far of [DAY, -DAY]) expect(times(far)).toEqual([undefined, undefined]);
});
