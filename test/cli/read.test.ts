// `overshark read`, run as a user runs it. What tshark 4.0 prints (-n -2) is in the expectations.
import { join } from "node:path";
import { expect, test } from "vitest";
import { pcapFile, pcapRecord } from "../capture/build.ts";
import { frame, tcp } from "../nat/packets.ts";
import { answer, directory, fixture, overshark, recordsOf, start } from "./program.ts";

const dir = directory();

/** What a run prints that has nothing to complain about. */
async function read(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await overshark(["read", ...args], { env: { TZ: "America/New_York" } });
  expect([code, stderr]).toEqual([0, ""]);
  return stdout;
}
const lines = (text: string) => text.trimEnd().split("\n");
const words = (line: string) => line.trim().split(/\s+/).join(" ");

// tshark's lines with the tenant between destination and protocol.
test.each([
  [
    "ethernet/arp-request-and-reply",
    [
      "1 0.000000 02:04:0a:00:00:05 → ff:ff:ff:ff:ff:ff native ARP 42 Who has 10.0.0.6? Tell 10.0.0.5",
      "2 0.001000 02:04:0a:00:00:06 → 02:04:0a:00:00:05 native ARP 42 10.0.0.6 is at 02:04:0a:00:00:06",
      "3 0.002000 02:04:0a:00:00:05 → ff:ff:ff:ff:ff:ff native ARP 42 ARP Announcement for 10.0.0.5",
    ],
  ],
  [
    "fragments/native-ipv6-udp",
    [
      "1 0.000000 2001:db8:a::5 → 2001:db8:a::6 native IPv6 574 IPv6 fragment (off=0 more=y ident=0x00000777 nxt=17) [Reassembled in #3]",
      "2 0.001000 2001:db8:a::5 → 2001:db8:a::6 native IPv6 574 IPv6 fragment (off=512 more=y ident=0x00000777 nxt=17) [Reassembled in #3]",
      "3 0.002000 2001:db8:a::5 → 2001:db8:a::6 native UDP 146 40001 → 8000 Len=1100",
    ],
  ],
  // An ICMP error's addresses and protocol are its own, not those of what it quotes.
  [
    "vxlan/inner-icmp-error",
    ["1 0.000000 10.0.0.6 → 10.0.0.5 vxlan:42 ICMP 292 Destination unreachable (Fragmentation needed)"],
  ],
])("a line a packet: %s", async (name, expected) => {
  expect(lines(await read(`${name}.pcap`)).map(words)).toEqual(expected);
});

test("a packet that the snapshot length cut says so, in tshark's words", async () => {
  const [line] = lines(await read("formats/cut-in-udp-header.pcap"));
  expect(words(line)).toMatch(
    /^1 0\.000000 192\.0\.2\.1 → 192\.0\.2\.2 UDP 350 .*\[Packet size limited during capture\]$/,
  );
});

test("columns are aligned by least widths, and nothing is coloured in a pipe", async () => {
  const [first] = lines(await read("ethernet/arp-request-and-reply.pcap"));
  expect(first).toMatch(/^ {4}1 {3}0\.000000 02:04:0a:00:00:05 → ff:ff:ff:ff:ff:ff native {5}ARP {5}42 Who/);
});

test("colours by tenant and protocol when they are asked for", async () => {
  const text = await read("--color", "always", "vxlan/inner-icmp-error.pcap");
  expect(text.replaceAll("\u001b", "ESC")).toMatch(/ESC\[\d+mvxlan:42 +ESC\[39m ESC\[\d+mICMP +ESC\[39m/);
});

test("an STT frame is shown in the packet that completed it; pieces before say so", async () => {
  const [a, b, c] = lines(await read("stt/02-in-order.pcap")).map(words);
  expect(a).toMatch(/^1 0\.000000 192\.0\.2\.1 → 192\.0\.2\.2 stt:42 STT 614 .*\b1\b.*\b3\b.*#3/);
  expect(b).toMatch(/^2 0\.001000 192\.0\.2\.1 → 192\.0\.2\.2 stt:42 STT 614 .*\b2\b.*\b3\b.*#3/);
  expect(c).toMatch(/^3 0\.002000 10\.0\.0\.5 → 10\.0\.0\.6 stt:42 TCP 452 40001 → 8000 /);
});

test.each([
  ["ad", "2024-05-01 08:00:00.018603329"],
  ["u", "12:00:00.018603329"],
  ["e", "1714564800.018603329"],
  ["d", "0.001602957"],
])("-t %s, with nanoseconds where the capture has them", async (format, time) => {
  expect(lines(await read("-t", format, "-c2", "datacenter.pcapng"))[1]).toContain(` ${time}  `);
});

test("-x: the bytes, and those of the frame that was put together", async () => {
  const dumps = (await read("-x", "stt/02-in-order.pcap")).split(/^(?= +\d+ )/m);
  expect(dumps.map((text) => [...text.matchAll(/^\S.*:$/gm)].map(([title]) => title))).toEqual([
    [],
    [],
    ["Frame (452 bytes):", "Reassembled STT frame (1518 bytes):"],
  ]);
  const [packet] = recordsOf(fixture("stt/02-in-order.pcap")).records;
  const hex = [...dumps[0].matchAll(/^[0-9a-f]{4} {2}(.{48})/gm)].map(([, text]) => text.replaceAll(" ", ""));
  expect(hex.join("")).toBe(packet.subarray(16).toString("hex"));
  // The frame begins with the STT header of tshark -V: version 0, flags, …, context id 42.
  expect(dumps[2]).toContain("\n0000  00 01 00 00 00 00 00 00 00 00 00 00 00 00 00 2a   ...............*\n");
});

test("-V: a tree of all layers, outer and inner; -O: details of some", async () => {
  const tree = await read("-V", "-c1", "nested/vxlan-in-vxlan.pcap");
  const heads = lines(tree).filter((line) => !line.startsWith(" "));
  expect(heads.map((line) => line.replace(/,.*/, ""))).toEqual(
    [
      "Frame 1: 154 bytes on wire (1232 bits)",
      ...["Ethernet", "Internet Protocol Version 4", "User Datagram Protocol"],
      "Virtual eXtensible Local Area Network",
      ...["Ethernet", "Internet Protocol Version 4", "User Datagram Protocol"],
      "Virtual eXtensible Local Area Network",
      ...["Ethernet", "Internet Protocol Version 4", "Transmission Control Protocol"],
      "overshark",
    ].map((head) => expect.stringContaining(head)),
  );
  for (const line of [
    "    0100 .... = Version: 4",
    "        .... 1... .... .... = VXLAN Network ID (VNI): Set",
  ])
    expect(tree).toContain(`\n${line}\n`);
  const some = await read("-O", "vxlan", "-c1", "nested/vxlan-in-vxlan.pcap");
  expect(lines(some).filter((line) => !line.startsWith(" "))).toEqual(heads);
  expect([...some.matchAll(/^ {4}VXLAN Network Identifier.*: (\d+)/gm)].map(([, vni]) => vni)).toEqual([
    "100",
    "200",
  ]);
  expect(some).not.toContain("Time to Live");
});

// tshark -T fields of the same capture with the same options.
test.each([
  [
    "-E header=y -e frame.number -e ip.src -e vxlan.vni -e tcp.flags.syn -e tcp.port",
    "frame.number\tip.src\tvxlan.vni\ttcp.flags.syn\ttcp.port\n" +
      "1\t192.0.2.1,10.9.0.1,10.0.0.5\t100,200\t1\t40001,8000\n" +
      "2\t192.0.2.2,10.9.0.2,10.0.0.6\t100,200\t1\t8000,40001\n",
  ],
  [
    "-E occurrence=f -E quote=d -E separator=, -e ip.src -e vxlan.vni -e arp.opcode -e eth.type",
    '"192.0.2.1","100",,"0x0800"\n"192.0.2.2","100",,"0x0800"\n',
  ],
  [
    "-E occurrence=l -E quote=s -E separator=/s -E aggregator=/s -e ip.addr -e vxlan.vni",
    "'10.0.0.6' '200'\n'10.0.0.5' '200'\n",
  ],
  [
    "-E aggregator=/s -E separator=: -e ip.addr -e vxlan.vni",
    "192.0.2.1 192.0.2.2 10.9.0.1 10.9.0.2 10.0.0.5 10.0.0.6:100 200\n" +
      "192.0.2.2 192.0.2.1 10.9.0.2 10.9.0.1 10.0.0.6 10.0.0.5:100 200\n",
  ],
  [
    "-E bom=y -e _ws.col.Source -e _ws.col.Destination -e _ws.col.Protocol -e _ws.col.Time -e _ws.col.Length -e _ws.col.No. -e udp",
    "\ufeff10.0.0.5\t10.0.0.6\tTCP\t0.000000\t154\t1\tUser Datagram Protocol, Src Port: 50001, Dst Port: 4789,User Datagram Protocol, Src Port: 60001, Dst Port: 4789\n" +
      "10.0.0.6\t10.0.0.5\tTCP\t0.001000\t154\t2\tUser Datagram Protocol, Src Port: 50002, Dst Port: 4789,User Datagram Protocol, Src Port: 60001, Dst Port: 4789\n",
  ],
])("-T fields %s", async (options, expected) => {
  expect(await read("-T", "fields", ...options.split(" "), "-c2", "nested/vxlan-in-vxlan.pcap")).toBe(
    expected,
  );
});

test.each([
  ['_ws.col.info contains "SYN"', "_ws.col.Info", /SYN/],
  ['_ws.col.protocol == "TCP"', "_ws.col.Protocol", /^TCP$/],
  ['_ws.col.def_src == "10.10.0.106"', "_ws.col.Source", /^10\.10\.0\.106$/],
  ['_ws.col.def_dst contains "10.10.0.1"', "_ws.col.Destination", /10\.10\.0\.1/],
])("-Y %s: what the packet list says", async (filter, column, says) => {
  const capture = "datacenter.pcapng";
  const all = lines(await read("-T", "fields", "-e", "frame.number", "-e", column, capture));
  const some = await read("-Y", filter, "-T", "fields", "-e", "frame.number", capture);
  const expected = all.map((line) => line.split("\t")).filter(([, text]) => says.test(text));
  expect(expected.length).toBeGreaterThan(0);
  expect(expected.length).toBeLessThan(all.length);
  expect(lines(some)).toEqual(expected.map(([number]) => number));
});

test("-e data: bytes that nobody reads are printed as they are, not as a title, as tshark does", async () => {
  const text = await read("-T", "fields", "-e", "data", "-e", "data.data", "-Y", "data", "datacenter.pcapng");
  const [title, bytes] = lines(text)[0].split("\t");
  expect(title).toMatch(/^ecedeeeff0f1.*2b2c2d$/);
  expect(title).toBe(bytes);
});

test("columns under the names since Wireshark 4.2", async () => {
  const names = ["No.", "Time", "Source", "Destination", "Tenant", "Protocol", "Length", "Info"];
  const since = ["number", "cls_time", "def_src", "def_dst", "tenant", "protocol", "packet_length", "info"];
  const [old, now] = await Promise.all(
    [names, since].map((of) =>
      read("-T", "fields", ...of.flatMap((name) => ["-e", `_ws.col.${name}`]), "datacenter.pcapng"),
    ),
  );
  expect(now).toBe(old);
  expect(lines(now)[7]).toMatch(/^8\t0\.2\d+\t10\.10\.0\.106\t10\.10\.0\.21\tvxlan:400\tTCP\t104\t.*\[SYN\]/);
});

test("our own names", async () => {
  const text = await read(
    "-T",
    "fields",
    "-e",
    "overshark.tenant",
    "-e",
    "_ws.col.Tenant",
    "nvgre/flow-ids.pcap",
  );
  expect(new Set(lines(text).map((line) => line.split("\t").length))).toEqual(new Set([2]));
  expect(lines(text)[0]).toMatch(/^nvgre:\d+\tnvgre:\d+$/);
});

test("-T json: one list, whose packets keep outer and inner layers in order", async () => {
  for (const option of [["-T", "json"], ["--json"]]) {
    const packets = JSON.parse(await read(...option, "nested/vxlan-in-vxlan.pcap"));
    expect(packets[0].tenant).toBe("vxlan:100/vxlan:200");
    const inside = packets[0].layers.filter((l: { protocol: string }) => l.protocol === "ip");
    expect(inside.map((l: Record<string, unknown>) => l["ip.src"])).toEqual([
      "192.0.2.1",
      "10.9.0.1",
      "10.0.0.5",
    ]);
    expect(packets[0].layers.map((l: { protocol: string }) => l.protocol)).toEqual(
      "frame eth ip udp vxlan eth ip udp vxlan eth ip tcp overshark".split(" "),
    );
  }
});

test("-T json without a packet is an empty list", async () => {
  const { header } = recordsOf(fixture("stt/02-in-order.pcap"));
  expect(JSON.parse(await read("-T", "json", dir.file("empty.pcap", header)))).toEqual([]);
});

test("64-bit ids are decimal strings", async () => {
  const [packet] = JSON.parse(await read("-T", "json", "stt/33-largest-context.pcap"));
  expect(packet.tenant).toBe("stt:18446744073709551615");
  const stt = packet.layers.find((l: { protocol: string }) => l.protocol === "stt");
  expect(stt["stt.context_id"]).toBe("18446744073709551615");
});

test("-T ek: an object a line, two lines a packet, as tshark's", async () => {
  const objects = lines(await read("-T", "ek", "-c2", "nested/vxlan-in-vxlan.pcap")).map((l) =>
    JSON.parse(l),
  );
  expect(objects.length).toBe(4);
  expect(objects[0]).toEqual({ index: { _index: "packets-2024-05-01", _type: "doc" } });
  expect(objects[1].timestamp).toBe("1714564800000");
  expect(objects[1].layers.vxlan.map((l: Record<string, unknown>) => l.vxlan_vxlan_vni)).toEqual([
    "100",
    "200",
  ]);
  expect(objects[1].layers.tcp.tcp_tcp_flags_syn).toBe(true);
  const some = lines(await read("-T", "ek", "-e", "ip.src", "-c1", "nested/vxlan-in-vxlan.pcap"));
  expect(JSON.parse(some[1])).toEqual({
    timestamp: "1714564800000",
    layers: { ip_src: ["192.0.2.1", "10.9.0.1", "10.0.0.5"] },
  });
});

test("-q prints no packets", async () => {
  expect(await read("-q", "datacenter.pcapng")).toBe("");
});

test("several captures are one; what cannot be opened says so after the packets before", async () => {
  const both = await read("stt/02-in-order.pcap", "ethernet/arp-request-and-reply.pcap");
  expect(lines(both).map((line) => words(line).split(" ")[0])).toEqual(["1", "2", "3", "4", "5", "6"]);
  const bad = dir.file("text", "this is no capture");
  const { code, stdout, stderr } = await overshark(["read", "-T", "json", "stt/02-in-order.pcap", bad]);
  expect([code, JSON.parse(stdout).length]).toEqual([2, 3]);
  expect(stderr).toMatch(/text: not a capture file/);
});

test("damage: what was before it, and exit 3", async () => {
  const { code, stdout, stderr } = await overshark(["read", "formats/damage-in-last-record.pcap"]);
  expect(code).toBe(3);
  expect(lines(stdout).length).toBeGreaterThan(0);
  expect(stderr).toMatch(/^overshark: .*packet \d+, byte \d+: /);
});

test.each([
  [["-T", "fields"], /needs -e/],
  [["-e", "ip.src"], /-e needs -T/],
  [["-T", "fields", "-e", "ip.srx"], /"ip\.srx"\. Did you mean ip\.src\?/],
  [["-O", "vxlam"], /"vxlam"\. Did you mean vxlan\?/],
  [["-T", "fields", "-e", "ip.src", "-E", "quote=x"], /-E quote= takes d, s or n/],
  [["-T", "fields", "-e", "ip.src", "-E", "colour=x"], /-E has no "colour"/],
  [["-V", "-T", "json"], /-V is for -T text/],
  [["-T", "xml"], /has no "xml"/],
  [["-t", "z"], /has no "z"/],
])("%j is refused with a hint", async (args, message) => {
  const { code, stdout, stderr } = await overshark(["read", ...args, "stt/02-in-order.pcap"]);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(message);
  expect(lines(stderr).length).toBe(1);
});

test("| head ends it at once and in silence", async () => {
  const child = start(["read", "-V", "datacenter.pcapng"]);
  const end = answer(child);
  child.stdout?.once("data", () => child.stdout?.destroy());
  expect(await end).toMatchObject({ code: 0, signal: null, stderr: "" });
});

test("what a live capture has brought is shown while its pipe is open", async () => {
  const { header, records } = recordsOf(fixture("ethernet/arp-request-and-reply.pcap"));
  const child = start(["read", "-"], { stdin: "pipe" });
  const end = answer(child);
  const seen = new Promise<string>((resolve) => child.stdout?.once("data", (data) => resolve(String(data))));
  // The layout of a classic pcap's records shows in the second one.
  child.stdin?.write(Buffer.concat([header, records[0], records[1]]));
  expect(lines(await seen).map((line) => words(line).split(" ")[0])).toEqual(["1", "2"]);
  child.stdin?.end(records[2]);
  expect(lines((await end).stdout).length).toBe(3);
});

test("SIGINT ends the input and shows what is held back", async () => {
  const { header, records } = recordsOf(fixture("stt/02-in-order.pcap"));
  const child = start(["read", "-T", "json", "-"], { stdin: "pipe" });
  const end = answer(child);
  // Two of three pieces: nothing can be shown of them yet, so a packet that is whole tells that they were read.
  const arp = recordsOf(fixture("ethernet/arp-request-and-reply.pcap")).records;
  const seen = new Promise((resolve) => child.stdout?.once("data", resolve));
  child.stdin?.write(Buffer.concat([header, arp[0], ...records.slice(0, 2)]));
  await seen;
  await new Promise((resolve) => setTimeout(resolve, 200));
  child.kill("SIGINT");
  const { code, stdout } = await end;
  expect(code).toBe(0);
  expect(JSON.parse(stdout).map(({ tenant }: { tenant: string }) => tenant)).toEqual([
    "native",
    "stt:42",
    "stt:42",
  ]);
});

test("a filter is asked about what is shown: a message over several segments is in the last one", async () => {
  const [client, server] = [
    { src: "10.0.0.1", dst: "10.0.0.2", ttl: 64, id: 0 },
    { src: "10.0.0.2", dst: "10.0.0.1", ttl: 64, id: 0 },
  ];
  const text = (words: string) => Buffer.from(words);
  const asked = text("GET / HTTP/1.1\r\n\r\n");
  const answered = text("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\nhalf");
  const packets = [
    frame(client, 6, tcp(40_000, 80, 100, 200, 0x18, 0, asked)),
    frame(server, 6, tcp(80, 40_000, 200, 100 + asked.length, 0x18, 0, answered)),
    frame(server, 6, tcp(80, 40_000, 200 + answered.length, 100 + asked.length, 0x18, 0, text("half"))),
    // Sent again: it carries nothing.
    frame(client, 6, tcp(40_000, 80, 100, 200, 0x18, 0, asked)),
  ];
  const capture = dir.file(
    "message.pcap",
    pcapFile({}, ...packets.map((bytes, i) => pcapRecord(true, i, 0, bytes))),
  );
  const some = join(dir.path, "some.pcap");
  // As tshark 4.0 -Y.
  const numbers = ["-T", "fields", "-e", "frame.number", capture];
  expect(lines(await read("-Y", "http", ...numbers))).toEqual(["1", "3"]);
  expect(lines(await read("-Y", "http.response.code == 200", ...numbers))).toEqual(["3"]);
  expect(lines(await read("-Y", "not http", ...numbers))).toEqual(["2", "4"]);
  expect(lines(await read("-Y", 'tcp.payload contains "HTTP"', ...numbers))).toEqual(["1", "2", "4"]);
  const infos = lines(await read("-T", "fields", "-e", "_ws.col.Info", capture));
  expect(infos.map((info) => info.endsWith("[TCP segment of a reassembled PDU]"))).toEqual([
    false,
    true,
    false,
    false,
  ]);
  // The same packets are written, whether they are printed or not.
  for (const print of [[], ["-P"]]) {
    await read("-Y", "http.response", "-w", some, ...print, capture);
    expect(lines(await read("-T", "fields", "-e", "tcp.len", some))).toEqual(["4"]);
  }
});
