// `overshark check`: the built program on captures that were changed by hand, so that what it must say is known.
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { directory, FIXTURES, fixture, overshark, pieces, recordsOf } from "./program.ts";

const { path } = directory();
let places = 0;

/** A directory with captures, and a baseline of them as they are. */
async function place(captures: Record<string, Uint8Array>, update = true) {
  const cwd = join(path, String(places++));
  mkdirSync(cwd);
  for (const [name, data] of Object.entries(captures)) writeFileSync(join(cwd, name), data);
  const check = (...args: string[]) => overshark(["check", "--baseline", "b.json", ...args], { cwd });
  const names = Object.keys(captures);
  if (update) expect(await check("--update", ...names)).toMatchObject({ code: 0, stderr: "" });
  return {
    cwd,
    check,
    put: (name: string, data: Uint8Array) => writeFileSync(join(cwd, name), data),
    baseline: () => readFileSync(join(cwd, "b.json"), "utf8"),
    // biome-ignore lint/suspicious/noExplicitAny: what was printed
    json: async (...args: string[]): Promise<any> => {
      const { code, stdout } = await check("--json", ...args);
      return { code, ...JSON.parse(stdout) };
    },
  };
}

// Where things are in a record of these captures: 16 bytes of pcap, then Ethernet, IPv4, UDP, VXLAN, Ethernet, IPv4.
const FRAME = 16;
const OUTER_SOURCE_PORT = FRAME + 34;
const VXLAN_FLAGS = FRAME + 42;
const VNI = FRAME + 46;
const INNER_SOURCE_PORT = FRAME + 84;

const TWO_TENANTS = fixture("vxlan/two-tenants-same-inner.pcap");
const HASHED = fixture("vxlan/ports-well-hashed.pcap");

/** The capture with its records changed; null leaves one out. */
function edited(pcap: Buffer, edit: (record: Buffer, index: number) => (Buffer | null)[]): Buffer {
  const { header, records } = recordsOf(pcap);
  const kept = records.flatMap((record, i) => edit(Buffer.from(record), i)).filter((r) => r !== null);
  return Buffer.concat([header, ...kept]);
}

const vni = (record: Buffer) => record.readUIntBE(VNI, 3);

/** A difference by subject and figure. */
// biome-ignore lint/suspicious/noExplicitAny: what was printed
const differences = (report: any, capture = 0): Record<string, any> =>
  Object.fromEntries(
    // biome-ignore lint/suspicious/noExplicitAny: what was printed
    report.captures[capture].subjects.flatMap(({ difference: d }: any) =>
      d === null
        ? []
        : [
            [
              d.subject,
              {
                change: d.change,
                ...Object.fromEntries(d.figures.map((f: { figure: string }) => [f.figure, f])),
              },
            ],
          ],
    ),
  );

describe.concurrent("what changed is found, and said first", () => {
  test("a tenant gone", async () => {
    const { check, put, json } = await place({ "a.pcap": TWO_TENANTS });
    const without = edited(TWO_TENANTS, (r) => (vni(r) === 200 ? [] : [r]));
    expect(recordsOf(without).records).toHaveLength(5);
    put("a.pcap", without);
    const { code, stdout, stderr } = await check("a.pcap");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    const [first, second] = stdout.split("\n");
    expect(first).toMatch(/^FAILED {2}a\.pcap: 1 gone; /);
    const bytes = recordsOf(TWO_TENANTS)
      .records.filter((r) => vni(r) === 200)
      .reduce((sum, r) => sum + r.readUInt32LE(12), 0);
    expect(second).toBe(`        - gone tenant vxlan:200 (5 packets, ${bytes} bytes, 2 flows)`);
    const found = differences(await json("a.pcap"));
    expect(Object.keys(found)[0]).toBe("tenant vxlan:200");
    expect(found["tenant vxlan:100"]).toBe(undefined);
    expect(found.capture.packets).toEqual({
      figure: "packets",
      baseline: 10,
      now: 5,
      change: -5,
      tolerance: null,
    });
  });

  test("a tenant new", async () => {
    const { check, put } = await place({ "a.pcap": TWO_TENANTS });
    put(
      "a.pcap",
      edited(TWO_TENANTS, (r, i) => (i === 0 ? [r, renumbered(r, 300)] : [r])),
    );
    const { code, stdout } = await check("a.pcap");
    expect(code).toBe(1);
    expect(stdout).toContain("+ new  tenant vxlan:300 (1 packet, 104 bytes, 1 flow)");
  });

  const renumbered = (record: Buffer, id: number): Buffer => {
    const copy = Buffer.from(record);
    copy.writeUIntBE(id, VNI, 3);
    return copy;
  };

  test("a flow more", async () => {
    const { check, put, json } = await place({ "a.pcap": TWO_TENANTS });
    put(
      "a.pcap",
      edited(TWO_TENANTS, (r, i) => {
        if (i !== 0) return [r];
        const other = Buffer.from(r);
        other.writeUInt16BE(40_002, INNER_SOURCE_PORT);
        return [r, other];
      }),
    );
    const found = differences(await json("a.pcap"));
    expect(Object.keys(found)).toContain("tenant vxlan:100");
    expect(Object.keys(found)).not.toContain("tenant vxlan:200");
    expect(found["tenant vxlan:100"].flows).toMatchObject({ baseline: 2, now: 3, change: 1 });
    expect(found["tenant vxlan:100"].conversations).toMatchObject({ baseline: 1, now: 2 });
    expect(found["tenant vxlan:100"].hosts).toBe(undefined);
    const { code, stdout } = await check("a.pcap");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ {8}tenant vxlan:100 +packets +5 → 6 +\+1 \(\+20\.0 %\)$/m);
    expect(stdout).toMatch(/^ +flows +2 → 3 +\+1 \(\+50\.0 %\)$/m);
  });

  test("an entropy drop, unless it is tolerated", async () => {
    const { check, put, json } = await place({ "a.pcap": HASHED });
    // Every second packet of those with the rarest port gets the first one's port: 32 keys of 40 flows become less.
    const { records } = recordsOf(HASHED);
    const ports = records.map((r) => r.readUInt16BE(OUTER_SOURCE_PORT));
    const before = entropy(records.map((r) => key(r, r.readUInt16BE(OUTER_SOURCE_PORT))));
    const now = entropy(records.map((r) => key(r, ports[0])));
    put(
      "a.pcap",
      edited(HASHED, (r) => {
        r.writeUInt16BE(ports[0], OUTER_SOURCE_PORT);
        return [r];
      }),
    );
    const report = await json("a.pcap");
    const figure = differences(report)["tenant vxlan:100"]["entropy.packets.five_tuple.bits"];
    expect(figure.baseline).toBeCloseTo(before, 6);
    expect(figure.now).toBeCloseTo(now, 6);
    expect(now).toBeLessThan(before - 1);
    // The inner flows are what they were.
    expect(Object.keys(differences(report)["tenant vxlan:100"])).not.toContain("entropy.packets.inner.bits");
    const { code, stdout } = await check("a.pcap", "--tolerance", "entropy.bits=2%");
    expect(code).toBe(1);
    expect(stdout).toMatch(/entropy\.packets\.five_tuple\.bits .* allowed 2%$/m);
    expect(
      await check("a.pcap", "--tolerance", "entropy.*=any", "--tolerance", "findings.*=any"),
    ).toMatchObject({
      code: 0,
    });
  });

  /** A router's key: the outer addresses and ports; the rest is the same in all packets. */
  const key = (record: Buffer, sourcePort: number) =>
    `${record.toString("hex", FRAME + 26, FRAME + 34)} ${sourcePort}`;

  function entropy(keys: readonly string[]): number {
    const counts = new Map<string, number>();
    for (const k of keys) counts.set(k, (counts.get(k) ?? 0) + 1);
    return [...counts.values()].reduce((bits, n) => bits - (n / keys.length) * Math.log2(n / keys.length), 0);
  }

  test("a new malformed packet", async () => {
    const { check, put } = await place({ "a.pcap": TWO_TENANTS });
    put(
      "a.pcap",
      edited(TWO_TENANTS, (r, i) => {
        if (i !== 3) return [r];
        // Without the I flag it names no tenant.
        const broken = Buffer.from(r);
        broken[VXLAN_FLAGS] = 0;
        return [r, broken];
      }),
    );
    const { code, stdout } = await check("a.pcap");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ +by_reason\.malformed +0 → 1 +\+1$/m);
    expect(stdout).not.toContain("tenant vxlan");
    const tolerant = ["malformed=1", "unattributed.*=200", "capture *=200", "findings *=1"];
    expect(await check("a.pcap", ...tolerant.flatMap((t) => ["--tolerance", t]))).toMatchObject({ code: 0 });
  });
});

describe.concurrent("nothing changed", () => {
  const NAMES = [
    "datacenter.pcapng",
    "stt/28-many-unfinished.pcap",
    "mixed/random-lossy.pcap",
    "ip/igmp.pcap",
  ];
  const file = join(path, "unchanged.json");

  test("on one thread, two or three, through a pipe, in gzip", async () => {
    const cwd = join(path, "unchanged");
    mkdirSync(cwd);
    const names = NAMES.map((name) => name.replace("/", "-"));
    for (const [i, name] of names.entries()) copyFileSync(join(FIXTURES, NAMES[i]), join(cwd, name));
    const run = (args: string[], input?: Uint8Array[]) =>
      overshark(["check", "--baseline", file, "--json", ...args], { cwd, ...(input && { input }) });
    const first = await run(["--update", ...names]);
    expect(first.code).toBe(0);
    const text = readFileSync(file, "utf8");
    const [one, ...others] = await Promise.all(
      ["1", "2", "3"].map((j) => run(["-j", j, "--part-size", "16k", ...names])),
    );
    expect(one).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(one.stdout)).toMatchObject({ verdict: "passed", failed: 0, not_checked: [] });
    expect(JSON.parse(one.stdout).checks).toBeGreaterThan(45);
    for (const other of others) expect(other).toEqual(one);

    const data = fixture(NAMES[0]);
    const name = JSON.parse(one.stdout).captures[0].capture;
    const piped = await run(["--name", name, "-"], pieces(data, 1000));
    expect(JSON.parse(piped.stdout).captures[0]).toMatchObject({ verdict: "passed", baseline: "compared" });
    expect(piped.code).toBe(0);

    for (const [i, n] of names.entries()) {
      writeFileSync(join(cwd, `${n}.gz`), gzipSync(fixture(NAMES[i])));
      rmSync(join(cwd, n));
    }
    const packed = await run(names.map((n) => `${n}.gz`));
    expect(packed).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(packed.stdout).captures.map((c: { capture: string }) => c.capture)).toEqual(
      JSON.parse(one.stdout).captures.map((c: { capture: string }) => c.capture),
    );
    // Nor does writing it again change a byte.
    expect(
      (await run(["--update", "-j", "2", "--part-size", "16k", ...names.map((n) => `${n}.gz`)])).code,
    ).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(text);
  }, 90_000);
});

describe.concurrent("the baseline", () => {
  test("reads well: short lines, no path of a machine, the same from anywhere", async () => {
    const { cwd, baseline } = await place({ "b.pcap": TWO_TENANTS, "a.pcap": HASHED });
    const text = baseline();
    expect(text).not.toContain(path);
    const lines = text.split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(200);
    expect(lines[1]).toBe('  "schema": "overshark/baseline/1",');
    const json = JSON.parse(text);
    expect(Object.keys(json.captures)).toEqual(["a.pcap", "b.pcap"]);
    expect(json.captures["b.pcap"]["tenant vxlan:200"]).toMatchObject({ packets: 5, flows: 2, hosts: 2 });
    const elsewhere = await overshark(
      ["check", "--baseline", join(cwd, "b.json"), join(cwd, "a.pcap"), join(cwd, "b.pcap")],
      { cwd: path },
    );
    expect(elsewhere).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^passed {2}a\.pcap, b\.pcap\n/),
    });
  });

  test("of a capture elsewhere on the machine has its name alone", async () => {
    const { baseline, check } = await place({}, false);
    expect((await check("--update", join(FIXTURES, "ip/igmp.pcap"))).code).toBe(0);
    // Where the tests have one directory with the fixtures in common, that one is left out as well.
    expect(Object.keys(JSON.parse(baseline()).captures)[0]).toMatch(/igmp\.pcap$/);
    expect(baseline()).not.toContain(path);
  });

  test("missing: one line, and how to make it", async () => {
    const { check } = await place({ "a.pcap": TWO_TENANTS }, false);
    expect(await check("a.pcap")).toEqual({
      code: 2,
      signal: null,
      stdout: "",
      stderr: "overshark: b.json: there is no such baseline. --update writes it.\n",
    });
  });

  test.each([
    [
      "overshark/baseline/0",
      "b.json is of the older schema overshark/baseline/0, this version reads overshark/baseline/1. --update writes it anew.",
    ],
    [
      "overshark/baseline/2",
      "b.json is of the newer schema overshark/baseline/2, this version reads overshark/baseline/1. Nothing was written.",
    ],
    ["overshark/stats/1", "b.json is no baseline. Nothing was written."],
  ])("of schema %s: one line", async (schema, line) => {
    const { check, put, baseline } = await place({ "a.pcap": TWO_TENANTS }, false);
    const text = JSON.stringify({ schema, captures: {} });
    put("b.json", Buffer.from(text));
    expect(await check("a.pcap")).toMatchObject({ code: 2, stdout: "", stderr: `overshark: ${line}\n` });
    const older = schema.endsWith("/0");
    expect((await check("--update", "a.pcap")).code).toBe(older ? 0 : 2);
    if (!older) expect(baseline()).toBe(text);
    else expect((await check("a.pcap")).code).toBe(0);
  });

  test("that is broken: one line", async () => {
    const { check, put } = await place({ "a.pcap": TWO_TENANTS }, false);
    put("b.json", Buffer.from("<<<<<<< HEAD\n{}\n"));
    const { code, stderr } = await check("a.pcap");
    expect(code).toBe(2);
    expect(stderr).toMatch(/^overshark: b\.json is no JSON \(a merge conflict is in it\): .*\n$/);
  });

  test("--update tells what changed, and leaves captures alone that were not given", async () => {
    const { cwd, check, put, baseline } = await place({
      "a.pcap": TWO_TENANTS,
      "b.pcap": HASHED,
      "c.pcap": HASHED,
    });
    const before = JSON.parse(baseline());
    put(
      "a.pcap",
      edited(TWO_TENANTS, (r) => (vni(r) === 200 ? [] : [r])),
    );
    rmSync(join(cwd, "c.pcap"));
    put("d.pcap", HASHED);
    const { code, stdout, stderr } = await check("--update", "a.pcap", "d.pcap");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^updated a\.pcap: 1 gone; /);
    expect(stdout).toContain("- gone tenant vxlan:200");
    expect(stdout).toMatch(/^added {3}d\.pcap$/m);
    expect(stdout).toMatch(/^removed c\.pcap$/m);
    expect(stdout).toMatch(/^baseline: 1 added, 1 updated, 1 removed$/m);
    const after = JSON.parse(baseline());
    expect(Object.keys(after.captures)).toEqual(["a.pcap", "b.pcap", "d.pcap"]);
    expect(after.captures["b.pcap"]).toEqual(before.captures["b.pcap"]);
    expect(Object.keys(after.captures["a.pcap"])).not.toContain("tenant vxlan:200");
    expect(await check("a.pcap", "b.pcap", "d.pcap")).toMatchObject({ code: 0 });
  });

  test("a capture that it does not have fails, one that is gone too, one that was not given does not", async () => {
    const { cwd, check, json } = await place({ "a.pcap": TWO_TENANTS, "b.pcap": HASHED });
    expect(await json("a.pcap")).toMatchObject({ code: 0, verdict: "passed", not_checked: ["b.pcap"] });
    renameSync(join(cwd, "b.pcap"), join(cwd, "c.pcap"));
    const { code, stdout } = await check("a.pcap", "c.pcap");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAILED {2}c\.pcap is not in the baseline; --update adds it$/m);
    expect(stdout).toMatch(/^FAILED {2}b\.pcap is in the baseline, but there is no such file/m);
  });

  test("two captures of one name", async () => {
    const { check, put } = await place({ "a.pcap": TWO_TENANTS });
    put("a.pcap.gz", gzipSync(TWO_TENANTS));
    expect(await check("a.pcap", "a.pcap.gz")).toMatchObject({
      code: 2,
      stderr: "overshark: a.pcap and a.pcap.gz have one name in the baseline, a.pcap. Give one of them.\n",
    });
  });
});

describe.concurrent("damage", () => {
  const CUT = Buffer.concat([TWO_TENANTS, TWO_TENANTS.subarray(24, 24 + 30)]);

  test("that is new is told, and leaves with 3 if nothing failed", async () => {
    const { check, put, json } = await place({ "a.pcap": TWO_TENANTS });
    put("a.pcap", CUT);
    const { code, stdout } = await check("a.pcap");
    expect(code).toBe(3);
    expect(stdout).toMatch(/^damaged a\.pcap\n {8}damage packet 11, byte /);
    expect((await json("a.pcap")).captures[0]).toMatchObject({
      verdict: "damaged",
      damage: [{ packet: 11 }],
    });
    expect((await check("a.pcap", "--expect", "damage == 0")).code).toBe(1);
    expect((await check("a.pcap", "--expect", "packets == 10")).code).toBe(3);
  });

  test("that the baseline has is no news, and its end is", async () => {
    const { check, put, cwd } = await place({}, false);
    writeFileSync(join(cwd, "a.pcap"), CUT);
    expect((await check("--update", "a.pcap")).code).toBe(3);
    expect(await check("a.pcap")).toMatchObject({ code: 0 });
    put("a.pcap", TWO_TENANTS);
    const { code, stdout } = await check("a.pcap");
    expect(code).toBe(1);
    expect(stdout).toMatch(/^ +capture +damage +1 → 0 /m);
  });
});

test.concurrent("a capture that cannot be read does not hide the others", async () => {
  const { check, put } = await place({ "a.pcap": TWO_TENANTS });
  put("text.pcap", Buffer.from("no capture at all, but long enough to look like something"));
  const { code, stdout, stderr } = await check("none.pcap", "text.pcap", "a.pcap");
  expect(code).toBe(2);
  expect(stderr.trimEnd().split("\n")).toHaveLength(2);
  expect(stdout).toMatch(/^FAILED {2}none\.pcap: .*$/m);
  expect(stdout).toMatch(/^passed {2}a\.pcap$/m);
  expect(stdout).toMatch(/2 could not be read$/m);
});

describe.concurrent("expectations", () => {
  const check = (...args: string[]) => overshark(["check", "vxlan/two-tenants-same-inner.pcap", ...args]);
  const expected = (...list: string[]) => check(...list.flatMap((text) => ["--expect", text]));

  // By construction: two tenants with the same five segments, each of two flows.
  test("that hold", async () => {
    const list = [
      "packets == 10",
      "tenant vxlan:100 flows == 2",
      "tenant vxlan:* packets == 5",
      "tenant vxlan:* count == 2",
      "tenant vxlan:7 count == 0",
      "malformed == 0",
      "tunnels == 1",
      "encap vxlan inner_packets == 10",
      "tunnel vxlan:*~* tenants == 2",
      "tenant vxlan:100 entropy.field.name == udp.srcport",
      "tenant vxlan:100 entropy.packets.inner.keys == 2",
      "tenant vxlan:100 entropy.max_share <= 60%",
      "effective_paths five_tuple crc16 1 paths == 1",
      "unsupported_linktype:USB == 0",
    ];
    expect(await expected(...list)).toMatchObject({
      code: 0,
      stderr: "",
      stdout: "passed  vxlan/two-tenants-same-inner.pcap\n1 capture, 14 checks: all passed\n",
    });
  });

  test("that do not: what it is instead", async () => {
    const { code, stdout } = await expected(
      "tenant vxlan:* flows >= 3",
      "malformed == 0",
      "tenant vxlan:101 flows >= 1",
    );
    expect(code).toBe(1);
    expect(stdout.split("\n")).toEqual([
      "FAILED  vxlan/two-tenants-same-inner.pcap: 2 expectations not met",
      "        expected tenant vxlan:* flows >= 3",
      "          tenant vxlan:100 flows is 2",
      "          tenant vxlan:200 flows is 2",
      "        expected tenant vxlan:101 flows >= 1",
      "          there is no tenant vxlan:101; did you mean vxlan:100?",
      "1 capture, 3 checks: 2 failed",
      "",
    ]);
  });

  test("of the laboratory are what `entropy` says", async () => {
    const { stdout } = await overshark([
      "entropy",
      "--json",
      "--view",
      "five_tuple",
      "--function",
      "crc16-ccitt",
      "--paths",
      "8",
      "datacenter.pcapng",
    ]);
    const lab = JSON.parse(stdout);
    const wanted = lab.overall.views[0].simulations[0].packets.max_mean;
    const vxlan = lab.encapsulations.find((e: { encap: string }) => e.encap === "vxlan");
    const jain = vxlan.views[0].simulations[0].bytes.jain;
    const run = (text: string) => overshark(["check", "datacenter.pcapng", "--expect", text]);
    expect((await run(`max_over_mean five_tuple crc16 8 paths == ${wanted}`)).code).toBe(0);
    expect((await run(`encap vxlan jain five_tuple crc16 8 paths by bytes == ${jain}`)).code).toBe(0);
    expect((await run("max_over_mean five_tuple crc16 8 paths < 1.2")).code).toBe(wanted < 1.2 ? 0 : 1);
  });

  test("where nothing is in tunnels, loads are not as good as any", async () => {
    const { code, stdout } = await overshark([
      "check",
      "ip/igmp.pcap",
      "--expect",
      "cv inner crc32 2 paths < 1",
    ]);
    expect(code).toBe(1);
    expect(stdout).toContain("there are no flows in tunnels to spread");
  });

  test("from a file, with the line that is wrong", async () => {
    const file = join(path, "expectations");
    writeFileSync(file, "# what must hold\nmalformed == 0   # always\r\n\ntenant vxlan:100 flows == 2\n");
    expect(await check("--expect-file", file)).toMatchObject({ code: 0 });
    writeFileSync(file, "malformed == 0\n\nmalformde == 0\n");
    expect(await check("--expect-file", file)).toMatchObject({
      code: 2,
      stdout: "",
      stderr: `overshark: ${file}:3: there is no figure malformde; did you mean malformed?\nmalformde == 0\n^~~~~~~~~\n`,
    });
  });
});

test.concurrent.each([
  [[], "there is nothing to check. Give --baseline FILE, or --expect 'malformed == 0'."],
  [["--update"], "--update needs the --baseline that it writes. Try 'overshark check --help'."],
  [["--tolerance", "bits=2%"], "--tolerance is for a --baseline. Try 'overshark check --help'."],
  [["--expect", "packets > 1", "--format", "junt"], '--format has no "junt". Did you mean junit?'],
  [
    ["--expect", "packets > 1", "--name", "x", "b.pcap"],
    "--name names one capture, not several. Try 'overshark check --help'.",
  ],
])("misuse: %j", async (args, line) => {
  expect(await overshark(["check", ...args, "ip/igmp.pcap"])).toMatchObject({
    code: 2,
    stdout: "",
    stderr: `overshark: ${line}\n`,
  });
});
