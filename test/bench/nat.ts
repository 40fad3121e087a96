/**
 * `make bench-nat`: pairing two captures of a million packets each, against `stats` over both, in pairs; and its
 * memory with the same packets in fewer and in more connections. SIZE=small makes a tenth of it.
 */
import { closeSync, existsSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Captured, KINDS, traffic } from "../nat/router.ts";
import { type Measure, measure, median } from "./measure.ts";

const DIST = dirname(fileURLToPath(import.meta.url));
const DIRECTORY = join(DIST, "..", "bench-data");
const OVERSHARK = [process.execPath, join(DIST, "overshark.js")];
const ROUNDS = Number(process.env.ROUNDS ?? 5);
const SCALE = process.env.SIZE === "small" ? 0.1 : 1;
const EPOCH = 1_767_225_600;
const BUFFER = 8 << 20;

function write(file: string, packets: readonly Captured[]): void {
  const fd = openSync(file, "w");
  const bytes = new Uint8Array(BUFFER);
  const view = new DataView(bytes.buffer);
  const words = [0xa1b23c4d, 0x00040002, 0, 0, 262144, 1];
  for (const [i, word] of words.entries()) view.setUint32(4 * i, word, true);
  let at = 24;
  for (const { time, bytes: packet } of packets) {
    if (at + 16 + packet.length > BUFFER) {
      writeSync(fd, bytes, 0, at);
      at = 0;
    }
    const seconds = Math.floor(time / 1e9);
    view.setUint32(at, EPOCH + seconds, true);
    view.setUint32(at + 4, time - seconds * 1e9, true);
    view.setUint32(at + 8, packet.length, true);
    view.setUint32(at + 12, packet.length, true);
    bytes.set(packet, at + 16);
    at += 16 + packet.length;
  }
  writeSync(fd, bytes, 0, at);
  closeSync(fd);
}

/** Captures of both sides. @param exchanges of a connection at most */
function captures(connections: number, exchanges: number): { files: string[]; packets: number[] } {
  const files = ["inside", "outside"].map((side) =>
    join(DIRECTORY, `nat-${connections}-${exchanges}-${side}.pcap`),
  );
  const t = traffic({
    seed: 1,
    connections,
    loss: 0.01,
    dropped: 0.005,
    again: 0.02,
    offset: 90,
    drift: 10,
    equal: 0.2,
    withoutId: 0.2,
    duration: connections / 100,
    exchanges,
    kinds: KINDS,
  });
  if (!files.every(existsSync)) {
    write(files[0], t.inside);
    write(files[1], t.outside);
  }
  return { files, packets: [t.inside.length, t.outside.length] };
}

const megabytes = (m: Measure) => (m.memory === null ? "?" : `${Math.round(m.memory / 2 ** 20)} MB`);

mkdirSync(DIRECTORY, { recursive: true });
for (const [connections, exchanges] of [
  [14_000, 80],
  [50_000, 20],
  [190_000, 4],
]) {
  const { files, packets } = captures(connections * SCALE, exchanges);
  const ratios: number[] = [];
  let last = { stats: measure([...OVERSHARK, "stats", "--json", ...files]), nat: {} as Measure };
  for (let round = 0; round < ROUNDS; round++) {
    const stats = measure([...OVERSHARK, "stats", "--json", ...files]);
    const nat = measure([...OVERSHARK, "nat", "--json", files[0], "--outside", files[1]]);
    ratios.push(nat.seconds / stats.seconds);
    last = { stats, nat };
  }
  console.log(
    `${packets.join(" + ")} packets, ${connections * SCALE} connections: nat ${last.nat.seconds.toFixed(2)} s, ` +
      `stats ${last.stats.seconds.toFixed(2)} s, ratio ${median(ratios).toFixed(2)} ` +
      `(${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}); ` +
      `memory ${megabytes(last.nat)}, stats ${megabytes(last.stats)}`,
  );
}
