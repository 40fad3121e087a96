/** Objects of RSVP: RFC 2205, A, RFC 2210, RFC 2961, RFC 3209, RFC 3473, RFC 5420. Never on the hot path. */
import { ipv4Text } from "../../core/format.ts";
import { ipv6TextAt } from "../../core/values.ts";
import { type Cursor, type Parts, tellParts } from "./cursor.ts";

type Say = (words: string) => void;
/** Tells what stands in an object behind its header. @param kind its C-Type */
type Read = (c: Cursor, kind: number, say: Say) => void;

const R = "rsvp.";
const HEADER = 4;
const [IPV4, IPV6] = [1, 2];
/** Of tunnels: RFC 3209, 4.6; RFC 4875, 19.1. */
const [LSP_IPV4, LSP_IPV6, P2MP_IPV4] = [7, 8, 13];
function addressAt(c: Cursor, size: number): string {
  c.need(size);
  return size === 4 ? ipv4Text(c.data.getInt32(c.at)) : ipv6TextAt(c.data, c.at);
}

const parts = (...list: Parts): Parts => list.map(([name, size]) => [name === "" ? "" : R + name, size]);

function session(c: Cursor, kind: number, say: Say): void {
  if (kind === IPV4) {
    say(`SESSION: IPv4, Destination ${addressAt(c, 4)}, Protocol ${c.peek(1, 4)}, Port ${c.peek(2, 6)}. `);
    tellParts(c, parts(["session.ip", 4], ["session.proto", 1], ["session.flags", 1], ["session.port", 2]));
  } else if (kind === LSP_IPV4 || kind === LSP_IPV6) {
    const size = kind === LSP_IPV4 ? 4 : 16;
    c.need(2 * size + 4);
    const words = `Short Call ID ${c.peek(2, size)}, Tunnel ID ${c.peek(2, size + 2)}`;
    // Word by word, without zeros before them.
    let id = "";
    for (let at = size + 4; at < 2 * size + 4; at += 4) id += c.peek(4, at).toString(16);
    say(
      `SESSION: ${size === 4 ? "IPv4" : "IPv6"}-LSP, Destination ${addressAt(c, size)}, ${words}, Ext ID ${id}. `,
    );
    if (size === 4) tellParts(c, parts(["session.ip", 4]));
    else c.tell("rsvp.session.destination_address", 16);
    tellParts(c, parts(["session.short_call_id", 2], ["session.tunnel_id", 2]));
    if (size === 4) c.here("rsvp.extended_tunnel_id", 4).tell("rsvp.session.ext_tunnel_id", 4);
    else c.here("rsvp.extended_tunnel_id_ipv6", 16).tell("rsvp.session.ext_tunnel_id_ipv6", 16);
  } else if (kind === P2MP_IPV4) {
    const id = `P2MP ID ${c.peek(4)}, Tunnel ID ${c.peek(2, 6)}`;
    say(`SESSION: IPv4-P2MP LSP TUNNEL, ${id}, Ext Tunnel ${ipv4Text(c.peek(4, 8) | 0)}. `);
    tellParts(c, parts(["session.p2mp_id", 4], ["", 2], ["session.tunnel_id", 2]));
    c.here("rsvp.extended_tunnel", 4).tell("rsvp.session.ext_tunnel_id", 4);
  } else {
    say(`SESSION: Type ${kind}. `);
    if (kind !== IPV6) return;
    c.tell("rsvp.session.destination_address", 16);
    tellParts(c, parts(["session.protocol", 1], ["session.flags", 1], ["session.destination_port", 2]));
  }
}

const SENDER = "SENDER TEMPLATE";

/** A sender's template, and the filter that has its form. */
const template =
  (what: string): Read =>
  (c, kind, say) => {
    if (kind === IPV4 || kind === IPV6) {
      const size = kind === IPV4 ? 4 : 16;
      say(`${what}: IPv${size === 4 ? 4 : 6}, Sender ${addressAt(c, size)}, Port ${c.peek(2, size + 2)}. `);
      c.here("rsvp.sender.ip", 4)
        .skip(size + 2)
        .tell("rsvp.sender.port", 2);
    } else if (kind === LSP_IPV4 || kind === LSP_IPV6) {
      const size = kind === LSP_IPV4 ? 4 : 16;
      const ids = `Short Call ID: ${c.peek(2, size)}, LSP ID: ${c.peek(2, size + 2)}`;
      say(`${what}: IPv${size === 4 ? 4 : 6}-LSP, Tunnel Source: ${addressAt(c, size)}, ${ids}. `);
      c.here("rsvp.sender.ip", 4).skip(size);
      if (what === SENDER) c.here("rsvp.sender.short_call_id", 2);
      c.skip(2).tell("rsvp.sender.lsp_id", 2);
    }
  };

function hop(c: Cursor, kind: number): void {
  if (kind === IPV4) c.tell("rsvp.hop.neighbor_address_ipv4", 4);
  else if (kind === IPV6) c.tell("rsvp.neighbor_address_ipv6", 16);
  else return;
  c.tell("rsvp.hop.logical_interface", 4);
}

function fault(c: Cursor, kind: number): void {
  if (kind !== IPV4 && kind !== IPV6) return;
  c.tell(`rsvp.error.error_node_ipv${kind === IPV4 ? 4 : 6}`, kind === IPV4 ? 4 : 16);
  const bits = ["path_state_removed", "not_guilty", "in_place"].map((bit) => `rsvp.error_flags.${bit}`);
  c.here("rsvp.error_flags", 1);
  c.bits(1, ...bits).skip(1);
  tellParts(c, parts(["error.error_code", 1], ["error_value", 2]));
}

const [TOKEN_BUCKET, GUARANTEED] = [127, 130];

/** What traffic is announced, or reserved for (RFC 2210, 3.1 and 3.2). */
const traffic =
  (name: "tspec" | "flowspec"): Read =>
  (c, kind) => {
    if (kind !== 2) return;
    const of = (part: string) => `rsvp.${name}.${part}`;
    c.tell(of("message_format_version"), 1).skip(1).tell("rsvp.data_length", 2);
    c.tell(of("service_header"), 1).skip(1).tell("rsvp.data_length", 2);
    while (c.left >= 4) {
      const parameter = c.peek(1);
      const inner = c.within(4 + 4 * c.peek(2, 2), 0);
      inner.tell("rsvp.parameter", 1).tell("rsvp.parameter_flags", 1).tell("rsvp.parameter_length", 2);
      if (parameter === TOKEN_BUCKET) {
        for (const part of ["token_bucket_rate", "token_bucket_size", "peak_data_rate"])
          inner.tell(of(part), 4);
        inner.tell("rsvp.minimum_policed_unit", 4).tell("rsvp.maximum_packet_size", 4);
      } else if (parameter === GUARANTEED && name === "flowspec")
        inner.tell(of("rate"), 4).tell(of("slack_term"), 4);
    }
  };

/** Parameters that are estimates of bandwidth (RFC 2215, 3). */
const PATH_BANDWIDTH = 6;
const NUMBERS = [4, 8, 10, 133, 134, 135, 136];

/** What the path can do (RFC 2210, 3.3). */
function advertisement(c: Cursor, kind: number): void {
  if (kind !== 2) return;
  c.tell("rsvp.adspec.message_format_version", 1).skip(1).tell("rsvp.data_length", 2);
  while (c.left >= 4) {
    const service = c.within(4 + 4 * c.peek(2, 2));
    service
      .tell("rsvp.adspec.service_header", 1)
      .tell("rsvp.adspec.break_bit", 1)
      .tell("rsvp.data_length", 2);
    while (service.left >= 4) {
      const inner = service.within(4 + 4 * service.peek(2, 2));
      const type = inner.number("rsvp.adspec.type", 1);
      inner.skip(1).tell("rsvp.adspec.len", 2);
      if (type === PATH_BANDWIDTH) inner.tell("rsvp.adspec.float", 4);
      else if (NUMBERS.includes(type)) inner.tell("rsvp.adspec.uint", 4);
      else if (inner.left > 0) inner.tell("rsvp.adspec.bytes", inner.left);
    }
  }
}

const RECORDED = ["local_avail", "local_in_use", "bandwidth", "node", "node_address"].map(
  (bit) => `rsvp.rro.flags.${bit}`,
);
const [LABEL, UNNUMBERED, AUTONOMOUS_SYSTEM] = [3, 4, 32];

/** Hops that were named, or passed: RFC 3209, 4.3 and 4.4; RFC 3477, 4. */
const route =
  (recorded: boolean): Read =>
  (c) => {
    while (c.left >= 2) {
      const hop = c.within(Math.max(2, c.peek(1, 1)));
      const type = hop.peek(1) & 0x7f;
      if (!recorded && type !== AUTONOMOUS_SYSTEM) hop.here("rsvp.loose_hop", 1);
      hop.tell("rsvp.type", 1, recorded ? hop.peek(1) : type).tell("rsvp.ero_rro_subobjects.length", 1);
      if (type === IPV4 || type === IPV6) {
        hop.tell(`rsvp.ero_rro_subobjects.ipv${type === IPV4 ? 4 : 6}_hop`, type === IPV4 ? 4 : 16);
        hop.tell("rsvp.ero_rro_subobjects.prefix_length", 1);
        if (recorded) recordedFlags(hop, type === IPV4 ? RECORDED : RECORDED.slice(0, 2));
      } else if (type === LABEL) {
        if (recorded) recordedFlags(hop, ["rsvp.rro.flags.global_label"]);
        else hop.skip(1);
        hop.tell("rsvp.ctype", 1);
        hop.tell("rsvp.ero_rro_subobjects.label", 4);
      } else if (type === UNNUMBERED) {
        if (recorded) recordedFlags(hop, RECORDED.slice(0, 2));
        else hop.skip(1);
        hop.skip(1).tell("rsvp.ero_rro_subobjects.router_id", 4);
        hop.tell("rsvp.ero_rro_subobjects.interface_id", 4);
      } else if (type === AUTONOMOUS_SYSTEM) hop.tell("rsvp.ero_rro_subobjects.autonomous_system", 2);
    }
  };

function recordedFlags(c: Cursor, bits: readonly string[]): void {
  c.here("rsvp.ero_rro_subobjects.flags", 1);
  c.bits(1, ...bits).skip(1);
}

const PROTECTION = ["local", "label", "se_style", "bandwidth", "node"].map((bit) => `rsvp.sa.flags.${bit}`);
const [WITH_AFFINITIES, PLAIN] = [1, 7];

function attributes(c: Cursor, kind: number): void {
  if (kind !== WITH_AFFINITIES && kind !== PLAIN) return;
  const of = (part: string) => `rsvp.session_attribute.${part}`;
  if (kind === WITH_AFFINITIES)
    for (const part of ["exclude_any", "include_any", "include_all"]) c.tell(of(part), 4);
  c.tell(of("setup_priority"), 1).tell(of("hold_priority"), 1).here(of("flags"), 1);
  c.bits(1, ...PROTECTION).skip(1);
  const size = c.number(of("name_length"), 1);
  c.text(of("name"), Math.min(size, c.left));
}

function label(c: Cursor, kind: number): void {
  if (kind === 1) while (c.left >= 4) c.tell("rsvp.label.label", 4);
  else if (kind === 2) while (c.left >= 4) c.tell("rsvp.label.generalized_label", 4);
}

function labelRequest(c: Cursor, kind: number): void {
  if (kind === 1) tellParts(c, parts(["", 2], ["label_request.l3pid", 2]));
  else if (kind === 4) {
    tellParts(c, parts(["label_request.lsp_encoding_type", 1], ["label_request.switching_type", 1]));
    c.tell("rsvp.label_request.g_pid", 2);
  }
}

const LIST = "message_id_list";

const messageId =
  (name: string): Read =>
  (c, kind) => {
    if (kind !== 1 && kind !== 2) return;
    c.tell(`rsvp.${name}.flags`, 1).tell(`rsvp.${name}.epoch`, 3);
    for (let most = name === LIST ? c.left : 1; most > 0 && c.left >= 4; most--)
      c.tell(`rsvp.${name}.message_id`, 4);
  };

const ADMINISTRATIVE = "reflect handover lockout inhibit callmgmt testing down delete".split(" ");
const LSP_ATTRIBUTES = (
  "e2e boundary segment integrity contiguous stitching preplanned nophp oobmap entropy oammep oammip srlgcollect " +
  "Loopback p2mp rtm telinklabel lsi lsids2e"
).split(" ");
const FLAGS_TLV = 1;

function lspAttributes(c: Cursor, kind: number): void {
  while (kind === 1 && c.left >= 4) {
    const tlv = c.within(Math.max(4, c.peek(2, 2)));
    const type = tlv.peek(2);
    tlv.tell("rsvp.lsp_attributes_tlv", 4);
    if (type !== FLAGS_TLV) continue;
    tlv.here("rsvp.lsp_attr", 4).bits(4, ...LSP_ATTRIBUTES.map((bit) => `rsvp.lsp_attr.${bit}`));
  }
}

/** By class: the name of the whole, that of its C-Type, and what it holds. */
const OBJECTS: Readonly<Record<number, readonly [whole: string, kind: string, read: Read]>> = {
  1: ["session", "session", session],
  3: ["hop", "hop", hop],
  5: ["time", "time_values", (c) => tellParts(c, parts(["refresh_interval", 4]))],
  6: ["error", "error", fault],
  8: ["style", "style", (c) => tellParts(c, parts(["style.flags", 1], ["style.style", 3]))],
  9: ["flowspec", "flowspec", traffic("flowspec")],
  10: ["filter", "template", template("FILTERSPEC")],
  11: ["sender", "template", template(SENDER)],
  12: ["tspec", "tspec", traffic("tspec")],
  13: ["adspec", "adspec", advertisement],
  15: [
    "confirm",
    "confirm",
    (c, kind) => {
      if (kind === IPV4) c.tell("rsvp.confirm.receiver_address_ipv4", 4);
      else if (kind === IPV6) c.tell("rsvp.confirm.receiver_address_ipv6", 16);
    },
  ],
  16: ["label", "label", label],
  19: ["label_request", "label_request", labelRequest],
  20: ["explicit_route", "explicit_route", route(false)],
  21: ["record_route", "record_route", route(true)],
  22: [
    "hello_obj",
    "hello",
    (c) => tellParts(c, parts(["hello.source_instance", 4], ["hello.destination_instance", 4])),
  ],
  23: ["msgid", "message_id", messageId("message_id")],
  24: ["msgid_ack", "message_id_ack", messageId("message_id_ack")],
  25: ["msgid_list", "message_id_list", messageId(LIST)],
  35: ["upstream_label", "label", label],
  131: [
    "restart",
    "restart_cap",
    (c) => tellParts(c, parts(["restart_cap.restart_time", 4], ["restart_cap.recovery_time", 4])),
  ],
  196: [
    "admin_status",
    "admin_status",
    (c) => {
      c.here("rsvp.admin_status.bits", 4);
      c.bits(4, ...ADMINISTRATIVE.map((bit) => `rsvp.admin_status.${bit}`)).skip(4);
    },
  ],
  197: ["lsp_attributes", "lsp_attributes", lspAttributes],
  207: ["session_attribute", "attribute", attributes],
};
const ACKNOWLEDGES = 24;

/** Tells one object after the other, and says whose message it is. */
export function tellRsvpObjects(c: Cursor, say: Say): void {
  while (c.left > 0) {
    const length = Math.max(HEADER, c.peek(2));
    const type = c.peek(1, 2);
    const [whole, name, read] = OBJECTS[type] ?? ["obj_unknown", "unknown", null];
    c.here(`rsvp.${whole}`, Math.min(length, c.left), true);
    const object = c.within(length);
    object.tell("rsvp.length", 2).tell("rsvp.object", 1);
    if (type !== ACKNOWLEDGES) object.here("rsvp.ctype", 1);
    const kind = object.number(`rsvp.ctype.${name}`, 1);
    if (read !== null) read(object, kind, say);
    else if (object.left > 0) object.tell("rsvp.unknown.data", object.left);
  }
}
