// What a TCP segment is after those before it (tcp.analysis.* and the like), segment by segment against tshark, where
// it is installed, on connections that lose, swap and repeat; and the same connections in tenants.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readCaptures } from "../../src/capture/capture.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { pcapFile, pcapRecord } from "../capture/build.ts";
import { FIXTURES, overshark } from "../cli/program.ts";
import { frame, gtp, vxlan } from "../nat/packets.ts";
import { files } from "../support/files.ts";
import { NUMBERS, once, TCP_FIELDS } from "./history-fields.ts";
import { chaos, type Sent } from "./tcp-chaos.ts";
import { shownLines, tsharkLines } from "./tshark-lines.ts";

const NANOSECONDS = 0xa1b23c4d;
const SECONDS = 1_700_000_000;

const write = files();
const record = (time: number, bytes: Uint8Array) =>
  pcapRecord(true, SECONDS + Math.floor(time / 1e9), time % 1e9, bytes);
const onEthernet = ({ src, dst, bytes }: Sent) => frame({ src, dst, ttl: 64, id: 1 }, 6, bytes);
const capture = (name: string, sent: readonly Sent[]) =>
  write(name, pcapFile({ magic: NANOSECONDS }, ...sent.map((s) => record(s.time, onEthernet(s)))));

/** Values by field, in one line for each packet. */
async function ours(path: string): Promise<string[][]> {
  const lines = [...(await shownLines(path)).values()];
  return lines.map(({ fields }) => TCP_FIELDS.map((name) => fields.get(name) ?? ""));
}

const version = spawnSync("tshark", ["--version"], { encoding: "utf8" }).stdout ?? "";
const isTheOne = /TShark \(Wireshark\) 4\.0\./.test(version);

function tshark(path: string): string[][] {
  const names = TCP_FIELDS.flatMap((name) => ["-e", name]);
  const options = ["-n", "-r", path, "-T", "fields", "-E", "aggregator=|", "-E", "separator=/s"];
  const { stdout } = spawnSync("tshark", [...options, ...names], { encoding: "utf8", maxBuffer: 2 ** 28 });
  const lines = stdout.trimEnd().split("\n");
  return lines.map((line) => line.split(" ").map((value, i) => once(TCP_FIELDS[i], value)));
}

/** Where the two differ on purpose: what tshark says, if it says that of a packet whose numbers it finds so large. */
const DIFFERENCES: readonly { fields: readonly string[]; why: string; applies: (p: Pair) => boolean }[] = [
  {
    fields: ["tcp.analysis.bytes_in_flight", "tcp.analysis.push_bytes_sent"],
    why: "numbers before the first one that was seen are the largest to tshark, so that nothing lies between",
    applies: ({ isBefore }) => isBefore,
  },
  {
    fields: ["fast_retransmission", "rto", "rto_frame"].map((name) => `tcp.analysis.${name}`),
    why: "tshark takes the -1 that it notes for acknowledgments of what it never saw for 4 billion duplicates",
    applies: ({ mine, theirs }) =>
      of("tcp.analysis.fast_retransmission", theirs) === "1" && of("tcp.analysis.rto_frame", mine) !== "",
  },
];

interface Pair {
  mine: string[];
  theirs: string[];
  /** Its connection has numbers before the first one that was seen. */
  isBefore: boolean;
}

const of = (name: string, values: string[]): string => values[TCP_FIELDS.indexOf(name)];

/** By packet number and field: what differs. Adds the reasons that held to `used`. */
function differences(mine: string[][], theirs: string[][], used: Set<string>): string[] {
  const before = new Set<string>();
  return theirs.flatMap((line, packet) => {
    const stream = of("tcp.stream", line);
    // Where the other side counts anew it leaves such behind; the SYN of a new connection has shown nothing but itself.
    const isAnew = of("tcp.analysis.reused_ports", line) === "1" && of("tcp.completeness", line) !== "1";
    if (isAnew || Number(of("tcp.seq", line)) >= 2 ** 31) before.add(stream);
    const pair = { mine: mine[packet] ?? [], theirs: line, isBefore: before.has(stream) };
    return line.flatMap((value, i) => {
      if (value === pair.mine[i]) return [];
      const row = DIFFERENCES.find((d) => d.fields.includes(TCP_FIELDS[i]) && d.applies(pair));
      if (row === undefined)
        return [`#${packet + 1} ${TCP_FIELDS[i]}: ${pair.mine[i]} where tshark says ${value}`];
      used.add(row.why);
      return [];
    });
  });
}

const between = (n: number | undefined, low: number, high: number): boolean =>
  n !== undefined && low <= n && n <= high;

const SEEDS = [1, 2, 3];

describe("connections with loss", () => {
  test.skipIf(!isTheOne)(
    `each field is what tshark 4.0 says${isTheOne ? "" : " (skipped: tshark 4.0 is not installed)"}`,
    async () => {
      const sent = SEEDS.flatMap((seed) =>
        chaos(seed, 8, 1_500).map((s) => ({
          ...s,
          time: s.time + seed * 1e15,
          src: `${s.src}${seed}`,
          dst: `${s.dst}${seed}`,
        })),
      );
      const path = capture("loss.pcap", sent);
      const [mine, theirs] = [await ours(path), tshark(path)];
      expect(theirs).toHaveLength(sent.length);
      const used = new Set<string>();
      expect(differences(mine, theirs, used).slice(0, 20)).toEqual([]);
      expect([...used].sort()).toEqual(DIFFERENCES.map(({ why }) => why).sort());
      // Nothing is compared that never occurs.
      expect(TCP_FIELDS.filter((_, i) => theirs.every((line) => line[i] === ""))).toEqual([]);
    },
  );

  test("each tenant's are what they are alone, though addresses and ports are the same", async () => {
    const tenants = [11, 12].map((seed) => chaos(seed, 4, 300));
    const alone = await Promise.all(tenants.map((sent, i) => ours(capture(`alone-${i}.pcap`, sent))));
    const all = tenants.flatMap((sent, tenant) => sent.map((s, i) => ({ s, tenant, i })));
    all.sort((a, b) => a.s.time - b.s.time || a.tenant - b.tenant || a.i - b.i);
    const records = all.map(({ s, tenant }) => record(s.time, vxlan(100 + tenant, onEthernet(s))));
    const together = await ours(write("tenants.pcap", pcapFile({ magic: NANOSECONDS }, ...records)));
    // The packet that was the nth of its tenant has another number now, and streams are counted over all.
    const numbers = tenants.map(() => [""]);
    for (const [at, { tenant }] of all.entries()) numbers[tenant].push(String(at + 1));
    const known = new Map<string, string>();
    for (const [at, { tenant, i }] of all.entries()) {
      const wanted = alone[tenant][i].map((value, f) =>
        NUMBERS.has(TCP_FIELDS[f]) && value !== "" ? numbers[tenant][Number(value)] : value,
      );
      const stream = `${tenant} ${wanted[0]}`;
      if (!known.has(stream)) known.set(stream, String(known.size));
      wanted[0] = known.get(stream) as string;
      expect(together[at], `packet ${at + 1}`).toEqual(wanted);
    }
  });

  test("one connection has two TEIDs, labels or sessions, one for each direction", async () => {
    const sent = chaos(13, 4, 300);
    const alone = await ours(capture("one-way.pcap", sent));
    const teid = ({ src, dst }: Sent) => (src < dst ? 7 : 8);
    const records = sent.map((s) => record(s.time, gtp(teid(s), onEthernet(s).subarray(14))));
    const path = write("two-teids.pcap", pcapFile({ magic: NANOSECONDS }, ...records));
    expect(new Set(sent.map(teid)).size).toBe(2);
    expect(await ours(path)).toEqual(alone);
  });
});

describe("filters", () => {
  const CONVERSATION = "headers/tcp-conversation.pcap";
  const lines = tsharkLines(join(FIXTURES, CONVERSATION.replace(".pcap", ".tshark.tsv")), [
    "protocols",
    "protocol",
    "info",
  ]);
  const numbers = (keep: (value: (name: string) => number | undefined) => boolean) =>
    [...lines].flatMap(([number, { fields }]) =>
      keep((name) => (fields.has(`tcp.${name}`) ? Number(fields.get(`tcp.${name}`)) : undefined))
        ? [number]
        : [],
    );
  test.each([
    ["tcp.analysis.flags", numbers((of) => of("analysis.flags") !== undefined)],
    ["tcp.analysis.retransmission", numbers((of) => of("analysis.retransmission") !== undefined)],
    ["tcp.analysis.ack_rtt >= 0.0002", numbers((of) => (of("analysis.ack_rtt") ?? 0) >= 0.0002)],
    [
      "tcp.analysis.bytes_in_flight in {100..300}",
      numbers((of) => between(of("analysis.bytes_in_flight"), 100, 300)),
    ],
    [
      "tcp.stream == 3 && tcp.completeness < 7",
      numbers((of) => of("stream") === 3 && (of("completeness") ?? 9) < 7),
    ],
    ["tcp.time_delta > 0.25", numbers((of) => (of("time_delta") ?? 0) > 0.25)],
  ])("%s", async (filter, wanted) => {
    expect(wanted.length).toBeGreaterThan(1);
    const { matches, needsConversations } = compileFilter(filter);
    expect(needsConversations).toBe(true);
    const found: number[] = [];
    const listing = new Listing({ conversations: true }, (packet) => {
      if (matches(packet)) found.push(packet.number);
      return true;
    });
    await readCaptures([join(FIXTURES, CONVERSATION)], listing);
    listing.finish();
    expect(found).toEqual(wanted);
  });

  test("are the same in stats and flows, on two threads", async () => {
    const options = ["-Y", "tcp.analysis.retransmission", CONVERSATION];
    const [stats, flows] = await Promise.all(
      ["stats", "flows"].map((command) => overshark([command, "--json", "-j", "2", ...options])),
    );
    const wanted = numbers((of) => of("analysis.retransmission") !== undefined).length;
    expect(JSON.parse(stats.stdout).capture.packets).toBe(wanted);
    const packets = flows.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(packets.reduce((sum, { orig_pkts, resp_pkts }) => sum + orig_pkts + resp_pkts, 0)).toBe(wanted);
  });
});
