/**
 * The tenant that tshark's layers tell of a packet. Independent of our dissector: it walks `frame.protocols`
 * and takes the k-th value of a field for the k-th layer of that name.
 */
import type { TruthPacket } from "./corpus.ts";

const FIRST_VSID = 0x1000;
const KEY = 0x2000;
const TEB = 0x6558;
const PPP = 0x880b;
/** Behind these we do not look (yet), or what stands there is a quotation. */
const STOPS = new Set([
  "icmp",
  "icmpv6",
  "mpls",
  "ah",
  "esp",
  "erspan",
  "teredo",
  "gtp",
  "l2tp",
  "pppoes",
  "capwap.data",
  "nsh",
  "etherip",
  "udpencap",
  "ieee8021ah",
]);

export interface Told {
  tenant: string;
  /** The packet's tenant may be another one: it is a fragment, or tshark put it together from several. */
  unsure: boolean;
}

interface Address {
  text: string;
  order: string;
}

function addressOrder(text: string): string {
  if (!text.includes(":"))
    return `4${text
      .split(".")
      .map((n) => n.padStart(3, "0"))
      .join("")}`;
  const [head, tail] = text.split("::");
  const groups = (s: string | undefined) => (s === undefined || s === "" ? [] : s.split(":"));
  const [a, b] = [groups(head), groups(tail)];
  const all = tail === undefined ? a : [...a, ...Array(8 - a.length - b.length).fill("0"), ...b];
  return `6${all.map((g) => g.padStart(4, "0")).join("")}`;
}

export class Layers {
  private readonly taken = new Map<string, number>();
  constructor(private readonly packet: TruthPacket) {}
  /** The next value of a field. */
  take<T>(field: string): T | undefined {
    const n = this.taken.get(field) ?? 0;
    this.taken.set(field, n + 1);
    return (this.packet[field] as T[] | undefined)?.[n];
  }
}

/** Frames of STT by what identifies them, to the tenant that their first piece told. */
export type SttFrames = Map<string, string>;

export function tenantOf(packet: TruthPacket, frames: SttFrames): Told {
  const layers = new Layers(packet);
  const path: string[] = [];
  let unsure = packet.bad !== undefined || packet.cap_len < packet.len;
  let ends: [Address, Address] | null = null;
  let port: number | undefined;
  const keyless = (encap: string) => {
    const [a, b] = [...(ends ?? [])].sort((x, y) => (x.order < y.order ? -1 : 1));
    path.push(`${encap}:${a?.text}~${b?.text}`);
  };
  for (const [i, layer] of packet.protocols.entries()) {
    const next = packet.protocols[i + 1];
    // Ethernet directly in IP (RFC 8986, IP protocol 143) is not ours (yet).
    if (STOPS.has(layer) || (layer === "eth" && ends !== null)) break;
    if (layer === "ip" || layer === "ipv6") {
      if (ends !== null) keyless("ipip");
      const [src, dst] = [layers.take<string>(`${layer}.src`), layers.take<string>(`${layer}.dst`)];
      if (src === undefined || dst === undefined) break;
      ends = [src, dst].map((text) => ({ text, order: addressOrder(text) })) as [Address, Address];
      if (layer === "ip") {
        const fragment = (layers.take<number>("ip.frag_offset") ?? 0) > 0;
        if (layers.take<string>("ip.flags.mf") === "1" || fragment) unsure = true;
      }
    } else if (layer === "ipv6.fraghdr") {
      unsure = true;
    } else if (layer === "udp") {
      layers.take("udp.srcport");
      port = layers.take<number>("udp.dstport");
      // tshark adds no layer for VXLAN-GPE, and knows FOU: neither is ours (yet).
      if (next !== "vxlan" && next !== "geneve") break;
      if (port !== 4789 && port !== 8472 && port !== 6081) break;
    } else if (layer === "vxlan" || layer === "geneve") {
      path.push(`${layer}:${layers.take<number>(`${layer}.vni`)}`);
      ends = null;
    } else if (layer === "gre") {
      const flags = layers.take<number>("gre.flags") ?? 0;
      const version = layers.take<number>("gre.version") ?? 0;
      const proto = layers.take<number>("gre.proto") ?? 0;
      // Version 1 with anything but PPP is not PPTP (EoIP): not ours (yet).
      if (version === 1 && proto !== PPP) break;
      if (version === 1) keyless("pptp");
      else if (version > 1 || (proto === 0 && next === undefined)) break;
      else if ((flags & KEY) !== 0) {
        const key = layers.take<number>("gre.key") ?? 0;
        const nvgre = flags === KEY && proto === TEB && key / 256 >= FIRST_VSID;
        path.push(nvgre ? `nvgre:${Math.floor(key / 256)}` : `gre:${key}`);
      } else keyless("gre");
      ends = null;
    } else if (layer === "stt") {
      const id = [
        path.join("/"),
        ends?.[0].text,
        ends?.[1].text,
        layers.take("stt.pkt_id"),
        layers.take("stt.stream_id"),
      ].join();
      const offset = layers.take<number>("stt.seg_off") ?? 0;
      // tshark shows the frame's header in the packet that completes it.
      const context = layers.take<string>("stt.context_id");
      if (context !== undefined) frames.set(id, `stt:${context}`);
      path.push(frames.get(id) ?? "stt:?");
      ends = null;
      // Inner layers belong to whichever piece completed the frame.
      if (offset !== 0) break;
    } else if (
      layer !== "eth" &&
      layer !== "ethertype" &&
      layer !== "sll" &&
      layer !== "vlan" &&
      layer !== "ieee8021ad" &&
      layer !== "ppp" &&
      layer !== "null" &&
      layer !== "raw" &&
      !layer.startsWith("ipv6.")
    ) {
      break;
    }
  }
  return { tenant: path.length === 0 ? "native" : path.join("/"), unsure };
}
