/** TCP and UDP on the wire, byte by byte after the RFCs, and what a conversation over them looks like. Shares nothing with src. */
import type { Packet } from "../support/capture.ts";

export interface Host {
  /** IPv4 as four numbers, IPv6 as sixteen. */
  address: readonly number[];
  port: number;
}

export const text = (s: string): number[] => [...Buffer.from(s, "utf8")];
export const u16 = (n: number): number[] => [(n >> 8) & 255, n & 255];
export const u32 = (n: number): number[] => [(n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];

/** As people write an address: no run of zeros is shortened here but by the one rule that the test needs. */
export function addressText(address: readonly number[]): string {
  if (address.length === 4) return address.join(".");
  const groups = Array.from({ length: 8 }, (_, i) => (address[2 * i] << 8) | address[2 * i + 1]);
  const hex = groups.map((g) => g.toString(16)).join(":");
  // RFC 5952: the longest run of zeros, the first of equals, not a single one.
  const runs = [...hex.matchAll(/(?:^|:)(0(?::0)+)(?=:|$)/g)].map(([, run]) => run);
  if (runs.length === 0) return hex;
  const longest = runs.reduce((a, b) => (b.length > a.length ? b : a));
  const marked = `:${hex}:`.replace(`:${longest}:`, "::");
  return marked === "::" ? "::" : marked.replace(/^:(?!:)/, "").replace(/(?<!:):$/, "");
}

const ETHERNET = [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2];

export function ip(
  source: readonly number[],
  destination: readonly number[],
  proto: number,
  body: readonly number[],
): number[] {
  if (source.length === 4)
    return [
      0x45,
      0,
      ...u16(20 + body.length),
      0,
      1,
      0,
      0,
      64,
      proto,
      0,
      0,
      ...source,
      ...destination,
      ...body,
    ];
  return [0x60, 0, 0, 0, ...u16(body.length), proto, 64, ...source, ...destination, ...body];
}

export const ethernet = (packet: readonly number[]): number[] => [
  ...ETHERNET,
  ...(packet[0] >> 4 === 4 ? [0x08, 0x00] : [0x86, 0xdd]),
  ...packet,
];

export const [FIN, SYN, RST, PSH, ACK] = [1, 2, 4, 8, 16];

export interface Segment {
  from: Host;
  to: Host;
  sequence: number;
  acknowledgment: number;
  flags: number;
  data: readonly number[];
}

export const tcp = (s: Segment): number[] =>
  ip(s.from.address, s.to.address, 6, [
    ...u16(s.from.port),
    ...u16(s.to.port),
    ...u32(s.sequence),
    ...u32(s.acknowledgment),
    0x50,
    s.flags,
    ...u16(4096),
    0,
    0,
    0,
    0,
    ...s.data,
  ]);

export const udp = (from: Host, to: Host, data: readonly number[]): number[] =>
  ip(from.address, to.address, 17, [
    ...u16(from.port),
    ...u16(to.port),
    ...u16(8 + data.length),
    0,
    0,
    ...data,
  ]);

/** RFC 7348: the frame in a tenant's network. */
export const vxlan = (vni: number, frame: readonly number[]): number[] =>
  ethernet(
    udp({ address: [192, 0, 2, 1], port: 50000 + (vni % 1000) }, { address: [192, 0, 2, 2], port: 4789 }, [
      8,
      0,
      0,
      0,
      ...u32(vni * 256),
      ...frame,
    ]),
  );

/** A captured packet with its time in nanoseconds since 1970; `snap`: bytes of it that were captured. */
export function captured(
  frame: readonly number[],
  nanoseconds: number,
  snap = Number.POSITIVE_INFINITY,
): Packet {
  const bytes = Uint8Array.from(frame.slice(0, snap));
  const seconds = 1_700_000_000 + Math.floor(nanoseconds / 1e9);
  return { bytes, original: frame.length, linktype: 1, seconds, nanoseconds: Math.floor(nanoseconds % 1e9) };
}

export interface Said {
  client: boolean;
  data: readonly number[];
}

export interface Talk {
  client: Host;
  server: Host;
  said: readonly Said[];
  /** First sequence numbers. */
  numbers: readonly [number, number];
  /** Longest segment of each message, in turn; the last one counts for all that follow. */
  cuts: readonly number[];
  /** Leave out the handshake, or the end. */
  handshake?: boolean;
  end?: boolean;
}

/** The segments of a conversation in order. */
export function segmentsOf(talk: Talk): Segment[] {
  const { client, server, said, numbers, cuts } = talk;
  const next = [(numbers[0] + 1) >>> 0, (numbers[1] + 1) >>> 0];
  const segments: Segment[] = [];
  const put = (fromClient: boolean, flags: number, data: readonly number[], sequence?: number) => {
    const own = fromClient ? 0 : 1;
    segments.push({
      from: fromClient ? client : server,
      to: fromClient ? server : client,
      sequence: sequence ?? next[own],
      acknowledgment: (flags & ACK) === 0 ? 0 : next[1 - own],
      flags,
      data,
    });
    next[own] = (next[own] + data.length + ((flags & FIN) !== 0 ? 1 : 0)) >>> 0;
  };
  if (talk.handshake !== false) {
    put(true, SYN, [], numbers[0]);
    put(false, SYN | ACK, [], numbers[1]);
    put(true, ACK, []);
  }
  for (const [i, message] of said.entries()) {
    const cut = Math.max(1, cuts[Math.min(i, cuts.length - 1)] ?? 1460);
    for (let at = 0; at < message.data.length; at += cut)
      put(message.client, ACK | PSH, message.data.slice(at, at + cut));
    put(!message.client, ACK, []);
  }
  if (talk.end !== false) {
    put(true, FIN | ACK, []);
    put(false, FIN | ACK, []);
    put(true, ACK, []);
  }
  return segments;
}
