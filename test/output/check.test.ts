// A check in its formats, with names that would break each of them if they were not escaped.
import { execFileSync } from "node:child_process";
import { describe, expect, it, test } from "vitest";
import type { CaptureCheck, CheckReport } from "../../src/facts/check-report.ts";
import { checkGithub } from "../../src/output/check-github.ts";
import { checkJson } from "../../src/output/check-json.ts";
import { checkJunit } from "../../src/output/check-junit.ts";
import { checkText } from "../../src/output/check-text.ts";
import { createTheme } from "../../src/output/theme.ts";

const ODD = "a,b: \"<&>' 100%\u001b[31m\n::error::\u0000\ufffe.pcap";

const passed = (subject: string) => ({ subject, figures: 3, difference: null });
const flows = { figure: "flows", baseline: 12, now: 1300, change: 1288, tolerance: "2%" };

const failed: CaptureCheck = {
  capture: ODD,
  file: ODD,
  verdict: "failed",
  baseline: "compared",
  subjects: [
    {
      subject: "tenant vxlan:7",
      figures: 1,
      difference: {
        subject: "tenant vxlan:7",
        change: "gone",
        figures: [{ figure: "packets", baseline: 1, now: null, change: null, tolerance: null }],
      },
    },
    passed("capture"),
    {
      subject: "tenant vxlan:42",
      figures: 2,
      difference: { subject: "tenant vxlan:42", change: "changed", figures: [flows] },
    },
  ],
  expectations: [
    { expectation: "malformed == 0", passed: true, figures: 1, broken: [], missing: null },
    {
      expectation: "packets > 2",
      passed: false,
      figures: 1,
      broken: [{ subject: "capture", figure: "packets", value: 2 }],
      missing: null,
    },
    {
      expectation: "tenant a<b flows > 1",
      passed: false,
      figures: 0,
      broken: [],
      missing: "there is no tenant a<b",
    },
  ],
  damage: [{ packet: 3, offset: 1000, what: "cut & gone" }],
  error: null,
};

const fine: CaptureCheck = {
  ...failed,
  capture: "fine.pcap",
  file: "fine.pcap",
  verdict: "passed",
  subjects: [passed("capture")],
  expectations: [],
  damage: [],
};

const unreadable: CaptureCheck = {
  ...fine,
  capture: "none.pcap",
  file: "none.pcap",
  verdict: "unreadable",
  baseline: "none",
  subjects: [],
  error: "none.pcap: no such file",
};

const REPORT: CheckReport = {
  schema: "overshark/check/1",
  verdict: "unreadable",
  checks: 8,
  failed: 5,
  captures: [failed, fine, unreadable],
  not_checked: ["other.pcap"],
};

describe("GitHub annotations", () => {
  const lines = checkGithub(REPORT).trimEnd().split("\n");

  it("are commands, a line each, and a line for people", () => {
    expect(lines.slice(0, -1).every((line) => /^::(error|warning|notice) /.test(line))).toBe(true);
    expect(lines.at(-1)).toBe("overshark check: 3 captures, 8 checks, 5 failed");
    expect(lines.map((line) => line.split(" ")[0]).slice(0, -1)).toEqual([
      "::error",
      "::error",
      "::error",
      "::error",
      "::warning",
      "::error",
      "::notice",
    ]);
  });

  // As the runner reads them back (actions/runner, ActionCommand.cs): properties, then data.
  const unescaped = (text: string) =>
    text
      .replaceAll("%0D", "\r")
      .replaceAll("%0A", "\n")
      .replaceAll("%3A", ":")
      .replaceAll("%2C", ",")
      .replaceAll("%25", "%");

  it("say what they have to after the runner has read them", () => {
    const [, properties, message] = /^::error (.*?)::(.*)$/.exec(lines[1]) ?? [];
    const read = Object.fromEntries(
      properties.split(",").map((pair) => pair.split("=").map(unescaped) as [string, string]),
    );
    const name = "a,b: \"<&>' 100%\\033[31m\\n::error::\\000\ufffe.pcap";
    expect(read).toEqual({ file: name, title: `${name}: tenant vxlan:42 changed` });
    expect(unescaped(message)).toBe("flows 12 → 1,300, +1,288 (+10733.3 %), allowed 2%");
  });
});

interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
  text: string;
}

/** A reader of XML 1.0 as strict as the parts that are used here need. @throws Error if it is not well-formed */
function parseXml(text: string): Element {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those that XML forbids
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text))
    throw new Error("a character without a name");
  let at = 0;
  const eat = (form: RegExp): RegExpExecArray => {
    form.lastIndex = at;
    const match = form.exec(text);
    if (match === null) throw new Error(`not well-formed at ${at}: ${text.slice(at, at + 40)}`);
    at = form.lastIndex;
    return match;
  };
  const entities: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', "#10": "\n" };
  const plain = (raw: string) => {
    if (/&(?!(amp|lt|gt|quot|#10);)|</.test(raw)) throw new Error(`unescaped: ${raw}`);
    return raw.replace(/&([^;]+);/g, (_, name) => entities[name]);
  };
  const element = (): Element => {
    const { 1: name } = eat(/<([a-z]+)/y);
    const attributes: Record<string, string> = {};
    while (text[at] === " ") {
      const [, key, value] = eat(/ ([a-z]+)="([^"]*)"/y);
      if (key in attributes) throw new Error(`${key} twice`);
      attributes[key] = plain(value);
    }
    const [end] = eat(/\/>|>/y);
    const made: Element = { name, attributes, children: [], text: "" };
    while (end === ">") {
      made.text += plain(eat(/[^<]*/y)[0]);
      if (text.startsWith("</", at)) {
        if (eat(/<\/([a-z]+)>/y)[1] !== name) throw new Error(`${name} is not closed`);
        break;
      }
      made.children.push(element());
    }
    return made;
  };
  eat(/<\?xml version="1\.0" encoding="UTF-8"\?>\n/y);
  const root = element();
  eat(/\n$/y);
  return root;
}

const PARSE = "import sys, xml.etree.ElementTree as e; e.fromstring(sys.stdin.buffer.read())";
const python = (script: string, input = "") =>
  execFileSync("python3", ["-c", script], { input, stdio: "pipe" });
const hasPython = (() => {
  try {
    python("import xml.etree.ElementTree");
    return true;
  } catch {
    return false;
  }
})();

describe("JUnit XML", () => {
  const text = checkJunit(REPORT);
  const root = parseXml(text);

  it("is well-formed, and counts what is in it", () => {
    const all = root.children.flatMap((suite) => suite.children);
    const having = (list: Element[], name: string) =>
      list.filter((c) => c.children.some((child) => child.name === name)).length;
    for (const [of, cases] of [[root, all], ...root.children.map((s) => [s, s.children])] as [
      Element,
      Element[],
    ][])
      expect(of.attributes).toMatchObject({
        tests: String(cases.length),
        failures: String(having(cases, "failure")),
        errors: String(having(cases, "error")),
        skipped: String(having(cases, "skipped")),
      });
    expect(root.attributes).toMatchObject({ failures: "4", errors: "1", skipped: "2" });
  });

  it("has a case for each check, with why it failed", () => {
    const [suite] = root.children;
    expect(suite.children.map((c) => [c.attributes.name, c.children[0]?.attributes.message])).toEqual([
      ["capture can be read", "damaged: packet 3, byte 1,000: cut & gone"],
      ["tenant vxlan:7 as in the baseline", "tenant vxlan:7 is gone (1 packet)"],
      ["capture as in the baseline", undefined],
      [
        "tenant vxlan:42 as in the baseline",
        "tenant vxlan:42: flows 12 → 1,300, +1,288 (+10733.3 %), allowed 2%",
      ],
      ["expect malformed == 0", undefined],
      ["expect packets > 2", "capture packets is 2"],
      ["expect tenant a<b flows > 1", "there is no tenant a<b"],
    ]);
    expect(suite.attributes.name).toContain("a,b: \"<&>' 100%\\033[31m\\n::error::");
  });

  test.skipIf(!hasPython)("and Python's parser thinks so too (skipped where there is no Python)", () => {
    python(PARSE, text);
    expect(() => python(PARSE, text.replace("&lt;", "<"))).toThrow();
  });
});

test("text: what is wrong first, what passed behind it", () => {
  const lines = checkText(REPORT, createTheme(false)).split("\n");
  expect(lines[0]).toMatch(/^FAILED {2}a,b: .*: 1 gone; 1 figure changed; 2 expectations not met$/);
  expect(lines[1]).toBe("        - gone tenant vxlan:7 (1 packet)");
  expect(lines.slice(-5)).toEqual([
    "FAILED  none.pcap: no such file",
    "passed  fine.pcap",
    "not checked  other.pcap (in the baseline, not given)",
    "3 captures, 8 checks: 5 failed, 1 could not be read, 1 damaged",
    "",
  ]);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  expect(lines.join("")).not.toMatch(/[\u0000-\u001f]/);
});

test("JSON is the report, with nothing that a terminal obeys", () => {
  const text = checkJson(REPORT);
  expect(JSON.parse(text)).toEqual(REPORT);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
});
