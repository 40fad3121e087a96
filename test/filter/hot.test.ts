/** Which filters are answered from the bytes, without layers, and that these are told from the others. */
import { expect, test, vi } from "vitest";
import { compileFilter } from "../../src/filter/compile.ts";
import { eachPacket, fixture, numbersOf } from "./filtered.ts";

const HOT = [
  ...[
    "ip",
    "not arp",
    "vxlan.vni == 100",
    "vxlan.vni != 100",
    "ip.addr == 10.0.0.0/8",
    "ipv6.src == fe80::1",
  ],
  ...[
    "eth.src == 02:00:00:00:00:01",
    "eth.addr[0:3] == 02:00:00",
    "tcp.flags & 2",
    "tcp.port in {80, 9000..9010}",
  ],
  ...["stt.context_id == 5", "gre.key == 7", "ip.src#2 == 10.0.0.5", "frame.number < 10", "frame.len > 100"],
  ...["frame.time_relative > 1", "frame contains 00:01", 'tcp contains "GET"', "udp[0:2] == 12:b5"],
  ...[
    'overshark.tenant == "vxlan:100"',
    "tcp.srcport == tcp.dstport",
    "all ip.ttl == 64",
    "count(ip.src) == 2",
  ],
];
const SHOWN = [
  "data",
  "data.len > 10",
  "dns",
  'frame.protocols contains "udp:data"',
  "overshark.part == 1",
  "data or ip",
];

test("what facts find needs no extension", () => {
  expect(HOT.filter((text) => compileFilter(text).needsExtension)).toEqual([]);
  expect(SHOWN.filter((text) => !compileFilter(text).needsExtension)).toEqual([]);
});

test("what depends on the packets before is told apart", () => {
  const needs = (text: string) => compileFilter(text).needsConversations;
  expect(
    ["tcp.stream == 0", "ip and udp.stream", "count(tcp.stream) > 0", "tcp.seq in {1..5}"].map(needs),
  ).toEqual(new Array(4).fill(true));
  const remembered = ["dns.time", "dns.unsolicited", "http.time", "http.prev_request_in"];
  const ofTls = ["tls.record.opaque_type", "tls.record.content_type", "tls.handshake.client_point"];
  const ofOthers = [
    "tls.ignored_unknown_record",
    "http.proxy_connect_host",
    "esp.sequence-analysis.expected-sn",
  ];
  const ofTcp = ["tcp.connection.fin_active", "tcp.options.sack_le", "tcp.options.sack.dsack_re"];
  expect([...remembered, ...ofTls, ...ofOthers, ...ofTcp].filter(needs).length).toBe(13);
  const alone = [
    "dns.qry.name",
    "http.host",
    "tls.record.length",
    "tls.handshake.type",
    "esp.spi",
    "esp.sequence",
    "tcp.connection.fin",
    "icmp.data_time",
  ];
  expect(alone.filter(needs)).toEqual([]);
  expect([...HOT, ...SHOWN].filter(needs)).toEqual([]);
});

test("nor does it make layers", async () => {
  const filters = HOT.map((text) => compileFilter(text));
  let packets = 0;
  await eachPacket(fixture("mixed/same-exchange-in-every-encapsulation.pcap"), (packet) => {
    packets++;
    packet.layers = () => {
      throw new Error("layers were made");
    };
    for (const { text, matches } of filters) expect(() => matches(packet), text).not.toThrow();
  });
  expect(packets).toBe(53);
});

// The first packet quotes VXLAN in ICMP, the second in ICMPv6 (tshark says so too); neither is the tenant's.
test("what an ICMP error quotes is found, and is nobody's traffic", async () => {
  const capture = fixture("ip/icmp-error-quotes-a-tunnel.pcap");
  const found = await numbersOf(capture, [
    "vxlan.vni",
    "overshark.tenant == native",
    'overshark.tenant contains "vxlan"',
  ]);
  expect(found).toEqual([[1, 2], [1, 2, 3], []]);
  // In whichever order they are asked.
  expect(await numbersOf(capture, ["data", "vxlan.vni", "ip#2"])).toEqual([
    [1, 2, 3],
    [1, 2],
    [1, 3],
  ]);
});

test("tenants by name", async () => {
  const capture = fixture("nested/vxlan-in-vxlan.pcap");
  const [inner, outer, any] = await numbersOf(capture, [
    'overshark.tenant == "vxlan:100/vxlan:200"',
    "overshark.tenant == vxlan:100",
    'overshark.tenant matches r"^vxlan:\\d+/vxlan:"',
  ]);
  expect(inner.length).toBeGreaterThan(0);
  expect(any).toEqual(expect.arrayContaining(inner));
  expect(outer).toEqual([]);
  // Written without quotes, and among others.
  expect(await numbersOf(capture, ["overshark.tenant in {native, vxlan:100/vxlan:200}"])).toEqual([inner]);
});

// RFC 7637: a VSID of 24 bits and a FlowID of 8; the fixture's name tells the FlowID.
test("NVGRE's own fields", async () => {
  const found = await numbersOf(fixture("nvgre/flow-id-always-0.pcap"), [
    "nvgre.flowid == 0",
    "nvgre.flowid > 0",
    "nvgre.vsid >= 4096",
    "gre.key & 0xff",
  ]);
  expect(found[0].length).toBeGreaterThan(0);
  expect(found).toEqual([found[0], [], found[0], []]);
});

test("a field that was cut off is not there", async () => {
  const [ports, vni, vxlan] = await numbersOf(fixture("formats/cut-in-vxlan-header.pcap"), [
    "udp.dstport",
    "vxlan.vni",
    "vxlan",
  ]);
  expect(ports.length).toBeGreaterThan(0);
  expect(vni.length).toBeLessThan(ports.length);
  expect(vxlan).toEqual(ports);
});

test("layers that facts do without are looked for only where a header may quote some", async () => {
  const filter = compileFilter("arp");
  const extended = new Map<string, number>();
  await eachPacket(fixture("real/vxlan-icmp-errors.pcap"), (packet) => {
    const type = packet.spelled().includes("icmp:ip") ? "error" : "other";
    packet.shorten();
    const extend = vi.spyOn(packet, "extend");
    filter.matches(packet);
    extended.set(type, (extended.get(type) ?? 0) + extend.mock.calls.length);
    extend.mockRestore();
  });
  expect(extended.get("error")).toBeGreaterThan(0);
  expect(extended.get("other")).toBe(0);
});
