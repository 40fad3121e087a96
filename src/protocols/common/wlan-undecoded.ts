/** Elements of IEEE 802.11 (9.4.2, table 9-92) that are told as bytes, as Wireshark tells them. */

export const UNREAD_ELEMENTS: Readonly<Record<number, string>> = {
  4: "CF Parameter set",
  57: "RIC Data",
  58: "DSE Registered Location",
  73: "20/40 BSS Intolerant Channel Report",
  78: "Event Request",
  79: "Event Report",
  80: "Diagnostic Request",
  81: "Diagnostic Report",
  82: "Location Parameters",
  86: "FMS Descriptor",
  87: "FMS Request",
  88: "FMS Response",
  89: "QoS Traffic Capability",
  94: "TIM Broadcast Request",
  95: "TIM Broadcast Response",
  96: "Collocated Interference Report",
  97: "Channel Usage",
  99: "DMS Request",
  100: "DMS Response",
  109: "Expedited Bandwidth Request",
  112: "Emergency Alert Identifier",
  115: "Mesh Link Metric Report",
  116: "Congestion Notification",
  121: "MCCAOP Setup Request",
  122: "MCCAOP SETUP Reply",
  123: "MCCAOP Advertisement",
  124: "MCCAOP Teardown",
  128: "Agere Proprietary",
  136: "Cisco CCX2",
  139: "Authenticated Mesh Peering Exchange",
  141: "Destination URI",
  142: "U-APSD Coexistence",
  149: "Cisco Unknown 95",
  164: "Session Transmission",
  165: "Dynamic Tone Pairing Report",
  166: "Cluster Report",
  170: "Multiple MAC Sublayers",
  171: "U-PID",
  174: "MCCAOP Advertisement Overview",
  175: "Quiet Period Request",
  182: "ECAPC Policy",
  183: "Cluster Time Offset",
  206: "Fine Time Measurement Params",
  228: "AID Announcement",
  237: "CAG Number",
  239: "AP-CSN",
  241: "Differential Initial Link Setup",
  242: "Fragment",
};

/** Numbers that nobody has given out, or that are kept for somebody. */
const NAMELESS = new Set([
  17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 49, 77, 103, 129, 134, 135, 155, 156, 176, 178,
  179, 180, 181, 186, 187, 188, 189, 197, 198, 200, 202, 203, 204, 205, 218, 219, 227, 238, 243, 245, 246,
  247, 248, 249, 250, 251, 252, 253, 254,
]);

/** What is remarkable about an element with that number that nobody reads; undefined: nothing. */
export function undecoded(number: number): string | undefined {
  const name = UNREAD_ELEMENTS[number] ?? (NAMELESS.has(number) ? `(${number})` : undefined);
  if (name === undefined) return undefined;
  return `Dissector for 802.11 IE Tag (${name}) code not implemented, Contact Wireshark developers if you want this supported`;
}
