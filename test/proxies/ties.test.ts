// Which transport carries which connection: random traffic whose truth is known because it was made that way.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ForwardReport, ForwardRole } from "../../src/proxies/report.ts";
import { check } from "../property.ts";
import type { Packet } from "../support/capture.ts";
import { follow } from "./follow.ts";
import { ACK, captured, ethernet, FIN, type Host, PSH, SYN, tcp, text } from "./wire.ts";

/** Numbers from 0 to 1, the same for the same seed. */
function random(seed: number): () => number {
  let s = seed >>> 0 || 1;
  return () => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return (s >>> 0) / 2 ** 32;
  };
}

interface Event {
  /** Microseconds. */
  time: number;
  wire: Wire;
  fromClient: boolean;
  flags: number;
  size: number;
  first?: number[];
}

interface Wire {
  client: Host;
  server: Host;
  next: [number, number];
}

const wire = (client: Host, server: Host): Wire => ({ client, server, next: [1000, 5000] });

/** What ssh makes of data (RFC 4253, 6; RFC 4254, 5.2): one packet per read of at most 16 kB. */
function sshBytes(size: number, block: number, code: number): number {
  let sum = 0;
  for (let left = size; left > 0; left -= 16384) sum += message(9 + Math.min(left, 16384), block, code);
  return sum;
}
const message = (payload: number, block: number, code: number): number => {
  const unpadded = 1 + payload;
  const padding = block - (unpadded % block) + (block - (unpadded % block) < 4 ? block : 0);
  return 4 + unpadded + padding + code;
};

type Kind = "local_client_side" | "local_server_side" | "remote_server_side" | "remote_client_side";
const KINDS: readonly Kind[] = [
  "local_client_side",
  "local_server_side",
  "remote_server_side",
  "remote_client_side",
];

interface World {
  packets: Packet[];
  /** Client port of each connection to its transport's client port and its role; null: nobody carries it. */
  truth: Map<number, { transport: number; role: Kind } | null>;
}

interface Shape {
  transports: number;
  forwarded: number;
  plain: number;
  /** Bursts of each connection. */
  turns: number;
  /** Part of the transports' traffic that belongs to connections that were not captured. */
  hidden: number;
  loss: number;
}

function world(seed: number, shape: Shape): World {
  const r = random(seed);
  const pick = (n: number) => Math.floor(r() * n);
  const events: Event[] = [];
  const truth: World["truth"] = new Map();
  const put = (
    time: number,
    w: Wire,
    fromClient: boolean,
    size: number,
    flags = ACK | PSH,
    first?: number[],
  ) => events.push({ time, wire: w, fromClient, flags, size, ...(first !== undefined && { first }) });
  const open = (time: number, w: Wire) => {
    put(time, w, true, 0, SYN);
    put(time + 20, w, false, 0, SYN | ACK);
    put(time + 40, w, true, 0, ACK);
  };
  const close = (time: number, w: Wire) => {
    put(time, w, true, 0, FIN | ACK);
    put(time + 30, w, false, 0, FIN | ACK);
  };
  const transports = Array.from({ length: shape.transports }, (_, i) => {
    const w = wire({ address: [10, 0, 0, 1], port: 50000 + i }, { address: [10, 0, 0, 2], port: 2222 });
    open(i * 100, w);
    put(1000 + i * 100, w, true, 0, ACK | PSH, text("SSH-2.0-A\r\n"));
    put(1500 + i * 100, w, false, 0, ACK | PSH, text("SSH-2.0-B\r\n"));
    const [block, code] = [
      [8, 16],
      [16, 16],
      [16, 32],
      [16, 64],
      [16, 20],
    ][pick(5)];
    return { w, block, code };
  });
  /** A request and answers on a connection, and what its transport shows of it. `c`: null, it was not captured. */
  const talk = (
    start: number,
    c: Wire | null,
    via: { w: Wire; block: number; code: number } | null,
    kind: Kind,
  ) => {
    const same = kind.startsWith("local");
    const enters = kind === "local_client_side" || kind === "remote_server_side";
    let time = start;
    if (c !== null) open(time, c);
    if (via !== null) {
      const shift = enters ? 1 : -1;
      put(time + 10 + shift * (100 + pick(200)), via.w, same, message(70 + pick(20), via.block, via.code));
      put(time + 20 - shift * (100 + pick(200)), via.w, !same, message(17, via.block, via.code));
    }
    time += 1000;
    for (let i = 0; i < shape.turns; i++) {
      time += 500 + pick(60_000);
      const fromClient = i % 2 === 0;
      const size = [20 + pick(200), 100 + pick(1200), 1000 + pick(9000)][pick(3)];
      if (c !== null) put(time, c, fromClient, size);
      // Into the transport right behind it, or out of it right before.
      const into = fromClient === enters;
      const lag = 60 + pick(900);
      if (via !== null)
        put(into ? time + lag : time - lag, via.w, fromClient === same, sshBytes(size, via.block, via.code));
    }
    time += 3000 + pick(3000);
    if (c !== null) close(time, c);
  };
  let port = 30000;
  const some = () => transports[pick(transports.length)];
  for (let i = 0; i < shape.forwarded; i++) {
    const via = some();
    const kind = KINDS[pick(4)];
    const c = wire(
      { address: [127, 0, 0, 1], port: ++port },
      { address: [127, 0, 0, 1], port: 8000 + pick(5) },
    );
    truth.set(port, { transport: via.w.client.port, role: kind });
    talk(10_000 + pick(2_000_000), c, via, kind);
  }
  for (let i = 0; i < shape.plain; i++) {
    const c = wire(
      { address: [127, 0, 0, 1], port: ++port },
      { address: [127, 0, 0, 1], port: 8000 + pick(5) },
    );
    truth.set(port, null);
    talk(10_000 + pick(2_000_000), c, null, "local_client_side");
  }
  for (let i = 0; i < shape.hidden; i++) talk(10_000 + pick(2_000_000), null, some(), KINDS[pick(4)]);
  events.sort((a, b) => a.time - b.time);
  const packets = events.flatMap((event) => segments(event)).filter(() => r() >= shape.loss);
  return { packets, truth };
}

const MSS = 1448;

function segments({ time, wire: w, fromClient, flags, size, first }: Event): Packet[] {
  const own = fromClient ? 0 : 1;
  const data = first ?? Array<number>(size).fill(0xee);
  const [from, to] = fromClient ? [w.client, w.server] : [w.server, w.client];
  const packets: Packet[] = [];
  for (let at = 0; at === 0 || at < data.length; at += MSS) {
    const part = data.slice(at, at + MSS);
    const segment = { from, to, sequence: w.next[own], acknowledgment: w.next[1 - own], flags, data: part };
    packets.push(captured(ethernet(tcp(segment)), time * 1000 + at));
    w.next[own] += part.length + ((flags & (SYN | FIN)) === 0 ? 0 : 1);
  }
  return packets;
}

interface Score {
  right: number;
  wrong: string[];
  undecided: number;
  missed: number;
}

function score({ packets, truth }: World): Score {
  const report = follow(packets);
  const byPort = new Map<number, ForwardReport>(report.ssh.forwards.map((f) => [f.client.port, f]));
  const portOf = (id: number | null) => report.ssh.transports.find((t) => t.id === id)?.client.port ?? 0;
  const result: Score = { right: 0, wrong: [], undecided: 0, missed: 0 };
  for (const [port, want] of truth) {
    const got = byPort.get(port);
    if (got === undefined || got.transport === null) {
      if (want !== null && got === undefined) result.missed++;
      else if (want !== null) result.undecided++;
      continue;
    }
    const role: ForwardRole | null = got.role;
    if (want === null || portOf(got.transport) !== want.transport || role !== want.role)
      result.wrong.push(
        JSON.stringify({ want, got: [portOf(got.transport), role, got.confidence, got.candidates] }),
      );
    else result.right++;
  }
  // A transport is carried by none of the others.
  for (const port of byPort.keys()) if (!truth.has(port)) result.wrong.push(`transport ${port} is tied`);
  return result;
}

const shapes: Record<string, Shape> = {
  "one transport": { transports: 1, forwarded: 6, plain: 6, turns: 6, hidden: 0, loss: 0 },
  "three transports side by side": { transports: 3, forwarded: 12, plain: 12, turns: 8, hidden: 0, loss: 0 },
  "beside traffic of others": { transports: 2, forwarded: 8, plain: 8, turns: 8, hidden: 12, loss: 0 },
  "with packets lost": { transports: 2, forwarded: 8, plain: 8, turns: 10, hidden: 2, loss: 0.01 },
  "nothing forwarded": { transports: 3, forwarded: 0, plain: 20, turns: 8, hidden: 20, loss: 0 },
  "short connections": { transports: 2, forwarded: 10, plain: 10, turns: 2, hidden: 4, loss: 0 },
};

/** Part of the forwarded connections that is found at least. */
const RECALL: Record<string, number> = {
  "one transport": 0.9,
  "three transports side by side": 0.9,
  "beside traffic of others": 0.85,
  "with packets lost": 0.7,
  "nothing forwarded": 0,
  "short connections": 0.6,
};

describe("ties", () => {
  test.each(Object.keys(shapes))("%s: none is wrong, most are found", (name) => {
    const sum = { right: 0, wrong: [] as string[], undecided: 0, missed: 0 };
    check(
      fc.property(fc.integer({ min: 1, max: 1 << 30 }), (seed) => {
        const { right, wrong, undecided, missed } = score(world(seed, shapes[name]));
        sum.right += right;
        sum.wrong.push(...wrong);
        sum.undecided += undecided;
        sum.missed += missed;
      }),
      8,
    );
    const all = sum.right + sum.undecided + sum.missed;
    if (process.env.SHOW)
      process.stderr.write(
        `${name}: ${sum.right} of ${all}, ${sum.undecided} undecided, ${sum.wrong.length} wrong\n`,
      );
    expect(sum.wrong).toEqual([]);
    expect(sum.right).toBeGreaterThanOrEqual(all * RECALL[name]);
  });
});
