// Virtual Router Redundancy Protocol: version 2 is RFC 3768 section 5.1, version 3 RFC 5798 section 5.1.
//
//  0    1    2    3    4         6         8
// +----+----+----+----+---------+---------+-----------------
// |v|ty| id |prio| n  |v2: auth, interval | addresses        (v3: interval of 12 bits)
// +----+----+----+----+---------+---------+-----------------

import { u8, u16 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Checksum, ownFault, ownStatus, transportFault, transportStatus } from "./common/checksum.ts";
import { Cursor, leaf, numberOf } from "./common/cursor.ts";
import { num, raw, said, str, v4, v6 } from "./common/located.ts";
import { CHECKSUM_STATUS } from "./common/names-of-numbers.ts";

const fields = [
  u8(0, "vrrp.typever", "Version and packet type"),
  u8(0, "vrrp.version", "VRRP protocol version", { mask: 0xf0 }),
  u8(0, "vrrp.type", "VRRP packet type", { mask: 0x0f, values: { 1: "Advertisement" } }),
  u8(1, "vrrp.virt_rtr_id", "Virtual Rtr ID"),
  u8(2, "vrrp.prio", "Priority"),
  u8(3, "vrrp.addr_count", "Addr Count"),
  num(1, "vrrp.auth_type", "Auth Type"),
  num(1, "vrrp.adver_int", "Adver Int"),
  num(1, "vrrp.reserved_mbz", "Reserved", { mask: 0xf0 }),
  num(2, "vrrp.short_adver_int", "Adver Int", { mask: 0x0fff }),
  u16(6, "vrrp.checksum", "Checksum", { base: "hex" }),
  num(1, "vrrp.checksum.status", "Checksum Status", { values: CHECKSUM_STATUS }),
  v4("vrrp.ip_addr", "IP Address"),
  v6("vrrp.ipv6_addr", "IPv6 Address"),
  str("vrrp.auth_string", "Authentication String"),
  raw("vrrp.md5_auth_data", "MD5 Authentication Data"),
  said("warning", "checksum", "vrrp.checksum_bad.expert", "Bad checksum"),
];
const END = 8;
const VRRP = 112;
const PASSWORD = 1;
const DIGEST = 254;

export const vrrp: Protocol = {
  name: "vrrp",
  title: "Virtual Router Redundancy Protocol",
  reference: "RFC 3768, 5.1; RFC 5798, 5.1",
  fields,
  claims: { "ip.proto": [112] },
  ...leaf(END),
  info: (layer) => `Announcement (v${numberOf(layer, "vrrp.version")})`,
  locate,
};

function locate(layer: Layer, add: Add): void {
  const { data } = layer;
  const c = new Cursor(data, add, 4);
  if (data.getUint8(0) >> 4 === 3) c.here("vrrp.reserved_mbz", 1).here("vrrp.short_adver_int", 2);
  else c.tell("vrrp.auth_type", 1).tell("vrrp.adver_int", 1);
  c.at = END;
  const isWithPseudoHeader = data.getUint8(0) >> 4 === 3;
  const size = layer.wireLength;
  const status = isWithPseudoHeader ? transportStatus(layer, VRRP, size) : ownStatus(layer, size);
  add("vrrp.checksum.status", 6, 2, status);
  if (status === Checksum.bad) {
    const fault = isWithPseudoHeader ? transportFault(layer, 6, VRRP, size) : ownFault(layer, 6, size);
    add("vrrp.checksum_bad.expert", 0, 0, fault);
  }
  const six = layer.packet.layers()[layer.index - 1]?.protocol.name.startsWith("ipv6") === true;
  for (let n = data.getUint8(3); n > 0; n--) {
    if (six) c.tell("vrrp.ipv6_addr", 16);
    else c.tell("vrrp.ip_addr", 4);
  }
  // RFC 2338, 5.3.10: eight bytes of a password; and draft-ietf-vrrp-spec-v2's digest.
  if (data.getUint8(0) >> 4 !== 2 || six) return;
  const authentication = data.getUint8(4);
  if (authentication === PASSWORD) c.text("vrrp.auth_string", 8);
  else if (authentication === DIGEST && c.left >= 16) c.tell("vrrp.md5_auth_data", 16);
}
