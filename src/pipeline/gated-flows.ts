/** What a filter keeps of each flow: by its own numbers of them. */
import { UNKNOWN } from "../filter/alike.ts";

/** The flow cache has NO, YES, UNKNOWN, and that the filter is asked about each, with that added: see ANSWER in skim/assembly/match.ts. */
export const ANSWER = 1;
export const ASKED = 2;
/** Added to twice the place of a program. */
export const HAS_ROW = 1;
/** In place of a program: the filter cannot be asked about packets of that flow, which are dissected. */
export const UNASKED = UNKNOWN;

/** In place of a row: nobody asked for it yet; or packets of that flow are of several. */
export const [NOT_KNOWN, NONE] = [-1, -2];

export class GatedFlows {
  /** Their addresses in the flow cache, their programs, and their rows in the session's table. */
  addressOf = new Int32Array(1024);
  programOf = new Int32Array(1024);
  rowOf = new Int32Array(1024);
  #count = 0;

  /** The number of a new flow. */
  add(program: number): number {
    const flow = this.#count++;
    if (flow === this.programOf.length) {
      this.addressOf = longer(this.addressOf);
      this.programOf = longer(this.programOf);
      this.rowOf = longer(this.rowOf);
    }
    this.programOf[flow] = program;
    this.rowOf[flow] = NOT_KNOWN;
    return flow;
  }
}

function longer(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const all = new Int32Array(2 * array.length);
  all.set(array);
  return all;
}
