/** What is said of a filter that is wrong, and where the mark stands. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pointedAt } from "../../src/core/pointed.ts";
import { compileFilter, type Filter, FilterError } from "../../src/filter/compile.ts";
import { FUNCTIONS, NOTATIONS, OPERATORS } from "../../src/filter/operators.ts";
import { check } from "../property.ts";
import { eachPacket, fixture } from "./filtered.ts";

function errorOf(text: string): FilterError {
  try {
    compileFilter(text);
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

describe("the message says what is meant", () => {
  test.each([
    ["ip.srx == 10.0.0.1", "there is no field or protocol ip.srx; did you mean ip.src?"],
    ["vxlan.vin == 42", "there is no field or protocol vxlan.vin; did you mean vxlan.vni?"],
    ["overshark.tennant", "there is no field or protocol overshark.tennant; did you mean overshark.tenant?"],
    ["ip.src == ip.dts", "ip.dts is not an IPv4 address; did you mean ip.dst?"],
    ["ip.src == 5", "5 is not an IPv4 address"],
    ['ip.src == "10.0.0.1"', '"10.0.0.1" is text, and an IPv4 address was expected; leave out the quotes'],
    ["ip.src == 10.0.0.0/33", "behind the slash stands a number of bits up to 32"],
    ["tcp.port == 70000", "70000 is too large: tcp.port is at most 65535"],
    ["ip.src == tcp.port", "ip.src is an IPv4 address, and tcp.port is a number"],
    ["ip.src contains 0a", "ip.src is an IPv4 address, which cannot contain anything; string(ip.src) can"],
    ["eth.src == 02:00", "an Ethernet address has 6 bytes, 02:00 has 2; a part of one is taken as [0:3]"],
    ["ip AND tcp", "AND is not expected here; did you mean and?"],
    ["tcp.port = 80", '"=" means nothing here; equality is =='],
    ["ip | tcp", '"|" means nothing here; or is ||'],
    ["lenn(ip) > 1", "there is no function lenn; did you mean len?"],
    ["ip ==", "the filter ends too early"],
    ["ip.src matches 10", "ip.src is an IPv4 address, which cannot match anything; string(ip.src) can"],
    ["frame.protocols matches vxlan", "a regular expression stands in double quotes"],
    ["eth.src[3-1] == 00", "3-1 ends before it begins"],
    ['frame.protocols matches "\\d"', 'there is no escape \\d; in r"…" a backslash is only itself'],
    ["ip.proto == tcp", 'ip.proto is a number, and tcp is a protocol; the word itself is "tcp"'],
    ["tcp.port in {}", "} is not expected here"],
  ])("%s", (text, message) => expect(errorOf(text).message).toBe(message));
});

describe("the mark stands under the place", () => {
  test.each([
    ["ip.srx == 10.0.0.1 and tcp", "^~~~~~"],
    ["ip and tcp.port == 70000", "                   ^~~~~"],
    ["ip ==", "     ^"],
    ["", undefined],
    ["ip.src in {10.0.0.1, x}", "                     ^"],
    // Wide and combining characters count as the terminal shows them: one column each.
    ['frame.protocols == "é" and nope', "                           ^~~~"],
    ['frame.protocols == "😀" && nope', "                          ^~~~"],
  ])("%s", (text, mark) => {
    if (mark === undefined) expect(() => compileFilter(text)).not.toThrow();
    else expect(pointedAt(errorOf(text))).toEqual([text, mark]);
  });

  test("control characters do not reach the terminal", () => {
    const [shown, mark] = pointedAt(errorOf("ip\tand \u001b[31mnope"));
    expect([shown, mark]).toEqual(["ip?and ?[31mnope", "       ^"]);
  });
});

test("every example of the language compiles", () => {
  for (const { example, spellings } of [...OPERATORS, ...NOTATIONS, ...FUNCTIONS])
    expect(() => compileFilter(example), `${spellings[0]}: ${example}`).not.toThrow();
});

test("every operator is spelled in all its ways", () => {
  const written: Record<string, (operator: string) => string> = {
    not: (o) => `${o} ip`,
    any: (o) => `${o} ip.ttl == 1`,
    all: (o) => `${o} ip.ttl == 1`,
    in: (o) => `ip.ttl ${o} {1}`,
    contains: (o) => `eth ${o} 01`,
    matches: (o) => `eth ${o} "a"`,
  };
  for (const { spellings } of OPERATORS) {
    for (const spelling of spellings) {
      const write = written[spellings[0]] ?? ((o: string) => `ip.ttl ${o} ip.proto`);
      expect(() => compileFilter(write(spelling)), spelling).not.toThrow();
    }
  }
});

describe("nothing but a FilterError comes out of any text", () => {
  const compiles = (text: string): void => {
    try {
      expect(typeof compileFilter(text).matches).toBe("function");
    } catch (error) {
      if (!(error instanceof FilterError)) throw error;
      expect(error.message).not.toMatch(/[\n\r]/);
      expect(error.position).toBeGreaterThanOrEqual(0);
      expect(error.position + error.length).toBeLessThanOrEqual(text.length);
      const [shown, mark] = pointedAt(error);
      expect(mark.length).toBeLessThanOrEqual([...shown].length + 1);
    }
  };

  test("random text", () => {
    check(fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" })), compiles), 400);
  });

  const PIECES = [
    ..."ip tcp.port ip.src ip.addr eth.src frame frame.time frame.len frame.protocols vxlan.vni stt.context_id".split(
      " ",
    ),
    ..."ipv6.src data.data overshark.tenant tcp.flags.syn nope 1 0x10 070 1.5 10.0.0.1 10.0.0.0/8 ::1 fe80::/10".split(
      " ",
    ),
    ..."00:11 aa-bb vxlan:42 len( count( max( string( lower( ( ) { } [ ] [0:2] [1-2] [-1] #2 #[1,2] , ..".split(
      " ",
    ),
    ...OPERATORS.flatMap(({ spellings }) => spellings),
    ...[
      '"text"',
      '"\\x41"',
      'r"\\d"',
      "'a'",
      "'",
      '"',
      "\\",
      "@",
      "$",
      "${",
      "=",
      "|",
      "true",
      "Nov 1, 2024",
    ],
  ];
  test("pieces of the language in any order", () => {
    const pieces = fc.array(fc.constantFrom(...PIECES), { maxLength: 12 });
    check(
      fc.property(pieces, fc.constantFrom("", " "), (list, space) => compiles(list.join(space))),
      5000,
    );
  });

  test("those that are filters say yes or no to any packet", async () => {
    const texts = fc.sample(fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }), {
      numRuns: 6000,
      seed: 3,
    });
    const filters: Filter[] = [];
    for (const list of texts) {
      try {
        filters.push(compileFilter(list.join(" ")));
      } catch (error) {
        if (!(error instanceof FilterError)) throw error;
      }
    }
    expect(filters.length).toBeGreaterThan(100);
    for (const name of [
      "formats/snapshot-length-128.pcap",
      "ip/icmp-error-quotes-a-tunnel.pcap",
      "ethernet/vlan.pcap",
    ]) {
      await eachPacket(fixture(name), (packet) => {
        for (const { text, matches } of filters) expect(typeof matches(packet), text).toBe("boolean");
      });
    }
  });

  test("filters with a letter changed", () => {
    const examples = fc.constantFrom(
      ...[...OPERATORS, ...NOTATIONS, ...FUNCTIONS].map(({ example }) => example),
    );
    const change = fc.record({
      text: examples,
      at: fc.nat(30),
      by: fc.string({ maxLength: 3 }),
      remove: fc.nat(3),
    });
    check(
      fc.property(change, ({ text, at, by, remove }) =>
        compiles(text.slice(0, at) + by + text.slice(at + remove)),
      ),
      600,
    );
  });

  test("what is deep, and what is long", () => {
    const deep = 50_000;
    for (const piece of [
      "(",
      "!",
      "not ",
      "{",
      "-",
      "any ",
      "ip.len + ",
      "ip.len == ",
      "len(",
      "ip xor !(",
      "@",
    ])
      compiles(`${piece.repeat(deep)}ip`);
    compiles(`eth${"[0:1]".repeat(deep)}`);
    expect(errorOf(`${"(".repeat(deep)}ip${")".repeat(deep)}`).message).toMatch(/one inside the other/);
    // A long list is not deep.
    const list = Array.from({ length: 5000 }, (_, i) => `tcp.port == ${i}`);
    for (const op of [" or ", " && ", " ^^ "]) expect(() => compileFilter(list.join(op))).not.toThrow();
    expect(() => compileFilter(`tcp.port in {${list.map((_, i) => i).join(" ")}}`)).not.toThrow();
  });
});
