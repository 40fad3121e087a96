import { expect, test } from "vitest";
import { statsJson } from "../../src/output/json.ts";
import { datacenter } from "./datacenter.ts";
import { report, tenant } from "./sample.ts";

test("two spaces, the report's own key order, one newline at the end", () => {
  const text = statsJson(report().stats);
  expect(
    text.startsWith('{\n  "schema": "overshark/stats/1",\n  "capture": {\n    "files": [\n      "a.pcap"\n'),
  ).toBe(true);
  expect(text.endsWith("\n}\n")).toBe(true);
  expect([...text.matchAll(/^ {2}"(\w+)":/gm)].map((m) => m[1])).toEqual([
    "schema",
    "capture",
    "encapsulations",
    "tenants",
    "tunnels",
    "overall",
    "stt",
    "unattributed",
  ]);
});

test("it reads back as what it was", () => {
  const { stats } = datacenter();
  expect(JSON.parse(statsJson(stats))).toEqual(stats);
});

test("a 64-bit id is not rounded", () => {
  const { stats } = report({ tenants: [tenant("stt:18446744073709551615")] });
  expect(statsJson(stats)).toContain('"id": "18446744073709551615"');
});

test("nothing that a terminal obeys gets through, and nothing is lost", () => {
  const files = [
    "\u001b[2J",
    "\u009b31m",
    "\u007f",
    "\u202eabc",
    "\u2028",
    "\u200b",
    "\u{e0041}",
    "\ud800",
    "ü.pcap",
  ];
  const text = statsJson(report({ capture: { files } }).stats);
  expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
  expect(text).toContain('"\\u009b31m"');
  expect(text).toContain('"ü.pcap"');
  expect(JSON.parse(text).capture.files).toEqual(files);
});
