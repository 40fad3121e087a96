/**
 * The layers that facts do without: what UDP and TCP carry, and the packet that an ICMP error quotes. They are
 * pushed on the same stack; its roles, tunnels and stop stay what they were, since a quote is nobody's traffic.
 */
import { bodyFrom, type Protocol } from "../core/protocol.ts";
import { LayerStack, MAX_LAYERS, Pending, Stop } from "../core/stack.ts";
import { parseLayer, protocolNumber, protocols } from "../protocols/registry.ts";
import { Guesses } from "./guesses.ts";

/** By number of a carrier: whose bytes are looked for on its every port. */
const guesses: (Guesses | undefined)[] = [];

function guessesOver(carrier: number): Guesses {
  guesses[carrier] ??= new Guesses(protocols[carrier]?.name ?? "");
  return guesses[carrier];
}

/** Why the layers that `extend` pushed ended. */
export interface Extension {
  /** A value of Stop, and how many bytes from the packet's start were wanted then; 0: nothing was missing. */
  stop: number;
  need: number;
  /** Place in the stack of the first quoted layer; -1: none. */
  quoted: number;
  /** Place in the stack of who may quote more; -1: nobody; and where its last quote begins among the bytes. */
  quoter: number;
  quotedFrom: number;
  /** Where the captured bytes end that the last layer may read. */
  lim: number;
  /** The last layer's header was read to its end: what stopped was somebody behind it, who then took nothing. */
  passed: boolean;
  /** Where the layers that were pushed end on the wire, by their places in the stack. */
  wires: readonly number[];
}

const NO_WIRES: readonly number[] = [];
const DATA = protocolNumber("data");

export const newExtension = (): Extension => ({
  ...{ stop: Stop.none, need: 0, quoted: -1, quoter: -1, quotedFrom: -1, lim: 0, passed: false },
  wires: NO_WIRES,
});

/** Of a frame to which nothing was added. */
export const UNEXTENDED: Readonly<Extension> = newExtension();

/** Goes on where `dissect` ended, if it ended well. @param result is told why it ended, and given back */
export function extend(d: DataView, s: LayerStack, result = newExtension()): Extension {
  result.stop = s.stop;
  result.need = s.need;
  result.quoted = -1;
  result.quoter = -1;
  result.quotedFrom = -1;
  result.lim = s.lim;
  result.passed = hasPassed(s);
  result.wires = NO_WIRES;
  if (s.n === 0 || s.pending !== Pending.none) return result;
  if (s.stop === Stop.tooDeep || (s.stop === Stop.truncated && last(s)?.surmise === undefined)) return result;
  let p = 0;
  const apps = s.stop === Stop.none ? protocols[s.proto[s.n - 1]]?.apps : undefined;
  if (apps !== undefined) {
    // As follow() says it, and mostly it is nobody: then nothing has changed.
    if (s.pos < s.lim) p = app(apps, s.proto[s.n - 1], d, s);
    if (p === 0) return result;
  }
  const wires: number[] = [];
  result.wires = wires;
  copyRoles(s, before);
  let asked = s.n;
  if (s.stop === Stop.truncated) p = surmised(d, s);
  else if (p === 0) p = s.stop === Stop.none ? follow(d, s, result) : despite(d, s);
  while (p !== 0) {
    if (s.n === MAX_LAYERS) {
      s.stop = Stop.tooDeep;
      break;
    }
    const { n, pos, lim } = s;
    s.proto[n] = p;
    s.off[n] = pos;
    s.end[n] = lim;
    s.n = n + 1;
    wires[n] = s.wire;
    p = parseLayer(p, d, pos, lim, s);
    // Whoever was asked and gave the bytes back would be asked forever.
    if (p !== 0) continue;
    if (s.pending === Pending.none && asked !== s.n) {
      asked = s.n;
      if (s.stop === Stop.none) p = follow(d, s, result);
      else if (s.stop === Stop.malformed) p = despite(d, s);
    }
    if (p === 0 && result.quoter >= 0) p = quoteAgain(d, s, result);
  }
  result.stop = s.stop;
  result.need = s.need;
  result.lim = s.lim;
  result.passed = hasPassed(s);
  copyRoles(before, s);
  return result;
}

/** Lets that protocol take what comes next. @returns who follows it by its own word */
export function push(number: number, d: DataView, s: LayerStack): number {
  const { n, pos, lim } = s;
  s.proto[n] = number;
  s.off[n] = pos;
  s.end[n] = lim;
  s.n = n + 1;
  return parseLayer(number, d, pos, lim, s);
}

/** Whoever reads a header to its end leaves the position behind it. */
const hasPassed = (s: LayerStack): boolean => s.n > 0 && s.pos > s.off[s.n - 1];

/** Who follows the last layer; 0: nobody. */
function follow(d: DataView, s: LayerStack, result: Extension): number {
  const at = s.n - 1;
  const p = protocols[s.proto[at]];
  if (p === null || p === undefined) return 0;
  if (p.apps !== undefined) return s.pos < s.lim ? app(p.apps, s.proto[at], d, s) : 0;
  if (p.beyond === undefined) return 0;
  const next = p.beyond(d, s.off[at], s.end[at], s);
  if (next !== 0 && p.quotes === true) {
    // Not IP in IP: the quote starts anew.
    s.ip = -1;
    if (result.quoted < 0) result.quoted = s.n;
    if (p.beyondAgain !== undefined) {
      result.quoter = at;
      result.quotedFrom = s.pos;
    }
  }
  return next;
}

/** Who follows in the next packet that the same header quotes, wherever the one before ended; 0: there is none. */
function quoteAgain(d: DataView, s: LayerStack, result: Extension): number {
  const at = result.quoter;
  const p = protocols[s.proto[at]];
  if (p?.beyondAgain === undefined || s.n + 1 >= MAX_LAYERS) return 0;
  const { pos, lim, wire, n } = s;
  s.lim = s.end[at];
  s.wire = result.wires[at];
  const next = p.beyondAgain(d, s.off[at], s.end[at], s, result.quotedFrom);
  if (next === 0) {
    s.lim = lim;
    s.wire = wire;
    return 0;
  }
  // What nobody reads of the one before is data.
  const from = s.stop === Stop.none ? bodyOf(d, s) : -1;
  if (from >= 0 && from < lim && pos <= lim) {
    s.proto[n] = DATA;
    s.off[n] = from;
    s.end[n] = lim;
    s.n = n + 1;
  }
  result.quotedFrom = s.pos;
  s.ip = -1;
  s.stop = Stop.none;
  s.pending = Pending.none;
  return next;
}

/** Where what the last header carries begins; -1: nobody knows, or it is none. */
function bodyOf(d: DataView, s: LayerStack): number {
  const [from, end] = [s.off[s.n - 1], s.end[s.n - 1]];
  return bodyFrom(last(s)?.body, d, from, end);
}

const last = (s: LayerStack): Protocol | null | undefined => protocols[s.proto[s.n - 1]];

/** Who seems to follow a header behind which too little was captured; 0: nobody can tell. */
function surmised(d: DataView, s: LayerStack): number {
  const next = last(s)?.surmise?.(d, s.off[s.n - 1], s.lim, s) ?? 0;
  if (next !== 0) s.stop = Stop.none;
  return next;
}

/** Who follows a header that has to be dropped; 0: nobody. */
function despite(d: DataView, s: LayerStack): number {
  const at = s.n - 1;
  const p = protocols[s.proto[at]];
  // One that is not all there is not read on.
  if (p?.despite === undefined || s.need > 0) return 0;
  s.stop = Stop.none;
  const next = p.despite(d, s.off[at], s.lim, s);
  if (next === 0 && s.stop === Stop.none) s.stop = Stop.malformed;
  return next;
}

/** As Wireshark does: the lower port's protocol, the higher one's, then whose bytes they look like. */
function app(apps: Uint8Array, carrier: number, d: DataView, s: LayerStack): number {
  const a = s.ports >>> 16;
  const b = s.ports & 0xffff;
  const lower = apps[Math.min(a, b)];
  if (takes(lower, d, s)) return lower;
  const higher = apps[Math.max(a, b)];
  if (takes(higher, d, s)) return higher;
  const { pos, lim } = s;
  const numbers = guessesOver(carrier).of(a, b, lim - pos < 2 ? -1 : d.getUint16(pos));
  for (const number of numbers) if (takes(number, d, s)) return number;
  return 0;
}

function takes(number: number, d: DataView, s: LayerStack): boolean {
  if (number === 0) return false;
  return protocols[number]?.accepts?.(d, s.pos, s.lim, s) ?? true;
}

/** The roles while `extend` runs. */
const before = new LayerStack();

/** What a packet's layers behind the end of facts must not change. */
function copyRoles(from: LayerStack, to: LayerStack): void {
  to.pos = from.pos;
  to.lim = from.lim;
  to.wire = from.wire;
  to.stop = from.stop;
  to.need = from.need;
  to.open = from.open;
  to.ethernet = from.ethernet;
  to.ip = from.ip;
  to.ipVersion = from.ipVersion;
  to.ipProto = from.ipProto;
  to.l4 = from.l4;
  to.ports = from.ports;
  to.arp = from.arp;
  to.tunnels = from.tunnels;
  to.pending = from.pending;
  to.wholeFrame = from.wholeFrame;
  to.wholeFrames = from.wholeFrames;
  to.refused = from.refused;
  to.connection = from.connection;
  to.partOffset = from.partOffset;
  to.partLength = from.partLength;
  to.partPos = from.partPos;
  to.partId = from.partId;
  to.partMore = from.partMore;
  to.partTotal = from.partTotal;
  to.frameId = from.frameId;
  to.frameTotal = from.frameTotal;
  to.framePos = from.framePos;
  to.frameIp = from.frameIp;
  to.framePorts = from.framePorts;
}
