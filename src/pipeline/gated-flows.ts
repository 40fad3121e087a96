/** What a filter keeps of each flow: by its own numbers of them. */

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
