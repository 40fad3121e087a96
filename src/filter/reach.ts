/** How far beyond a packet one has to look for what a filter asks of it. */
import { protocols } from "../protocols/registry.ts";
import { isOfRecord, isOwn, isPrompt, type Named, OF_OTHERS, SINCE_FIRST } from "./names.ts";

const INTERFACE = "frame.interface_id";

export class Reach {
  /** To what it is a part of at most, wherever in the capture that stands. */
  own = true;
  /** Or to when the first packet came. */
  sinceFirst = true;
  /** Not even to what it is a part of. */
  prompt = true;
  /** Or there, but only for whose that is. */
  promptOfTenant = true;
  /** Nor to that, but to what its conversations said before. */
  recalled = true;
  /** To its record alone, or besides that to what `sinceFirst` tells. */
  ofRecord = true;

  /** @param there whether it is there is all that is asked: of what the record says that does not hang on other packets */
  add(what: Named, there: boolean): void {
    const isRecord = isOfRecord(what);
    if (!isRecord) this.ofRecord = false;
    // Records of some files have no interface.
    if (there && isRecord && what.name !== INTERFACE) return;
    if (!isOwn(what)) this.own = false;
    if (!isOwn(what) && what.name !== SINCE_FIRST) this.sinceFirst = false;
    if (!isPrompt(what)) this.prompt = false;
    if (!isPrompt(what) && !isRecalled(what)) this.recalled = false;
    if (!isPrompt(what, true)) this.promptOfTenant = false;
  }
}

/** Whether it follows from what the conversation said before, and the packet and the frames that it completed. */
const isRecalled = ({ places }: Named): boolean =>
  places.length > 0 &&
  places.every(({ field: { name }, number }) => {
    const { recalls, exchange } = protocols[number] ?? {};
    return recalls === undefined
      ? exchange !== undefined && !OF_OTHERS.test(name)
      : Object.hasOwn(recalls, name);
  });
