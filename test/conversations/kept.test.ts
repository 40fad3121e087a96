// Conversations that are found in memory are those between the same ends in the same scope, and the one that was used
// longest ago is forgotten: against a map of texts.
import { expect, test } from "vitest";
import { Kept } from "../../src/conversations/kept.ts";
import { Ends, endsAt } from "../../src/core/ends.ts";
import { FlowMemory } from "../../src/skim/flow-memory.ts";

const SCOPES = [
  "native",
  "vxlan:0",
  "vxlan:1",
  "vxlan:4294967295",
  "vxlan:4294967296",
  "gre:1",
  "vxlan:1/gre:1",
];
const PORTS = 3;

/** One of few hosts and ports, by IPv4 or IPv6, as its packet has them or by names. */
function endsOf(n: number): { ends: Ends; name: string } {
  const [form, ...of] = [n % 3, Math.floor(n / 3) % 5, Math.floor(n / 15) % 5];
  const [sp, dp] = [Math.floor(n / 75) % PORTS, Math.floor(n / 225) % PORTS];
  const name = `${form} ${[`${of[0]}:${sp}`, `${of[1]}:${dp}`].sort()}`;
  if (form === 2) return { ends: new Ends(`${of[0]}:${sp}`, `${of[1]}:${dp}`), name };
  const size = form === 0 ? 4 : 16;
  const d = new DataView(new ArrayBuffer(2 * size));
  // Hosts that differ in their first byte, some of them above the others as numbers of 32 bits with a sign.
  of.forEach((host, i) => {
    d.setUint8(i * size, 60 * host);
  });
  return { ends: endsAt(d, 0, size, (sp << 16) | dp), name };
}

test.each([
  ["more than are kept", 90],
  ["more than there is room for at first", 5000],
])("%s", (_, most) => {
  const memory = new FlowMemory();
  const forgotten: number[] = [];
  const kept = new Kept(memory, most, 64, (at) => forgotten.push(at));
  /** By whom they are between: where they stand, oldest first. */
  const model = new Map<string, number>();
  let seed = 1;
  const random = (below: number) => {
    seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((seed / 2 ** 31) * below);
  };
  for (let used = 1; used <= 6000; used++) {
    const { ends, name } = endsOf(random(3 * 25 * PORTS * PORTS));
    const scope = SCOPES[random(SCOPES.length)];
    const key = `${scope} ${name}`;
    const known = model.get(key);
    expect(kept.has(ends, scope)).toBe(known !== undefined);
    if (used % 5 === 0) continue;
    const at = kept.address(ends, scope, used);
    if (known !== undefined) expect(at).toBe(known);
    else if (model.size === most) {
      const [[oldest, place]] = model;
      expect([forgotten.at(-1), at]).toEqual([place, place]);
      model.delete(oldest);
    } else expect([...model.values()].includes(at)).toBe(false);
    model.delete(key);
    model.set(key, at);
  }
  expect(forgotten.length > 0).toBe(most < 1000);
});
