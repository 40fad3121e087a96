/**
 * Attributes of RADIUS (https://www.iana.org/assignments/radius-types), Microsoft's (RFC 2548) and Cisco's most used
 * ones, by what their values are. Never on the hot path.
 */
import type { Field } from "../../core/fields.ts";
import { timeText } from "../../core/format.ts";
import type { Cursor } from "./cursor.ts";
import { hexNum, num, raw, str, v4, v6 } from "./located.ts";

type Kind = "text" | "bytes" | "v4" | "v6" | "number" | "short" | "time" | "tagged" | "taggedNumber";

/** Names with their numbers. */
const IETF: Readonly<Record<Kind, string>> = {
  text: `User-Name 1 Filter-Id 11 Reply-Message 18 Callback-Number 19 Callback-Id 20 Framed-Route 22
    Called-Station-Id 30 Calling-Station-Id 31 NAS-Identifier 32 Login-LAT-Service 34 Login-LAT-Node 35
    Framed-AppleTalk-Zone 39 Acct-Session-Id 44 Acct-Multi-Session-Id 50 Login-LAT-Port 63 Acct-Tunnel-Connection 68
    ARAP-Security-Data 74 Connect-Info 77 Configuration-Token 78 NAS-Port-Id 87 Framed-Pool 88
    Chargeable-User-Identity 89 NAS-Filter-Rule 92 Framed-IPv6-Route 99 Framed-IPv6-Pool 100 EAP-Key-Name 102
    Digest-Response 103
    Extended-Location-Policy-Rules 130 Management-Policy-Id 135 DS-Lite-Tunnel-Name 144 Service-Selection 146
    Delegated-IPv6-Prefix-Pool 171 Stateful-IPv6-Address-Pool 172`,
  bytes: `CHAP-Password 3 State 24 Class 25 Proxy-State 33 Login-LAT-Group 36 User-Priority-Table 59
    CHAP-Challenge 60 ARAP-Password 70 ARAP-Features 71 EAP-Message 79 Message-Authenticator 80
    ARAP-Challenge-Response 84 Framed-Interface-Id 96 Framed-IPv6-Prefix 97 Delegated-IPv6-Prefix 123
    MIP6-Feature-Vector 124 MIP6-Home-Link-Prefix 125
    Location-Information 127 Location-Data 128 Basic-Location-Policy-Rules 129
    PKM-SS-Cert 137 PKM-CA-Cert 138 PKM-Config-Settings 139 PKM-Cryptosuite-List 140 PKM-SA-Descriptor 142
    PKM-Auth-Key 143 Mobile-Node-Identifier 145 PMIP6-Home-HN-Prefix 151 PMIP6-Visited-HN-Prefix 152
    PMIP6-Home-Interface-ID 153 PMIP6-Visited-Interface-ID 154 PMIP6-Home-IPv4-HoA 155
    PMIP6-Visited-IPv4-HoA 156 Route-IPv6-Information 170`,
  v4: `NAS-IP-Address 4 Framed-IP-Address 8 Framed-IP-Netmask 9 Login-IP-Host 14 PMIP6-Home-LMA-IPv4-Address 149
    PMIP6-Visited-LMA-IPv4-Address 150 PMIP6-Home-DHCP4-Server-Address 157 PMIP6-Visited-DHCP4-Server-Address 158
    PMIP6-Home-IPv4-Gateway 161 PMIP6-Visited-IPv4-Gateway 162`,
  v6: `NAS-IPv6-Address 95 Login-IPv6-Host 98 PMIP6-Home-LMA-IPv6-Address 147 PMIP6-Visited-LMA-IPv6-Address 148
    PMIP6-Home-DHCP6-Server-Address 159 PMIP6-Visited-DHCP6-Server-Address 160 Framed-IPv6-Address 168
    DNS-Server-IPv6-Address 169`,
  number: `NAS-Port 5 Service-Type 6 Framed-Protocol 7 Framed-Routing 10 Framed-MTU 12 Framed-Compression 13
    Login-Service 15 Login-TCP-Port 16 Session-Timeout 27 Idle-Timeout 28 Termination-Action 29
    Framed-AppleTalk-Link 37 Framed-AppleTalk-Network 38 Acct-Status-Type 40 Acct-Delay-Time 41
    Acct-Input-Octets 42 Acct-Output-Octets 43 Acct-Authentic 45 Acct-Session-Time 46 Acct-Input-Packets 47
    Acct-Output-Packets 48 Acct-Terminate-Cause 49 Acct-Link-Count 51 Acct-Input-Gigawords 52
    Acct-Output-Gigawords 53 Ingress-Filters 57 NAS-Port-Type 61 Port-Limit 62 ARAP-Zone-Access 72
    ARAP-Security 73 Password-Retry 75 Prompt 76 Acct-Interim-Interval 85 Acct-Tunnel-Packets-Lost 86
    Error-Cause 101 Location-Capable 131 Requested-Location-Info 132 Framed-Management 133
    Management-Transport-Protection 134 Management-Privilege-Level 136 EAP-Lower-Layer 163`,
  short: "PKM-SAID 141",
  time: "Event-Timestamp 55",
  tagged: `Tunnel-Client-Endpoint 66 Tunnel-Server-Endpoint 67 Tunnel-Private-Group-Id 81 Tunnel-Assignment-Id 82
    Tunnel-Client-Auth-Id 90 Tunnel-Server-Auth-Id 91`,
  taggedNumber: "Tunnel-Type 64 Tunnel-Medium-Type 65 Tunnel-Preference 83",
};
const [MICROSOFT, CISCO] = [311, 9];
const VENDORS: Readonly<Record<number, Partial<Readonly<Record<Kind, string>>>>> = {
  [MICROSOFT]: {
    bytes: `MS-CHAP-Response 1 MS-CHAP-CPW-1 3 MS-CHAP-CPW-2 4 MS-CHAP-LM-Enc-PW 5 MS-CHAP-NT-Enc-PW 6
      MS-CHAP-Challenge 11 MS-CHAP-MPPE-Keys 12 MS-MPPE-Send-Key 16 MS-MPPE-Recv-Key 17 MS-Old-ARAP-Password 19
      MS-New-ARAP-Password 20 MS-Filter 22 MS-CHAP2-Response 25 MS-CHAP2-Success 26 MS-CHAP2-CPW 27`,
    text: "MS-CHAP-Error 2 MS-CHAP-Domain 10 MS-RAS-Version 18",
    number: `MS-MPPE-Encryption-Policy 7 MS-MPPE-Encryption-Types 8 MS-RAS-Vendor 9 MS-BAP-Usage 13
      MS-Link-Utilization-Threshold 14 MS-Link-Drop-Time-Limit 15 MS-ARAP-PW-Change-Reason 21
      MS-Acct-Auth-Type 23 MS-Acct-EAP-Type 24`,
    v4: "MS-Primary-DNS-Server 28 MS-Secondary-DNS-Server 29 MS-Primary-NBNS-Server 30 MS-Secondary-NBNS-Server 31",
  },
  [CISCO]: { text: "Cisco-AVPair 1 Cisco-NAS-Port 2" },
};

const VALUES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  "Service-Type": {
    ...{
      1: "Login",
      2: "Framed",
      3: "Callback Login",
      4: "Callback Framed",
      5: "Outbound",
      6: "Administrative",
    },
    ...{ 7: "NAS Prompt", 8: "Authenticate Only", 9: "Callback NAS Prompt", 10: "Call Check" },
    ...{ 11: "Callback Administrative", 17: "Authorize Only" },
  },
  "Framed-Protocol": { 1: "PPP", 2: "SLIP" },
  "Termination-Action": { 0: "Default", 1: "RADIUS-Request" },
  "Acct-Status-Type": {
    ...{ 1: "Start", 2: "Stop", 3: "Interim-Update", 7: "Accounting-On", 8: "Accounting-Off" },
    ...{ 9: "Tunnel-Start", 10: "Tunnel-Stop", 11: "Tunnel-Reject" },
  },
  "Acct-Authentic": { 1: "RADIUS", 2: "Local", 3: "Remote", 4: "Diameter" },
  "NAS-Port-Type": { 0: "Async", 1: "Sync", 2: "ISDN", 5: "Virtual", 15: "Ethernet", 19: "Wireless-802.11" },
  "Tunnel-Type": {
    ...{ 1: "PPTP", 2: "L2F", 3: "L2TP", 4: "ATMP", 5: "VTP", 6: "AH", 7: "IP-IP", 8: "MIN-IP-IP", 9: "ESP" },
    ...{ 10: "GRE", 11: "DVS", 12: "IP-in-IP", 13: "VLAN" },
  },
  "Tunnel-Medium-Type": { 1: "IPv4", 2: "IPv6", 6: "IEEE-802" },
  "Error-Cause": {
    ...{ 201: "Residual Session Context Removed", 202: "Invalid EAP Packet", 401: "Unsupported Attribute" },
    ...{ 402: "Missing Attribute", 403: "NAS Identification Mismatch", 404: "Invalid Request" },
    ...{ 405: "Unsupported Service", 406: "Unsupported Extension", 501: "Administratively Prohibited" },
    ...{
      503: "Session Context Not Found",
      504: "Session Context Not Removable",
      506: "Resources Unavailable",
    },
  },
};

interface Attribute {
  field: string;
  kind: Kind;
}

const [FRAMED_ADDRESS, LOGIN_HOST] = ["Framed-IP-Address", "Login-IP-Host"];
/** Wireshark keeps the hyphens of two that it shows in its own way. */
const fieldOf = (name: string): string =>
  `radius.${name === FRAMED_ADDRESS || name === LOGIN_HOST ? name : name.replaceAll("-", "_")}`;

const MAKERS: Readonly<Record<Kind, (field: string, name: string) => Field[]>> = {
  text: (field, name) => [str(field, name)],
  bytes: (field, name) => [raw(field, name)],
  v4: (field, name) => [v4(field, name)],
  v6: (field, name) => [v6(field, name)],
  number: (field, name) => [num(4, field, name, valuesOf(name))],
  short: (field, name) => [num(2, field, name)],
  time: (field, name) => [str(field, name)],
  tagged: (field, name) => [str(field, name), hexNum(1, `${field}.tag`, "Tag")],
  taggedNumber: (field, name) => [num(3, field, name, valuesOf(name)), hexNum(1, `${field}.tag`, "Tag")],
};
const valuesOf = (name: string) => (VALUES[name] === undefined ? {} : { values: VALUES[name] });

type Listed = [name: string, type: number, kind: Kind];

function listed(kinds: Partial<Readonly<Record<Kind, string>>>): Listed[] {
  return Object.entries(kinds).flatMap(([kind, list]) =>
    [...list.matchAll(/(\S+) (\d+)/g)].map(([, name, type]): Listed => [name, Number(type), kind as Kind]),
  );
}
const byType = (list: readonly Listed[]): Map<number, Attribute> =>
  new Map(list.map(([name, type, kind]) => [type, { field: fieldOf(name), kind }]));

const all = listed(IETF);
const ofVendors = Object.values(VENDORS).flatMap(listed);
const attributes = byType(all);
const vendors = new Map(Object.entries(VENDORS).map(([id, kinds]) => [Number(id), byType(listed(kinds))]));

export const radiusAttributeFields = (): Field[] => [
  raw("radius.avp", "AVP"),
  num(1, "radius.avp.type", "Type"),
  num(1, "radius.avp.length", "Length"),
  num(4, "radius.avp.vendor_id", "Vendor ID"),
  num(1, "radius.avp.vendor_type", "Type"),
  num(1, "radius.avp.vendor_len", "Length"),
  raw("radius.Unknown_Attribute", "Unknown-Attribute"),
  raw("radius.User_Password_encrypted", "User-Password (encrypted)"),
  raw("radius.Tunnel_Password_encrypted", "Tunnel-Password (encrypted)"),
  hexNum(1, "radius.Tunnel_Password.tag", "Tag"),
  hexNum(1, "radius.CHAP_Ident", "CHAP Ident"),
  raw("radius.CHAP_String", "CHAP String"),
  hexNum(4, "radius.egress_vlanid_tag", "Tag"),
  hexNum(4, "radius.egress_vlanid_pad", "Pad"),
  num(4, "radius.egress_vlanid", "Vlan ID"),
  hexNum(1, "radius.egress_vlan_name_tag", "Tag"),
  str("radius.egress_vlan_name", "Vlan Name"),
  ...[...all, ...ofVendors].flatMap(([name, , kind]) => MAKERS[kind](fieldOf(name), name)),
];

const Type = { password: 2, chap: 3, vendor: 26, vlan: 56, vlanName: 58, tunnelPassword: 69 } as const;
/** A first byte up to that is a tag (RFC 2868, 3.3). */
const LAST_TAG = 0x1f;

/** Tells the attribute at `c` and goes behind it. @returns whether it has a length that can be */
export function tellAttribute(c: Cursor): boolean {
  const length = c.peek(1, 1);
  if (length < 2) return false;
  c.here("radius.avp", Math.min(length, c.left));
  const inner = c.within(Math.min(length, c.left));
  const type = inner.number("radius.avp.type", 1);
  inner.tell("radius.avp.length", 1);
  if (inner.left === 0) return true;
  const special = SPECIAL[type];
  const known = attributes.get(type);
  if (special !== undefined) special(inner);
  else if (known !== undefined) tellValue(inner, known);
  else inner.tell("radius.Unknown_Attribute", inner.left);
  return true;
}

function tellValue(c: Cursor, { field, kind }: Attribute): void {
  if (kind === "text") c.text(field, c.left);
  else if (kind === "bytes") c.tell(field, c.left);
  else if (kind === "tagged") {
    if (c.peek(1) <= LAST_TAG) c.tell(`${field}.tag`, 1);
    c.text(field, c.left);
  } else if (kind === "number") {
    if (c.left <= 4) c.tell(field, c.left, c.peek(c.left));
  } else if (c.left === SIZES[kind]) {
    if (kind === "time") c.tell(field, 4, timeText(c.peek(4), 0));
    else {
      if (kind === "taggedNumber") c.tell(`${field}.tag`, 1);
      c.tell(field, c.left);
    }
  }
}
const SIZES = { v4: 4, v6: 16, short: 2, time: 4, taggedNumber: 4 } as const;

const SPECIAL: Readonly<Record<number, (c: Cursor) => void>> = {
  [Type.password]: (c) => c.tell("radius.User_Password_encrypted", c.left),
  [Type.chap]: (c) => {
    c.here("radius.CHAP_Password", c.left).tell("radius.CHAP_Ident", 1).tell("radius.CHAP_String", c.left);
  },
  [Type.tunnelPassword]: (c) => {
    if (c.peek(1) <= LAST_TAG) c.tell("radius.Tunnel_Password.tag", 1);
    c.tell("radius.Tunnel_Password_encrypted", c.left);
  },
  // RFC 4675, 2.1 and 2.3.
  [Type.vlan]: (c) => {
    if (c.left !== 4) return;
    const word = c.peek(4);
    c.here("radius.egress_vlanid_tag", 4, word >>> 24).here(
      "radius.egress_vlanid_pad",
      4,
      (word >>> 12) & 0xfff,
    );
    c.tell("radius.egress_vlanid", 4, word & 0xfff);
  },
  [Type.vlanName]: (c) => c.tell("radius.egress_vlan_name_tag", 1).text("radius.egress_vlan_name", c.left),
  [Type.vendor]: (c) => {
    if (c.left < 4) return;
    const known = vendors.get(c.number("radius.avp.vendor_id", 4));
    while (c.left >= 2) {
      const type = c.number("radius.avp.vendor_type", 1);
      const length = c.number("radius.avp.vendor_len", 1);
      if (length < 2 || length - 2 > c.left) return;
      const value = c.within(length - 2, 0);
      const attribute = known?.get(type);
      if (attribute !== undefined && value.left > 0) tellValue(value, attribute);
    }
  },
};
