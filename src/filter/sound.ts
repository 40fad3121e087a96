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
import { isFault, MARKS, type Named } from "./names.ts";
import type { Range } from "./syntax.ts";

export const isMark = ({ name }: Named, ranges: readonly Range[] | null): boolean =>
  ranges === null && Object.hasOwn(MARKS, name);

/** By number: some remark of it says that the packet is malformed. */
const faulty = Uint8Array.from(protocols, (p) => (p !== null && faultNames(p).size > 0 ? 1 : 0));

/** As the layers say it, most of which need not be made. */
function isMalformed(packet: Packet): boolean {
  return isBroken(packet) || hasFault(packet);
}

/** As its mark says, if need be. */
function isBroken(packet: Packet): boolean {
  const { frames, frameCount, captured, original } = packet;
  const f = frameCount - 1;
  // Whoever meets the cut is not malformed.
  if (packet.toldBehind === null && packet.stopOf(f) === Stop.none) {
    const { stack, end, wire, whole } = frames[f];
    if (captured < original || end < wire || !whole) return false;
    if (stack.n > 0 && protocols[stack.proto[stack.n - 1]]?.sound === true) return false;
  }
  return markAlone(packet) === Mark.malformed;
}

function hasFault(packet: Packet): boolean {
  const { frames, frameCount } = packet;
  for (let f = 0; f < frameCount; f++) {
    const { stack, first, whole } = frames[f];
    for (let i = first; whole && i < stack.n; i++) {
      if (faulty[stack.proto[i]] === 0 || isSurely(frames[f], i)) continue;
      const layer = packet.layerAlone(i);
      if (layer === undefined) return packet.layers().some((one) => faultsOf(one) > 0);
      if (faultsOf(layer) > 0) return true;
    }
  }
  return false;
}

/** Whether nothing is malformed that a header says behind which another one was found, by its bytes. */
function isSurely({ view, stack: { off, end, proto, n } }: Frame, i: number): boolean {
  const { faults, steady } = protocols[proto[i]] as Protocol;
  if (faults === undefined || faults.options !== undefined || i === n - 1) return false;
  const length = faults.past === true ? steadyAt(steady, view, off[i])?.length : undefined;
  return length === undefined || off[i] + length.from + view.getUint16(off[i] + length.at) <= end[i];
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
  return withSpots(test, { every: false, spots: [spot] });
}

/** Whether something is malformed in such headers, all of which are there. */
function faultsIn(headers: Headers): Answer {
  const tests: Quick[] = [];
  for (const [i, number] of headers.proto.entries()) {
    const protocol = protocols[number] as Protocol;
    if (faultNames(protocol).size === 0) continue;
    const { faults } = protocol;
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
  return withSpots(test, { every: false, spots: [{ kind: "past", at, from, wires }] });
}

/** Whether the last header may have an option that is malformed; never YES. */
function optionsAt(headers: Headers, { at, kind, unit }: NonNullable<Faults["options"]>): Quick {
  const header = headers.off[headers.n - 1];
  const { words } = headers;
  const test: Quick = ({ d, at: packet }) => {
    const end = packet + header + ((d.getUint8(packet + words) >> 4) << 2);
    for (let o = packet + header + at; o < end; ) {
      const option = d.getUint8(o);
      if (option === 0) break;
      const size = option === 1 ? 1 : o + 1 < end ? d.getUint8(o + 1) : 0;
      if (size === 0 || o + size > end) return UNKNOWN;
      if (option === kind && ((size - 2) & (unit - 1)) !== 0) return UNKNOWN;
      o += size;
    }
    return NO;
  };
  const spot = { kind: "options", at: header + at, words, header, option: kind, unit } as const;
  return withSpots(test, { every: false, spots: [spot] });
}
