import { expect, test, vi } from "vitest";
import { parse } from "../../src/cli/arguments.ts";
import { UsageError } from "../../src/cli/errors.ts";
import { Given } from "../../src/cli/given.ts";
import { capturesOf, runOptions } from "../../src/cli/options.ts";
import { overshark } from "./program.ts";

// The build puts it in.
vi.stubGlobal("OVERSHARK_VERSION", "0");

const HELP = "Try 'overshark --help'.";

/** Words, what is wrong, and the hint. */
const MISTAKES: readonly [string, string, string?][] = [
  ["--jsn x", "unknown option --jsn", "Did you mean --json?"],
  ["--max-flow 3 x", "unknown option --max-flow", "Did you mean --max-flows?"],
  ["--reassembly-mem 3 x", "unknown option --reassembly-mem", "Did you mean --reassembly-memory?"],
  ["--quite x", "unknown option --quite", "Did you mean --quiet?"],
  ["stats --halp", "unknown option --halp", "Did you mean --help?"],
  ["--xyzzy x", "unknown option --xyzzy"],
  ["--no-json x", "unknown option --no-json"],
  ["--maxFlows 1 x", "unknown option --maxFlows", "Did you mean --max-flows?"],
  ["--constructor x", "unknown option --constructor"],
  ["--__proto__=1 x", "unknown option --__proto__"],
  ["-json x", "unknown option -json", "Did you mean --json?"],
  ["-nz x", "unknown option -z"],
  ["-x.pcap", "unknown option -x.pcap", "If that is a file, write ./-x.pcap."],
  ["fields -i eth0", "unknown option -i", "overshark -i eth0 prints how tcpdump captures for overshark."],
  ["--json=maybe x", "--json takes no value"],
  ["x -c", "-c needs a value"],
  ["--count --json x", "--count needs a value"],
  ["-r", "-r needs a value"],
  ["-c abc x", '--count takes a whole number above 0, not "abc"'],
  ["-c 0 x", '--count takes a whole number above 0, not "0"'],
  ["-c -5 x", '--count takes a whole number above 0, not "-5"'],
  ["-c-5 x", '--count takes a whole number above 0, not "-5"'],
  ["-c 1.5 x", '--count takes a whole number above 0, not "1.5"'],
  ["-c 1 -c 2 x", "--count is given more than once (1, 2)", "Give it once."],
  ["--max-flows 0 x", '--max-flows takes a whole number above 0, not "0"'],
  ["--max-flows 99999999999999999 x", '--max-flows takes a whole number above 0, not "99999999999999999"'],
  ["--reassembly-timeout 0 x", '--reassembly-timeout takes a number of seconds above 0, not "0"'],
  ["--reassembly-timeout 1h x", '--reassembly-timeout takes a number of seconds above 0, not "1h"'],
  ["--reassembly-memory 5Q x", '--reassembly-memory takes a size such as 64M, not "5Q"'],
  ["--reassembly-memory=-1M x", '--reassembly-memory takes a size such as 64M, not "-1M"'],
  ["--color red x", '--color has no "red"', "There are auto, always, never."],
  ["--color alway x", '--color has no "alway"', "Did you mean always?"],
  ["--gre-key vsid x", '--gre-key has no "vsid"', "There are auto, nvgre, gre."],
  ["--reader pcap x", '--reader has no "pcap"', "Did you mean pcap-parser?"],
  ["-d 8472 x", 'cannot read -d "8472"', "It is written as udp.port==8472,vxlan."],
  ["-d udp.prt==8472,vxlan x", '-d has no table "udp.prt"', "Did you mean udp.port?"],
  ["-d udp.port==8472,vxlna x", '-d has no protocol "vxlna" for udp.port', "Did you mean vxlan?"],
  // What takes over a header, elsewhere; and what does not, in its place: both would go round for ever.
  ["-d tcp.port==80,tcp x", '-d has no protocol "tcp" for tcp.port', "There are stt, none."],
  ["-d ip.proto==6,stt x", '-d has no protocol "stt" for ip.proto', "Did you mean stp?"],
  ["-d gre.nvgre==0,gre x", '-d has no protocol "gre" for gre.nvgre', "There are nvgre, none."],
  ["-d udp.port==65536,vxlan x", "-d udp.port==65536,vxlan: udp.port goes from 0 to 65535, not 65536"],
  ["stat x", "stat: no such file or command", "Did you mean 'overshark stats'?"],
];

test.each(MISTAKES)("%s", async (words, message, hint) => {
  const mistake = await (async () => (await parse(words.split(" ")))?.())().catch((error) => error);
  expect(mistake).toBeInstanceOf(UsageError);
  expect({ message: mistake.message, hint: mistake.hint }).toEqual({ message, hint });
});

test.concurrent.each([
  ["-d udp.port==8472,vxlna x", '-d has no protocol "vxlna" for udp.port. Did you mean vxlan?'],
  ["-c 1 -c 2 x", "--count is given more than once (1, 2). Give it once."],
  ["--reader x --color", `--color needs a value. ${HELP}`],
  ["--toString", `unknown option --toString. ${HELP}`],
  ["read --xyzzy x", "unknown option --xyzzy. Try 'overshark read --help'."],
])("the program says so in one line and leaves with 2: %s", async (words, line) => {
  expect(await overshark(words.split(" "))).toMatchObject({
    code: 2,
    stdout: "",
    stderr: `overshark: ${line}\n`,
  });
});

test("nothing to read, and a person at the terminal", () => {
  const nothing = new Given({}, []);
  expect(capturesOf(nothing, () => false)).toEqual(["-"]);
  expect(() => capturesOf(nothing, () => true)).toThrow("no capture given");
  expect(() => capturesOf(new Given({}, [""]), () => false)).toThrow("empty name");
});

test("sizes are powers of 1024, and what is not given keeps its default", () => {
  const sizes = { "4096": 4096, "64M": 67108864, "1.5k": 1536, "2GiB": 2147483648, "3mb": 3145728 };
  for (const [text, bytes] of Object.entries(sizes))
    expect(runOptions(new Given({ "reassembly-memory": text }, []))).toEqual({
      reassemblyMemory: bytes,
    });
  expect(runOptions(new Given({}, []))).toEqual({});
  expect(runOptions(new Given({ count: "007", "reassembly-timeout": ".5" }, []))).toEqual({
    limit: 7,
    reassemblyTimeout: 0.5,
  });
});
