/**
 * What dissecting one packet found: a stack of layers (overlays repeat Ethernet and IP, so one slot a protocol
 * would lose the outer ones), the tunnels among them, and the roles that facts are made of.
 * One object a thread, refilled for every packet; it holds offsets and int32 values only.
 */

export const MAX_LAYERS = 64;
/** Deeper nesting is a loop or an attack; Zeek stops at 2, real fabrics at 3. */
export const MAX_TUNNELS = 8;

/** Bytes of an STT frame or a fragmented datagram that are looked at: room for five nested headers with options. */
export const HEAD = 512;

/** Why dissection stopped before the end. A link type that is not dissected never starts. */
export const Stop = {
  none: 0,
  /** The capture holds fewer bytes than were on the wire (snapshot length). */
  truncated: 1,
  /** The packet contradicts itself or its protocol. */
  malformed: 2,
  tooDeep: 3,
} as const;

/** What a packet leaves open, for whoever keeps state. */
export const Pending = {
  none: 0,
  ipFragment: 1,
  sttPiece: 2,
} as const;

/**
 * STT is not TCP but looks like it, so signs of a real connection on its port count: what only TCP sends there,
 * what only a TCP server sends back, and segments that STT would not send but TCP might.
 */
export const Connection = { request: 1, reply: 2, notStt: 4 } as const;

/** `--gre-key`. */
export const GreKey = { auto: 0, nvgre: 1, gre: 2 } as const;

export class LayerStack {
  readonly proto = new Uint8Array(MAX_LAYERS);
  readonly off = new Int32Array(MAX_LAYERS);
  /** Where each layer must stop reading: the smallest of captured length, IP length, UDP length … */
  readonly end = new Int32Array(MAX_LAYERS);
  n = 0;

  /** Hand-over registers: where the next header starts, and where the captured bytes that it may read end. */
  pos = 0;
  lim = 0;
  /** Where the present layer ends on the wire, by its enclosing lengths: beyond `lim` if the capture was cut. */
  wire = 0;

  /** A value of Stop, and how many bytes from the packet's start were wanted; 0: nothing was missing. */
  stop = 0;
  need = 0;
  /** 1: the stop leaves open whether, or in which, tunnel the packet is. */
  open = 0;

  // Roles inside the innermost tunnel; -1: none. Entering a tunnel clears them.
  /** Index of the last Ethernet layer. */
  ethernet = -1;
  /** Index of the last IP layer, its version and its upper-layer protocol (behind extension headers). */
  ip = -1;
  ipVersion = 0;
  ipProto = 0;
  /** Index of the layer that has the ports, and `source << 16 | destination`. */
  l4 = -1;
  ports = 0;
  arp = 0;

  // Tunnels, outside in.
  tunnels = 0;
  readonly tunnelKind = new Uint8Array(MAX_TUNNELS);
  /** The id's two 32-bit words; `tunnelKeyless` 1: it has none. */
  readonly tunnelHi = new Int32Array(MAX_TUNNELS);
  readonly tunnelLo = new Int32Array(MAX_TUNNELS);
  readonly tunnelKeyless = new Uint8Array(MAX_TUNNELS);
  /** Index of the IP layer whose addresses are the endpoints, its version and upper-layer protocol. */
  readonly tunnelIp = new Int32Array(MAX_TUNNELS);
  readonly tunnelIpVersion = new Uint8Array(MAX_TUNNELS);
  readonly tunnelProto = new Uint8Array(MAX_TUNNELS);
  /** What the outer header offers a hash beside addresses: ports or GRE key. */
  readonly tunnelHash = new Int32Array(MAX_TUNNELS);
  /** Length of what the tunnel carries, in bytes on the wire, and where it starts. */
  readonly tunnelCarried = new Int32Array(MAX_TUNNELS);
  readonly tunnelFrom = new Int32Array(MAX_TUNNELS);
  /** Index of the layer that started the tunnel: its own header, or the one that it carries. */
  readonly tunnelLayer = new Int32Array(MAX_TUNNELS);

  /** A value of Pending; the registers below belong to it. */
  pending = 0;
  /** Bytes before this part in the whole, bytes of this part on the wire, and where they start. */
  partOffset = 0;
  partLength = 0;
  partPos = 0;
  /** IP: identification, 1 if more fragments follow. STT: packet id, and total length of the frame. */
  partId = 0;
  partMore = 0;
  partTotal = 0;

  /** 1 + the number of tunnels around an STT frame that came in one piece, 0: none. */
  wholeFrame = 0;
  /** Its packet id, total length, where its payload starts, and the index of the IP layer that carried it. */
  frameId = 0;
  frameTotal = 0;
  framePos = 0;
  frameIp = -1;
  framePorts = 0;
  /** How many such frames there are, one inside the other; the registers above are the outermost's. */
  wholeFrames = 0;

  /** A protocol that could have taken this header over gave it back. */
  refused = 0;
  /** A layer left, and the layers that are there do not tell why. */
  handed = 0;
  /** What a TCP segment to or from STT's port says of its connection, as bits of Connection. */
  connection = 0;
  /** Setting, not result: a value of GreKey. */
  greKey = 0;
  /** Setting: how many bytes of an STT frame are looked at. */
  look = HEAD;

  /** Forgets the last packet. `lim` and `wire`: where captured bytes and the packet on the wire end. */
  reset(pos: number, lim: number, wire: number): void {
    this.n = 0;
    this.pos = pos;
    this.lim = Math.min(lim, wire);
    this.wire = wire;
    this.stop = 0;
    this.open = 0;
    this.ethernet = -1;
    this.ip = -1;
    this.ipProto = 0;
    this.l4 = -1;
    this.ports = 0;
    this.arp = 0;
    this.tunnels = 0;
    this.pending = 0;
    this.wholeFrame = 0;
    this.wholeFrames = 0;
    this.refused = 0;
    this.handed = 0;
    this.connection = 0;
  }

  /** The present layer says that it ends at `end`: what stands behind, padding for one, is nobody's payload. */
  narrow(end: number): void {
    if (end >= this.wire) return;
    this.wire = end;
    if (end < this.lim) this.lim = end;
  }

  /**
   * Bytes up to `need` are wanted and not there. Truncated if the wire had them, malformed if it had not.
   * @returns 0, for `return s.short(…)`.
   */
  short(need: number): number {
    const truncated = need <= this.wire;
    this.stop = truncated ? Stop.truncated : Stop.malformed;
    this.open = truncated ? 1 : 0;
    this.need = need;
    return 0;
  }

  /** As `short`, in a header behind which no tunnel can stand. */
  shortLeaf(need: number): number {
    this.short(need);
    this.open = 0;
    return 0;
  }

  /** As `short`, in a tunnel header: whichever it is, whose packet this is stays unknown. */
  shortTunnel(need: number): number {
    this.short(need);
    this.open = 1;
    return 0;
  }

  /** The present header contradicts itself. @returns 0 */
  malformed(): number {
    this.stop = Stop.malformed;
    this.open = 0;
    this.need = 0;
    return 0;
  }

  /** As `malformed`, in a tunnel header. */
  malformedTunnel(): number {
    this.stop = Stop.malformed;
    this.open = 1;
    this.need = 0;
    return 0;
  }

  /** The layer just pushed leaves: another protocol takes the same bytes, or nobody. */
  pop(): void {
    this.n--;
    this.handed = 1;
  }

  /** As `pop`, for a protocol whose steady bits hold all by which that was decided. */
  passOn(): void {
    this.n--;
  }

  /**
   * The present header starts a tunnel that carries the bytes from `from` on.
   * @param hash what a router can hash besides the outer addresses: ports or GRE key, 0 if nothing
   * @returns false at the depth limit, with `stop` set
   */
  enterTunnel(kind: number, hi: number, lo: number, keyless: number, hash: number, from: number): boolean {
    const t = this.tunnels;
    if (t === MAX_TUNNELS) {
      this.stop = Stop.tooDeep;
      this.open = 1;
      return false;
    }
    this.tunnelKind[t] = kind;
    this.tunnelHi[t] = hi;
    this.tunnelLo[t] = lo;
    this.tunnelKeyless[t] = keyless;
    this.tunnelIp[t] = this.ip;
    this.tunnelIpVersion[t] = this.ipVersion;
    this.tunnelProto[t] = this.ipProto;
    this.tunnelHash[t] = hash;
    this.tunnelCarried[t] = this.wire - from;
    this.tunnelFrom[t] = from;
    this.tunnelLayer[t] = this.n - 1;
    this.tunnels = t + 1;
    this.ethernet = -1;
    this.ip = -1;
    this.ipProto = 0;
    this.l4 = -1;
    this.ports = 0;
    this.arp = 0;
    this.refused = 0;
    return true;
  }
}

/** Whether what it is hangs on nothing that comes before it or after it, and nothing on it. */
export const isSelfContained = (s: LayerStack): boolean =>
  s.pending === Pending.none && s.wholeFrame === 0 && s.connection === 0;

/** Neither does what it holds hang on other packets, nor was its reading stopped. */
export const isAlone = ({ pending, stop, connection }: LayerStack): boolean =>
  pending === Pending.none && stop === Stop.none && connection === 0;
