/** Attributes of IKE's transforms and configuration: RFC 2408, 3.3; RFC 7296, 3.3.5 and 3.15.1. Never on the hot path. */

import { type Cursor, type Parts, REST, stay, tellParts } from "./cursor.ts";

/** Attributes of one kind, with what their values are told as. */
export interface Attributes {
  name: string;
  values: Readonly<Record<number, Parts>>;
  /** Type of the duration, which is as long as the sender likes. */
  duration?: number;
}

const one = (name: string): Parts => [[name, 2]];
const all = (name: string): Parts => [[name, REST]];

/** RFC 2409, appendix A. */
export const IKE_1: Attributes = {
  name: "isakmp.ike.attr",
  duration: 12,
  values: {
    1: one("encryption_algorithm"),
    2: one("hash_algorithm"),
    3: one("authentication_method"),
    4: one("group_description"),
    5: one("group_type"),
    6: all("group_prime"),
    7: all("group_generator_one"),
    8: all("group_generator_two"),
    9: all("group_curve_a"),
    10: all("group_curve_b"),
    11: one("life_type"),
    13: all("prf"),
    14: one("key_length"),
    15: all("field_size"),
    16: all("group_order"),
    17: all("block_size"),
    20: one("asymmetric_cryptographic_algorithm_type"),
  },
};

/** RFC 2407, 4.5. */
export const IPSEC: Attributes = {
  name: "isakmp.ipsec.attr",
  duration: 2,
  values: {
    1: one("life_type"),
    3: one("group_description"),
    4: one("encap_mode"),
    5: one("auth_algorithm"),
    6: one("key_length"),
    7: one("key_rounds"),
    8: one("cmpr_dict_size"),
    9: all("cmpr_algorithm"),
    10: one("ecn_tunnel"),
    11: one("ext_seq_nbr"),
    12: one("auth_key_length"),
    13: all("sig_enco_algorithm"),
    14: one("addr_preservation"),
    15: one("sa_direction"),
  },
};

export const IKE_2: Attributes = { name: "isakmp.ike2.attr", values: { 14: one("key_length") } };

export const CONFIGURATION: Attributes = {
  name: "isakmp.cfg.attr",
  values: {
    1: [["internal_ip4_address", 4]],
    2: [["internal_ip4_netmask", 4]],
    3: [["internal_ip4_dns", 4]],
    4: [["internal_ip4_nbns", 4]],
    5: [["internal_address_expiry", 4]],
    6: [["internal_ip4_dhcp", 4]],
    7: all("application_version"),
    8: [
      ["internal_ip6_address", 16],
      ["internal_ip6_address.prefix", 1],
    ],
    9: [["internal_ip6_netmask", 16]],
    10: [["internal_ip6_dns", 16]],
    11: [["internal_ip6_nbns", 16]],
    12: [["internal_ip6_dhcp", 16]],
    13: [
      ["internal_ip4_subnet_ip", 4],
      ["internal_ip4_subnet_netmask", 4],
    ],
    15: [
      ["internal_ip6_subnet_ip", 16],
      ["internal_ip6_subnet_prefix", 1],
    ],
    17: [
      ["internal_ip6_link_interface", 8],
      ["internal_ip6_link_id", REST],
    ],
    18: [
      ["internal_ip6_prefix_ip", 16],
      ["internal_ip6_prefix_length", 1],
    ],
    20: [["p_cscf_ip4_address", 4]],
    21: [["p_cscf_ip6_address", 16]],
    16520: one("xauth.type"),
    16521: all("xauth.user_name"),
    16522: all("xauth.user_password"),
    16523: all("xauth.passcode"),
    16524: all("xauth.message"),
    16525: all("xauth.challenge"),
    16526: all("xauth.domain"),
    16527: one("xauth.status"),
    16528: all("xauth.next_pin"),
    16529: all("xauth.answer"),
    28672: all("unity.banner"),
    28674: all("unity.def_domain"),
  },
};
const SUPPORTED_ATTRIBUTES = 14;

export function tellAttributes(outer: Cursor, { name, values, duration }: Attributes): void {
  while (outer.left > 0) {
    const isShort = outer.peek(1) >= 0x80;
    const type = outer.peek(2) & 0x7fff;
    const size = isShort ? 2 : outer.peek(2, 2);
    const c = outer.part(name, (isShort ? 2 : 4) + size);
    tellParts(c, [
      [`${name}.format`, stay(2)],
      [`${name}.type`, 2],
    ]);
    if (!isShort) c.tell(`${name}.length`, 2);
    if (size === 0) continue;
    c.here(`${name}.value`, size);
    if (type === duration) life(c, `${name}.life_duration`, size);
    else if (name === CONFIGURATION.name && type === SUPPORTED_ATTRIBUTES) {
      while (c.left > 0) c.tell(`${name}.supported_attributes`, 2);
    } else if (values[type] !== undefined) {
      tellParts(
        c,
        values[type].map(([part, bytes]) => [`${name}.${part}`, bytes] as const),
      );
    }
  }
}

function life(c: Cursor, name: string, size: number): void {
  if (size <= 4) c.tell(name, size, c.peek(size));
  else if (size === 8) c.tell(`${name}64`, size);
  else c.tell(`${name}_bytes`, size);
}
