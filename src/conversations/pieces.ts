/** Runs of bytes that stand behind the carrier of the packet that is being shown, in the place of what is there. */
import type { Frame, Piece } from "../core/layer.ts";
import { LayerStack } from "../core/stack.ts";
import { protocols } from "../protocols/registry.ts";

const IP_TCP = 6;

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
  ): void {
    const i = this.list.length;
    this.stacks[i] ??= new LayerStack();
    const stack = this.stacks[i];
    stack.reset(from, to, wire);
    stack.ports = ports;
    stack.ipProto = IP_TCP;
    const frame: Frame = { view, start: from, end: to, wire, stack, first: 0, title };
    const isCarried = i > 0 && chain.length > 1 && protocols[chain[0]]?.carriesOnce === true;
    this.list.push({
      frame,
      chain: isCarried ? chain.slice(1) : chain,
      isOuter: false,
      isBegun: false,
      isAgain: false,
    });
  }

  /** As `add`, of a message behind another one of the same protocol. */
  addAgain(...piece: Parameters<Pieces["add"]>): void {
    this.add(...piece);
    this.list[this.list.length - 1].isAgain = true;
  }

  /** One that says whose message begins, and no more. */
  addBegun(
    view: DataView,
    from: number,
    to: number,
    chain: readonly number[],
    ports: number,
    title: string,
  ): void {
    this.add(view, from, to, to, chain, ports, title);
    this.list[this.list.length - 1].isBegun = true;
  }

  /** Those around a message that is not whole yet. `chain`: with its own protocol, which is not shown. */
  addOuter(
    view: DataView,
    from: number,
    to: number,
    chain: readonly number[],
    ports: number,
    title: string,
  ): void {
    if (chain.length < 2) return;
    this.add(view, from, to, to, chain.slice(0, -1), ports, title);
    this.list[this.list.length - 1].isOuter = true;
  }
}

/** Beyond `most` the oldest is forgotten. */
export function remember<K, V>(map: Map<K, V>, key: K, value: V, most: number): void {
  map.set(key, value);
  if (map.size > most) for (const oldest of map.keys()) return void map.delete(oldest);
}
