/** The compiled code that works in a `FlowMemory`: assembly/. */
import { MODULE } from "./match-module.ts";

/** What assembly/match.ts exports; addresses and lengths in bytes. */
export interface Matcher {
  find(cache: number, at: number, captured: number, original: number): number;
  meet(cache: number, at: number, captured: number, original: number): number;
  findAs(cache: number, layout: number, at: number, captured: number, original: number): number;
  add(cache: number, layout: number, at: number, value: number): void;
  endIn(flow: number, at: number, original: number): number;
  prefer(cache: number, layout: number, at: number): void;
  reindex(cache: number, index: number, mask: number): void;
  drain(from: number, end: number): number;
  contains(at: number, end: number, part: number, length: number): number;
  follow(
    flow: number,
    packet: number,
    original: number,
    number: number,
    seconds: number,
    nanoseconds: number,
  ): number;
  segment(
    connection: number,
    side: number,
    number: number,
    seconds: number,
    nanoseconds: number,
    sequence: number,
    acknowledgment: number,
    flags: number,
    window: number,
    length: number,
    windowScale: number,
    sacked: number,
  ): void;
  forget(connection: number): void;
  datagram(conversation: number, shift: number, used: number, seconds: number, nanoseconds: number): void;
  forgetDatagrams(conversation: number): void;
  settle(flow: number, packet: number): number;
  waits(flow: number, answer: number, isFrame: number, packet: number, number: number): number;
  lookFor(table: number): number;
  hashed(): number;
  pair(): number;
  seat(table: number): number;
  unseat(table: number, conversation: number): void;
  reseat(table: number, index: number, mask: number): void;
  sum(at: number, size: number): number;
  seen(list: number, ports: number, id: number, frame: number): number;
  unsee(list: number, frame: number): void;
  skim(
    cache: number,
    gated: number,
    from: number,
    end: number,
    most: number,
    mostNew: number,
    id: number,
    scale: number,
    longest: number,
  ): number;
}

/** The compiled code; null: this Node, or this processor, cannot run it; undefined: nobody has tried. */
let module: WebAssembly.Module | null | undefined;

export function compiled(): WebAssembly.Module | null {
  if (module === undefined) {
    try {
      module = new WebAssembly.Module(Buffer.from(MODULE, "base64"));
    } catch {
      module = null;
    }
  }
  return module;
}

/** Whether there can be flow caches. Without them every packet is dissected, which takes longer. */
export const canMatch = (): boolean => compiled() !== null;
