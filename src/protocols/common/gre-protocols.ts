/** Aruba's tunnels between access points and controllers, which carry frames of 802.11. */
export const ARUBA: readonly number[] = Array.from({ length: 24 }, (_, i) => 0x8200 + 0x10 * i);

/** Protocol types of GRE by the words that name them: ethertypes, and some that are GRE's alone. */
export const GRE_PROTOCOLS: Readonly<Record<number, string>> = {
  ...Object.fromEntries(ARUBA.map((type) => [type, "ARUBA WLAN"])),
  0: "Possible GRE keepalive packet",
  254: "OSI",
  2048: "IP",
  2054: "ARP",
  8192: "CDP (Cisco)",
  8193: "NHRP",
  8939: "ERSPAN III",
  25600: "MIKROTIK EoIP",
  25944: "Transparent Ethernet bridging",
  25945: "Frame Relay",
  32923: "AppleTalk",
  33079: "IPX",
  34525: "IPv6",
  34827: "PPP",
  34878: "WCCP",
  34887: "MPLS label switched packet",
  34888: "MPLS multicast label switched packet",
  34945: "CDMA2000 A10 Unstructured byte stream",
  35006: "ERSPAN",
  35151: "NSH",
};
