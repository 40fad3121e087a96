// What -i prints, and that the filter in it keeps every packet of a tenant: asked of tcpdump itself.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { captureFilter } from "../../src/cli/recipe.ts";
import { hasTcpdump, withAndWithout } from "../support/recipe.ts";
import { directory, FIXTURES, overshark } from "./program.ts";

const { path } = directory();

test("the recipe, with the rest of the command line behind the pipe", async () => {
  const filter = captureFilter(true);
  for (const [args, behind] of [
    [["-i", "eth9"], "overshark"],
    [["-ieth9", "--json", "--interval", "2s"], "overshark --json --interval 2s"],
    [["read", "--interface=eth9", "-Y", "vxlan.vni == 42"], "overshark read -Y 'vxlan.vni == 42'"],
    [["flows", "-qi", "eth9", "--top", "5"], "overshark flows -q --top 5"],
  ] as const) {
    const { code, stdout, stderr } = await overshark(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(`tcpdump -U -w - -i eth9 '${filter}' | ${behind}\n`);
  }
  const evil = await overshark(["-i", "x; rm 'y'"]);
  expect(evil.stdout).toContain(String.raw`-i 'x; rm '\''y'\''' 'proto`);
});

test("every tunnel that is read is in it, and what -d adds", async () => {
  const filter = captureFilter(true);
  for (const part of [
    /^proto [\d or]*\b4 or [\d or]*\b41 or [\d or]*\b47 or /,
    /udp port [\d or]*\b2152 or [\d or]*\b4789 or 4790 or 5247 or 6081 or [\d or]*\b37008 or /,
    / tcp port 7471 or ip\[6:2\] & 0x1fff != 0 or ether proto [\dxa-f or]*\b0x8847 or [\dxa-f or]*\b0x8864 or /,
    / or vlan$/,
  ])
    expect(filter).toMatch(part);
  expect(captureFilter(false)).toMatch(/ & 0x1fff != 0$/);
  const { stdout } = await overshark([
    "-i",
    "eth9",
    "-d",
    "udp.port==8472,vxlan",
    "-d",
    "tcp.port==17471,stt",
  ]);
  expect(stdout).toMatch(/ udp port [\d or]*\b8472 or [\d or]*\btcp port 7471 or 17471 or /);
  expect(stdout).toMatch(/ \| overshark -d udp\.port==8472,vxlan -d tcp\.port==17471,stt\n$/);
});

test("an interface and a capture do not go together", async () => {
  const { code, stdout, stderr } = await overshark(["-i", "eth9", "x.pcap"]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toBe("overshark: -i captures, and x.pcap is a capture. Give the one or the other.\n");
});

/** Nested tunnels, all of them at once, and those that are found in their own ways; `make corpus` asks of many more. */
const CAPTURES = [
  ...["datacenter.pcapng", "mixed/random-lossy.pcap", "mixed/same-exchange-in-every-encapsulation.pcap"],
  ...["nested", "tunnels"].flatMap((directory) =>
    readdirSync(join(FIXTURES, directory))
      .filter((name) => name.endsWith(".pcap"))
      .map((name) => `${directory}/${name}`),
  ),
];
/** Teredo on a port that is not its own is known by its addresses: no filter of a line finds it. */
const BEYOND = "tunnels/teredo.pcap";

const skipped = hasTcpdump ? "" : " (skipped: tcpdump is not installed)";
test.skipIf(!hasTcpdump)(`tcpdump lets every packet of a tenant through${skipped}`, async () => {
  const to = join(path, "filtered.pcap");
  let tenants = 0;
  for (const name of CAPTURES) {
    const found = await withAndWithout(join(FIXTURES, name), to);
    if (found === null) throw new Error(`tcpdump does not read ${name}`);
    if (name === BEYOND) {
      expect(found.before[0]).toMatchObject({ encap: "teredo", packets: 4 });
      expect(found.after[0]).toMatchObject({ encap: "teredo", packets: 3 });
      continue;
    }
    expect({ name, tenants: found.after }).toEqual({ name, tenants: found.before });
    tenants += found.before.length;
  }
  expect(tenants).toBeGreaterThan(50);
});
