/**
 * tshark puts parts together by the addresses right before them and an id: fragments of different tenants, and
 * STT frames that share an id, become one. This finds where a capture gives it the occasion, and which wholes have
 * a part that was cut.
 */
import type { Layer } from "../../src/core/layer.ts";
import type { DissectedPacket } from "../../src/dissect/packet.ts";

export class Mixed {
  /** What tshark goes by, to the different wholes that it stands for. */
  private readonly wholes = new Map<string, Set<string>>();
  private readonly cut = new Set<string>();

  /** To be called for every packet of the capture first. */
  note(packet: DissectedPacket): void {
    for (const [key, whole] of keysOf(packet)) {
      const wholes = this.wholes.get(key);
      if (wholes === undefined) this.wholes.set(key, new Set([whole]));
      else wholes.add(whole);
      if (packet.captured < packet.original) this.cut.add(key);
    }
  }

  has(packet: DissectedPacket): boolean {
    return keysOf(packet).some(([key]) => (this.wholes.get(key)?.size ?? 0) > 1);
  }

  /** It is part of what holds a packet that was cut. */
  hasCut(packet: DissectedPacket): boolean {
    return keysOf(packet).some(([key]) => this.cut.has(key));
  }
}

function keysOf(packet: DissectedPacket): [key: string, whole: string][] {
  if (packet.partOf.length === 0) return [];
  const keys: [string, string][] = [];
  for (const layer of packet.layers()) {
    const { name } = layer.protocol;
    if (name === "stt") {
      const part = packet.partOf.find((p) => p.kind === "stt");
      const whole = `${packet.tenant} ${layer.get("stt.stream_id")} ${part?.reassembledIn}`;
      keys.push([`stt ${endsOf(layer)} ${layer.get("stt.pkt_id")}`, whole]);
    } else if (name === "ip" || name === "ipv6.fraghdr") {
      const id = layer.get(name === "ip" ? "ip.id" : "ipv6.fraghdr.ident");
      keys.push([`${name} ${endsOf(layer)} ${id}`, String(packet.tenant)]);
    }
  }
  return keys;
}

function endsOf(layer: Layer): string {
  const six = layer.below("ipv6");
  const ip = layer.protocol.name === "ip" ? layer : layer.below("ip");
  const nearest = six !== undefined && (ip === undefined || six.index > ip.index) ? six : ip;
  const prefix = nearest?.protocol.name;
  return `${nearest?.get(`${prefix}.src`)} ${nearest?.get(`${prefix}.dst`)}`;
}
