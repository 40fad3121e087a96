/** What proxies and ssh did, in a few words. Every text from the capture is cleaned. */
import type { DestinationReport, EndpointReport, ProxyReport } from "../proxies/report.ts";
import { clean } from "./clean.ts";

export const endpoint = ({ address, port }: EndpointReport): string =>
  address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;

export const destination = (d: DestinationReport | null): string =>
  d === null
    ? "?"
    : clean(
        d.name === null
          ? d.address === null
            ? "?"
            : endpoint({ address: d.address, port: d.port })
          : `${d.name}:${d.port}`,
      );

/** What is carried, in a few words. */
export function carriedText({ carried }: Pick<ProxyReport, "carried">): string {
  if (carried === null) return "-";
  switch (carried.protocol) {
    case "tls":
      return clean(`tls ${carried.server_name ?? "(no name)"}`);
    case "http":
      return clean(`http ${carried.host ?? ""} "${carried.first_line ?? ""}"`);
    case "ssh":
      return clean(`ssh ${carried.client_version ?? "?"} / ${carried.server_version ?? "?"}`);
    default:
      return clean(`${carried.protocol} "${carried.first_line ?? ""}"`);
  }
}
