// `overshark flows` as a program: long lists come in batches, and however it is run it prints the same.
import { describe, expect, it, test } from "vitest";
import { directory, FIXTURES, fixture, overshark, pieces, recordsOf } from "./program.ts";

const { file } = directory();

/** More than two batches of conversations: one VXLAN packet over and over, with another inner port each time. */
const FLOWS = 4500;
const INNER_SOURCE_PORT = 16 + 84;
const many = (() => {
  const { header, records } = recordsOf(fixture("vxlan/two-tenants-same-inner.pcap"));
  const copies = Array.from({ length: FLOWS }, (_, i) => {
    const copy = Buffer.from(records[0]);
    copy.writeUInt32LE(i, 4);
    copy.writeUInt16BE(i + 1, INNER_SOURCE_PORT);
    return copy;
  });
  return file("many.pcap", Buffer.concat([header, ...copies]));
})();

describe("of thousands of flows", () => {
  const lines = async (...args: string[]) => {
    const { code, stdout, stderr } = await overshark(["flows", "--sort", "start", ...args, many]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    return stdout.trimEnd().split("\n");
  };

  it("each has its line, in order, once", async () => {
    const jsonl = (await lines("--json")).map((line) => JSON.parse(line));
    expect(jsonl.map((flow) => flow["id.orig_p"])).toEqual(Array.from({ length: FLOWS }, (_, i) => i + 1));
    const [head, ...rows] = await lines("--format", "csv");
    const at = head.split(",").indexOf("id.orig_p");
    expect(rows.map((row) => Number(row.split(",")[at]))).toEqual(jsonl.map((flow) => flow["id.orig_p"]));
  });

  it("a table begins anew now and then", async () => {
    const table = await lines("--top", "4001");
    expect(table.filter((line) => line.startsWith("TENANT "))).toHaveLength(3);
    expect(table.filter((line) => line.startsWith("vxlan:100 "))).toHaveLength(4001);
    expect(table.at(-1)).toBe("499 more");
  });
});

test("heads are there without a flow, and a table says so by its own", async () => {
  const empty = "formats/pcap-no-packets.pcap";
  expect((await overshark(["flows", "--format", "csv", empty])).stdout).toMatch(
    /^ts,tenant,.*community_id\n$/,
  );
  expect((await overshark(["flows", "--format", "zeek", empty])).stdout).toMatch(/\n#types\t.*\n$/);
  expect((await overshark(["flows", "--json", empty])).stdout).toBe("");
  expect((await overshark(["flows", empty])).stdout).toMatch(/^TENANT .*\n$/);
});

test("on one thread, two or three, and through a pipe", async () => {
  // ICMP in tunnels and out of them, in fragments, and STT.
  for (const name of ["datacenter.pcapng", "mixed/random-shuffled.pcapng"]) {
    const whole = await overshark(["flows", "--json", name]);
    expect(whole.stdout.split("\n").length).toBeGreaterThan(50);
    expect(whole.stdout).toMatch(/"proto":"icmp"/);
    for (const j of ["2", "3"])
      expect((await overshark(["flows", "--json", "-j", j, "--part-size", "4k", name])).stdout).toBe(
        whole.stdout,
      );
    const piped = await overshark(["flows", "--json"], { input: pieces(fixture(name), 3000), cwd: FIXTURES });
    expect(piped.stdout).toBe(whole.stdout);
  }
});
