// A program of its own for the tests of standard input: reads what it is told to, prints what came.
import { CaptureError, ReadControl, type ReadOptions, readCaptures } from "../../src/capture/capture.ts";
import { Collector } from "./collect.ts";

const [reader, ...names] = process.argv.slice(2);
const options: ReadOptions = { reader: reader === "pcap-parser" ? reader : "fast" };
const control = new ReadControl();
process.on("SIGINT", () => control.stop());
const sink = new Collector();
const told = {
  packet: (...packet: Parameters<Collector["packet"]>) => {
    sink.packet(...packet);
    process.stderr.write("packet\n");
  },
};
let answer: object;
try {
  const outcome = await readCaptures(names, told, options, control);
  answer = { ...outcome, packets: sink.packets, bytesRead: control.bytesRead };
} catch (error) {
  if (!(error instanceof CaptureError)) throw error;
  answer = { error: error.message, packets: sink.packets };
}
// As the command line does: leave although something may still be open.
process.stdout.write(JSON.stringify(answer), () => process.exit(0));
