// `overshark nat` as a user runs it.
import { expect, it } from "vitest";
import { directory, fixture, overshark, pieces, report } from "./program.ts";

const INSIDE = ["nat/random-inside.pcap", "nat/random-inside2.pcap"];
const OUTSIDE = "nat/random-outside.pcap";
const TABLE = 15;

it("prints a table with the new source ports, findings first", async () => {
  const { code, stdout, stderr } = await overshark(["nat", ...INSIDE, "--outside", OUTSIDE]);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^15 translations\n/);
  expect(stdout).toMatch(
    /3 inside hosts share source port 5555 to 203\.0\.113\.80:53: 10\.0\.\d\.\d is 203\.0\.113\.1:\d+/,
  );
  expect(stdout).toMatch(/PROTO +SOURCE +PORT +DESTINATION +NEW SOURCE +NEW SOURCE PORT +KIND/);
  expect(stdout).toMatch(
    /\ntcp +10\.0\.0\.2 +40000 +203\.0\.113\.80:80 +203\.0\.113\.1 +\d+ +NAPT\/SNAT +6 \/ 4/,
  );
  expect(stdout).not.toContain("Ambiguous");
});

it("prints conntrack's lines and JSON", async () => {
  const args = ["nat", ...INSIDE, "--outside", OUTSIDE];
  const lines = (await overshark([...args, "--format", "conntrack"])).stdout.trimEnd().split("\n");
  expect(lines.length).toBe(TABLE);
  const json = await report(args);
  expect(json.schema).toBe("overshark/nat/1");
  expect(json.rows.length).toBe(TABLE);
  expect(json.keeps_ip_ids).toBe(true);
  expect((await overshark([...args, "--format=json"])).stdout).toBe(
    (await overshark([...args, "--json"])).stdout,
  );
});

it("leaves to JSON and the table what conntrack's format has no words for, and says so", async () => {
  const args = ["nat", "nat/redirect-inside.pcap", "--outside", "nat/redirect-outside.pcap"];
  const { code, stdout, stderr } = await overshark([...args, "--format", "conntrack"]);
  expect([code, stderr]).toEqual([
    0,
    expect.stringMatching(/^overshark: 5 REDIRECT rows are left out: .*\n$/),
  ]);
  expect(stdout).not.toMatch(/sport=(null|undefined|NaN| )/);
  const table = (await overshark(args)).stdout;
  expect(table).toMatch(
    /\ntcp +10\.0\.0\.2 +40000 +203\.0\.113\.80:80 .* 10\.0\.0\.1, port unknown +REDIRECT/,
  );
  expect(table).toContain(
    "tcp 203.0.113.80:80 is answered by the router itself (10.0.0.1), not by that host",
  );
});

it("reads a pipe as the outside, and what a filter lets through", async () => {
  const input = pieces(fixture(OUTSIDE), 1000);
  const whole = await report(["nat", ...INSIDE, "--outside", "-"], { input });
  expect(whole.rows.length).toBe(TABLE);
  const tcp = await report(["nat", "-Y", "tcp", ...INSIDE, "--outside", OUTSIDE]);
  const tuples = (rows: { proto: string; original: object; translated: object }[]) =>
    rows.filter((r) => r.proto === "tcp").map(({ original, translated }) => ({ original, translated }));
  expect(tuples(tcp.rows).length).toBeGreaterThan(4);
  expect(tuples(tcp.rows)).toEqual(tuples(whole.rows));
});

it("one capture of any interface", async () => {
  expect((await report(["nat", "nat/random-any.pcap"])).rows.length).toBe(TABLE);
});

/** A classic capture of LINKTYPE_LINUX_SLL2, as one of Ethernet: its header of 20 bytes begins with the type of what follows. */
function overEthernet(capture: Buffer): Buffer {
  const header = Buffer.from(capture.subarray(0, 24));
  expect(header.readUInt32LE(20)).toBe(276);
  header.writeUInt32LE(1, 20);
  const parts: Buffer[] = [header];
  for (let at = 24; at < capture.length; ) {
    const record = Buffer.from(capture.subarray(at, at + 16));
    const packet = capture.subarray(at + 16, at + 16 + record.readUInt32LE(8));
    at += 16 + packet.length;
    for (const lengthAt of [8, 12]) record.writeUInt32LE(record.readUInt32LE(lengthAt) - 6, lengthAt);
    parts.push(record, Buffer.alloc(12, 2), packet.subarray(0, 2), packet.subarray(20));
  }
  return Buffer.concat(parts);
}

it("read, filters and stats know the other side where one capture holds both", async () => {
  const fields = ["ip.src", "ip.dst", "tcp.dstport", "overshark.nat"].flatMap((name) => ["-e", name]);
  const read = await overshark([
    "read",
    "-Tfields",
    ...fields,
    "-Y",
    "tcp.port == 50000",
    "nat/dnat-any.pcap",
  ]);
  expect([read.code, read.stderr]).toEqual([0, ""]);
  expect([...new Set(read.stdout.trimEnd().split("\n"))].sort()).toEqual([
    "10.0.0.2\t203.0.113.80\t50000\t203.0.113.1:8080 > 203.0.113.80:50000",
    "203.0.113.1\t203.0.113.80\t50000\t10.0.0.2:80 > 203.0.113.80:50000",
    "203.0.113.80\t10.0.0.2\t80\t203.0.113.80:50000 > 203.0.113.1:8080",
    "203.0.113.80\t203.0.113.1\t8080\t203.0.113.80:50000 > 10.0.0.2:80",
  ]);
  const all = (await report(["nat/dnat-any.pcap"])).capture.packets;
  const some = (await report(["-Y", 'overshark.nat contains "10.0.0.2:80"', "nat/dnat-any.pcap"])).capture
    .packets;
  expect(some).toBeGreaterThan(10);
  expect(some).toBeLessThan(all);
  // Of Ethernet most flows are known by their bytes, which do not tell.
  const ethernet = directory().file("ethernet.pcap", overEthernet(fixture("nat/dnat-any.pcap")));
  for (const of of ["nat/dnat-any.pcap", ethernet]) {
    const shown = await overshark(["read", "-Y", "overshark.nat", of]);
    const count = shown.stdout.trimEnd().split("\n").length;
    expect(count).toBeGreaterThan(50);
    for (const more of [[], ["-j", "2"], ["-j", "3"]])
      expect((await report([...more, "-Y", "overshark.nat", of])).capture.packets).toBe(count);
  }
  const pipe = await overshark(["read", "-Y", "overshark.nat", "-"]);
  expect([pipe.code, pipe.stderr]).toEqual([2, expect.stringContaining("reads a capture twice")]);
});

it("mistakes and damage", async () => {
  const none = await overshark(["nat", ...INSIDE, "--outside"]);
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("--outside needs a value")]);
  const early = await overshark(["nat", "--outside", OUTSIDE, "-r", INSIDE[0], "-r", INSIDE[1]]);
  expect([early.code, early.stdout.split("\n")[0]]).toEqual([0, "15 translations"]);
  const lost = await overshark(["nat", ...INSIDE, "--outside", "nat/nowhere.pcap"]);
  expect([lost.code, lost.stdout]).toEqual([2, ""]);
  const cut = directory().file("cut.pcap", fixture(OUTSIDE).subarray(0, 9000));
  const part = await overshark(["nat", ...INSIDE, "--outside", cut]);
  expect(part.code).toBe(3);
  expect(part.stdout).toMatch(/^\d+ translations\n/);
});
