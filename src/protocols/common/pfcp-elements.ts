/** Information elements of PFCP, 3GPP TS 29.244, 8.2: a type and a length of two bytes each, and some hold others. */
import { type Cursor, REST, stay, TEXT } from "./cursor.ts";
import { tellFlags } from "./pfcp-flags.ts";
import { PFCP_TYPES } from "./pfcp-types.ts";
import {
  counted,
  flagged,
  low,
  marking,
  parts,
  type Read,
  rule,
  tellConnectionSet,
  tellCreation,
  tellDescription,
  tellEndpoint,
  tellEnrichment,
  tellFilter,
  tellFlow,
  tellLabels,
  tellNetwork,
  tellNode,
  tellRate,
  tellRedirect,
  tellRemoval,
  tellResources,
  tellSession,
  tellStations,
  tellTag,
  tellUser,
  tellUserId,
  time,
  volumes,
} from "./pfcp-values.ts";

/** Those that hold others: table 8.1.2-1, "Grouped". */
const GROUPED: ReadonlySet<number> = new Set([
  ...[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 51, 54, 58, 59, 68, 77, 78, 79, 80, 83],
  ...[85, 86, 87, 99, 102, 105, 118, 127, 128, 129, 130, 132, 143, 147, 165, 166, 167, 168, 169, 175, 176],
  ...[
    186, 188, 189, 195, 199, 200, 201, 203, 205, 206, 211, 212, 213, 214, 215, 216, 218, 221, 225, 226, 227,
  ],
  ...[
    233, 234, 238, 239, 240, 242, 247, 252, 254, 255, 256, 257, 258, 261, 263, 264, 267, 270, 271, 276, 277,
  ],
]);
/** A company's own begin with its number. */
const PRIVATE = 0x8000;

const READERS: Readonly<Record<number, Read>> = {
  19: parts(["pfcp.cause", 1]),
  20: low("spare_h1", "source_interface"),
  21: tellEndpoint,
  22: tellNetwork,
  23: tellFilter,
  24: parts(["pfcp.application_id_str", TEXT]),
  25: parts(["pfcp.gate_status.ulgate", stay(1)], ["pfcp.gate_status.dlgate", 1]),
  26: parts(["pfcp.ul_mbr", 5], ["pfcp.dl_mbr", 5]),
  27: parts(["pfcp.ul_gbr", 5], ["pfcp.dl_gbr", 5]),
  28: parts(["pfcp.qer_correlation_id", 4]),
  29: parts(["pfcp.precedence", 4]),
  30: marking,
  31: volumes("volume_threshold_flags", "volume_threshold"),
  32: parts(["pfcp.time_threshold", 4]),
  33: time("pfcp.monitoring_time"),
  34: volumes("subseq_volume_threshold", "subseq_volume_threshold"),
  35: parts(["pfcp.subsequent_time_threshold", 4]),
  36: parts(["pfcp.inactivity_detection_time", 4]),
  37: flagged("reporting_triggers_flags"),
  38: tellRedirect,
  39: flagged("report_type"),
  40: parts(["pfcp.offending_ie", 2], ["pfcp.offending_ie_value", REST]),
  41: (c) => counted(c, 1, "pfcp.forwarding_policy_id_len", "pfcp.forwarding_policy_id", REST),
  42: low("spare_h1", "dst_interface"),
  43: flagged("up_function_features"),
  44: flagged("apply_action"),
  45: flagged(
    "dl_data_service_inf",
    [1, ["pfcp.spare_b7_b6", stay(1)], ["pfcp.ppi", 1]],
    [2, ["pfcp.spare_b7_b6", stay(1)], ["pfcp.qfi_value", 1]],
  ),
  46: parts(["pfcp.dl_data_notification_delay", 1]),
  47: parts(["pfcp.timer_unit", stay(1)], ["pfcp.timer_value", 1]),
  48: (c) => c.tell("pfcp.packet_count", Math.min(2, c.left)),
  49: flagged("smreq_flags"),
  50: flagged("srrsp_flags"),
  52: parts(["pfcp.sequence_number", 4]),
  53: parts(["pfcp.metric", 1]),
  55: parts(["pfcp.timer_unit", stay(1)], ["pfcp.timer_value", 1]),
  56: parts(["pfcp.pdr_id", 2]),
  57: tellSession,
  60: tellNode,
  61: tellDescription,
  62: flagged("measurement_method_flags"),
  63: flagged("usage_report_trigger_flags"),
  64: parts(["pfcp.measurement_period", 4]),
  65: tellConnectionSet,
  66: flagged(
    "volume_measurement_flags",
    [0x01, ["pfcp.volume_measurement.tovol", 8]],
    [0x02, ["pfcp.volume_measurement.ulvol", 8]],
    [0x04, ["pfcp.volume_measurement.dlvol", 8]],
    [0x08, ["pfcp.volume_measurement.tonop", 8]],
    [0x10, ["pfcp.volume_measurement.ulnop", 8]],
    [0x20, ["pfcp.volume_measurement.dlnop", 8]],
  ),
  67: parts(["pfcp.duration_measurement", 4]),
  69: time("pfcp.time_of_first_packet"),
  70: time("pfcp.time_of_last_packet"),
  71: parts(["pfcp.quota_holding_time", 4]),
  72: flagged(
    "dropped_dl_traffic_threshold",
    [1, ["pfcp.downlink_packets", 8]],
    [2, ["pfcp.bytes_downlink_data", 8]],
  ),
  73: volumes("volume_quota_flags", "volume_quota"),
  74: parts(["pfcp.time_quota", 4]),
  75: time("pfcp.start_time"),
  76: time("pfcp.end_time"),
  81: rule("urr"),
  82: rule("urr"),
  84: tellCreation,
  88: parts(["pfcp.bar_id", 1]),
  89: flagged("cp_function_features"),
  90: flagged("usage_information"),
  91: parts(["pfcp.application_instance_id_str", TEXT]),
  92: tellFlow,
  93: tellUser,
  94: tellRate,
  95: tellRemoval,
  96: time("pfcp.recovery_time_stamp"),
  97: (c) => {
    const flags = tellFlags(c, "dl_flow_level_marking");
    if ((flags & 1) !== 0) marking(c);
    if ((flags & 2) !== 0) c.tell("pfcp.sci", 2);
  },
  98: tellEnrichment,
  100: flagged("measurement_info"),
  101: flagged("node_report_type"),
  103: tellPeer,
  104: parts(["pfcp.ur_seqn", 4]),
  106: parts(["pfcp.predef_rules_name", REST]),
  107: parts(["pfcp.predef_rules_name", REST]),
  108: rule("far"),
  109: rule("qer"),
  110: flagged("oci_flags"),
  111: flagged("assoc_rel_req"),
  112: parts(["pfcp.timer_unit", stay(1)], ["pfcp.timer_value", 1]),
  113: parts(["pfcp.pdn_type", 1]),
  114: tellFailed,
  115: parts(["pfcp.time_quota_mechanism_bti_type", 1], ["pfcp.time_quota_mechanism_bti", 4]),
  116: tellResources,
  117: parts(["pfcp.user_plane_inactivity_time", 4]),
  119: parts(["pfcp.multiplier.value_digits", 8], ["pfcp.multiplier.exponent", 4]),
  120: rule("urr"),
  121: volumes("subsequent_volume_quota_flags", "subsequent_volume_quota"),
  122: parts(["pfcp.subsequent_time_quota", 4]),
  123: low("spare_b7_b1", "rqi_flag"),
  124: low("spare_b7_b6", "qfi_value"),
  125: parts(["pfcp.query_urr_reference", 4]),
  126: parts(
    ["pfcp.additional_usage_reports_information_auri", stay(2)],
    ["pfcp.additional_usage_reports_information_value", 2],
  ),
  131: parts(["pfcp.traffic_endpoint_id", 1]),
  133: flagged(
    "mac_address.flags",
    [1, ["pfcp.mac_address.sour", 6]],
    [2, ["pfcp.mac_address.dest", 6]],
    [4, ["pfcp.mac_address.usou", 6]],
    [8, ["pfcp.mac_address.udes", 6]],
  ),
  134: (c) => tellTag(c, "c_tag", "cvid"),
  135: (c) => tellTag(c, "s_tag", "svid"),
  136: parts(["pfcp.ethertype", 2]),
  137: flagged("proxying.flags"),
  138: parts(["pfcp.ethertype_filter_id", 4]),
  139: flagged("ethertype_filter_properties.flags"),
  140: parts(["pfcp.suggested_buffering_packets_count.packet_count", 1]),
  141: tellUserId,
  142: flagged("ethernet_pdu_session_information.flags"),
  144: (c) => tellStations(c, "detected", "number_of_mac_addresses", "mac_address"),
  145: (c) => tellStations(c, "removed", "number_of_mac_address", "mac_addresses"),
  146: parts(["pfcp.ethernet", 4]),
  148: parts(["pfcp.event_quota", 4]),
  149: parts(["pfcp.event_threshold", 4]),
  150: parts(["pfcp.subsequent_event_quota", 4]),
  151: parts(["pfcp.subsequent_event_threshold", 4]),
  153: parts(["pfcp.framed_route", TEXT]),
  154: parts(["pfcp.framed_routing", REST]),
  155: parts(["pfcp.framed_ipv6_route", TEXT]),
  156: time("pfcp.time_stamp"),
  157: parts(["pfcp.averaging_window", 4]),
  158: parts(["pfcp.ppi", 1]),
  159: (c) => tellLabels(c, "pfcp.apn_dnn"),
  160: low("spare_h1", "tgpp_interface_type"),
  161: flagged("srreq_flags"),
  162: flagged("aureq_flags"),
  163: time("pfcp.activation_time"),
  164: time("pfcp.deactivation_time"),
  170: parts(["pfcp.mar_id", 2]),
  171: parts(["pfcp.steering_functionality", 1]),
  172: parts(["pfcp.steering_mode", 1]),
  173: parts(["pfcp.weight", 1]),
  174: parts(["pfcp.priority", 1]),
  177: (c) => counted(c, 2, "pfcp.ue_ip_address_pool_length", "pfcp.ue_ip_address_pool_identity", REST),
  182: parts(["pfcp.number_of_reports", 2]),
  187: flagged("asrsp_flags.flags"),
};

/** @throws RangeError where one does not fit; what it holds may end too early, which ends it alone */
export function tellPfcpElements(c: Cursor): void {
  while (c.left > 0) {
    const type = c.peek(2);
    if ((type & PRIVATE) !== 0) {
      c.tell("pfcp.enterprise_ie", 2);
      const value = c.within(c.number("pfcp.ie_len", 2), 0);
      value.tell("pfcp.enterprise_id", 2);
      if (value.left > 0) value.tell("pfcp.enterprise_ie_data", value.left);
      continue;
    }
    c.tell("pfcp.ie_type", 2);
    const value = c.within(c.number("pfcp.ie_len", 2));
    if (GROUPED.has(type)) tellPfcpElements(value);
    else if (READERS[type] !== undefined) tellOne(READERS[type], value);
    else if (type === 0) value.here("pfcp.ie_id_reserved", 0, true);
    else if (PFCP_TYPES[type] === undefined) value.here("pfcp.ie_not_decoded", 0, true);
    else value.here("pfcp.ie_data_not_decoded", 0, true);
  }
}

function tellOne(read: Read, value: Cursor): void {
  try {
    read(value);
    if (value.left > 0) value.here("pfcp.ie_data_not_decoded", value.left, true);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

function tellPeer(c: Cursor): void {
  const flags = tellFlags(c, "remote_gtp_u_peer_flags");
  if ((flags & 2) !== 0) c.tell("pfcp.node_id_ipv4", 4);
  if ((flags & 1) !== 0) c.tell("pfcp.node_id_ipv6", 16);
  if ((flags & 4) !== 0) READERS[42](c.within(c.number("pfcp.node_id_length_di", 2), 0));
  if ((flags & 8) !== 0) tellNetwork(c.within(c.number("pfcp.node_id_length_ni", 2), 0));
}

/** Kinds of rules, and how to tell which of them failed. */
const FAILED: Readonly<Record<number, number>> = { 0: 56, 1: 108, 2: 109, 3: 81, 4: 88, 5: 170 };

function tellFailed(c: Cursor): void {
  const kind = c.peek(1) & 0x07;
  c.tell("pfcp.failed_rule_id_type", 1);
  READERS[FAILED[kind]]?.(c);
}
