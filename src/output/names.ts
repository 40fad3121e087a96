import { encapsulations } from "../core/encapsulations.ts";
import type { TenantReport, TunnelReport } from "../facts/report.ts";
import { clean } from "./clean.ts";

/** The tenant of packets that are in no tunnel. */
export const NATIVE = "native";

/** What people call an encapsulation: "IP-in-IP" for ipip. One that is not registered keeps its name. */
export function encapTitle(name: string): string {
  return encapsulations.find((e) => e.name === name)?.title ?? clean(name);
}

/** Endpoints; null: the tunnel runs on a link, without IP around it. */
interface Pair {
  a: string | null;
  b: string | null;
}

/** "1.1.1.1 ~ 2.2.2.2" */
export function pairName(tunnel: Pair): string {
  if (tunnel.a === null || tunnel.b === null) return "on the link";
  return `${clean(tunnel.a)} ~ ${clean(tunnel.b)}`;
}

/** "1.1.1.1 → 2.2.2.2" */
export function directionName({ from, to }: { from: string | null; to: string | null }): string {
  return from === null || to === null ? "on the link" : `${clean(from)} → ${clean(to)}`;
}

/** Tells a tunnel from all others of the report. */
export function tunnelKey(encap: string, tunnel: Pair): string {
  return `${encap} ${tunnel.a} ${tunnel.b}`;
}

/** The keys of a tenant's tunnels: those of the outermost encapsulation, the one that the network sees. */
export function outermostKeys(tenant: TenantReport): string[] {
  const encap = tenant.tenant.slice(0, tenant.tenant.indexOf(":"));
  return tenant.tunnels.map((tunnel) => tunnelKey(encap, tunnel));
}

/** The tunnels that the network sees, without those that run inside another. */
export function outermostTunnels(
  tenants: readonly TenantReport[],
  tunnels: readonly TunnelReport[],
): TunnelReport[] {
  const seen = new Set(tenants.flatMap(outermostKeys));
  return tunnels.filter((tunnel) => seen.has(tunnelKey(tunnel.encap, tunnel)));
}
