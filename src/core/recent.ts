/** So many of something, by ends and scope, of which the one that was used longest ago is forgotten for a new one. */
import type { Ends, Place } from "./ends.ts";

interface Entry<T> extends Place {
  readonly key: string;
  value: T;
}

export class Recent<T> {
  readonly #known = new Map<string, Entry<T>>();
  /** Some of them, as they were used when it was looked: those that were used since are not the oldest. */
  #oldest: { readonly entry: Entry<T>; readonly used: number }[] = [];
  #next = 0;

  /**
   * @param most that are kept
   * @param used tells when one was used last, as a number that grows
   * @param forget is told of what is forgotten
   */
  constructor(
    private readonly most: number,
    private readonly used: (value: T) => number,
    private readonly forget: (value: T) => void,
  ) {}

  get size(): number {
    return this.#known.size;
  }

  /** All that are kept, by when they were used last. */
  all(): T[] {
    return this.#sorted().map(({ entry }) => entry.value);
  }

  get(ends: Ends, scope: string): T | undefined {
    return this.#entry(ends, scope)?.value;
  }

  /** Sets a new one, for which there is room then, or one in the place of another that nobody need be told of. */
  set(ends: Ends, scope: string, make: () => T): T {
    const known = this.#entry(ends, scope);
    if (known !== undefined) {
      known.value = make();
      return known.value;
    }
    if (this.#known.size >= this.most) this.#forgetOldest();
    const key = ends.in(scope);
    const entry: Entry<T> = { owner: this, scope, key, value: make(), isKept: true };
    this.#known.set(key, entry);
    ends.remember(entry);
    return entry.value;
  }

  /** Mostly the ends know it, which saves looking for a text among many. */
  #entry(ends: Ends, scope: string): Entry<T> | undefined {
    const place = ends.placeOf(this, scope);
    if (place !== undefined) return place as Entry<T>;
    const entry = this.#known.get(ends.in(scope));
    if (entry !== undefined) ends.remember(entry);
    return entry;
  }

  #forgetOldest(): void {
    for (;;) {
      if (this.#next === this.#oldest.length) this.#look();
      const { entry, used } = this.#oldest[this.#next++];
      if (!entry.isKept || this.used(entry.value) !== used) continue;
      this.#known.delete(entry.key);
      entry.isKept = false;
      this.forget(entry.value);
      return;
    }
  }

  /** Half of them will do for a while. */
  #look(): void {
    const all = this.#sorted();
    this.#oldest = all.slice(0, Math.ceil(all.length / 2));
    this.#next = 0;
  }

  #sorted(): { entry: Entry<T>; used: number }[] {
    const all = [...this.#known.values()].map((entry) => ({ entry, used: this.used(entry.value) }));
    return all.sort((a, b) => a.used - b.used);
  }
}
