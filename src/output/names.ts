import { encapsulations } from "../core/encapsulations.ts";
import type { TenantReport, TunnelReport } from "../facts/report.ts";
import { clean } from "./clean.ts";

/** The tenant of packets that are in no tunnel. */
export const NATIVE = "native";

/** What people call an encapsulation: "IP-in-IP" for ipip. One that is not registered keeps its name. */
export function encapTitle(name: string): string {
  return encapsulations.find((e) => e.name === name)?.title ?? clean(name);
}

/** "1.1.1.1 ~ 2.2.2.2" */
export function pairName(tunnel: { a: string; b: string }): string {
  return `${clean(tunnel.a)} ~ ${clean(tunnel.b)}`;
}

/** Tells a tunnel from all others of the report. */
export function tunnelKey(encap: string, tunnel: { a: string; b: string }): string {
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
