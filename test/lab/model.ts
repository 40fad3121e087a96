/**
 * The laboratory's answers by brute force: lists of packets that know what they are, one hash input, one path and
 * one bucket at a time. Shares no code with src but the numbers that stand for tenants.
 */
import type { Fact } from "../../fixtures/make/truth-settle.ts";
import { naiveCrc, naiveHalfSip, naiveLookup3, naiveToeplitz, words } from "../entropy/naive.ts";

/** One packet as devices see it. */
export interface Seen {
  tenant: string;
  flow: string;
  encap: string;
  from: string;
  to: string;
  bytes: number;
  outer: End & { fragment: boolean };
  inner: End;
  key: number | null;
  native: boolean;
  field: number | null;
  headerless: boolean;
  time: bigint | null;
}

interface End {
  src: string;
  dst: string;
  protocol: number;
  ports: [number, number];
}

/** The packets that have a flow. */
export function seenPackets(facts: Fact[]): Seen[] {
  return facts.flatMap(({ record, reason, tenant, levels, inner }) => {
    const { outer, field, part } = record.note;
    if (reason !== null || inner.flow === null || outer === null) return [];
    const { flow } = inner;
    const [outermost] = levels;
    return [
      {
        tenant,
        flow: `${tenant} ${JSON.stringify(flow)}`,
        encap: outermost?.encap ?? "native",
        from: outermost?.src ?? "",
        to: outermost?.dst ?? "",
        bytes: record.bytes.length,
        outer: { ...outer, ports: [outer.ports?.src ?? 0, outer.ports?.dst ?? 0] as [number, number] },
        inner: {
          src: flow.src,
          dst: flow.dst,
          protocol: flow.protocol,
          ports: [flow.srcPort, flow.dstPort] as [number, number],
        },
        key: outer.greKey,
        native: levels.length === 0,
        field: levels.length === 0 ? null : field,
        headerless: part !== null && part.offset > 0 && (part.of.kind === "stt" || part.level === 0),
        time: record.time,
      },
    ];
  });
}

const be = (value: number, bytes: number) =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** (bytes - 1 - i)) % 256);
const ip = (text: string) =>
  words(text)
    .slice(text.includes(":") ? 0 : 3)
    .flatMap((w) => be(w, 4));
const ends = (e: End) => [...ip(e.src), ...ip(e.dst)];
const ports = (e: End) => e.ports.flatMap((p) => be(p, 2));
const text = new TextEncoder();
const tenantBytes = (tenant: string) => {
  const name = text.encode(tenant);
  return [1, 2].flatMap((key) => be(naiveHalfSip(name, key, 0), 4));
};
const sorted = (a: number[], b: number[]) =>
  String.fromCharCode(...a) <= String.fromCharCode(...b) ? [...a, ...b] : [...b, ...a];

/** What each view feeds its hash. */
export const inputs: Record<string, (p: Seen) => number[]> = {
  ip: ({ outer }) => [...ends(outer), outer.protocol],
  five_tuple: ({ outer }) => [...ends(outer), ...ports(outer), outer.protocol],
  key_aware: ({ outer, key }) => [...ends(outer), ...ports(outer), outer.protocol, ...be(key ?? 0, 4)],
  inner: ({ tenant, inner }) => [...tenantBytes(tenant), ...ends(inner), ...ports(inner), inner.protocol],
  "linux-policy-1": ({ outer }) => [
    ...sorted(ip(outer.src), ip(outer.dst)),
    ...[...outer.ports].sort((a, b) => a - b).flatMap((p) => be(p, 2)),
    outer.protocol,
  ],
  "SRC_IP,INNER_DST_IP,INNER_L4_DST_PORT": ({ outer, inner }) => [
    ...ip(outer.src),
    ...ip(inner.dst),
    ...be(inner.ports[1], 2),
  ],
};

/** Where Linux's flow dissector ends: in GRE and IP-in-IP at the inner headers, unless the packet is a fragment. */
const reached = ({ outer, inner, native }: Seen): End =>
  !native && !outer.fragment && [4, 41, 47].includes(outer.protocol) ? inner : outer;
const isReached = (p: Seen) => reached(p) === p.inner;
const sortedEnds = (e: End) => sorted(ip(e.src), ip(e.dst));
const sortedPorts = (e: End) => [...e.ports].sort((a, b) => a - b).flatMap((p) => be(p, 2));
const nothing = (bytes: number) => Array<number>(bytes).fill(0);
/** Linux's policies without ports: of IPv6 the flow label, which rows do not keep, and the protocol too. */
const layer3 = (e: End) => [...sortedEnds(e), ...(e.src.includes(":") ? [...nothing(3), e.protocol] : [])];
const etherType = (e: End) => (e.src.includes(":") ? [0x86, 0xdd] : [0x08, 0x00]);
/** MAC addresses are not kept. */
const link = (e: End) => [...nothing(12), ...etherType(e)];

/** What named devices and sets of fields feed their hashes. */
export const deviceInputs: Record<string, (p: Seen) => number[]> = {
  "linux-policy-0": ({ outer }) => layer3(outer),
  "linux-policy-1": inputs["linux-policy-1"],
  "linux-policy-2": (p) => layer3(reached(p)),
  "linux-policy-3": ({ outer }) => [...sortedEnds(outer), outer.protocol],
  "linux-policy-3:0x37": ({ outer }) => [...sortedEnds(outer), outer.protocol, ...sortedPorts(outer)],
  "linux-policy-3:0xdc0": (p) =>
    isReached(p) ? [...sortedEnds(p.inner), p.inner.protocol, ...sortedPorts(p.inner)] : nothing(13),
  "linux-bond-layer2": ({ outer }) => link(outer),
  "linux-bond-layer2+3": ({ outer }) => [...link(outer), ...ends(outer)],
  "linux-bond-layer3+4": ({ outer }) => [...ends(outer), ...ports(outer)],
  "linux-bond-encap2+3": (p) => [...link(p.outer), ...ends(reached(p))],
  "linux-bond-encap3+4": (p) => [...ends(reached(p)), ...ports(reached(p))],
  "rtag7-like": inputs.five_tuple,
  "GRE_KEY,IP_PROTOCOL": ({ outer, key }) => [...be(key ?? 0, 4), outer.protocol],
  "ETHERTYPE,VLAN_ID,L4_SRC_PORT": ({ outer }) => [
    ...etherType(outer),
    ...nothing(2),
    ...be(outer.ports[0], 2),
  ],
  "INNER_IP_PROTOCOL,INNER_L4_SRC_PORT,INNER_ETHERTYPE,TENANT": ({ inner, tenant }) => [
    inner.protocol,
    ...be(inner.ports[0], 2),
    ...etherType(inner),
    ...tenantBytes(tenant),
  ],
};

/** Devices that look for an inner header and do not get to it. */
export const misses: Record<string, (p: Seen) => boolean> = {
  "linux-policy-2": (p) => !isReached(p),
  "linux-policy-3:0xdc0": (p) => !isReached(p),
  "linux-bond-encap2+3": (p) => !isReached(p),
  "linux-bond-encap3+4": (p) => !isReached(p),
};

/** Four 32-bit words of an address as a little-endian machine reads them, XORed. */
const littleWord = (bytes: number[]) => bytes.reduce((h, b, i) => (h ^ (b << (8 * (i % 4)))) >>> 0, 0);
const bonded = (h: number) => {
  const once16 = (h ^ (h >>> 16)) >>> 0;
  return (once16 ^ (once16 >>> 8)) >>> 0;
};
const bond34 = (e: End) =>
  bonded((littleWord(ports(e)) ^ littleWord(ip(e.src)) ^ littleWord(ip(e.dst))) >>> 0) >>> 1;
const bond23 = (e: End, p: Seen) => {
  const [high, low] = etherType(p.outer);
  return bonded(((high * 256 + low) ^ littleWord(ip(e.src)) ^ littleWord(ip(e.dst))) >>> 0);
};

/** Devices with a hash of their own: the value for a packet. */
export const deviceHashes: Record<string, (p: Seen) => number> = {
  "linux-bond-layer2": ({ outer }) => etherType(outer)[0] * 256 + etherType(outer)[1],
  "linux-bond-layer2+3": (p) => bond23(p.outer, p),
  "linux-bond-layer3+4": ({ outer }) => bond34(outer),
  "linux-bond-encap2+3": (p) => bond23(reached(p), p),
  "linux-bond-encap3+4": (p) => bond34(reached(p)),
  // 13 bins of 16 bits, low byte first, the seed (0) in words 6; CRC-16 of BISYNC with its bits turned round.
  "rtag7-like": ({ outer }) => {
    const fold = (text: string) => words(text).reduce((h, w) => (h ^ w) >>> 0, 0);
    const [src, dst] = [fold(outer.src), fold(outer.dst)];
    const bins = [0, 0, 0, 0, outer.protocol, outer.ports[1], outer.ports[0], 0];
    const all = [...bins, dst & 0xffff, dst >>> 16, src & 0xffff, src >>> 16, 0, 0];
    const crc = naiveCrc(Uint8Array.from(all.flatMap((b) => [b & 255, b >>> 8])), 16, 0x8005, 0, true, 0);
    return [...crc.toString(2).padStart(16, "0")].reduce((h, bit, i) => h + (bit === "1" ? 2 ** i : 0), 0);
  },
};

const MICROSOFT = Uint8Array.from(
  ("6d5a56da255b0ec24167253d43a38fb0d0ca2bcbae7b30b477cb2da38030f20c6a42b73bbeac01fa".match(/../g) ?? []).map(
    (h) => Number.parseInt(h, 16),
  ),
);

/** Other encapsulations: protocol, destination port, the field that varies with its first and last value, the key. */
const carriers: Record<string, [number, number, "port" | "flowid" | null, number, number, boolean]> = {
  vxlan: [17, 4789, "port", 49152, 65535, false],
  nvgre: [47, 0, "flowid", 0, 255, true],
  stt: [6, 7471, "port", 1, 65534, false],
  geneve: [17, 6081, "port", 49152, 65535, false],
  ipip: [4, 0, null, 0, 0, false],
  gre: [47, 0, null, 0, 0, true],
  "gre-in-udp": [17, 4754, "port", 49152, 65535, false],
};

/** The packet as another encapsulation would show it, its field drawn from a hash of tenant and inner flow. */
export function carriedAs(p: Seen, encap: string): Seen {
  const [protocol, port, varies, first, last, hasKey] = carriers[encap];
  const hash = naiveHalfSip(Uint8Array.from(inputs.inner(p)), 0x656e6361, 0x5bd1e995);
  const value = first + Number((BigInt(hash) * BigInt(last - first + 1)) >> 32n);
  const [, , , , ...low] = tenantBytes(p.tenant);
  const tenant = low.reduce((n, byte) => n * 256 + byte, 0);
  const key = varies === "flowid" ? ((tenant * 256) % 2 ** 32) + value : tenant;
  const outer = {
    ...p.outer,
    protocol: encap === "ipip" && p.inner.src.includes(":") ? 41 : protocol,
    ports: [varies === "port" ? value : 0, port] as [number, number],
    fragment: false,
  };
  return { ...p, outer, key: hasKey ? key : null };
}

/** Bit by bit is slow: every input is hashed once. */
function once(hash: (data: Uint8Array) => number): (data: Uint8Array) => number {
  const known = new Map<string, number>();
  return (data) => {
    const key = data.join();
    const found = known.get(key) ?? hash(data);
    known.set(key, found);
    return found;
  };
}

/** Functions by name, over bytes, with the seed 0. */
const slow: Record<string, (data: Uint8Array) => number> = {
  xor8: (d) => d.reduce((h, b) => h ^ b, 0),
  xor16: (d) => d.reduce((h, b, i) => h ^ (b << (i % 2 === 0 ? 8 : 0)), 0),
  "crc16-ccitt": (d) => naiveCrc(d, 16, 0x1021, 0xffff, false, 0),
  crc32: (d) => naiveCrc(d, 32, 0x04c11db7, 0xffffffff, true, 0xffffffff),
  toeplitz: (d) => naiveToeplitz(d, MICROSOFT),
  jhash: (d) => naiveLookup3(d, 0),
};

/** The others, and with a seed. */
export const moreFunctions: Record<string, (seed: number) => (data: Uint8Array) => number> = {
  "crc16-xmodem": (s) => (d) => naiveCrc(d, 16, 0x1021, s & 0xffff, false, 0),
  "crc16-kermit": (s) => (d) => naiveCrc(d, 16, 0x1021, s & 0xffff, true, 0),
  "crc16-x25": (s) => (d) => naiveCrc(d, 16, 0x1021, (s ^ 0xffff) & 0xffff, true, 0xffff),
  "crc16-arc": (s) => (d) => naiveCrc(d, 16, 0x8005, s & 0xffff, true, 0),
  "crc16-ccitt": (s) => (d) => naiveCrc(d, 16, 0x1021, (s ^ 0xffff) & 0xffff, false, 0),
  crc32: (s) => (d) => naiveCrc(d, 32, 0x04c11db7, ~s >>> 0, true, 0xffffffff),
  crc32c: (s) => (d) => naiveCrc(d, 32, 0x1edc6f41, ~s >>> 0, true, 0xffffffff),
  "crc32c-dpdk": (s) => (d) => naiveCrc(d, 32, 0x1edc6f41, s, true, 0),
  xor8: (s) => (d) => d.reduce((h, b) => h ^ b, s & 255),
  xor16: (s) => (d) => d.reduce((h, b, i) => h ^ (b << (i % 2 === 0 ? 8 : 0)), s & 0xffff),
  jhash: (s) => (d) => naiveLookup3(d, s),
  random: (s) => (d) => naiveHalfSip(d, s, 0x5bd1e995),
  // A seed draws another key, byte by byte.
  toeplitz: (s) => (d) =>
    naiveToeplitz(d, s === 0 ? MICROSOFT : Uint8Array.from({ length: 40 }, (_, i) => drawn(s, i))),
};
/** The lowest byte of MurmurHash3's finaliser over a Weyl sequence. */
function drawn(seed: number, i: number): number {
  const all = 0xffffffffn;
  let h = (BigInt(seed) + BigInt(i + 1) * 0x9e3779b9n) & all;
  for (const [shift, factor] of [
    [16n, 0x85ebca6bn],
    [13n, 0xc2b2ae35n],
    [16n, 1n],
  ] as const)
    h = ((h ^ (h >> shift)) * factor) & all;
  return Number(h & 0xffn);
}

export const functions = Object.fromEntries(Object.entries(slow).map(([name, hash]) => [name, once(hash)]));

export interface Loads {
  flows: number[];
  packets: number[];
  bytes: number[];
}

/** The key that stands for each flow: that of most of its packets, of equals the first seen. */
function keyOfFlow(packets: Seen[], key: (p: Seen) => string): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const p of packets) {
    const own = counts.get(p.flow) ?? new Map<string, number>();
    counts.set(p.flow, own.set(key(p), (own.get(key(p)) ?? 0) + 1));
  }
  return new Map(
    [...counts].map(([flow, own]) => [
      flow,
      [...own].reduce((best, one) => (one[1] > best[1] ? one : best))[0],
    ]),
  );
}

/** Each packet's input in each view is made once. */
const made = new WeakMap<Seen, Record<string, { data: Uint8Array; key: string }>>();
function inputOf(p: Seen, view: string): { data: Uint8Array; key: string } {
  const own = made.get(p) ?? {};
  made.set(p, own);
  if (own[view] === undefined) {
    const data = Uint8Array.from(inputs[view](p));
    own[view] = { data, key: data.join() };
  }
  return own[view];
}

export function loads(
  packets: Seen[],
  view: string,
  hash: (data: Uint8Array) => number,
  n: number,
): { keys: number; loads: Loads } {
  return loadsBy(
    packets,
    (p) => inputOf(p, view).key,
    (p) => hash(inputOf(p, view).data),
    n,
  );
}

/** @param key what tells the hash inputs apart @param hash of a packet with a key */
export function loadsBy(
  packets: Seen[],
  key: (p: Seen) => string,
  hash: (p: Seen) => number,
  n: number,
): { keys: number; loads: Loads } {
  const pathOf = new Map<string, number>();
  for (const p of packets) if (!pathOf.has(key(p))) pathOf.set(key(p), hash(p) % n);
  const out: Loads = { flows: Array(n).fill(0), packets: Array(n).fill(0), bytes: Array(n).fill(0) };
  for (const p of packets) {
    out.packets[pathOf.get(key(p)) as number]++;
    out.bytes[pathOf.get(key(p)) as number] += p.bytes;
  }
  for (const k of keyOfFlow(packets, key).values()) out.flows[pathOf.get(k) as number]++;
  return { keys: pathOf.size, loads: out };
}

const six = (x: number) => Math.round(x * 1e6) / 1e6;

/** The metrics from their definitions. */
export function metrics(x: number[]): Record<string, number> {
  const total = x.reduce((a, b) => a + b, 0);
  const mean = total / x.length;
  const p = x.map((v) => v / total).filter((v) => v > 0);
  const variance = x.reduce((s, v) => s + (v - mean) ** 2, 0) / x.length;
  return {
    effective_paths: six(2 ** p.reduce((s, v) => s + v * Math.log2(1 / v), 0)),
    jain: six(1 / (1 + variance / mean ** 2)),
    cv: six(Math.sqrt(variance) / mean),
    max_mean: six(Math.max(...x) / mean),
    idle: x.filter((v) => v === 0).length,
  };
}

/** A bucket that counts what has flowed in since it was last asked. */
export function police(
  offered: { time: number; bytes: number }[],
  bytesPerSecond: number,
  burst: number,
): boolean[] {
  let level = burst;
  let last = offered[0]?.time ?? 0;
  return offered.map(({ time, bytes }) => {
    level = Math.min(burst, level + Math.max(0, time - last) * bytesPerSecond);
    last = Math.max(last, time);
    if (bytes > level) return false;
    level -= bytes;
    return true;
  });
}
