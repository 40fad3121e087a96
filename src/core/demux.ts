/**
 * Demux tables: who comes next, as data. Flat arrays from a key on the wire to a protocol number (0: nobody),
 * filled from the `claims` of the protocols, so `-d udp.port==8472,vxlan` is one store.
 */

// Without a prototype: names come from the command line.
const tables: Record<string, Uint8Array> = Object.create(null);

function table(name: string, size: number): Uint8Array {
  const t = new Uint8Array(size);
  tables[name] = t;
  return t;
}

/** LINKTYPE_ numbers of capture interfaces; larger ones are unknown. */
export const LINKTYPES = 512;
export const linktype = table("linktype", LINKTYPES);
export const ethertype = table("ethertype", 65536);
/** Index 0: who reads an IEEE 802.3 frame. */
export const llc = table("llc", 1);
export const llcDsap = table("llc.dsap", 256);
/** SNAP protocol ids under Cisco's OUI 00-00-0c. */
export const llcCiscoPid = table("llc.cisco_pid", 65536);
export const pppProtocol = table("ppp.protocol", 65536);
/** Protocols of Cisco HDLC that are no ethertypes, or others than that. */
export const chdlcProtocol = table("chdlc.protocol", 65536);
/** Address families of BSD NULL/LOOP link headers. */
export const nullFamily = table("null.family", 256);
/** The first four bits of a packet without a link header. */
export const ipVersion = table("ip.version", 16);
export const ipProto = table("ip.proto", 256);
/** By destination port. */
export const udpPort = table("udp.port", 65536);
/** By source port, where nobody claims the destination's: tunnels whose protocol answers from its own port. */
export const udpSourcePort = table("udp.srcport", 65536);
/** Index 0: who is asked about a datagram on other ports whose first four bits are 6, and may give it back. */
export const udpGuess = table("udp.guess", 1);
/** By destination port: protocols that take the TCP header for themselves (STT) or give it back. */
export const tcpPort = table("tcp.port", 65536);
/** Protocols above UDP and TCP that facts do without, by either port. */
export const udpApp = table("udp.app", 65536);
export const tcpApp = table("tcp.app", 65536);
/** Network layer protocol ids of ISO/IEC TR 9577. */
export const osiNlpid = table("osi.nlpid", 256);
/** Subtypes of slow protocols (IEEE 802.3, 57A). */
export const slowSubtype = table("slow.subtype", 256);
/** Index 0: who looks at a key word that could be NVGRE's, and takes the header or gives it back. */
export const greNvgre = table("gre.nvgre", 1);
/** Protocol types of GRE that are no ethertypes. */
export const greProto = table("gre.proto", 65536);
/** Mirrored frames in GRE, which name the tunnel themselves: 0 without, 1 with a header of their own. */
export const greErspan = table("gre.erspan", 2);
/** Index 0: who reads a VXLAN header with a next protocol in it. */
export const vxlanGpe = table("vxlan.gpe", 1);
/** Index 0: who reads the customer's frame in a provider backbone. */
export const pbbFrame = table("ieee8021ah.frame", 1);
/** What stands under MPLS labels and is not IP: Ethernet with a control word, without one, associated channel. */
export const mplsPseudowire = table("mpls.pw", 4);
/** What an associated channel of a pseudowire or label switched path carries, for showing only. */
export const channelType = table("pwach.channel_type", 65536);
/** Index 0: who shows the text of a mail on its way. */
export const mailText = table("smtp.data", 1);
/** Who reads the body of a SIP message, by the kind of its type. */
export const sipBody = table("sip.body", 16);
/** Index 0: who reads what hosts of Dropbox tell each other. */
export const dropboxBody = table("db-lsp-disc.body", 1);
/** Index 0: who reads what CAPWAP has encrypted. */
export const capwapSecure = table("capwap.secure", 1);
/** Who reads an 802.11 frame: plus 1 with its check sequence, plus 2 padded behind its header, 4 as CAPWAP has it. */
export const wlanFrame = table("wlan.frame", 8);
/** Index 0 to 3: the same, whoever tells first what a radio header says of its frame. */
export const wlanRadio = table("wlan_radio.frame", 4);
/** Versions of GTP that are read elsewhere than the first two. */
export const gtpVersion = table("gtp.version", 8);

/** Upper-layer protocols that start with a source and a destination port of 16 bits each. */
export const hasPorts = new Uint8Array(256);
for (const proto of [6, 17, 33, 132, 136]) hasPorts[proto] = 1;

/** Sets who follows `key` in the table `name` (0: nobody). @throws RangeError naming the table or the key. */
export function claim(name: string, key: number, protocol: number): void {
  const t = tables[name];
  if (t === undefined) throw new RangeError(`no such table: ${name}`);
  if (!Number.isInteger(key) || key < 0 || key >= t.length) {
    throw new RangeError(`${name} goes from 0 to ${t.length - 1}, not ${key}`);
  }
  t[key] = protocol;
}

/** Names of all tables, for messages. */
export const tableNames = (): string[] => Object.keys(tables);

/** What all tables hold. */
export type TableSnapshot = Readonly<Record<string, Uint8Array>>;

/** The tables as they are now, for another thread. */
export const snapshotTables = (): TableSnapshot => ({ ...tables });

/** Makes the tables hold what they held elsewhere. */
export function restoreTables(snapshot: TableSnapshot): void {
  for (const [name, t] of Object.entries(snapshot)) tables[name]?.set(t);
}
