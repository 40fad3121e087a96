/** Flows of a cache on their way to the conversations that their packets belong to. */
import type { Packet } from "../core/layer.ts";
import { FLOW, type FlowCache } from "../skim/flow-cache.ts";
import { LAYOUT } from "../skim/flow-layout.ts";
import type { Conversations } from "./conversations.ts";

export class Seating {
  /** By layout: it was looked where its packets say whose they are. */
  readonly #looked: boolean[] = [];

  constructor(
    private readonly conversations: Conversations,
    private readonly flows: FlowCache,
  ) {}

  /** Has those of a flow followed from the packet on, which is dissected. @param address of the flow */
  connect(address: number, packet: Packet): void {
    const { conversations, flows } = this;
    const layout = flows.layoutOf(address);
    if (this.#looked[layout] !== true) {
      const places = conversations.placesOf(packet, flows.memory);
      const { words } = flows.memory;
      if (places !== undefined) {
        words[words[address / 4 + FLOW.layout] / 4 + LAYOUT.seats] = places;
        this.#looked[layout] = true;
      }
    }
    for (const { at, side, serial, isLast } of conversations.seatsOf(packet))
      flows.connect(address, at, side, serial, isLast);
  }

  /** The same by the packet's bytes, at that address in the memory. @returns whether that could be */
  connectAlike(address: number, packet: number): boolean {
    return this.flows.memory.code.settle(address, packet) !== 0;
  }

  /** Whether a flow's packets belong to conversations that are followed. */
  isSeated(address: number): boolean {
    const { words } = this.flows.memory;
    return words[address / 4 + FLOW.connection] !== 0 || words[address / 4 + FLOW.around] !== 0;
  }
}
