/** Which packets a filter keeps, as tshark 4.0.17 says (tshark.tsv, written by tshark.py). */
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compileFilter, FilterError } from "../../src/filter/compile.ts";
import { fixture, numbersOf } from "./filtered.ts";

interface Row {
  capture: string;
  text: string;
  /** Numbers of packets; null: tshark refuses the filter. */
  packets: number[] | null;
  /** Where it points, if it does. */
  place: [number, number] | null;
}

function numbers(text: string): number[] {
  const list: number[] = [];
  for (const range of text === "" ? [] : text.split(",")) {
    const [a, b = a] = range.split("-").map(Number);
    for (let n = a; n <= b; n++) list.push(n);
  }
  return list;
}

const rows: Row[] = readFileSync(new URL("tshark.tsv", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => {
    const [capture, text, answer] = line.split("\t");
    if (!answer.startsWith("!")) return { capture, text, packets: numbers(answer), place: null };
    const place = answer.split(" ").slice(1).map(Number);
    return { capture, text, packets: null, place: place.length === 2 ? [place[0], place[1]] : null };
  });

/** A filter that we mean to understand otherwise, what it keeps here, and why. Null: it is refused. */
const DIFFERENCES: Record<string, { ours: string | null; why: string }> = {
  "tcp.port == -1": { ours: null, why: "an unsigned field is never negative: newer versions say so" },
  "tcp.port > -1": { ours: null, why: "an unsigned field is never negative: newer versions say so" },
  'eth.src contains "a"': { ours: "", why: "text is bytes wherever bytes are searched" },
  "frame.protocols == eth:ethertype:ip:tcp": {
    ours: "1,10,19",
    why: "tenants have colons and need no quotes",
  },
  "tcp.flags.syn == true": { ours: "1-18", why: "small letters as in newer versions" },
  'tcp.flags.syn == "True"': { ours: "1-18", why: "the same in quotes" },
  "5 == ip.proto": { ours: "", why: "values may stand at the left, as in newer versions" },
  "6 == ip.proto": { ours: "1-53", why: "values may stand at the left, as in newer versions" },
  "1 < ip.proto < 10": { ours: "1-53", why: "values may stand at the left, as in newer versions" },
  "4 == ip.proto == 6": { ours: "2,11,20,29,40", why: "values may stand at the left, as in newer versions" },
  "2 & ip.len": { ours: "5-7,14-16,23-25,32-38,43-53", why: "as tshark says of ip.len & 2" },
  "frame[0] in {02, 03}": { ours: "1-53", why: "slices have values as fields have" },
  "max(gre.proto, vxlan.vni) > 0": {
    ours: "3-7,12-16,21-25,30-34,41-45",
    why: "numbers of any size can be compared",
  },
  // tshark takes the same segment in another tunnel for a retransmission and shows its payload once.
  "len(frame.protocols) > 30": { ours: "5-9,14-18,23-27,30-34,36,38,41-45,49,53", why: "tenants stay apart" },
  "data contains 6c": { ours: "28-35,36-46,48-50,52-53", why: "tenants stay apart" },
  "data.data contains 6c": { ours: "28-35,36-46,48-50,52-53", why: "tenants stay apart" },
  'frame.protocols matches "^eth.*tcp$"': { ours: "1-27", why: "tenants stay apart" },
  "all vxlan.vni in {100, 200}": {
    ours: "1-5",
    why: "each value is in the set, though not all of them are the same element, which is what tshark asks",
  },
  // The first of three pieces has the header.
  "stt.context_id": { ours: "1,3", why: "the first piece's header is read where it stands" },
  "stt.context_id > 0": { ours: "1,3", why: "the first piece's header is read where it stands" },
  "stt.version == 0": { ours: "1,3", why: "the first piece's header is read where it stands" },
};

/** Mistakes that we point at elsewhere than tshark, and those that it does not point at. */
const PLACES: Record<string, string> = {
  "all (tcp.port == 1)": "                   ^",
  "any tcp.port": "            ^",
  "ip.proto == 6 and": "                 ^",
  "(ip": "   ^",
  "ip == ": "      ^",
  "eth.src[0": "       ^~",
  'frame matches "("': "              ^~~",
  'ip contains "a': "            ^~",
  "ip contains 'a": "            ^~",
  'ip contains r"a\\"': "            ^~~~~",
  "ip.addr == 10.0.0.1 / 24": "                      ^~",
  "tcp.flags.syn == -1": "                 ^~",
  "ip.src[0]#2 == 0a": "         ^",
};

const captures = [...new Set(rows.map((row) => row.capture))];

describe.each(captures)("%s", (capture) => {
  const own = rows.filter((row) => row.capture === capture);
  const accepted = own.filter(({ text, packets }) => {
    const different = DIFFERENCES[text];
    return different === undefined ? packets !== null : different.ours !== null;
  });

  test("keeps the packets that tshark keeps", async () => {
    const found = await numbersOf(
      fixture(capture),
      accepted.map(({ text }) => text),
    );
    const wanted = accepted.map(({ text, packets }) => {
      const ours = DIFFERENCES[text]?.ours;
      return { text, packets: ours === undefined || ours === null ? packets : numbers(ours) };
    });
    expect(accepted.map(({ text }, i) => ({ text, packets: found[i] }))).toEqual(wanted);
  });

  test("refuses what tshark refuses, and points at the same place", () => {
    for (const { text, place } of own.filter((row) => !accepted.includes(row))) {
      const error = errorOf(text);
      const mark = " ".repeat(error.position) + "^".padEnd(Math.max(1, error.length), "~");
      const theirs = place === null ? undefined : " ".repeat(place[0]) + "^".padEnd(place[1], "~");
      const wanted = PLACES[text] ?? (DIFFERENCES[text] === undefined ? theirs : mark);
      expect(`${text}\n${mark}`).toBe(`${text}\n${wanted}`);
    }
  });
});

function errorOf(text: string): FilterError {
  try {
    compileFilter(text);
  } catch (error) {
    if (error instanceof FilterError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
}

test("no difference is listed in vain", () => {
  for (const [text, { ours }] of Object.entries(DIFFERENCES)) {
    const { packets } = rows.find((row) => row.text === text) as Row;
    expect(ours === null ? null : numbers(ours), text).not.toEqual(packets);
  }
  expect(Object.keys(PLACES).filter((text) => !rows.some((row) => row.text === text))).toEqual([]);
});
