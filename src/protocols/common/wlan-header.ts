/** Where the parts of an 802.11 header stand (IEEE 802.11, 9.2.3), and whose its addresses are (9.3.2.1). */

/** What whoever carries the frame knows of it: bits of the number under which its reader is found. */
export const Kind = { checked: 1, padded: 2, swapped: 4 } as const;

export const Type = { management: 0, control: 1, data: 2, extension: 3 } as const;

/** Bits of the second byte. */
export const Flag = {
  toDs: 0x01,
  fromDs: 0x02,
  more: 0x04,
  retry: 0x08,
  sleeps: 0x10,
  moreData: 0x20,
  protected: 0x40,
  order: 0x80,
} as const;
const BOTH = Flag.toDs | Flag.fromDs;

export enum At {
  FIRST = 4,
  SECOND = 10,
  THIRD = 16,
  SEQUENCE = 22,
  END = 24,
  /** Where a header with four addresses ends. */
  LONG_END = 30,
}
/** Bits of a data frame's subtype. */
export const Subtype = { empty: 4, qos: 8 } as const;
const QOS = 2;
const HT = 4;
/** Of the QoS control: an A-MSDU follows; a mesh control does, where the frame is one of a mesh. */
const AGGREGATE = 0x80;
const MESH = 0x01;
const MESH_CONTROL = 6;
const ADDRESS = 6;

/** The first byte, without its flags. */
export const controlAt = (d: DataView, o: number, kind: number): number => d.getUint8(o + (kind >> 2));
export const flagsAt = (d: DataView, o: number, kind: number): number => d.getUint8(o + 1 - (kind >> 2));

/** Whether a data frame has no body. */
export const isEmpty = (control: number): boolean => ((control >> 4) & Subtype.empty) !== 0;

/** Type and subtype as one number, as table 9-1 has them. */
export const frameType = (control: number): number => ((control & 0x0c) << 2) | (control >> 4);

/** Nothing is known of these but to whom they go: types and subtypes that are reserved, a bit each of two words. */
const [RESERVED_LOW, RESERVED_HIGH] = [0x004b0080, 0xffff2000];
export function isReserved(control: number): boolean {
  const type = frameType(control);
  return (((type < 32 ? RESERVED_LOW : RESERVED_HIGH) >>> (type & 31)) & 1) !== 0;
}

/** Where the QoS control of a data frame stands that has one. */
export const qosAt = (flags: number): number => ((flags & BOTH) === BOTH ? At.LONG_END : At.END);

/** Length of a data frame's header, without what a mesh adds to it. */
export function headerLength(control: number, flags: number): number {
  let length = qosAt(flags);
  if ((control >> 4) & Subtype.qos) length += (flags & Flag.order) !== 0 ? QOS + HT : QOS;
  return length;
}

/** Whether its QoS control says that what follows is several frames. The header has to be all there. */
export const isAggregate = (d: DataView, o: number, control: number, flags: number): boolean =>
  ((control >> 4) & Subtype.qos) !== 0 && (d.getUint8(o + qosAt(flags)) & AGGREGATE) !== 0;

/**
 * Length of the mesh control at `at`, 0 if there is none. The bit for it is the access point's elsewhere, so that its
 * flags have to be such, too, as Wireshark has it: they are 0 to 2, and LLC begins otherwise.
 */
export function meshLength(
  d: DataView,
  o: number,
  at: number,
  lim: number,
  flags: number,
  control: number,
): number {
  if (((control >> 4) & Subtype.qos) === 0 || (flags & Flag.fromDs) === 0 || at >= lim) return 0;
  if ((d.getUint8(o + qosAt(flags) + 1) & MESH) === 0) return 0;
  const addresses = d.getUint8(at);
  return addresses > 3 ? 0 : MESH_CONTROL + ADDRESS * addresses;
}

/** Behind the header at `o` and its padding. The header has to be all there. */
export function startOf(d: DataView, o: number, lim: number, kind: number): number {
  const control = controlAt(d, o, kind);
  const flags = flagsAt(d, o, kind);
  let at = o + headerLength(control, flags);
  if ((kind & Kind.padded) !== 0) at = o + ((at - o + 3) & ~3);
  if ((flags & Flag.protected) !== 0) return at;
  return at + meshLength(d, o, at, lim, flags, control);
}

/** Both service access points of SNAP and UI, with which nearly all frames begin. */
const SNAP = 0xaaaa03;

/**
 * Whether the body at `at` is a part of one. Some controllers number a whole one as the second part, so the last one is
 * none if it begins as whole ones do.
 */
export function isFragment(d: DataView, o: number, at: number, lim: number, flags: number): boolean {
  if ((flags & Flag.more) !== 0) return true;
  if ((d.getUint8(o + At.SEQUENCE) & 15) === 0) return false;
  return at + 4 > lim || d.getUint32(at) >>> 8 !== SNAP;
}

/** Offsets of the addresses of a data frame by its flags: of whom it is from and to, and of its network; -1: none. */
export function addressesOf(flags: number): {
  destination: number;
  source: number;
  bss: number;
  station: number;
} {
  switch (flags & BOTH) {
    case 0:
      return { destination: At.FIRST, source: At.SECOND, bss: At.THIRD, station: -1 };
    case Flag.toDs:
      return { destination: At.THIRD, source: At.SECOND, bss: At.FIRST, station: At.SECOND };
    case Flag.fromDs:
      return { destination: At.FIRST, source: At.THIRD, bss: At.SECOND, station: At.FIRST };
    default:
      return { destination: At.THIRD, source: At.END, bss: -1, station: -1 };
  }
}
