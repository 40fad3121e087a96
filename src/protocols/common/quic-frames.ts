/** The frames that Initial packets of QUIC hold: RFC 9000, 12.4 and 19. */
import { Cursor } from "./cursor.ts";
import { hexNum, mark, num, raw } from "./located.ts";

const [PADDING, PING, ACK, ACK_ECN, CRYPTO, CLOSE, CLOSE_APP] = [0, 1, 2, 3, 6, 0x1c, 0x1d];
const NAMES: Readonly<Record<number, string>> = {
  [PADDING]: "PADDING",
  [PING]: "PING",
  [ACK]: "ACK",
  [ACK_ECN]: "ACK_ECN",
  [CRYPTO]: "CRYPTO",
  [CLOSE]: "CC",
  [CLOSE_APP]: "CC",
};
const MAX_FRAMES = 64;

export const quicFrameFields = [
  mark("quic.frame", "Frame"),
  hexNum(8, "quic.frame_type", "Frame Type", { values: NAMES }),
  num(4, "quic.padding_length", "Padding Length"),
  num(8, "quic.ack.largest_acknowledged", "Largest Acknowledged"),
  num(8, "quic.ack.ack_delay", "ACK Delay"),
  num(8, "quic.ack.ack_range_count", "ACK Range Count"),
  num(8, "quic.ack.first_ack_range", "First ACK Range"),
  num(8, "quic.ack.gap", "Gap"),
  num(8, "quic.ack.ack_range", "ACK Range"),
  num(8, "quic.ack.ect0_count", "ECT0 Count"),
  num(8, "quic.ack.ect1_count", "ECT1 Count"),
  num(8, "quic.ack.ecn_ce_count", "ECN-CE Count"),
  num(8, "quic.crypto.offset", "Offset"),
  num(8, "quic.crypto.length", "Length"),
  mark("quic.crypto.crypto_data", "Crypto Data"),
  num(8, "quic.cc.error_code", "Error code"),
  num(8, "quic.cc.frame_type", "Frame Type"),
  num(8, "quic.cc.reason_phrase.length", "Reason phrase Length"),
  raw("quic.cc.reason_phrase", "Reason phrase"),
];

/** A number in 1, 2, 4 or 8 bytes (RFC 9000, 16); the cursor goes behind it. */
export function quicNumber(c: Cursor): number {
  const size = 1 << (c.peek(1) >> 6);
  let value = c.peek(1) & 0x3f;
  for (let i = 1; i < size; i++) value = value * 256 + c.peek(1, i);
  c.skip(size);
  return value;
}

/**
 * Tells the frames in decrypted bytes, which stand nowhere in the packet: of no size, at `at`.
 * @returns their names
 */
export function tellQuicFrames(bytes: Uint8Array, at: number, outer: Cursor): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const c = new Cursor(view, outer.add, 0, bytes.length);
  const put = (name: string, value: number | boolean, depth = 2) =>
    outer.add(`quic.${name}`, at, 0, value, depth);
  const number = (name: string) => {
    const value = quicNumber(c);
    put(name, value);
    return value;
  };
  const names: string[] = [];
  for (let n = 0; n < MAX_FRAMES && c.left > 0; n++) {
    const type = quicNumber(c);
    if (NAMES[type] === undefined) break;
    names.push(NAMES[type]);
    put("frame", true, 1);
    put("frame_type", type);
    if (type === PADDING) {
      const start = c.at - 1;
      while (c.left > 0 && c.peek(1) === 0) c.skip(1);
      put("padding_length", c.at - start);
    } else if (type === ACK || type === ACK_ECN) {
      number("ack.largest_acknowledged");
      number("ack.ack_delay");
      const ranges = number("ack.ack_range_count");
      number("ack.first_ack_range");
      for (let i = 0; i < ranges && c.left > 0; i++) {
        number("ack.gap");
        number("ack.ack_range");
      }
      if (type === ACK_ECN) for (const count of ["ect0", "ect1", "ecn_ce"]) number(`ack.${count}_count`);
    } else if (type === CRYPTO) {
      number("crypto.offset");
      const size = number("crypto.length");
      put("crypto.crypto_data", true);
      c.skip(size);
    } else if (type === CLOSE || type === CLOSE_APP) {
      number("cc.error_code");
      if (type === CLOSE) number("cc.frame_type");
      const size = number("cc.reason_phrase.length");
      const reason = c.at;
      c.skip(size);
      outer.add("quic.cc.reason_phrase", at, 0, bytes.slice(reason, c.at), 2);
    }
  }
  return names;
}
