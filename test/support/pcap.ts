/** Classic pcap in the byte order of most machines, taken apart by hand. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const [FILE_HEADER, RECORD_HEADER] = [24, 16];

/** The header and the records of a little-endian classic pcap. */
export function recordsOf(pcap: Buffer): { header: Buffer; records: Buffer[] } {
  const records: Buffer[] = [];
  for (let at = FILE_HEADER; at + RECORD_HEADER <= pcap.length; ) {
    const next = at + RECORD_HEADER + pcap.readUInt32LE(at + 8);
    records.push(pcap.subarray(at, next));
    at = next;
  }
  return { header: pcap.subarray(0, FILE_HEADER), records };
}

/** The bytes of its packets. */
export const bytesIn = (pcap: Buffer): Uint8Array[] =>
  recordsOf(pcap).records.map((record) => record.subarray(RECORD_HEADER));

/** The same of all such files in a directory. */
export const bytesUnder = (directory: string): Uint8Array[] =>
  readdirSync(directory)
    .filter((name) => name.endsWith(".pcap"))
    .flatMap((name) => bytesIn(readFileSync(join(directory, name))));
