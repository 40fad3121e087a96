/**
 * From a capture to fingerprints: dissects as all others do, puts fragments and STT frames together with the
 * session's pool, and takes up each whole packet in its tenant. Two collectors, one a side, share the addresses.
 */
import { hasPorts, LINKTYPES, linktype as linktypes } from "../core/demux.ts";
import { Interner } from "../core/interner.ts";
import type { PacketSink } from "../core/sink.ts";
import { isSelfContained, LayerStack, Pending, Stop } from "../core/stack.ts";
import { dissect } from "../dissect/dissect.ts";
import { tenantPath, tenantText } from "../facts/tenants.ts";
import { Session } from "../session/session.ts";
import type { SessionOptions } from "../session/session-options.ts";
import { Watch } from "../session/watch.ts";
import { Fingerprints, OUTSIDE, V6 } from "./fingerprints.ts";
import { Found, Invariants, macWord, senderOf } from "./invariants.ts";
import { Neighbours } from "./neighbours.ts";

/** What both sides have in common. */
export class Ground {
  readonly interner = new Interner();
  readonly fingerprints: Fingerprints;
  /** Names of tenants by our own numbers. */
  readonly tenants: string[] = [];
  private readonly numbers = new Map<string, number>();

  /** @param most conversations of both sides */
  constructor(most?: number) {
    this.fingerprints = new Fingerprints(this.interner.addresses, most);
  }

  tenant(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.tenants.length);
    return this.tenants.push(name) - 1;
  }
}

const UNKNOWN = -1;

export class Collector implements PacketSink {
  packets = 0;
  /** Times are nanoseconds since this second. */
  origin = -1;
  first = Number.POSITIVE_INFINITY;
  last = Number.NEGATIVE_INFINITY;
  /** Packets that belong to no flow that could be translated. */
  others = 0;
  readonly neighbours = new Neighbours();
  private readonly invariants = new Invariants();
  private readonly stack = new LayerStack();
  private readonly session: Session;
  private readonly watch: Opened;
  private now = 0;
  /** Who sent the present packet on the link, where what is inside does not tell: a number as of Invariants.link. */
  private link = 0;
  /** Our number of the tenant by node of the ground's interner, and of the session's. */
  private nodes = new Int32Array(64).fill(UNKNOWN);
  private sessionNodes = new Int32Array(64).fill(UNKNOWN);

  constructor(
    private readonly ground: Ground,
    private readonly outside: boolean,
    options: SessionOptions = {},
  ) {
    this.watch = new Opened((d, s, node) => this.opened(d, s, node));
    this.session = new Session({ ...options, watch: this.watch });
    this.stack.greKey = options.greKey ?? 0;
  }

  packet(
    d: DataView,
    offset: number,
    captured: number,
    original: number,
    linktype: number,
    seconds: number,
    nanoseconds: number,
  ): void {
    this.packets++;
    if (nanoseconds >= 0) {
      if (this.origin < 0) this.origin = seconds;
      this.now = (seconds - this.origin) * 1e9 + nanoseconds;
      if (this.now < this.first) this.first = this.now;
      if (this.now > this.last) this.last = this.now;
    }
    const first = linktype < LINKTYPES ? linktypes[linktype] : 0;
    if (first === 0) {
      this.others++;
      return;
    }
    const s = this.stack;
    s.reset(offset, offset + captured, offset + original);
    dissect(d, first, s);
    this.link = linktype === COOKED || linktype === COOKED2 ? cookedLink(d, offset, captured, linktype) : 0;
    if (isSelfContained(s)) {
      if (s.stop !== Stop.none && s.open !== 0) {
        this.others++;
        return;
      }
      const node = s.tunnels === 0 ? 0 : this.ground.interner.chain(d, s, s.tunnels, 0);
      this.take(d, s, this.tenantOf(node));
      return;
    }
    const { session, watch } = this;
    if (s.ethernet >= 0) this.link = senderOf(d, s);
    watch.node = UNKNOWN;
    watch.partial = false;
    session.recorder.node = UNKNOWN;
    session.packet(d, offset, captured, original, linktype, seconds, nanoseconds);
    if (watch.partial || session.stack.pending === Pending.ipFragment) return;
    const node = watch.node >= 0 ? watch.node : session.recorder.node;
    if (node >= 0) this.opened(d, session.stack, node);
    else this.others++;
  }

  /** Gives up what is still open. */
  finish(): void {
    this.session.finish();
  }

  /** What was put together, or came whole but hung on state. */
  private opened(d: DataView, s: LayerStack, node: number): void {
    const { interner } = this.session.recorder.table;
    if (node >= this.sessionNodes.length) this.sessionNodes = enlarged(this.sessionNodes, node);
    let tenant = this.sessionNodes[node];
    if (tenant === UNKNOWN) {
      tenant = this.ground.tenant(tenantText(interner, tenantPath(interner, interner.tenantOf(node))));
      this.sessionNodes[node] = tenant;
    }
    this.take(d, s, tenant);
  }

  private tenantOf(node: number): number {
    if (node >= this.nodes.length) this.nodes = enlarged(this.nodes, node);
    if (node < 0 || this.nodes[node] !== UNKNOWN) return node < 0 ? UNKNOWN : this.nodes[node];
    const { interner } = this.ground;
    this.nodes[node] = this.ground.tenant(
      tenantText(interner, tenantPath(interner, interner.tenantOf(node))),
    );
    return this.nodes[node];
  }

  private take(d: DataView, s: LayerStack, tenant: number): void {
    const { invariants, ground } = this;
    const found = tenant < 0 ? Found.nothing : invariants.read(d, s);
    if (found === Found.nothing) {
      this.others++;
      if (tenant >= 0 && s.arp !== 0) this.neighbours.hear(tenant, d, s);
      return;
    }
    if (invariants.link === 0 && s.tunnels === 0) invariants.link = this.link;
    const flags = (s.ipVersion === 6 ? V6 : 0) | (this.outside ? OUTSIDE : 0);
    if (found === Found.error) {
      this.others++;
      this.quoted(d, s, tenant, flags);
      return;
    }
    const ip = s.off[s.ip];
    const source = ground.interner.address(d, ip, s.ipVersion, 0);
    const destination = ground.interner.address(d, ip, s.ipVersion, 1);
    ground.fingerprints.note(tenant, source, destination, flags, invariants, this.now);
  }

  /** What an ICMP error says of the flow that it quotes, as this side knows it. */
  private quoted(d: DataView, s: LayerStack, tenant: number, flags: number): void {
    const { invariants, ground } = this;
    const at = invariants.quote;
    const v4 = s.ipVersion === 4;
    if (at + (v4 ? 20 : 40) > s.lim || d.getUint8(at) >> 4 !== s.ipVersion) return;
    const proto = d.getUint8(at + (v4 ? 9 : 6));
    const l4 = at + (v4 ? (d.getUint8(at) & 0x0f) << 2 : 40);
    if (l4 + 8 > s.lim) return;
    let ports = 0;
    if (hasPorts[proto] !== 0) ports = d.getInt32(l4);
    else if (d.getUint8(l4) === 8 || d.getUint8(l4) === 128) ports = (d.getUint16(l4 + 4) << 16) | 8;
    else return;
    const source = ground.interner.address(d, at, s.ipVersion, 0);
    const destination = ground.interner.address(d, at, s.ipVersion, 1);
    ground.fingerprints.noteError(tenant, source, destination, flags, proto, ports, invariants.error);
  }
}

// Linux cooked capture: where it says how long the sender's address is, and the address.
const [COOKED, COOKED2] = [113, 276];
const [LENGTH_AT, ADDRESS_AT] = [5, 6];
const [LENGTH2_AT, ADDRESS2_AT] = [11, 12];
const MAC_SIZE = 6;
const COOKED_HEADER = 20;

function cookedLink(d: DataView, offset: number, captured: number, linktype: number): number {
  const [length, at] = linktype === COOKED ? [LENGTH_AT, ADDRESS_AT] : [LENGTH2_AT, ADDRESS2_AT];
  if (captured < COOKED_HEADER || d.getUint8(offset + length) !== MAC_SIZE) return 0;
  return macWord(d, offset + at);
}

function enlarged(array: Int32Array<ArrayBuffer>, node: number): Int32Array<ArrayBuffer> {
  const out = new Int32Array(2 * node).fill(UNKNOWN);
  out.set(array);
  return out;
}

/** Looks over the session's shoulder: the heads of frames that were opened, and nothing is kept for showing. */
class Opened extends Watch {
  /** Of the packet that is being read, if it was settled at once; -1: it was not. */
  node = UNKNOWN;
  /** It is a part of something, which tells what it was when it is opened. */
  partial = false;
  private readonly shown: ({ d: DataView; s: LayerStack } | null)[] = [];

  constructor(private readonly onFrame: (d: DataView, s: LayerStack, node: number) => void) {
    super();
  }

  override begins(): void {}
  override hangs(): void {
    this.hold();
  }
  override repeats(): void {
    this.hold();
  }
  override opens(): void {
    this.shown.push(null);
  }
  override bytes(head: DataView, headers: number, known: number): DataView {
    this.end = headers + known;
    return new DataView(head.buffer, head.byteOffset, headers + known);
  }
  override shows(view: DataView, s: LayerStack): null {
    this.shown[this.shown.length - 1] = { d: view, s };
    return null;
  }
  override settled(node: number): void {
    const shown = this.shown.at(-1);
    if (shown === undefined) this.node = node;
    else if (shown !== null && node >= 0 && shown.s.pending !== Pending.ipFragment)
      this.onFrame(shown.d, shown.s, node);
  }
  override shuts(): void {
    this.shown.pop();
  }

  /** What the present frame holds is itself a part, or known already: it must not be taken up. */
  private hold(): void {
    if (this.shown.length > 0) this.shown[this.shown.length - 1] = null;
    else this.partial = true;
  }
}
