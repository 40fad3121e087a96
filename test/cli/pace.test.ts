import { expect, test } from "vitest";
import { Budget, Pace } from "../../src/cli/pace.ts";
import { Screen } from "../../src/cli/screen.ts";

test("a piece of work takes its share of the time and no more, whatever it costs", () => {
  for (const cost of [1, 80, 240]) {
    const budget = new Budget(0.1, 250, 0.001);
    let spent = 0;
    let now = 0;
    while (now < 100_000) {
      if (!budget.may(now, 2000)) {
        now += 10;
        continue;
      }
      budget.spent(now, now + cost, 2000);
      now += cost;
      spent += cost;
    }
    // The last one may have come just before the end.
    expect(spent / now).toBeLessThanOrEqual(0.1 + cost / now);
    expect(spent / now).toBeGreaterThan(0.04);
  }
});

test("what would take too long is not begun, and that is learnt from what it took", () => {
  const budget = new Budget(0.1, 250, 0.005);
  expect(budget.isTooMuch(50_000)).toBe(false);
  expect(budget.isTooMuch(50_001)).toBe(true);
  budget.spent(0, 100, 5000);
  expect(budget.isTooMuch(12_500)).toBe(false);
  expect(budget.may(1e6, 12_501)).toBe(false);
  // Little work says little about much.
  budget.spent(0, 100, 10);
  expect(budget.isTooMuch(12_500)).toBe(false);
});

test("who is never idle does not keep up; old packets, and pauses, do not count", () => {
  const pace = new Pace(0, 0);
  expect(pace.sample(2000, 1500, 10)).toBe(false);
  expect(pace.sample(4000, 1510, 10)).toBe(true);
  expect(pace.sample(6000, 1520, 800)).toBe(true);
  // A file that is poured into a pipe.
  expect(pace.sample(8000, 1530, 1e9)).toBe(false);
  expect(pace.sample(10_000, 1540, null)).toBe(false);
  expect(pace.sample(12_000, 3540, 10)).toBe(false);
  expect(pace.summary).toBe(
    "could not keep up with the pipe in 4.0 s of 12.0 s: its writer had to wait. " +
      'What tcpdump dropped then ("dropped by kernel") is missing',
  );
  const other = new Pace(0, 0);
  other.sample(1000, 900, 0);
  expect(other.summary).toBeNull();
});

/** As much of a terminal as a picture needs (ECMA-48, DEC private modes 7 and 25). */
class Model {
  readonly cells: string[][];
  readonly scrolled: string[] = [];
  modes = "";
  #row = 0;
  #column = 0;
  #saved = [0, 0];
  #wraps = true;

  constructor(
    readonly columns: number,
    readonly rows: number,
  ) {
    this.cells = Array.from({ length: rows }, () => []);
  }

  get text(): string[] {
    return this.cells.map((row) => row.join("").trimEnd());
  }

  write(text: string): void {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what a terminal obeys
    for (const [part] of text.matchAll(/\u001b\[\??[0-9;]*[A-Za-z]|\u001b[78]|[\s\S]/g)) this.#obey(part);
  }

  #obey(part: string): void {
    const [, question, number, letter] = /^.\[(\??)([\d;]*)([A-Za-z])$/.exec(part) ?? [];
    const n = Number(number || 1);
    if (part === "\r") this.#column = 0;
    else if (part === "\n") this.#down();
    else if (part.endsWith("7") && part.length === 2) this.#saved = [this.#row, this.#column];
    else if (part.endsWith("8") && part.length === 2) [this.#row, this.#column] = this.#saved;
    else if (letter === "H") this.#row = this.#column = 0;
    else if (letter === "A") this.#row = Math.max(0, this.#row - n);
    else if (letter === "K")
      this.cells[this.#row].length = Math.min(this.cells[this.#row].length, this.#column);
    else if (letter === "J") {
      this.cells[this.#row].length = Math.min(this.cells[this.#row].length, this.#column);
      for (let r = this.#row + 1; r < this.rows; r++) this.cells[r] = [];
    } else if (letter === "M") {
      this.cells.splice(this.#row, n);
      while (this.cells.length < this.rows) this.cells.push([]);
    } else if (question === "?") {
      this.modes = this.modes.replace(new RegExp(`${number}[hl]`), "") + number + letter;
      if (number === "7") this.#wraps = letter === "h";
    } else if (letter !== undefined) throw new Error(`unexpected ${JSON.stringify(part)}`);
    else this.#put(part);
  }

  #put(letter: string): void {
    if (this.#column === this.columns) {
      if (this.#wraps) {
        this.#column = 0;
        this.#down();
      } else this.#column--;
    }
    const row = this.cells[this.#row];
    while (row.length < this.#column) row.push(" ");
    row[this.#column++] = letter;
  }

  #down(): void {
    if (this.#row < this.rows - 1) {
      this.#row++;
      return;
    }
    this.scrolled.push(this.cells.shift()?.join("") ?? "");
    this.cells.push([]);
  }
}

test("a picture is drawn in place; nothing that was there before is lost, and the terminal is left as it was", () => {
  const terminal = new Model(20, 12);
  terminal.write("$ tcpdump | overshark\r\n");
  const screen = new Screen(terminal);
  expect([screen.width, screen.height]).toEqual([20, 7]);
  screen.draw(["first", "picture", "of three"]);
  expect(terminal.text.slice(0, 4)).toEqual(["first", "picture", "of three", ""]);
  expect(terminal.scrolled.join("|")).toContain("$ tcpdump | overshar|k");
  // Shorter lines and fewer of them leave nothing behind; a line that is too long is cut, and its last column is there.
  screen.draw(["2nd", "a line that is longer than the terminal"]);
  expect(terminal.text.slice(0, 4)).toEqual(["2nd", "a line that is longl", "", ""]);
  screen.draw(["x".repeat(20), "y"]);
  expect(terminal.text[0]).toBe("x".repeat(20));
  expect(terminal.modes).toBe("7h25h");
});

test("a terminal that does not know its size is one of 80 columns and 24 lines", () => {
  const screen = new Screen({ columns: 0, rows: 0, write() {} });
  expect([screen.width, screen.height]).toEqual([80, 19]);
});

test("at the end the picture goes, and what tcpdump said below it stays above the result", () => {
  const terminal = new Model(40, 12);
  const screen = new Screen(terminal);
  screen.draw(Array.from({ length: screen.height }, (_, i) => `line ${i}`));
  terminal.write("^C10 packets captured\r\n12 received\r\n0 dropped by kernel\r\n");
  screen.leave();
  terminal.write("the report\r\n");
  expect(terminal.text.slice(0, 6)).toEqual([
    "^C10 packets captured",
    "12 received",
    "0 dropped by kernel",
    "the report",
    "",
    "",
  ]);
  screen.leave();
  terminal.write("more\r\n");
  expect(terminal.text[4]).toBe("more");
});
