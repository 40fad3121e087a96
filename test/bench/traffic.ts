/** Packets for the benchmarks, in memory and deterministic: records of (length, bytes) one after the other. */

export interface Traffic {
  name: string;
  data: DataView;
  /** Offset of each packet, and where the last one ends. */
  offsets: Int32Array;
}

/** A small linear congruential generator: the same packets in every run. */
function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

class Writer {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at = 0;
  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }
  u8(v: number): void {
    this.view.setUint8(this.at++, v);
  }
  u16(v: number): void {
    this.view.setUint16(this.at, v);
    this.at += 2;
  }
  u32(v: number): void {
    this.view.setUint32(this.at, v);
    this.at += 4;
  }
  skip(n: number): void {
    this.at += n;
  }
}

function ethernet(w: Writer, type: number): void {
  w.u32(0x02000000);
  w.u16(1);
  w.u32(0x02000000);
  w.u16(2);
  w.u16(type);
}

function ipv4(w: Writer, total: number, proto: number, source: number, destination: number): void {
  w.u16(0x4500);
  w.u16(total);
  w.u32(0);
  w.u8(64);
  w.u8(proto);
  w.u16(0);
  w.u32(source);
  w.u32(destination);
}

function ipv6(w: Writer, payload: number, next: number, source: number, destination: number): void {
  w.u32(0x60000000);
  w.u16(payload);
  w.u8(next);
  w.u8(64);
  for (const host of [source, destination]) {
    w.u32(0x20010db8);
    w.u32(0);
    w.u32(0);
    w.u32(host);
  }
}

export const KINDS = ["native", "vxlan", "vxlan6", "nvgre", "gre", "ipip", "stt"] as const;
export type Kind = (typeof KINDS)[number];

/** One packet of a kind that carries the inner flow number `flow` of a tenant. */
function packet(w: Writer, kind: Kind, tenant: number, flow: number, vtep: number, payload: number): void {
  const inner = 20 + 20 + payload;
  const [from, to] = [0x0a000000 | (flow & 0xff), 0x0a000100 | ((flow >> 8) & 0xff)];
  const innerTcp = () => {
    ipv4(w, inner, 6, from, to);
    w.u16(1024 + (flow % 50000));
    w.u16(443);
    w.skip(8);
    w.u16(0x5010);
    w.skip(6 + payload);
  };
  const innerFrame = () => {
    ethernet(w, 0x0800);
    innerTcp();
  };
  const [a, b] = [0xc0000200 | vtep, 0xc0000300 | vtep];
  const sourcePort = 49152 + (Math.imul(flow, 0x9e3779b1) >>> 18);
  const frame = 14 + inner;
  if (kind === "vxlan6") {
    ethernet(w, 0x86dd);
    ipv6(w, 8 + 8 + frame, 17, a, b);
  } else if (kind !== "native") {
    ethernet(w, 0x0800);
  }
  switch (kind) {
    case "native":
      innerFrame();
      return;
    case "vxlan":
      ipv4(w, 20 + 8 + 8 + frame, 17, a, b);
      break;
    case "vxlan6":
      break;
    case "nvgre":
      ipv4(w, 20 + 8 + frame, 47, a, b);
      w.u32(0x20006558);
      w.u32(((0x1000 + tenant) << 8) | (flow & 0xff));
      innerFrame();
      return;
    case "gre":
      ipv4(w, 20 + 8 + inner, 47, a, b);
      w.u32(0x20000800);
      w.u32(tenant);
      innerTcp();
      return;
    case "ipip":
      ipv4(w, 20 + inner, 4, a, b);
      innerTcp();
      return;
    case "stt":
      ipv4(w, 20 + 20 + 18 + frame, 6, a, b);
      w.u16(sourcePort);
      w.u16(7471);
      w.u16(18 + frame);
      w.u16(0);
      w.u32(w.at);
      w.u16(0x5018);
      w.skip(6 + 8);
      w.u32(0);
      w.u32(tenant);
      w.skip(2);
      innerFrame();
      return;
  }
  w.u16(sourcePort);
  w.u16(4789);
  w.u16(8 + 8 + frame);
  w.u16(0);
  w.u32(0x08000000);
  w.u32(tenant << 8);
  innerFrame();
}

/**
 * @param flows   inner flows in all, spread over 32 tenants and 16 tunnel endpoints
 * @param payload bytes behind the inner TCP header
 */
export function traffic(
  name: string,
  kinds: readonly Kind[],
  packets: number,
  flows: number,
  payload: number,
  seed = 42,
): Traffic {
  const w = new Writer(packets * (174 + payload));
  const offsets = new Int32Array(packets + 1);
  const random = generator(seed);
  for (let i = 0; i < packets; i++) {
    const flow = random(flows);
    offsets[i] = w.at;
    packet(w, kinds[flow % kinds.length], 1 + (flow % 32), flow, flow % 16, payload);
  }
  offsets[packets] = w.at;
  return { name, data: w.view, offsets };
}
