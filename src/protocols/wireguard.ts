// WireGuard, https://www.wireguard.com/protocol/: four messages; all numbers are little-endian. What it carries
// is encrypted.
//
//  0    1              4                   8
// +----+--------------+-------------------+--------------------------------------------------
// |1   | 0            | sender            | ephemeral, static, timestamp, mac 1, mac 2     (148 bytes)
// |2   | 0            | sender            | receiver, ephemeral, empty, mac 1, mac 2       (92 bytes)
// |3   | 0            | receiver          | nonce, cookie                                  (64 bytes)
// |4   | 0            | receiver          | counter, packet, filled up to 16 bytes         (32 or more)
// +----+--------------+-------------------+--------------------------------------------------

import { bytes, located, u8 } from "../core/fields.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { atLeast } from "./common/cursor.ts";
import { said } from "./common/located.ts";

const TYPES = { 1: "Handshake Initiation", 2: "Handshake Response", 3: "Cookie Reply", 4: "Transport Data" };
const INITIATION = 1;
const RESPONSE = 2;
const COOKIE = 3;
const DATA = 4;
const LENGTHS: Readonly<Record<number, number>> = { [INITIATION]: 148, [RESPONSE]: 92, [COOKIE]: 64 };
const LEAST_DATA = 32;
const TAG = 16;

export const wireguard: Protocol = {
  name: "wg",
  title: "WireGuard Protocol",
  reference: "wireguard.com/protocol",
  fields: [
    u8(0, "wg.type", "Type", { values: TYPES }),
    bytes(1, 3, "wg.reserved", "Reserved"),
    located("uint", 4, "wg.sender", "Sender", { base: "hex" }),
    located("uint", 4, "wg.receiver", "Receiver", { base: "hex" }),
    located("string", 32, "wg.ephemeral", "Ephemeral"),
    located("bool", 0, "wg.ephemeral.known_privkey", "Has Private Key"),
    located("bool", 0, "wg.encrypted_static", "Encrypted Static"),
    located("bool", 0, "wg.encrypted_timestamp", "Encrypted Timestamp"),
    located("bool", 0, "wg.encrypted_empty", "Encrypted Empty"),
    located("bytes", 24, "wg.nonce", "Nonce"),
    located("bytes", 32, "wg.encrypted_cookie", "Encrypted Cookie"),
    located("bytes", 16, "wg.mac1", "mac1"),
    located("bytes", 16, "wg.mac2", "mac2"),
    located("uint", 8, "wg.counter", "Counter"),
    located("bool", 0, "wg.encrypted_packet", "Encrypted Packet"),
    said("chat", "sequence", "wg.keepalive", "This is a Keepalive message"),
  ],
  claims: { "udp.app": [51820] },
  parse: atLeast(4),
  accepts,
  guessedOver: ["udp"],
  opens: { starts: ["01000000", "02000000", "03000000", "04000000"] },
  column: "WireGuard",
  info: infoOf,
  locate,
};

/** A type, three zeros, and the length that the type has. */
function accepts(d: DataView, o: number, lim: number, s: LayerStack): boolean {
  const length = s.wire - o;
  if (length < LEAST_DATA || o + 4 > lim || d.getUint32(o, true) > DATA) return false;
  const type = d.getUint8(o);
  if (type === DATA) return length >= LEAST_DATA;
  return LENGTHS[type] === length;
}

const hex8 = (n: number): string => `0x${n.toString(16).toUpperCase().padStart(8, "0")}`;

function infoOf({ data }: Layer): string {
  const type = data.getUint8(0) as keyof typeof TYPES;
  const id = (at: number) => hex8(data.getUint32(at, true));
  if (type === INITIATION) return `${TYPES[type]}, sender=${id(4)}`;
  if (type === RESPONSE) return `${TYPES[type]}, sender=${id(4)}, receiver=${id(8)}`;
  if (type === COOKIE) return `${TYPES[type]}, receiver=${id(4)}`;
  const length = data.byteLength - LEAST_DATA;
  if (length === 0) return `Keepalive, receiver=${id(4)}, counter=${data.getBigUint64(8, true)}`;
  return `${TYPES[type]}, receiver=${id(4)}, counter=${data.getBigUint64(8, true)}, datalen=${length}`;
}

function locate({ data }: Layer, add: Add): void {
  const type = data.getUint8(0);
  const id = (name: string, at: number) => add(name, at, 4, data.getUint32(at, true));
  const key = (at: number) => {
    add("wg.ephemeral", at, 32, Buffer.from(data.buffer, data.byteOffset + at, 32).toString("base64"));
    // Nobody gives us keys.
    add("wg.ephemeral.known_privkey", at, 32, false, 1);
  };
  if (type === INITIATION) {
    id("wg.sender", 4);
    key(8);
    add("wg.encrypted_static", 40, 48, true);
    add("wg.encrypted_timestamp", 88, 28, true);
    add("wg.mac1", 116, 16);
    add("wg.mac2", 132, 16);
  } else if (type === RESPONSE) {
    id("wg.sender", 4);
    id("wg.receiver", 8);
    key(12);
    add("wg.encrypted_empty", 44, 16, true);
    add("wg.mac1", 60, 16);
    add("wg.mac2", 76, 16);
  } else if (type === COOKIE) {
    id("wg.receiver", 4);
    add("wg.nonce", 8, 24);
    add("wg.encrypted_cookie", 32, 32);
  } else {
    id("wg.receiver", 4);
    add("wg.counter", 8, 8, data.getBigUint64(8, true));
    add("wg.encrypted_packet", 16, data.byteLength - 16, true);
    if (data.byteLength === 16 + TAG) add("wg.keepalive", 0, 0, true);
  }
}
