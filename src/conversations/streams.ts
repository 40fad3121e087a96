/** What is kept of a TCP connection of which messages are put together. */
import { withPorts } from "../core/exchange.ts";
import type { Layer } from "../core/layer.ts";
import type { Heard } from "../core/messages.ts";
import type { Gathered } from "./gathered.ts";

export interface Direction {
  messages: Gathered[];
  own: Heard["own"];
  /** What it carries ends with the connection. */
  toEnd: boolean;
}

export interface Stream {
  /** The protocol that it keeps to, and the port of who was called; 0: not known. */
  keeps: number;
  server: number;
  both: Heard["both"];
  through: Heard["through"];
  directions: readonly [Direction, Direction];
}

const newDirection = (): Direction => ({ messages: [], own: { is: 0 }, toEnd: false });

export const newStream = (): Stream => ({
  keeps: 0,
  server: 0,
  both: { is: 0 },
  through: { is: 0 },
  directions: [newDirection(), newDirection()],
});

export const isHeard = ({ both, through, directions: [a, b] }: Stream): boolean =>
  both.is !== 0 || through.is !== 0 || a.own.is !== 0 || b.own.is !== 0;

/** In which of the two directions it goes. */
export function isBack(carrier: Layer): boolean {
  const { ports } = carrier.frame.stack;
  if (ports >>> 16 !== (ports & 0xffff)) return ports >>> 16 > (ports & 0xffff);
  const ends = withPorts(carrier, "tcp")?.ends;
  return ends?.side === 1;
}
