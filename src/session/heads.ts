/** The headers that are put before the kept head of a frame or datagram, so that it dissects like one packet. */
import { HEAD, LayerStack, MAX_TUNNELS, Pending } from "../core/stack.ts";
import { HEADROOM } from "../reassembly/head-slots.ts";

const IPV4_HEADER = 20;
const IPV6_HEADER = 40;
const TCP_HEADER = 20;
const TCP = 6;

/** No frame and no datagram is longer, in bytes: its length has 16 bits. */
export const MOST_BYTES = 1 << 16;
/** Bytes of a frame that are looked at by whoever shows it. */
const EVERYTHING = 1 << 24;

/**
 * Stacks by depth of re-entry, the first one for captured packets.
 * @param shown somebody shows the packets: no byte of a frame may be passed over
 */
export function stacksOf(greKey: number, shown: boolean): LayerStack[] {
  return Array.from({ length: MAX_TUNNELS + 1 }, () => {
    const stack = new LayerStack();
    stack.greKey = greKey;
    if (shown) stack.look = EVERYTHING;
    return stack;
  });
}

/** Room for a kept head and the headers before it. */
export const newHead = (): DataView => new DataView(new ArrayBuffer(HEADROOM + HEAD));

/** Length of those headers. */
export const headersLength = (v6: boolean, stt: boolean): number =>
  (v6 ? IPV6_HEADER : IPV4_HEADER) + (stt ? TCP_HEADER : 0);

/** Up to where in the packet the session looks: what a ledger must keep. */
export function bytesLookedAt(s: LayerStack): number {
  let end = 0;
  if (s.pending !== Pending.none) {
    end = s.partPos + Math.max(0, Math.min(s.partLength, HEAD - s.partOffset));
  }
  if (s.wholeFrame !== 0) end = Math.max(end, s.framePos + HEAD);
  return s.connection !== 0 ? Math.max(end, s.lim) : end;
}

/** Copies the headers of the first part right before `head`, telling of no fragments and no lengths. */
export function writeHeaders(
  d: DataView,
  s: LayerStack,
  ip: number,
  to: DataView,
  head: number,
  stt: boolean,
): void {
  const v6 = s.ipVersion === 6;
  const length = v6 ? IPV6_HEADER : IPV4_HEADER;
  const at = head - length - (stt ? TCP_HEADER : 0);
  copyBytes(d, ip, to, at, length);
  if (v6) {
    to.setUint16(at + 4, 0);
    to.setUint8(at + 6, stt ? TCP : s.ipProto);
  } else {
    to.setUint8(at, 0x45);
    to.setUint16(at + 2, 0);
    to.setUint16(at + 6, 0);
  }
  if (!stt) return;
  copyBytes(d, s.off[s.n - 1], to, head - TCP_HEADER, TCP_HEADER);
  to.setUint8(head - TCP_HEADER + 12, 0x50);
}

/** Has the IPv4 header at `ip` tell of no fragments and no lengths. */
export function makeFirstWhole(d: DataView, ip: number): void {
  d.setUint16(ip + 2, 0);
  d.setUint16(ip + 6, 0);
}

/** To copy fewer takes less than to make views of them. */
const MANY = 256;

export function copyBytes(from: DataView, at: number, to: DataView, start: number, length: number): void {
  if (length >= MANY) {
    const bytes = new Uint8Array(from.buffer, from.byteOffset + at, length);
    new Uint8Array(to.buffer, to.byteOffset + start, length).set(bytes);
    return;
  }
  let i = 0;
  for (; i + 4 <= length; i += 4) to.setInt32(start + i, from.getInt32(at + i));
  for (; i < length; i++) to.setUint8(start + i, from.getUint8(at + i));
}

/** Makes the STT header that ends at `headers` tell of one piece that is all of a frame of `length` bytes. */
export function makeWhole(d: DataView, headers: number, length: number): void {
  d.setUint32(headers - TCP_HEADER + 4, length << 16);
}
