/** Words of the headers of IEEE 802.11, clause 9.2, and the names of its frames. */
import { type Field, located } from "../../core/fields.ts";
import { type Bits, fieldsOfWord, fieldsOfWords, word } from "./little.ts";
import { bit, hexNum, hw, mark, num, once, raw, str } from "./located.ts";

/** Table 9-1: subtypes by their type, four bits each. */
export const FRAME_NAMES: Readonly<Record<number, string>> = {
  0: "Association Request",
  1: "Association Response",
  2: "Reassociation Request",
  3: "Reassociation Response",
  4: "Probe Request",
  5: "Probe Response",
  6: "Measurement Pilot",
  8: "Beacon frame",
  9: "ATIM",
  10: "Disassociate",
  11: "Authentication",
  12: "Deauthentication",
  13: "Action",
  14: "Action No Ack",
  15: "Aruba Management",
  18: "Trigger",
  20: "Beamforming Report Poll",
  21: "VHT/HE NDP Announcement",
  23: "Control Wrapper",
  24: "802.11 Block Ack Req",
  25: "802.11 Block Ack",
  26: "Power-Save poll",
  27: "Request-to-send",
  28: "Clear-to-send",
  29: "Acknowledgement",
  30: "CF-End (Control-frame)",
  31: "CF-End + CF-Ack (Control-frame)",
  32: "Data",
  33: "Data + CF-Ack",
  34: "Data + CF-Poll",
  35: "Data + CF-Ack + CF-Poll",
  36: "Null function (No data)",
  37: "Acknowledgement (No data)",
  38: "CF-Poll (No data)",
  39: "CF-Ack/Poll (No data)",
  40: "QoS Data",
  41: "QoS Data + CF-Acknowledgment",
  42: "QoS Data + CF-Poll",
  43: "QoS Data + CF-Ack + CF-Poll",
  44: "QoS Null function (No data)",
  46: "QoS CF-Poll (No Data)",
  47: "QoS CF-Ack + CF-Poll (No data)",
  48: "DMG Beacon",
  49: "S1G Beacon",
};

const W = "wlan";
const TYPES = { 0: "Management frame", 1: "Control frame", 2: "Data frame", 3: "Extension frame" };

const QOS_ENDS: readonly Bits[] = [[2, `${W}.qos.ack`, "Ack Policy", "hex"]];
/** The bits of the QoS control by who sends it (9.2.4.5), behind the traffic's number. */
export const qosBits = once(() => ({
  station: [[1, `${W}.qos.bit4`, "QoS bit 4"], ...QOS_ENDS] as Bits[],
  access: [[1, `${W}.qos.eosp`, "EOSP"], ...QOS_ENDS] as Bits[],
  payload: [1, `${W}.qos.amsdupresent`, "Payload Type"] as Bits,
  mesh: [
    [1, `${W}.qos.mesh_ctl_present`, "Mesh Control Present", "dec"],
    [1, `${W}.qos.mesh_ps.reserved`, "Mesh Power Save Level (reserved)", "dec"],
    [1, `${W}.qos.mesh_rspi`, "Receiver Service Period Initiated (RSPI)", "dec"],
  ] as Bits[],
}));

/** HT control by 802.11n, 9.2.4.6.2. */
export const htControl = once(() =>
  word(4, `${W}.htc`, "HT Control (+HTC)", [
    [1, `${W}.htc.vht`, "VHT"],
    [15, `${W}.htc.lac`, "Link Adaptation Control (LAC)", "hex"],
    [2, `${W}.htc.cal.pos`, "Calibration Position"],
    [2, `${W}.htc.cal.seq`, "Calibration Sequence Identifier"],
    [2, `${W}.htc.reserved1`, "Reserved", "hex"],
    [2, `${W}.htc.csi_steering`, "CSI/Steering"],
    [1, `${W}.htc.ndp_announcement`, "NDP Announcement"],
    [5, `${W}.htc.reserved2`, "Reserved", "hex"],
    [1, `${W}.htc.ac_constraint`, "AC Constraint"],
    [1, `${W}.htc.rdg_more_ppdu`, "RDG/More PPDU"],
  ]),
);
/** The first half of it, where it asks or answers nothing about antennas. */
export const htAdaptation = once(() =>
  word(2, "", "", [
    [1],
    [1, `${W}.htc.lac.trq`, "Training Request (TRQ)"],
    [1, `${W}.htc.lac.mai.mrq`, "MCS Request (MRQ)"],
    [3, `${W}.htc.lac.mai.reserved`, "Reserved", "hex"],
    [3, `${W}.htc.lac.mfsi`, "MCS Feedback Sequence Identifier (MFSI)"],
    [7, `${W}.htc.lac.mfb`, "MCS Feedback (MFB)", "hex"],
  ]),
);
/** By 802.11ac, 9.2.4.6.3. */
export const vhtControl = once(() =>
  word(4, `${W}.htc`, "HT Control (+HTC)", [
    [1, `${W}.htc.vht`, "VHT"],
    [1, `${W}.htc.he`, "HE"],
    [1, `${W}.htc.mrq`, "MRQ"],
    [3, `${W}.htc.msi_stbc_reserved`, "Reserved", "hex"],
    [3, `${W}.htc.mfsi`, "MFSI"],
    [15, `${W}.htc.mfb`, "MFB", "hex"],
    [3, `${W}.htc.gid_h`, "GID-H"],
    [1, `${W}.htc.coding_type`, "Coding type", "dec"],
    [1, `${W}.htc.fb_tx_type`, "FB Tx type", "dec"],
    [1, `${W}.htc.unsolicited_mfb`, "Unsolicited MFB"],
    [1, `${W}.htc.ac_constraint`, "AC Constraint"],
    [1, `${W}.htc.rdg_more_ppdu`, "RDG/More PPDU"],
  ]),
);
export const vhtFeedback = once(() =>
  word(4, "", "", [
    [9],
    [3, `${W}.htc.num_sts`, "NUM_STS"],
    [4, `${W}.htc.vht_mcs`, "VHT-MCS"],
    [2, `${W}.htc.bw`, "BW"],
    [6, `${W}.htc.snr`, "SNR"],
  ]),
);
/** By 802.11ax it is a list of controls of which only the kind is told. */
export const heControl = once(() =>
  word(4, `${W}.htc`, "HT Control (+HTC)", [
    [1, `${W}.htc.vht`, "VHT"],
    [1, `${W}.htc.he`, "HE"],
    [4, `${W}.htc.he.a_control.ctrl_id`, "Control ID"],
  ]),
);

/** Where a block acknowledgement starts, and what it is (9.3.1.7). */
export const startOfBlock = once(() =>
  word(2, `${W}.fixed.ssc`, "Block Ack Starting Sequence Control (SSC)", [
    [4, `${W}.fixed.ssc.fragment`, "Fragment"],
    [12, `${W}.fixed.ssc.sequence`, "Starting Sequence Number"],
  ]),
);
export const blockControl = once(() =>
  word(2, `${W}.ba.control`, "Block Ack Control", [
    [1, `${W}.ba.control.ackpolicy`, "BA Ack Policy"],
    [4, `${W}.ba.control.ba_type`, "BA Type", "hex"],
    [7, `${W}.ba.control.reserved`, "Reserved", "hex"],
    [4, `${W}.ba.basic.tidinfo`, "TID for which a Basic BlockAck frame is requested", "hex"],
  ]),
);

const qosFields = (): Field[] => {
  const { station, access, payload, mesh } = qosBits();
  const seen = new Set<string>();
  const bits = [...station, ...access, payload, ...mesh].filter(
    ([, name = ""]) => !seen.has(name) && seen.add(name),
  );
  return fieldsOfWord(word(2, "", "", bits));
};

export const headerFields = once((): Field[] => [
  hexNum(2, `${W}.fc.type_subtype`, "Type/Subtype", { values: FRAME_NAMES }),
  hexNum(2, `${W}.fc`, "Frame Control Field"),
  num(1, `${W}.fc.version`, "Version", { mask: 0x03 }),
  num(1, `${W}.fc.type`, "Type", { mask: 0x0c, values: TYPES }),
  num(1, `${W}.fc.subtype`, "Subtype", { mask: 0xf0 }),
  hexNum(1, `${W}.flags`, "Flags"),
  hexNum(1, `${W}.fc.ds`, "DS status", { mask: 0x03 }),
  bit(1, 0x01, `${W}.fc.tods`, "To DS"),
  bit(1, 0x02, `${W}.fc.fromds`, "From DS"),
  bit(1, 0x04, `${W}.fc.frag`, "More Fragments"),
  bit(1, 0x08, `${W}.fc.retry`, "Retry"),
  bit(1, 0x10, `${W}.fc.pwrmgt`, "PWR MGT"),
  bit(1, 0x20, `${W}.fc.moredata`, "More Data"),
  bit(1, 0x40, `${W}.fc.protected`, "Protected flag"),
  bit(1, 0x80, `${W}.fc.order`, "+HTC/Order flag"),
  num(2, `${W}.duration`, "Duration"),
  num(2, `${W}.aid`, "Association ID"),
  hw(`${W}.ra`, "Receiver address"),
  hw(`${W}.ta`, "Transmitter address"),
  hw(`${W}.da`, "Destination address"),
  hw(`${W}.sa`, "Source address"),
  hw(`${W}.bssid`, "BSS Id"),
  hw(`${W}.staa`, "STA address"),
  num(2, `${W}.frag`, "Fragment number"),
  num(2, `${W}.seq`, "Sequence number"),
  hexNum(2, `${W}.qos`, "Qos Control"),
  num(2, `${W}.qos.tid`, "TID"),
  num(2, `${W}.qos.priority`, "Priority"),
  ...qosFields(),
  num(2, `${W}.qos.txop_dur_req`, "TXOP Duration Requested"),
  num(2, `${W}.qos.queue_size`, "Queue Size"),
  num(2, `${W}.qos.txop_limit`, "TXOP Limit"),
  hexNum(2, `${W}.qos.ps_buf_state`, "QAP PS Buffer State"),
  located("bool", 0, `${W}.qos.buf_state_indicated`, "Buffer State Indicated"),
  num(2, `${W}.qos.highest_pri_buf_ac`, "Highest-Priority Buffered AC"),
  num(2, `${W}.qos.qap_buf_load`, "QAP Buffered Load"),
  ...fieldsOfWords([htControl(), htAdaptation(), vhtControl(), vhtFeedback(), heControl()]),
  mark(`${W}.mesh.control_field`, "Mesh Control Field"),
  hexNum(1, `${W}.fixed.mesh_flags`, "Mesh Flags"),
  hexNum(1, `${W}.fixed.mesh_ttl`, "Mesh TTL"),
  hexNum(4, `${W}.fixed.mesh_sequence`, "Sequence Number"),
  hw(`${W}.fixed.mesh_addr4`, "Mesh Extended Address 4"),
  hw(`${W}.fixed.mesh_addr5`, "Mesh Extended Address 5"),
  hw(`${W}.fixed.mesh_addr6`, "Mesh Extended Address 6"),
  hexNum(3, `${W}.wep.iv`, "Initialization Vector"),
  str(`${W}.tkip.extiv`, "TKIP Ext. Initialization Vector"),
  str(`${W}.ccmp.extiv`, "CCMP Ext. Initialization Vector"),
  num(1, `${W}.wep.key`, "Key Index", { mask: 0xc0 }),
  hexNum(4, `${W}.wep.icv`, "WEP ICV"),
  mark(`${W}_aggregate.a_mdsu.subframe`, "A-MSDU Subframe"),
  num(2, `${W}_aggregate.a_mdsu.length`, "A-MSDU Length"),
  ...fieldsOfWords([blockControl(), startOfBlock()]),
  raw(`${W}.ba.bm`, "Block Ack Bitmap"),
  num(4, `${W}.ba.bm.missing_frame`, "Missing frame"),
  hexNum(4, `${W}.fcs`, "Frame check sequence"),
  num(1, `${W}.fcs.status`, "FCS Status", { values: { 0: "Bad", 1: "Good", 2: "Unverified" } }),
]);
