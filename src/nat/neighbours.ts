/** Who has which address on a link, by what was said of it in ARP (RFC 826). */
import type { LayerStack } from "../core/stack.ts";
import { macWord } from "./invariants.ts";

const [PROTOCOL, SIZES, SENDER_MAC, SENDER_IP, LENGTH] = [2, 4, 8, 14, 28];
const IPV4 = 0x0800;
/** A MAC address of 6 bytes and an IP address of 4. */
const ETHERNET_IPV4 = 0x0604;
const MOST = 1 << 16;

export class Neighbours {
  /** What belongs to a key, by tenant: numbers of MAC addresses by IPv4 address, and the other way round. */
  private readonly macs = new Map<number, number>();
  private readonly addresses = new Map<number, number>();

  /** Takes up an ARP packet. */
  hear(tenant: number, d: DataView, s: LayerStack): void {
    const at = s.off[s.n - 1];
    if (at + LENGTH > s.end[s.n - 1] || d.getUint16(at + PROTOCOL) !== IPV4) return;
    const address = d.getInt32(at + SENDER_IP);
    // Who only asks whether an address is free has none yet.
    if (d.getUint16(at + SIZES) !== ETHERNET_IPV4 || address === 0) return;
    const mac = macWord(d, at + SENDER_MAC);
    add(this.macs, keyOf(tenant, address), mac);
    add(this.addresses, keyOf(tenant, mac), address);
  }

  /** The number of the MAC address of an IPv4 address; null: nobody said, or several did. */
  macOf = (tenant: number, address: number): number | null => one(this.macs, keyOf(tenant, address));
  /** The only address that a MAC address said it has; null: none, or several. */
  addressOf = (tenant: number, mac: number): number | null => one(this.addresses, keyOf(tenant, mac));
}

const keyOf = (tenant: number, word: number): number => tenant * 2 ** 32 + (word >>> 0);

const SEVERAL = Number.NaN;

function add(map: Map<number, number>, key: number, value: number): void {
  const known = map.get(key);
  if (known === value || (known === undefined && map.size >= MOST)) return;
  map.set(key, known === undefined ? value : SEVERAL);
}

function one(map: Map<number, number>, key: number): number | null {
  const value = map.get(key);
  return value === undefined || Number.isNaN(value) ? null : value;
}
