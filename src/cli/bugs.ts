/** Faults of this program's own: what is said of them, and that one packet's is no other's. */
import { clean } from "../output/clean.ts";
import { OutputError } from "./errors.ts";
import { errors, say } from "./streams.ts";

export const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

/** @param what the first words of the line */
export function explainBug(what: string, error: unknown): void {
  say(`${what}: ${sentence(String(error))} OVERSHARK_DEBUG=1 shows where.`);
  if (process.env.OVERSHARK_DEBUG !== "1" || !(error instanceof Error)) return;
  for (const line of (error.stack ?? "").split("\n")) errors().write(`${clean(line)}\n`);
}

/** Counts packets that could not be shown, and tells of the first one. */
export class Unshown {
  count = 0;

  /** @returns what `show` says of a packet; false: it could not be shown @throws OutputError */
  try<T extends { readonly number: number }>(packet: T, show: (packet: T) => boolean): boolean {
    try {
      return show(packet);
    } catch (error) {
      if (error instanceof OutputError) throw error;
      if (this.count++ === 0)
        explainBug(`packet ${packet.number} is not shown, which is a bug in overshark`, error);
      return false;
    }
  }

  /** To be called at the end. */
  tell(): void {
    if (this.count > 1) say(`${this.count} packets are not shown, which is a bug in overshark`);
  }
}
