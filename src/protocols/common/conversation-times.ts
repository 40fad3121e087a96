// How long a packet's conversation goes on already.
import { secondsText } from "../../core/format.ts";
import type { Add, Conversation, Packet } from "../../core/layer.ts";
import { Fact, type Recall } from "../../core/recall.ts";

/** How the same fields are found without a layer. */
export const timeRecalls = (protocol: string): Record<string, Recall> => ({
  [`${protocol}.time_relative`]: {
    as: "since",
    word: Fact.firstSeconds,
    nanoseconds: Fact.firstNanoseconds,
  },
  [`${protocol}.time_delta`]: {
    as: "since",
    word: Fact.previousSeconds,
    nanoseconds: Fact.previousNanoseconds,
  },
});

/** @param protocol whose fields `PROTOCOL.time_relative` and `PROTOCOL.time_delta` are */
export function tellTimes(protocol: string, packet: Packet, c: Conversation, add: Add): void {
  const { seconds, nanoseconds } = packet;
  const since = (name: string, from: number, fromNanoseconds: number) => {
    if (fromNanoseconds >= 0)
      add(`${protocol}.${name}`, 0, 0, () => secondsText(seconds - from, nanoseconds - fromNanoseconds));
  };
  since("time_relative", c.firstSeconds, c.firstNanoseconds);
  since("time_delta", c.previousSeconds, c.previousNanoseconds);
}
