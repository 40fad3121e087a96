/** The Tunnel Encapsulation attribute of BGP, RFC 9012 section 2: tunnels, each with sub-TLVs by which it is used. */

import type { Cursor } from "./cursor.ts";

const T = "bgp.update.encaps_tunnel";
const S = `${T}_tlv_subtlv`;
/** From this type on, the length of a sub-TLV has two bytes. */
const LONG = 128;

const overlay =
  (name: string, ...flags: string[]) =>
  (c: Cursor): void => {
    c.here(`${S}.${name}.flags`, 1).bits(1, ...flags.map((flag) => `${S}.${name}.flags.${flag}`));
    c.skip(1).tell(`${S}.${name}.vnid`, 3);
    if (name !== "vxlan_gpe") c.tell(`${S}.${name}.mac`, 6);
    c.tell(`${S}.${name}.reserved`, c.left);
  };

/** How to encapsulate, by type of the tunnel: RFC 9012, 3.2. */
const ENCAPSULATIONS: Readonly<Record<number, (c: Cursor) => void>> = {
  1: (c) => {
    c.tell(`${S}_session_id`, 4);
    if (c.left > 0) c.tell(`${S}_cookie`, c.left);
  },
  2: (c) => c.tell(`${S}_gre_key`, 4),
  8: overlay("vxlan", "valid_vnid", "valid_mac", "reserved"),
  9: overlay("nvgre", "valid_vnid", "valid_mac", "reserved"),
  12: overlay("vxlan_gpe", "version", "valid_vnid", "reserved"),
};
const ENCAPSULATION = 1;

function binding(c: Cursor): void {
  const B = `${S}.binding_sid`;
  c.here(`${B}.flags`, 1).bits(1, `${B}.flags.specified`, `${B}.flags.invalid`, `${B}.flags.reserved`);
  c.skip(1).tell(`${B}.reserved`, 1);
  if (c.left > 0) c.tell(`${B}.sid`, c.left);
}

function segments(c: Cursor): void {
  const L = `${S}.segment_list`;
  c.tell(`${L}.reserved`, 1);
  if (c.left === 0) return;
  const list = c.here(`${L}.subtlv`, c.left).within(c.left);
  while (list.left >= 2) {
    list.tell(`${L}.subtlv.type`, 1);
    const size = list.number(`${L}.subtlv.length`, 1);
    if (size > 0) list.tell(`${L}.subtlv.data`, size);
  }
}

/** By type, for all tunnels: RFC 9012, 3.3 to 3.7; RFC 9830, 2.4. */
const OTHERS: Readonly<Record<number, (c: Cursor) => void>> = {
  // As in the community (RFC 9012, 4.3), which has its type and flags before it.
  4: (c) => c.skip(Math.max(0, c.left - 4)).tell(`${S}_color_value`, 4),
  5: (c) => c.tell(`${S}_lb_block_length`, c.left),
  12: (c) => c.tell(`${S}.pref.flags`, 1).tell(`${S}.pref.reserved`, 1).tell(`${S}.pref.preference`, c.left),
  13: binding,
  14: (c) => c.tell(`${S}.enlp.flags`, 1).tell(`${S}.enlp.reserved`, 1).tell(`${S}.enlp.preference`, 1),
  15: (c) => c.tell(`${S}.priority.priority`, 1).tell(`${S}.priority.reserved`, 1),
  128: segments,
  129: (c) => c.tell(`${S}.policy_name.reserved`, 1).text(`${S}.policy_name.name`, c.left),
};

export function tunnels(c: Cursor): void {
  while (c.left >= 4) {
    const type = c.number(`${T}_tlv_type`, 2);
    const size = c.number(`${T}_tlv_len`, 2);
    const list = c.within(Math.min(size, c.left));
    while (list.left >= 2) {
      const kind = list.number(`${T}_subtlv_type`, 1);
      const length = list.number(`${T}_tlv_sublen`, kind < LONG ? 1 : 2);
      const value = list.within(length, 0);
      const body = kind === ENCAPSULATION ? ENCAPSULATIONS[type] : OTHERS[kind];
      if (body !== undefined && value.left > 0) body(value);
      else if (value.left > 0) value.tell(`${S}.value`, value.left);
    }
  }
}
