/** TLVs of IS-IS: ISO/IEC 10589 section 9, and the RFCs beside them; those of reachability are in isis-reach.ts. */

import { stringAt } from "../../core/values.ts";
import { Checksum } from "./checksum.ts";
import { type Cursor, tellAll } from "./cursor.ts";
import {
  bindings,
  capabilities,
  extendedNeighbors,
  ipReach,
  ipv4Reach,
  ipv6Reach,
  locators,
  neighbors,
  riskGroup,
  systemId,
  topology,
} from "./isis-reach.ts";

/** ISO 8473, 6.11: both sums over all bytes are 0. A checksum of 0 is none. */
export function fletcherStatus(d: DataView, from: number, end: number, at: number): number {
  if (end > d.byteLength || at + 2 > d.byteLength) return Checksum.unverified;
  if (d.getUint16(at) === 0) return Checksum.absent;
  let [a, b] = [0, 0];
  for (let i = from; i < end; i++) {
    a = (a + d.getUint8(i)) % 255;
    b = (b + a) % 255;
  }
  return a === 0 && b === 0 ? Checksum.good : Checksum.bad;
}

type Tlv = (c: Cursor, kind: string) => void;

const all =
  (name: string, size: number): Tlv =>
  (c) => {
    while (c.left >= size) c.tell(name, size);
  };

const areas: Tlv = (c, kind) => {
  while (c.left > 0) {
    // With its length.
    c.tell(`isis.${kind}.area_address`, 1 + c.peek(1));
  }
};

/** RFC 5304 and RFC 5310: by the first byte, a password or a digest, of which the last kind has a key's number. */
function authentication(c: Cursor, name: string): void {
  const type = c.peek(1);
  c.skip(1);
  if (type === GENERIC) c.tell("isis.clv.key_id", 2);
  if (c.left > 0) c.tell(name, c.left);
}
const GENERIC = 3;

const AUTHENTICATION: Readonly<Record<string, string>> = {
  hello: "isis.hello.clv_authentication",
  lsp: "isis.lsp.authentication",
  csnp: "isis.csnp.authentication",
  psnp: "isis.csnp.authentication",
};

/** RFC 3358, 2: of the whole message. */
const checksum: Tlv = (c, kind) => {
  const name = kind === "psnp" ? "csnp" : kind;
  if (c.left !== 2) return;
  const status = fletcherStatus(c.data, 0, c.data.byteLength, c.at);
  c.here(`isis.${name}.checksum`, 2).tell(`isis.${name}.checksum.status`, 2, status);
};

/** RFC 8706, 3. */
const restart: Tlv = (c) => {
  const F = "isis.hello.clv_restart_flags";
  const flags = c.peek(1);
  c.here(F, 1).bits(1, `${F}.sa`, `${F}.ra`, `${F}.rr`).skip(1);
  if (c.left >= 2 && (flags & ACKNOWLEDGED) !== 0) c.tell("isis.hello.clv_restart.remain_time", 2);
  if (c.left >= 6 && (flags & ACKNOWLEDGED) !== 0) systemId(c, "isis.hello.clv_restart.neighbor", 6);
};
const ACKNOWLEDGED = 0x02;

/** RFC 8202, 2. */
const instance: Tlv = (c, kind) => {
  const name = kind === "psnp" ? "csnp" : kind;
  c.tell(`isis.${name}.iid`, 2);
  all(`isis.${name}.supported_itid`, 2)(c, kind);
};

/** RFC 8500, 2. */
const reverseMetric: Tlv = (c) => {
  const R = "isis.hello.reverse_metric";
  c.here(`${R}.flags`, 1).bits(1, ...["reserved", "u", "w"].map((name) => `${R}.flags.${name}`));
  const size = c.skip(1).tell(`${R}.metric`, 3).number(`${R}.sub_length`, 1);
  if (size > 0) c.tell(`${R}.sub_data`, size);
};

/** RFC 5303, 3. */
const adjacency: Tlv = (c) => {
  c.tell("isis.hello.adjacency_state", 1);
  if (c.left >= 4) c.tell("isis.hello.extended_local_circuit_id", 4);
  if (c.left >= 6) systemId(c, "isis.hello.neighbor_systemid", 6);
  if (c.left >= 4) c.tell("isis.hello.neighbor_extended_local_circuit_id", 4);
};

const VLANS = "isis.hello.vlan_flags";
/** Sub-TLVs of a port: RFC 6329, 13 (shortest path bridging); RFC 7176, 2.2 (TRILL). */
const PORT: Readonly<Record<number, (c: Cursor) => void>> = {
  1: (c) => {
    c.tell(`${VLANS}.port_id`, 2).tell(`${VLANS}.nickname`, 2);
    for (const name of ["af", "ac", "vm", "by", "outer_vlan"]) c.here(`${VLANS}.${name}`, 2);
    c.skip(2)
      .here(`${VLANS}.tr`, 2)
      .here(`${VLANS}.reserved`, 2, (c.peek(2) & 0x7000) !== 0);
    c.tell(`${VLANS}.designated_vlan`, 2);
  },
  3: (c) => {
    while (c.left >= 6)
      c.tell("isis.hello.af.nickname", 2)
        .tell("isis.hello.af.start_vlan", 2)
        .tell("isis.hello.af.end_vlan", 2);
  },
  4: (c) => c.tell("isis.hello.mcid", 51).tell("isis.hello.aux_mcid", 51),
  5: (c) => {
    for (const name of ["v", "a", "d"]) c.here(`isis.hello.digest.${name}`, 1);
    c.skip(1).tell("isis.hello.digest", c.left);
  },
  6: (c) => {
    while (c.left >= 6) {
      c.tell("isis.hello.ect", 4).here("isis.hello.bvid", 2);
      c.here("isis.hello.bvid.u", 2).tell("isis.hello.bvid.m", 2);
    }
  },
};

const port: Tlv = (c) => {
  c.tell("isis.hello.mtid", 2);
  while (c.left >= 2) {
    const type = c.peek(1);
    const sub = c.within(2 + c.peek(1, 1)).skip(2);
    if (sub.left > 0) PORT[type]?.(sub);
  }
};

const bfd: Tlv = (c) => {
  while (c.left >= 3) c.tell("isis.hello.mtid", 2).tell("isis.hello.bfd_enabled.nlpid", 1);
};

/** ISO/IEC 10589, 9.10: what is known, an entry each. */
const entries: Tlv = (outer) => {
  const E = "isis.csnp.lsp_";
  while (outer.left >= 16) {
    const c = outer.within(16);
    const { add, at, depth } = c;
    add(`${E}seq_num`, at + 10, 4, undefined, depth);
    c.tell(`${E}remain_life`, 2);
    add(`${E}checksum`, at + 14, 2, undefined, depth);
    systemId(c, `${E}id`, 8);
  }
};

/** Who is reached by areas' names: ISO/IEC 10589, 9.8. */
const prefixes: Tlv = (c) => {
  for (const name of ["default", "delay", "expense", "error"])
    c.here(`isis.lsp.${name}_support`, 1).tell(`isis.lsp.${name}`, 1);
};

const purge: Tlv = (c) => {
  c.tell("isis.lsp.purge_originator_id.num", 1);
  while (c.left >= 6) systemId(c, "isis.lsp.purge_originator_id.system_id", 6);
};

const text =
  (name: string): Tlv =>
  (c) =>
    c.tell(name, c.left, stringAt(c.data, c.at, c.left));

const common: Readonly<Record<number, Tlv>> = {
  1: areas,
  7: instance,
  10: (c, kind) => authentication(c, AUTHENTICATION[kind]),
  12: checksum,
  129: (c, kind) => all(`isis.${kind}.clv_nlpid.nlpid`, 1)(c, kind),
  132: (c, kind) => all(`isis.${kind}.clv_ipv4_int_addr`, 4)(c, kind),
  229: (c, kind) => all(`isis.${kind}.clv_mt`, 2)(c, kind),
  232: (c, kind) => all(`isis.${kind}.clv_ipv6_int_addr`, 16)(c, kind),
};

/** By kind of message, then by type. */
const TLVS: Readonly<Record<string, Readonly<Record<number, Tlv>>>> = {
  hello: {
    ...common,
    6: all("isis.hello.is_neighbor", 6),
    16: reverseMetric,
    133: text("isis.hello.clv_ip_authentication"),
    143: port,
    148: bfd,
    211: restart,
    233: all("isis.hello.clv_ipv6_glb_int_addr", 16),
    240: adjacency,
  },
  lsp: {
    ...common,
    2: neighbors,
    4: (c) => {
      systemId(c, "isis.lsp.partition_designated_l2_is", 6);
    },
    5: prefixes,
    13: purge,
    14: all("isis.lsp.originating_lsp_buffer_size", 2),
    22: extendedNeighbors,
    27: locators,
    128: ipReach,
    130: ipReach,
    133: text("isis.lsp.ip_authentication"),
    134: all("isis.lsp.clv_te_router_id", 4),
    135: ipv4Reach,
    137: text("isis.lsp.hostname"),
    138: riskGroup,
    140: all("isis.lsp.clv_ipv6_te_router_id", 16),
    144: (c) => bridging(c),
    149: bindings,
    222: (c) => extendedNeighbors(topology(c)),
    235: (c) => ipv4Reach(topology(c)),
    236: ipv6Reach,
    237: (c) => ipv6Reach(topology(c)),
    242: capabilities,
  },
  csnp: { 7: instance, 9: entries, 10: common[10], 12: checksum, 133: text("isis.csnp.ip_authentication") },
  psnp: { 7: instance, 9: entries, 10: common[10], 12: checksum, 133: text("isis.csnp.ip_authentication") },
};

/** Sub-TLVs of bridges: RFC 6329, 14. */
function bridging(c: Cursor): void {
  const S = "isis.lsp.mt_cap_spb_instance";
  const M = "isis.lsp.mt_cap_spbm_service_identifier";
  c.here("isis.lsp.mt_cap.mtid", 2).tell("isis.lsp.overload", 2, c.peek(2) >= 0x8000);
  while (c.left >= 2) {
    const type = c.peek(1);
    const sub = c.within(2 + c.peek(1, 1)).skip(2);
    if (type === 1) {
      sub.tell(`${S}.cist_root_identifier`, 8).tell(`${S}.cist_external_root_path_cost`, 4);
      sub.tell(`${S}.bridge_priority`, 2).here(`${S}.v`, 4).tell("isis.lsp.mt_cap.spsourceid", 4);
      sub.tell(`${S}.number_of_trees`, 1);
      while (sub.left >= 8) {
        for (const name of ["u", "m", "a", "reserved"]) sub.here(`${S}.vlanid_tuple.${name}`, 1);
        sub.skip(1).tell(`${S}.vlanid_tuple.ect`, 4);
        sub.here(`${S}.vlanid_tuple.basevid`, 3).tell(`${S}.vlanid_tuple.spvid`, 3);
      }
    } else if (type === 255) {
      sub.tell(`${M}.b_mac`, 6).tell(`${M}.base_vid`, 2);
      while (sub.left >= 4) {
        for (const name of ["t", "r", "reserved"]) sub.here(`${M}.${name}`, 1);
        sub.skip(1).tell(`${M}.i_sid`, 3);
      }
    }
  }
}

/** @param kind of the message: "hello", "lsp", "csnp" or "psnp" */
export function tellTlvs(c: Cursor, kind: string): void {
  tellAll(() => {
    if (c.left < 2) return null;
    const type = c.peek(1);
    const tlv = c.within(2 + c.peek(1, 1));
    tlv.tell(`isis.${kind}.clv.type`, 1).tell(`isis.${kind}.clv.length`, 1);
    return () => {
      if (tlv.left > 0) TLVS[kind]?.[type]?.(tlv, kind);
    };
  });
}
