// Captures of real software against what tshark and a script that follows its layers say of each.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { claim } from "../src/core/demux.ts";
import { protocolNumber } from "../src/protocols/registry.ts";
import { conservation, statsOf } from "./support/capture.ts";

const DIRECTORY = "fixtures/real";

interface Expectation {
  arguments: string[];
  packets: number;
  bytes: number;
  tenants: Record<string, number>;
  tenant_bytes: Record<string, number>;
  unattributed: Record<string, number>;
  unattributed_bytes: Record<string, number>;
  stt: Record<string, number>;
}

const captures = readdirSync(DIRECTORY).filter((name) => /\.pcap(ng)?$/.test(name));
const sum = (values: Record<string, number>) => Object.values(values).reduce((a, b) => a + b, 0);
const nonZero = (values: Record<string, number>) =>
  Object.fromEntries(Object.entries(values).filter(([, n]) => n > 0));

describe.each(captures)("%s", (name) => {
  it("has the tenants that tshark's layers tell", async () => {
    const capture = `${DIRECTORY}/${name}`;
    const want = JSON.parse(
      readFileSync(capture.replace(/\.pcap(ng)?$/, ".expect.json"), "utf8"),
    ) as Expectation;
    const decodeAs = /^udp\.port==(\d+),vxlan$/.exec(want.arguments[1] ?? "");
    if (decodeAs !== null) claim("udp.port", Number(decodeAs[1]), protocolNumber("vxlan"));
    const stats = await statsOf(capture);
    if (decodeAs !== null) claim("udp.port", Number(decodeAs[1]), 0);

    expect(stats.capture.packets).toBe(want.packets);
    expect(stats.capture.bytes).toBe(want.bytes);
    expect(conservation(stats)).toEqual({ packets: want.packets, bytes: want.bytes });
    expect(Object.fromEntries(stats.tenants.map((t) => [t.tenant, t.packets]))).toEqual(want.tenants);
    expect(Object.fromEntries(stats.tenants.map((t) => [t.tenant, t.bytes]))).toEqual(want.tenant_bytes);
    expect(nonZero(stats.unattributed.by_reason)).toEqual(want.unattributed);
    expect(stats.unattributed.bytes).toBe(sum(want.unattributed_bytes));
    expect(stats.stt).toMatchObject(want.stt);
  });
});

it("there are captures", () => {
  expect(captures.length).toBeGreaterThan(30);
});
