/** `-i IF`: overshark does not capture, and says how tcpdump does it for overshark. */
import { readFileSync } from "node:fs";
import { ethertype, ipProto, tcpPort, udpPort, udpSourcePort } from "../core/demux.ts";
import { protocols } from "../protocols/registry.ts";
import { decodeAs } from "./decode-as.ts";
import { Exit, UsageError } from "./errors.ts";
import type { Given } from "./given.ts";
import { print } from "./streams.ts";

const TCP = 6;
const UDP = 17;
const IPV4 = 0x0800;
const IPV6 = 0x86dd;
/** libpcap's `vlan` finds tags that the network card took off, too. */
const VLAN_TAGS: readonly number[] = [0x8100, 0x88a8, 0x9100];
/** How the kernel numbers kinds of interfaces: Ethernet, and the loopback that looks like it. */
const ETHERNET_LIKE = ["1", "772"];

/** Numbers in a demux table that lead to somebody behind whom a tunnel can stand. */
function openIn(table: Uint8Array, but: readonly number[]): number[] {
  const keys = [...table.keys()].filter((key) => {
    const protocol = protocols[table[key]];
    return table[key] !== 0 && protocol?.leaf !== true && !but.includes(key);
  });
  return keys;
}

/** Numbers of which either table has somebody. */
const inUse = (...tables: Uint8Array[]): number[] =>
  [...tables[0].keys()].filter((key) => tables.some((table) => table[key] !== 0));

const hexadecimal = (n: number) => `0x${n.toString(16)}`;

/**
 * What libpcap lets through is every packet that can belong to a tenant: tunnels over IP, UDP and TCP, all but the
 * first fragments of them, which show no ports, and tunnels on the link.
 * @param ethernet the interface has Ethernet headers
 */
export function captureFilter(ethernet: boolean): string {
  const list = (numbers: readonly (number | string)[]) => numbers.join(" or ");
  return [
    `proto ${list(openIn(ipProto, [TCP, UDP]))}`,
    `udp port ${list(inUse(udpPort, udpSourcePort))}`,
    `tcp port ${list(inUse(tcpPort))}`,
    "ip[6:2] & 0x1fff != 0",
    ...(ethernet
      ? [`ether proto ${list(openIn(ethertype, [IPV4, IPV6, ...VLAN_TAGS]).map(hexadecimal))}`, "vlan"]
      : []),
  ].join(" or ");
}

/** Whether an interface has Ethernet headers; one that this machine does not have is taken to. */
function isEthernet(name: string): boolean {
  if (name.includes("/")) return true;
  try {
    return ETHERNET_LIKE.includes(readFileSync(`/sys/class/net/${name}/type`, "utf8").trim());
  } catch {
    return true;
  }
}

/** A word as a shell takes it. */
const quoted = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** The words but `-i` and its value, as `splitLetters` left them. */
function withoutInterface(words: readonly string[]): string[] {
  const at = words.findIndex((word) => /^(-i|--interface)(=|$)/.test(word));
  return words.filter((_, i) => i !== at && !(i === at + 1 && !words[at].includes("=")));
}

/**
 * Prints the command line that captures from the interface and has the same command read what comes.
 * @param words of the command line @throws UsageError
 */
export async function printRecipe(given: Given, words: readonly string[]): Promise<number> {
  const name = given.text("interface") ?? "";
  const captures = [...given.all("read"), ...given.files].filter((file) => file !== "-");
  if (name === "") throw new UsageError("-i has an empty name");
  if (captures.length > 0)
    throw new UsageError(`-i captures, and ${captures[0]} is a capture`, "Give the one or the other.");
  for (const rule of given.all("decode-as")) decodeAs(rule);
  const command = ["overshark", ...withoutInterface(words)].map(quoted).join(" ");
  await print(`tcpdump -U -w - -i ${quoted(name)} '${captureFilter(isEthernet(name))}' | ${command}\n`);
  return Exit.done;
}
