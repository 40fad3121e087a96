/** Flows of a cache on their way to the conversations that their packets belong to. */
import type { Packet } from "../core/layer.ts";
import type { FlowCache } from "../skim/flow-cache.ts";
import type { Conversations } from "./conversations.ts";
import type { Seat, SeatPlaces } from "./seat-places.ts";

export class Seating {
  /** By layout; null: it takes each flow's packet. */
  readonly #places: (SeatPlaces | null | undefined)[] = [];

  constructor(
    private readonly conversations: Conversations,
    private readonly flows: FlowCache,
  ) {}

  /** Has those of a flow followed from the packet on, which is dissected. @param address of the flow */
  connect(address: number, packet: Packet): void {
    const layout = this.flows.layoutOf(address);
    if (this.#places[layout] === undefined) this.#places[layout] = this.conversations.placesOf(packet);
    this.#connect(address, this.conversations.seatsOf(packet));
  }

  /** The same by a packet's bytes, which start at `at`. @returns whether that could be */
  connectAlike(address: number, d: DataView, at: number, number: number): boolean {
    const places = this.#places[this.flows.layoutOf(address)] ?? null;
    if (places !== null) this.#connect(address, places.seats(d, at, number));
    return places !== null;
  }

  #connect(address: number, seats: readonly Seat[]): void {
    for (const { at, side, serial, isLast } of seats) this.flows.connect(address, at, side, serial, isLast);
  }
}
