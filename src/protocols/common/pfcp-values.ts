/** Readers of what stands in PFCP's information elements, 3GPP TS 29.244, 8.2. */
import { timeText } from "../../core/format.ts";
import { stringAt } from "../../core/values.ts";
import { type Cursor, type Parts, REST, stay, TEXT, tellParts } from "./cursor.ts";
import { tellFlags } from "./pfcp-flags.ts";
import { digitsOf, tellSubscriber } from "./subscribers.ts";

export type Read = (c: Cursor) => void;
export const parts =
  (...list: Parts): Read =>
  (c) =>
    tellParts(c, list);

/** Flags, then what is there for each of them that is set. */
export const flagged =
  (prefix: string, ...rows: readonly [mask: number, ...list: Parts][]): Read =>
  (c) => {
    const flags = tellFlags(c, prefix);
    for (const [mask, ...list] of rows) if ((flags & mask) !== 0) tellParts(c, list);
  };

/** Seconds since 1900 (RFC 5905, 6). */
const EPOCH = 2_208_988_800;
export const time =
  (name: string): Read =>
  (c) => {
    c.tell(name, 4, timeText(c.peek(4) - EPOCH, 0));
  };

/** A length of so many bytes, and a text or bytes. */
export function counted(
  c: Cursor,
  size: number,
  length: string,
  name: string,
  kind: typeof REST | typeof TEXT,
): void {
  const value = c.within(c.number(length, size), 0);
  if (value.left > 0) tellParts(value, [[name, kind]]);
}

export const volumes = (flags: string, values: string): Read =>
  flagged(
    flags,
    [1, [`pfcp.${values}.tovol`, 8]],
    [2, [`pfcp.${values}.ulvol`, 8]],
    [4, [`pfcp.${values}.dlvol`, 8]],
  );
export const rule = (kind: string): Read => parts([`pfcp.${kind}_id_flg`, stay(4)], [`pfcp.${kind}_id`, 4]);
export const low = (spare: string, name: string): Read =>
  parts([`pfcp.${spare}`, stay(1)], [`pfcp.${name}`, 1]);
export const marking: Read = (c) => {
  c.here("pfcp.traffic_class", 1).skip(1);
  c.tell("pfcp.traffic_mask", 1);
};
export function tellEndpoint(c: Cursor): void {
  const flags = c.peek(1);
  c.here("pfcp.fteid_flg.spare", 1);
  for (const name of ["ch_id", "ch", "v6", "v4"]) c.here(`pfcp.f_teid_flags.${name}`, 1);
  c.skip(1);
  if ((flags & 4) !== 0) {
    if ((flags & 8) !== 0) c.tell("pfcp.f_teid.choose_id", 1);
    return;
  }
  c.tell("pfcp.f_teid.teid", 4);
  if ((flags & 1) !== 0) c.tell("pfcp.f_teid.ipv4_addr", 4);
  if ((flags & 2) !== 0) c.tell("pfcp.f_teid.ipv6_addr", 16);
}

export function tellSession(c: Cursor): void {
  const flags = tellFlags(c, "f_seid_flags");
  c.tell("pfcp.seid", 8);
  if ((flags & 2) !== 0) c.tell("pfcp.f_seid.ipv4", 4);
  if ((flags & 1) !== 0) c.tell("pfcp.f_seid.ipv6", 16);
}

/** A text, or labels of a length each: those begin below 32. */
export function tellNetwork(c: Cursor): void {
  if (c.left > 0 && c.peek(1) < 0x20) tellLabels(c, "pfcp.network_instance");
  else if (c.left > 0) c.text("pfcp.network_instance", c.left);
}

export function tellLabels(c: Cursor, field: string): void {
  const labels: string[] = [];
  for (let at = c.at; at < c.end; at += 1 + c.data.getUint8(at))
    labels.push(stringAt(c.data, at + 1, Math.min(c.data.getUint8(at), c.end - at - 1)));
  c.tell(field, c.left, labels.join("."));
}

export function tellFilter(c: Cursor): void {
  const flags = tellFlags(c, "sdf_filter");
  c.tell("pfcp.spare", 1);
  if ((flags & 0x01) !== 0) counted(c, 2, "pfcp.flow_desc_len", "pfcp.flow_desc", TEXT);
  if ((flags & 0x02) !== 0) marking(c);
  if ((flags & 0x04) !== 0) c.tell("pfcp.spi", 4);
  if ((flags & 0x08) !== 0) c.here("pfcp.flow_label_spare_bit", 1).tell("pfcp.flow_label", 3);
  if ((flags & 0x10) !== 0) c.tell("pfcp.sdf_filter_id", 4);
}

export function tellRedirect(c: Cursor): void {
  low("spare_h1", "redirect_address_type")(c);
  counted(c, 2, "pfcp.redirect_server_addr_len", "pfcp.redirect_server_address", TEXT);
  if (c.left > 0)
    counted(c, 2, "pfcp.other_redirect_server_addr_len", "pfcp.other_redirect_server_address", TEXT);
}

export function tellNode(c: Cursor): void {
  const kind = c.peek(1) & 0x0f;
  low("spare_h1", "node_id_type")(c);
  if (kind === 0) c.tell("pfcp.node_id_ipv4", 4);
  else if (kind === 1) c.tell("pfcp.node_id_ipv6", 16);
  else tellLabels(c, "pfcp.node_id_fqdn");
}

/** Of packets of an application, in several ways. */
export function tellDescription(c: Cursor): void {
  const flags = tellFlags(c, "pfd_contents_flags");
  c.tell("pfcp.spare_oct", 1);
  const rows: readonly (readonly [mask: number, length: string, name: string])[] = [
    [0x01, "flow_desc_len", "flow_desc"],
    [0x02, "url_len", "url"],
    [0x04, "dn_len", "dn"],
  ];
  for (const [mask, length, name] of rows)
    if ((flags & mask) !== 0) counted(c, 2, `pfcp.${length}`, `pfcp.${name}`, TEXT);
  if ((flags & 0x08) !== 0) counted(c, 2, "pfcp.cp_len", "pfcp.cp", REST);
}

export function tellConnectionSet(c: Cursor): void {
  const kind = c.peek(1) >> 4;
  const count = c.peek(1) & 0x0f;
  c.here("pfcp.fq_csid_node_id_type", 1).tell("pfcp.num_csid", 1);
  if (kind === 0) c.tell("pfcp.q_csid_node_id.ipv4", 4);
  else if (kind === 1) c.tell("pfcp.q_csid_node_id.ipv6", 16);
  else c.here("pfcp.q_csid_node_id.mcc_mnc", 4).tell("pfcp.q_csid_node_id.int", 4);
  for (let i = 0; i < count && c.left > 0; i++) c.tell("pfcp.csid", 2);
}

export function tellCreation(c: Cursor): void {
  const what = c.number("pfcp.outer_hdr_desc", 2);
  if ((what & 0x0300) !== 0) c.tell("pfcp.outer_hdr_creation.teid", 4);
  if ((what & 0x1500) !== 0) c.tell("pfcp.outer_hdr_creation.ipv4", 4);
  if ((what & 0x2a00) !== 0) c.tell("pfcp.outer_hdr_creation.ipv6", 16);
  if ((what & 0x0c00) !== 0) c.tell("pfcp.outer_hdr_creation.port", 2);
  if ((what & 0x4000) !== 0) tellTag(c, "c_tag", "cvid");
  if ((what & 0x8000) !== 0) tellTag(c, "s_tag", "svid");
}

export function tellFlow(c: Cursor): void {
  low("spare_b7_b3", "flow_dir")(c);
  counted(c, 2, "pfcp.flow_desc_len", "pfcp.flow_desc", TEXT);
}

export function tellUser(c: Cursor): void {
  const flags = tellFlags(c, "ue_ip_address_flag");
  if ((flags & 2) !== 0) c.tell("pfcp.ue_ip_addr_ipv4", 4);
  if ((flags & 1) !== 0) c.tell("pfcp.ue_ip_addr_ipv6", 16);
  if ((flags & 0x08) !== 0) c.tell("pfcp.ue_ip_addr_ipv6_prefix", 1);
  if ((flags & 0x40) !== 0) c.tell("pfcp.ue_ip_addr_ipv6_prefix_length", 1);
}

export function tellRate(c: Cursor): void {
  const flags = tellFlags(c, "packet_rate");
  const one = (prefix: string, way: string) =>
    tellParts(c, [
      ["pfcp.spare_b7_b3", stay(1)],
      [`pfcp.${prefix}${way}_time_unit`, 1],
      [`pfcp.${prefix}max_${way}_pr`, 2],
    ]);
  if ((flags & 1) !== 0) one("", "ul");
  if ((flags & 2) !== 0) one("", "dl");
  if ((flags & 4) === 0) return;
  if ((flags & 1) !== 0) one("a_", "ul");
  if ((flags & 2) !== 0) one("a_", "dl");
}

export function tellRemoval(c: Cursor): void {
  c.tell("pfcp.out_hdr_desc", 1);
  if (c.left > 0) tellFlags(c, "gtpu_ext_hdr_del");
}

export function tellEnrichment(c: Cursor): void {
  low("spare_b7_b5", "header_type")(c);
  counted(c, 1, "pfcp.hf_len", "pfcp.hf_name", REST);
  counted(c, 1, "pfcp.hf_val_len", "pfcp.hf_val", REST);
}

export function tellResources(c: Cursor): void {
  const flags = c.peek(1);
  c.here("pfcp.spare_b7_b6", 1);
  for (const name of ["assosi", "assoni", "teidri", "v6", "v4"]) c.here(`pfcp.upiri_flags.${name}`, 1);
  c.skip(1);
  c.add("pfcp.upiri.teidri", c.at - 1, 1, undefined, c.depth);
  if ((flags & 0x1c) !== 0) c.tell("pfcp.upiri.teid_range", 1);
  if ((flags & 0x01) !== 0) c.tell("pfcp.upiri.ipv4_addr", 4);
  if ((flags & 0x02) !== 0) c.tell("pfcp.upiri.ipv6_addr", 16);
  const source = (flags & 0x40) !== 0 ? 1 : 0;
  if ((flags & 0x20) !== 0) tellNetwork(c.within(c.left - source, 0));
  if (source > 0) low("spare_h1", "source_interface")(c);
}

/** Flags, then twelve bits of VLAN id around the other parts. */
export function tellTag(c: Cursor, tag: string, id: string): void {
  tellFlags(c, `${tag}.flags`);
  const number = ((c.peek(1) & 0xf0) << 4) | c.peek(1, 1);
  c.here(`pfcp.${tag}.${id}`, 2, number).here(`pfcp.${tag}.dei_flag`, 1).here(`pfcp.${tag}.pcp`, 1).skip(2);
}

export function tellUserId(c: Cursor): void {
  const flags = tellFlags(c, "user_id.flags");
  const own = (name: string) => `pfcp.user_id.${name}`;
  const of = (mask: number, name: string, value?: (inner: Cursor) => void) => {
    if ((flags & mask) === 0) return;
    const inner = c.within(c.number(own(`length_of_${name}`), 1), 0);
    if (inner.left > 0) value?.(inner);
  };
  of(1, "imsi", (inner) => tellSubscriber(inner, inner.left));
  of(2, "imei", (inner) => inner.tell(own("imei"), inner.left, digitsOf(inner, inner.left)));
  of(4, "msisdn", (inner) => inner.tell("e164.msisdn", inner.left, digitsOf(inner, inner.left)));
  for (const [mask, name] of [
    [8, "nai"],
    [16, "supi"],
    [32, "gpsi"],
    [64, "pei"],
  ] as const)
    of(mask, name, (inner) => inner.text(own(name), inner.left));
}

export function tellStations(c: Cursor, what: string, count: string, address: string): void {
  const own = (name: string) => `pfcp.mac_addresses_${what}.${name}`;
  const n = c.number(own(count), 1);
  for (let i = 0; i < n; i++) c.tell(own(address), 6);
  for (const [tag, id] of [
    ["c_tag", "cvid"],
    ["s_tag", "svid"],
  ] as const) {
    if (c.left === 0) return;
    const inner = c.within(c.number(own(`length_of_${tag.replace("_", "")}`), 1), 0);
    if (inner.left > 0) tellTag(inner, tag, id);
  }
}
