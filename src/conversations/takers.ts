/** Who takes bytes over TCP: by ports, as tables of numbers say, and what the protocols say of their messages. */
import { tcpApp } from "../core/demux.ts";
import type { Layer } from "../core/layer.ts";
import type { MessageLength } from "../core/messages.ts";
import { framings, protocols } from "../protocols/registry.ts";

export const NOBODY: readonly number[] = [];

/** What cannot be read is taken as it is. */
export function lengthOf(read: () => number, rest: number): number {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return rest;
  }
}

/** The protocol that owns one of the ports: the server's, the lower one, the higher one. */
export function owner(server: number, ports: number, d: DataView, o: number, lim: number): number {
  const [a, b] = [ports >>> 16, ports & 0xffff];
  for (const port of [server, Math.min(a, b), Math.max(a, b)])
    if (tcpApp[port] !== 0 && protocols[tcpApp[port]]?.owns?.(d, o, lim) === true) return tcpApp[port];
  return 0;
}

export const isApart = (chain: readonly number[]): boolean =>
  protocols[chain.at(-1) ?? 0]?.apart !== undefined;

export const beginnings = (chain: readonly number[]): boolean =>
  protocols[chain.at(-1) ?? 0]?.showsBeginnings === true;

export const isAnybodys = (ports: number): boolean =>
  tcpApp[ports >>> 16] !== 0 || tcpApp[ports & 0xffff] !== 0 || framingOf(ports) !== undefined;

/** Of a protocol of the lower port, or the higher one, that is not dissected. */
export function framingOf(ports: number): MessageLength | undefined {
  const [a, b] = [ports >>> 16, ports & 0xffff];
  return framings.get(Math.min(a, b)) ?? framings.get(Math.max(a, b));
}

/** Of the last one that takes them, or of nobody's on those ports. */
export const messageOf = (chain: readonly number[], ports: number): MessageLength | undefined =>
  chain.length > 0 ? protocols[chain[chain.length - 1]]?.message : framingOf(ports);

export function insideOf(port: number): readonly number[] {
  const app = tcpApp[port] ?? 0;
  return app === 0 ? NOBODY : [app];
}

/** What the segments say that go on with a message that begins there. */
export const wordsBehind = (
  taken: readonly number[],
  d: DataView,
  from: number,
  to: number,
): string | undefined =>
  protocols[taken.at(-1) ?? 0]?.endless?.(d, from, to) === true ? wordsOf(taken, d, from, to) : undefined;

/** What whoever takes it says of a message that begins there. */
export const wordsOf = (
  taken: readonly number[],
  d: DataView,
  from: number,
  to: number,
): string | undefined => protocols[taken.at(-1) ?? 0]?.beginning?.(d, from, to);

/** Who is shown behind the carrier when the packet is looked at by itself. */
export const shownApp = ({ frame: { stack }, stackIndex }: Layer): number =>
  stack.n > stackIndex + 1 ? stack.proto[stackIndex + 1] : 0;
