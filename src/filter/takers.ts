/** Who may take what stands behind the headers of facts, so that a packet holds what a filter asks for. */
import type { Protocol } from "../core/protocol.ts";
import { type LayerStack, Stop } from "../core/stack.ts";
import { protocols } from "../protocols/registry.ts";
import { accepts, apps, isReadOn, leadsOn, lone, quotes } from "./names.ts";

/** By number, of those who guess: over which carriers. */
const guessers = [...protocols.entries()].flatMap(([number, p]) =>
  p?.guessedOver === undefined ? [] : [{ number, over: p.guessedOver }],
);

/** By number: those behind whose header it may stand, and those who may stand behind its own. */
interface Kin {
  readonly before: number[];
  readonly behind: number[];
}

let kin: readonly Kin[] | undefined;

/** Who guesses behind a header, or is in a table that is called after it, may stand there. */
function allKin(): readonly Kin[] {
  const all = protocols.map((): Kin => ({ before: [], behind: [] }));
  const named = new Map<string, number[]>();
  for (const [number, p] of protocols.entries())
    if (p !== null) named.set(p.name, [...(named.get(p.name) ?? []), number]);
  for (const [number, p] of protocols.entries()) {
    const tables = Object.keys(p?.claims ?? {}).map((table) => table.slice(0, table.indexOf(".")));
    for (const name of new Set([...(p?.guessedOver ?? []), ...tables]))
      for (const carrier of named.get(name) ?? []) {
        all[number].before.push(carrier);
        all[carrier].behind.push(number);
      }
  }
  return all;
}

function kinOf(number: number): Kin {
  kin ??= allKin();
  return kin[number];
}

/** By number: it is wanted, or may lead on to what is. */
function leadingTo(wanted: Uint8Array): Uint8Array {
  const leads = Uint8Array.from(protocols, (p, number) =>
    p !== null && (wanted[number] === 1 || p.leaf !== true || p.quotes === true) ? 1 : 0,
  );
  const lead = (number: number): void => {
    for (const carrier of kinOf(number).before) {
      if (leads[carrier] === 1) continue;
      leads[carrier] = 1;
      lead(carrier);
    }
  };
  for (const number of wanted.keys()) if (wanted[number] === 1) lead(number);
  return leads;
}

/** By number of a carrier: the protocols of `leads` that are looked for on its every port. */
function guessesOf(leads: Uint8Array): readonly (readonly number[])[] {
  const own = guessers.filter(({ number }) => leads[number] === 1);
  return protocols.map((p) =>
    own.flatMap(({ number, over }) => (over.includes(p?.name ?? "") ? number : [])),
  );
}

type Kind = (d: DataView, o: number, lim: number, s: LayerStack) => number;
/** All that somebody takes is of one kind. */
export const ALL_ALIKE: Kind = () => 0;

/**
 * By number of who takes what stands behind headers, what tells the kind of that, where protocols `wanted` are asked for, or
 * all and what nobody reads (null); null: the layers have to be looked at.
 */
export const kindsFor = (wanted: Uint8Array | null): readonly (Kind | null)[] =>
  protocols.map((p, number) => {
    const isOne = lone[number] === 1 || (wanted !== null && p !== null && isLast(p, number, wanted));
    return isOne ? ALL_ALIKE : (p?.kind ?? null);
  });

/**
 * The same where it is asked whether that is malformed: of a kind is only what surely is not.
 * @param names the same, where more is asked
 */
export const soundKinds = (names: readonly (Kind | null)[] | null): readonly (Kind | null)[] =>
  protocols.map((p, number) => {
    const soundly = p?.soundly;
    const kind = names === null ? ALL_ALIKE : names[number];
    if (soundly === undefined || kind === null) return null;
    return (d, o, lim, s) => (soundly(d, o, lim, s) ? kind(d, o, lim, s) : -1);
  });

/** Whether none of those stands behind it. */
function isLast(p: Protocol, number: number, wanted: Uint8Array): boolean {
  return (
    p.leaf === true &&
    [p.beyond, p.despite, p.surmise].every((more) => more === undefined) &&
    p.apps?.some((app) => app !== 0) !== true &&
    kinOf(number).behind.every((other) => lone[other] === 1 && wanted[other] === 0)
  );
}

/**
 * Numbers of those who may take what stands behind the headers of facts, so that it holds one of the protocols
 * `wanted`, or leads on to it: those of the ports, and those who guess. Without `wanted`, whoever it is.
 */
export function takersOf(wanted: Uint8Array | null): (carrier: number, ports: number) => Takers {
  const leads = wanted === null ? new Uint8Array(256).fill(1) : leadingTo(wanted);
  const guesses = guessesOf(leads);
  const known = new Map<number, Takers>();
  return (carrier, ports) => {
    const ofPort = apps[carrier];
    const [a, b] = ofPort === null ? [0, 0] : [ofPort[ports >>> 16], ofPort[ports & 0xffff]];
    const others = [a, b].some((app) => app !== 0 && leads[app] === 0);
    const key =
      (others ? 1 << 24 : 0) | (carrier << 16) | (leads[a] === 1 ? a << 8 : 0) | (leads[b] === 1 ? b : 0);
    let takers = known.get(key);
    if (takers === undefined) {
      const own = [a, b].filter((app) => app !== 0 && leads[app] === 1);
      const numbers = [...new Set([...own, ...guesses[carrier]])];
      const sure = !others && new Set(own).size === 1 ? own[0] : 0;
      takers = { numbers, sure, ...opened(numbers, own) };
      known.set(key, takers);
    }
    return takers;
  };
}

/** In place of a kind: what is asked of flows with such a port hangs on more. */
export const NO_KIND = 255;
/** The port is of somebody who is not asked for, but comes before others: the number of one who takes nothing there. */
const OTHERS = 1;
const NO_KINDS = new Uint8Array(65536);

/**
 * By number of a carrier, by port, what tells who takes what stands behind its header: flows that have one port at most
 * with a kind, and the same, have the same takers, and may be asked alike. 0: it makes no difference.
 * @param asks it is asked at all; protocols `wanted` as for `takersOf`
 * @param tellsOthers it makes a difference that others than those come before them
 */
export function portKindsOf(
  asks: boolean,
  wanted: Uint8Array | null,
  tellsOthers = false,
): (carrier: number) => Uint8Array {
  const leads = wanted === null ? new Uint8Array(256).fill(1) : leadingTo(wanted);
  const odd = protocols.flatMap((p) => p?.opens?.ports ?? []);
  const known = new Map<number, Uint8Array>();
  const make = (carrier: number): Uint8Array => {
    const ofPort = apps[carrier];
    if (ofPort === null) return NO_KINDS;
    const kindOf = leads.map((is, app) =>
      leadsOn[app] === 1 ? NO_KIND : !asks ? 0 : is === 1 ? app : tellsOthers ? OTHERS : 0,
    );
    kindOf[0] = 0;
    const kinds = ofPort.map((app) => kindOf[app]);
    if (asks) for (const port of odd) kinds[port] = NO_KIND;
    return kinds;
  };
  return (carrier) => {
    let kinds = known.get(carrier);
    if (kinds === undefined) {
      kinds = make(carrier);
      known.set(carrier, kinds);
    }
    return kinds;
  };
}

/** Who may take what stands behind headers. */
export interface Takers {
  readonly numbers: readonly number[];
  /** How all begins that one of them takes, but on some ports: as all does, if that is not known. */
  readonly starts: readonly string[];
  readonly but: ReadonlySet<number>;
  /** One of them takes all that is cut as well. */
  readonly cut: boolean;
  /** Who is asked before all others, by a port: see `Opens.surely`; 0: nobody is. */
  readonly sure: number;
}

export const NOBODY: Takers = { numbers: [], starts: [], but: new Set(), cut: false, sure: 0 };

/** How whatever it is begins. */
export const ANYHOW: readonly string[] = [""];

/** @param own those that the ports told */
function opened(numbers: readonly number[], own: readonly number[]): Omit<Takers, "numbers" | "sure"> {
  const all = numbers.map((number) => protocols[number]?.opens);
  const starts = all.map((opens, i) =>
    opens === undefined || (opens.own === "all" && own.includes(numbers[i])) ? ANYHOW : opens.starts,
  );
  return {
    starts: starts.includes(ANYHOW) ? ANYHOW : [...new Set(starts.flat())],
    but: new Set(all.flatMap((opens) => opens?.ports ?? [])),
    cut: all.some((opens, i) => opens?.own === "cut" && own.includes(numbers[i])),
  };
}

/**
 * Whether what stands behind the headers of facts may hold one of the protocols `wanted`, also by what the bytes
 * there look like. What cannot is not looked for, as that costs more than all the rest of a filter.
 */
export function mayHold(wanted: Uint8Array): (stack: LayerStack, d: DataView) => boolean {
  const leads = leadingTo(wanted);
  const guesses = guessesOf(leads);
  const takes = (app: number, d: DataView, stack: LayerStack): boolean =>
    leads[app] === 1 && (accepts[app]?.(d, stack.pos, stack.lim, stack) ?? true);
  return (stack, d) => {
    const { n, proto, ports, stop, pending, pos, lim } = stack;
    if (n === 0 || pending !== 0) return false;
    const last = proto[n - 1];
    if (stop !== Stop.none) return isReadOn(last, stop);
    const ofPort = apps[last];
    if (ofPort === null) return quotes[last] === 1;
    // Nobody is asked behind a header that carries nothing.
    if (pos >= lim) return false;
    if (takes(ofPort[ports >>> 16], d, stack) || takes(ofPort[ports & 0xffff], d, stack)) return true;
    for (const guess of guesses[last]) if (takes(guess, d, stack)) return true;
    return false;
  };
}
