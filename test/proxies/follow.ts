/** Packets through the program's own way of looking for proxies. */
import { Counters } from "../../src/facts/counters.ts";
import { captureReport } from "../../src/facts/query.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import type { ProxiesReport } from "../../src/proxies/report.ts";
import { proxiesReport } from "../../src/proxies/result.ts";
import { Tracker, type TrackerOptions } from "../../src/proxies/tracker.ts";
import type { Packet } from "../support/capture.ts";

export function follow(packets: readonly Packet[], options: TrackerOptions = {}): ProxiesReport {
  return followed(packets, options).report;
}

export function followed(packets: readonly Packet[], options: TrackerOptions = {}) {
  const tracker = new Tracker({ logs: true, ...options });
  const counters = new Counters();
  /** What each packet is told to go to, by its number from 1 on. */
  const destinations: (readonly string[])[] = [];
  let highest = 0;
  const listing = new Listing({ conversations: false }, (packet) => {
    counters.packet(packet.captured, packet.original, packet.seconds, packet.nanoseconds);
    destinations[packet.number] = tracker.follow(packet);
    highest = Math.max(highest, tracker.memory.used);
    return true;
  });
  for (const p of packets) {
    const view = new DataView(p.bytes.buffer, p.bytes.byteOffset, p.bytes.length);
    listing.packet(view, 0, p.bytes.length, p.original, p.linktype, p.seconds, p.nanoseconds);
  }
  listing.finish();
  const report = proxiesReport(tracker, captureReport(counters, [], []), { showSecrets: true });
  return { report, tracker, destinations, highest };
}
