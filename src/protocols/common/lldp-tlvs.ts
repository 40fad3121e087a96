/** The TLVs of LLDP that consist of fixed fields (IEEE 802.1AB, 8.5, annexes of 802.1Q and 802.3, TIA-1057). */
import { type Cursor, type Parts, REST, stay, TEXT, tellParts } from "./cursor.ts";
import { LLDP_LINK_MODES } from "./lldp-fields.ts";

export const LLDP_8021 = 0x0080c2;
export const LLDP_8023 = 0x00120f;
export const LLDP_MEDIA = 0x0012bb;
/** Data centre bridging before it was standardised; edge virtual bridging, too. */
const LLDP_DCBX = 0x001b21;
const LLDP_EDGE = 0x001b3f;

/** Where the subtype of an organisation's TLV is told. */
export const LLDP_SUBTYPES: Readonly<Record<number, string>> = {
  [LLDP_8021]: "lldp.ieee.802_1.subtype",
  [LLDP_8023]: "lldp.ieee.802_3.subtype",
  [LLDP_MEDIA]: "lldp.media.subtype",
  [LLDP_DCBX]: "lldp.dcbx.proto",
  [LLDP_EDGE]: "lldp.ieee.802_1qbg.subtype",
};

const I = "lldp.ieee.802_1.";
const E = "lldp.ieee.802_3.";
const M = "lldp.media.";
const F = "lldp.dcbx.feature.";
const D = "lldp.dcbx.ieee.";
const EIGHT = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/** A word and its parts. */
const word = (size: number, name: string, ...parts: string[]): Parts => [
  [name, stay(size)],
  ...parts.map((part) => [`${name}.${part}`, stay(size)] as const),
  ["", size],
];
/** Parts of a word that has no field of its own. */
const split = (size: number, ...names: string[]): Parts => [
  ...names.map((name) => [name, stay(size)] as const),
  ["", size],
];
const each = (prefix: string): Parts => EIGHT.map((i) => [`${prefix}${i}`, 1] as const);
const eachBit = (prefix: string): Parts => split(1, ...EIGHT.map((i) => `${prefix}${i}`));

/** Groups of priorities, four bits each, and their shares of the bandwidth. */
const GROUPS: Parts = [
  ...split(2, ...EIGHT.slice(0, 4).map((i) => `${F}pg.pgid_prio${i}`)),
  ...split(2, ...EIGHT.slice(4).map((i) => `${F}pg.pgid_prio${i}`)),
  ...each(`${F}pg.per`),
];
/** IEEE 802.1Q, D.2.11: applications by what tells them, and their priority. */
function applications(c: Cursor): void {
  c.tell(`${D}app.reserved`, 1);
  while (c.left >= 3) {
    c.here(`${D}app.prio`, 1).tell("lldp.dcbx.iee.app.sf", 1).tell(`${F}app.proto`, 2);
  }
}

/** Features of DCBX as they were before, each with a head of its own. */
const FEATURES: Readonly<Record<number, (c: Cursor) => void>> = {
  2: (c) => {
    tellParts(c, GROUPS);
    if (c.left > 0) c.tell(`${F}pg.numtcs`, 1);
  },
  3: (c) => {
    tellParts(c, eachBit(`${F}pfc.prio`));
    c.tell(`${F}pfc.numtcs`, 1);
  },
  4: (c) => {
    while (c.left >= 6) {
      const oui = c.tell(`${F}app.proto`, 2).peek(3);
      c.here(`${F}app.oui`, 3, oui & 0xfcffff)
        .tell(`${F}app.sf`, 3)
        .tell(`${F}app.prio`, 1);
    }
  },
};
const CONTROL = 1;

function features(outer: Cursor): void {
  while (outer.left >= 2) {
    const head = outer.peek(2);
    const c = outer.within(2 + (head & 0x1ff));
    c.here("lldp.dcbx.type", 2).tell("lldp.dcbx.len", 2).tell("lldp.dcbx.version", 1);
    c.tell("lldp.dcbx.max_version", 1);
    if (head >> 9 === CONTROL) c.tell("lldp.dcbx.control.seq", 4).tell("lldp.dcbx.control.ack", 4);
    else {
      for (const name of ["enabled", "willing", "error"]) c.here(F + name, 1);
      c.skip(1).tell(`${F}subtype`, 1);
      if (c.left > 0) FEATURES[head >> 9]?.(c);
    }
  }
}

const EDGE = ["std", "rr", "rte", "ecp", "vdp"];

type Value = Parts | ((c: Cursor) => void);

/** By organisation and subtype. */
const LLDP_ORGANISATION: Readonly<Record<number, Readonly<Record<number, Value>>>> = {
  [LLDP_8021]: {
    1: [[`${I}port_vlan.id`, 2]],
    2: [...word(1, `${I}port_and_vlan_id_flag`, "supported", "enabled"), [`${I}port_proto_vlan.id`, 2]],
    3: [
      [`${I}vlan.id`, 2],
      [`${I}vlan.name_len`, 1],
      [`${I}vlan.name`, TEXT],
    ],
    4: [
      [`${I}proto.id_length`, 1],
      [`${I}proto.id`, REST],
    ],
    7: [...word(1, `${I}aggregation_status`, "cap", "enabled", "porttype"), [`${I}aggregated_port_id`, 4]],
    8: [...eachBit("lldp.ieee.802_1qau.cnpv.prio"), ...eachBit("lldp.ieee.802_1qau.ready.prio")],
    9: [...split(1, `${D}willing`, `${D}ets.cbs`, `${D}ets.maxtcs`), ...GROUPS, ...each(`${D}ets.tsa`)],
    10: [[`${F}pg.reserved`, 1], ...GROUPS, ...each(`${D}ets.tsa`)],
    11: [...split(1, `${D}willing`, `${D}pfc.mbc`, `${D}pfc.numtcs`), ...eachBit(`${F}pfc.prio`)],
    12: applications,
  },
  [LLDP_8023]: {
    1: [
      ...word(1, `${E}mac_phy_auto_neg_status`, "supported", "enabled"),
      [`${E}pmd_auto_neg_advertised_caps`, stay(2)],
      ...LLDP_LINK_MODES.map((name) => [`${E}pmd_auto_neg_advertised_caps.${name}`, stay(2)] as const),
      // Some devices have the bits in the wrong order.
      ...split(2, ...LLDP_LINK_MODES.map((name) => `${E}pmd_auto_neg_advertised_caps_inv.${name}`)),
      [`${E}pmd_mau_type`, 2],
    ],
    2: [
      ...word(1, `${E}mdi_power_support`, "port_class", "supported", "enabled", "pse_pairs"),
      [`${E}mdi_pse_pair`, 1],
      [`${E}mdi_power_class`, 1],
      ...split(1, `${E}mdi_power_type`, `${E}mdi_power_source`, `${E}mdi_power_priority`),
      [`${E}mdi_pde_requested`, 2],
      [`${E}mdi_pse_allocated`, 2],
    ],
    3: [...word(1, `${E}aggregation_status`, "cap", "enabled"), [`${E}aggregated_port_id`, 4]],
    4: [[`${E}max_frame_size`, 2]],
    5: ["transmit", "receive", "fallback_receive", "echo_transmit", "echo_receive"].map(
      (name) => [`${E}eee.${name}`, 2] as const,
    ),
    7: [
      ["lldp.ieee.802_3br.eac", stay(2)],
      ...split(
        2,
        ...["support", "enable", "active", "addfragsize", "reserved"].map(
          (name) => `lldp.ieee.802_3br.aec.${name}`,
        ),
      ),
    ],
  },
  [LLDP_MEDIA]: {
    1: [
      ...word(
        2,
        `${M}subtype.caps`,
        "llpd",
        "network_policy",
        "location_id",
        "mdi_pse",
        "mid_pd",
        "inventory",
      ),
      [`${M}subtype.class`, 1],
    ],
    2: [
      [`${M}app_type`, 1],
      ...split(3, `${M}policy_flag`, `${M}tag_flag`, `${M}vlan_id`, `${M}l2_prio`, `${M}dscp`),
    ],
    3: (c) => {
      const format = c.number(`${M}loc.data_format`, 1);
      if (format === 3) c.text(`${M}ecs`, c.left);
    },
    4: [...split(1, `${M}power.type`, `${M}power.source`, `${M}power.prio`), [`${M}power.value`, 2]],
    5: [[`${M}hardware`, TEXT]],
    6: [[`${M}firmware`, TEXT]],
    7: [[`${M}software`, TEXT]],
    8: [[`${M}sn`, TEXT]],
    9: [[`${M}manufacturer`, TEXT]],
    10: [[`${M}model`, TEXT]],
    11: [[`${M}asset`, TEXT]],
  },
  [LLDP_DCBX]: { 1: features, 2: features },
  [LLDP_EDGE]: {
    0: [
      ...word(2, "lldp.ieee.802_1qbg.evb_support_caps", ...EDGE),
      ...word(2, "lldp.ieee.802_1qbg.evb_configure_caps", ...EDGE),
      ["lldp.ieee.802_1qbg.evb_supported_vsi", 2],
      ["lldp.ieee.802_1qbg.evb_configured_vsi", 2],
      ["lldp.ieee.802_1qbg.evb_retrans_timer", 1],
    ],
  },
};

/** Tells an organisation's value as far as it is known. */
export function tellOrganisation(c: Cursor, oui: number, subtype: number): void {
  const value = LLDP_ORGANISATION[oui]?.[subtype];
  if (typeof value === "function") value(c);
  else if (value !== undefined) tellParts(c, value);
}
