/** Dissects one packet and says what was found in words, for tests to compare. */

import { linktype as linktypes } from "../../src/core/demux.ts";
import { encapsulations } from "../../src/core/encapsulations.ts";
import { idText, ipv4Text, ipv6Text } from "../../src/core/format.ts";
import { LayerStack, Pending, Stop } from "../../src/core/stack.ts";
import { dissect } from "../../src/dissect/dissect.ts";
import { protocols } from "../../src/protocols/registry.ts";

export const ETHERNET = 1;
export const RAW = 101;

export interface How {
  /** LINKTYPE_ number; raw IP unless told otherwise. */
  link?: number;
  /** Bytes that the capture holds, all by default. */
  captured?: number;
  /** A value of GreKey. */
  greKey?: number;
}

export interface Tunnel {
  /** `ENCAP:ID`, or `ENCAP` where it is keyless. */
  id: string;
  /** `SOURCE>DESTINATION` of the header that carries it. */
  ends: string;
  /** Bytes on the wire. */
  carried: number;
}

export interface Found {
  layers: string;
  stop: keyof typeof Stop;
  open: boolean;
  tunnels: Tunnel[];
  /** `SOURCE>DESTINATION PROTOCOL` of the innermost IP header; null without one. */
  ip: string | null;
  /** `SOURCE>DESTINATION`; null where no layer has ports. */
  ports: string | null;
  arp: boolean;
  ethernet: boolean;
  pending: keyof typeof Pending;
  /** All else. */
  stack: LayerStack;
}

/** Where the packet starts in its buffer: odd, so that nobody relies on 0 or on alignment. */
export const START = 3;

/** A view that ends with the captured bytes: reading one more throws. */
export function captureView(bytes: Uint8Array, captured: number): DataView {
  const buffer = new Uint8Array(START + captured);
  buffer.set(bytes.subarray(0, captured), START);
  return new DataView(buffer.buffer);
}

export function dissectInto(s: LayerStack, bytes: Uint8Array, how: How = {}): DataView {
  const captured = how.captured ?? bytes.length;
  const view = captureView(bytes, captured);
  s.greKey = how.greKey ?? 0;
  s.reset(START, START + captured, START + bytes.length);
  dissect(view, linktypes[how.link ?? RAW], s);
  return view;
}

/** As in `frame.protocols`, without a name for the frame. */
export function layersOf(s: LayerStack): string {
  return Array.from(s.proto.subarray(0, s.n), (p) => protocols[p]?.name).join(":");
}

export function dissected(bytes: Uint8Array, how: How = {}): Found {
  const s = new LayerStack();
  const view = dissectInto(s, bytes, how);
  return {
    layers: layersOf(s),
    stop: nameOf(Stop, s.stop),
    open: s.open !== 0,
    tunnels: Array.from({ length: s.tunnels }, (_, t) => tunnel(view, s, t)),
    ip: s.ip < 0 ? null : `${ends(view, s.off[s.ip], s.ipVersion)} ${s.ipProto}`,
    ports: s.l4 < 0 ? null : `${s.ports >>> 16}>${s.ports & 0xffff}`,
    arp: s.arp !== 0,
    ethernet: s.ethernet >= 0,
    pending: nameOf(Pending, s.pending),
    stack: s,
  };
}

function tunnel(view: DataView, s: LayerStack, t: number): Tunnel {
  const { name } = encapsulations[s.tunnelKind[t]];
  const id = s.tunnelKeyless[t] ? name : `${name}:${idText(s.tunnelHi[t], s.tunnelLo[t])}`;
  const ip = s.tunnelIp[t];
  return {
    id,
    ends: ip < 0 ? "" : ends(view, s.off[ip], s.tunnelIpVersion[t]),
    carried: s.tunnelCarried[t],
  };
}

function ends(d: DataView, o: number, version: number): string {
  const [at, size] = version === 4 ? [o + 12, 4] : [o + 8, 16];
  return `${address(d, at, size)}>${address(d, at + size, size)}`;
}

function address(d: DataView, o: number, size: number): string {
  const words = Array.from({ length: size / 4 }, (_, i) => d.getInt32(o + 4 * i));
  return size === 4 ? ipv4Text(words[0]) : ipv6Text(words[0], words[1], words[2], words[3]);
}

function nameOf<T extends string>(names: Readonly<Record<T, number>>, value: number): T {
  const found = (Object.keys(names) as T[]).find((name) => names[name] === value);
  if (found === undefined) throw new Error(`no name for ${value}`);
  return found;
}
