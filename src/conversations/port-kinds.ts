/** Where ports alone tell that nothing which is wanted stands behind a packet's headers. */
import type { LayerStack } from "../core/stack.ts";
import { FOR_OTHERS, hasApps } from "../filter/names.ts";
import { portKindsOf, type Takers } from "../filter/takers.ts";

export class PortKinds {
  readonly #wanted: Uint8Array | null;
  readonly #takers: (carrier: number, ports: number) => Takers;
  readonly #kinds: (carrier: number) => Uint8Array;
  readonly #known = new Map<string, Uint8Array>();

  /**
   * @param wanted as `Conversations` has it
   * @param takers who of them may stand behind a header by its ports
   * @param behind the same of those that may stand behind the headers of facts
   */
  constructor(
    wanted: Uint8Array | null,
    takers: (carrier: number, ports: number) => Takers,
    behind: Uint8Array | null,
  ) {
    this.#wanted = wanted;
    this.#takers = takers;
    this.#kinds = portKindsOf(true, behind);
  }

  /**
   * By port, 0: where both ports of a packet have that, nothing that is wanted stands behind its headers, nor is one of them
   * followed for that; undefined: the ports do not say.
   */
  kindsOf({ n, proto }: LayerStack): Uint8Array | undefined {
    const last = proto[n - 1];
    if (!hasApps(last)) return undefined;
    const asked = new Set([
      last,
      ...proto.subarray(0, n).filter((number) => this.#wanted?.[number] === FOR_OTHERS),
    ]);
    const carriers = [...asked].sort((a, b) => a - b);
    // They guess by the bytes.
    if (carriers.some((number) => this.#takers(number, 0).numbers.length > 0)) return undefined;
    const key = carriers.join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const tables = carriers.map(this.#kinds);
    const kinds =
      tables.length === 1
        ? tables[0]
        : tables[0].map((kind, port) => tables.reduce((all, table) => all | table[port], kind));
    this.#known.set(key, kinds);
    return kinds;
  }
}
