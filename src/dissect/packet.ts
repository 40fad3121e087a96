/** A packet as it is shown: see core/layer.ts. One object may serve for many packets, one after the other. */

import { firstOf } from "../core/found.ts";
import type { Conversation, Frame, Layer, Packet, PartOf, Piece, Remarked, Value } from "../core/layer.ts";
import { NO_JOINS, NONE_OPENED } from "../core/layer.ts";
import { bodyFrom, type Protocol } from "../core/protocol.ts";
import type { Annotation, CaptureInterface } from "../core/sink.ts";
import { protocolsOf } from "../core/spelling.ts";
import { Pending, Stop } from "../core/stack.ts";
import { valueInPlace } from "../core/values.ts";
import { protocolNumber, protocols } from "../protocols/registry.ts";
import { type Extension, extend, newExtension, push, UNEXTENDED } from "./extend.ts";
import { endsBefore, startOf } from "./last-layer.ts";
import { Spelled, spelledHeaders } from "./spelled.ts";
import { wireEnds } from "./wire-ends.ts";

const FRAME = protocolNumber("frame");
const OVERSHARK = protocolNumber("overshark");
const DATA = protocolNumber("data");
const TCP = protocolNumber("tcp");

const NO_PIECES: readonly Piece[] = [];
const OUTSET = Spelled.begin();

/** When the first packet came, the one before, and the one shown before. */
export type Times = Pick<
  Packet,
  | "firstSeconds"
  | "firstNanoseconds"
  | "previousSeconds"
  | "previousNanoseconds"
  | "shownSeconds"
  | "shownNanoseconds"
>;

export class DissectedPacket implements Packet {
  number = 0;
  seconds = 0;
  nanoseconds = -1;
  captured = 0;
  original = 0;
  linktype = 0;
  interfaceId = -1;
  source: CaptureInterface | null = null;
  annotation: Annotation | null = null;
  readonly frames: Frame[] = [];
  frameCount = 0;
  partOf: readonly PartOf[] = [];
  proxies: readonly string[] = [];
  translation: string | null = null;
  /** It is whole in itself, and its frame's stack is as facts need it. */
  plain = false;
  toldBehind: Layer | null = null;
  pieces: readonly Piece[] = NO_PIECES;
  open: Packet["open"] = null;
  joins = NO_JOINS;
  opened = NONE_OPENED;
  /** Is told when there are other layers from that place on. */
  onPieces: (from: number) => void = () => {};
  /** Names the tenant when it is asked for. */
  tenantOf: () => string | null = () => null;
  /** Nothing was worked out yet. */
  #fresh = true;
  #tenant: string | null | undefined;
  #layers: readonly Layer[] | undefined;
  #extended = false;
  /** How many frames had layers added, and how many layers each had before. */
  #extendedFrames = 0;
  readonly #headers: number[] = [];
  /** The layer that something is told of, and the frame that it is of. */
  #toldLayer = -1;
  #toldFrame: Frame | null = null;
  #conversation: Conversation | undefined;
  readonly #extensions: Readonly<Extension>[] = [];
  /** Of each frame its own. */
  readonly #ownExtensions: Extension[] = [];
  readonly #wireEnds: (readonly number[] | undefined)[] = [];

  /** @param times the times of packets before: whoever shows packets keeps them up to date */
  constructor(private readonly times: Times) {}

  get firstSeconds(): number {
    return this.times.firstSeconds;
  }
  get firstNanoseconds(): number {
    return this.times.firstNanoseconds;
  }
  get previousSeconds(): number {
    return this.times.previousSeconds;
  }
  get previousNanoseconds(): number {
    return this.times.previousNanoseconds;
  }
  get shownSeconds(): number {
    return this.times.shownSeconds;
  }
  get shownNanoseconds(): number {
    return this.times.shownNanoseconds;
  }

  get tenant(): string | null {
    this.#fresh = false;
    if (this.#tenant === undefined) this.#tenant = this.tenantOf();
    return this.#tenant;
  }

  /** Forgets what was worked out; to be called when the other properties are set anew. */
  renew(): void {
    if (this.#fresh) return;
    this.#fresh = true;
    this.#tenant = undefined;
    this.#layers = undefined;
    this.toldBehind = null;
    this.pieces = NO_PIECES;
    this.open = null;
    this.joins = NO_JOINS;
    this.opened = NONE_OPENED;
    this.#toldLayer = -1;
    this.#toldFrame = null;
    this.#conversation = undefined;
    this.#extended = false;
    if (this.#wireEnds.length > 0) this.#wireEnds.length = 0;
  }

  /** Adds the layers that facts do without to every frame's stack. */
  extend(): void {
    if (this.#extended) return;
    this.#fresh = false;
    this.#extended = true;
    this.#extendedFrames = this.frameCount;
    for (let i = 0; i < this.frameCount; i++) {
      const { view, stack } = this.frames[i];
      this.#headers[i] = stack.n;
      this.#ownExtensions[i] ??= newExtension();
      this.#extensions[i] = extend(view, stack, this.#ownExtensions[i]);
    }
  }

  /** What was looked at behind the headers of facts is nobody else's: the frames' stacks end with these again. */
  shorten(): void {
    if (!this.#extended) return;
    for (let i = 0; i < this.#extendedFrames; i++) this.frames[i].stack.n = this.#headers[i];
  }

  tell({ frame, stackIndex }: Layer, conversation: Conversation): void {
    this.#fresh = false;
    this.#toldLayer = stackIndex;
    this.#toldFrame = frame;
    this.#conversation = conversation;
    // Who told whose it is may have asked for the layers around.
    for (const layer of this.#layers ?? [])
      if (layer.stackIndex === stackIndex && layer.frame === frame) layer.conversation = conversation;
  }

  /** What was told of that layer. */
  told(frame: Frame, stackIndex: number): Conversation | undefined {
    return stackIndex === this.#toldLayer && frame === this.#toldFrame ? this.#conversation : undefined;
  }

  layers(): readonly Layer[] {
    this.#fresh = false;
    this.#layers ??= this.#makeLayers();
    return this.#layers;
  }

  /**
   * Takes away what was told elsewhere, and shows what was put together in its place: to be called before it is shown.
   */
  hideTold(): void {
    if (this.toldBehind === null) return;
    const { frame, index, stackIndex } = this.toldBehind;
    frame.stack.n = stackIndex + 1;
    const layers = this.layers() as Layer[];
    const [own] = layers.splice(index + 1).slice(-1);
    for (const piece of this.pieces) this.#addPiece(layers, piece);
    own.index = layers.push(own) - 1;
    if (this.pieces.length > 0) this.onPieces(index + 1);
  }

  #addPiece(layers: Layer[], { frame, chain, isOuter, isAgain }: Piece): void {
    const { view, stack } = frame;
    const i = this.frameCount++;
    this.frames[i] = frame;
    for (const number of chain) push(number, view, stack);
    this.#extensions[i] = isOuter ? UNEXTENDED : extend(view, stack);
    const add = (number: number, from: number, to: number, k: number) => {
      const protocol = protocols[number] as Protocol;
      const layer = new ShownLayer(this, protocol, number, layers.length, k, frame, from, to);
      layer.again = isAgain && k >= 0 && k < chain.length;
      layers.push(layer);
    };
    for (let k = 0; k < stack.n; k++) add(stack.proto[k], stack.off[k], stack.end[k], k);
    const data = isOuter ? null : this.#findData();
    if (data !== null) add(DATA, data.from, data.to, -1);
  }

  /** Why each frame's dissection ended: values of Stop. */
  stopOf(frame: number): number {
    this.extend();
    return this.#extensions[frame]?.stop ?? Stop.none;
  }

  ranOut(frame: number): boolean {
    return this.stopOf(frame) !== Stop.none && this.#extensions[frame].need > 0;
  }

  /** Where a layer of that frame ends on the wire. */
  wireEnd(frame: Frame, stackIndex: number): number {
    this.#fresh = false;
    const i = this.frames.indexOf(frame);
    const { stack } = frame;
    // Where the headers of facts end is known: TCP is the last of them, and leaves all that is behind it as it is.
    if (stackIndex === stack.l4 && stack.proto[stackIndex] === TCP) return stack.wire;
    this.#wireEnds[i] ??= wireEnds(frame);
    return this.#wireEnds[i]?.[stackIndex] ?? this.#extensions[i]?.wires[stackIndex] ?? frame.end;
  }

  layerAlone(stackIndex: number): ShownLayer | undefined {
    if (this.#layers !== undefined) return undefined;
    const last = this.frameCount - 1;
    if (this.#extended && this.#extensions[last].quoted >= 0) return undefined;
    const frame = this.frames[last];
    const { proto, off, end } = frame.stack;
    // One without a byte may not be shown.
    if (stackIndex < frame.first || off[stackIndex] >= end[stackIndex]) return undefined;
    const number = proto[stackIndex];
    // The pseudo-layer is the first.
    let index = stackIndex + 1 - frame.first;
    for (let i = 0; i < last; i++) {
      const { first, stack } = this.frames[i];
      // Behind a part nothing is looked for.
      if (stack.pending === Pending.none) return undefined;
      index += stack.n - first;
    }
    return new ShownLayer(this, protocols[number] as Protocol, number, index, stackIndex, frame);
  }

  #makeLayers(): Layer[] {
    this.extend();
    const layers: Layer[] = [];
    // The layers themselves are asked for while the pseudo-layers are read.
    this.#layers = layers;
    const add = (frame: Frame, number: number, from: number, to: number, stackIndex: number) => {
      const protocol = protocols[number] as Protocol;
      const layer = new ShownLayer(this, protocol, number, layers.length, stackIndex, frame, from, to);
      layers.push(layer);
      return layer;
    };
    const captured = this.frames[0];
    add(captured, FRAME, captured.start, captured.end, -1);
    for (let i = 0; i < this.frameCount; i++) {
      const frame = this.frames[i];
      const { stack, first } = frame;
      const extension = this.#extensions[i];
      const { quoted } = extension;
      if (i > 0 && first > 0) {
        const part = layers.at(-1) as ShownLayer;
        const k = first - 1;
        if (part.protocol === protocols[stack.proto[k]]) {
          part.also = new ShownLayer(this, part.protocol, part.protocolNumber, part.index, k, frame);
        }
      }
      const n = endsBefore(stack, extension) ? stack.n - 1 : stack.n;
      for (let k = first; k < n; k++) {
        const layer = add(frame, stack.proto[k], stack.off[k], stack.end[k], k);
        layer.quoted = quoted >= 0 && k >= quoted;
      }
    }
    const data = this.#findData();
    if (data !== null) add(this.frames[this.frameCount - 1], DATA, data.from, data.to, -1);
    add(captured, OVERSHARK, captured.start, captured.start, -1);
    return layers;
  }

  unread(): DataView | null {
    if (this.toldBehind !== null) return unreadIn(this.layers());
    this.extend();
    const data = this.#findData();
    if (data === null) return null;
    const { buffer, byteOffset } = this.frames[this.frameCount - 1].view;
    return new DataView(buffer, byteOffset + data.from, data.to - data.from);
  }

  spelled(): string {
    return (this.#layers === undefined ? this.#spell()?.text : undefined) ?? protocolsOf(this.layers());
  }

  spelledHeaders(f: number): string {
    return spelledHeaders(this.frames[f]);
  }

  /** As #makeLayers, of their names alone; null: it takes the layers. */
  #spell(): Spelled | null {
    this.extend();
    const { frames, frameCount } = this;
    const captured = frames[0];
    let spelled = OUTSET.with(FRAME, captured.view, captured.start, captured.end);
    for (let i = 0; i < frameCount; i++) {
      const { stack, first, view } = frames[i];
      const n = endsBefore(stack, this.#extensions[i]) ? stack.n - 1 : stack.n;
      for (let k = first; k < n && spelled !== null; k++)
        spelled = spelled.with(stack.proto[k], view, stack.off[k], Math.max(stack.off[k], stack.end[k]));
    }
    const { view, start } = captured;
    if (this.#findData() !== null) spelled = spelled?.with(DATA, view, start, start) ?? null;
    return spelled?.with(OVERSHARK, view, start, start) ?? null;
  }

  /** What the last layer carries and nobody reads. */
  #findData(): { from: number; to: number } | null {
    const i = this.frameCount - 1;
    const frame = this.frames[i];
    const { stack, first, view } = frame;
    // Behind a header that is cut or contradicts itself, nobody knows where data would begin.
    const { stop, lim, passed } = this.#extensions[i];
    if (stop !== Stop.none && !passed) return null;
    const n = endsBefore(stack, this.#extensions[i]) ? stack.n - 1 : stack.n;
    if (n <= first) {
      // Nobody reads what was captured, or put together, or the part of it that came.
      const to = i === 0 ? Math.min(frame.end, lim) : lim;
      return frame.start < to ? { from: frame.start, to } : null;
    }
    const from = stack.off[n - 1];
    const end = Math.max(from, stack.end[n - 1]);
    // Lengths that the layer itself told (those of IP and UDP) end its data before its captured bytes do.
    const to = Math.min(end, lim);
    let at = stop === Stop.none ? startOf(frame, to) : -1;
    if (at < 0) at = bodyFrom(protocols[stack.proto[n - 1]]?.body, view, from, end);
    return at >= 0 && at < to ? { from: at, to } : null;
  }
}

const unreadIn = (layers: readonly Layer[]): DataView | null =>
  layers.find(({ protocolNumber }) => protocolNumber === DATA)?.data ?? null;

class ShownLayer implements Layer {
  also: Layer | null = null;
  quoted = false;
  again = false;
  conversation: Conversation | undefined;
  remarked: readonly Remarked[] | undefined = undefined;
  private readonly view: DataView;
  private readonly from: number;
  private readonly to: number;
  private bytes: DataView | undefined;
  private values: Map<string, Value | undefined> | undefined;

  constructor(
    readonly packet: DissectedPacket,
    readonly protocol: Protocol,
    readonly protocolNumber: number,
    public index: number,
    readonly stackIndex: number,
    readonly frame: Frame,
    from = frame.stack.off[stackIndex],
    to = frame.stack.end[stackIndex],
  ) {
    this.view = frame.view;
    this.from = from;
    this.to = to;
    this.conversation = stackIndex < 0 ? undefined : packet.told(frame, stackIndex);
  }

  get data(): DataView {
    if (this.bytes === undefined) {
      const { buffer, byteOffset } = this.view;
      this.bytes = new DataView(buffer, byteOffset + this.from, Math.max(0, this.to - this.from));
    }
    return this.bytes;
  }

  get wireLength(): number {
    if (this.stackIndex < 0) return this.data.byteLength;
    const start = this.data.byteOffset - this.frame.view.byteOffset;
    return Math.max(this.data.byteLength, this.packet.wireEnd(this.frame, this.stackIndex) - start);
  }

  get(name: string): Value | undefined {
    const value = valueInPlace(this, name);
    if (value !== undefined) return value;
    // The others have to be looked for.
    this.values ??= new Map();
    if (!this.values.has(name)) this.values.set(name, firstOf(this, name));
    return this.values.get(name);
  }

  below(protocol: string): Layer | undefined {
    const alone = this.belowAlone(protocol);
    if (alone !== null) return alone;
    const layers = this.packet.layers();
    for (let i = this.index - 1; i >= 0; i--) if (layers[i].protocol.name === protocol) return layers[i];
    return undefined;
  }

  /** The same from the stack, while the layers are not made; null: it takes those. */
  private belowAlone(name: string): Layer | undefined | null {
    const { stack, first } = this.frame;
    if (this.stackIndex < 0 || name === "frame") return null;
    for (let i = this.stackIndex - 1; i >= first; i--)
      if (protocols[stack.proto[i]]?.name === name) return this.packet.layerAlone(i) ?? null;
    return this.packet.frameCount === 1 ? undefined : null;
  }
}
