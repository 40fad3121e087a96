/** Control messages of L2TP: attribute-value pairs, RFC 2661 section 4.1 and RFC 3931 section 5.1. */

import type { Add } from "../../core/layer.ts";
import { Cursor, type Parts, REST, stay, TEXT, tellParts, word } from "./cursor.ts";
import { bit, hexNum, mark, num, raw, str } from "./located.ts";

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
const CISCO = 9;

const fields = [
  bit(2, 0x8000, "l2tp.avp.mandatory", "Mandatory"),
  bit(2, 0x4000, "l2tp.avp.hidden", "Hidden"),
  num(2, "l2tp.avp.length", "Length", { mask: 0x3ff }),
  num(2, "l2tp.avp.vendor_id", "Vendor ID"),
  num(2, "l2tp.avp.type", "AVP Type"),
  num(2, "l2tp.avp.ciscotype", "Type"),
  num(2, "l2tp.avp.message_type", "Message Type", { values: MESSAGES }),
  num(2, "l2tp.result_code", "Result code"),
  num(2, "l2tp.avp.error_code", "Error code"),
  str("l2tp.avp.error_message", "Error Message"),
  num(1, "l2tp.avp.protocol_version", "Version"),
  num(1, "l2tp.avp.protocol_revision", "Revision"),
  bit(4, 0x2, "l2tp.avp.async_framing_supported", "Async Framing Supported"),
  bit(4, 0x1, "l2tp.avp.sync_framing_supported", "Sync Framing Supported"),
  bit(4, 0x2, "l2tp.avp.analog_access_supported", "Analog Access Supported"),
  bit(4, 0x1, "l2tp.avp.digital_access_supported", "Digital Access Supported"),
  hexNum(8, "l2tp.tie_breaker", "Tie Breaker"),
  num(2, "l2tp.avp.firmware_revision", "Firmware Revision"),
  str("l2tp.avp.host_name", "Host Name"),
  str("l2tp.avp.vendor_name", "Vendor Name"),
  num(2, "l2tp.avp.assigned_tunnel_id", "Assigned Tunnel ID"),
  num(2, "l2tp.avp.receive_window_size", "Receive Window Size"),
  raw("l2tp.avp.chap_challenge", "CHAP Challenge"),
  num(2, "l2tp.avp.cause_code", "Cause Code"),
  num(1, "l2tp.avp.cause_msg", "Cause Msg"),
  str("l2tp.avp.advisory_msg", "Advisory Msg"),
  raw("l2tp.avp.chap_challenge_response", "CHAP Challenge Response"),
  num(2, "l2tp.avp.assigned_session_id", "Assigned Session ID"),
  num(4, "l2tp.avp.call_serial_number", "Call Serial Number"),
  num(4, "l2tp.avp.minimum_bps", "Minimum BPS"),
  num(4, "l2tp.avp.maximum_bps", "Maximum BPS"),
  bit(4, 0x2, "l2tp.avp.analog_bearer_type", "Analog Bearer Type"),
  bit(4, 0x1, "l2tp.avp.digital_bearer_type", "Digital Bearer Type"),
  bit(4, 0x2, "l2tp.avp.async_framing_type", "Async Framing Type"),
  bit(4, 0x1, "l2tp.avp.sync_framing_type", "Sync Framing Type"),
  str("l2tp.avp.called_number", "Called Number"),
  str("l2tp.avp.calling_number", "Calling Number"),
  str("l2tp.avp.sub_address", "Sub-Address"),
  num(4, "l2tp.avp.connect_speed", "Connect Speed"),
  num(4, "l2tp.avp.physical_channel", "Physical Channel"),
  raw("l2tp.avp.initial_received_lcp_confreq", "Initial Received LCP CONFREQ"),
  raw("l2tp.avp.last_sent_lcp_confreq", "Last Sent LCP CONFREQ"),
  raw("l2tp.avp.last_received_lcp_confreq", "Last Received LCP CONFREQ"),
  num(2, "l2tp.avp.proxy_authen_type", "Proxy Authen Type"),
  str("l2tp.avp.proxy_authen_name", "Proxy Authen Name"),
  raw("l2tp.avp.proxy_authen_challenge", "Proxy Authen Challenge"),
  num(1, "l2tp.avp.proxy_authen_id", "Proxy Authen ID"),
  raw("l2tp.avp.proxy_authen_response", "Proxy Authen Response"),
  num(4, "l2tp.avp.crc_errors", "CRC Errors"),
  num(4, "l2tp.avp.framing_errors", "Framing Errors"),
  num(4, "l2tp.avp.hardware_overruns", "Hardware Overruns"),
  num(4, "l2tp.avp.buffer_overruns", "Buffer Overruns"),
  num(4, "l2tp.avp.time_out_errors", "Time-out Errors"),
  num(4, "l2tp.avp.alignment_errors", "Alignment Errors"),
  num(4, "l2tp.avp.send_accm", "Send ACCM"),
  num(4, "l2tp.avp.receive_accm", "Receive ACCM"),
  raw("l2tp.avp.random_vector", "Random Vector"),
  raw("l2tp.avp.private_group_id", "Private Group ID"),
  num(4, "l2tp.avp.rx_connect_speed", "Rx Connect Speed"),
  num(2, "l2tp.avp.disconnect_code", "Disconnect Code"),
  num(2, "l2tp.avp.control_protocol_number", "Control Protocol Number"),
  num(1, "l2tp.avp.cause_code_direction", "Direction"),
  str("l2tp.avp.cause_code_message", "Message"),
  raw("l2tp.avp.message_digest", "Message Digest"),
  num(4, "l2tp.avp.router_id", "Router ID"),
  num(4, "l2tp.avp.assigned_control_conn_id", "Assigned Control Connection ID"),
  num(2, "l2tp.avp.pw_type", "PW Type"),
  num(4, "l2tp.avp.local_session_id", "Local Session ID"),
  num(4, "l2tp.avp.remote_session_id", "Remote Session ID"),
  raw("l2tp.avp.assigned_cookie", "Assigned Cookie"),
  str("l2tp.avp.remote_end_id", "Remote End ID"),
  num(2, "l2tp.avp.pseudowire_type", "Pseudowire Type"),
  num(2, "l2tp.avp.layer2_specific_sublayer", "Layer2 Specific Sublayer"),
  num(2, "l2tp.avp.data_sequencing", "Data Sequencing"),
  bit(2, 0x1, "l2tp.avp.circuit_status", "Circuit Status"),
  bit(2, 0x2, "l2tp.avp.circuit_type", "Circuit Type"),
  str("l2tp.avp.preferred_language", "Preferred Language"),
  raw("l2tp.avp.nonce", "Nonce"),
  num(8, "l2tp.avp.tx_connect_speed_v3", "Tx Connect Speed v3"),
  num(8, "l2tp.avp.rx_connect_speed_v3", "Rx Connect Speed v3"),
  mark("l2tp.avp.csu", "Connect Speed Update"),
  hexNum(2, "l2tp.avp.csu.res", "Reserved"),
  num(2, "l2tp.avp.csu.remote_session_id", "Remote Session ID"),
  num(4, "l2tp.avp.csu.current_tx_speed", "Current TX Connect Speed"),
  num(4, "l2tp.avp.csu.current_rx_speed", "Current RX Connect Speed"),
  num(8, "l2tp.avp.csu.current_tx_speed64", "Current TX Connect Speed"),
  num(8, "l2tp.avp.csu.current_rx_speed64", "Current RX Connect Speed"),
  num(4, "l2tp.cisco.assigned_control_connection_id", "Assigned Control Connection ID"),
  num(2, "l2tp.cisco.pw_type", "PW Type"),
  num(4, "l2tp.cisco.local_session_id", "Local Session ID"),
  num(4, "l2tp.cisco.remote_session_id", "Remote Session ID"),
  raw("l2tp.cisco.assigned_cookie", "Assigned Cookie"),
  str("l2tp.cisco.remote_end_id", "Remote End ID"),
  num(2, "l2tp.cisco.pseudowire_type", "Pseudowire Type"),
  bit(2, 0x1, "l2tp.cisco.circuit_status", "Circuit Status"),
  bit(2, 0x1, "l2tp.cisco.circuit_type", "Circuit Type"),
  hexNum(8, "l2tp.cisco.tie_breaker", "Tie Breaker"),
  num(2, "l2tp.cisco.draft_avp_version", "Draft AVP Version"),
  raw("l2tp.cisco.message_digest", "Message Digest"),
  raw("l2tp.cisco.nonce", "Nonce"),
  num(2, "l2tp.cisco.interface_mtu", "Interface MTU"),
  mark("l2tp.vendor_specific_avp_data", "Vendor-Specific AVP data"),
  mark("l2tp.zero_length_body_message", "Zero Length Body message"),
];

const A = "l2tp.avp.";
const bits = (...names: string[]): Parts => [...names.map((name) => [A + name, stay(4)] as const), ["", 4]];
const one = (name: string, size: number): Parts => [[name, size]];

/** Fields of a value by the type of its pair: RFC 2661, 4.4; RFC 3931, 5.4; RFC 4591; RFC 5515. */
const TYPES: Readonly<Record<number, Parts>> = {
  0: one(`${A}message_type`, 2),
  1: [
    ["l2tp.result_code", 2],
    [`${A}error_code`, 2],
    [`${A}error_message`, TEXT],
  ],
  2: [
    [`${A}protocol_version`, 1],
    [`${A}protocol_revision`, 1],
  ],
  3: bits("async_framing_supported", "sync_framing_supported"),
  4: bits("analog_access_supported", "digital_access_supported"),
  5: one("l2tp.tie_breaker", 8),
  6: one(`${A}firmware_revision`, 2),
  7: one(`${A}host_name`, TEXT),
  8: one(`${A}vendor_name`, TEXT),
  9: one(`${A}assigned_tunnel_id`, 2),
  10: one(`${A}receive_window_size`, 2),
  11: one(`${A}chap_challenge`, REST),
  12: [
    [`${A}cause_code`, 2],
    [`${A}cause_msg`, 1],
    [`${A}advisory_msg`, TEXT],
  ],
  13: one(`${A}chap_challenge_response`, 16),
  14: one(`${A}assigned_session_id`, 2),
  15: one(`${A}call_serial_number`, 4),
  16: one(`${A}minimum_bps`, 4),
  17: one(`${A}maximum_bps`, 4),
  18: bits("analog_bearer_type", "digital_bearer_type"),
  19: bits("async_framing_type", "sync_framing_type"),
  21: one(`${A}called_number`, TEXT),
  22: one(`${A}calling_number`, TEXT),
  23: one(`${A}sub_address`, TEXT),
  24: one(`${A}connect_speed`, 4),
  25: one(`${A}physical_channel`, 4),
  26: one(`${A}initial_received_lcp_confreq`, REST),
  27: one(`${A}last_sent_lcp_confreq`, REST),
  28: one(`${A}last_received_lcp_confreq`, REST),
  29: one(`${A}proxy_authen_type`, 2),
  30: one(`${A}proxy_authen_name`, TEXT),
  31: one(`${A}proxy_authen_challenge`, REST),
  32: [
    ["", 1],
    [`${A}proxy_authen_id`, 1],
  ],
  33: one(`${A}proxy_authen_response`, REST),
  34: [
    ["", 2],
    [`${A}crc_errors`, 4],
    [`${A}framing_errors`, 4],
    [`${A}hardware_overruns`, 4],
    [`${A}buffer_overruns`, 4],
    [`${A}time_out_errors`, 4],
    [`${A}alignment_errors`, 4],
  ],
  35: [
    ["", 2],
    [`${A}send_accm`, 4],
    [`${A}receive_accm`, 4],
  ],
  36: one(`${A}random_vector`, REST),
  37: one(`${A}private_group_id`, REST),
  38: one(`${A}rx_connect_speed`, 4),
  46: [
    [`${A}disconnect_code`, 2],
    [`${A}control_protocol_number`, 2],
    [`${A}cause_code_direction`, 1],
    [`${A}cause_code_message`, TEXT],
  ],
  59: one(`${A}message_digest`, REST),
  60: one(`${A}router_id`, 4),
  61: one(`${A}assigned_control_conn_id`, 4),
  62: Array.from({ length: 512 }, () => [`${A}pw_type`, 2]),
  63: one(`${A}local_session_id`, 4),
  64: one(`${A}remote_session_id`, 4),
  65: one(`${A}assigned_cookie`, REST),
  66: one(`${A}remote_end_id`, TEXT),
  68: one(`${A}pseudowire_type`, 2),
  69: one(`${A}layer2_specific_sublayer`, 2),
  70: one(`${A}data_sequencing`, 2),
  71: [
    [`${A}circuit_status`, stay(2)],
    [`${A}circuit_type`, 2],
  ],
  72: one(`${A}preferred_language`, TEXT),
  73: one(`${A}nonce`, REST),
  74: one(`${A}tx_connect_speed_v3`, 8),
  75: one(`${A}rx_connect_speed_v3`, 8),
};
const SPEED_UPDATE = 97;

/** Cisco's pairs of L2TPv3, from before it was standardised. */
const CISCO_TYPES: Readonly<Record<number, Parts>> = {
  1: one("l2tp.cisco.assigned_control_connection_id", 4),
  2: Array.from({ length: 512 }, () => ["l2tp.cisco.pw_type", 2]),
  3: one("l2tp.cisco.local_session_id", 4),
  4: one("l2tp.cisco.remote_session_id", 4),
  5: one("l2tp.cisco.assigned_cookie", REST),
  6: one("l2tp.cisco.remote_end_id", TEXT),
  7: one("l2tp.cisco.pseudowire_type", 2),
  8: [
    ["l2tp.cisco.circuit_status", stay(2)],
    ["l2tp.cisco.circuit_type", 2],
  ],
  9: one("l2tp.cisco.tie_breaker", 8),
  10: one("l2tp.cisco.draft_avp_version", 2),
  12: one("l2tp.cisco.message_digest", REST),
  13: one("l2tp.cisco.nonce", REST),
  14: one("l2tp.cisco.interface_mtu", 2),
};

const WIDE = 22;
/** RFC 5515, 4.2: numbers of version 3 are twice as long. */
function speeds(outer: Cursor): void {
  const isV3 = outer.left >= WIDE;
  const wide = isV3 ? "64" : "";
  const c = outer.part("l2tp.avp.csu", outer.left);
  tellParts(c, [
    [`${A}csu.res`, 2],
    [`${A}csu.remote_session_id`, isV3 ? 4 : 2],
    [`${A}csu.current_tx_speed${wide}`, isV3 ? 8 : 4],
    [`${A}csu.current_rx_speed${wide}`, isV3 ? 8 : 4],
  ]);
}

/** @param end behind the control message */
function tell(data: DataView, add: Add, from: number, end: number, isV3: boolean): void {
  const c = new Cursor(data, add, from, Math.min(end, data.byteLength));
  if (c.left === 0 && !isV3) c.here("l2tp.zero_length_body_message", 0, true);
  while (c.left >= HEADER) {
    const word = c.peek(2);
    for (const name of ["mandatory", "hidden", "length"]) c.here(`l2tp.avp.${name}`, 2);
    c.skip(2);
    const vendor = c.number("l2tp.avp.vendor_id", 2);
    const type = c.number(vendor === CISCO ? "l2tp.avp.ciscotype" : "l2tp.avp.type", 2);
    const value = c.within(Math.max(0, (word & LENGTH) - HEADER), 0);
    if ((word & HIDDEN) !== 0 || value.left === 0) continue;
    const parts = vendor === CISCO ? CISCO_TYPES[type] : vendor === 0 ? TYPES[type] : undefined;
    if (vendor === 0 && type === SPEED_UPDATE) speeds(value);
    else if (parts !== undefined) tellParts(value, parts);
    else value.here("l2tp.vendor_specific_avp_data", value.left, true);
  }
}

export const l2tpControl = { fields, tell };

/** What the control message is, by its first pair; an empty one acknowledges. */
export function messageName(data: DataView, from: number, end: number): string | undefined {
  if (end - from < HEADER + 2) return "ZLB     ";
  const type = data.getUint16(from + HEADER);
  // The first attribute tells which message it is.
  return data.getUint16(from + 4) === 0 ? word(MESSAGES, type) : undefined;
}
