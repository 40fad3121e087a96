// Wake-on-LAN: AMD's "Magic Packet Technology", publication 20213: six bytes of ones, and an address 16 times.

import { ipv4Text } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { bytesAt, hexText } from "../core/values.ts";
import { Cursor, telling } from "./common/cursor.ts";
import { hw, raw } from "./common/located.ts";

const SYNC = 6;
const TIMES = 16;
const END = SYNC + 6 * TIMES;

export const wol: Protocol = {
  name: "wol",
  title: "Wake On LAN",
  reference: "AMD 20213",
  fields: [raw("wol.sync", "Sync stream", SYNC), hw("wol.mac", "MAC"), raw("wol.passwd", "Password")],
  claims: { ethertype: [0x0842] },
  parse: parseWol,
  leaf: true,
  accepts: isMagic,
  guessedOver: ["udp"],
  opens: { starts: ["ffffffffffff"] },
  ...telling(tell),
};

/** Behind its ethertype, too, something else is left alone. */
function parseWol(d: DataView, o: number, lim: number, s: LayerStack): number {
  if (isMagic(d, o, lim)) return 0;
  s.pop();
  s.pos = o;
  return 0;
}

function isMagic(d: DataView, o: number, lim: number): boolean {
  if (o + END > lim) return false;
  for (let i = 0; i < SYNC; i++) if (d.getUint8(o + i) !== 0xff) return false;
  for (let i = SYNC + 6; i < END; i++) if (d.getUint8(o + i) !== d.getUint8(o + i - 6)) return false;
  return true;
}

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  c.tell("wol.sync", SYNC).need(6);
  say(`MagicPacket for ${hexText(bytesAt(data, c.at, 6), ":")}`);
  for (let i = 0; i < TIMES; i++) c.tell("wol.mac", 6);
  // Four bytes as an address, six as a MAC address.
  if (c.left === 4) say(`, password ${ipv4Text(data.getInt32(c.at))}`);
  else if (c.left === 6) say(`, password ${hexText(bytesAt(data, c.at, 6), ":")}`);
  else return;
  c.tell("wol.passwd", c.left);
}
