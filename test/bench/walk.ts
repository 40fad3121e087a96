/** Walks over the records of a capture with the npm package pcap-parser and does nothing else. */
import { createReadStream } from "node:fs";
import { parse } from "pcap-parser";

let packets = 0;
const parser = parse(createReadStream(process.argv[2]));
parser.on("packet", () => {
  packets++;
});
parser.on("end", () => console.log(packets));
