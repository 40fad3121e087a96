import { closeSync, openSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { directory, FIXTURES, fixture, overshark, recordsOf, report, truth } from "./program.ts";

const { path, file } = directory();

const DAMAGED = "formats/damage-in-last-record";
const SOUND = "formats/link-ppp.pcap";
const SOUND_PACKETS = truth("formats/link-ppp").capture.packets;

test.concurrent.each([
  ["-r FILE is FILE", ["-r", SOUND]],
  ["letters together, as getopt reads them", [`-nqr${SOUND}`]],
  ["after --", ["--", SOUND]],
  ["the command behind options", ["-q", "--read", SOUND, "stats"]],
])("%s", async (_, args) => {
  expect(await report(args)).toEqual(await report([SOUND]));
});

test.concurrent("several files are one capture, in the given order; standard input may be one", async () => {
  const other = "stt/02-in-order.pcap";
  const packets = SOUND_PACKETS + truth("stt/02-in-order").capture.packets;
  const two = await report(["-r", other, "-r", SOUND]);
  expect(two.capture).toMatchObject({ files: [other, SOUND], packets });
  const piped = await report([SOUND, "-"], { input: [fixture(other)] });
  expect(piped.capture).toMatchObject({ files: [SOUND, "-"], packets });
});

test.concurrent("-c counts over all files, and what is behind is not looked at", async () => {
  const args = [SOUND, `${DAMAGED}.pcap`];
  expect((await report(["-c", `${SOUND_PACKETS + 4}`, ...args])).capture).toMatchObject({
    files: args,
    packets: SOUND_PACKETS + 4,
    damage: [],
  });
  expect((await report(["-c3", ...args])).capture).toMatchObject({ files: [SOUND], packets: 3 });
});

test.concurrent("-d says who reads a port, and that nobody does", async () => {
  const native = truth("vxlan/port-8472-is-native").capture.packets;
  const asVxlan = await report(["-d", "udp.port==8472,vxlan", "vxlan/port-8472-is-native.pcap"]);
  expect(asVxlan.tenants).toMatchObject([{ tenant: "vxlan:42", packets: native }]);
  const twice = ["-d", "udp.port==4789,none", "-d", "udp.port==0x12b6,none"];
  const asNothing = await report([...twice, "vxlan/one-tenant.pcap"]);
  expect(asNothing.tenants).toMatchObject([
    { tenant: "native", packets: truth("vxlan/one-tenant").capture.packets },
  ]);
});

test.concurrent("--gre-key says what a key before Ethernet is", async () => {
  // tshark shows the key 0x00000005 in this file: by RFC 7637 the VSID is its upper 24 bits.
  const small = "gre/ethernet-with-small-key.pcap";
  expect((await report(["--gre-key", "nvgre", small])).tenants).toMatchObject([{ tenant: "nvgre:0" }]);
  // And 0x00100001 in this one.
  const large = "nvgre/vsid-4096.pcap";
  expect((await report(["--gre-key=gre", large])).tenants).toMatchObject([{ tenant: "gre:1048577" }]);
  expect((await report(["--gre-key", "auto", large])).tenants).toMatchObject([{ tenant: "nvgre:4096" }]);
});

test.concurrent.each([
  [DAMAGED, "pcap"],
  ["formats/damage-in-record-header", "pcap"],
  ["formats/damage-in-last-block", "pcapng"],
  ["formats/damage-in-second-gzip-member", "pcap.gz"],
])("%s: exit 3, the place is named, what was read is reported", async (name, extension) => {
  const expected = truth(name);
  const [{ packet, offset }] = expected.capture.damage;
  const base = `${name.slice(8)}.${extension}`;
  const { code, stdout, stderr } = await overshark(["--json", base], { cwd: `${FIXTURES}/formats` });
  expect(code).toBe(3);
  expect(stderr).toMatch(/^overshark: [^\n]+\n$/);
  expect(stderr).toContain(`${base}: packet ${packet}, byte ${offset}: `);
  const got = JSON.parse(stdout);
  got.capture.damage[0].what = "*";
  expect(got).toEqual(expected);
});

test.concurrent("the file after a damaged one is read; -q says nothing of it", async () => {
  const { code, stdout, stderr } = await overshark(["--json", "-q", `${DAMAGED}.pcap`, SOUND]);
  expect({ code, stderr }).toEqual({ code: 3, stderr: "" });
  expect(JSON.parse(stdout).capture).toMatchObject({
    packets: 4 + SOUND_PACKETS,
    damage: [{ packet: 5, offset: 604 }],
  });
});

test.concurrent("a pipe cut in the middle of a record: its writer was stopped, exit 0 with a warning", async () => {
  const cut = fixture(`${DAMAGED}.pcap`);
  const plain = await overshark(["--json"], { input: [cut] });
  expect(plain.code).toBe(0);
  expect(plain.stderr).toMatch(/^overshark: standard input: [^\n]*packet 5[^\n]*\n$/);
  expect(JSON.parse(plain.stdout).capture).toMatchObject({ files: ["-"], packets: 4, damage: [] });

  const packed = gzipSync(fixture(SOUND));
  const gzip = await overshark(["-", "-q"], { input: [packed.subarray(0, packed.length - 20)] });
  expect({ code: gzip.code, stderr: gzip.stderr }).toEqual({ code: 0, stderr: "" });
});

test.concurrent("a pipe with a broken record is damaged, and so is a cut file on standard input", async () => {
  const { header, records } = recordsOf(fixture("formats/pcap-microsecond.pcap"));
  const broken = Buffer.from(records[1]);
  broken.writeUInt32LE(0xfffffff0, 8);
  const pipe = await overshark(["--json"], { input: [Buffer.concat([header, records[0], broken])] });
  expect(pipe.code).toBe(3);
  expect(pipe.stderr).toContain(`standard input: packet 2, byte ${24 + records[0].length}: `);
  expect(JSON.parse(pipe.stdout).capture).toMatchObject({ packets: 1, damage: [{ file: "-", packet: 2 }] });

  const input = openSync(`${FIXTURES}/${DAMAGED}.pcap`, "r");
  const redirected = await overshark(["--json"], { input });
  closeSync(input);
  expect(redirected.code).toBe(3);
  expect(redirected.stderr).toContain("standard input: packet 5, byte 604: ");
});

const FORMATS = " overshark reads pcap, pcapng and snoop, also in gzip or zstd.";
const HELP = " Try 'overshark --help'.";

test.concurrent.each([
  ["missing", ["no-such.pcap"], `no-such.pcap: no such file.${HELP}`],
  ["a directory", ["formats"], `formats: is a directory.${HELP}`],
  ["no capture", ["README.md"], /^README\.md: not a capture file .*23 20 46.*\. overshark reads .*\.$/],
  ["nothing on standard input", [], `standard input: empty.${FORMATS}`],
  ["standard input twice", ["-", "-"], `standard input: can be read only once.${HELP}`],
  ["the second missing: nothing is begun", [SOUND, "no-such.pcap"], `no-such.pcap: no such file.${HELP}`],
  ["pcapng for pcap-parser", ["--reader", "pcap-parser", "datacenter.pcapng"], /--reader fast\.$/],
])("cannot be read: %s", async (_, args, line) => {
  const { code, stdout, stderr } = await overshark(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(/^overshark: [^\n]+\n$/);
  if (typeof line === "string") expect(stderr).toBe(`overshark: ${line}\n`);
  else expect(stderr.slice(11, -1)).toMatch(line);
});

test.concurrent("the second is no capture: what was read before is reported, exit 2", async () => {
  const empty = file("empty.pcap", "");
  const { code, stdout, stderr } = await overshark(["--json", SOUND, empty, SOUND]);
  expect(code).toBe(2);
  expect(stderr).toBe(`overshark: ${path}/empty.pcap: empty.${FORMATS}\n`);
  expect(JSON.parse(stdout)).toEqual(await report([SOUND]));
});
