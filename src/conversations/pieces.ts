/** Runs of bytes that stand behind the carrier of the packet that is being shown, in the place of what is there. */
import type { Frame, Joins, Piece } from "../core/layer.ts";
import { LayerStack } from "../core/stack.ts";
import { protocols } from "../protocols/registry.ts";

export const IP_TCP = 6;

/** As `Pieces.add` takes it, of bytes that end where they do on the wire. */
type Beginning = [
  view: DataView,
  from: number,
  to: number,
  chain: readonly number[],
  ports: number,
  title: string,
];

export class Pieces {
  list: Piece[] = [];
  private readonly stacks: LayerStack[] = [];

  /** Those of another packet. */
  begin(): void {
    this.list = [];
  }

  /** @param title "": the bytes are the packet's own */
  add(
    view: DataView,
    from: number,
    to: number,
    wire: number,
    chain: readonly number[],
    ports: number,
    title: string,
  ): Piece {
    const i = this.list.length;
    this.stacks[i] ??= new LayerStack();
    const stack = this.stacks[i];
    stack.reset(from, to, wire);
    stack.ports = ports;
    stack.ipProto = IP_TCP;
    const as = { first: 0, whole: true, digest: null, title };
    const frame: Frame = { view, start: from, end: to, wire, stack, ...as };
    const shown = chain.length > 1 && this.isCarried(chain) ? chain.slice(1) : chain;
    const piece: Piece = { frame, chain: shown, isOuter: false, isBegun: false, isAgain: false, asked: null };
    this.list.push(piece);
    return piece;
  }

  /** As `add`, of a message behind another one of the same protocol. */
  addAgain(...piece: Parameters<Pieces["add"]>): void {
    this.add(...piece).isAgain = true;
  }

  /** One that says whose message begins, and no more. */
  addBegun(...[view, from, to, ...as]: Beginning): void {
    this.add(view, from, to, to, ...as).isBegun = true;
  }

  /** Those around a message that is not whole yet. `chain`: with its own protocol, which is not shown. */
  addOuter(...[view, from, to, chain, ...as]: Beginning): void {
    if (chain.length < 2 || this.isCarried(chain)) return;
    this.add(view, from, to, to, chain.slice(0, -1), ...as).isOuter = true;
  }

  /** Whoever carries this was shown with what stands before. */
  private isCarried([carrier]: readonly number[]): boolean {
    return this.list.length > 0 && protocols[carrier]?.carriesOnce === true;
  }
}

/** Beyond `most` the oldest is forgotten. */
export function remember<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.set(key, value);
  if (map.size > most) for (const oldest of map.keys()) return void map.delete(oldest);
}

/** What a packet brings of messages over several segments, and how long those are that it brings. */
interface Gained {
  parts: Joins["parts"][number][];
  wholes: Joins["wholes"][number][];
  sizes: number[];
}

export const newJoins = (): Gained => ({ parts: [], wholes: [], sizes: [] });

export const hasJoins = ({ parts, wholes, sizes }: Gained): boolean =>
  parts.length + wholes.length + sizes.length > 0;
