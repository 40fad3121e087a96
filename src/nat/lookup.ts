/** What the packets of one capture are on the other side of a router that it shows both sides of. */
import { ipv4Text, ipv6Text } from "../core/format.ts";
import { Pending } from "../core/stack.ts";
import type { DissectedPacket } from "../dissect/packet.ts";
import type { NatReport, NatRow, Tuple } from "../facts/nat-report.ts";
import { Found, Invariants } from "./invariants.ts";

const ICMP = 1;
const ICMPV6 = 58;

/** A tuple and the packet that goes that way, as texts. */
interface Way {
  key: string;
  text: string;
}

/** A row's tuple there and back. */
function ways({ ip_proto }: NatRow, t: Tuple): readonly [Way, Way] {
  const v6 = t.src.includes(":");
  const isIcmp = ip_proto === ICMP || ip_proto === ICMPV6;
  // Between IPv4 and IPv6 the protocol is another one, too.
  const proto = isIcmp ? (v6 ? ICMPV6 : ICMP) : ip_proto;
  const end = (address: string, port: number) =>
    port === 0
      ? address
      : isIcmp
        ? `${address} id ${port}`
        : v6
          ? `[${address}]:${port}`
          : `${address}:${port}`;
  const one = (src: string, sport: number, dst: string, dport: number): Way => ({
    key: `${t.tenant} ${proto} ${src} ${sport} ${dst} ${dport}`,
    text: `${end(src, sport)} > ${end(dst, dport)}`,
  });
  return [one(t.src, t.src_port, t.dst, t.dst_port), one(t.dst, t.dst_port, t.src, t.src_port)];
}

/** @returns says what a packet is on the other side, as `SOURCE > DESTINATION`; null: it is not translated */
export function lookup({ rows }: NatReport): (packet: DissectedPacket) => string | null {
  const others = new Map<string, string>();
  for (const row of rows) {
    const { dst, dst_port, ...source } = row.translated;
    // What the router answered itself was nowhere else.
    if (dst === null || dst_port === null) continue;
    const [here, there] = [ways(row, row.original), ways(row, { ...source, dst, dst_port })];
    for (const way of [0, 1]) {
      others.set(here[way].key, there[way].text);
      others.set(there[way].key, here[way].text);
    }
  }
  const invariants = new Invariants();
  return (packet) => {
    const { view: d, stack: s } = packet.frames[packet.frameCount - 1];
    if (others.size === 0 || s.ip < 0 || s.pending !== Pending.none) return null;
    if (invariants.read(d, s) !== Found.flow) return null;
    const at = s.off[s.ip];
    const word = (o: number) => d.getInt32(o);
    const address = (o: number) => ipv6Text(word(o), word(o + 4), word(o + 8), word(o + 12));
    const [src, dst] =
      s.ipVersion === 4
        ? [ipv4Text(word(at + 12)), ipv4Text(word(at + 16))]
        : [address(at + 8), address(at + 24)];
    let [sport, dport] = [invariants.ports >>> 16, invariants.ports & 0xffff];
    // Only the identifier is told of an ICMP query.
    if (invariants.isRequest) dport = 0;
    else if (invariants.isReply) sport = 0;
    return others.get(`${packet.tenant} ${invariants.proto} ${src} ${sport} ${dst} ${dport}`) ?? null;
  };
}
