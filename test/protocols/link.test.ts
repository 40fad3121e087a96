import { describe, expect, test } from "vitest";
import { hex, join, padded, u16 } from "../../fixtures/make/bytes.ts";
import { dissected, ETHERNET, START } from "../dissect/dissected.ts";

const MACS = "02 00 00 00 00 02  02 00 00 00 00 01";
/** IPv4 without payload, protocol 59 (nobody's), 192.0.2.1 to 192.0.2.2. */
const IP = "45 00 00 14 00 00 00 00 40 3b 00 00 c0 00 02 01 c0 00 02 02";
/** IPv6 without payload, next header 59. */
const IP6 = `60 00 00 00 00 00 3b 40 ${"20 01 0d b8 00 00 00 00 00 00 00 00 00 00 00 0a".repeat(2)}`;
const ARP = "00 01 08 00 06 04 00 01  02 00 00 00 00 01 c0 00 02 01  00 00 00 00 00 00 c0 00 02 02";
/** Topology change notification: the shortest BPDU (IEEE 802.1D 9.3.2). */
const TCN = "00 00 00 80";

const frame = (after: string, length = 0) => padded(hex(`${MACS} ${after}`), length);

describe("Ethernet", () => {
  test.each([
    ["an IPv4 type", `08 00 ${IP}`, "eth:ip"],
    ["an IPv6 type", `86 dd ${IP6}`, "eth:ipv6"],
    ["ARP", `08 06 ${ARP}`, "eth:arp"],
    ["RARP", `80 35 ${ARP}`, "eth:arp"],
    ["LLDP", "88 cc 02 07 04", "eth:lldp"],
    ["a type of nobody here", "88 b5 02 07 04", "eth"],
    ["the smallest type, 0x0600", "06 00 42 42 03 00 00 00 80", "eth"],
    ["the largest length, 1500", "05 dc 42 42 03 00 00 00 80", "eth:llc:stp"],
    ["neither type nor length, 1501", "05 dd 42 42 03 00 00 00 80", "eth"],
    ["neither type nor length, 1535", "05 ff 42 42 03 00 00 00 80", "eth"],
    ["one tag", `81 00 e0 2a 08 00 ${IP}`, "eth:vlan:ip"],
    ["a tag with a length", `81 00 00 2a 00 07 42 42 03 ${TCN}`, "eth:vlan:llc:stp"],
    ["QinQ as 802.1ad has it", `88 a8 00 64 81 00 00 0a 08 00 ${IP}`, "eth:ieee8021ad:vlan:ip"],
    ["two service tags, which are one layer", `88 a8 00 0a 88 a8 00 14 08 00 ${IP}`, "eth:ieee8021ad:ip"],
    ["three service tags", `88 a8 00 0a 88 a8 00 14 88 a8 00 1e 08 00 ${IP}`, "eth:ieee8021ad:ieee8021ad:ip"],
    ["a customer tag before a service tag", `81 00 00 0a 88 a8 00 14 08 00 ${IP}`, "eth:vlan:ieee8021ad:ip"],
    ["0, which is no length", "00 00 42 42 03 00 00 00 80", "eth"],
    ["Novell's frame without LLC: IPX right behind a length", "00 1e ff ff 00 1e 00 11", "eth"],
    ["QinQ with two customer tags", `81 00 00 64 81 00 00 0a 08 00 ${IP}`, "eth:vlan:vlan:ip"],
    ["QinQ before it had a standard", `91 00 00 64 81 00 00 0a 08 00 ${IP}`, "eth:vlan:vlan:ip"],
    ["a whole frame under type 0x6558", `65 58 ${MACS} 08 00 ${IP}`, "eth:eth:ip"],
  ])("%s", (_, after, layers) => {
    const found = dissected(frame(after, 60), { link: ETHERNET });
    expect(found).toMatchObject({ layers, stop: "none", open: false, ethernet: true, tunnels: [] });
    expect(found.arp).toBe(layers.endsWith("arp"));
  });

  test("a type with nothing behind it is malformed, and truncated if the capture cut it off", () => {
    const bytes = frame(`08 00 ${IP}`);
    expect(dissected(bytes.subarray(0, 14), { link: ETHERNET })).toMatchObject({
      layers: "eth:ip",
      stop: "malformed",
      open: false,
    });
    expect(dissected(bytes, { link: ETHERNET, captured: 14 })).toMatchObject({
      layers: "eth:ip",
      stop: "truncated",
      open: true,
    });
  });

  test("an IPv4 packet ends with its total length, not with the frame's padding", () => {
    const found = dissected(frame(`08 00 ${IP}`, 60), { link: ETHERNET });
    expect(found.stack.wire).toBe(START + 14 + 20);
  });
});

describe("LLC", () => {
  test.each([
    ["STP", `00 07 42 42 03 ${TCN}`, "eth:llc:stp"],
    [
      "STP in an information frame, whose control field has two bytes",
      `00 08 42 42 00 00 ${TCN}`,
      "eth:llc:stp",
    ],
    ["IP by its service access point", `00 17 06 06 03 ${IP}`, "eth:llc:ip"],
    ["SNAP with an ethertype", `00 1c aa aa 03 00 00 00 08 00 ${IP}`, "eth:llc:ip"],
    ["SNAP, IPv6", `00 30 aa aa 03 00 00 00 86 dd ${IP6}`, "eth:llc:ipv6"],
    ["PVST+: Cisco's OUI, 0x010b", `00 0c aa aa 03 00 00 0c 01 0b ${TCN}`, "eth:llc:stp"],
    [
      "what a VLAN's bridges agree on: Cisco's OUI, 0x0109",
      `00 0c aa aa 03 00 00 0c 01 09 ${TCN}`,
      "eth:llc:stp",
    ],
    ["CDP: Cisco's OUI, 0x2000", `00 0c aa aa 03 00 00 0c 20 00 ${TCN}`, "eth:llc:cdp"],
    ["an ethertype's number under another OUI", `00 1c aa aa 03 00 80 c2 08 00 ${IP}`, "eth:llc"],
    ["a service access point of nobody", "00 04 f0 f0 03 00", "eth:llc"],
  ])("%s", (_, after, layers) => {
    const found = dissected(frame(after, 60), { link: ETHERNET });
    expect(found).toMatchObject({ layers, stop: "none", tunnels: [] });
  });

  test("the length hides the padding: what it leaves no room for is malformed", () => {
    expect(dissected(frame(`00 06 42 42 03 ${TCN}`, 60), { link: ETHERNET })).toMatchObject({
      layers: "eth:llc:stp",
      stop: "malformed",
    });
    expect(dissected(frame(`00 02 42 42 03 ${TCN}`, 60), { link: ETHERNET })).toMatchObject({
      layers: "eth:llc",
      stop: "malformed",
    });
    expect(dissected(frame("00 03 42 42 00", 60), { link: ETHERNET })).toMatchObject({
      layers: "eth:llc",
      stop: "malformed",
    });
    expect(dissected(frame("00 07 aa aa 03 00 00 00 08 00", 60), { link: ETHERNET })).toMatchObject({
      layers: "eth:llc",
      stop: "malformed",
    });
    expect(dissected(frame(`00 1b aa aa 03 00 00 00 08 00 ${IP}`, 60), { link: ETHERNET })).toMatchObject({
      layers: "eth:llc:ip",
      stop: "malformed",
    });
  });

  test("a length beyond the frame does not make it longer", () => {
    const found = dissected(frame(`04 00 42 42 03 ${TCN}`), { link: ETHERNET });
    expect(found).toMatchObject({ layers: "eth:llc:stp", stop: "none" });
    expect(found.stack.wire).toBe(START + 14 + 7);
  });
});

// https://www.tcpdump.org/linktypes.html: NULL is in the byte order of the machine that captured, LOOP in network
// byte order; 2 is IPv4 everywhere, IPv6 is 24, 28 or 30.
describe("BSD loopback", () => {
  const NULL = 0;
  const LOOP = 108;
  test.each([
    [NULL, "00 00 00 02", IP, "null:ip"],
    [NULL, "02 00 00 00", IP, "null:ip"],
    [NULL, "00 00 00 18", IP6, "null:ipv6"],
    [NULL, "18 00 00 00", IP6, "null:ipv6"],
    [NULL, "1c 00 00 00", IP6, "null:ipv6"],
    [NULL, "1e 00 00 00", IP6, "null:ipv6"],
    [LOOP, "00 00 00 02", IP, "null:ip"],
    [LOOP, "00 00 00 1c", IP6, "null:ipv6"],
    [NULL, "09 00 00 00", IP, "null"],
    [NULL, "ff ff ff ff", IP, "null"],
    [NULL, "00 00 01 02", IP, "null"],
  ])("link %d, family %s", (link, family, packet, layers) => {
    expect(dissected(hex(family + packet), { link })).toMatchObject({
      layers,
      stop: "none",
      ethernet: false,
    });
  });
});

// RFC 1661 6.5 and 6.6: either part may be compressed away.
describe("PPP", () => {
  test.each([
    ["address, control, protocol", `ff 03 00 21 ${IP}`, "ppp:ip"],
    ["address, control, short protocol", `ff 03 21 ${IP}`, "ppp:ip"],
    ["protocol", `00 21 ${IP}`, "ppp:ip"],
    ["short protocol", `21 ${IP}`, "ppp:ip"],
    ["IPv6", `ff 03 00 57 ${IP6}`, "ppp:ipv6"],
    ["LCP", "ff 03 c0 21 01 00 00 04", "ppp:lcp"],
  ])("%s", (_, digits, layers) => {
    for (const link of [9, 50])
      expect(dissected(hex(digits), { link })).toMatchObject({ layers, stop: "none" });
  });

  test.each([0, 1, 2, 3])("cut after %d bytes it is truncated", (captured) => {
    expect(dissected(hex(`ff 03 00 21 ${IP}`), { link: 9, captured })).toMatchObject({
      layers: "ppp",
      stop: "truncated",
      open: true,
    });
  });
});

// https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL.html and …_SLL2.html
describe("Linux cooked capture", () => {
  const v1 = (type: string) => `00 00 00 01 00 06 02 00 00 00 00 01 00 00 ${type}`;
  const v2 = (type: string) => `${type} 00 00 00 00 00 02 00 01 00 06 02 00 00 00 00 01 00 00`;
  test.each([
    ["IPv4", "08 00", IP, "sll:ip"],
    ["IPv6", "86 dd", IP6, "sll:ipv6"],
    ["ARP", "08 06", ARP, "sll:arp"],
    ["a tag", "81 00", `00 2a 08 00 ${IP}`, "sll:vlan:ip"],
    ["an LLC frame: Linux's 0x0004, never a length", "00 04", `42 42 03 ${TCN}`, "sll:llc:stp"],
    ["Novell's frame without LLC: 0x0001", "00 01", IP, "sll"],
    ["CAN: 0x000c, never a length", "00 0c", IP, "sll"],
  ])("%s", (_, type, after, layers) => {
    for (const [link, head] of [
      [113, v1(type)],
      [276, v2(type)],
    ] as const) {
      expect(dissected(hex(`${head} ${after}`), { link })).toMatchObject({
        layers,
        stop: "none",
        ethernet: false,
      });
    }
  });
});

describe("no link header", () => {
  test.each([12, 14, 101])("link %d: the first four bits tell the version", (link) => {
    expect(dissected(hex(IP), { link }).layers).toBe("raw:ip");
    expect(dissected(hex(IP6), { link }).layers).toBe("raw:ipv6");
    expect(dissected(hex("50 00"), { link })).toMatchObject({ layers: "raw", stop: "none" });
    expect(dissected(hex(IP), { link, captured: 0 })).toMatchObject({
      layers: "raw",
      stop: "truncated",
      open: true,
    });
  });

  test("links that are one version", () => {
    expect(dissected(hex(IP), { link: 228 }).layers).toBe("ip");
    expect(dissected(hex(IP6), { link: 229 }).layers).toBe("ipv6");
    expect(dissected(hex(IP6), { link: 228 })).toMatchObject({ layers: "ip", stop: "malformed" });
    expect(dissected(hex(IP), { link: 229, captured: 20 })).toMatchObject({
      layers: "ipv6",
      stop: "malformed",
    });
  });
});

test("ARP cut in its fixed part is still ARP, and malformed if the wire had no more", () => {
  const bytes = join(hex(MACS), u16(0x0806), hex(ARP));
  expect(dissected(bytes, { link: ETHERNET, captured: 20 })).toMatchObject({
    layers: "eth:arp",
    arp: true,
    stop: "truncated",
    open: false,
  });
  expect(dissected(bytes.subarray(0, 20), { link: ETHERNET })).toMatchObject({
    layers: "eth:arp",
    arp: true,
    stop: "malformed",
    open: false,
  });
});

// What tshark 4.0 names, layer by layer.
describe("Frame Relay", () => {
  const FRAME = `${MACS} 08 00 ${IP}`;
  test.each([
    ["IP by its protocol id", `18 41 03 cc ${IP}`, "fr:ip"],
    ["with padding before it", `18 41 03 00 cc ${IP}`, "fr:ip"],
    ["IPv6", `18 41 03 8e ${IP6}`, "fr:ipv6"],
    ["SNAP with an ethertype", `18 41 03 80 00 00 00 08 00 ${IP}`, "fr:ip"],
    ["a bridged Ethernet frame", `18 41 03 00 80 00 80 c2 00 07 ${FRAME}`, "fr:eth:ip"],
    ["one with its check sequence", `18 41 03 00 80 00 80 c2 00 01 ${FRAME} 01 02 03 04`, "fr:eth:ip"],
    ["CDP by Cisco's OUI", "18 41 03 80 00 00 0c 20 00 02 b4 00 00", "fr:cdp"],
    ["PPP", "18 41 03 cf c0 21 01 01 00 04", "fr:ppp:lcp"],
    ["Cisco's type", `18 41 08 00 ${IP}`, "fr:ip"],
    ["Cisco's type of OSI", "18 41 fe fe 03 83 1b 01 00 10 01 00 00", "fr:osi:isis"],
    ["OSI by its protocol id", "18 41 03 82 09 01 00 02 01 2c 00 00", "fr:esis"],
    ["an address of three bytes", `18 00 01 08 00 ${IP}`, "fr:ip"],
    ["of four", `18 00 00 01 03 cc ${IP}`, "fr:ip"],
    ["an information frame with its two bytes of control", `18 41 22 00 cc ${IP}`, "fr:ip"],
    ["LAPF on circuit 0", `00 01 22 00 cc ${IP}`, "fr"],
    ["an address without an end", "18 00 00 00 00 cc 45 00", "fr"],
  ])("%s", (_, bytes, layers) => {
    expect(dissected(hex(bytes), { link: 107 })).toMatchObject({ layers, stop: "none" });
  });
});

test("OSI's protocols behind Cisco HDLC and PPP", () => {
  const HELLO = "82 0f 01 00 02 01 2c 00 00 01 04 49 00 01 02";
  expect(dissected(hex(`8f 00 fe fe fe ${HELLO}`), { link: 104 }).layers).toBe("chdlc:osi:esis");
  expect(dissected(hex(`ff 03 00 23 ${HELLO}`), { link: 9 }).layers).toBe("ppp:osi:esis");
  expect(dissected(hex("ff 03 00 23 81 0b 01 40 1c 00 0b 00 00 00 00"), { link: 9 }).layers).toBe(
    "ppp:osi:clnp",
  );
});

test.each([
  ["LLC alone, behind ATM's bridges", `aa aa 03 00 00 00 08 00 ${IP}`, 100, "llc:ip"],
  ["the same in BSD's numbers", `aa aa 03 00 00 00 08 00 ${IP}`, 11, "llc:ip"],
  ["Cisco HDLC in BSD's numbers", `0f 00 08 00 ${IP}`, 112, "chdlc:ip"],
  ["a spanning tree on Cisco HDLC", `0f 00 42 42 ${TCN}`, 104, "chdlc:stp"],
  ["UDLD on Cisco HDLC", "0f 00 01 11 21 00 00 00", 104, "chdlc:udld"],
  ["an ethertype as PPP's protocol", `ff 03 08 00 ${IP}`, 9, "ppp:ip"],
  ["the same of IPv6", `ff 03 86 dd ${IP6}`, 9, "ppp:ipv6"],
  ["CDP in PPP", "ff 03 02 07 02 b4 00 00", 9, "ppp:cdp"],
  ["LLC in PPP", `ff 03 00 4b 42 42 03 ${TCN}`, 9, "ppp:llc:stp"],
  ["OSI on a loopback", "07 00 00 00 82 0f 01 00 02 01 2c 00 00 01 04 49 00 01 02", 0, "null:osi:esis"],
  ["SCTP alone", "0b 59 0b 59 00 00 00 01 00 00 00 00 0b 00 00 04", 248, "sctp"],
  ["IP by OSI's protocol id", `0f 00 fe fe 03 cc ${IP.slice(0, 2)}`, 104, "chdlc:osi:ip"],
])("%s", (_, bytes, link, layers) => {
  expect(dissected(hex(bytes), { link }).layers).toBe(layers);
});

test("PPP's address may stand before another control byte than 03", () => {
  expect(dissected(hex(`ff 83 00 21 ${IP}`), { link: 9 }).layers).toBe("ppp:ip");
});
