import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Clock } from "../../src/capture/pcapng-clock.ts";

const GIGA = 1_000_000_000n;

/** What the draft says, in arithmetic without limits. */
function exact(resolution: number, ticks: bigint): { seconds: bigint; nanoseconds: bigint } {
  const units = (resolution & 0x80 ? 2n : 10n) ** BigInt(resolution & 0x7f);
  return { seconds: ticks / units, nanoseconds: ((ticks % units) * GIGA) / units };
}

const ticks = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  fc.constantFrom(
    0n,
    1n,
    2n ** 32n - 1n,
    2n ** 32n,
    2n ** 53n - 1n,
    2n ** 53n + 1n,
    2n ** 63n,
    2n ** 64n - 1n,
  ),
  // next to whole seconds of the usual resolutions, where a rounding error would show
  fc
    .tuple(
      fc.integer({ min: 0, max: 18 }),
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fc.integer({ min: -1, max: 1 }),
    )
    .map(([n, value, step]) =>
      BigInt.asUintN(64, (value / 10n ** BigInt(n)) * 10n ** BigInt(n) + BigInt(step)),
    ),
);

test("seconds and nanoseconds are exact for every resolution", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 255 }),
      fc.array(ticks, { minLength: 1, maxLength: 4 }),
      (byte, list) => {
        const clock = new Clock(byte, 0);
        for (const value of list) {
          clock.set(Number(value >> 32n), Number(value & 0xffffffffn));
          const { seconds, nanoseconds } = exact(byte, value);
          expect(BigInt(clock.nanoseconds)).toBe(nanoseconds);
          if (seconds <= Number.MAX_SAFE_INTEGER) expect(BigInt(clock.seconds)).toBe(seconds);
          else expect(clock.seconds).toBeGreaterThan(Number.MAX_SAFE_INTEGER);
        }
      },
    ),
    { numRuns: 5000 },
  );
});

test("the cached upper half follows it forth and back", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 9 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 0xffffffff }))),
      (byte, list) => {
        const clock = new Clock(byte, 1000);
        for (const [high, low] of list) {
          clock.set(0x17979cfe + high, low);
          const { seconds, nanoseconds } = exact(byte, (BigInt(0x17979cfe + high) << 32n) | BigInt(low));
          if (seconds < 2n ** 53n - 2000n) expect(BigInt(clock.seconds)).toBe(seconds + 1000n);
          expect(BigInt(clock.nanoseconds)).toBe(nanoseconds);
        }
      },
    ),
  );
});
