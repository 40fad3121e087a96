// What TCP and UDP are after the packets before them (tcp.analysis.*, streams, times), packet by packet against tshark
// in one pass, where it is installed: of every third capture, since tshark starts for each; of all with HISTORY=all.
// HISTORY_REPORT names a file for what differs.
import { afterAll, expect, it } from "vitest";
import { CaptureError, readCaptures } from "../../src/capture/capture.ts";
import { eachField } from "../../src/core/found.ts";
import { textOf } from "../../src/core/values.ts";
import type { DissectedPacket } from "../../src/dissect/packet.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { once, TCP_FIELDS, UDP_FIELDS } from "../read/history-fields.ts";
import { index, pathOf, truthOf } from "./corpus.ts";
import { describeWithTshark, LIKE_TRUTH, some, tell, tsharkFields } from "./tshark.ts";

const FIELDS = [...TCP_FIELDS, ...UDP_FIELDS];
const GOAL = 0.998;

/** A packet as one of the two sees it. */
interface Seen {
  protocols: string;
  /** In the order of FIELDS. */
  values: string[];
}

function theirs(capture: string): Map<number, Seen> {
  const names = ["frame.number", "frame.protocols", ...FIELDS];
  const seen = new Map<number, Seen>();
  for (const [number, protocols, ...values] of tsharkFields(pathOf(capture), LIKE_TRUTH, names)) {
    if (number !== "")
      seen.set(Number(number), { protocols, values: values.map((v, i) => once(FIELDS[i], v)) });
  }
  return seen;
}

interface Ours extends Seen {
  tenant: string | null;
  /** Between which ends its segments and datagrams went, and from which to which. */
  ends: string[];
  ways: string[];
  isQuoting: boolean;
  hasTime: boolean;
}

function ours(packet: DissectedPacket): Ours {
  const values = FIELDS.map((): string[] => []);
  const ends: string[] = [];
  const ways: string[] = [];
  const layers = packet.layers();
  for (const layer of layers) {
    const { name } = layer.protocol;
    if (name !== "tcp" && name !== "udp" && name !== "udplite") continue;
    const ip = layers
      .slice(0, layer.index)
      .findLast((l) => l.protocol.name === "ip" || l.protocol.name === "ipv6");
    const end = (side: "src" | "dst") =>
      `${ip?.get(`${ip.protocol.name}.${side}`)} ${layer.get(`${name.slice(0, 3)}.${side}port`)}`;
    ends.push([name, end("src"), end("dst")].sort().join(" "));
    ways.push(`${name} ${end("src")} to ${end("dst")}`);
    eachField(layer, ({ field, value }) => {
      const at = FIELDS.indexOf(field.name);
      if (at >= 0) values[at].push(textOf(field, value));
    });
  }
  return {
    protocols: String(layers[0].get("frame.protocols") ?? ""),
    values: values.map((list) => list.join("|")),
    tenant: packet.tenant,
    ends,
    ways,
    isQuoting: layers.some(({ quoted }) => quoted),
    hasTime: packet.nanoseconds >= 0,
  };
}

/** A tenant without the ids that name one direction alone. */
const bothWays = (tenant: string | null): string | null =>
  tenant?.replaceAll(/\b(mpls|gtp|l2tp|l2tpv3|pptp):[^/]+/g, "$1") ?? null;

/** What the packets of a capture so far gave tshark an occasion for. */
class Past {
  /** By ends, and by direction: the tenants in which they were seen. */
  readonly #tenants = new Map<string, Set<string | null>>();
  /** Ends of which tshark saw other packets than we did. */
  readonly #others = new Set<string>();
  readonly #rpc = new Set<string>();
  #isBroken = false;
  #isTimed = true;

  note({ tenant, ends, ways, hasTime }: Ours, their: Seen, isOther: boolean): void {
    if (!hasTime) this.#isTimed = false;
    for (const way of ways) this.#tenants.set(way, (this.#tenants.get(way) ?? new Set()).add(tenant));
    for (const end of ends) {
      this.#tenants.set(end, (this.#tenants.get(end) ?? new Set()).add(bothWays(tenant)));
      if (isOther) this.#others.add(end);
      if (/:(rpc|tftp|socks|sip|rtcp|rtp|snmp)\b/.test(their.protocols)) this.#rpc.add(end);
    }
    if (isOther && ends.length === 0) this.#isBroken = true;
  }

  isShared = ({ ends, ways }: Ours): boolean =>
    [...ends, ...ways].some((of) => (this.#tenants.get(of)?.size ?? 0) > 1);
  isOther = ({ ends }: Ours): boolean => this.#isBroken || ends.some((end) => this.#others.has(end));
  get isTimed(): boolean {
    return this.#isTimed;
  }
  isJoined = ({ ends }: Ours): boolean => ends.some((end) => this.#rpc.has(end));
}

interface Packet {
  mine: Ours;
  their: Seen;
  past: Past;
}

/** Where the two differ on purpose. */
const DIFFERENCES: readonly {
  name: string;
  why: string;
  applies: (packet: Packet, field: string) => boolean;
}[] = [
  {
    name: "a conversation in several tenants",
    why: "tshark knows no tenants: the same addresses and ports are one conversation to it, wherever they are",
    applies: ({ mine, past }) => past.isShared(mine),
  },
  {
    name: "what an ICMP error quotes",
    why: "tshark counts it into streams; what is quoted was not sent here",
    applies: ({ mine }) => mine.isQuoting,
  },
  {
    name: "conversations that a protocol above joins",
    why: "tshark lets RPC, SIP and the like tell of conversations with any port, and of new ones",
    applies: ({ mine, past }) => past.isJoined(mine),
  },
  {
    name: "packets without a time",
    why: "they came at no time, not in 1970",
    applies: ({ past }, field) => !past.isTimed && /time|rtt|rto/.test(field),
  },
  {
    name: "packets of the conversation that only one of the two understands",
    why: "malformed, cut or of another protocol to one of them: `make corpus` compares those layers",
    applies: ({ mine, past }) => past.isOther(mine),
  },
];

const counts = { compared: 0, equal: 0, purposely: new Map<string, number>() };
const wrong: string[] = [];

async function compare(capture: string): Promise<void> {
  const seen = theirs(capture);
  const truth = truthOf(capture) ?? [];
  const past = new Past();
  const streams = new Map<string, string>();
  const listing = new Listing({ conversations: true }, (packet) => {
    const their = seen.get(packet.number);
    if (their === undefined) return true;
    const mine = ours(packet);
    const isBad = truth[packet.number - 1]?.bad !== undefined;
    judge(`${capture}#${packet.number}`, { mine, their, past }, isBad, streams);
    return true;
  });
  await readCaptures([pathOf(capture)], listing);
  listing.finish();
}

const LENGTH = FIELDS.indexOf("tcp.len");
const RAW = FIELDS.indexOf("tcp.seq_raw");
const STREAMS = ["tcp.stream", "udp.stream"];

/** @param isBad tshark finds it malformed, or cut */
function judge(where: string, packet: Packet, isBad: boolean, streams: Map<string, string>): void {
  const { mine, their, past } = packet;
  const has = (s: Seen) => s.values.some((value) => value !== "");
  if (!has(mine) && !has(their)) return;
  // They do not see the same segments.
  const isOther =
    isBad ||
    mine.values[LENGTH] !== their.values[LENGTH] ||
    mine.values[RAW] !== their.values[RAW] ||
    mine.values[FIELDS.indexOf("udp.stream")].split("|").length !==
      their.values[FIELDS.indexOf("udp.stream")].split("|").length;
  past.note(mine, their, isOther);
  for (const [i, field] of FIELDS.entries()) {
    const [my, his] = [mine.values[i], their.values[i]];
    if (my === "" && his === "") continue;
    counts.compared++;
    if (my === his || (STREAMS.includes(field) && isRenamed(field, my, his, streams))) {
      counts.equal++;
      continue;
    }
    const row = DIFFERENCES.find((d) => d.applies(packet, field));
    if (row === undefined) wrong.push(`${where} ${field}: ${my} where tshark says ${his}`);
    else counts.purposely.set(row.name, (counts.purposely.get(row.name) ?? 0) + 1);
  }
}

/** Streams may have other numbers, as tshark counts some besides, but the same ones always the same. */
function isRenamed(field: string, mine: string, theirs: string, streams: Map<string, string>): boolean {
  const [my, his] = [mine.split("|"), theirs.split("|")];
  if (my.length !== his.length || mine === "" || theirs === "") return false;
  return my.every((stream, i) => {
    const key = `${field} ${stream}`;
    const back = `back ${field} ${his[i]}`;
    if (!streams.has(key) && !streams.has(back)) {
      streams.set(key, his[i]);
      streams.set(back, stream);
    }
    return streams.get(key) === his[i];
  });
}

afterAll(() => {
  const purposely = [...counts.purposely.values()].reduce((sum, n) => sum + n, 0);
  const share = (100 * counts.equal) / Math.max(1, counts.compared - purposely);
  const text = [
    `history: ${counts.compared} values; equal ${share.toFixed(3)} %, ${purposely} different on purpose, ${wrong.length} unexplained`,
    ...[...counts.purposely].map(([name, n]) => `  on purpose ${n}: ${name}`),
  ];
  tell(text.join("\n"), "HISTORY_REPORT", () => wrong);
});

describeWithTshark("history", () => {
  const withPorts = index().filter(({ capture }) =>
    truthOf(capture)?.some((packet) => "tcp.srcport" in packet || "udp.srcport" in packet),
  );
  const captures = some(withPorts, 3, "HISTORY");

  it.each(captures)("$capture", async ({ capture }) => {
    try {
      await compare(capture);
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
    }
  });

  it("is the same", () => {
    const purposely = [...counts.purposely.values()].reduce((sum, n) => sum + n, 0);
    expect(counts.compared).toBeGreaterThan(100_000);
    expect(counts.equal / (counts.compared - purposely)).toBeGreaterThanOrEqual(GOAL);
  });
});
