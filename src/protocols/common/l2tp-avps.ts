/** Control messages of L2TP: attribute-value pairs, RFC 2661 section 4.1 and RFC 3931 section 5.1. */

import type { Add } from "../../core/layer.ts";
import { Cursor } from "./cursor.ts";
import { bit, hexNum, num, raw, str } from "./located.ts";

/** By the names that the Info column gives them. */
const MESSAGES: Readonly<Record<number, string>> = {
  1: "SCCRQ",
  2: "SCCRP",
  3: "SCCCN",
  4: "StopCCN",
  6: "Hello",
  7: "OCRQ",
  8: "OCRP",
  9: "OCCN",
  10: "ICRQ",
  11: "ICRP",
  12: "ICCN",
  14: "CDN",
  15: "WEN",
  16: "SLI",
  17: "MDMST",
  18: "SRRQ",
  19: "SRRP",
  20: "ACK",
};

const HEADER = 6;
const LENGTH = 0x03ff;
const HIDDEN = 0x4000;
const RESULT = 1;

const fields = [
  bit(2, 0x8000, "l2tp.avp.mandatory", "Mandatory"),
  bit(2, HIDDEN, "l2tp.avp.hidden", "Hidden"),
  num(2, "l2tp.avp.length", "Length", { mask: LENGTH }),
  num(2, "l2tp.avp.vendor_id", "Vendor ID"),
  num(2, "l2tp.avp.type", "AVP Type"),
  num(2, "l2tp.avp.message_type", "Message Type"),
  num(2, "l2tp.avp.error_code", "Error code"),
  str("l2tp.avp.error_message", "Error Message"),
  num(1, "l2tp.avp.protocol_version", "Version"),
  num(1, "l2tp.avp.protocol_revision", "Revision"),
  bit(4, 0x0002, "l2tp.avp.async_framing_supported", "Async Framing Supported"),
  bit(4, 0x0001, "l2tp.avp.sync_framing_supported", "Sync Framing Supported"),
  bit(4, 0x0002, "l2tp.avp.analog_access_supported", "Analog Access Supported"),
  bit(4, 0x0001, "l2tp.avp.digital_access_supported", "Digital Access Supported"),
  num(2, "l2tp.avp.firmware_revision", "Firmware Revision"),
  str("l2tp.avp.host_name", "Host Name"),
  str("l2tp.avp.vendor_name", "Vendor Name"),
  num(2, "l2tp.avp.assigned_tunnel_id", "Assigned Tunnel ID"),
  num(2, "l2tp.avp.receive_window_size", "Receive Window Size"),
  raw("l2tp.avp.chap_challenge", "CHAP Challenge"),
  raw("l2tp.avp.chap_challenge_response", "CHAP Challenge Response"),
  num(2, "l2tp.avp.assigned_session_id", "Assigned Session ID"),
  num(4, "l2tp.avp.call_serial_number", "Call Serial Number"),
  str("l2tp.avp.called_number", "Called Number"),
  str("l2tp.avp.calling_number", "Calling Number"),
  num(4, "l2tp.avp.connect_speed", "Connect Speed"),
  num(4, "l2tp.avp.rx_connect_speed", "Rx Connect Speed"),
  num(4, "l2tp.avp.router_id", "Router ID"),
  num(4, "l2tp.avp.assigned_control_conn_id", "Assigned Control Connection ID"),
  num(4, "l2tp.avp.local_session_id", "Local Session ID"),
  num(4, "l2tp.avp.remote_session_id", "Remote Session ID"),
  raw("l2tp.avp.assigned_cookie", "Assigned Cookie"),
  str("l2tp.avp.remote_end_id", "Remote End ID"),
  num(2, "l2tp.avp.pseudowire_type", "Pseudowire Type"),
  hexNum(2, "l2tp.avp.layer2_specific_sublayer", "Layer2 Specific Sublayer"),
  num(2, "l2tp.avp.data_sequencing", "Data Sequencing"),
];

/** Fields of a value by the type of its pair; several take the same bytes where they are single bits. */
const TYPES: Readonly<Record<number, readonly string[]>> = {
  0: ["message_type"],
  [RESULT]: ["error_code", "error_message"],
  2: ["protocol_version", "protocol_revision"],
  3: ["async_framing_supported", "sync_framing_supported"],
  4: ["analog_access_supported", "digital_access_supported"],
  6: ["firmware_revision"],
  7: ["host_name"],
  8: ["vendor_name"],
  9: ["assigned_tunnel_id"],
  10: ["receive_window_size"],
  11: ["chap_challenge"],
  13: ["chap_challenge_response"],
  14: ["assigned_session_id"],
  15: ["call_serial_number"],
  21: ["called_number"],
  22: ["calling_number"],
  24: ["connect_speed"],
  38: ["rx_connect_speed"],
  60: ["router_id"],
  61: ["assigned_control_conn_id"],
  63: ["local_session_id"],
  64: ["remote_session_id"],
  65: ["assigned_cookie"],
  66: ["remote_end_id"],
  68: ["pseudowire_type"],
  69: ["layer2_specific_sublayer"],
  70: ["data_sequencing"],
};
const byName = new Map(fields.map((field) => [field.name as string, field]));

/** @param end behind the control message */
function tell(data: DataView, add: Add, from: number, end: number): void {
  const c = new Cursor(data, add, from, Math.min(end, data.byteLength));
  while (c.left >= HEADER) {
    const word = c.peek(2);
    for (const name of ["mandatory", "hidden", "length"]) c.here(`l2tp.avp.${name}`, 2);
    c.skip(2);
    const vendor = c.number("l2tp.avp.vendor_id", 2);
    const type = c.number("l2tp.avp.type", 2);
    const value = c.within(Math.max(0, (word & LENGTH) - HEADER), 0);
    if (vendor !== 0 || (word & HIDDEN) !== 0) continue;
    // Before the error stands a result, whose field Wireshark names by the message.
    if (type === RESULT && value.left >= 2) value.skip(2);
    for (const short of TYPES[type] ?? []) {
      const field = byName.get(`l2tp.avp.${short}`);
      if (field === undefined || value.left === 0) break;
      if (field.kind === "string") value.text(field.name, value.left);
      else if (field.kind === "bool") value.here(field.name, field.size);
      else value.tell(field.name, field.size === 0 ? value.left : field.size);
    }
  }
}

export const l2tpControl = { fields, tell };

/** What the control message is, by its first pair; an empty one acknowledges. */
export function messageName(data: DataView, from: number, end: number): string {
  if (end - from < HEADER + 2) return "ZLB     ";
  const type = data.getUint16(from + HEADER);
  return MESSAGES[type] ?? `Unknown (${type})`;
}
