/** Whether bytes can be what they would have to be: for headers that nothing announces. */

const IPV4 = 0x0800;
const IPV6 = 0x86dd;
const ARP = 0x0806;
const TAGS = [0x8100, 0x88a8, 0x9100];
const TYPE = 12;
const TAG_LENGTH = 4;
const IPV4_LENGTH = 20;
const IPV6_LENGTH = 40;

/** Length of the IPv4 packet at `o` by its header, 0: it is none. Needs 4 bytes. */
export function ipv4Length(d: DataView, o: number): number {
  const first = d.getUint8(o);
  const total = d.getUint16(o + 2);
  return first >= 0x45 && first <= 0x4f && total >= IPV4_LENGTH ? total : 0;
}

/** Length of the IPv6 packet at `o` by its header, 0: it is none. Needs 6 bytes. */
export function ipv6Length(d: DataView, o: number): number {
  return d.getUint8(o) >> 4 === 6 ? d.getUint16(o + 4) + IPV6_LENGTH : 0;
}

const fits = (length: number, room: number): boolean => length > 0 && length <= room;

/**
 * An Ethernet header, up to two tags, and behind it the beginning of what its type says: IPv4, IPv6 or ARP.
 * @param rest bytes that it may have on the wire
 */
export function isEthernet(d: DataView, o: number, lim: number, rest: number): boolean {
  let at = o + TYPE;
  for (let tags = 0; tags <= 2; tags++) {
    if (at + 2 + 6 > lim) return false;
    const type = d.getUint16(at);
    const inside = at + 2;
    const left = rest - (inside - o);
    if (type === IPV4) return fits(ipv4Length(d, inside), left);
    if (type === IPV6) return fits(ipv6Length(d, inside), left);
    if (type === ARP) return d.getInt32(inside) === 0x00010800 && d.getInt16(inside + 4) === 0x0604;
    if (!TAGS.includes(type)) return false;
    at += TAG_LENGTH;
  }
  return false;
}
