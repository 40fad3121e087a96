import type { Report, SttReport } from "../facts/report.ts";
import { clean, fileName } from "./clean.ts";
import { type Candidate, never, type Rule, type Severity, weights } from "./finding.ts";
import { encapTitle } from "./names.ts";
import { count, counted, figure, percent, ratio, size } from "./units.ts";

/** Share of the whole from which on a gap changes what the figures mean. */
export const GAP_BAD = 0.1;
export const GAP_WARN = 0.01;
/** A gap of fewer packets is never more than an info: the first and last ones of a capture are often in it. */
export const GAP_MIN = 3;

/** Share of all bytes from which on an encapsulation's headers cost more than its full-size packets explain. */
export const OVERHEAD_SHARE = 0.15;
/** Fewer packets (a ping, a handshake) say nothing about the usual size. */
export const OVERHEAD_MIN_PACKETS = 100;

/** Longest file name inside a sentence. */
const FILE_WIDTH = 40;

function gapSeverity(part: number, whole: number): Severity {
  if (part < GAP_MIN) return "info";
  const share = ratio(part, whole);
  return share >= GAP_BAD ? "bad" : share >= GAP_WARN ? "warn" : "info";
}

const one = (severity: Severity, text: string, weight = 0): Candidate[] => [{ severity, text, weight }];

const damage: Rule = {
  find: ({ stats }) =>
    stats.capture.damage.map((d, i) => ({
      severity: "bad",
      text:
        `${fileName(d.file, FILE_WIDTH)} is damaged at packet ${count(d.packet)} ` +
        `(byte ${count(d.offset)}): ${clean(d.what)}; the rest of the file was not read`,
      weight: -i,
    })),
  more: (rest) => `${counted(rest.length, "more capture file is", "more capture files are")} damaged`,
};

/** Why packets have no tenant. A reason may carry a name after a colon. */
const REASONS: Record<string, (name: string) => string> = {
  stt_first_piece_missing: () => "pieces of STT frames whose first piece was not captured",
  fragment_first_missing: () => "IP fragments whose first fragment was not captured",
  malformed: () => "broken tunnel header",
  truncated: () => "cut by the snapshot length before the tenant; capture more of each packet",
  too_deep: () => "more tunnels inside each other than are followed",
  max_flows: () => "the flow table was full; raise --max-flows",
  unsupported_linktype: (name) => `link type ${name}, which is not decoded`,
};

function reasonText(reason: string): string {
  const [word, ...name] = reason.split(":");
  return Object.hasOwn(REASONS, word) ? REASONS[word](clean(name.join(":"))) : clean(reason);
}

const unattributed: Rule = {
  find: ({ stats }) =>
    Object.entries(stats.unattributed.by_reason)
      .filter(([, packets]) => packets > 0)
      .map(([reason, packets]) => {
        const gap = gapSeverity(packets, stats.capture.packets);
        const share = percent(ratio(packets, stats.capture.packets));
        return {
          // A cap of ours, which the user can lift, is never a mere remark.
          severity: reason === "max_flows" && gap === "info" ? "warn" : gap,
          text: `no tenant for ${counted(packets, "packet")} (${share}): ${reasonText(reason)}`,
          weight: packets,
        };
      }),
  more: (rest) => `no tenant for ${counted(weights(rest), "packet")}: ${counted(rest.length, "more reason")}`,
};

const sttFrames: Rule = {
  find({ stats }) {
    const { frames_complete, frames_incomplete, frames_headerless } = stats.stt;
    const lost = frames_incomplete + frames_headerless;
    if (lost === 0) return [];
    const all = lost + frames_complete;
    const severity = gapSeverity(lost, all);
    return one(
      severity === "bad" ? "warn" : severity,
      `STT: ${count(lost)} of ${counted(all, "frame")} are not whole (${count(frames_incomplete)} with a piece ` +
        `missing, ${count(frames_headerless)} without their first): packets lost, or outside of the capture`,
    );
  },
  more: never,
};

const sttEvicted: Rule = {
  find: ({ stats: { stt } }) =>
    stt.evicted === 0
      ? []
      : one(
          "warn",
          `STT: ${counted(stt.evicted, "open frame was", "open frames were")} given up for lack of reassembly ` +
            "memory: raise --reassembly-memory",
        ),
  more: never,
};

/** All STT bytes, if it is certain that nothing else is among them; null if not. */
function sttBytes({ stats }: Report): number | null {
  const { packets, bytes, by_reason } = stats.unattributed;
  const missing = by_reason.stt_first_piece_missing ?? 0;
  if (missing !== 0 && missing !== packets) return null;
  const row = stats.encapsulations.find((e) => e.encap === "stt");
  return (row?.bytes ?? 0) + (missing === 0 ? 0 : bytes);
}

const sttHeaderless: Rule = {
  find(report) {
    const stt: SttReport = report.stats.stt;
    if (stt.headerless_pieces === 0) return [];
    const bytes = sttBytes(report);
    const share =
      bytes !== null && bytes >= stt.headerless_bytes
        ? `${percent(stt.headerless_bytes / bytes)} of the bytes`
        : size(stt.headerless_bytes);
    return one(
      "info",
      `STT: ${count(stt.headerless_pieces)} of ${counted(stt.pieces, "packet")} ` +
        `(${percent(ratio(stt.headerless_pieces, stt.pieces))}, ${share}) carry no STT header: ` +
        "a device without state cannot tell their tenant",
    );
  },
  more: never,
};

const sttRejected: Rule = {
  find: ({ stats: { stt } }) =>
    stt.rejected === 0
      ? []
      : one(
          "info",
          `STT: ${counted(stt.rejected, "TCP segment")} to port 7471 cannot be STT (real TCP, or broken)`,
        ),
  more: never,
};

const overhead: Rule = {
  find: ({ stats }) =>
    stats.encapsulations
      .filter((e) => e.packets >= OVERHEAD_MIN_PACKETS && ratio(e.overhead_bytes, e.bytes) >= OVERHEAD_SHARE)
      .map((e) => ({
        severity: "info",
        text:
          `${encapTitle(e.encap)}: ${percent(ratio(e.overhead_bytes, e.bytes))} of the bytes are encapsulation ` +
          `(${figure(ratio(e.overhead_bytes, e.packets))} bytes a packet)`,
        weight: e.overhead_bytes,
      })),
  more: (rest) =>
    `${counted(rest.length, "more encapsulation")} of at least ${percent(OVERHEAD_SHARE)} overhead`,
};

/** Every host uses these before it has an address; that several tenants do says nothing. */
const UNSPECIFIED: ReadonlySet<string> = new Set(["0.0.0.0", "::"]);

const reuse: Rule = {
  find({ reuse }) {
    if (reuse === null || reuse.addresses === 0 || reuse.example_tenants < 2) return [];
    const apart = "kept apart here, mixed by tools that ignore the tenant";
    if (UNSPECIFIED.has(reuse.example)) {
      if (reuse.addresses === 1) return [];
      return one(
        "info",
        `${counted(reuse.addresses, "inner address", "inner addresses")} are in use by several of ` +
          `${counted(reuse.tenants.length, "tenant")}: ${apart}`,
      );
    }
    const others = reuse.addresses - 1;
    const more =
      others === 0
        ? ""
        : `, and ${counted(others, "more inner address is", "more inner addresses are")} in several tenants`;
    return one(
      "info",
      `${counted(reuse.example_tenants, "tenant")} use ${clean(reuse.example)}${more}: ${apart}`,
    );
  },
  more: never,
};

const snapshot: Rule = {
  find: ({ stats: { capture } }) =>
    capture.truncated_packets === 0
      ? []
      : one(
          "info",
          `${counted(capture.truncated_packets, "packet is", "packets are")} cut by the snapshot length ` +
            `(${size(capture.captured_bytes)} of ${size(capture.bytes)} captured): all figures are lengths on the wire`,
        ),
  more: never,
};

const noTunnels: Rule = {
  find: ({ stats }) => {
    if (stats.capture.packets === 0) return one("info", "the capture holds no packets");
    if (stats.encapsulations.length > 0 || stats.unattributed.packets > 0) return [];
    return one("info", "no tunnels; one on a port of its own needs decode-as: -d udp.port==8472,vxlan");
  },
  more: never,
};

/** How far the capture can be trusted, what it costs, and what other tools would make of it. */
export const captureRules: { damage: readonly Rule[]; rest: readonly Rule[] } = {
  damage: [damage],
  rest: [
    unattributed,
    sttEvicted,
    sttFrames,
    reuse,
    sttHeaderless,
    sttRejected,
    overhead,
    snapshot,
    noTunnels,
  ],
};
