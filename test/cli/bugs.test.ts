// A fault of this program's in showing one packet is told, and stops none of the others.
import { afterEach, expect, test, vi } from "vitest";
import { Unshown } from "../../src/cli/bugs.ts";
import { OutputError } from "../../src/cli/errors.ts";

afterEach(() => vi.restoreAllMocks());

test("the first packet that cannot be shown is told of, and how many there are at the end", () => {
  const told: string[] = [];
  vi.spyOn(process.stderr, "write").mockImplementation((text) => told.push(String(text)) > 0);
  const unshown = new Unshown();
  const show = ({ number }: { number: number }) => {
    if (number > 2) throw new TypeError(`no such thing as ${number}`);
    return number === 1;
  };
  expect([1, 2, 3, 4, 1].map((number) => unshown.try({ number }, show))).toEqual([
    true,
    false,
    false,
    false,
    true,
  ]);
  unshown.tell();
  expect(told).toEqual([
    expect.stringMatching(
      /^overshark: packet 3 is not shown, which is a bug in overshark: .*no such thing as 3\./,
    ),
    "overshark: 2 packets are not shown, which is a bug in overshark\n",
  ]);
});

test("what cannot be written is no fault of a packet's", () => {
  const full = () => {
    throw new OutputError("no space left");
  };
  expect(() => new Unshown().try({ number: 1 }, full)).toThrow(OutputError);
});
