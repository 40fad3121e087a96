// What a proxy was asked to carry through (RFC 9110, 9.3.6): CONNECT with a host and a port, and a success in answer.
import type { Teaching } from "../../core/exchange.ts";
import type { Add, Layer } from "../../core/layer.ts";
import { num, str } from "./located.ts";

export const httpTunnelFields = [
  str("http.proxy_connect_host", "Proxy-Connect-Hostname"),
  num(2, "http.proxy_connect_port", "Proxy-Connect-Port"),
];

export const isHttpTunnel = (name: string): boolean => httpTunnelFields.some((own) => own.name === name);

/** Under these names: what a client asked for last, "" if that was no tunnel, and what is carried since. */
const [ASKED, OPEN] = ["asked", "open"];

export const asksFor =
  (method: string, target: string): Teaching =>
  (before) => {
    if (method === "CONNECT") return [[ASKED, target]];
    return before?.has(ASKED) === true ? [[ASKED, ""]] : [];
  };

export const grants: Teaching = (before) => {
  const target = before?.get(ASKED)?.value;
  return typeof target === "string" && target !== "" ? [[OPEN, target]] : [];
};

/** @returns whether the connection carries others' bytes through, and the layer is not one of those */
export function tellTunnel(layer: Layer, add: Add): boolean {
  const target = layer.conversation?.learnt?.get(OPEN)?.value as string | undefined;
  if (target === undefined || layer.packet.layers()[layer.index - 1].protocol.name === "http") return false;
  const colon = target.lastIndexOf(":");
  if (colon >= 0) {
    add("http.proxy_connect_host", 0, 0, target.slice(0, colon));
    add("http.proxy_connect_port", 0, 0, Number.parseInt(target.slice(colon + 1), 10) || 0);
  }
  return true;
}
