// Every SOCKS exchange of the corpus, and nothing where tshark's view has none.
import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { ReadControl } from "../../src/capture/capture.ts";
import { captureReport } from "../../src/facts/query.ts";
import { runProxies } from "../../src/pipeline/proxy-run.ts";
import type { ProxiesReport } from "../../src/proxies/report.ts";
import { proxiesReport } from "../../src/proxies/result.ts";
import { index, pathOf, type TruthPacket, truthOf } from "./corpus.ts";

async function reportOf(capture: string): Promise<ProxiesReport | null> {
  let end: (() => ProxiesReport) | undefined;
  try {
    await runProxies([pathOf(capture)], {}, new ReadControl(), ({ tracker, counters }, finish) => {
      end = () => {
        finish();
        return proxiesReport(tracker, captureReport(counters, [], []), { showSecrets: false });
      };
    });
  } catch {
    // No capture for us: tenants.corpus.ts says which those are.
    return null;
  }
  return end?.() ?? null;
}

const first = (packet: TruthPacket, field: string): string | undefined => {
  const value = packet[field];
  const one = Array.isArray(value) ? value[0] : value;
  return one === undefined ? undefined : String(one);
};

/** Packets that tshark reads as requests (it does on port 1080 alone), the first of each client's port. */
function requestsOf(truth: readonly TruthPacket[]): Map<string, number> {
  const requests = new Map<string, number>();
  for (const packet of truth) {
    const port = first(packet, "tcp.srcport") ?? "";
    if (first(packet, "socks.command") === undefined || first(packet, "tcp.dstport") !== "1080") continue;
    if (!requests.has(port)) requests.set(port, packet.number);
  }
  return requests;
}

const totals = { captures: 0, exchanges: 0, transports: 0 };
afterAll(() => {
  console.log(
    `proxies: ${totals.captures} captures, ${totals.exchanges} exchanges, ${totals.transports} ssh transports`,
  );
});

describe("proxies of the corpus", () => {
  it.each(index())("$capture", async ({ capture }) => {
    const report = await reportOf(capture);
    if (report === null) return;
    totals.captures++;
    totals.exchanges += report.proxies.length;
    totals.transports += report.ssh.transports.length;
    const truth = truthOf(capture);
    if (truth === null) return;
    const requests = requestsOf(truth);
    const told = truth.filter((p) => p.protocols.includes("socks"));
    const ports = new Set(
      told.flatMap((p) => [first(p, "tcp.srcport") ?? "", first(p, "tcp.dstport") ?? ""]),
    );
    for (const row of report.proxies) {
      // Found by us on a port where tshark looks as well.
      expect(ports, JSON.stringify(row)).toContain(String(row.client.port));
      expect(row.destination, JSON.stringify(row)).not.toBe(null);
    }
    for (const [port, number] of requests) {
      const row = report.proxies.find((p) => String(p.client.port) === port);
      expect(row, `the request in packet ${number}`).toMatchObject({ packet: number });
    }
    // On other ports than 22 tshark does not look: what both ends said has to be in the file.
    const bytes = readFileSync(pathOf(capture));
    for (const t of report.ssh.transports) {
      if (t.evidence === "port") continue;
      for (const [end, said] of [
        [t.client, t.client_version],
        [t.server, t.server_version],
      ] as const) {
        // Of whom nothing was captured nothing is told.
        const isThere = truth.some((p) => first(p, "tcp.srcport") === String(end.port));
        expect(said !== null, JSON.stringify(t)).toBe(isThere);
        if (said === null) continue;
        expect(said).toMatch(/^SSH-\S/);
        expect(bytes.includes(Buffer.from(said)), said).toBe(true);
      }
    }
  });
});
