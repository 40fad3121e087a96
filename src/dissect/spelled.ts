/** Layers' names in one line, built layer by layer: packets with the same layers share the text, which is made once. */
import type { Frame } from "../core/layer.ts";
import { protocols } from "../protocols/registry.ts";

/** So many different texts are kept; those that come later are made anew. */
const MOST = 1 << 14;

export class Spelled {
  readonly #nexts: (Spelled | undefined)[] = [];
  readonly #others = new Map<string, Spelled>();
  /** The last one that was asked for by its name. */
  #last = "";
  #lastNext: Spelled = this;

  private constructor(
    readonly text: string,
    private readonly kept: { count: number },
  ) {}

  static begin(): Spelled {
    return new Spelled("", { count: 0 });
  }

  /** The text with a layer more; null: it takes the layer to tell how that is spelled. */
  with(number: number, d: DataView, from: number, to: number): Spelled | null {
    const next = this.#nexts[number];
    if (next !== undefined) return next;
    const { name, spelling, spelledAt } = protocols[number] ?? { name: "" };
    if (typeof spelling === "function") {
      const spelled = spelledAt === undefined ? null : spelledAt(d, from, to);
      return spelled === null ? null : this.#withName(spelled ?? name);
    }
    const own = this.#withName(spelling ?? name);
    if (this.kept.count < MOST) this.#nexts[number] = own;
    return own;
  }

  /** The same of a header that has more than one name if it is odd: by the first one. */
  header(number: number, d: DataView, from: number, to: number): Spelled | null {
    const p = protocols[number];
    return p?.odd === undefined ? this.with(number, d, from, to) : this.#withName(p.name);
  }

  #withName(name: string): Spelled {
    if (name === "") return this;
    if (name === this.#last) return this.#lastNext;
    let next = this.#others.get(name);
    if (next === undefined) {
      next = new Spelled(this.text === "" ? name : `${this.text}:${name}`, this.kept);
      if (this.kept.count++ < MOST) this.#others.set(name, next);
    }
    this.#last = name;
    this.#lastNext = next;
    return next;
  }
}

const OUTSET = Spelled.begin();

/** As in core/layer.ts. */
export function spelledHeaders({ stack, first, view }: Frame): string {
  const { proto, off, end, n } = stack;
  let spelled = OUTSET;
  // One without a byte may not be shown.
  for (let k = first; k < n && off[k] < end[k]; k++) {
    const next = spelled.header(proto[k], view, off[k], end[k]);
    if (next === null) break;
    spelled = next;
  }
  return spelled.text;
}
