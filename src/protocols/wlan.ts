// IEEE 802.11, clause 9.2. Numbers are little-endian.
//
//  0    1    2         4           10          16          22        24          30        32        36
// +----+----+---------+-----------+-----------+-----------+---------+- - - - - -+- - - - -+- - - - -+------+-----+
// |type|flag| duration| address 1 | address 2 | address 3 | sequence| address 4 | QoS     | HT      | body | FCS |
// +----+----+---------+-----------+-----------+-----------+---------+- - - - - -+- - - - -+- - - - -+------+-----+
//
// A frame of data has the fourth address where it goes from one access point to another, QoS by its subtype, and HT
// control behind that by a flag. Whose addresses they are hangs on two flags: to and from the distribution system.
// Acknowledgements end behind the first address.

import { linktype, llc } from "../core/demux.ts";
import type { Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { ARUBA } from "./common/gre-protocols.ts";
import { once } from "./common/located.ts";
import { bodyOf, endsOf, headingOf, infoOf, tellFrame } from "./common/wlan-frames.ts";
import {
  At,
  addressesOf,
  controlAt,
  Flag,
  flagsAt,
  headerLength,
  isAggregate,
  isEmpty,
  isFragment,
  isReserved,
  Kind,
  startOf,
  Type,
} from "./common/wlan-header.ts";
import { managementFields } from "./common/wlan-management.ts";
import { headerFields } from "./common/wlan-words.ts";

const ETHERNET = 1;
const CONTROL = 2;
const FCS = 4;
const ICV = 4;
/** Of an acknowledgement, which is the shortest one. */
const SHORTEST = 10;
/** Addresses and length of a frame among several. */
const SUBFRAME = 14;
const ADDRESSES = 12;
/** The fourth byte of what stands before encrypted ones: there are four more. */
const EXTENDED_IV = 0x20;

const fields = once(() => [...headerFields(), ...managementFields()]);

function parseFrame(kind: number, d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + CONTROL > lim) return s.shortLeaf(o + CONTROL);
  if ((kind & Kind.checked) !== 0) s.narrow(Math.max(o, s.wire - FCS));
  const control = controlAt(d, o, kind);
  const flags = flagsAt(d, o, kind);
  if ((control & 3) !== 0) return 0;
  const type = (control >> 2) & 3;
  if (type !== Type.data || isReserved(control)) {
    const least = type === Type.management && !isReserved(control) ? At.END : SHORTEST;
    return o + least > s.lim ? s.shortLeaf(o + least) : 0;
  }
  const header = o + headerLength(control, flags);
  if (header > s.lim) return s.short(header);
  if (isEmpty(control)) return 0;
  const at = startOf(d, o, s.lim, kind);
  if (at > s.lim) return s.short(at);
  if ((flags & Flag.protected) !== 0) {
    if (at + 4 <= s.lim && (d.getUint8(at + 3) & EXTENDED_IV) === 0) s.narrow(Math.max(at, s.wire - ICV));
    return 0;
  }
  // Fragments are parts of a frame, and not put together.
  if (isFragment(d, o, at, s.lim, flags)) return 0;
  if (isAggregate(d, o, control, flags)) {
    if (at + SUBFRAME > s.lim) return s.short(at + SUBFRAME);
    s.narrow(at + SUBFRAME + d.getUint16(at + ADDRESSES));
    s.pos = at + SUBFRAME;
    return llc[0];
  }
  s.pos = at;
  return isEthernet(d, o, at, s.lim, flags) ? linktype[ETHERNET] : llc[0];
}

/** Whether the body begins with the frame's own addresses: some put whole frames of Ethernet there. */
function isEthernet(d: DataView, o: number, at: number, lim: number, flags: number): boolean {
  if (at + SUBFRAME > lim) return false;
  const { destination, source } = addressesOf(flags);
  return isSame(d, at, o + destination) && isSame(d, at + ADDRESSES / 2, o + source);
}

const isSame = (d: DataView, a: number, b: number): boolean =>
  d.getUint32(a) === d.getUint32(b) && d.getUint16(a + 4) === d.getUint16(b + 4);

const frameOf = (kind: number, claims: Protocol["claims"] = {}): Protocol => ({
  name: "wlan",
  roots: ["wlan", "wlan_aggregate"],
  title: "IEEE 802.11",
  reference: "IEEE 802.11, 9.2",
  get fields() {
    return fields();
  },
  aliases: { "wlan.addr": ["wlan.ra", "wlan.ta", "wlan.da", "wlan.sa", "wlan.bssid", "wlan.staa"] },
  claims: { "wlan.frame": [kind], ...claims },
  parse: (d, o, lim, s) => parseFrame(kind, d, o, lim, s),
  heading: (layer) => headingOf(layer, kind),
  column: "802.11",
  ends: (layer: Layer) => endsOf(layer, kind),
  info: (layer) => infoOf(layer, kind),
  locate: (layer, add) => tellFrame(layer, kind, add),
  body: (data) => bodyOf(data, kind),
});

export const wlan = frameOf(0, { linktype: [105], "gre.proto": ARUBA });
export const wlanChecked = frameOf(Kind.checked);
export const wlanPadded = frameOf(Kind.padded);
export const wlanCheckedPadded = frameOf(Kind.checked | Kind.padded);
export const wlanSwapped = frameOf(Kind.swapped);
