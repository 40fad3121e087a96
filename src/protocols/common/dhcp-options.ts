/** DHCP options (RFC 2132 and IANA's registry): how their values are read and named. Never on the hot path. */

export interface DhcpOption {
  field: string;
  title: string;
  /** Bytes of a number, "ip": addresses one after another, or text; "bytes" for what is none of them. */
  how: number | "ip" | "text" | "bytes";
}

const option = (name: string, title: string, how: DhcpOption["how"]): DhcpOption => ({
  field: `dhcp.option.${name}`,
  title,
  how,
});

export const DHCP_OPTIONS: Readonly<Record<number, DhcpOption>> = {
  1: option("subnet_mask", "Subnet Mask", "ip"),
  2: option("time_offset", "Time Offset", 4),
  3: option("router", "Router", "ip"),
  4: option("time_server", "Time Server", "ip"),
  5: option("name_server", "Name Server", "ip"),
  6: option("domain_name_server", "Domain Name Server", "ip"),
  7: option("log_server", "Log Server", "ip"),
  12: option("hostname", "Host Name", "text"),
  13: option("boot_file_size", "Boot File Size", 2),
  15: option("domain_name", "Domain Name", "text"),
  16: option("swap_server", "Swap Server", "ip"),
  17: option("root_path", "Root Path", "text"),
  19: option("ip_forwarding", "IP Forwarding", 1),
  23: option("default_ip_ttl", "Default IP TTL", 1),
  26: option("interface_mtu", "Interface MTU", 2),
  28: option("broadcast_address", "Broadcast Address", "ip"),
  35: option("arp_cache_timeout", "ARP Cache Timeout", 4),
  40: option("nis_domain", "NIS Domain", "text"),
  41: option("nis_server", "NIS Server", "ip"),
  42: option("ntp_server", "NTP Server", "ip"),
  44: option("netbios_over_tcpip_name_server", "NetBIOS Name Server", "ip"),
  46: option("netbios_over_tcpip_node_type", "NetBIOS Node Type", 1),
  47: option("netbios_over_tcpip_scope", "NetBIOS Scope", "text"),
  50: option("requested_ip_address", "Requested IP Address", "ip"),
  51: option("ip_address_lease_time", "IP Address Lease Time", 4),
  52: option("option_overload", "Option Overload", 1),
  53: option("dhcp", "DHCP Message Type", 1),
  54: option("dhcp_server_id", "DHCP Server Identifier", "ip"),
  56: option("message", "Message", "text"),
  57: option("dhcp_max_message_size", "Maximum DHCP Message Size", 2),
  58: option("renewal_time_value", "Renewal Time Value", 4),
  59: option("rebinding_time_value", "Rebinding Time Value", 4),
  60: option("vendor_class_id", "Vendor class identifier", "text"),
  66: option("tftp_server_name", "TFTP Server Name", "text"),
  67: option("bootfile_name", "Bootfile name", "text"),
  69: option("smtp_server", "SMTP Server", "ip"),
  70: option("pop3_server", "POP3 Server", "ip"),
};

/** RFC 2132, 9.6, and what came after. */
export const DHCP_MESSAGES: Readonly<Record<number, string>> = {
  1: "Discover",
  2: "Offer",
  3: "Request",
  4: "Decline",
  5: "ACK",
  6: "NAK",
  7: "Release",
  8: "Inform",
  9: "Force Renew",
  10: "Lease query",
  11: "Lease Unassigned",
  12: "Lease Unknown",
  13: "Lease Active",
};
