// Packets that are like others in nearly all that the flow cache compares, and are read in another way all the same.
import { expect, it } from "vitest";
import { report } from "../../src/facts/query.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { filtered } from "../../src/pipeline/filtered.ts";
import { Session } from "../../src/session/session.ts";
import { feedFile, type Packet, packetsOf } from "../support/capture.ts";

const [ETHERNET, IP, IP6, UDP] = [14, 20, 40, 8];

/** One packet of a fixture, counted from 1 as Wireshark does. */
async function one(name: string, number: number): Promise<number[]> {
  return [...(await packetsOf(`fixtures/tunnels/${name}.pcap`))[number - 1].bytes];
}

const changed = (bytes: readonly number[], at: number, ...to: number[]): number[] =>
  bytes.map((byte, i) => to[i - at] ?? byte);

const word = (n: number): number[] => [n >> 8, n & 255];

/** The same with another length in IPv4, and in UDP behind it. */
const withLength = (bytes: readonly number[]): number[] => {
  const ip = changed(bytes, ETHERNET + 2, ...word(bytes.length - ETHERNET));
  return changed(ip, ETHERNET + IP + 4, ...word(bytes.length - ETHERNET - IP));
};

/** Most packets, and one that they must not be taken for. */
const PAIRS: Record<string, () => Promise<[number[], number[]]>> = {
  "MPLS: addresses that look like Ethernet's type and what follows it, if IP does not fill the rest":
    async () => {
      const bytes = await one("mpls", 4);
      const base = changed(bytes, ETHERNET + 4 + 12, 8, 0, 0x45, 0, 0, 40, 0, 1);
      return [base, [...base, ...Array(64).fill(0)]];
    },
  "MPLS: a label that says what follows": async () => {
    const bytes = await one("mpls", 4);
    return [bytes, changed(bytes, ETHERNET, 0, 0, 0xd1)];
  },
  "GTP: from its port alone, and longer than it says": async () => {
    const bytes = await one("gtp-u", 14);
    return [bytes, withLength([...bytes, 1, 2, 3, 4, 5])];
  },
  "Teredo: an authentication that is longer": async () => {
    const headers = (await one("teredo", 2)).slice(0, ETHERNET + IP + UDP);
    const ip6 = [0x60, 0, 0, 0, 0, 40, 17, 64, ...Array(28).fill(1), 0, 32, 0, 0];
    const datagram = [...ip6, 0x1f, 0x90, 0x1f, 0x91, 0, 40, ...Array(34).fill(7)];
    const authentication = [0, 1, 0, 0, ...Array(9).fill(0)];
    const base = [...headers, ...authentication, ...datagram, ...Array(8).fill(0)];
    const longer = [...headers, ...changed(authentication, 2, 8), ...ip6.slice(0, 8), ...datagram];
    return [withLength(base), withLength(longer)];
  },
  "PPP: Cisco HDLC, by its second byte": async () => {
    const bytes = await one("pppoe", 4);
    const longer = changed([...bytes.slice(0, 20), 15, 0, 8, 0, ...bytes.slice(22)], 19, bytes[19] + 2);
    return [changed(longer, 21, 1), longer];
  },
  "ERSPAN: a frame of another type": async () => {
    const bytes = await one("erspan", 14);
    const lastWord = ETHERNET + IP6 + 8 + 10;
    return [bytes, changed(bytes, lastWord, bytes[lastWord] | 0x04)];
  },
  "802.1ad: another type behind two service tags": async () => {
    const bytes = await one("gtp-u", 1);
    const tags = [0x88, 0xa8, 0, 1, 0x88, 0xa8, 0, 2];
    const base = [...bytes.slice(0, 12), ...tags, ...bytes.slice(12)];
    return [base, changed(base, 20, 0x12, 0x34)];
  },
  "VXLAN-GPE: another version": async () => {
    const bytes = await one("vxlan-gpe", 1);
    return [bytes, changed(bytes, 42, bytes[42] | 0x10)];
  },
  "L2TPv3: a control message, by its session": async () => {
    const bytes = await one("l2tpv3", 1);
    return [bytes, changed(bytes, 34, 0, 0, 0, 0)];
  },
};

async function stats(packets: readonly Packet[], filter: string | null, flowCache: boolean): Promise<string> {
  const session = new Session({ flowCache });
  const sink = filter === null ? session : filtered(compileFilter(filter), { flowCache }, session);
  await feedFile(sink, packets);
  if ("given" in sink) sink.finish();
  return JSON.stringify(report(session.finish(), [], []).stats, null, 1);
}

/** Behind so many tags that nothing tells beforehand which headers are tried. */
const tagged = (bytes: readonly number[]): number[] => [
  ...bytes.slice(0, 12),
  ...[1, 2, 3].flatMap((id) => [0x81, 0, 0, id]),
  ...bytes.slice(12),
];

it.each(Object.entries(PAIRS))("%s", async (_, make) => {
  const [base, other] = (await make()).map(tagged);
  const stream = [...Array(8).fill(base), other, base, other, other, base].map((bytes, i) => ({
    ...{ bytes: Uint8Array.from(bytes), original: bytes.length, linktype: 1 },
    ...{ seconds: 1 + i, nanoseconds: 0 },
  }));
  const found: string[] = [];
  for (const filter of [null, "ip.ttl > 1", "ipv6.hlim > 1", "tcp or udp"]) {
    const dissected = await stats(stream, filter, false);
    expect(await stats(stream, filter, true), filter ?? "no filter").toBe(dissected);
    found.push(dissected);
  }
  // It is another one.
  const alike = stream.map((packet) => ({ ...packet, bytes: Uint8Array.from(base), original: base.length }));
  expect(await stats(alike, null, false)).not.toBe(found[0]);
});
