import { expect, test } from "vitest";
import { bytes, flag, located, u8, u16, u24 } from "../../src/core/fields.ts";
import type { Add, Layer, Packet } from "../../src/core/layer.ts";
import { packetTree } from "../../src/output/read-tree.ts";
import { Written } from "../../src/output/written.ts";
import { type Part, packetOf, protocol } from "./read-layers.ts";

const text = (packet: Packet, only: ReadonlySet<string> | null) => {
  const out = new Written();
  packetTree(out, packet, only);
  return out.takeText();
};
const tree = (...parts: Part[]) => text(packetOf(...parts), null);

test("bits stand below their word, and what goes on from a name below that", () => {
  const ip = protocol("ip", [
    u8(0, "ip.version", "Version", { mask: 0xf0 }),
    u8(0, "ip.hdr_len", "Header Length", { mask: 0x0f, scale: 4 }),
    u16(1, "ip.flags", "Flags", { mask: 0xe000, base: "hex" }),
    flag(1, 2, 0x4000, "ip.flags.df", "Don't fragment"),
    flag(1, 2, 0x2000, "ip.flags.mf", "More fragments"),
    u16(1, "ip.frag_offset", "Fragment Offset", { mask: 0x1fff }),
    u16(3, "vx.flags", "Word", { base: "hex" }),
    flag(3, 2, 0x0800, "vx.flag_i", "Named otherwise"),
    u8(5, "ip.proto", "Protocol", { values: { 17: "UDP" } }),
  ]);
  // The pictures are those of tshark -V for the same bits.
  expect(tree([ip, [0x45, 0x40, 0x00, 0x08, 0x00, 17]])).toBe(`\
The ip protocol
    0100 .... = Version: 4
    .... 0101 = Header Length: 20 bytes (5)
    010. .... .... .... = Flags: 0x0002
        .1.. .... .... .... = Don't fragment: Set
        ..0. .... .... .... = More fragments: Not set
    ...0 0000 0000 0000 = Fragment Offset: 0
    Word: 0x0800
        .... 1... .... .... = Named otherwise: Set
    Protocol: UDP (17)
`);
});

test("what had to be looked for stands where the table has it; notes stand behind values", () => {
  const made = {
    ...protocol("x", [
      u8(0, "x.first", "First"),
      located("uint", 1, "x.second", "Second"),
      u8(1, "x.third", "Third"),
      located("duration", 0, "x.time", "Since then"),
      located("bool", 0, "x.list", "List"),
      located("uint", 1, "x.list.item", "Item"),
    ]),
    heading: () => "X, of the second kind",
    notes: { "x.first": () => " (a note)" },
    locate: (_: Layer, add: Add) => {
      add("x.second", 0, 0, 2);
      add("x.time", 0, 1, "1.500000000");
      add("x.list", 0, 2, true);
      add("x.list.item", 0, 1, 1, 1);
      add("x.list.item", 1, 1, 3, 1);
    },
  };
  expect(tree([made, [1, 3]])).toBe(`\
X, of the second kind
    First: 1 (a note)
    [Second: 2]
    Third: 3
    Since then: 1.500000000 seconds
    List
        Item: 1
        Item: 3
`);
});

test("a long text is cut, and one of several lines is told by those below it", () => {
  const made = {
    ...protocol("x", [
      located("string", 0, "x.body", "Body"),
      located("string", 0, "x.headers", "Headers"),
      located("string", 0, "x.headers.to", "To"),
    ]),
    locate: (_: Layer, add: Add) => {
      add("x.body", 0, 1, "b".repeat(241));
      add("x.headers", 0, 1, "To: a\r\nFrom: b\r\n");
      add("x.headers.to", 0, 1, "a", 1);
    },
  };
  expect(tree([made, [1]])).toBe(`\
The x protocol
    Body: ${"b".repeat(240)}…
    Headers
        To: a
`);
});

test("a header that is cut is shown without what it lacks", () => {
  const made = protocol("x", [u8(1, "x.one", "One")], { summary: (layer) => `, One: ${layer.get("x.one")}` });
  expect(tree([made, [1, 3]]).split("\n")[0]).toBe("The x protocol, One: 3");
  expect(tree([made, [1]]).split("\n")[0]).toBe("The x protocol");
});

test("by name first: the bits of a word that stands inside another field belong to that field", () => {
  const eth = protocol("eth", [
    bytes(0, 6, "eth.dst", "Destination"),
    u24(0, "eth.dst.oui", "OUI"),
    flag(0, 1, 0x02, "eth.dst.lg", "LG bit"),
  ]);
  expect(tree([eth, [2, 4, 5, 6, 7, 8]])).toBe(`\
The eth protocol
    Destination: 020405060708
        .... ..1. = LG bit: Set
`);
});

test("what locate indents is indented, and what has no bytes is in brackets", () => {
  const opts = protocol(
    "opts",
    [
      located("uint", 1, "opts.kind", "Kind"),
      located("uint", 2, "opts.value", "Value"),
      located("string", 0, "opts.note", "Note"),
    ],
    {
      locate: (_, add) => {
        add("opts.kind", 0, 1);
        add("opts.value", 1, 2, undefined, 1);
        add("opts.note", 0, 0, "worked out");
      },
    },
  );
  expect(tree([opts, [9, 1, 0]])).toBe(`\
The opts protocol
    Kind: 9
        Value: 256
    [Note: worked out]
`);
});

test("long bytes are cut, odd values say so, and captured text draws nothing", () => {
  const p = protocol(
    "p",
    [
      bytes(1, 0, "p.data", "Data"),
      u8(0, "p.type", "Type", { values: { 1: "one" } }),
      located("string", 0, "p.name", "Name"),
    ],
    {
      locate: (_, add) => add("p.name", 0, 1, "\u001b[2J\nx"),
      summary: () => ", \u0007bell",
    },
  );
  const shown = tree([p, [5, ...Array.from({ length: 37 }, () => 0xab)]]);
  expect(shown).toBe(`\
The p protocol, \\abell
    Data: ${"ab".repeat(36)}…
    Type: Unknown (5)
    Name: \\033[2J\\nx
`);
});

test("-O: details of these alone; a layer that is too short keeps its title", () => {
  const a = protocol("a", [u8(0, "a.x", "X")]);
  const b = protocol("b", [u8(0, "b.y", "Y")], { summary: ({ data }) => `, ${data.getUint8(99)}` });
  const packet = packetOf([a, [1]], [b, [2]], [b, []]);
  expect(text(packet, new Set(["b"]))).toBe(`\
The a protocol
The b protocol
    Y: 2
The b protocol
`);
});

// Lines of such fields are kept by their bytes and by what they stand below: see tree-runs.ts.
test("flags that stand together say what their bytes say, wherever they stand", () => {
  const flags = (name: string, word: boolean) =>
    protocol(name, [
      ...(word ? [u8(0, `${name}.word`, "Word", { base: "hex" })] : []),
      flag(0, 1, 0x80, `${name}.top`, "Top"),
      u8(0, `${name}.low`, "Low", { mask: 0x0f, values: { 3: "three" } }),
      u8(1, `${name}.next`, "Next"),
      u16(2, `${name}.after`, "After"),
    ]);
  const [bare, below] = [flags("a", false), flags("b", true)];
  const hex = (byte: number) => `0x${byte.toString(16).padStart(2, "0")}`;
  const lines = (byte: number, next: number, indent: string) => {
    const low = byte & 15;
    const bits = low.toString(2).padStart(4, "0");
    return [
      `${indent}${byte >> 7}... .... = Top: ${byte >> 7 === 1 ? "Set" : "Not set"}`,
      `${indent}.... ${bits} = Low: ${low === 3 ? "three" : "Unknown"} (${low})`,
      `    Next: ${next}`,
      `    After: 258`,
    ];
  };
  for (let i = 0; i < 700; i++) {
    const [byte, next] = [(i * 37) & 255, (i * 11) & 63];
    expect(tree([bare, [byte, next, 1, 2]], [below, [byte, next, 1, 2]])).toBe(
      [
        "The a protocol",
        ...lines(byte, next, "    "),
        "The b protocol",
        `    Word: ${hex(byte)}`,
        ...lines(byte, next, "        "),
        "",
      ].join("\n"),
    );
  }
  // Of a header that is cut what is there is shown.
  expect(tree([below, [0x83]])).toBe(
    ["The b protocol", "    Word: 0x83", ...lines(0x83, 0, "        ").slice(0, 2), ""].join("\n"),
  );
});
