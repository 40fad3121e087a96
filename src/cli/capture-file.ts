/** The file of -w. */
import { closeSync, openSync, statSync } from "node:fs";
import { isatty } from "node:tty";
import { CaptureWriter, FormatError, WRITTEN_FORMATS } from "../capture/capture.ts";
import type { CaptureInterface } from "../core/sink.ts";
import type { DissectedPacket } from "../dissect/packet.ts";
import { OutputError, UsageError } from "./errors.ts";
import { FdWriter } from "./fd-writer.ts";
import type { Given } from "./given.ts";

const STDOUT = 1;

/** Opened when the first capture could be: a mistyped name of one destroys nothing. */
export class CaptureFile {
  readonly #name: string;
  readonly #captures: readonly string[];
  readonly #writer: CaptureWriter;
  #out: FdWriter | null = null;
  #fd = -1;

  /** @throws UsageError */
  constructor(name: string, given: Given, captures: readonly string[]) {
    if (name === "") throw new UsageError("-w has an empty name");
    if (name === "-" && isatty(STDOUT))
      throw new UsageError(
        "-w - does not write a capture to a terminal",
        "Give a file, or a pipe: -w - | tshark -r -.",
      );
    const format = given.choice("file-type", WRITTEN_FORMATS);
    this.#name = name;
    this.#captures = captures;
    this.#writer = new CaptureWriter((bytes) => this.#open().bytes(bytes), format, captures.length > 1);
  }

  describes(of: CaptureInterface): void {
    this.#writer.describes(of);
  }

  /** @throws OutputError */
  packet(packet: DissectedPacket): void {
    const { view, start, end } = packet.frames[0];
    try {
      this.#writer.packet(
        packet,
        new Uint8Array(view.buffer, view.byteOffset + start, Math.max(0, end - start)),
      );
    } catch (error) {
      if (error instanceof FormatError)
        throw new OutputError(`${this.#name}: ${error.message}. -F pcapng holds both`);
      throw error;
    }
  }

  /** @throws OutputError */
  finish(): void {
    this.#writer.finish();
    this.close();
  }

  /** Leaves what was written as it is. @throws OutputError */
  close(): void {
    this.#out?.flush();
    if (this.#fd > STDOUT) closeSync(this.#fd);
    this.#fd = -1;
    this.#out = null;
  }

  #open(): FdWriter {
    if (this.#out !== null) return this.#out;
    if (this.#name === "-") this.#fd = STDOUT;
    else {
      this.#refuseInput();
      try {
        this.#fd = openSync(this.#name, "w");
      } catch (error) {
        throw new OutputError(`${this.#name}: cannot be written (${(error as NodeJS.ErrnoException).code})`);
      }
    }
    this.#out = new FdWriter(this.#fd);
    return this.#out;
  }

  #refuseInput(): void {
    const own = statOf(this.#name);
    if (own === undefined || !own.isFile()) return;
    for (const capture of this.#captures) {
      const other = capture === "-" ? undefined : statOf(capture);
      if (other?.ino === own.ino && other.dev === own.dev)
        throw new UsageError(`${this.#name} is a capture that is read`, "Write to another file.");
    }
  }
}

function statOf(name: string) {
  return statSync(name, { throwIfNoEntry: false });
}
