// What is remarkable about packets, against tshark's expert, where it is installed: of every 20th capture; of all with
// EXPERTS=all. EXPERTS_REPORT names a file for what differs, the most frequent first.
import { afterAll, beforeAll, expect, it } from "vitest";
import { CaptureError, readCaptures } from "../../src/capture/capture.ts";
import { claim } from "../../src/core/demux.ts";
import { expertsOf } from "../../src/core/expert.ts";
import { protocolsOf } from "../../src/core/spelling.ts";
import type { DissectedPacket } from "../../src/dissect/packet.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { protocolNumber } from "../../src/protocols/registry.ts";
import { index, pathOf } from "./corpus.ts";
import { Differences, describeWithTshark, some, tell, tsharkFields, WITH_CHECKSUMS } from "./tshark.ts";

const GOAL = 0.97;

/** What tshark says and we do not recognise is not counted; of what we say all is. */
const OURS = [
  /^Bad checksum \[should be 0x[0-9a-f]{4}\]$|^Illegal checksum/,
  /^(IPv4 total|IPv6 payload|IPv6 header must|Bogus (IP|TCP)|"Time To Live"|Source MAC|Length field value|Bad length value)/,
  /^(Connection |This frame |A new tcp|TCP (Zero|keep|window)|ACK(ed)? |Previous segment|Duplicate ACK|Short segment)/,
  /^(The (SYN|urgent|acknowledgment) |4 NOP|Window scale shift|Possible traceroute)/,
  /^(DNS (query|response) retransmission|Malformed Packet)|HTTP\/1\.\d( \d+ [^\\]*)?\\r\\n$/,
];
/** What depends on the segments before: compared by history.corpus.ts, with its reasons. */
const OF_HISTORY =
  /^(This frame |A new tcp|TCP (Zero Window Probe|keep|window)|ACK(ed)? |Previous segment|Duplicate ACK|DNS )/;
/** Where the two differ on purpose. */
const NOT_OURS: readonly (readonly [RegExp, why: string])[] = [
  [OF_HISTORY, "compared elsewhere"],
  [/^Illegal checksum/, "tunnels over IPv6 may do without a checksum (RFC 6935)"],
  [/^4 NOP/, "tshark counts those that do not follow each other, too"],
];
/** In STT's frames checksums may be left to the receiver's network card. */
const isPartial = (layers: string, expert: string): boolean =>
  layers.includes(":stt:") && message(expert).startsWith("Bad checksum");

interface Seen {
  layers: string;
  experts: string[];
}

/** By packet number. */
function theirs(file: string): Map<number, Seen> {
  const names = [
    "frame.number",
    "frame.protocols",
    ...["severity", "group", "message"].map((n) => `_ws.expert.${n}`),
  ];
  const seen = new Map<number, Seen>();
  for (const [number, layers, ...lists] of tsharkFields(file, WITH_CHECKSUMS, names)) {
    if (lists.length < 3) continue;
    const [severities, groups, messages] = lists.map((list) => (list === "" ? [] : list.split("|")));
    const experts = messages.map((message, i) => `${severities[i]} ${groups[i]} ${message}`);
    seen.set(Number(number), { layers, experts });
  }
  return seen;
}

const message = (expert: string): string => expert.replace(/^\d+ \d+ /, "");
const compared = (expert: string): boolean =>
  OURS.some((one) => one.test(message(expert))) && !NOT_OURS.some(([one]) => one.test(message(expert)));

let equal = 0;
let unequal = 0;
const differences = new Differences();

function differs(which: string, expert: string, where: string): void {
  unequal++;
  const kind = `${which} ${expert.replace(/ \d+$|0x[0-9a-f]+|#?\b\d+ ?(bytes)?/g, "#").slice(0, 90)}`;
  differences.add(kind, `${where}: ${expert}`);
}

async function run(file: string, name: string): Promise<void> {
  const seen = theirs(file);
  const listing = new Listing({ conversations: true, messages: true }, (packet: DissectedPacket) => {
    const their = seen.get(packet.number);
    packet.hideTold();
    if (their === undefined || their.layers !== protocolsOf(packet.layers())) return true;
    const left = their.experts.filter((one) => compared(one) && !isPartial(their.layers, one));
    for (const { severity, group, message } of expertsOf(packet)) {
      const mine = `${severity} ${group} ${message}`;
      if (!compared(mine) || isPartial(their.layers, mine)) continue;
      const at = left.indexOf(mine);
      if (at < 0) differs("ours alone", mine, `${name}#${packet.number}`);
      else {
        equal++;
        left.splice(at, 1);
      }
    }
    for (const expert of left) differs("tshark's alone", expert, `${name}#${packet.number}`);
    return true;
  });
  await readCaptures([file], listing);
  listing.finish();
}

beforeAll(() => claim("udp.port", 8472, protocolNumber("vxlan")));

afterAll(() => {
  const text = `experts: ${((100 * equal) / Math.max(1, equal + unequal)).toFixed(2)} % of ${equal + unequal} remarks are the same`;
  tell(text, "EXPERTS_REPORT", () => differences.lines());
});

describeWithTshark("experts", () => {
  const captures = some(index(), 20, "EXPERTS", 10);

  it.each(captures)("$capture", async ({ capture }) => {
    try {
      await run(pathOf(capture), capture);
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
    }
  });

  it("are the same", () => {
    expect(equal).toBeGreaterThan(300);
    expect(equal / (equal + unequal)).toBeGreaterThanOrEqual(GOAL);
  });
});
