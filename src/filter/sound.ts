/** Tests of whether a packet was read to its end, and whether something in it contradicts the rest. */
import { faultNames, faultsOf } from "../core/expert.ts";
import type { Frame, Packet } from "../core/layer.ts";
import { Mark, markAlone } from "../core/mark.ts";
import type { Faults, Protocol } from "../core/protocol.ts";
import { Stop } from "../core/stack.ts";
import { steadyAt } from "../core/steady.ts";
import { protocols } from "../protocols/registry.ts";
import { type Answer, either, type Headers, NO, type Quick, UNKNOWN, withSpots, YES } from "./alike.ts";
import type { Demand } from "./demand.ts";
import type { Match } from "./hot.ts";
import { alone } from "./joined.ts";
import { isFault, MARKS, type Named } from "./names.ts";
import type { Range } from "./syntax.ts";

export const isMark = ({ name }: Named, ranges: readonly Range[] | null): boolean =>
  ranges === null && Object.hasOwn(MARKS, name);

/** Whether some remark of that protocol says that a packet is malformed. */
const canBeFaulty = (number: number): boolean => faultNames(protocols[number] as Protocol).size > 0;

/** As the layers say it, most of which need not be made. */
function isMalformed(packet: Packet): boolean {
  return isBroken(packet) || hasFault(packet);
}

const isCut = ({ captured, original }: Packet, { end, wire }: Frame): boolean =>
  captured < original || end < wire;

/** As its mark says, if need be. */
function isBroken(packet: Packet): boolean {
  const { frames, frameCount } = packet;
  const f = frameCount - 1;
  if (packet.toldBehind !== null) return markAlone(packet) === Mark.malformed;
  const stop = packet.stopOf(f);
  const { stack, whole } = frames[f];
  if (stop === Stop.none) {
    // Whoever meets the cut is not malformed.
    if (!whole || isCut(packet, frames[f])) return false;
    if (stack.n > 0 && protocols[stack.proto[stack.n - 1]]?.sound === true) return false;
  } else if (stop !== Stop.malformed || !packet.ranOut(f)) return false;
  return markAlone(packet) === Mark.malformed;
}

function hasFault(packet: Packet): boolean {
  const { frames, frameCount } = packet;
  for (let f = 0; f < frameCount; f++) {
    const { stack, first, whole } = frames[f];
    for (let i = first; whole && i < stack.n; i++) {
      if (!canBeFaulty(stack.proto[i]) || isSurely(packet, f, i)) continue;
      const layer = f === frameCount - 1 ? packet.layerAlone(i) : undefined;
      if (layer === undefined) return packet.layers().some((one) => faultsOf(one) > 0);
      if (faultsOf(layer) > 0) return true;
    }
  }
  return false;
}

/** Whether nothing is malformed that a header says, by its bytes, which are all there; or what is cut. */
function isSurely(packet: Packet, f: number, i: number): boolean {
  const frame = packet.frames[f];
  const { view, stack } = frame;
  const { off, end, proto, n } = stack;
  const { faults, steady, soundIfCut } = protocols[proto[i]] as Protocol;
  if (i === n - 1) {
    // To look for more than there is takes longer than all else.
    if (soundIfCut === true && isCut(packet, frame)) return true;
    if (packet.stopOf(f) !== Stop.none) return false;
  }
  if (faults === undefined) return false;
  const at = off[i];
  const own = steadyAt(steady, view, at);
  if (own === null) return false;
  const { length, words } = own;
  if (faults.options !== undefined) {
    if (words === undefined || !arePlain(faults.options, view, at, at + words)) return false;
  }
  return (
    faults.past !== true ||
    length === undefined ||
    at + length.from + view.getUint16(at + length.at) <= end[i]
  );
}

/** Whether options of the header at `o` are surely what they should; the byte at `words` has its length at its top. */
function arePlain(
  { at, kind, unit }: NonNullable<Faults["options"]>,
  d: DataView,
  o: number,
  words: number,
): boolean {
  const end = o + ((d.getUint8(words) >> 4) << 2);
  for (let i = o + at; i < end; ) {
    const option = d.getUint8(i);
    if (option === 0) return true;
    const size = option === 1 ? 1 : i + 1 < end ? d.getUint8(i + 1) : 0;
    if (size === 0 || i + size > end) return false;
    if (option === kind && ((size - 2) & (unit - 1)) !== 0) return false;
    i += size;
  }
  return true;
}

export const hasMark = ({ name }: Named): Match => {
  const mark = MARKS[name];
  return name === "_ws.malformed" ? isMalformed : (packet) => markAlone(packet) === mark;
};

/** The same of packets with the same headers behind which nobody says more; null: it takes the layers. */
export const marksAlike =
  ({ name }: Named): NonNullable<Demand["quick"]> =>
  (headers) => {
    const { n, proto } = headers;
    const { sound, soundFrom } = protocols[proto[n - 1]] as Protocol;
    if (sound !== true && (soundFrom === undefined || !isFault({ name }))) return null;
    const faults = name === "_ws.malformed" ? faultsIn(headers) : false;
    if (sound === true || faults === null) return faults;
    const own = soundAt(headers, soundFrom as SoundFrom);
    return typeof faults === "boolean" ? own : either([faults, own], false);
  };

type SoundFrom = NonNullable<Protocol["soundFrom"]>;

/** Whether the last header may not be read to its end; never YES. */
function soundAt(headers: Headers, { at, mask, value, least }: SoundFrom): Quick {
  const from = headers.off[headers.n - 1];
  const [end, wires] = [headers.ends(headers.n), headers.lengthsIn(headers.n)];
  const test: Quick = (p) => {
    const wire = end(p);
    if (p.captured < wire) return NO;
    return wire >= from + least && (p.d.getUint32(p.at + from + at) & mask) >>> 0 === value ? NO : UNKNOWN;
  };
  const spot = { kind: "sound", at: from, number: from + at, mask, value, least, wires } as const;
  return withSpots(test, alone(spot));
}

/** Whether something is malformed in such headers, all of which are there. */
function faultsIn(headers: Headers): Answer {
  const tests: Quick[] = [];
  for (const [i, number] of headers.proto.entries()) {
    if (!canBeFaulty(number)) continue;
    const { faults } = protocols[number] as Protocol;
    if (faults === undefined) return null;
    if (faults.past === true && headers.lengthAt(i) !== null) tests.push(pastAt(headers, i));
    if (faults.options !== undefined) {
      // Where another header follows its options are not known.
      if (i < headers.n - 1 || headers.words < 0) return null;
      tests.push(optionsAt(headers, faults.options));
    }
  }
  return either(tests, false);
}

/** Whether the length of that header goes on behind where those before it end. */
function pastAt(headers: Headers, i: number): Quick {
  const { at, from } = headers.lengthAt(i) ?? { at: 0, from: 0 };
  const end = headers.ends(i);
  const wires = headers.lengthsIn(i);
  const test: Quick = (p) => (from + p.d.getUint16(p.at + at) > end(p) ? YES : NO);
  return withSpots(test, alone({ kind: "past", at, from, wires }));
}

/** Whether the last header may have an option that is malformed; never YES. */
function optionsAt(headers: Headers, options: NonNullable<Faults["options"]>): Quick {
  const header = headers.off[headers.n - 1];
  const { words } = headers;
  const test: Quick = ({ d, at }) => (arePlain(options, d, at + header, at + words) ? NO : UNKNOWN);
  const { at, kind, unit } = options;
  const spot = { kind: "options", at: header + at, words, header, option: kind, unit } as const;
  return withSpots(test, alone(spot));
}
