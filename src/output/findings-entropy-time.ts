/** Findings about what happens packet by packet: policers, headers that are not there, loads over time. */
import type { LaboratoryReport, PolicyDirectionReport, PolicyReport } from "../facts/entropy-report.ts";
import { clean } from "./clean.ts";
import { type Candidate, never } from "./finding.ts";
import type { Found } from "./findings.ts";
import { directionName } from "./names.ts";
import { count, counted, percent, rate, ratio, size, bits as two } from "./units.ts";

/** So much more passes before it is worth a word. */
const LEAK = 1.05;

function policed(policy: PolicyReport, d: PolicyDirectionReport): Candidate {
  const { stateless, following } = d;
  const times = ratio(stateless.passed_bytes, following.passed_bytes);
  const who = `${clean(policy.tenant)} ${directionName(d)}, ${rate(policy.bits_per_second)}`;
  const unseen =
    d.headerless_packets === 0
      ? "every packet names the tenant"
      : `${percent(ratio(d.headerless_bytes, d.bytes))} of the bytes do not name the tenant`;
  if (times < LEAK) {
    const dropped =
      following.dropped_packets === 0
        ? "nothing is dropped"
        : `${count(following.dropped_packets)} of ${counted(d.packets, "packet")} dropped`;
    return { severity: "info", text: `${who}: ${unseen}; with or without state ${dropped}`, weight: d.bytes };
  }
  const text =
    `${who}: ${unseen}: a policer without state lets ${size(stateless.passed_bytes)} pass, one that follows frames ` +
    `${size(following.passed_bytes)}: ${two(times)} times as much; police before the tunnel, or follow the frames`;
  return { severity: "bad", text, weight: d.bytes };
}

/** STT's price: packets without the header, and what policers make of it. */
export function policyFindings({ headerless, policies }: LaboratoryReport): Found {
  const asked = policies.flatMap((policy): Candidate[] =>
    policy.directions.length > 0
      ? policy.directions.map((d) => policed(policy, d))
      : [{ severity: "warn", text: `no packet of ${clean(policy.tenant)} to police`, weight: 0 }],
  );
  const tenants = headerless.map((h): Candidate => {
    const text =
      `${clean(h.tenant)}: ${count(h.headerless_packets)} of ${counted(h.packets, "packet")} ` +
      `(${percent(ratio(h.headerless_packets, h.packets))}, ` +
      `${percent(ratio(h.headerless_bytes, h.bytes))} of the bytes) do not name their tenant: ` +
      "a device without state cannot police or filter them";
    return { severity: "info", tenant: h.tenant, text, weight: h.headerless_bytes };
  });
  return {
    candidates: [...asked, ...tenants],
    more: (rest) =>
      `${counted(rest.length, "more tenant or policy", "more tenants or policies")} of the same kind`,
  };
}

export function timeFindings({ intervals }: LaboratoryReport): Found {
  if (intervals === null || intervals.lost_packets === 0) return { candidates: [], more: never };
  const text = `loads over time lack ${counted(intervals.lost_packets, "packet")}: raise --max-flows or the interval`;
  return { candidates: [{ severity: "warn", text, weight: 1 }], more: never };
}
