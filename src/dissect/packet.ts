/** A packet as it is shown: see core/layer.ts. One object may serve for many packets, one after the other. */
import type { Frame, Layer, Packet, PartOf, Value } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { LayerStack, Stop } from "../core/stack.ts";
import { eachField } from "../core/values.ts";
import { protocolNumber, protocols } from "../protocols/registry.ts";
import { type Extension, extend } from "./extend.ts";

const FRAME = protocolNumber("frame");
const OVERSHARK = protocolNumber("overshark");
const DATA = protocolNumber("data");

export class DissectedPacket implements Packet {
  number = 0;
  seconds = 0;
  nanoseconds = -1;
  captured = 0;
  original = 0;
  linktype = 0;
  interfaceId = -1;
  firstSeconds = 0;
  firstNanoseconds = -1;
  previousSeconds = 0;
  previousNanoseconds = -1;
  shownSeconds = 0;
  shownNanoseconds = -1;
  readonly frames: Frame[] = [];
  frameCount = 0;
  partOf: readonly PartOf[] = [];
  /** Names the tenant when it is asked for. */
  tenantOf: () => string | null = () => null;
  #tenant: string | null | undefined;
  #layers: readonly Layer[] | undefined;
  #extended = false;
  readonly #extensions: Extension[] = [];

  get tenant(): string | null {
    if (this.#tenant === undefined) this.#tenant = this.tenantOf();
    return this.#tenant;
  }

  /** Forgets what was worked out; to be called when the other properties are set anew. */
  renew(): void {
    this.#tenant = undefined;
    this.#layers = undefined;
    this.#extended = false;
  }

  /** Adds the layers that facts do without to every frame's stack. */
  extend(): void {
    if (this.#extended) return;
    this.#extended = true;
    for (let i = 0; i < this.frameCount; i++) {
      const { view, stack } = this.frames[i];
      this.#extensions[i] = extend(view, stack);
    }
  }

  layers(): readonly Layer[] {
    this.#layers ??= this.#makeLayers();
    return this.#layers;
  }

  /** Why each frame's dissection ended: values of Stop. */
  stopOf(frame: number): number {
    this.extend();
    return this.#extensions[frame]?.stop ?? Stop.none;
  }

  #makeLayers(): Layer[] {
    this.extend();
    const layers: Layer[] = [];
    // The layers themselves are asked for while the pseudo-layers are read.
    this.#layers = layers;
    const add = (frame: Frame, number: number, from: number, to: number, stackIndex: number) => {
      const protocol = protocols[number] as Protocol;
      const data = new DataView(frame.view.buffer, frame.view.byteOffset + from, Math.max(0, to - from));
      const layer = new ShownLayer(this, protocol, number, layers.length, stackIndex, frame, data);
      layers.push(layer);
      return layer;
    };
    const captured = this.frames[0];
    add(captured, FRAME, captured.start, captured.end, -1);
    for (let i = 0; i < this.frameCount; i++) {
      const frame = this.frames[i];
      const { stack, first } = frame;
      const { quoted } = this.#extensions[i];
      if (i > 0 && first > 0) {
        const part = layers.at(-1) as ShownLayer;
        const k = first - 1;
        if (part.protocol === protocols[stack.proto[k]]) {
          part.also = new ShownLayer(
            this,
            part.protocol,
            part.protocolNumber,
            part.index,
            k,
            frame,
            dataOf(frame, k),
          );
        }
      }
      for (let k = first; k < stack.n; k++) {
        const layer = add(frame, stack.proto[k], stack.off[k], stack.end[k], k);
        layer.quoted = quoted >= 0 && k >= quoted;
      }
      if (i === this.frameCount - 1) this.#addData(layers.at(-1) as ShownLayer, add);
    }
    add(captured, OVERSHARK, captured.start, captured.start, -1);
    return layers;
  }

  /** What the last layer carries and nobody reads. */
  #addData(last: ShownLayer, add: (f: Frame, n: number, from: number, to: number, k: number) => Layer): void {
    let body: number | undefined;
    try {
      body = last.stackIndex < 0 ? 0 : last.protocol.body?.(last.data);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
    }
    const { frame, data } = last;
    // Enclosing lengths that `parse` found (of IP, UDP) end the data, not the captured bytes.
    const end = Math.min(
      data.byteOffset - frame.view.byteOffset + data.byteLength,
      last.stackIndex === frame.stack.n - 1 && frame.stack.stop === Stop.none ? frame.stack.lim : frame.end,
    );
    if (body === undefined) return;
    const from = data.byteOffset - frame.view.byteOffset + body;
    if (from < end) add(frame, DATA, from, end, -1);
  }
}

function dataOf(frame: Frame, k: number): DataView {
  const { stack, view } = frame;
  return new DataView(view.buffer, view.byteOffset + stack.off[k], Math.max(0, stack.end[k] - stack.off[k]));
}

class ShownLayer implements Layer {
  also: Layer | null = null;
  quoted = false;
  #values: Map<string, Value> | undefined;

  constructor(
    readonly packet: Packet,
    readonly protocol: Protocol,
    readonly protocolNumber: number,
    readonly index: number,
    readonly stackIndex: number,
    readonly frame: Frame,
    readonly data: DataView,
  ) {}

  get(name: string): Value | undefined {
    if (this.#values === undefined) {
      const values = new Map<string, Value>();
      eachField(this, ({ field, value }) => {
        if (!values.has(field.name)) values.set(field.name, value);
      });
      this.#values = values;
    }
    return this.#values.get(name);
  }

  below(protocol: string): Layer | undefined {
    const layers = this.packet.layers();
    for (let i = this.index - 1; i >= 0; i--) if (layers[i].protocol.name === protocol) return layers[i];
    return undefined;
  }
}

/** A frame around captured bytes, to be set anew for every packet. */
export const newFrame = (): Frame => ({
  view: new DataView(new ArrayBuffer(0)),
  start: 0,
  end: 0,
  stack: new LayerStack(),
  first: 0,
  title: "Frame",
});
