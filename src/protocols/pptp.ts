// Point-to-Point Tunneling Protocol, control connection, RFC 2637 section 2: sets up the calls whose data GRE
// version 1 carries.
//
//  0         2         4                   8        10        12
// +---------+---------+-------------------+---------+---------+---------------------
// | length  | 1       | cookie 1a2b3c4d   | message | 0       | by message
// +---------+---------+-------------------+---------+---------+---------------------

import { u16, u32 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { atLeast, Cursor } from "./common/cursor.ts";
import { num, str } from "./common/located.ts";

const MESSAGES: Readonly<Record<number, string>> = {
  1: "Start-Control-Connection-Request",
  2: "Start-Control-Connection-Reply",
  3: "Stop-Control-Connection-Request",
  4: "Stop-Control-Connection-Reply",
  5: "Echo-Request",
  6: "Echo-Reply",
  7: "Outgoing-Call-Request",
  8: "Outgoing-Call-Reply",
  9: "Incoming-Call-Request",
  10: "Incoming-Call-Reply",
  11: "Incoming-Call-Connected",
  12: "Call-Clear-Request",
  13: "Call-Disconnect-Notify",
  14: "WAN-Error-Notify",
  15: "Set-Link-Info",
};
const LEN = 12;
const COOKIE = 0x1a2b3c4d;
const START = ["protocol_version", "", "framing_capabilities", "bearer_capabilities", "maximum_channels"];
const NAMES = ["firmware_revision", "host_name", "vendor_name"];
const ERRORS = (result: string) => [result, "error"];
const CALL = ["call_id", "call_serial_number"];

/** Fields of a message in their order, "": two reserved bytes. */
const BODIES: Readonly<Record<number, readonly string[]>> = {
  1: [...START, ...NAMES],
  2: ["protocol_version", ...ERRORS("control_result"), ...START.slice(2), ...NAMES],
  3: ["reason"],
  4: ERRORS("stop_result"),
  5: ["identifier"],
  6: ["identifier", ...ERRORS("echo_result")],
  7: [
    ...CALL,
    ...["minimum_bps", "maximum_bps", "bearer_type", "framing_type", "packet_receive_window_size"],
    ...["packet_processing_delay", "phone_number_length", "", "phone_number", "subaddress"],
  ],
  8: [
    ...["call_id", "peer_call_id", ...ERRORS("out_result"), "cause", "connect_speed"],
    ...["packet_receive_window_size", "packet_processing_delay", "physical_channel_id"],
  ],
  9: [
    ...[...CALL, "bearer_type", "physical_channel_id", "dialed_number_length", "dialing_number_length"],
    ...["dialed_number", "dialing_number", "subaddress"],
  ],
  10: [
    ...["call_id", "peer_call_id", ...ERRORS("in_result"), "packet_receive_window_size"],
    ...["packet_processing_delay", ""],
  ],
  11: [
    ...["peer_call_id", "", "connect_speed", "packet_receive_window_size", "packet_processing_delay"],
    "framing_type",
  ],
  12: ["call_id", ""],
  13: ["call_id", ...ERRORS("disc_result"), "cause", "", "call_Statistics"],
  14: [
    ...["peer_call_id", "", "crc_errors", "framing_errors", "hardware_overruns", "buffer_overruns"],
    ...["timeout_errors", "alignment_errors"],
  ],
  15: ["peer_call_id", "", "send_accm", "receive_accm"],
};

const located = [
  num(2, "pptp.protocol_version", "Protocol version"),
  num(4, "pptp.framing_capabilities", "Framing Capabilities"),
  num(4, "pptp.bearer_capabilities", "Bearer Capabilities"),
  num(2, "pptp.maximum_channels", "Maximum Channels"),
  num(2, "pptp.firmware_revision", "Firmware Revision"),
  num(1, "pptp.control_result", "Result Code"),
  num(1, "pptp.stop_result", "Result Code"),
  num(1, "pptp.echo_result", "Result Code"),
  num(1, "pptp.out_result", "Result Code"),
  num(1, "pptp.in_result", "Result Code"),
  num(1, "pptp.disc_result", "Result Code"),
  num(1, "pptp.error", "Error Code"),
  num(1, "pptp.reason", "Reason"),
  num(4, "pptp.identifier", "Identifier"),
  num(2, "pptp.call_id", "Call ID"),
  num(2, "pptp.peer_call_id", "Peer Call ID"),
  num(2, "pptp.call_serial_number", "Call Serial Number"),
  num(4, "pptp.minimum_bps", "Minimum BPS"),
  num(4, "pptp.maximum_bps", "Maximum BPS"),
  num(4, "pptp.bearer_type", "Bearer Type"),
  num(4, "pptp.framing_type", "Framing Type"),
  num(2, "pptp.packet_receive_window_size", "Packet Receive Window Size"),
  num(2, "pptp.packet_processing_delay", "Packet Processing Delay"),
  num(2, "pptp.cause", "Cause Code"),
  num(4, "pptp.connect_speed", "Connect Speed"),
  num(4, "pptp.physical_channel_id", "Physical Channel ID"),
  num(2, "pptp.phone_number_length", "Phone Number Length"),
  num(2, "pptp.dialed_number_length", "Dialed Number Length"),
  num(2, "pptp.dialing_number_length", "Dialing Number Length"),
  num(4, "pptp.crc_errors", "CRC Errors"),
  num(4, "pptp.framing_errors", "Framing Errors"),
  num(4, "pptp.hardware_overruns", "Hardware overruns"),
  num(4, "pptp.buffer_overruns", "Buffer overruns"),
  num(4, "pptp.timeout_errors", "Time-out Errors"),
  num(4, "pptp.alignment_errors", "Alignment Errors"),
  num(4, "pptp.send_accm", "Send ACCM", { base: "hex" }),
  num(4, "pptp.receive_accm", "Receive ACCM", { base: "hex" }),
];
/** Texts of fixed lengths, filled up with zeros. */
const TEXTS: Readonly<Record<string, number>> = {
  host_name: 64,
  vendor_name: 64,
  phone_number: 64,
  subaddress: 64,
  dialed_number: 64,
  dialing_number: 64,
  call_Statistics: 128,
};
const sizes = new Map(located.map((field) => [field.name as string, field.size]));

export const pptp: Protocol = {
  name: "pptp",
  title: "Point-to-Point Tunnelling Protocol",
  reference: "RFC 2637, 2",
  fields: [
    u16(0, "pptp.length", "Length"),
    u16(2, "pptp.type", "Message type", { values: { 1: "Control Message", 2: "Management Message" } }),
    u32(4, "pptp.magic_cookie", "Magic Cookie", { base: "hex" }),
    u16(8, "pptp.control_message_type", "Control Message Type", { values: MESSAGES }),
    ...located,
    str("pptp.host_name", "Host Name"),
    str("pptp.vendor_name", "Vendor Name"),
    str("pptp.phone_number", "Phone Number"),
    str("pptp.subaddress", "Subaddress"),
    str("pptp.dialed_number", "Dialed Number"),
    str("pptp.dialing_number", "Dialing Number"),
    str("pptp.call_Statistics", "Call Statistics"),
  ],
  claims: { "tcp.app": [1723] },
  parse: atLeast(LEN),
  accepts: (d, o, lim) => o + 8 > lim || d.getUint32(o + 4) === COOKIE,
  owns: () => true,
  body: (data) => (data.byteLength >= 8 && data.getUint32(4) === COOKIE ? data.byteLength : LEN),
  info: ({ data }) => MESSAGES[data.getUint16(8)] ?? `Unknown (${data.getUint16(8)})`,
  locate,
};

function locate({ data }: Layer, add: Add): void {
  const c = new Cursor(data, add, LEN, data.byteLength);
  for (const short of BODIES[data.getUint16(8)] ?? []) {
    const name = `pptp.${short}`;
    if (short === "") c.skip(2);
    else if (TEXTS[short] !== undefined) c.text(name, TEXTS[short]);
    else c.tell(name, sizes.get(name) ?? 0);
  }
}
