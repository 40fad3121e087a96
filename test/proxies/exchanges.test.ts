// Random exchanges cut into random segments, over the whole way from packets to rows.
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ProxyReport } from "../../src/proxies/report.ts";
import { check } from "../property.ts";
import type { Packet } from "../support/capture.ts";
import { type Cargo, cargo, chain, type Exchange } from "./exchanges.ts";
import { follow, followed } from "./follow.ts";
import { captured, ethernet, type Host, type Segment, segmentsOf, tcp, vxlan } from "./wire.ts";

const CLIENT: Host = { address: [10, 0, 0, 5], port: 40000 };
const PROXY: Host = { address: [10, 0, 0, 6], port: 8123 };

interface Case {
  exchanges: Exchange[];
  cargo: Cargo;
  numbers: [number, number];
  cuts: number[];
  vni: number | null;
}

const cases: fc.Arbitrary<Case> = fc.record({
  exchanges: chain,
  cargo,
  // Around the end of the numbers as well.
  numbers: fc.tuple(
    fc.oneof(fc.integer({ min: 0xfffff000, max: 0xffffffff }), fc.nat(0xffffffff)),
    fc.oneof(fc.integer({ min: 0xfffff000, max: 0xffffffff }), fc.nat(0xffffffff)),
  ),
  cuts: fc.array(fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(1460)), {
    minLength: 1,
    maxLength: 8,
  }),
  vni: fc.option(fc.integer({ min: 1, max: 0xffffff })),
});

const talkOf = ({ exchanges, cargo: load, numbers, cuts }: Case) => ({
  client: CLIENT,
  server: PROXY,
  said: [...exchanges.flatMap(({ said }) => said), ...(exchanges.at(-1)?.opens === true ? load.said : [])],
  numbers,
  cuts,
});

const packetsOf = (segments: readonly Segment[], vni: number | null): Packet[] =>
  segments.map((s, i) => {
    const frame = ethernet(tcp(s));
    return captured(vni === null ? frame : vxlan(vni, frame), i * 1_000_000);
  });

const told = (row: ProxyReport) => ({
  kind: row.kind,
  methods_offered: row.methods_offered,
  method: row.method,
  user: row.user,
  password: row.password,
  login_accepted: row.login_accepted,
  command: row.command,
  destination: row.destination,
  codes: row.replies.map(({ code }) => code),
  outcome: row.outcome,
});

const bytes = (said: readonly { client: boolean; data: readonly number[] }[], client: boolean) =>
  said.filter((s) => s.client === client).reduce((n, s) => n + s.data.length, 0);

/** Bytes that each exchange carries: all behind it. */
function carriedBytes({ exchanges, cargo: load }: Case, i: number): [number | null, number | null] {
  if (!exchanges[i].opens) return [null, null];
  const behind = [
    ...exchanges.slice(i + 1).flatMap(({ said }) => said),
    ...(exchanges.at(-1)?.opens ? load.said : []),
  ];
  return [bytes(behind, true), bytes(behind, false)];
}

function expectAll(c: Case, rows: readonly ProxyReport[]): void {
  expect(rows.map(told)).toEqual(c.exchanges.map(({ truth }) => truth));
  for (const [i, row] of rows.entries()) {
    expect(row.tenant).toBe(c.vni === null ? "native" : `vxlan:${c.vni}`);
    expect([row.client, row.proxy]).toEqual([
      { address: "10.0.0.5", port: 40000 },
      i === 0 ? { name: null, address: "10.0.0.6", port: 8123 } : rows[i - 1].destination,
    ]);
    expect(row.inside).toBe(i === 0 ? null : i);
    expect([row.bytes_to_destination, row.bytes_from_destination]).toEqual(carriedBytes(c, i));
    expect(row.remarks).toEqual([]);
    const last = i === rows.length - 1 && c.exchanges[i].opens;
    expect(row.carried?.protocol ?? null).toBe(last ? c.cargo.protocol : null);
    expect(row.carried?.server_name ?? null).toBe(last ? c.cargo.server_name : null);
    expect(row.carried?.host ?? null).toBe(last ? c.cargo.host : null);
  }
}

/** Some segments come again, and some are overtaken by the next ones. */
const disorder = fc.array(
  fc.record({ at: fc.nat(), distance: fc.integer({ min: 1, max: 12 }), copy: fc.boolean() }),
  {
    maxLength: 20,
  },
);

function disordered(
  segments: readonly Segment[],
  moves: readonly { at: number; distance: number; copy: boolean }[],
): Segment[] {
  const list = [...segments];
  for (const { at, distance, copy } of moves) {
    // The handshake stays first: it says who is the client.
    const from = 3 + (at % Math.max(1, list.length - 3));
    if (from >= list.length) continue;
    const [segment] = copy ? [list[from]] : list.splice(from, 1);
    list.splice(Math.min(list.length, from + distance), 0, segment);
  }
  return list;
}

describe("exchanges", () => {
  test("cut anywhere are told with all that they say", () => {
    check(
      fc.property(cases, (c) => expectAll(c, follow(packetsOf(segmentsOf(talkOf(c)), c.vni)).proxies)),
      200,
    );
  });

  test("out of order and repeated are the same", () => {
    check(
      fc.property(cases, disorder, (c, moves) =>
        expectAll(c, follow(packetsOf(disordered(segmentsOf(talkOf(c)), moves), c.vni)).proxies),
      ),
      200,
    );
  });

  test("in segments that overlap are the same", () => {
    check(
      fc.property(cases, fc.array(fc.tuple(fc.nat(), fc.nat(30)), { maxLength: 10 }), (c, overlaps) => {
        const segments = segmentsOf(talkOf(c));
        const stream = (s: Segment) => segments.filter((x) => x.from === s.from && x.data.length > 0);
        const more: Segment[] = [];
        for (const [n, length] of overlaps) {
          // A retransmission that takes in some of the segments behind it.
          const data = segments.filter((x) => x.data.length > 0);
          const s = data[n % data.length];
          const own = stream(s);
          const behind = own.slice(own.indexOf(s)).flatMap((x) => x.data);
          more.push({ ...s, data: behind.slice(0, s.data.length + length) });
        }
        const at = segments.findIndex((x) => x.data.length > 0);
        expectAll(
          c,
          follow(packetsOf([...segments.slice(0, at), ...more, ...segments.slice(at)], c.vni)).proxies,
        );
      }),
      100,
    );
  });

  test("with segments lost tell nothing that was not said", () => {
    let complete = 0;
    let partial = 0;
    check(
      fc.property(cases, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), (c, lost) => {
        const segments = segmentsOf(talkOf(c));
        const data = segments.filter((s) => s.data.length > 0);
        const gone = new Set(lost.map((n) => data[n % data.length]));
        const { proxies } = follow(
          packetsOf(
            segments.filter((s) => !gone.has(s)),
            c.vni,
          ),
        );
        const truths = c.exchanges.map(({ truth }) => truth);
        expect(proxies.length).toBeLessThanOrEqual(truths.length);
        for (const row of proxies) {
          // Each row is one of the exchanges, in part.
          const t = told(row);
          const matching = truths.filter(
            (truth) =>
              truth.kind === t.kind &&
              (t.destination === null ||
                JSON.stringify(t.destination) === JSON.stringify(truth.destination)) &&
              (t.user === null || t.user === truth.user) &&
              (t.password === null || t.password === truth.password) &&
              t.codes.every((code, i) => truth.codes[i] === code) &&
              (t.methods_offered === null ||
                JSON.stringify(t.methods_offered) === JSON.stringify(truth.methods_offered)),
          );
          expect(matching.length, JSON.stringify({ t, truths })).toBeGreaterThan(0);
          expect(row.remarks).toContain("bytes_lost");
          expect(row.missing_bytes).toBe([...gone].reduce((n, s) => n + s.data.length, 0));
          if (JSON.stringify(t) === JSON.stringify(matching[0])) complete++;
          else partial++;
        }
      }),
      200,
    );
    expect(complete).toBeGreaterThan(15);
    expect(partial).toBeGreaterThan(3);
  });

  test("in two tenants with the same addresses, ports and numbers stay apart", () => {
    check(
      fc.property(cases, cases, (a, b) => {
        const numbers = a.numbers;
        const one = packetsOf(segmentsOf(talkOf(a)), 100);
        const two = packetsOf(segmentsOf(talkOf({ ...b, numbers })), 200);
        const mixed = Array.from({ length: Math.max(one.length, two.length) }, (_, i) => [one[i], two[i]])
          .flat()
          .filter((p) => p !== undefined);
        const { proxies } = follow(mixed);
        expect(proxies.filter((p) => p.tenant === "vxlan:100").map(told)).toEqual(
          a.exchanges.map((e) => e.truth),
        );
        expect(proxies.filter((p) => p.tenant === "vxlan:200").map(told)).toEqual(
          b.exchanges.map((e) => e.truth),
        );
      }),
      100,
    );
  });

  test("tell every packet behind a request where it goes", () => {
    check(
      fc.property(cases, (c) => {
        const segments = segmentsOf(talkOf(c));
        const { report, destinations } = followed(packetsOf(segments, c.vni));
        for (const row of report.proxies) {
          if (row.packet === null) continue;
          const d = row.destination;
          const host = d?.name ?? d?.address ?? "";
          const text = host.includes(":") ? `[${host}]:${d?.port}` : `${host}:${d?.port}`;
          const sent = segments.findIndex(
            (s, i) => i >= (row.packet ?? 0) && s.from === PROXY && s.data.length > 0,
          );
          const answered = segments.findIndex((s, i) => i > sent && s.from === CLIENT);
          for (const [i] of segments.entries()) {
            const has = destinations[i + 1].includes(text);
            // Version 4 with an address alone is proved by its answer.
            const from = row.kind === "socks4" ? answered : row.packet;
            if (i + 1 > row.packet && i + 1 <= from) continue;
            if (i + 1 > row.packet) expect(has, `${i + 1} of ${row.packet}`).toBe(true);
            else if (
              report.proxies.every((p) => p === row || JSON.stringify(p.destination) !== JSON.stringify(d))
            )
              expect(has, `${i + 1} of ${row.packet}`).toBe(false);
          }
        }
      }),
      100,
    );
  });
});

describe("one side alone", () => {
  const only = (c: Case, client: boolean) =>
    follow(
      packetsOf(
        segmentsOf(talkOf(c)).filter((s) => (s.from === CLIENT) === client),
        c.vni,
      ),
    ).proxies;

  test("the client's tells where to, and that nobody knows what came of it", () => {
    check(
      fc.property(cases, (c) => {
        const [first] = only(c, true);
        const { truth } = c.exchanges[0];
        // Two bytes and an address are proof of nothing.
        if (truth.kind === "socks4" || truth.destination === null) return;
        expect(first.destination).toEqual(truth.destination);
        expect(first.remarks).toContain("client_side_only");
        expect(first.replies).toEqual([]);
        expect(first.outcome).toBe("unknown");
        expect(first.bytes_from_destination).toBe(null);
      }),
      80,
    );
  });

  test("the proxy's never tells a destination", () => {
    check(
      fc.property(cases, (c) => {
        for (const [i, row] of only(c, false).entries()) {
          expect(row.kind).toBe("socks5");
          expect(row.destination).toBe(null);
          expect(row.remarks).toContain("proxy_side_only");
          expect(row.replies[0].code).toBe(c.exchanges[i].truth.codes[0]);
        }
      }),
      80,
    );
  });
});

test("caught behind the greeting, a request that is answered is told, and that it starts in the middle", () => {
  check(
    fc.property(cases, (c) => {
      const talk = talkOf(c);
      const { truth, said } = c.exchanges[0];
      if (truth.kind !== "socks5" || truth.codes.length === 0) return;
      const skipped = said.findIndex((s) => s.client && s.data[0] === 5 && s.data[2] === 0 && s !== said[0]);
      const segments = segmentsOf({ ...talk, handshake: false, said: talk.said.slice(skipped) });
      const { proxies } = follow(packetsOf(segments, c.vni));
      expect(proxies.length).toBeGreaterThan(0);
      expect(proxies[0]).toMatchObject({
        destination: truth.destination,
        methods_offered: null,
        command: truth.command,
      });
      expect(proxies[0].replies.map(({ code }) => code)).toEqual(truth.codes);
      expect(proxies[0].remarks).toContain("starts_in_the_middle");
    }),
    80,
  );
});
