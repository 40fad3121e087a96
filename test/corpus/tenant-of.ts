/**
 * The tenant that tshark's layers tell of a packet. Independent of our dissector: it walks `frame.protocols`
 * and takes the k-th value of a field for the k-th layer of that name.
 */
import type { TruthPacket } from "./corpus.ts";

const FIRST_VSID = 0x1000;
const KEY = 0x2000;
const TEB = 0x6558;
const PPP = 0x880b;
const SEQUENCE = 0x1000;
const ERSPAN = [0x88be, 0x22eb];
const EOIP = 0x6400;
const GPE = 4790;
const T_PDU = 255;
const END_MARKER = 254;
/** Behind these we do not look, or what stands there is a quotation. */
const STOPS = new Set(["icmp", "icmpv6", "esp", "udpencap", "pppoed"]);
/** Layers that name nobody and hide nothing. */
const PLAIN = new Set([
  ...["eth", "ethertype", "sll", "vlan", "ieee8021ad", "ppp", "null", "raw", "ah", "chdlc", "macsec"],
  ...["pwethheuristic", "pwethcw", "pwethnocw"],
  ...["radiotap", "ppi", "prism", "wlancap", "wlan_radio", "wlan"],
]);
/** What UDP carries that is a tunnel to us too. */
const IN_UDP = new Set(["vxlan", "geneve", "gtp", "teredo", "l2tp", "mpls", "gre", "capwap.data", "tzsp"]);

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

/** The label that names the tenant: not a special one, nor one behind 7 or 15, if there are others. */
function labelOf(layers: Layers): number {
  let named = -1;
  let label = -1;
  let skip = false;
  for (let bottom = 0; bottom === 0; ) {
    label = layers.take<number>("mpls.label") ?? -1;
    bottom = Number(layers.take<number | string>("mpls.bottom") ?? 1);
    if (!skip && label > 15) named = label;
    skip = !skip && (label === 7 || label === 15);
  }
  return named < 0 ? label : named;
}

/** Frames of STT by what identifies them, to the tenant that their first piece told. */
export type SttFrames = Map<string, string>;

export function tenantOf(packet: TruthPacket, frames: SttFrames): Told {
  const layers = new Layers(packet);
  const path: string[] = [];
  let unsure = packet.bad !== undefined || packet.cap_len < packet.len;
  let ends: [Address, Address] | null = null;
  let port: number | undefined;
  let mirrored = false;
  let overUdp = false;
  const enter = (encap: string, id: string | number | undefined) => {
    path.push(`${encap}:${id}`);
    ends = null;
  };
  const keyless = (encap: string) => {
    const [a, b] = [...(ends ?? [])].sort((x, y) => (x.order < y.order ? -1 : 1));
    path.push(`${encap}:${a?.text}~${b?.text}`);
  };
  for (const [i, layer] of packet.protocols.entries()) {
    const next = packet.protocols[i + 1];
    if (STOPS.has(layer)) break;
    if (layer === "eth" && ends !== null) {
      // Ethernet directly in IP (RFC 8986, IP protocol 143).
      keyless("ethernet");
      ends = null;
    } else if (layer === "ip" || layer === "ipv6") {
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
      overUdp = true;
      // tshark adds no layer for VXLAN-GPE, or takes it for VXLAN by the source port.
      if (port === GPE) {
        if (next === "data" || next === undefined) unsure = true;
        enter("vxlan_gpe", layers.take<number>("vxlan.vni"));
        continue;
      }
      if (next === undefined || !IN_UDP.has(next)) break;
      if ((next === "vxlan" && port !== 4789 && port !== 8472) || (next === "geneve" && port !== 6081)) break;
    } else if (layer === "vxlan" || layer === "geneve") {
      if (port !== GPE) enter(layer, layers.take<number>(`${layer}.vni`));
    } else if (layer === "mpls") {
      enter("mpls", labelOf(layers));
    } else if (layer === "pppoes") {
      enter("pppoe", layers.take<number>("pppoe.session_id"));
    } else if (layer === "nsh") {
      enter("nsh", layers.take<number>("nsh.spi"));
    } else if (layer === "capwap.data") {
      // What is encrypted, or keeps the tunnel open, belongs to nobody.
      if (next !== "wlan" && next !== "eth") break;
      keyless("capwap");
      ends = null;
    } else if (layer === "teredo" || layer === "etherip" || layer === "tzsp") {
      keyless(layer);
      ends = null;
    } else if (layer === "gtp") {
      const message = layers.take<number>("gtp.message");
      const teid = layers.take<number>("gtp.teid");
      if (message !== T_PDU && message !== END_MARKER) break;
      enter("gtp", teid);
    } else if (layer === "l2tp") {
      const session = layers.take<number>("l2tp.session");
      const tunnel = layers.take<number>("l2tp.tunnel");
      const sid = layers.take<number>("l2tp.sid");
      // Nothing behind it: a control message.
      if (next === undefined) break;
      if (session !== undefined) enter("l2tp", `${tunnel}.${session}`);
      else enter("l2tpv3", sid);
    } else if (layer === "erspan") {
      if (mirrored) enter("erspan", layers.take<number>("erspan.spanid"));
      else keyless("erspan");
      ends = null;
    } else if (layer === "ieee8021ah") {
      // Truth has no I-SID.
      unsure = true;
      break;
    } else if (layer === "gre") {
      const flags = layers.take<number>("gre.flags") ?? 0;
      const version = layers.take<number>("gre.version") ?? 0;
      const proto = layers.take<number>("gre.proto") ?? 0;
      if (ERSPAN.includes(proto) && version === 0) {
        mirrored = proto !== ERSPAN[0] || (flags & SEQUENCE) !== 0;
        if (next === undefined) unsure = true;
        continue;
      }
      const word = layers.take<number>("gre.key") ?? 0;
      const eoip = version === 1 && proto === EOIP && (flags & ~7) === KEY;
      if (version === 1 && proto !== PPP && !eoip) break;
      if (eoip) path.push(`eoip:${((word & 0xff) << 8) | ((word >>> 8) & 0xff)}`);
      else if (version === 1) keyless("pptp");
      else if (version > 1 || (proto === 0 && next === undefined)) break;
      else if ((flags & KEY) !== 0) {
        const nvgre = flags === KEY && proto === TEB && word / 256 >= FIRST_VSID && !overUdp;
        path.push(nvgre ? `nvgre:${Math.floor(word / 256)}` : `${overUdp ? "gre_udp" : "gre"}:${word}`);
      } else keyless(overUdp ? "gre_udp" : "gre");
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
    } else if (!PLAIN.has(layer) && !layer.startsWith("ipv6.")) break;
    if (layer !== "udp") overUdp = false;
  }
  return { tenant: path.length === 0 ? "native" : path.join("/"), unsure };
}
