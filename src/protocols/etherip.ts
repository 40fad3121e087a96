// Ethernet frames in IP: EtherIP (RFC 3378 section 3) with two bytes in front, IP protocol 143 (RFC 8986 section
// 10.1) with none.
//
//  0         2
// +--+------+-----------------
// |3 | 0    | Ethernet
// +--+------+-----------------
import { ethertype } from "../core/demux.ts";
import { encapsulation } from "../core/encapsulations.ts";
import { u16 } from "../core/fields.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { said } from "./common/located.ts";

const fields = [
  u16(0, "etherip.ver", "Version", { mask: 0xf000 }),
  u16(0, "etherip.reserved", "Reserved", { mask: 0x0fff, base: "hex" }),
  said("warning", "protocol", "etherip.ver.not3", "Version must be 3"),
  said("warning", "protocol", "etherip.reserved.not0", "Reserved field must be 0"),
];
const LEN = 2;
const VERSION = 3;
const TRANSPARENT_ETHERNET = 0x6558;

const ETHERIP = encapsulation({ name: "etherip", title: "EtherIP", entropy: null, hash: null });
const ETHERNET = encapsulation({ name: "ethernet", title: "Ethernet in IP", entropy: null, hash: null });

export const etherip: Protocol = {
  name: "etherip",
  title: "Ethernet over IP",
  reference: "RFC 3378, 3",
  fields,
  claims: { "ip.proto": [97] },
  parse: parseEtherip,
  column: "EtherIP",
  remarks: ({ data }, tell) => {
    if (data.getUint8(0) >> 4 !== VERSION) tell("etherip.ver.not3");
    if ((data.getUint16(0) & 0x0fff) !== 0) tell("etherip.reserved.not0");
  },
  body: () => LEN,
  despite: (_d, o, _lim, s) => {
    s.pos = o + LEN;
    return ethertype[TRANSPARENT_ETHERNET];
  },
};

/** No header, so no layer either: only the tunnel. */
export const ethernetInIp: Protocol = {
  name: "etherip",
  title: "Ethernet in IP",
  reference: "RFC 8986, 10.1",
  fields: [],
  claims: { "ip.proto": [143] },
  parse: parseEthernetInIp,
};

function parseEtherip(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (o + LEN > lim) return s.shortTunnel(o + LEN);
  if (d.getUint8(o) >> 4 !== VERSION) return s.malformedTunnel();
  s.pos = o + LEN;
  return s.enterTunnel(ETHERIP, 0, 0, 1, 0, s.pos) ? ethertype[TRANSPARENT_ETHERNET] : 0;
}

function parseEthernetInIp(_d: DataView, o: number, _lim: number, s: LayerStack): number {
  s.pop();
  s.pos = o;
  return s.enterTunnel(ETHERNET, 0, 0, 1, 0, o) ? ethertype[TRANSPARENT_ETHERNET] : 0;
}
