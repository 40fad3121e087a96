// Conservation, packet counts and tenants over the whole corpus.
import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CaptureError } from "../../src/capture/capture.ts";
import { claim } from "../../src/core/demux.ts";
import type { StatsReport } from "../../src/facts/report.ts";
import { protocolNumber } from "../../src/protocols/registry.ts";
import { conservation, statsOf } from "../support/capture.ts";
import { CORPUS, index, pathOf, truthOf } from "./corpus.ts";
import { type SttFrames, tenantOf } from "./tenant-of.ts";

/** Files that are no captures for us: the reason is part of the message. */
const REFUSED: Record<string, RegExp> = {
  "own/formats/gre-netmon2.cap": /Network Monitor/,
  "own/formats/stt-netmon2.cap": /Network Monitor/,
  "the-tcpdump-group+libpcap/tests/pcap-invalid-version-1.pcap": /version 1.4 is not supported/,
  "the-tcpdump-group+libpcap/tests/pcapng-invalid-vers-1.pcapng": /version 0.1 is not supported/,
  "the-tcpdump-group+libpcap/tests/pcapng-invalid-vers-2.pcapng": /version 1.1 is not supported/,
};

/** Packet counts that differ from tshark's on purpose. */
const COUNTS: Record<string, { packets: number; why: string }> = {
  "google+gopacket/pcapgo/tests/be/test017.pcapng": {
    packets: 0,
    why: "tshark counts custom blocks, capinfos does not",
  },
  "google+gopacket/pcapgo/tests/le/test018.pcapng": {
    packets: 4,
    why: "tshark counts custom blocks, capinfos does not",
  },
  "google+gopacket/pcapgo/tests/le/test202.pcapng": {
    packets: 8,
    why: "tshark counts custom blocks, capinfos does not",
  },
};

/** Captures whose tenants differ from what tshark's layers tell, and why ours are right. */
const IGNORES_I_FLAG =
  "tshark shows the VNI of a VXLAN header without its I flag; RFC 7348 (5) makes that no VNI";
const TAKES_ANYTHING =
  "its STT heuristic takes every TCP segment to port 7471, also those that bytes errors have made impossible";
const PARSING = "AlexeyVasilev+PcapFlowLab/tests/data/parsing";
const TENANTS: Record<string, string> = {
  [`${PARSING}/geneve/06_geneve_invalid_version.pcap`]:
    "RFC 8926 (3.4): a Geneve version other than 0 must be dropped",
  [`${PARSING}/vxlan/06_vxlan_invalid_flags_or_reserved_bits.pcap`]: IGNORES_I_FLAG,
  [`${PARSING}/vxlan/17_vxlan_udp_port_and_header_matrix.pcap`]: IGNORES_I_FLAG,
  [`${PARSING}/pbb/09_pbb_outer_btag_ipv4_udp.pcap`]:
    "tshark reads a service tag behind a backbone tag, but shows no layer for it",
  [`${PARSING}/pppoe/28_pppoe_session_unsupported_version_with_ipv4_trailer.pcap`]:
    "RFC 2516 (4): a PPPoE version is 1, or it is none",
  "own/fuzzed/stt-basic-key42-from34-E0.05.pcap": TAKES_ANYTHING,
  "own/fuzzed/stt-inner-vlan33-from34-E0.05.pcap": TAKES_ANYTHING,
};

const totals = { captures: 0, packets: 0, exact: 0, bounded: 0, known: 0 };

beforeAll(() => claim("udp.port", 8472, protocolNumber("vxlan")));
afterAll(() => {
  console.log(
    `corpus: ${totals.captures} captures, ${totals.packets} packets; tenants equal tshark's in ${totals.exact}, ` +
      `within the packets that tshark cannot tell in ${totals.bounded}, different on purpose in ${totals.known}`,
  );
});

describe("corpus", () => {
  it("is there", () => {
    expect(existsSync(CORPUS), `no corpus at ${CORPUS}: set CORPUS`).toBe(true);
  });

  it.each(index())("$capture ($packets)", async ({ capture, packets, warnings }) => {
    const refused = REFUSED[capture];
    if (refused !== undefined) {
      await expect(statsOf(pathOf(capture))).rejects.toThrow(refused);
      await expect(statsOf(pathOf(capture))).rejects.toBeInstanceOf(CaptureError);
      return;
    }
    const stats = await statsOf(pathOf(capture));
    totals.captures++;
    totals.packets += stats.capture.packets;
    expect(conservation(stats)).toEqual({ packets: stats.capture.packets, bytes: stats.capture.bytes });
    if (warnings.includes("contains record data that TShark doesn't support")) return;
    expect(stats.capture.packets).toBe(COUNTS[capture]?.packets ?? packets);
    if (COUNTS[capture] === undefined) compareTenants(capture, stats);
  });
});

function compareTenants(capture: string, stats: StatsReport): void {
  const truth = truthOf(capture);
  if (truth === null) return;
  const frames: SttFrames = new Map();
  // Twice, since a piece may come before the first one of its frame.
  for (const packet of truth) tenantOf(packet, frames);
  const want = new Map<string, number>();
  let unsure = 0;
  for (const packet of truth) {
    const told = tenantOf(packet, frames);
    want.set(told.tenant, (want.get(told.tenant) ?? 0) + 1);
    if (told.unsure) unsure++;
  }
  const got = new Map(stats.tenants.map((t) => [t.tenant, t.packets]));
  const differences = [...new Set([...want.keys(), ...got.keys()])]
    .map((tenant) => ({ tenant, tshark: want.get(tenant) ?? 0, ours: got.get(tenant) ?? 0 }))
    .filter((d) => d.tshark !== d.ours);
  if (differences.length === 0) {
    totals.exact++;
    return;
  }
  if (TENANTS[capture] !== undefined) {
    totals.known++;
    return;
  }
  const moved = differences.reduce((n, d) => n + Math.abs(d.tshark - d.ours), 0);
  const allowed = unsure + (want.get("stt:?") ?? 0) + unsupported(stats);
  expect(
    moved,
    `${JSON.stringify(differences)}, unsure ${unsure}, ${JSON.stringify(stats.unattributed)}`,
  ).toBeLessThanOrEqual(2 * allowed);
  totals.bounded++;
  if (process.env.SHOW)
    process.stderr.write(
      `BOUNDED ${capture} ${JSON.stringify(differences).slice(0, 260)} unsure ${unsure}\n`,
    );
}

/** Packets of link types that tshark reads and we do not. */
function unsupported(stats: StatsReport): number {
  const reasons = Object.entries(stats.unattributed.by_reason);
  return reasons
    .filter(([reason]) => reason.startsWith("unsupported_linktype"))
    .reduce((n, [, packets]) => n + packets, 0);
}
