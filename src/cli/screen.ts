/**
 * A picture on a terminal that is drawn again and again in its place. The terminal is in no other state between two
 * drawings than before the first (no alternate screen, no hidden cursor), so that nothing has to be put right when
 * the program is killed, and what tcpdump says at its end stays.
 */

/** What is needed of process.stdout. */
export interface Terminal {
  columns: number;
  rows: number;
  write(text: string): unknown;
}

const ESC = "\u001b[";
const HIDE = `${ESC}?25l`;
const SHOW = `${ESC}?25h`;
/** Lines wider than the terminal are cut instead of continued below. */
const NO_WRAP = `${ESC}?7l`;
const WRAP = `${ESC}?7h`;
const HOME = `${ESC}H`;
const CLEAR_LINE = `${ESC}K`;
const CLEAR_BELOW = `${ESC}J`;
const SAVE = "\u001b7";
const RESTORE = "\u001b8";

/** Lines that are left for what others print below, as tcpdump's last words. */
const ROOM = 5;
/** Of a terminal that says 0, or nothing. */
const DEFAULT_WIDTH = 80;
const DEFAULT_HEIGHT = 24;

export class Screen {
  readonly #terminal: Terminal;
  #drawn = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  get width(): number {
    return this.#terminal.columns || DEFAULT_WIDTH;
  }

  get height(): number {
    return Math.max(1, (this.#terminal.rows || DEFAULT_HEIGHT) - ROOM);
  }

  draw(lines: readonly string[]): void {
    // What was on the screen before is not lost: it moves up, out of the way.
    const first = this.#drawn === 0 ? "\n".repeat(this.#terminal.rows || DEFAULT_HEIGHT) : "";
    this.#drawn = lines.length;
    const text = lines.map((line) => `${CLEAR_LINE}${line}\r\n`).join("");
    this.#terminal.write(`${first}${HIDE}${NO_WRAP}${HOME}${text}${CLEAR_BELOW}${WRAP}${SHOW}`);
  }

  /** Takes the picture away; what others printed below it moves up, and the cursor stands behind that. */
  leave(): void {
    const lines = this.#drawn;
    this.#drawn = 0;
    if (lines > 0) this.#terminal.write(`${SAVE}${HOME}${ESC}${lines}M${RESTORE}${ESC}${lines}A`);
  }
}
