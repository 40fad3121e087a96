/** STT frames, and packets with pieces of them. */

export interface Frame {
  id: number;
  /** Of the STT frame, in bytes: its header of 18, then an Ethernet frame. */
  total: number;
  mss: number;
  client: number;
  context: number;
}

const underlays = { v4: 14, vlan: 18, v6: 14, options: 14 };
export type Underlay = keyof typeof underlays;
const IP_HEADER = { v4: 20, vlan: 20, v6: 40, options: 24 };

/** Ethernet, IP and STT's header in front of `body`, and where the latter two are. */
export function packet(underlay: Underlay, frame: Frame, offset: number, body: Uint8Array, flags = 0x10) {
  const ip = underlays[underlay];
  const stt = ip + IP_HEADER[underlay];
  // TCP has options, which STT has not, where a frame's id is even.
  const length = underlay === "options" && frame.id % 2 === 0 ? 24 : 20;
  const bytes = new Uint8Array(stt + length + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0x02000000);
  view.setUint32(6, 0x02000000);
  if (underlay === "vlan") view.setUint32(12, 0x8100_0007);
  view.setUint16(ip - 2, underlay === "v6" ? 0x86dd : 0x0800);
  if (underlay === "v6") {
    view.setUint32(ip, 0x6000_0000);
    view.setUint16(ip + 4, length + body.length);
    view.setUint16(ip + 6, 0x0640);
    view.setUint32(ip + 8, 0x2001_0db8);
    view.setUint32(ip + 20, frame.client);
    view.setUint32(ip + 24, 0x2001_0db8);
    view.setUint32(ip + 36, 2);
  } else {
    view.setUint16(ip, underlay === "options" ? 0x4600 : 0x4500);
    view.setUint16(ip + 2, stt - ip + length + body.length);
    view.setUint16(ip + 4, frame.id + offset);
    view.setUint32(ip + 8, 0x4006_0000 + offset);
    view.setUint32(ip + 12, 0xc000_0200 + frame.client);
    view.setUint32(ip + 16, 0xc000_0302);
  }
  view.setUint16(stt, 50_000 + frame.client);
  view.setUint16(stt + 2, 7471);
  view.setUint16(stt + 4, frame.total);
  view.setUint16(stt + 6, offset);
  view.setUint32(stt + 8, frame.id);
  view.setUint16(stt + 12, (length << 10) | flags);
  view.setUint16(stt + 16, 0x1234 + offset);
  bytes.set(body, stt + length);
  return { bytes, view, ip, stt };
}

/** STT's frame header, Ethernet, IPv4 and UDP of one of two flows, and zeros. */
export function bodyOf({ total, context, id }: Frame): Uint8Array {
  const view = new DataView(new ArrayBuffer(total));
  view.setUint32(12, context);
  view.setUint16(18 + 12, 0x0800);
  view.setUint16(32, 0x4500);
  view.setUint16(34, total - 32);
  view.setUint16(40, 0x4011);
  view.setUint32(44, 0x0a00_0001);
  view.setUint32(48, 0x0a00_0002);
  view.setUint16(52, 1000 + (id % 2));
  view.setUint16(54, 2000);
  view.setUint16(56, total - 52);
  return new Uint8Array(view.buffer);
}
