// A traffic read column by column is the same traffic read header by header, and a linear hash made of sums is the hash.
import fc from "fast-check";
import { expect, test } from "vitest";
import { carriedBy, carriers } from "../../src/entropy/carriers.ts";
import { ColumnView } from "../../src/entropy/columns.ts";
import { type FieldName, hashFields } from "../../src/entropy/fields.ts";
import { hashFunctions } from "../../src/entropy/functions/table.ts";
import { hashKeys, keyTraffic } from "../../src/entropy/keyed.ts";
import { hashNamed, type Traffic, trafficOf } from "../../src/entropy/simulate.ts";
import { contractViews, customView, type HashView } from "../../src/entropy/views.ts";
import { samplesOf } from "../../src/facts/samples.ts";
import { tableTraffic } from "../../src/lab/traffic.ts";
import { Session } from "../../src/pipeline/session.ts";
import { anyHeader } from "../entropy/sample.ts";
import { feed } from "../support/capture.ts";
import { random } from "./run.ts";

const byHeader = ({ columns: _, ...traffic }: Traffic): Traffic => traffic;

function captured(seed: number): Traffic {
  const { scenario } = random(seed, { packets: 150, hosts: 4, outerFragments: 0.2, ipv6: 0.4 });
  const session = new Session({});
  feed(
    session,
    scenario.records.map((r) => ({
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
  for (let k = 0; k < fast.keys; k++) expect(fast.fieldsOf(k), view.name).toEqual(slow.fieldsOf(k));
}

const names = [...hashFields.keys()];
const anyFields = fc.uniqueArray(fc.constantFrom<FieldName>(...names), { minLength: 1, maxLength: 6 });

test("columns: the same keys, hash inputs and fields as headers, in every encapsulation", () => {
  let inColumns = 0;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1 << 30 }), fc.array(anyFields, { minLength: 8 }), (seed, sets) => {
      const plain = captured(seed);
      for (const traffic of [plain, ...carriers.map((c) => carriedBy(plain, c))]) {
        for (const view of [...contractViews, ...sets.map((fields) => customView(fields))]) {
          if (ColumnView.of(traffic.columns, view) !== null) inColumns++;
          expectAlike(traffic, view);
        }
      }
    }),
    { numRuns: 2, seed: 41 },
  );
  expect(inColumns).toBeGreaterThan(2 * 8 * 6);
});

test("many keys of several lengths: every function on bytes gives what it gives for each input alone", () => {
  const headers = fc.sample(anyHeader, { numRuns: 1500, seed: 42 });
  const keyed = keyTraffic(
    trafficOf(headers.map((header) => ({ header, packets: 1, bytes: 1 }))),
    contractViews[3],
  );
  expect(keyed.keys).toBeGreaterThan(1400);
  const hashes = hashFunctions.map(({ name }) => hashNamed(name, { seed: 77 }));
  let i = 0;
  for (const values of hashKeys(keyed, hashes)) {
    const { function: f, options } = hashes[i++];
    if (f.on !== "bytes") continue;
    const hash = f.make(options);
    const alone = values.map((_, k) =>
      hash(keyed.bytes.slice(keyed.starts[k], keyed.starts[k + 1]), keyed.starts[k + 1] - keyed.starts[k]),
    );
    expect(values, f.name).toEqual(alone);
  }
});
