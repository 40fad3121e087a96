// sFlow version 5 (sflow.org): packets that a switch sampled, and its counters.
//
//  0              4              8              12…24
// +--------------+--------------+--------------+--------------+--------------+--------------+--------------+---------
// | version      | address kind | address      | sub-agent    | sequence     | uptime       | samples      | samples
// +--------------+--------------+--------------+--------------+--------------+--------------+--------------+---------

import { ethertype } from "../core/demux.ts";
import { ipv4Text } from "../core/format.ts";
import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import type { LayerStack } from "../core/stack.ts";
import { ipv6TextAt } from "../core/values.ts";
import { Cursor, leaf, telling } from "./common/cursor.ts";
import { sflowFields } from "./common/sflow-fields.ts";
import { address, FRAME_AT, FRAME_RECORD, tellSamples } from "./common/sflow-records.ts";

const LEN = 4;
const VERSIONS = [2, 4, 5];
const VERSION = 5;
const B = "sflow_245.";
const IPV4 = 1;
const TRANSPARENT_ETHERNET = 0x6558;
const ETHERNET = 1;
const [FLOW, EXPANDED_FLOW] = [1, 3];
/** From a sample's type on, to its first record. */
const RECORDS: Readonly<Record<number, number>> = { [FLOW]: 40, [EXPANDED_FLOW]: 52 };

export const sflow: Protocol = {
  name: "sflow",
  roots: ["sflow", "sflow_245", "sflow_5"],
  title: "InMon sFlow",
  reference: "sFlow version 5",
  fields: sflowFields,
  claims: { "udp.app": [6343] },
  ...leaf(LEN),
  accepts: (d, o, lim) => o + LEN > lim || VERSIONS.includes(d.getUint32(o)),
  // What it carries are copies of frames that go elsewhere.
  quotes: true,
  beyond: (d, o, lim, s) => sampled(d, o, lim, s, -1),
  beyondAgain: sampled,
  column: "sFlow",
  ...telling(tell),
};

function sampled(d: DataView, o: number, lim: number, s: LayerStack, from: number): number {
  const at = frameAt(d, o, lim, from);
  if (at < 0) return 0;
  s.pos = at;
  s.narrow(Math.min(lim, at + d.getUint32(at - 4)));
  return ethertype[TRANSPARENT_ETHERNET];
}

/** Where the first sampled frame behind `from` begins; -1: there is none. */
function frameAt(d: DataView, o: number, lim: number, from: number): number {
  if (o + 8 > lim || d.getUint32(o) !== VERSION) return -1;
  let at = o + (d.getUint32(o + 4) === IPV4 ? 28 : 40);
  while (at + 8 <= lim) {
    const end = Math.min(lim, at + 8 + d.getUint32(at + 4));
    let record = at + (RECORDS[d.getUint32(at)] ?? lim);
    for (; record + FRAME_AT < end; record += 8 + d.getUint32(record + 4))
      if (
        record + FRAME_AT > from &&
        d.getUint32(record) === FRAME_RECORD &&
        d.getUint32(record + 8) === ETHERNET
      )
        return record + FRAME_AT;
    at = end;
  }
  return -1;
}

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  const version = c.number(`${B}version`, 4);
  say(`V${version}`);
  const size = c.peek(4) === IPV4 ? 4 : 16;
  c.need(4 + size);
  say(`, agent ${size === 4 ? ipv4Text(data.getInt32(c.at + 4)) : ipv6TextAt(data, c.at + 4)}`);
  address(c, `${B}agent`, `${B}agent.v6`, `${B}agenttype`);
  if (version === VERSION) say(`, sub-agent ID ${c.number(`${B}sub_agent_id`, 4)}`);
  say(`, seq ${c.number(`${B}sequence_number`, 4)}`);
  const samples = c.tell(`${B}sysuptime`, 4).number(`${B}numsamples`, 4);
  say(`, ${samples} samples`);
  if (version === VERSION) tellSamples(c, samples);
}
