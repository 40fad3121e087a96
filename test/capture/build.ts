// Captures put together field by field, after the format drafts; shares no code with the readers.

/** Bytes from hexadecimal digits; white space does not count. */
export function hex(digits: string): Uint8Array {
  return Uint8Array.from(Buffer.from(digits.replace(/\s/g, ""), "hex"));
}

export function join(...parts: Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(parts));
}

/** `count` bytes that tell where they are and to which packet they belong. */
export function payload(count: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length: count }, (_, i) => (seed * 31 + i * 7) & 0xff);
}

/** Numbers of 2, 4 or 8 bytes one after the other in a byte order. */
export class Fields {
  readonly #bytes: number[] = [];
  readonly #little: boolean;

  constructor(little: boolean) {
    this.#little = little;
  }

  #add(value: bigint, count: number): this {
    const bytes = Array.from({ length: count }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
    this.#bytes.push(...(this.#little ? bytes : bytes.reverse()));
    return this;
  }

  u16(...values: number[]): this {
    for (const value of values) this.#add(BigInt(value), 2);
    return this;
  }

  u32(...values: number[]): this {
    for (const value of values) this.#add(BigInt(value), 4);
    return this;
  }

  u64(value: bigint): this {
    return this.#add(value, 8);
  }

  raw(bytes: Uint8Array): this {
    for (const byte of bytes) this.#bytes.push(byte);
    return this;
  }

  /** Zeros up to a multiple of four. */
  pad(): this {
    while (this.#bytes.length % 4 !== 0) this.#bytes.push(0);
    return this;
  }

  get bytes(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }
}

export interface PcapOptions {
  little?: boolean;
  magic?: number;
  version?: [number, number];
  snaplen?: number;
  network?: number;
}

export function pcapFile(options: PcapOptions, ...records: Uint8Array[]): Uint8Array {
  const { little = true, magic = 0xa1b2c3d4, version = [2, 4], snaplen = 65535, network = 1 } = options;
  const header = new Fields(little)
    .u32(magic)
    .u16(...version)
    .u32(0, 0, snaplen, network).bytes;
  return join(header, ...records);
}

/** A record; `more` is what some layouts have between the lengths and the packet. */
export function pcapRecord(
  little: boolean,
  seconds: number,
  fraction: number,
  packet: Uint8Array,
  original = packet.length,
  more: Uint8Array = new Uint8Array(0),
): Uint8Array {
  return new Fields(little).u32(seconds, fraction, packet.length, original).raw(more).raw(packet).bytes;
}

export function block(little: boolean, type: number, body: Uint8Array): Uint8Array {
  const padded = new Fields(little).raw(body).pad().bytes;
  const length = padded.length + 12;
  return new Fields(little).u32(type, length).raw(padded).u32(length).bytes;
}

export function section(little: boolean, version: [number, number] = [1, 0]): Uint8Array {
  const body = new Fields(little)
    .u32(0x1a2b3c4d)
    .u16(...version)
    .u64(0xffffffffffffffffn).bytes;
  return block(little, 0x0a0d0d0a, body);
}

export function option(little: boolean, code: number, value: Uint8Array): Uint8Array {
  return new Fields(little).u16(code, value.length).raw(value).pad().bytes;
}

export function interfaceBlock(
  little: boolean,
  linktype = 1,
  snaplen = 0,
  ...options: Uint8Array[]
): Uint8Array {
  const end = options.length > 0 ? new Uint8Array(4) : new Uint8Array(0);
  const body = new Fields(little)
    .u16(linktype, 0)
    .u32(snaplen)
    .raw(join(...options, end)).bytes;
  return block(little, 1, body);
}

export function enhanced(
  little: boolean,
  id: number,
  ticks: bigint,
  packet: Uint8Array,
  original = packet.length,
  ...options: Uint8Array[]
): Uint8Array {
  const high = Number(ticks >> 32n);
  const low = Number(ticks & 0xffffffffn);
  const end = options.length > 0 ? new Uint8Array(4) : new Uint8Array(0);
  const body = new Fields(little).u32(id, high, low, packet.length, original).raw(packet).pad();
  return block(little, 6, body.raw(join(...options, end)).bytes);
}
