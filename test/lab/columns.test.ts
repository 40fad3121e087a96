// A traffic read column by column is the same traffic read header by header, and a linear hash made of sums is the hash.
import fc from "fast-check";
import { expect, test } from "vitest";
import { onEthernet, udp } from "../../fixtures/make/built.ts";
import { record, START } from "../../fixtures/make/records.ts";
import type { PacketRecord } from "../../fixtures/make/scenario.ts";
import { vxlan } from "../../fixtures/make/wrap.ts";
import { carriedBy, carriers } from "../../src/entropy/carriers.ts";
import { ColumnView } from "../../src/entropy/columns.ts";
import { type FieldName, type HashFields, hashFields } from "../../src/entropy/fields.ts";
import { hashFunctions } from "../../src/entropy/functions/table.ts";
import { hashKeys, type Keyed, keyTraffic } from "../../src/entropy/keyed.ts";
import { useLoops } from "../../src/entropy/loops.ts";
import { hashNamed } from "../../src/entropy/simulate.ts";
import { type Traffic, trafficOf } from "../../src/entropy/traffic.ts";
import { contractViews, customView, type HashView } from "../../src/entropy/views.ts";
import { samplesOf } from "../../src/lab/samples.ts";
import { tableTraffic } from "../../src/lab/traffic.ts";
import { Session } from "../../src/session/session.ts";
import { anyHeader } from "../entropy/sample.ts";
import { feed } from "../support/capture.ts";
import { random } from "./run.ts";

/** What hashes on fields use of those that columns have. */
const fieldsIn = ({ src, dst, protocol, srcPort, dstPort }: HashFields) => {
  return { src: [...src], dst: [...dst], protocol, srcPort, dstPort };
};

const byHeader = ({ columns: _, ...traffic }: Traffic): Traffic => traffic;

function captured(records: readonly PacketRecord[]): Traffic {
  const session = new Session({});
  feed(
    session,
    records.map((r) => ({
      bytes: r.bytes,
      original: r.bytes.length,
      linktype: r.linktype,
      seconds: 0,
      nanoseconds: 0,
    })),
  );
  return tableTraffic(samplesOf(session.finish().table));
}

function expectAlike(traffic: Traffic, view: HashView): void {
  const [fast, slow] = [keyTraffic(traffic, view), keyTraffic(byHeader(traffic), view)];
  expect(fast.keyOf, view.name).toEqual(slow.keyOf);
  expect(fast.starts.subarray(0, fast.keys + 1)).toEqual(slow.starts.subarray(0, slow.keys + 1));
  expect(fast.bytes.subarray(0, fast.starts[fast.keys])).toEqual(
    slow.bytes.subarray(0, slow.starts[slow.keys]),
  );
  const read = fast.onBytes((fields) => {
    decoded = fieldsIn(fields);
    return 0;
  });
  let decoded: unknown;
  for (let k = 0; k < fast.keys; k++) {
    const fields = slow.fieldsOf(k);
    expect(fast.fieldsOf(k), view.name).toEqual(fields);
    read?.(fast.bytes, fast.starts[k + 1] - fast.starts[k], fast.starts[k]);
    if (read !== null) expect(decoded, view.name).toEqual(fieldsIn(fields));
  }
}

const names = [...hashFields.keys()];
const anyFields = fc.uniqueArray(fc.constantFrom<FieldName>(...names), { minLength: 1, maxLength: 6 });

test("columns: the same keys, hash inputs and fields as headers, in every encapsulation", () => {
  let inColumns = 0;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1 << 30 }), fc.array(anyFields, { minLength: 8 }), (seed, sets) => {
      const { scenario } = random(seed, { packets: 150, hosts: 4, outerFragments: 0.2, ipv6: 0.4 });
      const plain = captured(scenario.records);
      for (const traffic of [plain, ...carriers.map((c) => carriedBy(plain, c))]) {
        for (const view of [...contractViews, ...sets.map((fields) => customView(fields))]) {
          if (ColumnView.of(traffic.columns, view) !== null) inColumns++;
          expectAlike(traffic, view);
        }
      }
    }),
    { numRuns: 2, seed: 41 },
  );
  expect(inColumns).toBeGreaterThan(2 * 8 * contractViews.length);
});

const hashes = hashFunctions.map(({ name }) => hashNamed(name, { seed: 77 }));

test("many keys of several lengths: every function on bytes gives what it gives for each input alone", () => {
  const headers = fc.sample(anyHeader, { numRuns: 1500, seed: 42 });
  const list = headers.map((header) => ({ header, packets: 1, bytes: 1 }));
  expectHashes(keyTraffic(trafficOf(list), contractViews[3]));
});

test("many keys of one length, in columns: the same", () => {
  const outer = (i: number) => ({
    src: `10.0.0.${i % 7}`,
    dst: "10.0.1.1",
    sport: 1024 + (Math.imul(i, 7919) % 60000),
  });
  const packets = Array.from({ length: 1500 }, (_, i) => {
    const inner = udp({ src: `10.1.0.${i % 200}`, dst: `10.2.${i % 5}.1`, sport: 1000 + i, dport: 53 }, 20);
    return record(onEthernet(vxlan(onEthernet(inner), outer(i), { vni: i % 3 })), START);
  });
  const traffic = captured(packets);
  for (const view of contractViews.slice(1)) {
    const keyed = keyTraffic(traffic, view);
    expect(keyed.lengths()).toHaveLength(1);
    expectHashes(keyed);
  }
});

function expectHashes(keyed: Keyed): void {
  expect(keyed.keys).toBeGreaterThan(1400);
  for (const which of ["compiled", "in parts", "JavaScript"]) {
    useLoops(which !== "JavaScript", 1, which === "in parts" ? 512 : undefined);
    let i = 0;
    for (const values of hashKeys(keyed, hashes)) {
      const { function: f, options } = hashes[i++];
      const { bytes, starts } = keyed;
      const onFields = f.on === "fields" ? f.make(options) : null;
      const onBytes = f.on === "bytes" ? f.make(options) : () => 0;
      const alone = values.map((_, k) =>
        onFields === null
          ? onBytes(bytes.slice(starts[k], starts[k + 1]), starts[k + 1] - starts[k])
          : onFields(keyed.fieldsOf(k)),
      );
      expect(values, `${f.name} ${which}`).toEqual(alone);
    }
  }
  useLoops(true);
}
