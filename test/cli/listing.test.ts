// overshark fields and overshark protocols, run as a user runs them.
import { describe, expect, test } from "vitest";
import { protocols } from "../../src/protocols/registry.ts";
import { overshark } from "./program.ts";

const all = protocols.filter((p) => p !== null);

async function lines(...args: string[]): Promise<string[]> {
  const { code, stdout, stderr } = await overshark(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return stdout.trimEnd().split("\n");
}
// biome-ignore lint/suspicious/noExplicitAny: what was printed
const json = async (...args: string[]): Promise<any> =>
  JSON.parse((await lines(...args, "--json")).join("\n"));

describe("fields", () => {
  test("has every field and every alias once, in the order of the alphabet", async () => {
    const { schema, fields } = await json("fields");
    expect(schema).toBe("overshark/fields/1");
    const names: string[] = fields.map((f: { name: string }) => f.name);
    const expected = all.flatMap((p) => [...p.fields.map((f) => f.name), ...Object.keys(p.aliases ?? {})]);
    expect(names).toEqual([...new Set(expected)].sort());
  });

  test("tells type, title, protocol and reference", async () => {
    const { fields } = await json("fields", "vxlan.vni");
    expect(fields[0]).toMatchObject({
      name: "vxlan.vni",
      type: "number, 3 bytes",
      title: "VXLAN Network Identifier (VNI)",
      reference: "RFC 7348, 5",
    });
    expect(fields[0].protocols).toContain("vxlan");
    const [text] = (await lines("fields", "vxlan.vni")).slice(1);
    expect(text).toMatch(
      /^vxlan\.vni +number, 3 bytes +VXLAN Network Identifier \(VNI\) \(vxlan.*: RFC 7348, 5\)$/,
    );
  });

  test("an alias says what it stands for, a number its words", async () => {
    const { fields } = await json("fields", "udp.port");
    expect(fields.find((f: { name: string }) => f.name === "udp.port")).toMatchObject({
      stands_for: ["udp.srcport", "udp.dstport"],
      type: "number, 2 bytes",
    });
    const dns = (await json("fields", "dns.flags.rcode")).fields[0];
    expect(dns).toMatchObject({ type: "number, 4 bits", values: { 3: "No such name" } });
  });

  test("words are searched in name, title and protocol, whatever their case, and all must be there", async () => {
    const names = (await json("fields", "SOCKS", "address")).fields.map((f: { name: string }) => f.name);
    expect(names).toEqual(["socks.address_type", "socks.dst", "socks.dstV6"]);
  });

  test("a word that is nowhere is a mistake", async () => {
    const { code, stdout, stderr } = await overshark(["fields", "socsk"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^overshark: nothing has "socsk" in its name or title\. Did you mean socks\?\n$/);
  });
});

describe("protocols", () => {
  test("has every protocol, with where it is looked for", async () => {
    const { schema, protocols: listed } = await json("protocols");
    expect(schema).toBe("overshark/protocols/1");
    expect(listed.map((p: { name: string }) => p.name)).toEqual(all.map((p) => p.name).sort());
    expect(listed.find((p: { name: string }) => p.name === "tls")).toMatchObject({
      reference: "RFC 8446, 5.1",
      guessed_over: ["tcp", "socks"],
    });
  });

  test("finds by reference, and writes ports and ethertypes as they are known", async () => {
    expect((await lines("protocols", "rfc 7348"))[1]).toMatch(
      /^vxlan +\d+ +udp\.port 4789 +Virtual eXtensible/,
    );
    expect((await lines("protocols", "802.1AB"))[1]).toMatch(
      /^lldp +\d+ +ethertype 0x88cc, 0x8942 +Link Layer/,
    );
  });
});

test.each(["fields", "protocols"])("%s --help fits in 80 columns", async (command) => {
  const { stdout } = await overshark([command, "--help"]);
  for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThan(80);
  expect(stdout).toMatch(/^Usage: overshark /);
});
