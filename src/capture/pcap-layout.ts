import { maximumLength } from "./linktypes.ts";
import type { Window } from "./window.ts";

/** A record header of classic pcap: the standard 16 bytes and what some systems added to them. */
export interface RecordLayout {
  name: string;
  /** Length in bytes. */
  header: number;
}

/** What the file header says. */
export interface PcapHeader {
  little: boolean;
  scale: number;
  layouts: readonly RecordLayout[];
  major: number;
  minor: number;
  /** In bytes; 0 means that it says nothing. */
  snaplen: number;
  linktype: number;
}

/** The layouts that share the magic number a1b2c3d4; the first is the one to assume. */
export const STANDARD: readonly RecordLayout[] = [
  { name: "pcap", header: 16 },
  { name: "Red Hat 6.1", header: 24 },
  { name: "Nokia", header: 20 },
];
/** The layouts that share a1b2cd34. */
export const MODIFIED: readonly RecordLayout[] = [
  { name: "modified pcap", header: 24 },
  { name: "SuSE 6.3", header: 28 },
];

const MICROSECONDS = 1_000_000;
/** Longer than anything that is carried as one packet. */
const LONGEST = 128 * 1024 * 1024;
/** Record headers that are looked at: of the assumed layout, and of another. */
const FEW = 2;
const MORE = 3;

/**
 * Finds the layout of the records that follow the file header. The assumed one stays unless its
 * second header makes no sense and the first three of another do, or all there are if it is a very
 * short file. (The first header starts alike in all.) Waits for as much of the input as that takes:
 * the first record and the header of the second when, as nearly always, the assumed layout is right.
 */
export async function chooseLayout(window: Window, file: PcapHeader): Promise<RecordLayout> {
  const [assumed, ...others] = file.layouts;
  if (others.length === 0 || (await seen(window, file, assumed, FEW)) !== "nonsense") return assumed;
  for (const layout of others) if ((await seen(window, file, layout, MORE)) === "sense") return layout;
  return assumed;
}

/** What the first headers look like in a layout; "cut" if the input ends before, in a record. */
async function seen(
  window: Window,
  file: PcapHeader,
  layout: RecordLayout,
  wanted: number,
): Promise<"sense" | "nonsense" | "cut"> {
  let at = 0;
  for (let n = 0; n < wanted; n++) {
    if (!(await window.fill(at + layout.header))) return window.length === at ? "sense" : "cut";
    const captured = plausible(window.view, window.start + at, file, layout);
    if (captured < 0) return "nonsense";
    at += layout.header + captured;
  }
  return "sense";
}

/** The captured length of the record header at `at`, or -1 if it is unlikely to be one. */
function plausible(view: DataView, at: number, file: PcapHeader, layout: RecordLayout): number {
  const { little, linktype, snaplen } = file;
  const captured = view.getUint32(at + 8, little);
  const original = view.getUint32(at + 12, little);
  if (view.getUint32(at + 4, little) >= MICROSECONDS) return -1;
  if (captured > original || original > LONGEST) return -1;
  if (captured > maximumLength(linktype) || (snaplen > 0 && captured > snaplen)) return -1;
  // Kuznetzov's layouts go on with an interface index, an Ethernet protocol and Linux's packet type.
  if (layout.header >= 24 && (view.getUint32(at + 16, little) > 10000 || view.getUint8(at + 22) > 4))
    return -1;
  return captured;
}
