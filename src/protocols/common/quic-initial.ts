/**
 * What Initial packets of QUIC carry: their keys follow from the connection id that the client chose (RFC 9001, 5.2), so
 * whoever sees that can read the first messages of the TLS inside.
 */
import type { Opened } from "../../core/layer.ts";
import { Cursor } from "./cursor.ts";
import { quicNumber } from "./quic-frames.ts";

/** What is kept of a connection. */
export interface Opening {
  /** The client's port, and the connection id from which the keys follow; null: not known. */
  client: number;
  id: Uint8Array | null;
  /** How long the ids are that each side chose for itself, by `[the client, the server]`; -1: not known. */
  sizes: [number, number];
  /** What each side said so far, from its start on, by `[from the client, from the server]`. */
  said: readonly [Said, Said];
}

interface Said {
  bytes: Uint8Array;
  upto: number;
  later: { at: number; bytes: Uint8Array }[];
  isWhole: boolean;
}

const newSaid = (): Said => ({ bytes: new Uint8Array(0), upto: 0, later: [], isWhole: false });
export const newOpening = (): Opening => ({
  client: 0,
  id: null,
  sizes: [-1, -1],
  said: [newSaid(), newSaid()],
});

/** By version: the salt, and how the labels of its keys begin. */
const V1 = { salt: "38762cf7f55934b34d179ae6a4c80cadccbb7f0a", label: "quic" };
const V2 = { salt: "0dede3def700a6db819381be6e269dcbf9bd2ed9", label: "quicv2" };
const DRAFT_29 = { salt: "afbfec289993d24c9e9786f19c6111e04390a899", label: "quic" };
const DRAFT_23 = { salt: "c3eef712c72ebb5a11a7d2432bb46365bef9f502", label: "quic" };

function secretsOf(version: number): typeof V1 | null {
  if (version === 1) return V1;
  if (version === 0x6b3343cf) return V2;
  const draft = version >>> 8 === 0xff0000 ? version & 0xff : 0;
  if (draft >= 29 && draft <= 32) return DRAFT_29;
  return draft >= 23 && draft <= 28 ? DRAFT_23 : null;
}

const MAX_PACKETS = 8;
const MAX_FRAMES = 64;
const [SAMPLE, TAG, ID, KEY, IV] = [16, 16, 20, 16, 12];
/** A client's hello is no longer. */
const MAX_SAID = 16 << 10;

interface Initial {
  version: number;
  from: number;
  /** Where the number of the packet stands, and where it ends. */
  numberAt: number;
  to: number;
  id: Uint8Array;
}

/**
 * Reads the Initial packets of a datagram.
 * @returns the TLS message that they brought to its end; null: none
 */
export function openInitials(
  d: DataView,
  o: number,
  lim: number,
  source: number,
  of: Opening,
  opened: Opened[],
): Uint8Array | null {
  let whole: Uint8Array | null = null;
  try {
    let at = o;
    for (let n = 0; n < MAX_PACKETS && at < lim && d.getUint8(at) >= 0xc0; n++) {
      const { packet, own, end } = packetAt(d, at, lim);
      at = end;
      if (of.id !== null || packet !== null) of.sizes[isFromServer(of, packet, source)] = own;
      if (packet === null) continue;
      // One that is cut tells the id all the same.
      if (of.id === null) {
        of.client = source;
        of.id = packet.id.slice();
      }
      whole = take(d, packet, lim, source, of.id, of, opened) ?? whole;
    }
    const size = of.sizes[source === of.client ? 1 : 0];
    if (size > 0 && at + size < lim && (d.getUint8(at) & FORM_AND_FIXED) === SHORT)
      opened.push({ ...NOTHING, at, id: new Uint8Array(d.buffer, d.byteOffset + at + 1, size) });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return whole;
}

/** Behind a short header nothing is known but the connection's id. */
const NOTHING = { first: 0, number: 0, numberSize: 0, bytes: new Uint8Array(0) };
const [FORM_AND_FIXED, SHORT] = [0xc0, 0x40];

/** 1 if it comes from the server; who sends the first Initial is the client. */
const isFromServer = (of: Opening, packet: Initial | null, source: number): 0 | 1 =>
  (of.id === null && packet !== null) || source === of.client ? 0 : 1;

/** A packet with a long header; null: it is no Initial. @throws RangeError if its header is cut */
function packetAt(d: DataView, o: number, lim: number): { packet: Initial | null; own: number; end: number } {
  const c = new Cursor(d, () => {}, o, lim);
  const type = (c.peek(1) >> 4) & 3;
  const version = c.peek(4, 1);
  c.skip(5);
  const size = c.peek(1);
  const id = new Uint8Array(d.buffer, d.byteOffset + c.at + 1, Math.min(size, ID));
  c.skip(1 + size);
  const own = c.peek(1);
  c.skip(1 + own);
  const isInitial = type === (version === 0x6b3343cf ? 1 : 0);
  if (isInitial) c.skip(quicNumber(c));
  const length = quicNumber(c);
  const packet = isInitial ? { version, from: o, numberAt: c.at, to: c.at + length, id } : null;
  return { packet, own, end: c.at + length };
}

function take(
  d: DataView,
  packet: Initial,
  lim: number,
  source: number,
  id: Uint8Array,
  of: Opening,
  opened: Opened[],
): Uint8Array | null {
  const isClient = source === of.client;
  let one = decrypt(d, packet, lim, id, isClient);
  if (one?.isSealed === true && isClient) {
    // After a Retry the client goes by the id that it was given.
    const other = decrypt(d, packet, lim, packet.id, true);
    if (other?.isSealed === false) {
      one = other;
      of.id = packet.id.slice();
    }
  }
  if (one === null) return null;
  opened.push(one);
  if (one.isSealed) return null;
  const clear = one.bytes;
  const said = of.said[isClient ? 0 : 1];
  const before = said.isWhole;
  frames(new Cursor(new DataView(clear.buffer, clear.byteOffset, clear.byteLength), () => {}), said);
  const [, high = 0, middle = 0, low = 0] = said.bytes;
  const size = 4 + high * 65536 + middle * 256 + low;
  said.isWhole = said.upto >= 4 && said.upto >= size;
  return said.isWhole && !before ? said.bytes.slice(0, size) : null;
}

/** The frames that may stand in an Initial packet (RFC 9000, 12.4). @throws RangeError */
function frames(c: Cursor, said: Said): void {
  for (let n = 0; n < MAX_FRAMES && c.left > 0; n++) {
    const type = quicNumber(c);
    if (type === 0) while (c.left > 0 && c.peek(1) === 0) c.skip(1);
    else if (type === 2 || type === 3) {
      quicNumber(c);
      quicNumber(c);
      const ranges = quicNumber(c);
      for (let i = 0; i < 1 + 2 * ranges; i++) quicNumber(c);
      if (type === 3) for (let i = 0; i < 3; i++) quicNumber(c);
    } else if (type === 6) {
      const at = quicNumber(c);
      const size = quicNumber(c);
      c.need(size);
      add(said, at, new Uint8Array(c.data.buffer, c.data.byteOffset + c.at, size));
      c.skip(size);
    } else if (type !== 1) return;
  }
}

function add(said: Said, at: number, bytes: Uint8Array): void {
  if (at + bytes.length > MAX_SAID) return;
  if (said.bytes.length === 0) said.bytes = new Uint8Array(MAX_SAID);
  if (said.later.length < MAX_FRAMES) said.later.push({ at, bytes: bytes.slice() });
  said.later.sort((a, b) => a.at - b.at);
  for (const part of said.later) {
    if (part.at > said.upto) break;
    said.bytes.set(part.bytes, part.at);
    said.upto = Math.max(said.upto, part.at + part.bytes.length);
  }
  said.later = said.later.filter((part) => part.at > said.upto);
}

/** Not at the top: most captures hold none of this, and loading it takes its time. */
const crypto = () => process.getBuiltinModule("node:crypto");

/** RFC 8446, 7.1, for secrets of one block. */
function expand(secret: Uint8Array, label: string, size: number): Uint8Array {
  const name = Buffer.from(`tls13 ${label}`, "latin1");
  const info = Buffer.from([0, size, name.length, ...name, 0, 1]);
  return crypto().createHmac("sha256", secret).update(info).digest().subarray(0, size);
}

/**
 * RFC 9001, 5.3 and 5.4; null: of its header there is too little. Of one that is cut, or was made with other keys, nothing
 * but its number is told, as Wireshark does, which takes it for right.
 */
function decrypt(
  d: DataView,
  p: Initial,
  lim: number,
  id: Uint8Array,
  isClient: boolean,
): (Opened & { isSealed: boolean }) | null {
  const of = secretsOf(p.version);
  if (of === null || p.numberAt + 4 + SAMPLE > Math.min(p.to, lim)) return null;
  const { createCipheriv, createDecipheriv, createHmac } = crypto();
  const first = createHmac("sha256", Buffer.from(of.salt, "hex")).update(id).digest();
  const secret = expand(first, isClient ? "client in" : "server in", 32);
  const bytes = new Uint8Array(d.buffer, d.byteOffset + p.from, Math.min(p.to, lim) - p.from);
  const at = p.numberAt - p.from;
  const cipher = createCipheriv("aes-128-ecb", expand(secret, `${of.label} hp`, KEY), null);
  const mask = cipher.update(bytes.subarray(at + 4, at + 4 + SAMPLE));
  const size = 1 + ((bytes[0] ^ mask[0]) & 3);
  const header = bytes.slice(0, at + size);
  header[0] ^= mask[0] & 0x0f;
  const nonce = expand(secret, `${of.label} iv`, IV).slice();
  for (let i = 0; i < size; i++) {
    header[at + i] ^= mask[1 + i];
    nonce[IV - size + i] ^= header[at + i];
  }
  const end = bytes.length - TAG;
  const number = header.subarray(at).reduce((value, byte) => value * 256 + byte, 0);
  const sealed = { ...NOTHING, at: p.from, first: header[0], number, numberSize: size, isSealed: true };
  if (p.to > lim || at + size > end) return sealed;
  const decipher = createDecipheriv("aes-128-gcm", expand(secret, `${of.label} key`, KEY), nonce);
  decipher.setAAD(header).setAuthTag(bytes.subarray(end));
  const clear = decipher.update(bytes.subarray(at + size, end));
  try {
    decipher.final();
  } catch {
    return sealed;
  }
  return { isSealed: false, at: p.from, first: header[0], number, numberSize: size, bytes: clear };
}
