/** Connections over UDP that keep to a protocol which only one of their packets tells. */
import { Ends } from "../core/ends.ts";
import { withPorts } from "../core/exchange.ts";
import type { Layer, Opened, Packet, Piece, Request } from "../core/layer.ts";
import type { Unlock } from "../core/protocol.ts";
import { protocolNumber, protocols } from "../protocols/registry.ts";
import { type Pieces, remember } from "./pieces.ts";

const TLS = protocolNumber("tls");
const UDP_HEADER = 8;
const MAX_STREAMS = 50_000;
const MAX_SENDERS = 10_000;
const NOBODY = new Ends("", "");

/** Who takes what comes, and what asked for it. */
interface Expected extends Request {
  readonly app: number;
}

interface Kept {
  keeps: number;
  unlock: Unlock | null;
}

export class Datagrams {
  private readonly known = new Map<number, Kept>();
  /** From where to where what comes is known, as what. */
  private readonly senders = new Map<string, Expected>();

  constructor(private readonly pieces: Pieces) {}

  /** @returns what is shown in the place of what stands there; null: it is shown as it is */
  follow(packet: Packet, carrier: Layer, number: number): Piece[] | null {
    const { stack, view } = carrier.frame;
    const k = carrier.stackIndex;
    const app = stack.n > k + 1 ? stack.proto[k + 1] : 0;
    if (this.asks(packet, carrier, app)) return null;
    const known = this.known.get(number);
    let kept = known?.keeps ?? 0;
    let expected: Expected | undefined;
    if (kept === 0 && this.senders.size > 0) {
      const { to, from } = withPorts(carrier, "udp")?.ends ?? NOBODY;
      expected =
        this.senders.get(senderKey(packet, to, from)) ?? this.senders.get(senderKey(packet, from, to));
      kept = expected?.app ?? 0;
    }
    if (kept === 0) {
      const protocol = protocols[app];
      if (protocol?.keeps === true) {
        const fresh = { keeps: app, unlock: protocol.unlocks?.() ?? null };
        remember(this.known, number, fresh, MAX_STREAMS);
        return this.unlock(fresh, packet, carrier);
      }
      return null;
    }
    if (kept === app && known !== undefined) return this.unlock(known, packet, carrier);
    if (kept === app || carrier.data.byteLength <= UDP_HEADER) return null;
    // What does not look like it ends no message, but may be told apart.
    if (known !== undefined) this.unlock(known, packet, carrier);
    const start = carrier.data.byteOffset - view.byteOffset;
    const end = start + carrier.wireLength;
    this.pieces.begin();
    const to = start + carrier.data.byteLength;
    this.pieces.add(view, start + UDP_HEADER, to, end, [kept], stack.ports, "").asked = expected ?? null;
    return this.pieces.list;
  }

  /** Whether it asks for what comes between other ports, which is noted. */
  private asks(packet: Packet, carrier: Layer, app: number): boolean {
    const { stack, view } = carrier.frame;
    const next = carrier.stackIndex + 1;
    const about = protocols[app]?.expects?.(view, stack.off[next], stack.end[next]);
    if (about === undefined) return false;
    const { to, from } = withPorts(carrier, "udp")?.ends ?? NOBODY;
    remember(this.senders, senderKey(packet, to, from), { app, number: packet.number, about }, MAX_SENDERS);
    return true;
  }

  /** Shows what could be decrypted behind the datagram. */
  private unlock({ keeps, unlock }: Kept, packet: Packet, carrier: Layer): Piece[] | null {
    if (unlock === null) return null;
    const { view, stack } = carrier.frame;
    const start = carrier.data.byteOffset - view.byteOffset + UDP_HEADER;
    const end = start - UDP_HEADER + carrier.data.byteLength;
    const opened: Opened[] = [];
    const clear = unlock(view, start, end, stack.ports >>> 16, opened);
    if (opened.length > 0) packet.opened = opened;
    if (clear === null) return null;
    this.pieces.begin();
    this.pieces.add(view, start, end, end, [keeps], stack.ports, "");
    const inside = new DataView(clear.buffer, clear.byteOffset, clear.byteLength);
    this.pieces.add(inside, 0, clear.byteLength, clear.byteLength, [TLS], stack.ports, "Decrypted");
    return this.pieces.list;
  }
}

/** From the host of an end to the other end, in the packet's tenant. */
const senderKey = ({ tenant }: Packet, from: string, to: string): string =>
  `${tenant} ${from.slice(0, from.lastIndexOf("."))} ${to}`;
