/** So many of something, by name, of which the one that was used longest ago is forgotten for a new one. */
export class Recent<T> {
  readonly #known = new Map<string, T>();
  /** Some of them, as they were used when it was looked: those that were used since are not the oldest. */
  #oldest: { readonly key: string; readonly value: T; readonly used: number }[] = [];
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

  get(key: string): T | undefined {
    return this.#known.get(key);
  }

  /** Adds a new one, for which there is room then. */
  add(key: string, make: () => T): T {
    if (this.#known.size >= this.most) this.#forgetOldest();
    const value = make();
    this.#known.set(key, value);
    return value;
  }

  #forgetOldest(): void {
    for (;;) {
      if (this.#next === this.#oldest.length) this.#look();
      const { key, value, used } = this.#oldest[this.#next++];
      if (this.#known.get(key) !== value || this.used(value) !== used) continue;
      this.#known.delete(key);
      this.forget(value);
      return;
    }
  }

  /** Sorts them, half of which will do for a while. */
  #look(): void {
    const all = [...this.#known].map(([key, value]) => ({ key, value, used: this.used(value) }));
    all.sort((a, b) => a.used - b.used);
    this.#oldest = all.slice(0, Math.ceil(all.length / 2));
    this.#next = 0;
  }
}
