/**
 * Where our layers differ from tshark's on purpose. A row holds for a packet only if its predicate says so, and
 * the predicate looks at the packet, not at its capture's name.
 */

import { ethertype, tcpApp, udpApp } from "../../src/core/demux.ts";
import type { Layer } from "../../src/core/layer.ts";
import { Stop } from "../../src/core/stack.ts";
import { stringAt } from "../../src/core/values.ts";
import { protocols } from "../../src/protocols/registry.ts";
import { isKnown, type Pair, type ValueDifference } from "./parity.ts";

export interface Difference {
  name: string;
  /** Why ours is what we want. */
  why: string;
  applies: (pair: Pair) => boolean;
}

const STT_PORT = 7471;
const UDP_HEADER = 8;
const SILENT_PORTS = [319, 320, 1900, 1985];
/** The bytes of WireGuard's type and what is reserved behind it. */
const WIREGUARD_HEAD = 4;
/** tshark keeps a frame's first piece with its 20 bytes of TCP-like header. */
const STT_HEADER = 20;

/** Ours and theirs behind the layers that are the same. */
const rests = ({ ours, theirs, same }: Pair) => ({
  ours: ours.slice(same),
  theirs: theirs.slice(same),
  after: same === 0 ? "" : ours[same - 1],
});

const layersOf = (pair: Pair, protocol: string): readonly Layer[] =>
  pair.packet.layers().filter((layer) => layer.protocol.name === protocol);

/** The innermost segment to STT's port cannot be a piece: draft-davie-stt-08, 3, and section 3.2 of the README. */
function isNoPiece(pair: Pair): boolean {
  const tcp = layersOf(pair, "tcp").at(-1);
  if (tcp === undefined || tcp.data.byteLength < STT_HEADER || tcp.data.getUint16(2) !== STT_PORT)
    return false;
  const d = tcp.data;
  const header = (d.getUint8(12) >> 4) << 2;
  const ip = (tcp.below("ip") ?? tcp.below("ipv6")) as Layer;
  const wire = ip.protocol.name === "ip" ? ip.data.getUint16(2) - ((ip.data.getUint8(0) & 15) << 2) : 0;
  const length = (wire || d.byteLength) - header;
  const [total, offset] = [d.getUint16(4), d.getUint16(6)];
  const finSynRst = (d.getUint8(13) & 7) !== 0;
  const version = offset === 0 && header < d.byteLength ? d.getUint8(header) : 0;
  return header < 20 || finSynRst || length <= 0 || total < 18 || offset + length > total || version !== 0;
}

/** One of us sees data in a part where the other sees what the whole is. */
function wholeAgainstData({ ours, theirs, after }: ReturnType<typeof rests>): boolean {
  const partly = ["ip", "ipv6.fraghdr", "stt"].includes(after);
  return (
    partly && ours.length > 0 && theirs.length > 0 && (ours.join() === "data") !== (theirs.join() === "data")
  );
}

const APART =
  "tshark knows no tenants: it puts the parts of several together, or parts of old and new frames";

export const DIFFERENCES: readonly Difference[] = [
  {
    name: "first part of what never became whole",
    why: "tshark shows data; the headers are there, and they say whose packet it is",
    applies: (pair) => {
      const part = pair.packet.partOf.some((p) => p.offset === 0 && p.reassembledIn === 0);
      return part && rests(pair).theirs.join() === "data" && wholeAgainstData(rests(pair));
    },
  },
  {
    name: "parts of several tenants with the same id, or of an id used again",
    why: APART,
    applies: (pair) => wholeAgainstData(rests(pair)) && pair.mixed.has(pair.packet),
  },
  {
    name: "parts that the snapshot length cut",
    why: "tshark puts only whole ones together and shows what the first one holds; ours are whole by their reported lengths, as in the report",
    applies: (pair) => pair.mixed.hasCut(pair.packet) && wholeAgainstData(rests(pair)),
  },
  {
    name: "STT's last piece of at most 20 bytes",
    why: "tshark counts the first piece's header among the frame's bytes, takes the frame for whole too early and loses its tail",
    applies: (pair) => {
      const part = pair.packet.partOf.find((p) => p.kind === "stt");
      if (part === undefined || rests(pair).after !== "stt") return false;
      const behind = part.total - part.offset - part.length;
      const isLast = behind === 0 && part.length <= STT_HEADER;
      return isLast || (behind > 0 && behind <= STT_HEADER);
    },
  },
  {
    name: "STT: a segment that cannot be a piece",
    why: "tshark takes every segment to port 7471; SYN, FIN, RST, no payload, lengths that contradict each other or an unknown version make it TCP",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      return after.startsWith("ip") && ours[0] === "tcp" && theirs[0] === "stt" && isNoPiece(pair);
    },
  },
  {
    name: "STT over IPv6",
    why: "the truth was made with ip.try_heuristic_first only: to tshark it is TCP",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      return after === "ipv6" && ours[0] === "stt" && theirs[0] === "tcp";
    },
  },
  {
    name: "STT with TCP options",
    why: "tshark takes the options for the frame's header",
    applies: (pair) =>
      pair.ours.slice(0, pair.same).includes("stt") &&
      layersOf(pair, "stt").some((l) => l.data.byteLength > 12 && l.data.getUint8(12) >> 4 > 5),
  },
  {
    name: "VXLAN by its source port",
    why: "any source port is a legal hash value, so only the destination port names a tunnel (RFC 7348, 5)",
    applies: (pair) => {
      const { theirs, after } = rests(pair);
      return (
        after === "udp" && theirs[0] === "vxlan" && layersOf(pair, "udp").at(-1)?.get("udp.srcport") === 4789
      );
    },
  },
  {
    name: "VXLAN-GPE without its P bit",
    why: "then Ethernet follows (draft-ietf-nvo3-vxlan-gpe, 3.1); tshark goes by the next protocol all the same",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      const flags = layersOf(pair, "vxlan_gpe").at(-1)?.data.getUint8(0) ?? 0x04;
      return after === "udp" && ours[0] === "eth" && theirs[0] !== "eth" && (flags & 0x04) === 0;
    },
  },
  {
    name: "IPv6 options that run over their header",
    why: "tshark stops there; lengths of options do not change where the next header is",
    applies: (pair) => {
      const { theirs, after } = rests(pair);
      const options = after === "ipv6.hopopts" || after === "ipv6.dstopts";
      return options && theirs.length === 0 && pair.truth.bad?.includes("_ws.malformed") === true;
    },
  },
  {
    name: "UDP of length 0",
    why: "longer than 65,535 bytes (RFC 2675) or captured before segmentation offload: tshark 4.0 stops there",
    applies: (pair) => {
      const { theirs, after } = rests(pair);
      return (
        after === "udp" && theirs.length === 0 && layersOf(pair, "udp").some((l) => l.get("udp.length") === 0)
      );
    },
  },
  {
    name: "TCP: a conversation in several tenants",
    why: "tshark knows no tenants: the same segment outside and inside of a tunnel, or in two of them, is sent again to it",
    applies: (pair) => {
      const { ours, theirs } = rests(pair);
      const onlyData = [...ours, ...theirs].every((name) => name === "data") || isLeftToStream(pair);
      return onlyData && pair.streams.isShared(pair.packet);
    },
  },
  {
    name: "a provider's tag or MACsec before a length",
    why: "tshark takes it for a type, though LLC frames pass provider networks too (IEEE 802.1Q, 9.4), and are encrypted as others are",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      const tag = ["ieee8021ad", "ieee8021ah", "macsec"].includes(after);
      // A backbone's tag and the customer's frame behind it are one.
      const both = after === "ethertype" && pair.ours[pair.same - 2] === "ieee8021ad";
      return ours[0] === "llc" && theirs.join() === (both ? "data" : "ethertype,data") && (tag || both);
    },
  },
  {
    name: "Teredo on other ports",
    why: "neither address is a Teredo address (RFC 4380, 4), so it may be anything; tshark's guess, which is off unless asked for, goes by the length alone",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      return after === "udp" && theirs[0] === "teredo" && ours.join() === "data";
    },
  },
  {
    name: "TCP: bytes that tshark leaves to the stream are data",
    why: "it shows nothing above a segment that is sent again, or whose message goes on in later ones",
    applies: (pair) => isLeftToStream(pair) && rests(pair).ours.join() === "data",
  },
  {
    name: "TCP: the beginning of a message that goes on in later segments, or is sent again",
    why: "tshark shows it in the segment that ends it; we show what each packet holds",
    applies: isLeftToStream,
  },
  {
    name: "a port's protocol, whose bytes are not its",
    why: "tshark goes by the port alone (and shows continuations of anything as TLS); ours must look like it",
    applies: (pair) => {
      const theirs = rests(pair).theirs.filter((name) => name !== "data");
      return above(pair) && theirs.length === 1 && isOfPort(pair);
    },
  },
  {
    name: "a port's protocol that tshark leaves without a name",
    why: "HSRP to no group, another version of PTP, what SSDP's port carries: it takes the bytes and shows nothing; nobody reads them, so they are data",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      const udp = layersOf(pair, "udp").at(-1);
      return (
        after === "udp" &&
        theirs.length === 0 &&
        ours.join() === "data" &&
        ["udp.srcport", "udp.dstport"].some((port) => SILENT_PORTS.includes(udp?.get(port) as number))
      );
    },
  },
  {
    name: "ICMP redirects: what the quoted datagram carries",
    why: "tshark takes the first bytes of any echo in Teredo for the nonce of a connectivity test",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      return (
        after === "icmpv6" && pair.ours.includes("teredo") && theirs.length === 0 && ours.join() === "data"
      );
    },
  },
  {
    name: "TLS that the server never agreed to",
    why: "a client says hello all the same, and what follows is its; tshark goes by the server's answer to STARTTLS",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      return after === "tcp" && ours[0] === "tls" && ["smtp", "pop", "imap", "ftp"].includes(theirs[0]);
    },
  },
  {
    name: "MPLS: IP or a pseudowire",
    why: "the first four bits are a guess (BCP 128): tshark goes by them alone, so an address that begins with anything but 0 is no frame to it; we ask whether an IP packet or a frame fits; where the cut off bytes would tell, we do not guess",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      const wire = ours[0] === "pwethheuristic" && ["ip", "ipv6", "pwach", "data"].includes(theirs[0]);
      const cut =
        ours.join() === "data" && ["pwethheuristic", "ip", "ipv6"].includes(theirs[0]) && isCut(pair);
      return after === "mpls" && (wire || cut);
    },
  },
  {
    name: "MPLS pseudowire: control word or not",
    why: "nothing on the wire tells; tshark guesses by the first bytes and a list of vendors that we do not have",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      const kinds = ["pwethcw", "pwethnocw"];
      return after === "pwethheuristic" && kinds.includes(ours[0]) && kinds.includes(theirs[0]);
    },
  },
  {
    name: "HTTP: a body in some coding",
    why: "tshark unpacks what is compressed or chunked and shows what it holds; to us it is data",
    applies: (pair) => {
      const { ours, after } = rests(pair);
      const http = layersOf(pair, "http").at(-1);
      if (after !== "http" || ours.join() !== "data" || http === undefined) return false;
      const headers = stringAt(http.data, 0, http.data.byteLength).split("\r\n\r\n", 1)[0];
      return /^(content|transfer)-encoding:/im.test(headers);
    },
  },
  {
    name: "TCP: a message that began in earlier segments",
    why: "tshark shows it in the segment that ends it; we show what each packet holds",
    applies: (pair) => above(pair) && pair.streams.isWaiting(pair.packet),
  },
  {
    name: "what only comes from a tunnel's port",
    why: "tshark takes it for the tunnel's whatever it holds; any port may be a client's, so ours must be as long as it says (GTP), or have no reserved bit set (L2TP)",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      const ports = { gtp: [2123, 2152], l2tp: [1701] }[theirs[0]];
      const port = layersOf(pair, "udp").at(-1)?.get("udp.dstport");
      return after === "udp" && ours.join() === "data" && ports?.includes(port as number) === false;
    },
  },
  {
    name: "GRE and GTP version 0: a header that runs over its packet",
    why: "tshark ends there (source routes of RFC 1701, which PPTP has not; a flow label's length); what follows the header is there all the same",
    applies: (pair) => {
      const { theirs, after } = rests(pair);
      return ["gre", "gtp"].includes(after) && theirs.length === 0 && isMalformed(pair);
    },
  },
  {
    name: "GTP: PPP in the configuration options of a control message",
    why: "tshark counts what an information element holds as layers; it is no traffic of the tunnel",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      return after === "gtp" && ours.length === 0 && theirs.every((n) => ["pap", "chap", "ipcp"].includes(n));
    },
  },
  {
    name: "SSH on other ports",
    why: "it says so in its first line",
    applies: (pair) => rests(pair).ours[0] === "ssh" && rests(pair).theirs.join() === "data",
  },
  {
    name: "SOCKS on other ports",
    why: "its greeting, request or answer is there to the byte; tshark has port 1080 alone",
    applies: (pair) => rests(pair).ours[0] === "socks" && rests(pair).theirs.join() === "data",
  },
  {
    name: "TLS: an alert or a change of cipher by itself",
    why: "a record of TLS tells its type, version and length; tshark guesses at handshakes and data alone, and knows others by what came before",
    applies: (pair) => rests(pair).ours[0] === "tls" && rests(pair).theirs.join() === "data",
  },
  {
    name: "what the bytes are, on a port of a protocol that we do not have",
    why: "a first line or a first record says whose it is, whatever the port; tshark asks the port's protocol first",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      const guess = ["http", "tls", "ssh", "sip", "socks", "dns", "stun"].includes(ours[0]);
      return guess && ["tcp", "udp"].includes(after) && theirs.length > 0 && !isKnown(theirs[0]);
    },
  },
  {
    name: "ICMP redirects: what the quoted datagram carries",
    why: "tshark shows it of other errors, but ends a redirect's quote with its UDP header",
    applies: (pair) => {
      const { theirs, after } = rests(pair);
      const icmp = layersOf(pair, "icmp").at(-1);
      return after === "udp" && theirs.length === 0 && icmp?.get("icmp.type") === 5;
    },
  },
  {
    name: "DNS on other ports",
    why: "tshark takes what begins like a header; ours must be a question, and every byte of it where it must be",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      const unsure = isMalformed(pair) || isCut(pair);
      return after === "udp" && ours.join() === "data" && theirs.join() === "dns" && unsure;
    },
  },
  {
    name: "a link type of IP, and a packet of another version",
    why: "tshark shows nothing at all, not even the bytes",
    applies: (pair) => pair.theirs.join() === "" && pair.ours.join() === "data",
  },
  {
    name: "OpenFlow on its old port",
    why: "6633 is what OpenFlow 1.0 had; tshark 4.0 has a guess for segments of one message only",
    applies: (pair) => rests(pair).ours[0] === "openflow" && rests(pair).theirs.join() === "data",
  },
  {
    name: "EoIP: a frame that is longer than its header says",
    why: "tshark ignores that length; to us what stands behind it is no part of the frame",
    applies: ({ ours, theirs, same, packet }) =>
      theirs[same - 1] === "eth" &&
      ours.length === same &&
      packet.layers().some((l) => l.protocol.name === "gre" && l.data.getUint32(0) === 0x20016400),
  },
  {
    name: "PPPoE without a payload, and no padding",
    why: "tshark names the PPP frame only if a byte stands there, though it has none in either case",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      return after === "pppoes" && theirs.length === 0 && ours.join() === "ppp";
    },
  },
  {
    name: "MACsec without room for its check value",
    why: "tshark shows data; the tag is there, and its bits say that it is one",
    applies: (pair) => rests(pair).ours[0] === "macsec" && rests(pair).theirs.join() === "data",
  },
  {
    name: "bytes behind what a message says of its length",
    why: "tshark shows them as data for some protocols; they are part of the layer to us",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      return ["eapol", "lisp", "udld"].includes(after) && ours.length === 0 && theirs.join() === "data";
    },
  },
  {
    name: "IPv6 without a payload length",
    why: "longer than 65,535 bytes (RFC 2675) or captured before segmentation offload: tshark 4.0 stops there",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      const empty = layersOf(pair, "ipv6").some((l) => l.get("ipv6.plen") === 0);
      return after === "ipv6" && empty && ours.join() === "data" && theirs.length === 0;
    },
  },
  {
    name: "a spanning tree's frame to a GARP address",
    why: "tshark goes by the address, and finds nothing; its access points say what it is",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      return (
        after === "llc" &&
        ours.join() === "stp" &&
        theirs.length === 0 &&
        /^01:80:c2:00:00:2/.test(String(layersOf(pair, "eth").at(-1)?.get("eth.dst")))
      );
    },
  },
  {
    name: "Wake on LAN or WireGuard, all but nothing of it captured",
    why: "the first guesses that want a byte which was cut off; tshark takes what they wanted for what they found",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      const payload = (layersOf(pair, "udp").at(-1)?.data.byteLength ?? 0) - UDP_HEADER;
      const guess = theirs.join() === "wol" || (theirs.join() === "wg" && payload < WIREGUARD_HEAD);
      return after === "udp" && guess && ours.join() === "data" && isCut(pair);
    },
  },
  {
    name: "GTP over TCP",
    why: "no specification knows it; tshark has the ports",
    applies: (pair) => rests(pair).after === "tcp" && rests(pair).theirs[0] === "gtp",
  },
  {
    name: "PPP by its ethertype",
    why: "RFC 2637 and IEEE have it (0x880b); tshark in GRE only",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      return after === "ethertype" && ours[0] === "ppp" && theirs.join() === "data";
    },
  },
  {
    name: "sFlow: sampled headers",
    why: "tshark shows the beginnings of sampled packets as layers; they were not captured here",
    applies: (pair) => rests(pair).after === "sflow" && rests(pair).ours.length === 0,
  },
  {
    name: "Frame Relay: neither a type nor a protocol id that anybody knows",
    why: "tshark takes the rest for an Ethernet frame, whatever it is, or for another frame whose control field is cut off",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      const frame = theirs[0] === "eth" || (isCut(pair) && [...ours, ...theirs].join() === "data");
      return after === "fr" && frame && ["", "data"].includes(ours.join());
    },
  },
  {
    name: "GRE: an ethertype that tshark has no entry for",
    why: "the protocol type is an ethertype, any of them (RFC 2784, 2); tshark has a table of its own for GRE, of a few",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      const isRead = layersOf(pair, "gre").some((gre) => {
        const reader = protocols[ethertype[gre.get("gre.proto") as number]];
        return reader != null && spells(reader.name, ours);
      });
      return after === "gre" && theirs.join() === "data" && isRead;
    },
  },
  {
    name: "Linux cooked capture on a GRE device: an ethertype that tshark has no entry for",
    why: "the protocol is an ethertype there too; tshark goes by its table of GRE, and shows nothing",
    applies: (pair) => {
      const { theirs, after } = rests(pair);
      const GRE_DEVICES = [778, 823];
      return (
        after === "sll" &&
        theirs.length === 0 &&
        GRE_DEVICES.includes(layersOf(pair, "sll")[0]?.get("sll.hatype") as number)
      );
    },
  },
  {
    name: "GTP: an extension header that tshark has no reader for",
    why: "tshark shows what it holds as data or as a protocol of its own between GTP and what GTP carries",
    applies: (pair) => {
      const { ours, theirs, after } = rests(pair);
      return after === "gtp" && ["data", "nrup"].includes(theirs[0]) && begins(ours, theirs.slice(1));
    },
  },
  {
    name: "VXLAN with the flag of VXLAN-GPE",
    why: "the fourth byte then says what follows (draft-ietf-nvo3-vxlan-gpe, 3.1); to tshark it is Ethernet on this port",
    applies: (pair) =>
      rests(pair).after === "udp" && rests(pair).theirs[0] === "vxlan" && pair.named.includes("vxlan_gpe"),
  },
  {
    name: "more layers than are read",
    why: "a packet has at most 64 layers to us, which bounds what one packet may cost; it says so",
    applies: ({ packet }) => packet.stopOf(packet.frameCount - 1) === Stop.tooDeep,
  },
  {
    name: "Solaris IPNET, cut",
    why: "tshark looks for the packet by its length from the end of what was captured, and finds nothing where it was cut",
    applies: (pair) => pair.ours[0] === "ipnet" && isCut(pair),
  },
  {
    name: "what only earlier packets of the connection tell",
    why: "tshark remembers the protocol of a connection; we tell it by ports and by what the packet itself holds",
    applies: (pair) => above(pair) && pair.streams.knows(pair.packet, rests(pair).theirs[0]),
  },
];

/** The layers begin with that protocol. */
const spells = (name: string, layers: readonly string[]): boolean =>
  layers[0] === name || (name.startsWith("pppoe") && layers[0].startsWith("pppoe"));

/** The same layers, as far as both go. */
const begins = (some: readonly string[], others: readonly string[]): boolean =>
  some.length > 0 && others.length > 0 && others.every((name, i) => i >= some.length || some[i] === name);

const isMalformed = (pair: Pair): boolean => pair.truth.bad?.includes("_ws.malformed") === true;
const isCut = ({ truth }: Pair): boolean => truth.cap_len < truth.len;

/** tshark shows nothing above a segment with payload. */
function isLeftToStream(pair: Pair): boolean {
  const { ours, theirs, after } = rests(pair);
  return ["tcp", "mptcp", "socks"].includes(after) && theirs.length === 0 && ours.length > 0;
}

/** That protocol is ours too by one of the packet's ports. */
function isOfPort(pair: Pair): boolean {
  const { theirs, after } = rests(pair);
  const apps = after === "udp" ? udpApp : tcpApp;
  const carrier = layersOf(pair, after === "udp" ? "udp" : "tcp").at(-1);
  return ["srcport", "dstport"].some((side) => {
    const port = carrier?.get(`${carrier.protocol.name}.${side}`);
    return typeof port === "number" && protocols[apps[port]]?.name === theirs[0];
  });
}

/** tshark shows a protocol above TCP or UDP, we at most data. */
function above(pair: Pair): boolean {
  const { ours, theirs, after } = rests(pair);
  const carried = ["tcp", "udp", "socks", "mptcp"].includes(after);
  return (
    carried && theirs.length > 0 && theirs[0] !== "data" && (ours.length === 0 || ours.join() === "data")
  );
}

const sourceRoutes = new Set([131, 137]);

/** The value of a source route option's type (RFC 791, 3.1) stands among the options of some IPv4 header. */
function hasSourceRoute(pair: Pair): boolean {
  return layersOf(pair, "ip").some(({ data }) => {
    const end = data.byteLength < 20 ? 0 : Math.min((data.getUint8(0) & 15) << 2, data.byteLength);
    for (let at = 20; at + 1 < end; ) {
      const type = data.getUint8(at);
      if (sourceRoutes.has(type)) return true;
      at += type <= 1 ? 1 : Math.max(2, data.getUint8(at + 1));
    }
    return false;
  });
}

/** Some IP header contradicts itself in its first byte. */
function isBrokenIp(pair: Pair, protocol: string): boolean {
  return layersOf(pair, protocol).some(({ data }) => {
    if (data.byteLength === 0) return false;
    const first = data.getUint8(0);
    return protocol === "ip" ? first >> 4 !== 4 || (first & 15) < 5 : first >> 4 !== 6;
  });
}

/** As DIFFERENCES, for the values of one field of a packet. */
export const VALUE_DIFFERENCES: readonly {
  name: string;
  why: string;
  applies: (pair: Pair, difference: ValueDifference) => boolean;
}[] = [
  {
    name: "values: STT's header in the pieces of a frame",
    why: "tshark shows the frame's header in the piece that to it completes the frame; ours also in the one that carries it",
    applies: (pair, { field, ours, theirs }) =>
      ["stt.context_id", "stt.mss"].includes(field) &&
      (ours.length === 0 || theirs.length === 0) &&
      pair.packet.partOf.some((part) => part.kind === "stt"),
  },
  {
    name: "values: an IP header of another version, or of less than 20 bytes",
    why: "tshark shows nothing behind the fault; we show what stands there, marked as malformed",
    applies: (pair, { field, ours, theirs }) =>
      ["ip", "ipv6"].some((p) => field.startsWith(`${p}.`) && isBrokenIp(pair, p)) &&
      ours.length > theirs.length,
  },
  {
    name: "values: STT with TCP options",
    why: "tshark takes the options for the frame's header",
    applies: (pair, { field }) =>
      field.startsWith("stt.") &&
      layersOf(pair, "stt").some((l) => l.data.byteLength > 12 && l.data.getUint8(12) >> 4 > 5),
  },
  {
    name: "values: ERSPAN of an unknown version",
    why: "tshark shows its version twice and nothing else",
    applies: (pair, { field }) =>
      field.startsWith("erspan.") &&
      layersOf(pair, "erspan").some(
        ({ data }) => data.byteLength > 0 && ![1, 2].includes(data.getUint8(0) >> 4),
      ),
  },
  {
    name: "values: the last header, cut",
    why: "tshark shows nothing of some headers unless all of it is there; we show every field that is whole",
    applies: (pair, { field, ours, theirs }) => {
      const last = pair.packet.layers().findLast((l) => l.stackIndex >= 0)?.protocol.name ?? "";
      const hasOneMore = ours.length === theirs.length + 1 && theirs.every((value, i) => value === ours[i]);
      return field.startsWith(`${last}.`) && hasOneMore && (isCut(pair) || pair.truth.bad !== undefined);
    },
  },
  {
    name: "values: STT, cut within its header",
    why: "its ports are there, and say that it is STT; tshark needs 20 bytes, and shows TCP's names",
    applies: (pair, { field }) =>
      /^(stt|tcp)\./.test(field) && layersOf(pair, "stt").some(({ data }) => data.byteLength < STT_HEADER),
  },
  {
    name: "values: ip.dst under a source route",
    why: "tshark shows the last address of the route option, we what stands in the header",
    applies: (pair, { field }) => field === "ip.dst" && hasSourceRoute(pair),
  },
];
