/** What the filter language calculates. */
import type { Arithmetic } from "./syntax.ts";
import type { V } from "./types.ts";

/**
 * Quotients of whole numbers are whole. Bytes have `&` only, as far as both go.
 * @returns undefined: there is no result
 */
export function calculate(op: Arithmetic, a: V, b: V): V | undefined {
  if (a instanceof Uint8Array && b instanceof Uint8Array) {
    return op === "&" ? a.slice(0, b.length).map((byte, i) => byte & b[i]) : undefined;
  }
  if (typeof a === "bigint" || typeof b === "bigint") return large(op, a, b);
  return typeof a === "number" && typeof b === "number" ? small(op, a, b) : undefined;
}

function small(op: Arithmetic, a: number, b: number): V | undefined {
  const whole = Number.isInteger(a) && Number.isInteger(b);
  switch (op) {
    case "&":
      if (!whole) return undefined;
      return a >= 0 && b >= 0 && (a <= 0xffffffff || b <= 0xffffffff) ? low(a, b) : large(op, a, b);
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      if (b === 0) return undefined;
      return whole ? Math.trunc(a / b) : a / b;
    case "%":
      return b === 0 || !whole ? undefined : a % b;
  }
}

/** What has no more than 32 bits of the one cannot have more of the result. */
const low = (a: number, b: number): number => ((a % 0x100000000) & (b % 0x100000000)) >>> 0;

function large(op: Arithmetic, left: V, right: V): V | undefined {
  const [a, b] = [whole(left), whole(right)];
  if (a === undefined || b === undefined) return undefined;
  switch (op) {
    case "&":
      return a & b;
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      return b === 0n ? undefined : a / b;
    case "%":
      return b === 0n ? undefined : a % b;
  }
}

function whole(v: V): bigint | undefined {
  if (typeof v === "bigint") return v;
  return typeof v === "number" && Number.isInteger(v) ? BigInt(v) : undefined;
}
