/** Proxies and ssh for machines: one object, or one a line. */
import type { ProxiesReport } from "../proxies/report.ts";
import { safeJson } from "./json.ts";

export const proxiesJson = (report: ProxiesReport): string => safeJson(JSON.stringify(report, null, 2));

/** A line for each proxy exchange, ssh transport and forward, each with what it is in `record`. */
export function proxiesJsonLines({ proxies, ssh }: ProxiesReport): string {
  const lines = [
    ...proxies.map((row) => ({ record: "proxy", ...row })),
    ...ssh.transports.map((row) => ({ record: "ssh_transport", ...row })),
    ...ssh.forwards.map((row) => ({ record: "ssh_forward", ...row })),
  ];
  return lines.map((line) => safeJson(JSON.stringify(line))).join("");
}
