/**
 * What tshark remembers of connections, and we do not where we show a packet: the protocol that earlier packets
 * were of, and segments whose bytes wait for later ones. Taken from its own view of the packets before.
 */
import type { Layer } from "../../src/core/layer.ts";
import type { DissectedPacket } from "../../src/dissect/packet.ts";

export class Streams {
  /** By connection, both directions, in its tenant: the protocols that were seen above UDP or TCP. */
  private readonly protocols = new Map<string, Set<string>>();
  /** Directions with segments above which tshark showed nothing. */
  private readonly waiting = new Set<string>();

  /** By ports and addresses: the tenants in which they were seen. */
  private readonly tenants = new Map<string, Set<unknown>>();

  /** To be called for every packet, in order, after it was compared. */
  note(packet: DissectedPacket, theirs: readonly string[]): void {
    const ends = endsOf(packet);
    if (ends === null) return;
    const at = theirs.lastIndexOf(ends.carrier);
    if (at < 0) return;
    const tenants = this.tenants.get(ends.between) ?? new Set();
    this.tenants.set(ends.between, tenants.add(packet.tenant));
    const above = theirs.slice(at + 1);
    if (above.length === 0 && ends.payload > 0) this.waiting.add(ends.direction);
    const seen = this.protocols.get(ends.connection) ?? new Set();
    for (const name of above) if (name !== "data") seen.add(name);
    this.protocols.set(ends.connection, seen);
  }

  /** Bytes of earlier segments in this direction were left for later ones. */
  isWaiting(packet: DissectedPacket): boolean {
    const ends = endsOf(packet);
    return ends !== null && this.waiting.has(ends.direction);
  }

  /** Earlier packets between the same ends belonged to another tenant. */
  isShared(packet: DissectedPacket): boolean {
    const ends = endsOf(packet);
    const tenants = ends === null ? undefined : this.tenants.get(ends.between);
    return tenants !== undefined && (tenants.size > 1 || !tenants.has(packet.tenant));
  }

  /** An earlier packet of the connection was of that protocol. */
  knows(packet: DissectedPacket, protocol: string): boolean {
    const ends = endsOf(packet);
    return ends !== null && this.protocols.get(ends.connection)?.has(protocol) === true;
  }
}

function endsOf(packet: DissectedPacket) {
  const layers = packet.layers();
  const carrier = layers.findLast(
    (l) => !l.quoted && (l.protocol.name === "tcp" || l.protocol.name === "udp"),
  );
  if (carrier === undefined || carrier.data.byteLength < 8) return null;
  const { name } = carrier.protocol;
  const ip = layers
    .slice(0, carrier.index)
    .findLast((l) => l.protocol.name === "ip" || l.protocol.name === "ipv6");
  const end = (side: "src" | "dst") =>
    `${ip?.get(`${ip.protocol.name}.${side}`)} ${carrier.get(`${name}.${side}port`)}`;
  const [from, to] = [end("src"), end("dst")];
  return {
    carrier: name,
    payload: payloadOf(carrier),
    direction: `${packet.tenant} ${name} ${from} ${to}`,
    between: [name, ...[from, to].sort()].join(" "),
    connection: [packet.tenant, name, ...[from, to].sort()].join(" "),
  };
}

function payloadOf({ protocol, data }: Layer): number {
  if (protocol.name === "udp") return data.byteLength - 8;
  return data.byteLength < 20 ? 0 : data.byteLength - ((data.getUint8(12) >> 4) << 2);
}
