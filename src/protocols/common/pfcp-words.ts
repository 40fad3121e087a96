/** What numbers in PFCP's information elements mean, 3GPP TS 29.244, 8.2. */
export const CAUSES = {
  0: "Reserved",
  1: "Request accepted(success)",
  2: "More Usage Report to send",
  3: "Request partially accepted",
  64: "Request rejected(reason not specified)",
  65: "Session context not found",
  66: "Mandatory IE missing",
  67: "Conditional IE missing",
  68: "Invalid length",
  69: "Mandatory IE incorrect",
  70: "Invalid Forwarding Policy",
  71: "Invalid F-TEID allocation option",
  72: "No established PFCP Association",
  73: "Rule creation / modification Failure",
  74: "PFCP entity in congestion",
  75: "No resources available",
  76: "Service not supported",
  77: "System failure",
  78: "Redirection Requested",
  79: "All dynamic addresses are occupied",
  80: "Unknown Pre-defined Rule",
  81: "Unknown Application ID",
  82: "L2TP tunnel Establishment failure",
  83: "L2TP session Establishment failure",
  84: "L2TP tunnel release",
  85: "L2TP session release",
  86: "PFCP session restoration failure",
};
export const REMOVALS = {
  0: "GTP-U/UDP/IPv4",
  1: "GTP-U/UDP/IPv6",
  2: "UDP/IPv4",
  3: "UDP/IPv6",
  4: "IPv4",
  5: "IPv6",
  6: "GTP-U/UDP/IP",
  7: "VLAN TAG POP",
  8: "VLAN TAGs POP-POP",
};
export const DESTINATIONS = {
  0: "Access",
  1: "Core",
  2: "SGi-LAN/N6-LAN",
  3: "CP- Function",
  4: "LI Function",
  5: "5G VN Internal",
};
export const SOURCES = {
  0: "Access",
  1: "Core",
  2: "SGi-LAN/N6-LAN",
  3: "CP-function",
  4: "5G VN Internal",
};
export const NODES = {
  0: "IPv4 address",
  1: "IPv6 address",
  2: "FQDN",
};
export const REDIRECTS = {
  0: "IPv4 address",
  1: "IPv6 address",
  2: "URL",
  3: "SIP URI",
  4: "IPv4 and IPv6 addresses",
  5: "Port",
  6: "IPv4 address and Port",
  7: "IPv6 address and Port",
  8: "IPv4 and IPv6 addresses and Port",
};
export const CREATIONS = {
  256: "GTP-U/UDP/IPv4",
  512: "GTP-U/UDP/IPv6",
  768: "GTP-U/UDP/IPv4/IPv6",
  1024: "UDP/IPv4",
  2048: "UDP/IPv6",
  3072: "UDP/IPv4/IPv6",
  4096: "IPv4",
  8192: "IPv6",
  12288: "IPv4/IPv6",
  16384: "C-TAG",
  32768: "S-TAG",
};
export const GATES = {
  0: "OPEN",
  1: "CLOSED",
};
export const TIMER_UNITS = {
  0: "value is incremented in multiples of 2 seconds",
  1: "value is incremented in multiples of 1 minute",
  2: "value is incremented in multiples of 10 minutes",
  3: "value is incremented in multiples of 1 hour",
  4: "value is incremented in multiples of 10 hour",
  5: "values shall be interpreted as multiples of 1 minute(version 14.0.0)",
  6: "values shall be interpreted as multiples of 1 minute(version 14.0.0)",
  7: "value indicates that the timer is infinite",
};
export const DIRECTIONS = {
  0: "Unspecified",
  1: "Downlink (traffic to the UE)",
  2: "Uplink (traffic from the UE)",
  3: "Bidirectional",
};
export const RATE_UNITS = {
  0: "Minute",
  1: "6 minutes",
  2: "Hour",
  3: "Day",
  4: "Week",
};
export const HEADER_TYPES = {
  0: "HTTP",
};
export const PDN_TYPES = {
  0: "Reserved",
  1: "IPv4",
  2: "IPv6",
  3: "IPv4V6",
  4: "Non-IP",
  5: "Ethernet",
};
export const RULES = {
  0: "PDR",
  1: "FAR",
  2: "QER",
  3: "URR",
  4: "BAR",
  5: "MAR",
  6: "SRR",
};
export const INTERVALS = {
  0: "CTP",
  1: "DTP",
};
export const INTERFACES = {
  0: "S1-U",
  1: "S5/S8-U",
  2: "S4-U",
  3: "S11-U",
  4: "S12",
  5: "Gn/Gp-U",
  6: "S2a-U",
  7: "S2b-U",
  8: "eNodeB GTP-U interface for DL data forwarding",
  9: "eNodeB GTP-U interface for UL data forwarding",
  10: "SGW/UPF GTP-U interface for DL data forwarding",
  11: "N3 3GPP Access",
  12: "N3 Trusted Non-3GPP Access",
  13: "N3 Untrusted Non-3GPP Access",
  14: "N3 for data forwarding",
  15: "N9 (or N9 for non-roaming)",
  16: "SGi",
  17: "N6",
  18: "N19",
  19: "S8-U",
  20: "Gp-U",
  21: "N9 for roaming",
  22: "Iu-U",
  23: "N9 for data forwarding",
  24: "Sxa-U",
  25: "Sxb-U",
  26: "Sxc-U",
  27: "N4-U",
  28: "SGW/UPF GTP-U interface for UL data forwarding",
  29: "N6mb/Nmb9",
  30: "N3mb",
  31: "N19mb",
};
export const STEERINGS = {
  0: "ATSSS-LL",
  1: "MPTCP",
};
export const STEERING_MODES = {
  0: "Active-Standby",
  1: "Smallest Delay",
  2: "Load Balancing",
  3: "Priority-based",
};
export const PRIORITIES = {
  0: "Active",
  1: "Standby",
  2: "No Standby",
  3: "High",
  4: "Low",
};

export const CSID_NODES = {
  0: "Node-Address is a global unicast IPv4 address",
  1: "Node-Address is a global unicast IPv6 address",
  2: "Node-Address is a 4 octets long field",
};
