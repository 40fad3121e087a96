// The package has no types of its own; these are the parts that are used here.
declare module "pcap-parser" {
  import type { EventEmitter } from "node:events";

  export interface GlobalHeader {
    majorVersion: number;
    minorVersion: number;
    linkLayerType: number;
  }

  export interface PacketHeader {
    timestampSeconds: number;
    timestampMicroseconds: number;
    capturedLength: number;
    originalLength: number;
  }

  /** What the parser wants of a stream. */
  export interface Input extends EventEmitter {
    pause(): unknown;
    resume(): unknown;
  }

  /** Emits globalHeader, packetHeader, packetData, packet, end and error. */
  export function parse(input: Input | string): EventEmitter;
}
