// The words of --expect and --tolerance: what they mean, and what is said where they mean nothing.
import { describe, expect, test } from "vitest";
import { parseExpectation } from "../../src/check/expectation.ts";
import { FIGURES, namesOf, type SubjectKind } from "../../src/check/figures.ts";
import { figurePattern, glob } from "../../src/check/patterns.ts";
import { isWithin, parseTolerance, toleranceOf } from "../../src/check/tolerance.ts";
import { numberOf } from "../../src/check/values.ts";
import { PointedError, pointedAt } from "../../src/core/pointed.ts";

describe("expectations", () => {
  test.each([
    ["malformed == 0", "unattributed", null, "malformed", "==", 0],
    ["packets>=1k", "capture", null, "packets", ">=", 1000],
    ["tenant vxlan:42 flows >= 100", "tenant", "vxlan:42", "flows", ">=", 100],
    ["tenant ipip:1.1.1.1~2.2.2.2 bytes<64KiB", "tenant", "ipip:1.1.1.1~2.2.2.2", "bytes", "<", 65536],
    ["tenant * entropy packets ip bits > .5", "tenant", "*", "entropy.packets.ip.bits", ">", 0.5],
    ["encap stt overhead_bytes < 2 MB", "encap", "stt", "overhead_bytes", "<", 2e6],
    ["stt.frames_complete = 7", "stt", null, "frames_complete", "==", 7],
    ["stt frames_complete = 7", "stt", null, "frames_complete", "==", 7],
    ["findings.bad == 0", "findings", null, "bad", "==", 0],
    ["bad == 0", "findings", null, "bad", "==", 0],
    ["entropy.bits > 3", "overall", null, "entropy.bits", ">", 3],
    [
      "tenant vxlan:42 entropy.bytes.inner.max_share < 2%",
      "tenant",
      "vxlan:42",
      "entropy.bytes.inner.max_share",
      "<",
      0.02,
    ],
    ["duration_s < 500ms", "capture", null, "duration_s", "<", 0.5],
    [
      "by_reason.unsupported_linktype:USB == 0",
      "unattributed",
      null,
      "by_reason.unsupported_linktype:USB",
      "==",
      0,
    ],
    [
      "tenant vxlan:1 entropy.field.name != udp.srcport",
      "tenant",
      "vxlan:1",
      "entropy.field.name",
      "!=",
      "udp.srcport",
    ],
  ])("%s", (text, kind, name, pattern, operator, value) => {
    expect(parseExpectation(text)).toEqual({
      text,
      kind,
      name,
      asked: { what: "figure", pattern },
      operator,
      value,
    });
  });

  test.each([
    ["max_over_mean five_tuple crc16 8 paths < 1.2", "overall", "five_tuple", "crc16-ccitt", 8, "packets"],
    ["tenant vxlan:42 jain by bytes 16 paths jhash inner > 0.9", "tenant", "inner", "jhash", 16, "bytes"],
    [
      "idle linux-bond-layer2 2 paths == 0",
      "overall",
      "linux-bond-layer2",
      "linux-bond-layer2",
      2,
      "packets",
    ],
  ])("of the laboratory: %s", (text, kind, view, hash, paths, by) => {
    const figure = /max_over_mean|jain|idle/.exec(text)?.[0];
    expect(parseExpectation(text)).toMatchObject({
      kind,
      asked: { what: "load", question: { figure, view, function: hash, paths, by } },
    });
  });

  test("how many are called so", () => {
    expect(parseExpectation("tenant vxlan:* count == 3")).toMatchObject({
      asked: { what: "count" },
      value: 3,
    });
  });

  test.each([
    ["tenant vxlan:42 flwos > 3", "there is no figure flwos; did you mean flows?", "                ^~~~~"],
    ["packets 100", "a comparison is missing, one of == != >= <= > <", "        ^~~"],
    ["packets >", "a value is missing", "         ^"],
    ["packets > 1x", '"1x" is no number, such as 100, 1.2, 2%, 1k, 64KiB or 5ms', "          ^~"],
    ["> 3", "a figure is missing: FIGURE OP VALUE, such as malformed == 0", "^"],
    ["tenant", "which tenant? A name follows, or * for every one", "      ^"],
    ["packets => 2", '"=>" is no comparison', "        ^~"],
    ["tunnle x packets > 1", "there is no figure tunnle; did you mean tunnel?", "^~~~~~"],
    [
      "entropy.field.name > x",
      "entropy.field.name is a text: only == and != compare it",
      "                     ^",
    ],
    [
      "jain five_tupel crc32 8 paths < 2",
      '"five_tupel" is no view, hash function or weighting; did you mean five_tuple?',
      "     ^~~~~~~~~~",
    ],
    ["jain inner 8 paths < 2", "a hash function is missing, such as crc32", "                  ^"],
    [
      "tunnel vxlan:* jain inner crc32 8 paths < 2",
      "jain is of a tenant, of an encap, or of all that is in tunnels",
      "               ^~~~",
    ],
  ])("%s: %s", (text, message, mark) => {
    const error = mistake(() => parseExpectation(text));
    expect(error.message).toBe(message);
    expect(pointedAt(error)).toEqual([text, mark]);
  });
});

function mistake(make: () => unknown): PointedError {
  try {
    make();
  } catch (error) {
    if (error instanceof PointedError) return error;
    throw error;
  }
  throw new Error("nothing was wrong with it");
}

describe("names", () => {
  const tenant = namesOf("tenant");
  test.each([
    ["packets", ["packets"]],
    ["entropy.packets.ip.bits", ["entropy.packets.ip.bits"]],
    ["entropy.field.*x", ["entropy.field.max"]],
    ["*_bytes", ["inner_bytes"]],
    ["entropy", []],
  ])("%s", (pattern, names) => expect(figurePattern(pattern)(tenant)).toEqual(names));

  test("parts in the middle may be left out, the last may not", () => {
    const bits = tenant.filter((name) => /^entropy\..*\.bits$/.test(name));
    expect(bits).toHaveLength(12);
    expect(figurePattern("entropy.bits")(tenant)).toEqual(bits);
    expect(figurePattern("bits")(tenant)).toEqual(bits);
    expect(figurePattern("flows.bits")(tenant)).toEqual(bits.filter((name) => name.includes(".flows.")));
    expect(figurePattern("entropy.*")(tenant)).toEqual(tenant.filter((name) => name.startsWith("entropy.")));
  });

  test("a star is any text, a dot is a dot", () => {
    expect(["vxlan:1", "vxlan:12", "gre:1", "vxlanx1"].filter(glob("vxlan:*"))).toEqual([
      "vxlan:1",
      "vxlan:12",
    ]);
    expect(["10.0.0.1", "10x0x0x1"].filter(glob("10.0.0.?"))).toEqual(["10.0.0.1"]);
  });

  test("no figure has two names", () => {
    for (const kind of Object.keys(FIGURES) as SubjectKind[])
      expect(new Set(namesOf(kind)).size).toBe(namesOf(kind).length);
  });
});

test.each([
  ["100", 100],
  ["-1.5", -1.5],
  ["2%", 0.02],
  ["12.3%", 0.123],
  ["1e3", 1000],
  ["1k", 1000],
  ["1KiB", 1024],
  ["3MB", 3e6],
  ["250ms", 0.25],
  ["5 k", undefined],
  ["1kk", undefined],
  ["", undefined],
  ["x", undefined],
  ["1m", undefined],
])("the number %s", (text, value) => expect(numberOf(text)).toBe(value));

describe("tolerances", () => {
  const of = (...texts: string[]) => texts.map((text) => parseTolerance(text));
  const tenant = { kind: "tenant", name: "vxlan:42" } as const;

  test("by figure, with the last word for the last one", () => {
    const all = of(
      "*=10%",
      "entropy.bits=2%",
      "tenant vxlan:* packets=5",
      "tenant vxlan:7 packets=any",
      "stt.pieces=1",
    );
    expect(toleranceOf(all, tenant, "bytes")?.text).toBe("10%");
    expect(toleranceOf(all, tenant, "entropy.bytes.inner.bits")?.text).toBe("2%");
    expect(toleranceOf(all, tenant, "packets")?.text).toBe("5");
    expect(toleranceOf(all, { kind: "tenant", name: "vxlan:7" }, "packets")?.text).toBe("any");
    expect(toleranceOf(all, { kind: "capture", name: "" }, "packets")?.text).toBe("10%");
    expect(toleranceOf(all, { kind: "stt", name: "" }, "pieces")?.text).toBe("1");
    expect(toleranceOf(of("stt.pieces=1"), tenant, "packets")).toBe(null);
  });

  test.each([
    [null, 5, 5, true],
    [null, 5, 5.000001, false],
    ["bits=2%", 5, 5.1, true],
    ["bits=2%", 5, 4.9, true],
    ["bits=2%", 5, 5.101, false],
    ["bits=2%", 0, 0.001, false],
    ["bits=0.1", 3.2, 3.3, true],
    ["bits=0.1", 3.2, 3.31, false],
    ["bits=any", null, 7, true],
    ["bits=any", "udp.srcport", null, true],
    ["bits=50%", "udp.srcport", "tcp.srcport", false],
    ["bits=50%", null, 0, false],
  ])("%s: from %s to %s: %s", (text, from, to, within) => {
    expect(isWithin(text === null ? null : parseTolerance(text), from, to)).toBe(within);
  });

  test.each([
    ["entropy.bitz=2%", "there is no figure entropy.bitz; did you mean bits?", "^~~~~~~~~~~~"],
    ["bits", "=AMOUNT is missing, such as =2%", "    ^"],
    ["bits=", "an amount is missing, such as 2%, 10 or any", "     ^"],
    ["bits=much", '"much" is no amount, such as 2%, 10 or any', "     ^~~~"],
    ["bits=-1", '"-1" is no amount, such as 2%, 10 or any', "     ^~"],
    ["tenant vxlan:3=3", "a figure of tenant vxlan:3 is missing", "              ^"],
    ["bits==3", "=AMOUNT is missing, such as =2%", "    ^~"],
    ["=3", "a figure is missing: FIGURE=AMOUNT, such as entropy.bits=2%", "^"],
  ])("%s: %s", (text, message, mark) => {
    const error = mistake(() => parseTolerance(text));
    expect(error.message).toBe(message);
    expect(pointedAt(error)).toEqual([text, mark]);
  });
});
