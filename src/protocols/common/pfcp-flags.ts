/** Octets of flags in PFCP's information elements, 3GPP TS 29.244, 8.2. */
import type { Cursor } from "./cursor.ts";
import { bit } from "./located.ts";

/** By the beginning of their names, the lowest bit first: the end of each name, and its title. */
const FLAGS: Readonly<Record<string, readonly (readonly string[])[]>> = {
  f_seid_flags: [["v6|V6 (IPv6)", "v4|V4 (IPv4)"]],
  f_teid_flags: [["v4|V4 (IPv4)", "v6|V6 (IPv6)", "ch|CH (CHOOSE)", "ch_id|CHID (CHOOSE_ID)"]],
  ue_ip_address_flag: [
    ["v6|V6 (IPv6)", "v4|V4 (IPv4)", "sd|S/D", "v6d|IPv6D", "chv4|CHV4", "chv6|CHV6", "v6pl|IPV6PL"],
  ],
  sdf_filter: [
    [
      "fd|FD (Flow Description)",
      "ttc|TTC (ToS Traffic Class)",
      "spi|SPI (Security Parameter Index)",
      "fl|FL (Flow Label)",
      "bid|BID (Bidirectional SDF Filter)",
    ],
  ],
  gtpu_ext_hdr_del: [["pdu_sess_cont|PDU Session Container to be deleted"]],
  apply_action: [
    [
      "drop|DROP (Drop)",
      "forw|FORW (Forward)",
      "buff|BUFF (Buffer)",
      "nocp|NOCP (Notify the CP function)",
      "dupl|DUPL (Duplicate)",
      "ipma|IPMA (IP Multicast Accept)",
      "ipmd|IPMD (IP Multicast Deny)",
      "dfrt|DFRT (Duplicate for Redundant Transmission)",
    ],
    [
      "edrt|EDRT (Eliminate Duplicate Packets for Redundant Transmission)",
      "bdpn|BDPN (Buffered Downlink Packet Notification)",
      "ddpn|DDPN (Discared Downlink Packet Notification)",
      "fssm|FSSM (Forward packets to lower layer SSM)",
      "mbsu|MBSU (Forward and replicate MBS data using Unicast transport)",
    ],
  ],
  measurement_method_flags: [["durat|DURAT (Duration)", "volume|VOLUM (Volume)", "event|EVENT (Event)"]],
  reporting_triggers_flags: [
    [
      "perio|PERIO (Periodic Reporting)",
      "volth|VOLTH (Volume Threshold)",
      "timth|TIMTH (Time Threshold)",
      "quhti|QUHTI (Quota Holding Time)",
      "start|START (Start of Traffic)",
      "stopt|STOPT (Stop of Traffic)",
      "droth|DROTH (Dropped DL Traffic Threshold)",
      "liusa|LIUSA (Linked Usage Reporting)",
    ],
    [
      "volqu|VOLQU (Volume Quota)",
      "timqu|TIMQU (Time Quota)",
      "envcl|ENVCL (Envelope Closure)",
      "macar|MACAR (MAC Addresses Reporting)",
      "eveth|EVETH (Event Threshold)",
      "evequ|EVEQU (Event Quota)",
      "ipmjl|IPMJL (IP Multicast Join/Leave)",
      "quvti|QUVTI (Quota Validity Time)",
    ],
    ["reemr|REEMR (REport the End Marker Reception)", "upint|UPINT (User Plane Inactivity Timer)"],
  ],
  usage_report_trigger_flags: [
    [
      "perio|PERIO (Periodic Reporting)",
      "volth|VOLTH (Volume Threshold)",
      "timth|TIMTH (Time Threshold)",
      "quhti|QUHTI (Quota Holding Time)",
      "start|START (Start of Traffic)",
      "stopt|STOPT (Stop of Traffic)",
      "droth|DROTH (Dropped DL Traffic Threshold)",
      "usage_report_trigger.immer|IMMER (Immediate Report)",
    ],
    [
      "volqu|VOLQU (Volume Quota)",
      "timqu|TIMQU (Time Quota)",
      "liusa|LIUSA (Linked Usage Reporting)",
      "usage_report_trigger.term|TERMR (Termination Report)",
      "usage_report_trigger.monit|MONIT (Monitoring Time)",
      "envcl|ENVCL (Envelope Closure)",
      "macar|MACAR (MAC Addresses Reporting)",
      "eveth|EVETH (Event Threshold)",
    ],
    [
      "evequ|EVEQU (Event Quota)",
      "tebur|TEMUR (Termination By UP function Report)",
      "ipmjl|IPMJL (IP Multicast Join/Leave)",
      "quvti|QUVTI (Quota Validity Time)",
      "emrre|EMRRE (End Marker Recetion REport)",
      "upint|UPINT (User Plane Inactivity Timer)",
    ],
  ],
  volume_threshold_flags: [["tovol|TOVOL", "ulvol|ULVOL", "dlvol|DLVOL"]],
  volume_quota_flags: [["tovol|TOVOL", "ulvol|ULVOL", "dlvol|DLVOL"]],
  subseq_volume_threshold: [["tovol_flg|TOVOL", "ulvol_flg|ULVOL", "dlvol_flg|DLVOL"]],
  subsequent_volume_quota_flags: [["tovol|TOVOL", "ulvol|ULVOL", "dlvol|DLVOL"]],
  volume_measurement_flags: [
    ["tovol|TOVOL", "ulvol|ULVOL", "dlvol|DLVOL", "tonop|TONOP", "ulnop|ULNOP", "dlnops|DLNOP"],
  ],
  dropped_dl_traffic_threshold: [["dlpa_flg|DLPA", "dlby_flg|DLBY"]],
  report_type: [
    [
      "dldr|DLDR (Downlink Data Report)",
      "usar|USAR (Usage Report)",
      "erir|ERIR (Error Indication Report)",
      "upir|UPIR (User Plane Inactivity Report)",
      "tmir|TMIR (TSC Management Information Report)",
      "sesr|SESR (Session Report)",
      "uisr|UISR (UP Initiated Session Request)",
    ],
  ],
  up_function_features: [
    ["bucp|BUCP", "ddnd|DDND", "dlbd|DLBD", "trst|TRST", "ftup|FTUP", "pfdm|PFDM", "heeu|HEEU", "treu|TREU"],
    [
      "empu|EMPU",
      "pdiu|PDIU",
      "udbc|UDBC",
      "quoac|QUOAC",
      "trace|TRACE",
      "frrt|FRRT",
      "pfde|PFDE",
      "epfar|EPFAR",
    ],
    [
      "dpdra|DPDRA",
      "adpdp|ADPDP",
      "ueip|UEIP",
      "sset|SSET",
      "mnop|MNOP",
      "mte_n4|MTE N4",
      "bundl|BUNDL",
      "gcom|GCOM",
    ],
    [
      "mpas|MPAS",
      "rttl|RTTL",
      "vtime|VTIME",
      "norp|NORP",
      "iptv|IPTV",
      "ip6pl|IP6PL",
      "tscu|TSCU",
      "mptcp|MPTCP",
    ],
    [
      "atsss_ll|ATSSS-LL",
      "qfqm|QFQM",
      "gpqm|GPQM",
      "mtedt|MT-EDT",
      "ciot|CIOT",
      "ethar|ETHAR",
      "ddds|DDDS",
      "rds|RDS",
    ],
    [
      "rttwp|RTTWP",
      "quasf|QUASF",
      "nspoc|NSPOC",
      "l2tp|L2TP",
      "upber|UPBER",
      "resps|RESPS",
      "iprep|IPREP",
      "dnsts|DNSTS",
    ],
    ["drqos|DRQOS", "mbsn4|MBSN4", "", "eppi|EPPI", "ratp|RATP", "upidp|UPIDP"],
  ],
  cp_function_features: [
    [
      "load|LOAD",
      "ovrl|OVRL",
      "epfar|EPFAR",
      "sset|SSET",
      "bundl|BUNDL",
      "mpas|MPAS",
      "ardr|ARDR",
      "uiaur|UIAUR",
    ],
    ["psucc|PSUCC", "rpgur|RPGUR"],
  ],
  usage_information: [
    [
      "bef|BEF (Before)",
      "aft|AFT (After)",
      "uae|UAE (Usage After Enforcement)",
      "ube|UBE (Usage Before Enforcement)",
    ],
  ],
  packet_rate: [
    [
      "ulpr|ULPR (Uplink Packet Rate)",
      "dlpr|DLPR (Downlink Packet Rate)",
      "aprc|APRC (Additional Packet Rate Control)",
    ],
  ],
  dl_flow_level_marking: [["ttc|TTC (ToS/Traffic Class)", "sci|SCI(Service Class Indicator)"]],
  dl_data_service_inf: [["ppi|PPI(Paging Policy Indication)", "qfii|QFII(QoS Flow Identifier)"]],
  smreq_flags: [
    [
      "drobu|DROBU (Drop Buffered Packets)",
      "sndem|SNDEM (Send End Marker Packets)",
      "qaurr|QAURR (Query All URRs)",
      "sumpc|SUMPC (Stop of Usage Measurement to Pause Charging)",
      "rumuc|RUMUC (Resume of Usage Measurement to Un-pause of Charging)",
    ],
  ],
  srrsp_flags: [["drobu|DROBU (Drop Buffered Packets)"]],
  pfd_contents_flags: [
    [
      "fd|FD (Flow Description)",
      "url|URL (URL)",
      "dn|DN (Domain Name)",
      "cp|CP (Custom PFD Content)",
      "dnp|DNP (Domain Name Protocol)",
      "afd|AFD (Additional Flow Description)",
      "aurl|AURL (Additional URL)",
      "adnp|ADNP (Additional Domain Name and Domain Name Protocol)",
    ],
  ],
  measurement_info: [
    [
      "fd|MBQE (Measurement Before QoS Enforcement)",
      "inam|INAM (Inactive Measurement)",
      "radi|RADI (Reduced Application Detection Information)",
      "istm|ISTM (Immediate Start Time Metering)",
      "mnop|MNOP (Measurement of Number of Packets)",
      "sspoc|SSPOC (Send Start Pause of Charging)",
      "aspoc|ASPOC (Applicable for Start Pause of Charging)",
      "ciam|CIAM (Control of Inactive Measurement)",
    ],
  ],
  node_report_type: [
    [
      "upfr|UPFR (User Plane Path Failure Report)",
      "uprr|UPRR (User Plane Path Recovery Report)",
      "ckdr|CKDR (Clock Drift Report)",
      "gpqr|GPQR (GTP-U Path QoS Report)",
      "purr|PURR (peer GTP-U entity Restart Report)",
      "pvsrurr|VSR (Vendor-Specific Report)",
    ],
  ],
  remote_gtp_u_peer_flags: [
    ["v6|V6 (IPv6)", "v4|V4 (IPv4)", "di|DI (Destination Interface)", "ni|NI (Network Instance)"],
  ],
  oci_flags: [["aoci|AOCI: Associate OCI with Node ID"]],
  assoc_rel_req: [["sarr|SARR (PFCP Association Release Request)"]],
  "mac_address.flags": [["sour|SOUR", "dest|DEST", "usuo|USUO", "udes|UDES"]],
  "c_tag.flags": [["pcp|PCP", "dei|DEI", "vid|VID"]],
  "s_tag.flags": [["pcp|PCP", "dei|DEI", "vid|VID"]],
  "proxying.flags": [["arp|ARP", "ins|INS"]],
  "ethertype_filter_properties.flags": [["bide|BIDE"]],
  "user_id.flags": [
    ["imsif|IMSIF", "imeif|IMEIF", "msisdnf|MSISDNF", "naif|NAIF", "supif|SUPIF", "gpsif|GPSIF", "peif|PEIF"],
  ],
  "ethernet_pdu_session_information.flags": [["ethi|IMSIF"]],
  srreq_flags: [["psdbu|PSDBU (PFCP Session Deleted By the UP function)"]],
  aureq_flags: [["parps|PARPBS (PFCP Association Release Preparation Start)"]],
  "asrsp_flags.flags": [
    ["psrei|PSREI (PFCP Session Retained Indication)", "uupsi|UUPSI (UPF configured for IPUPS indication)"],
  ],
  "sereq_flags.flags": [
    ["resti|RESTI (Restoration Indication)", "sumpc|SUMPC (Stop of Measurement of Pause of Charging)"],
  ],
};

const nameOf = (prefix: string, one: string): string => {
  const [name] = one.split("|");
  return name.includes(".") ? `pfcp.${name}` : `pfcp.${prefix}.${name}`;
};

export const pfcpFlagFields = Object.entries(FLAGS).flatMap(([prefix, octets]) =>
  octets.flatMap((octet) =>
    octet.flatMap((one, i) =>
      one === "" ? [] : [bit(1, 1 << i, nameOf(prefix, one), one.slice(one.indexOf("|") + 1))],
    ),
  ),
);

/** Names of the bits that mean nothing, where those do not follow from how many they are. */
const SPARE: Readonly<Record<string, readonly string[]>> = {
  f_seid_flags: ["b7", "b6", "b5", "b4", "b3", "b2"],
  sdf_filter: ["h1"],
  usage_information: ["h1"],
  packet_rate: ["b7_b4"],
  dropped_dl_traffic_threshold: [],
  gtpu_ext_hdr_del: [],
  "asrsp_flags.flags": [],
};

/** Tells as many of the octets as are there, the highest bit first. @returns the first one */
export function tellFlags(c: Cursor, prefix: string): number {
  const first = c.peek(1);
  for (const octet of FLAGS[prefix]) {
    if (c.left === 0) break;
    const { length } = octet;
    const usual = length === 8 ? [] : [length === 7 ? "b7" : `b7_b${length}`];
    for (const name of SPARE[prefix] ?? usual) c.here(`pfcp.spare_${name}`, 1);
    for (const one of [...octet].reverse()) if (one !== "") c.here(nameOf(prefix, one), 1);
    c.skip(1);
  }
  return first;
}
