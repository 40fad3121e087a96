/**
 * What the listing must say of parts, from the notes of those who cut them: by maps of bytes, as the truth model
 * does, and without a look at any packet.
 */
import type { Joined, PacketRecord, Part } from "../../fixtures/make/scenario.ts";

/** What can be known of a part from the notes: its PartOf without ids. */
export interface Expected {
  kind: "stt" | "ip";
  offset: number;
  length: number;
  index: number;
  count: number;
  reassembledIn: number;
}

interface State {
  have: Uint8Array;
  accepted: { part: Part; expected: Expected[] }[];
  /** Of all parts that arrived. */
  notes: Expected[];
  /** Numbers of the packets that brought them. */
  members: number[];
  completedIn: number;
}

/** For every record, what it is a part of, outermost first. */
export function expectedParts(records: readonly PacketRecord[]): Expected[][] {
  const states = new Map<Joined, State>();
  const all: Expected[][] = records.map(() => []);

  const arrive = (part: Part, members: readonly number[], now: number): void => {
    const { of, offset, length } = part;
    // In one piece it is a part of nothing.
    if (length === of.total) return;
    let state = states.get(of);
    if (state === undefined) {
      state = { have: new Uint8Array(of.total), accepted: [], notes: [], members: [], completedIn: 0 };
      states.set(of, state);
    }
    const note = { kind: of.kind, offset, length, index: 0, count: 0, reassembledIn: 0 };
    const expected: Expected[] = members.map(() => ({ ...note }));
    for (const [i, member] of members.entries()) all[member - 1].push(expected[i]);
    state.notes.push(...expected);
    state.members.push(...members);
    const bytes = state.have.subarray(offset, offset + length);
    const again = bytes.some((byte) => byte === 1);
    if (!again) {
      bytes.fill(1);
      state.accepted.push({ part, expected });
    }
    const whole = state.have.every((byte) => byte === 1);
    if (!whole) return;
    const first = state.completedIn === 0;
    if (first) state.completedIn = now;
    state.accepted.sort((a, b) => a.part.offset - b.part.offset);
    const offsets = state.accepted.map((accepted) => accepted.part.offset);
    for (const known of state.notes) {
      known.index = offsets.indexOf(known.offset) + 1;
      known.count = offsets.length;
      known.reassembledIn = state.completedIn;
    }
    if (first && of.carries !== null) arrive(of.carries, [...state.members], now);
  };

  for (const [i, record] of records.entries()) {
    const { part, reason } = record.note;
    // A malformed piece hangs on nothing.
    if (part !== null && reason === null) arrive(part, [i + 1], i + 1);
  }
  return all;
}
