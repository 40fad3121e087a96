/** What the capture filter of `-i` would lose of a capture: tcpdump lets through what it does, and both are read. */
import { spawnSync } from "node:child_process";
import { captureFilter } from "../../src/cli/recipe.ts";
import type { TenantReport } from "../../src/facts/report.ts";
import { statsOf } from "./capture.ts";

export const hasTcpdump = spawnSync("tcpdump", ["--version"]).status === 0;

/** libpcap has no VLANs, or no Ethernet types, for this link type. */
const PLAIN = /no VLAN support|rejects all packets|not supported/;

function filtered(from: string, to: string, ethernet: boolean): string {
  const args = ["-Z", "root", "--time-stamp-precision=nano", "-r", from, "-w", to, captureFilter(ethernet)];
  const { status, stderr } = spawnSync("tcpdump", args, { encoding: "utf8" });
  return status === 0 ? "" : stderr;
}

const tenantsIn = async (capture: string) =>
  (await statsOf(capture)).tenants.filter(({ tenant }) => tenant !== "native").map(comparable);

/** A packet without a time gets one from tcpdump. */
const comparable = ({ first_time, last_time, ...rest }: TenantReport) => rest;

/**
 * The tenants of a capture, with and without the filter.
 * @param to   a file that may be written
 * @returns null if tcpdump cannot read the capture
 */
export async function withAndWithout(from: string, to: string) {
  const wrong = filtered(from, to, true);
  if (wrong !== "" && !(PLAIN.test(wrong) && filtered(from, to, false) === "")) return null;
  return { ethernet: wrong === "", before: await tenantsIn(from), after: await tenantsIn(to) };
}
