/** What a filter says of the packets of a flow, told to the flow cache. */
import { type Bare, YES } from "../filter/alike.ts";
import type { Programs } from "../filter/programs.ts";
import type { FlowCache } from "../skim/flow-cache.ts";
import { ANSWER, ASKED, type GatedFlows, HAS_ROW, NOT_KNOWN, UNASKED } from "./gated-flows.ts";
import type { WrittenPrograms } from "./written-programs.ts";

export class FlowAnswers {
  readonly #known: FlowCache;
  readonly #flows: GatedFlows;
  readonly #programs: Programs;
  readonly #written: WrittenPrograms;

  constructor(known: FlowCache, flows: GatedFlows, programs: Programs, written: WrittenPrograms) {
    this.#known = known;
    this.#flows = flows;
    this.#programs = programs;
    this.#written = written;
  }

  /** Tells the cache what answer a flow's packets get, or that the filter is to be asked about each. */
  tell(flow: number): void {
    const program = this.#flows.programOf[flow];
    const said = this.#programs.plainly(program);
    // Of those that count somebody has to find the row first.
    const row = this.#flows.rowOf[flow];
    const asks = said > YES || said === UNASKED || (said === YES && row === NOT_KNOWN);
    const code = said > YES ? 2 * this.#written.placeOf(program) : 0;
    const answer = code > 0 ? code + (row >= 0 ? HAS_ROW : 0) : (asks ? ASKED : said) + ANSWER;
    this.#known.answer(this.#flows.addressOf[flow], answer);
  }

  /** Has the cache itself add and answer flows like that of a packet. */
  share(flow: number, p: Bare): void {
    const known = this.#known;
    const program = this.#flows.programOf[flow];
    if (program <= YES) return;
    const said = this.#programs.plainly(program);
    const layout = known.layoutOf(this.#flows.addressOf[flow]);
    const canHaveRow = this.#flows.hasPlaces(layout);
    if (said === YES && !canHaveRow) return;
    const code = said > YES ? 2 * this.#written.placeOf(program) : said + ANSWER;
    const shared = code === 0 ? null : this.#programs.kindOf(program, p.d, p.at);
    if (shared === null) return;
    known.firstAnswer(layout, shared.kinds, shared.kind, said > YES && canHaveRow ? code + HAS_ROW : code);
  }
}
