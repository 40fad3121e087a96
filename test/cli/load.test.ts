// A cache of V8's is read by no other Node than the one that made it: another one may crash with it.
import { expect, test } from "vitest";
import { stamped, unstamped } from "../../src/cli/load.ts";

const CACHE = Buffer.from("what V8 made of it");

test("a cache comes back as it was, where V8 need not move it", () => {
  const back = unstamped(stamped(CACHE));
  expect(back?.toString()).toBe(CACHE.toString());
  expect((stamped(CACHE).length - CACHE.length) % 16).toBe(0);
});

test.each([
  ["the version of Node", process.version],
  ["that of V8", process.versions.v8],
  ["the processor", process.arch],
])("not if %s is another", (_, text) => {
  const bytes = stamped(CACHE);
  expect(bytes.includes(text)).toBe(true);
  bytes[bytes.indexOf(text) + text.length - 1] ^= 1;
  expect(unstamped(bytes)).toBeUndefined();
});

test("nor one without a stamp, or cut", () => {
  expect(unstamped(CACHE)).toBeUndefined();
  expect(unstamped(stamped(CACHE).subarray(0, 20))).toBeUndefined();
});
