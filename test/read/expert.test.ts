// What is remarkable about packets: made by hand, with what tshark 4.0 says of them (checksums checked), in any order.
import { describe, expect, it, test } from "vitest";
import { expertsOf, expertText } from "../../src/core/expert.ts";
import type { DissectedPacket } from "../../src/dissect/packet.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { Listing } from "../../src/pipeline/listing.ts";

const ETHERNET = 1;

function packetsOf(hexes: readonly string[], look: (packet: DissectedPacket) => void): void {
  const listing = new Listing({ conversations: true }, (packet) => {
    look(packet);
    return true;
  });
  for (const [i, hex] of hexes.entries()) {
    const bytes = Uint8Array.from(Buffer.from(hex, "hex"));
    listing.packet(new DataView(bytes.buffer), 0, bytes.length, bytes.length, ETHERNET, 1, i * 1000);
  }
  listing.finish();
}

/** @returns the remarks of each packet, without "Expert Info" */
function remarksOf(...hexes: string[]): string[][] {
  const all: string[][] = [];
  packetsOf(hexes, (packet) =>
    all.push(
      expertsOf(packet)
        .map((one) => expertText(one, one.message).slice(12))
        .sort(),
    ),
  );
  return all;
}

const ADDRESSES = "0200000000020200000000010800";
const ARP_TO_ALL = (tag: string): string =>
  `020000000002020000000001${tag}080600010800060400010200000000010a0000010000000000000a000002`;
const PADDING =
  "(Note/Protocol): Didn't find padding of zeros, and an undecoded trailer exists. There may be padding of non-zeros.";
const CASES: readonly [string, string, readonly string[]][] = [
  [
    "UDP that is longer than IP, with one hop left, and a wrong header checksum",
    `${ADDRESSES}45000020000100000111a5cb0a0000010a000002138882a00028000061626364`,
    [
      "(Chat/Sequence): Possible traceroute: hop #2, attempt #3",
      "(Error/Checksum): Bad checksum [should be 0xa5ca]",
      "(Error/Malformed): Bad length value 40 > IP payload length",
      '(Note/Sequence): "Time To Live" only 1',
    ],
  ],
  [
    "a SYN that points to what is not urgent and acknowledges nothing",
    `${ADDRESSES}4500002800010000400666cd0a0000010a0000020400005000000001000000095002006497e40007`,
    [
      "(Chat/Sequence): Connection establish request (SYN): server port 80",
      "(Error/Checksum): Bad checksum [should be 0x971b]",
      "(Note/Protocol): The acknowledgment number field is nonzero while the ACK flag is not set",
      "(Note/Protocol): The urgent pointer field is nonzero while the URG flag is not set",
    ],
  ],
  [
    "a TCP header that is too short",
    `${ADDRESSES}4500002800010000400666cd0a0000010a00000204000050000000010000000020100064c71d0000`,
    ["(Error/Protocol): Bogus TCP header length (8, must be at least 20)"],
  ],
  [
    "a group as sender, and more IPv6 than there is",
    "02000000000203000000000186dd6000000000ff3b40fe800000000000000000000000000001fe80000000000000000000000000000278797a21",
    [
      "(Warning/Protocol): IPv6 payload length exceeds framing length (4 bytes)",
      "(Warning/Protocol): Source MAC must not be a group address: IEEE 802.3-2002, Section 3.2.3(b)",
    ],
  ],
  [
    "a request of HTTP",
    `${ADDRESSES}4500004300010000400666b20a0000010a000002040100500000000200000001501800645a420000474554202f20485454502f312e310d0a486f73743a20610d0a0d0a`,
    ["(Chat/Sequence): GET / HTTP/1.1\\r\\n"],
  ],
  [
    "a reset",
    `${ADDRESSES}4500002800010000400666cd0a0000010a0000021e6100500000000900000001501400647caf0000`,
    ["(Warning/Sequence): Connection reset (RST)"],
  ],
  [
    "ICMP to neighbours that could go further",
    `${ADDRESSES}4500001c00010000400190da0a000001e00000050800123400010001`,
    [
      '(Note/Sequence): "Time To Live" != 1 for a packet sent to the Local Network Control Block (see RFC 3171)',
      "(Warning/Checksum): Bad checksum [should be 0xf7fd]",
    ],
  ],
  [
    "mDNS that could go further",
    `${ADDRESSES}4500001c000100000101cee40a000001e00000fb0800f7fd00010001`,
    [
      '(Note/Sequence): "Time To Live" != 255 for a packet sent to the Local Network Control Block (see RFC 3171)',
    ],
  ],
  ["LLMNR with any hops", `${ADDRESSES}4500001c000100000301cce30a000001e00000fc0800f7fd00010001`, []],
  ["bytes in the place of padding", `${ARP_TO_ALL("")}${"11".repeat(18)}`, [PADDING]],
  ["bytes behind padding", `${ARP_TO_ALL("")}${"00".repeat(18)}11`, []],
  ["bytes in the place of padding, with a tag", `${ARP_TO_ALL("81000003")}${"11".repeat(14)}`, [PADDING]],
  [
    "bytes in the place of padding, with a service tag",
    `${ARP_TO_ALL("88a80003")}${"11".repeat(14)}`,
    [PADDING],
  ],
  [
    "a length that is none, and no type either",
    `02000000000203000000000105dd${"00".repeat(46)}`,
    ["(Warning/Protocol): Invalid length/type: 0x05dd (1501)"],
  ],
  [
    "a group's address as the source of a frame with a type that nobody has",
    `0200000000020300000000010000${"00".repeat(46)}`,
    ["(Warning/Protocol): Source MAC must not be a group address: IEEE 802.3-2002, Section 3.2.3(b)"],
  ],
];

it.each(CASES)("%s", (_, hex, remarks) => {
  expect(remarksOf(hex)).toEqual([[...remarks].sort()]);
});

const [REQUEST] = CASES.filter(([name]) => name === "a request of HTTP").map(([, hex]) => hex);

test("a segment that comes again is said to be one, whoever asks", () => {
  const again = "(Note/Sequence): This frame is a (suspected) retransmission";
  const [first, second] = remarksOf(REQUEST, REQUEST);
  expect(first).not.toContain(again);
  expect(second).toContain(again);
});

test("who acknowledges more than a SYN has taken data with it", () => {
  const [, answer] = remarksOf(
    `${ADDRESSES}4500002d00010000400666c80a0000010a0000020004005000000001000000005002200037b4000068656c6c6f`,
    `${ADDRESSES}4500002800010000400666cd0a0000020a000001005000040000000500000007501220007b700000`,
  );
  expect(answer).toEqual([
    "(Chat/Sequence): Connection establish acknowledge (SYN+ACK): server port 80",
    "(Note/Sequence): TCP SYN-ACK accepting TFO data",
  ]);
});

describe("filters ask for it by Wireshark's names", () => {
  const asked = (text: string): number[] => {
    const filter = compileFilter(text);
    const numbers: number[] = [];
    packetsOf(
      CASES.map(([, hex]) => hex),
      (packet) => {
        if (filter.matches(packet)) numbers.push(packet.number);
      },
    );
    return numbers;
  };
  it.each([
    ['_ws.expert.severity == "Error"', [1, 2, 3]],
    ["_ws.expert.group == 0x2000000", [1, 2, 5, 6, 7, 8]],
    ['_ws.expert.message contains "RST"', [6]],
    ["!_ws.expert", [9, 11]],
    ["_ws.malformed", [1]],
    ["_ws.malformed.expert || _ws.short", []],
    // By the field of each.
    ["udp.possible_traceroute && ip.ttl.too_small && ip.checksum_bad.expert && udp.length.bad", [1]],
    ["tcp.ack.nonzero && tcp.urgent_pointer.non_zero && tcp.checksum_bad.expert", [2]],
    ["tcp.connection.syn && !udp.length.bad", [2]],
    ["tcp.bogus_header_length || eth.src_not_group", [3, 4, 15]],
    ["ipv6.plen_exceeds_framing == 1", [4]],
    ["http.chat || tcp.connection.rst", [5, 6]],
    ["ip.ttl.lncb && icmp.checksum_bad", [7]],
    ["eth.padding_bad", [10, 12, 13]],
  ])("%s", (text, numbers) => {
    expect(asked(text)).toEqual(numbers);
  });
});
