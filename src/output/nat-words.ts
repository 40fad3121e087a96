/** Words for what the NAT report holds. */
import type { Kind, NatRow, Seen, Translated, Tuple } from "../facts/nat-report.ts";

export const KINDS: Readonly<Record<Kind, string>> = {
  basic: "basic NAT",
  napt: "NAPT/SNAT",
  netmap: "NETMAP",
  dnat: "DNAT",
  redirect: "REDIRECT",
  both: "SNAT+DNAT",
  hairpin: "hairpin",
  nat66: "NAT66",
  nat64: "NAT64",
  nat46: "NAT46",
};

const WITH_PORTS: ReadonlySet<number> = new Set([6, 17, 33, 132, 136]);

export const hasPorts = ({ ip_proto }: Pick<Seen, "ip_proto">): boolean => WITH_PORTS.has(ip_proto);
export const isIcmp = ({ ip_proto }: Pick<Seen, "ip_proto">): boolean => ip_proto === 1 || ip_proto === 58;

/** An address with its port, or an ICMP identifier. */
export function endText(of: Pick<Seen, "ip_proto">, address: string, port: number): string {
  if (isIcmp(of)) return `${address} id ${port}`;
  if (!hasPorts(of)) return address;
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

export const sourceText = (of: Pick<Seen, "ip_proto">, t: Pick<Tuple, "src" | "src_port">): string =>
  endText(of, t.src, t.src_port);
export const destinationText = (of: Pick<Seen, "ip_proto">, t: Tuple): string =>
  isIcmp(of) ? t.dst : endText(of, t.dst, t.dst_port);

/** What a destination became, as far as it is known. */
export function newDestinationText(of: Pick<Seen, "ip_proto">, { dst, dst_port }: Translated): string {
  const host = dst ?? "the router";
  if (isIcmp(of) || !hasPorts(of)) return host;
  return dst_port === null ? `${host}, port unknown` : endText(of, host, dst_port);
}

export const tupleText = (of: Pick<Seen, "ip_proto">, t: Tuple): string =>
  `${sourceText(of, t)} to ${destinationText(of, t)}`;

/**
 * Of a direction, what the side counted that saw more of it; where one capture holds both sides, that saw less,
 * for it may hold each packet of a bridge twice.
 */
export function counts({ inside, outside }: NatRow["forward"], one: boolean): NatRow["forward"]["inside"] {
  const less = outside.packets < inside.packets ? outside : inside;
  const more = less === inside ? outside : inside;
  return one && less.packets > 0 ? less : more;
}
