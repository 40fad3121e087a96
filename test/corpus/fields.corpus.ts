// Every field that tshark shows of the protocols that we have, by name and value, where it is installed: of every 20th
// capture, since it takes its time to print them; of all with FIELDS=all. FIELDS_REPORT names a file for what is missing
// and what differs, the most frequent first. A new field is compared without a line here.
import { afterAll, beforeAll, expect, it } from "vitest";
import { CaptureError, readCaptures } from "../../src/capture/capture.ts";
import { claim } from "../../src/core/demux.ts";
import { eachField } from "../../src/core/found.ts";
import { textOf } from "../../src/core/values.ts";
import type { DissectedPacket } from "../../src/dissect/packet.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { placesOf, protocolsNamed } from "../../src/protocols/field-index.ts";
import { protocolNumber, protocols } from "../../src/protocols/registry.ts";
import { index, pathOf, truthOf } from "./corpus.ts";
import { describeWithTshark, some, tell, tshark, WITH_CHECKSUMS } from "./tshark.ts";

const GOAL = 0.99;

/** Beginnings of the names of our fields. */
const prefixes = new Set(protocols.flatMap((p) => p?.fields.map(({ name }) => name.split(".")[0]) ?? []));

/** Names that are no field of a packet: what is wrong with it, its state in a window, vendors by address. */
const NOT_OURS = [
  /\.expert$|\.checksum(_calculated|\.bad|\.zero)$/,
  /^frame\.(marked|ignored|offset_shift)$|_resolved$|^_ws\./,
];

/** Where values differ on purpose, by name; `when`: only these values. */
const PURPOSES: readonly [RegExp, why: string, when?: (mine: string, theirs: string) => boolean][] = [
  [
    /^frame\.time$|\.(data|random|duidllt)[._]time$|^dns\.(rrsig|tkey)\.signature_|^dns\.tsig\.time|\.sct_timestamp$|^syslog\.timestamp$|^radius\.Event_Timestamp$|^x509af\.generalizedTime$|^snmp\.engineid\.time$|^cflow\.(timestamp|abstime(start|end))$/,
    "times are written as RFC 3339",
  ],
  [
    /^(tcp\.(analysis|stream|time|completeness|seq$|ack$|nxtseq|window_size)|udp\.(stream|time))/,
    "history.corpus.ts compares them, with their reasons",
  ],
  [/^frame\.interface_name$/, "tshark calls those without a name unknown"],
  [
    /^arp\.(duplicate-|seconds-since)/,
    "tenants may use the same addresses; and what a reply repeats of whoever asked is no use of its address",
  ],
  [
    /^udp\.checksum\.status$/,
    "tunnels over IPv6 may do without a checksum (RFC 6935): 3 is absent, 4 illegal",
    (mine, theirs) => mine === theirs.replaceAll("4", "3"),
  ],
  [
    /^l2tp\.avp\.pseudowire_type$/,
    "of a session of which it knows nothing, tshark shows 0 in every packet",
    (mine, theirs) => mine === "" && theirs === "0",
  ],
  [
    /^isis\.lsp\.eis_neighbors[._](delay|expense|error)_metric/,
    "tshark reads these metrics of old neighbours where the default one stands",
  ],
  [
    /^dhcp\.option\.type$/,
    "the end has the number 255 (RFC 2132, 3.2), which tshark shows as 0",
    (mine, theirs) => mine.replaceAll("255", "0") === theirs,
  ],
  [
    /^isakmp\.(id\.data(\.ipv4_addr)?|reserved)$/,
    "tshark reads on behind a payload that is too short for its identity",
  ],
  [
    /^geneve\.flags\.reserved$/,
    "bits that are reserved are a number; tshark says whether there are any",
    (mine, theirs) => mine !== "0" && theirs === "1",
  ],
  [/^isakmp\.vid_string$/, "one name has a line's end, which tshark writes as a backslash and an n"],
  [/^bgp\.large_communities$/, "tshark shows all of them as [ Null ]"],
  [
    /^bgp\.community_prefix$/,
    "tshark shows numbers of four bytes as the largest there is",
    (_, theirs) => theirs.includes("4294967295:"),
  ],
  [
    /^isis\.lsp\.ext_is_reachability\.unidirectional_(residual|available|utilized)_bandwidth$/,
    "bandwidths are floating-point numbers (RFC 8570, 4.5); tshark shows their bits as a number",
  ],
  [/^(stt|sctp)\.checksum\.status$/, "tshark does not check them unless it is told to"],
];

type Values = Map<string, string[]>;
const ELEMENT = /<field name="([^"]+)"([^>]*)>|<packet>|<proto name="(_ws\.[a-z]+)/g;
const SHOW = / show="([^"]*)"/;
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function theirs(capture: string): { values: Values; isBad: boolean }[] {
  const stdout = tshark(pathOf(capture), [...WITH_CHECKSUMS, "-T", "pdml"]);
  const packets: { values: Values; isBad: boolean }[] = [];
  for (const [whole, name, attributes, bad] of stdout.matchAll(ELEMENT)) {
    const packet = packets.at(-1);
    if (whole === "<packet>") packets.push({ values: new Map(), isBad: false });
    else if (packet === undefined) continue;
    else if (bad !== undefined) packet.isBad ||= bad !== "_ws.expert";
    else put(packet.values, name, unescaped(SHOW.exec(attributes)?.[1] ?? ""));
  }
  return packets;
}

const unescaped = (text: string): string =>
  text.replaceAll(/&(\w+);/g, (_, entity: string) => ENTITIES[entity] ?? "");

function put(values: Values, name: string, text: string): void {
  const list = values.get(name);
  if (list === undefined) values.set(name, [plain(text)]);
  else list.push(plain(text));
}

/** Numbers in decimal, bytes without separators. */
function plain(text: string): string {
  if (/^0x[0-9a-f]+$/i.test(text)) return String(BigInt(text));
  if (/^([0-9a-f]{2}:)*[0-9a-f]{2}$/.test(text)) return text.replaceAll(":", "");
  if (text === "True" || text === "False") return text === "True" ? "1" : "0";
  return text === "<none>" ? "" : text.trim();
}

function valuesOf(packet: DissectedPacket): Values {
  const values: Values = new Map();
  for (const layer of packet.layers())
    eachField(layer, ({ field, value }) => put(values, field.name, textOf(field, value)));
  return values;
}

/** By name: in how many packets, and one of them. */
class Tally {
  readonly #counts = new Map<string, { packets: number; example: string }>();
  total = 0;

  add(name: string, example: () => string): void {
    this.total++;
    const known = this.#counts.get(name);
    if (known === undefined) this.#counts.set(name, { packets: 1, example: example() });
    else known.packets++;
  }

  *lines(): Generator<string> {
    const rows = [...this.#counts].sort(([, a], [, b]) => b.packets - a.packets);
    for (const [name, { packets, example }] of rows) yield `- ${packets} ${name}: ${example}`;
  }
}

const missing = new Tally();
const different = new Tally();
let known = 0;
let equal = 0;

function compare(where: string, their: Values, mine: Values): void {
  for (const [name, values] of their) {
    const [prefix] = name.split(".");
    if (!prefixes.has(prefix) || NOT_OURS.some((not) => not.test(name))) continue;
    // Protocols are compared as layers.
    if (protocolsNamed(name).length > 0 && placesOf(name).length === 0) continue;
    if (placesOf(name).length === 0) {
      missing.add(name, () => `${where} ${values.join()}`);
      continue;
    }
    known++;
    const own = mine.get(name);
    // Another name for what is compared under its own.
    if (own === undefined && placesOf(name).every(({ field }) => field.name !== name)) continue;
    const pair: [string, string] = [own?.join() ?? "", values.join()];
    if (PURPOSES.some(([names, , when]) => names.test(name) && (when?.(...pair) ?? true))) continue;
    // What has no value of its own is there, or not.
    const isThere = values.every((value) => value === "") && own?.length === values.length;
    if (isThere || own?.join() === values.join()) equal++;
    else different.add(name, () => `${where} ${own?.join()} where tshark says ${values.join()}`);
  }
}

async function run(capture: string): Promise<void> {
  const seen = theirs(capture);
  const truth = truthOf(capture);
  if (truth === null || truth.length !== seen.length) return;
  const listing = new Listing({ conversations: true, messages: true }, (packet) => {
    packet.hideTold();
    const their = seen[packet.number - 1];
    const mine = valuesOf(packet);
    // Layers are compared elsewhere: here are packets whose layers are the same.
    const isSame = their?.values.get("frame.protocols")?.join() === mine.get("frame.protocols")?.join();
    if (isSame && !their.isBad) compare(`${capture}#${packet.number}`, their.values, mine);
    return true;
  });
  await readCaptures([pathOf(capture)], listing);
  listing.finish();
}

const share = (part: number, rest: number): number => part / Math.max(1, part + rest);

// What the truth was made with.
beforeAll(() => claim("udp.port", 8472, protocolNumber("vxlan")));

afterAll(() => {
  const names = `${(100 * share(known, missing.total)).toFixed(2)} % of ${known + missing.total}`;
  const values = `${(100 * share(equal, different.total)).toFixed(3)} % of ${equal + different.total}`;
  const text = `fields: ${names} that tshark shows of our protocols are ours; ${values} values equal`;
  tell(text, "FIELDS_REPORT", () => [
    ...["## Missing", ...missing.lines()],
    ...["", "## Different", ...different.lines()],
  ]);
});

describeWithTshark("fields", () => {
  const captures = some(index(), 20, "FIELDS");

  it.each(captures)("$capture", async ({ capture }) => {
    try {
      await run(capture);
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
    }
  });

  it("have the same values", () => {
    expect(equal).toBeGreaterThan(20_000);
    expect(share(equal, different.total)).toBeGreaterThanOrEqual(GOAL);
  });
});
