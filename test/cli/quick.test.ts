// Plain command lines are read without yargs: what it would have made of them.
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { LOADERS, plainly } from "../../src/cli/arguments.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { entropy } from "../../src/cli/entropy.ts";
import { NAMES } from "../../src/cli/names.ts";
import { givenToPart } from "../../src/cli/plain.ts";
import { stats } from "../../src/cli/stats.ts";
import { keysOf } from "../../src/cli/words.ts";
import { withYargs } from "../../src/cli/yargs.ts";

test("every command has its loader, under its name", async () => {
  expect(NAMES).toEqual(COMMANDS.map(({ name }) => name));
  expect(Object.keys(LOADERS)).toEqual(NAMES);
  for (const [i, load] of Object.values(LOADERS).entries()) expect(await load()).toBe(COMMANDS[i]);
});

const KEYS = COMMANDS.map(({ options }) => keysOf(options));

test("an option of two commands takes a value in both or in neither, so that one of them can be read alone", () => {
  const types = new Map<string, unknown>();
  for (const [key, { type }] of KEYS.flatMap((keys) => [...keys])) {
    expect(types.get(key) ?? type, key).toBe(type);
    types.set(key, type);
    expect(key).toMatch(/^([a-z]|[a-z][a-z-]+)$/i);
  }
});

/** What yargs makes of words; null: a mistake. A question for help is printed, which is nothing here. */
function asYargs(words: readonly string[]) {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  try {
    return withYargs(words, "version");
  } catch {
    return null;
  } finally {
    log.mockRestore();
  }
}

const FILES = [
  "a.pcap",
  "./b",
  "-",
  "help",
  "stats",
  "read",
  "stat",
  "5",
  "-5",
  "",
  "x=y",
  "/",
  "package.json",
];
const VALUES = [
  "5",
  "-5",
  "a,b",
  "ip.src == 1.2.3.4",
  "",
  "-",
  "--",
  "--json",
  "stats",
  "help",
  "false",
  "x=y",
  "1e3",
];

const word = (keys: readonly string[]) => {
  const key = fc.constantFrom(...keys);
  const value = fc.constantFrom(...VALUES);
  const dashed = key.map((name) => (name.length === 1 ? `-${name}` : `--${name}`));
  return fc.oneof(
    { weight: 4, arbitrary: fc.tuple(dashed, value).map(([a, b]) => [a, b]) },
    { weight: 3, arbitrary: dashed.map((a) => [a]) },
    { weight: 4, arbitrary: fc.constantFrom(...FILES).map((file) => [file]) },
    fc.tuple(dashed, value).map(([a, b]) => [`${a}=${b}`]),
    fc.tuple(dashed, value).map(([a, b]) => [a + b]),
    fc.tuple(dashed, key).map(([a, b]) => [a + b]),
    fc
      .constantFrom("--", "-nr", "-jn", "--no-json", "--constructor", "--toString", "-device", "-x=1")
      .map((a) => [a]),
  );
};

/** Words of one command, sometimes with another one's, before, behind or without its name. */
const line = fc.constantFrom(...COMMANDS.keys()).chain((i) => {
  const own = [...KEYS[i].keys()];
  const words = fc.array(
    fc.oneof({ weight: 9, arbitrary: word(own) }, word([...KEYS.flatMap((keys) => [...keys.keys()])])),
    { maxLength: 5 },
  );
  return fc.tuple(fc.constantFrom(0, 0, 0, 1, 2), words).map(([at, groups]) => {
    const all = groups.flat();
    return at === 2 ? all : [...all.slice(0, at), COMMANDS[i].name, ...all.slice(at)];
  });
});

test("it gives what yargs gives, or leaves the words to it", async () => {
  let plain = 0;
  await fc.assert(
    fc.asyncProperty(line, async (words) => {
      const quick = await plainly(words);
      if (quick === null) return;
      plain++;
      const asked = asYargs(words);
      expect(asked?.command.name).toBe(quick.command.name);
      expect(asked?.given.files).toEqual(quick.given.files);
      for (const name of Object.keys(quick.command.options)) {
        expect(asked?.given.all(name), name).toEqual(quick.given.all(name));
        expect(asked?.given.flag(name), name).toBe(quick.given.flag(name));
      }
    }),
    { seed: 7, numRuns: 200 },
  );
  expect(plain).toBeGreaterThan(40);
});

test.each([
  "--help",
  "read --version",
  "-i eth0",
  "help",
  "x -c",
  "stat x",
  "-c 5 read x",
  "-json x",
  "x --jsn",
])("left to yargs: %s", async (words) => expect(await plainly(words.split(" "))).toBeNull());

test.each([
  "",
  "-",
  "-n -c5 package.json",
  "stats --json x y",
  "--json package.json",
  "read -V -Y tcp x",
  "flows --format csv x",
])("read without it: %s", async (words) =>
  expect(await plainly(words.split(" ").filter((w) => w !== ""))).not.toBeNull(),
);

test.each([
  "--json package.json",
  "stats -c5 -",
  "-d udp.port==8472,vxlan /",
  "-Y udp /",
  "-nYip.src==1.2.3.4 /",
  "--filter=udp /",
])("the part for stats is enough: %s", (words) =>
  expect(givenToPart(words.split(" "), stats)).not.toBeNull(),
);

test("the part for entropy is enough", () => {
  const words = ["entropy", "--paths", "6", "--function=all", "package.json"];
  expect(givenToPart(words, entropy)?.files).toEqual(["package.json"]);
  expect(givenToPart([...words, "--filter", "overshark.nat"], entropy)).toBeNull();
  expect(givenToPart(words, stats)).toBeNull();
});

test.each([
  "read package.json",
  "-Y overshark.nat /",
  "-nYip.src==1.2.3.4&&overshark.nat /",
  "--filter=overshark.proxy /",
  "--help",
  "--jsn /",
  "stat",
  "-v",
])("the whole program is needed: %s", (words) => expect(givenToPart(words.split(" "), stats)).toBeNull());
