/**
 * Information elements of GTP version 1: TS 29.281, 8 and TS 29.060, 7.7. Types below 128 have a length that everybody
 * knows; from 128 on, two bytes tell it.
 */

import type { Field } from "../../core/fields.ts";
import { stringAt } from "../../core/values.ts";
import type { Cursor } from "./cursor.ts";
import { bit, hexNum, num, raw, str, v4, v6 } from "./located.ts";

const CAUSES = {
  0: "Request IMSI",
  1: "Request IMEI",
  2: "Request IMSI and IMEI",
  3: "No identity needed",
  4: "MS refuses",
  5: "MS is not GPRS responding",
  6: "Reactivation Requested",
  7: "PDP address inactivity timer expires",
  59: "System failure",
  60: "The transmit buffers are becoming full",
  61: "The receive buffers are becoming full",
  62: "Another node is about to go down",
  63: "This node is about to go down",
  128: "Request accepted",
  129: "New PDP type due to network preference",
  130: "New PDP type due to single address bearer only",
  177: "CDR decoding error",
  192: "Non-existent",
  193: "Invalid message format",
  194: "IMSI not known",
  195: "MS is GPRS detached",
  196: "MS is not GPRS responding",
  197: "MS refuses",
  198: "Version not supported",
  199: "No resource available",
  200: "Service not supported",
  201: "Mandatory IE incorrect",
  202: "Mandatory IE missing",
  203: "Optional IE incorrect",
  204: "System failure",
  205: "Roaming restriction",
  206: "P-TMSI signature mismatch",
  207: "GPRS connection suspended",
  208: "Authentication failure",
  209: "User authentication failed",
  210: "Context not found",
  211: "All PDP dynamic addresses are occupied",
  212: "No memory is available",
  213: "Relocation failure",
  214: "Unknown mandatory extension header",
  215: "Semantic error in the TFT operation",
  216: "Syntactic error in the TFT operation",
  217: "Semantic errors in packet filter(s)",
  218: "Syntactic errors in packet filter(s)",
  219: "Missing or unknown APN",
  220: "Unknown PDP address or PDP type",
  221: "PDP context without TFT already activated",
  222: "APN access denied - no subscription",
  223: "APN Restriction type incompatibility with currently active PDP Contexts",
  224: "MS MBMS Capabilities Insufficient",
  225: "Invalid Correlation-ID",
  226: "MBMS Bearer Context Superseded",
  227: "Bearer Control Mode violation",
  228: "Collision with network initiated request",
  229: "APN Congestion",
  230: "Bearer handling not supported",
  231: "Target access restricted for the subscriber",
  232: "UE is temporarily not reachable due to power saving",
  233: "Relocation failure due to NAS message redirection",
  252: "Request related to possibly duplicated packets already fulfilled",
  253: "Request already fulfilled",
  254: "Sequence numbers of released/cancelled packets IE incorrect",
  255: "Request not fulfilled",
};
const SELECTIONS = {
  0: "MS or network provided APN, subscribed verified",
  1: "MS provided APN, subscription not verified",
  2: "Network provided APN, subscription not verified",
  3: "For future use (Network provided APN, subscription not verified",
};
const ORGANISATIONS = { 0: "ETSI", 1: "IETF" };
const TYPES = { 0: "X.25", 1: "PPP", 2: "OSP:IHOSS", 33: "IPv4", 87: "IPv6", 141: "IPv4v6" };

export const gtpElementFields: Field[] = [
  num(1, "gtp.cause", "Cause", { values: CAUSES }),
  hexNum(4, "gtp.tlli", "TLLI"),
  hexNum(4, "gtp.ptmsi", "P-TMSI"),
  bit(1, 0x01, "gtp.reorder", "Reordering required"),
  hexNum(3, "gtp.ptmsi_sig", "P-TMSI Signature"),
  bit(1, 0x01, "gtp.ms_valid", "MS validated"),
  num(1, "gtp.recovery", "Recovery"),
  num(1, "gtp.sel_mode", "Selection mode", { mask: 0x03, values: SELECTIONS }),
  hexNum(4, "gtp.teid_data", "TEID Data I"),
  hexNum(4, "gtp.teid_cp", "TEID Control Plane"),
  hexNum(4, "gtp.teid_ii", "TEID Data II"),
  bit(1, 0x01, "gtp.tear_ind", "Teardown Indicator"),
  num(1, "gtp.nsapi", "NSAPI", { mask: 0x0f }),
  num(2, "gtp.chrg_char", "Charging characteristics"),
  num(2, "gtp.chrg_char_s", "Spare", { mask: 0xf000 }),
  num(2, "gtp.chrg_char_n", "Normal charging", { mask: 0x0800 }),
  num(2, "gtp.chrg_char_p", "Prepaid charging", { mask: 0x0400 }),
  num(2, "gtp.chrg_char_f", "Flat rate charging", { mask: 0x0200 }),
  num(2, "gtp.chrg_char_h", "Hot billing charging", { mask: 0x0100 }),
  num(2, "gtp.chrg_char_r", "Reserved", { mask: 0x00ff }),
  hexNum(4, "gtp.chrg_id", "Charging ID"),
  num(1, "gtp.user_addr_pdp_org", "PDP type organization", { values: ORGANISATIONS }),
  hexNum(1, "gtp.user_addr_pdp_type", "PDP type number", { values: TYPES }),
  v4("gtp.user_ipv4", "End user address IPv4"),
  v6("gtp.user_ipv6", "End user address IPv6"),
  num(2, "gtp.apn_length", "APN length"),
  str("gtp.apn", "APN"),
  num(2, "gtp.gsn_address_length", "GSN Address Length"),
  v4("gtp.gsn_ipv4", "GSN address IPv4"),
  v6("gtp.gsn_ipv6", "GSN address IPv6"),
  num(2, "gtp.qos_umts_length", "Length"),
  num(1, "gtp.qos_al_ret_priority", "Allocation/Retention priority"),
  num(1, "gtp.qos_spare1", "Spare", { mask: 0xc0 }),
  num(1, "gtp.qos_delay", "QoS delay", { mask: 0x38 }),
  num(1, "gtp.qos_reliability", "QoS reliability", { mask: 0x07 }),
  num(1, "gtp.qos_peak", "QoS peak", { mask: 0xf0 }),
  num(1, "gtp.qos_spare2", "Spare", { mask: 0x08 }),
  num(1, "gtp.qos_precedence", "QoS precedence", { mask: 0x07 }),
  num(1, "gtp.qos_spare3", "Spare", { mask: 0xe0 }),
  num(1, "gtp.qos_mean", "QoS mean", { mask: 0x1f }),
  num(1, "gtp.num_ext_hdr_types", "Number of Extension Header Types"),
  num(1, "gtp.ext_hdr_type", "Extension Header Type"),
  num(2, "gtp.ext_length", "Length"),
  num(2, "gtp.ext_id", "Extension identifier"),
  raw("gtp.ext_val", "Extension value"),
];

/** Bytes of the values of those that we do not look into. */
const LENGTHS: Readonly<Record<number, number>> = {
  ...{ 2: 8, 3: 6, 9: 28, 11: 1, 21: 1, 22: 9, 23: 1, 24: 1, 25: 2, 27: 2, 28: 2, 29: 1 },
};
const CHARGING = ["s", "n", "p", "f", "h", "r"].map((letter) => `gtp.chrg_char_${letter}`);
const one = (name: string, size: number) => (c: Cursor) => c.tell(`gtp.${name}`, size);

/** By type, what stands behind it. */
const ELEMENTS: Readonly<Record<number, (c: Cursor) => unknown>> = {
  1: one("cause", 1),
  4: one("tlli", 4),
  5: one("ptmsi", 4),
  8: one("reorder", 1),
  12: one("ptmsi_sig", 3),
  13: one("ms_valid", 1),
  14: one("recovery", 1),
  15: one("sel_mode", 1),
  16: one("teid_data", 4),
  17: one("teid_cp", 4),
  18: (c) => c.tell("gtp.nsapi", 1).tell("gtp.teid_ii", 4),
  19: one("tear_ind", 1),
  20: one("nsapi", 1),
  26: (c) =>
    c
      .here("gtp.chrg_char", 2)
      .bits(2, ...CHARGING)
      .skip(2),
  127: one("chrg_id", 4),
  128: (c) => {
    const value = c.within(c.number("gtp.length", 2));
    value.here("gtp.user_addr_pdp_org", 1, value.peek(1) & 0x0f).skip(1);
    value.tell("gtp.user_addr_pdp_type", 1);
    // Both of them where it has both.
    if (value.left === 4 || value.left === 20) value.tell("gtp.user_ipv4", 4);
    if (value.left === 16) value.tell("gtp.user_ipv6", 16);
  },
  131: (c) => {
    const value = c.within(c.number("gtp.apn_length", 2));
    if (value.left > 0) value.tell("gtp.apn", value.left, labels(value));
  },
  132: (c) => c.skip(c.number("gtp.length", 2)),
  133: (c) => {
    const size = c.number("gtp.gsn_address_length", 2);
    if (size === 4) c.tell("gtp.gsn_ipv4", 4);
    else if (size === 16) c.tell("gtp.gsn_ipv6", 16);
    else c.skip(size);
  },
  134: (c) => c.skip(c.number("gtp.length", 2)),
  135: (c) => {
    const q = c.within(c.number("gtp.qos_umts_length", 2));
    if (q.left === 0) return;
    q.tell("gtp.qos_al_ret_priority", 1);
    if (q.left < 3) return;
    q.here("gtp.qos_spare1", 1).here("gtp.qos_delay", 1).tell("gtp.qos_reliability", 1);
    q.here("gtp.qos_peak", 1).here("gtp.qos_spare2", 1).tell("gtp.qos_precedence", 1);
    q.here("gtp.qos_spare3", 1).tell("gtp.qos_mean", 1);
  },
  141: (c) => {
    for (let n = c.number("gtp.num_ext_hdr_types", 1); n > 0; n--) c.tell("gtp.ext_hdr_type", 1);
  },
  255: (c) => {
    const size = c.number("gtp.ext_length", 2);
    const value = c.tell("gtp.ext_id", 2).within(Math.max(0, size - 2), 0);
    if (value.left > 0) value.tell("gtp.ext_val", value.left);
  },
};

/** A name's labels, each behind its length, with points between them; text that has none as it is. */
function labels({ data, at, end }: Cursor): string {
  if (data.getUint8(at) >= 0x20) return stringAt(data, at, end - at);
  const parts: string[] = [];
  for (let i = at; i < end; ) {
    const size = Math.min(data.getUint8(i), end - i - 1);
    parts.push(stringAt(data, i + 1, size));
    i += 1 + size;
  }
  return parts.join(".");
}

/** Types from here on tell their lengths. */
const FROM = 128;

export function tellElements(c: Cursor): void {
  while (c.left > 0) {
    const type = c.peek(1);
    c.skip(1);
    const known = ELEMENTS[type];
    if (known !== undefined) known(c);
    else if (type >= FROM) c.skip(2 + c.peek(2));
    else if (LENGTHS[type] !== undefined) c.skip(LENGTHS[type]);
    // Nobody knows how long another one is.
    else return;
  }
}
