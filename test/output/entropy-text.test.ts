import { describe, expect, test } from "vitest";
import { carriers } from "../../src/entropy/carriers.ts";
import type { LaboratoryReport } from "../../src/facts/entropy-report.ts";
import { paper } from "../../src/lab/paper.ts";
import { bar } from "../../src/output/entropy-bars.ts";
import { entropyJson } from "../../src/output/entropy-json.ts";
import { entropyText, paperText } from "../../src/output/entropy-text.ts";
import { entropyFindings } from "../../src/output/findings-entropy.ts";
import { visibleWidth } from "../../src/output/table.ts";
import { createTheme } from "../../src/output/theme.ts";
import { experiment, random } from "../lab/run.ts";

const plain = createTheme(false);

test("bars in eighths of a character", () => {
  expect(bar(1, 4)).toBe("████");
  expect(bar(0, 4)).toBe("");
  expect(bar(0.5, 4)).toBe("██");
  expect(bar(0.375, 4)).toBe("█▌");
  expect(bar(1 / 32, 4)).toBe("▏");
  // A load that is there shows, however small.
  expect(bar(1e-9, 4)).toBe("▏");
  expect(bar(7, 4)).toBe("████");
});

describe("the whole text", () => {
  const { scenario } = random(5, { packets: 500 });
  const policies = [{ tenant: "stt:1", bitsPerSecond: 1e5, burst: 1000 }];
  const report = experiment(scenario, { interval: 1e6, policies });

  test.each([40, 80, 100, 200])("fits %i columns, but for single long cells", (width) => {
    const bounded = Math.min(120, Math.max(80, width));
    const lines = entropyText(report, { width, theme: plain }).split("\n");
    expect(lines.length).toBeGreaterThan(40);
    for (const line of lines) {
      if (visibleWidth(line) > bounded)
        expect(line.trim().split(/ {2,}/).length, line).toBeLessThanOrEqual(6);
      expect(line).toBe(line.trimEnd());
    }
  });

  test("colour changes no letter", () => {
    const painted = entropyText(report, { width: 100, theme: createTheme(true) });
    const codes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
    expect(painted).toMatch(codes);
    expect(painted.replace(codes, "")).toBe(entropyText(report, { width: 100, theme: plain }));
  });

  test("JSON has loads on one line, and says what the report says", () => {
    const text = entropyJson(report);
    expect(text).toMatch(/"loads":\[\d+(,\d+)*\]/);
    expect(JSON.parse(text)).toEqual(report);
  });

  test("a name with brackets and numbers in it stays as it is", () => {
    const named = { ...report, capture: { ...report.capture, files: ["[\n 1 ]", "[ 1,  2 ]"] } };
    expect(JSON.parse(entropyJson(named)).capture.files).toEqual(["[\n 1 ]", "[ 1,  2 ]"]);
  });

  test("on paper", () => {
    const text = paperText(paper(carriers, 64, [4, 16]), { width: 80, theme: plain });
    expect(text).toMatch(/^64 equal flows between one pair of endpoints/);
    expect(text).toMatch(/IP-in-IP +key_aware +1\.00 +1\.00 ×4\.00 +1\.00 ×16\.0 +20 B/);
  });
});

describe("findings", () => {
  const { scenario } = random(6, { packets: 300 });
  const base = experiment(scenario);
  const found = (more: Partial<LaboratoryReport>) => entropyFindings({ ...base, ...more }).map((f) => f.text);

  test("too few flows are not the hash's fault", () => {
    const flows = { effective_paths: 13.5, jain: 0.81, cv: 0.48, max_mean: 2, idle: 0 };
    const chance = [{ paths: 16, flows, packets: flows, bytes: flows }];
    const [view] = base.overall.views;
    const [s] = view.simulations;
    const fine = {
      ...s,
      paths: 16,
      flows: { ...s.flows, jain: 0.79 },
      chi_square: { statistic: 17, degrees: 15, p: 0.3 },
    };
    const overall = { ...base.overall, flows: 64, chance, views: [{ ...view, simulations: [fine] }] };
    expect(found({ overall }).join("\n")).toContain(
      "64 flows on 16 paths: Jain 0.79 (ip, xor8), chance 0.81: the hash is fine, there are too few flows",
    );
  });

  test("a policer that does not see the pieces", () => {
    const side = (passed: number) => {
      return { passed_packets: 1, passed_bytes: passed, dropped_packets: 5, dropped_bytes: 10 };
    };
    const direction = {
      encap: "stt",
      from: "10.0.0.1",
      to: "10.0.0.2",
      packets: 10,
      bytes: 10_000,
      seconds: 1,
      headerless_packets: 7,
      headerless_bytes: 8000,
      allowed_bytes: 3000,
      stateless: side(9000),
      following: side(3000),
    };
    const policy = { tenant: "stt:42", bits_per_second: 24_000, burst_bytes: 1000, directions: [direction] };
    expect(found({ policies: [policy] }).join("\n")).toContain(
      "80.0 % of the bytes do not name the tenant: a policer without state lets 9.00 kB pass, one that follows " +
        "frames 3.00 kB: 3.00 times as much",
    );
    const same = { ...direction, headerless_packets: 0, headerless_bytes: 0, stateless: side(3000) };
    expect(found({ policies: [{ ...policy, directions: [same] }] }).join("\n")).toContain(
      "every packet names the tenant; with or without state 5 of 10 packets dropped",
    );
    expect(found({ policies: [{ ...policy, directions: [] }] })).toContain("no packet of stt:42 to police");
  });

  test("a function is blamed only where another one does better with the same keys", () => {
    const [view] = base.overall.views;
    const [s] = view.simulations;
    const ok = { statistic: 7, degrees: 7, p: 0.4 };
    const bad = { statistic: 99, degrees: 7, p: 1e-9 };
    const with8 = (name: string, p: typeof ok) => ({ ...s, function: name, paths: 8, chi_square_keys: p });
    const blame = (list: LaboratoryReport["overall"]["views"][number]["simulations"]) =>
      found({
        overall: { ...base.overall, flows: 100, views: [{ ...view, keys: 100, simulations: list }] },
      }).filter((t) => t.startsWith("all tunnels"));
    expect(blame([with8("xor8", bad), with8("jhash", ok)])).toHaveLength(1);
    expect(blame([with8("xor8", bad), with8("jhash", bad)])).toEqual([]);
    expect(blame([with8("xor8", ok), with8("jhash", ok)])).toEqual([]);
  });
});
