/** Whose conversations are numbered. Whoever is not met is not asked, since his fields may not be made yet. */
import { protocols } from "../protocols/registry.ts";

const NOT_ASKED = 2;
const answers = new Uint8Array(protocols.length).fill(NOT_ASKED);

/** Whether the number of its conversation is one of the fields of that protocol. */
export function isNumbered(n: number): boolean {
  if (answers[n] === NOT_ASKED) {
    const has = protocols[n]?.fields.some(({ name }) => /^\w+\.stream$/.test(name)) === true;
    answers[n] = has ? 1 : 0;
  }
  return answers[n] === 1;
}
