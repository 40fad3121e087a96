// WSE remote Ethernet, a remote control of Siemens controllers' test beds; it has no public specification. Its
// ethertype is also what `editcap -E` overwrites bytes with. Wireshark, which hands such a frame to this protocol,
// shows neither the type as a layer nor any data then, and so does this.

import { ipProto } from "../core/demux.ts";
import type { Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { WRETH } from "./common/type-or-length.ts";

const GRE = 47;

export const wreth: Protocol = {
  name: "wreth",
  title: "WSE remote Ethernet",
  reference: "IEEE ethertype 0xAAAA",
  fields: [],
  claims: { ethertype: [WRETH] },
  parse: parseWreth,
  leaf: true,
  spelling: "",
  // It says nothing: what carries it does, as if it knew the type.
  column: (layer) => {
    const { name, column } = carrierOf(layer);
    return COLUMNS[name] ?? (typeof column === "string" ? column : name.toUpperCase());
  },
  info: (layer) => (carrierOf(layer).name === "eth" ? "Ethernet II" : undefined),
};

const COLUMNS: Readonly<Record<string, string>> = { eth: "Ethernet", vlan: "VLAN", ieee8021ad: "802.1ad" };

const carrierOf = ({ packet, index }: Layer): Protocol => packet.layers()[index - 1].protocol;

/** GRE has it as nobody's. */
function parseWreth(_d: DataView, o: number, _lim: number, s: LayerStack): number {
  if (s.proto[s.n - 2] !== ipProto[GRE]) return 0;
  s.pop();
  s.pos = o;
  return 0;
}
