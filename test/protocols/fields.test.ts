import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Field, LOCATED, offsets } from "../../src/core/fields.ts";
import type { Protocol } from "../../src/core/protocol.ts";
import { protocols } from "../../src/protocols/registry.ts";

const all = protocols.filter((p): p is Protocol => p !== null);

/** Field names of ours that `tshark -G fields` of Wireshark 4.0 knows, as fields or protocols. */
const wireshark = new Set(
  readFileSync(new URL("wireshark-names.txt", import.meta.url), "utf8")
    .trim()
    .split("\n"),
);
/** What Wireshark has no name for; the README documents them. */
const COINED = [
  // Wireshark's since 4.2.
  "_ws.col.def_dst",
  "_ws.col.def_src",
  "_ws.col.info",
  "_ws.col.protocol",
  // Ours alone.
  "nvgre.flowid",
  "nvgre.vsid",
  "overshark.frame_id",
  "overshark.nat",
  "overshark.part",
  "overshark.part.length",
  "overshark.part.offset",
  "overshark.parts",
  "overshark.proxy",
  "overshark.reassembled_in",
  "overshark.tenant",
];

/** Fields that are whole words, and what their bits mean one by one. */
const NESTED: Record<string, RegExp> = {
  "ip.dsfield": /^ip\.dsfield\.(dscp|ecn)$/,
  "tcp.flags": /^tcp\.flags\./,
  "gre.flags_and_version": /^gre\.flags\./,
  "gre.key": /^nvgre\.(vsid|flowid)$/,
  "vxlan.flags": /^vxlan\.(flag|ver$|[ipo]_bit$)/,
  "eth.dst.oui": /^eth\.dst\.[li]g$/,
  "eth.src.oui": /^eth\.src\.[li]g$/,
  "bfd.flags": /^bfd\.sta$/,
  "vrrp.typever": /^vrrp\.(version|type)$/,
  "clnp.type": /^clnp\.cnf\./,
  "fr.first_addr_octet": /^fr\.(upper_dlci|cr)$/,
  "fr.second_addr_octet": /^fr\.(second_dlci|[fb]ecn|de)$/,
  "geneve.flags": /^geneve\.flags\./,
  "gtp.flags": /^gtp\.flags\./,
  "gtpv2.flags": /^gtpv2\.(version|p|t|mp)$/,
  "pfcp.flags": /^pfcp\.(version|spare_b[34]|fo_flag|mp_flag|s)$/,
  "isakmp.flags": /^isakmp\.flag_/,
  "isakmp.version": /^isakmp\.(mj|mn)ver$/,
  "l2tp.flags": /^l2tp\.(type|length_bit|seq_bit|version)$/,
  "lisp-data.flags": /^lisp-data\.flags\./,
  "mpls_echo.flags": /^mpls_echo\.flag_/,
  "macsec.TCI": /^macsec\.TCI\./,
  "stt.flags": /^stt\.flags\./,
  "stt.tcp": /^stt\.(tcp\.|checksum)/,
};

/** Numbers of the field's bits, from the first of its part of the header on. */
function bitsOf({ at, size, mask }: Field): Set<number> {
  const bits = new Set<number>();
  for (let i = 0; i < 8 * size; i++) {
    const inMask = mask === 0 || Math.floor(mask / 2 ** (8 * size - 1 - i)) % 2 === 1;
    if (inMask) bits.add(8 * at + i);
  }
  return bits;
}
const within = (inner: Set<number>, outer: Set<number>) => [...inner].every((b) => outer.has(b));

test("every name is Wireshark's, or one of those it lacks; none is listed in vain", () => {
  const names = new Set(all.flatMap((p) => p.fields.map((f) => f.name)));
  expect([...names].filter((name) => !wireshark.has(name) && !COINED.includes(name))).toEqual([]);
  expect([...wireshark, ...COINED].filter((name) => !names.has(name))).toEqual([]);
});

describe.each(all.map((p) => [p.name, p] as const))("%s", (name, { fields, reference, title, roots }) => {
  test("names begin with what its fields are looked up by", () => {
    const begin = new Set(fields.map((f) => f.name.split(".")[0]));
    expect([...begin].filter((root) => !(roots ?? [name.split(".")[0]]).includes(root))).toEqual([]);
  });

  test("names are unique, and everything has words", () => {
    const names = fields.map((f) => f.name);
    expect(new Set(names).size).toBe(names.length);
    expect([reference, title, ...fields.map((f) => f.title)].filter((text) => text === "")).toEqual([]);
  });

  test("sizes suit the kinds, and masks fit", () => {
    const sizes: Record<string, number[]> = {
      uint: [1, 2, 3, 4, 8],
      bool: [1, 2, 3, 4],
      ipv4: [4],
      ipv6: [16],
      mac: [6],
      float: [4, 8],
    };
    for (const f of fields) {
      if (f.at === LOCATED && f.size === 0) continue;
      if (f.kind !== "bytes" && f.kind !== "string") expect(sizes[f.kind], f.name).toContain(f.size);
      expect(f.mask, f.name).toBeGreaterThanOrEqual(0);
      expect(f.mask, f.name).toBeLessThan(2 ** (8 * Math.min(f.size, 6)));
      if (f.kind === "bool") expect(bitsOf(f).size, `${f.name} is one bit`).toBe(1);
      // Without a gap: a mask says where to shift.
      const bits = [...bitsOf(f)];
      if (f.name !== "vxlan.flags_reserved")
        expect(bits.at(-1) ?? 0, f.name).toBe((bits[0] ?? 1) + bits.length - 1);
    }
  });

  test("fields share no bits, but for words and their parts", () => {
    const wrong: string[] = [];
    for (const [i, a] of fields.entries()) {
      for (const b of fields.slice(i + 1)) {
        if (a.when !== b.when || a.at === LOCATED || b.at === LOCATED) continue;
        const [of, to] = [bitsOf(a), bitsOf(b)];
        if (![...of].some((bit) => to.has(bit))) continue;
        const nested =
          ((NESTED[a.name]?.test(b.name) || b.name.startsWith(`${a.name}.`)) && within(to, of)) ||
          ((NESTED[b.name]?.test(a.name) || a.name.startsWith(`${b.name}.`)) && within(of, to));
        if (!nested) wrong.push(`${a.name} and ${b.name}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test("values that have words can occur", () => {
    for (const f of fields) {
      const largest = 2 ** bitsOf(f).size - 1;
      for (const value of Object.keys(f.values ?? {}))
        expect(Number(value), f.name).toBeLessThanOrEqual(largest);
    }
  });
});

test("offsets are the fields' by name", () => {
  const fields = all.flatMap((p) => p.fields).filter((f) => f.name.startsWith("ip."));
  // RFC 791 3.1.
  expect(offsets(fields)).toMatchObject({
    "ip.len": 2,
    "ip.id": 4,
    "ip.frag_offset": 6,
    "ip.ttl": 8,
    "ip.proto": 9,
    "ip.checksum": 10,
    "ip.src": 12,
    "ip.dst": 16,
  });
});
