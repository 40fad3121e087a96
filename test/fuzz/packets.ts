/**
 * `make fuzz`: shows packets that were made out of those of the tests, in all ways there are. Whatever takes a branch that none took
 * before is kept, and others are made out of it, so that it gets deep into protocols of which there is no capture.
 * Nothing may be thrown, and nothing may take long; a capture that does either is written down.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pcap } from "../../fixtures/make/capture.ts";
import { columnsOf } from "../../src/output/read-columns.ts";
import { packetEk, packetJson } from "../../src/output/read-json.ts";
import { packetTree } from "../../src/output/read-tree.ts";
import { Written } from "../../src/output/written.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { made } from "../read/made/all.ts";
import { frameOf, linktypeOf } from "../read/made/packets.ts";
import { bytesIn } from "../support/pcap.ts";
import { Branches } from "./branches.ts";
import { mutated, randomFrom } from "./mutate.ts";

interface Packet {
  bytes: Uint8Array;
  linktype: number;
}

const [seed, seconds, ...directories] = process.argv.slice(2);
const random = randomFrom(Number(seed));
/** Longer ones, and captures of more bytes, say little more. */
const [LONG, LARGE] = [600, 400_000];
/** So many seconds after the last one, so that what waits for others waits for no more than one. */
const APART = 31;
/** Milliseconds. */
const SLOW = 1000;
/** What was shown last is written down with a fault: it may be the cause. */
const RECENT = 3000;

const page = new Written();
const listing = new Listing({ conversations: true }, (packet) => {
  columnsOf(packet, "r");
  packetTree(page, packet, null);
  packetJson(page, packet, null);
  packetEk(page, packet, null);
  page.take();
  return true;
});

let time = 0;
let recent: { packet: Packet; wire: number; time: number }[] = [];

function show(packet: Packet, wire = packet.bytes.length): void {
  time += APART;
  recent.push({ packet, wire, time });
  if (recent.length > 2 * RECENT) recent = recent.slice(RECENT);
  // A buffer of its own, so that whatever looks behind its end throws.
  const { buffer, byteLength } = Uint8Array.from(packet.bytes);
  listing.packet(new DataView(buffer), 0, byteLength, wire, packet.linktype, time, 0);
}

const faults = new Set<string>();

function note(what: string, linktype: number): void {
  const name = `dist/fault-${seed}-${faults.size}.pcap`;
  console.log(`${name}: ${what}`);
  const records = recent
    .filter(({ packet }) => packet.linktype === linktype)
    .map(({ packet, wire, time }) => {
      const captured = packet.bytes.length;
      const bytes = new Uint8Array(wire);
      bytes.set(packet.bytes);
      return { bytes, captured, linktype, time: BigInt(time) * 1_000_000_000n };
    });
  writeFileSync(name, pcap(records));
}

const branches = new Branches();

/** @returns whether it took a new branch */
function isNew(packet: Packet, wire?: number): boolean {
  const start = performance.now();
  try {
    show(packet, wire);
  } catch (error) {
    const what = (error as Error).stack?.split("\n").slice(0, 4).join(" ") ?? String(error);
    if (!faults.has(what)) note(what, packet.linktype);
    faults.add(what);
    page.take();
  }
  const took = performance.now() - start;
  if (took > SLOW) note(`takes ${Math.round(took)} ms`, packet.linktype);
  return branches.isNew();
}

/** The packets of captures in classic pcap, in the byte order of most machines. */
function* packetsIn(directory: string): Generator<Packet> {
  for (const entry of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
    const path = join(directory, entry);
    if (!entry.endsWith(".pcap") || statSync(path).size > LARGE) continue;
    const file = readFileSync(path);
    if (file.length < 24 || (file[0] !== 0xd4 && file[0] !== 0x4d)) continue;
    const linktype = file.readUInt32LE(20);
    for (const bytes of bytesIn(file))
      if (bytes.length > 0 && bytes.length <= LONG) yield { bytes, linktype };
  }
}

const byHand = made.map((packet) => ({ bytes: frameOf(packet), linktype: linktypeOf(packet) }));
const all = [...byHand, ...directories.flatMap((directory) => [...packetsIn(directory)])];
const kept = all.filter((packet) => isNew(packet));
console.log(`${all.length} packets, ${kept.length} of them of use; seed ${seed}`);
const told = () =>
  `${shown} packets shown, ${kept.length} kept, ${branches.taken} of ${branches.all} branches`;

/** Those that were kept last lead on most. */
const LAST = 400;
const end = performance.now() + 1000 * Number(seconds);
let shown = 0;
for (let next = 0; performance.now() < end; shown++) {
  const { bytes, linktype } =
    kept[kept.length - 1 - random(random(3) === 0 ? kept.length : Math.min(LAST, kept.length))];
  const packet = { bytes: mutated(bytes, all[random(all.length)].bytes, random), linktype };
  const cut = random(6) === 0 ? random(40) : 0;
  if (packet.bytes.length > 0 && isNew(packet, packet.bytes.length + cut)) kept.push(packet);
  if (performance.now() < next) continue;
  console.log(told());
  next = performance.now() + 10_000;
}
console.log(`${told()}, ${faults.size} faults`);
process.exitCode = faults.size > 0 ? 1 : 0;
