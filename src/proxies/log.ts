/** When how many new bytes of a connection came in which direction: what a forward is known by. Capped. */

/** What all logs take together. */
export interface LogBudget {
  left: number;
}

/** Most connections have no log: those of captures that are shown, for one. */
const NOTHING: number[] = [];

export class SegmentLog {
  /** Capture time in seconds, direction (0 or 1), new bytes, and their place in the direction. */
  times = NOTHING;
  directions = NOTHING;
  sizes = NOTHING;
  places = NOTHING;
  /** Not all that came is in it. */
  full = false;

  constructor(
    private readonly budget: LogBudget,
    public most: number,
  ) {}

  get length(): number {
    return this.times.length;
  }

  add(time: number, direction: number, size: number, place: number): void {
    if (this.full) return;
    if (this.times.length >= this.most || this.budget.left <= 0) {
      this.full = true;
      return;
    }
    this.budget.left--;
    if (this.times === NOTHING) this.begin();
    this.times.push(time);
    this.directions.push(direction);
    this.sizes.push(size);
    this.places.push(place);
  }

  drop(): void {
    this.budget.left += this.times.length;
    this.times = NOTHING;
    this.directions = NOTHING;
    this.sizes = NOTHING;
    this.places = NOTHING;
    this.full = true;
  }

  private begin(): void {
    this.times = [];
    this.directions = [];
    this.sizes = [];
    this.places = [];
  }
}
