/** `overshark read`: packets as tshark shows them. */
import { isatty } from "node:tty";
import { CaptureError, ReadControl, type ReadOutcome, WRITTEN_FORMATS } from "../capture/capture.ts";
import type { DissectedPacket } from "../dissect/packet.ts";
import type { Printer } from "../output/read-printer.ts";
import { Written } from "../output/written.ts";
import { Listing } from "../pipeline/listing.ts";
import { Sparing } from "../pipeline/sparing.ts";
import { readTwice } from "../pipeline/two-passes.ts";
import { canMatch } from "../skim/matcher.ts";
import { Unshown } from "./bugs.ts";
import { CaptureFile } from "./capture-file.ts";
import type { Command } from "./command.ts";
import { Exit, UsageError } from "./errors.ts";
import { FdWriter } from "./fd-writer.ts";
import type { Given } from "./given.ts";
import { capturesOf, runOptions, sharedOptions } from "./options.ts";
import { showProgress } from "./progress.ts";
import { printerOf, printOptions } from "./read-options.ts";
import { whileReading } from "./signals.ts";
import { onTerminal } from "./streams.ts";
import { warn } from "./summarise.ts";
import { translations } from "./translations.ts";

const USAGE = `Usage: overshark read [OPTION...] [CAPTURE...]

Packets as tshark shows them, with the tenant that each belongs to: a line
each, -V a tree, -x the bytes. An STT frame or a fragmented datagram is shown
in the packet that completed it; the pieces before say in which one that is.`;

const WRITING = "Writing:";

export const read: Command = {
  name: "read",
  describe: "packets as tshark shows them: a line each",
  usage: USAGE,
  options: {
    ...sharedOptions,
    ...printOptions,
    json: { ...sharedOptions.json, describe: "the same as -T json" },
    quiet: { ...sharedOptions.quiet, describe: "no packets and no warnings" },
    write: {
      type: "string",
      nargs: 1,
      group: WRITING,
      alias: "w",
      value: "FILE",
      values: "file",
      describe: "write the packets to a capture; - is a pipe",
    },
    "file-type": {
      type: "string",
      nargs: 1,
      group: WRITING,
      alias: "F",
      value: "TYPE",
      values: WRITTEN_FORMATS,
      describe: `${WRITTEN_FORMATS.join(", ")} (as the input)`,
    },
    print: { type: "boolean", group: WRITING, alias: "P", describe: "print them, too, with -w" },
  },
  examples: [
    ["overshark read dc.pcapng", "a line a packet"],
    ["overshark read -V -O vxlan,ip F", "trees, with details of these two"],
    ["overshark read -T fields -e ip.src F", "only some fields"],
    ["overshark read -w some.pcap -c 100 F", "the first hundred packets"],
  ],
  run: runRead,
};

/** Milliseconds. */
const PATIENCE = 500;

async function runRead(given: Given): Promise<number> {
  const captures = capturesOf(given, () => isatty(0));
  const { filter, ...options } = runOptions(given);
  const printer = printerOf(given);
  const target = given.text("write");
  const file = target === undefined ? null : new CaptureFile(target, given, captures);
  if (given.flag("print") && (file === null || target === "-"))
    throw new UsageError("-P prints packets beside -w FILE", "Without -w they are printed anyway.");
  const gone = () => {
    file?.close();
    process.exit(Exit.done);
  };
  const out = given.flag("quiet") || (file !== null && !given.flag("print")) ? null : new FdWriter(1, gone);
  const page = new Written();
  const print = (write: (printer: Printer) => void) => {
    if (out === null) return;
    // A capture that cannot be opened gets no half list.
    if (!begun) page.text(printer.head);
    begun = true;
    write(printer);
    out.page(page);
  };
  const control = new ReadControl();
  let begun = false;
  let packets = 0;
  // A filter is asked about what would be shown: a message over several segments is in the one that ends it.
  const messages = out !== null || filter?.needsExtension === true;
  const conversations = messages || filter?.needsConversations === true;
  const proxies = (out !== null && printer.tellsProxies) || filter?.needsProxies === true;
  const asked = { ...options, ...(filter && { filter }) };
  const known = await translations(given, captures, asked);
  const make = { ...options, ...known, conversations, messages, proxies };
  const unshown = new Unshown();
  const isWanted = (packet: DissectedPacket) => {
    packet.hideTold();
    return filter?.matches(packet) !== false;
  };
  const describe = (packet: DissectedPacket) => {
    printer.packet(page, packet);
    return true;
  };
  const show = (packet: DissectedPacket) => {
    packets++;
    if (!unshown.try(packet, isWanted)) return false;
    file?.packet(packet);
    print(() => {
      const { used } = page;
      // Nothing is left of one that was described in part.
      if (!unshown.try(packet, describe)) page.used = used;
    });
    return true;
  };
  const listing = canMatch() ? new Sparing(make, show) : new Listing(make, show);
  if (file !== null) listing.onInterface = (of) => file.describes(of);
  const finish = () => {
    listing.finish();
    file?.finish();
    print(({ tail }) => page.text(tail));
    out?.flush();
    unshown.tell();
  };
  // Who watches does not wait for parts that were lost: what is held goes out when the input pauses.
  const isWatched = onTerminal() || given.flag("line-buffered");
  const eager = isWatched ? setInterval(() => listing.letGo(), PATIENCE) : undefined;
  const reading = whileReading(control, () => `${listing.given} packets`);
  // Packets on a terminal show by themselves how far it is.
  const line = onTerminal() && out !== null ? null : showProgress(given, control, () => listing.given);
  try {
    const outcome = await readTwice(captures, listing, { ...asked, ...known }, control);
    line?.stop();
    finish();
    const code = exitOf(outcome, given);
    return unshown.count > 0 ? Exit.couldNotRun : code;
  } catch (error) {
    line?.stop();
    // An input further on is no capture: what was read before is not lost.
    if (error instanceof CaptureError && error.outcome !== undefined && packets > 0) {
      finish();
      exitOf(error.outcome, given);
    }
    file?.close();
    throw error;
  } finally {
    clearInterval(eager);
    reading.stop();
  }
}

function exitOf(outcome: ReadOutcome, given: Given): number {
  if (!given.flag("quiet")) warn(outcome);
  return outcome.damage.length > 0 ? Exit.damaged : Exit.done;
}
