import {
  accessSync,
  close,
  closeSync,
  constants,
  fstatSync,
  open,
  openSync,
  read,
  readSync,
  statSync,
} from "node:fs";
import type { Socket } from "node:net";
import { isatty } from "node:tty";
import type { ByteSource, SourceFailure } from "./byte-source.ts";
import type { ReadControl } from "./control.ts";
import { CaptureError } from "./errors.ts";
import { StreamSource } from "./stream-source.ts";

/** How long to wait before a descriptor that has nothing yet is tried again, in milliseconds. */
const RETRY = 10;

/** A regular file or a device, by its descriptor and from its present position. */
export class FileSource implements ByteSource {
  failure: SourceFailure | null = null;
  readonly again?: () => Promise<ByteSource | null>;
  readonly fd: number;
  readonly #control: ReadControl;
  /** A regular file has its bytes now or never: nothing is gained by having another thread wait for them. */
  readonly #atOnce: boolean;
  #reads = 0;
  closed = false;

  constructor(fd: number, control: ReadControl, path?: string, atOnce = false) {
    this.fd = fd;
    this.#control = control;
    this.#atOnce = atOnce;
    if (path !== undefined) {
      this.again = async () => {
        const fd = await openFile(path).catch(() => -1);
        return fd < 0 ? null : new FileSource(fd, control, undefined, atOnce);
      };
    }
  }

  async read(into: Uint8Array, at: number, length: number): Promise<number> {
    if (this.#atOnce) {
      const count = await readNow(this, this.fd, into, at, length, null, this.#reads++);
      this.#control.bytesRead += count;
      return count;
    }
    return new Promise((resolve) => {
      const attempt = (): void =>
        read(this.fd, into, at, length, null, (error, count) => {
          if (error === null) {
            this.#control.bytesRead += count;
            resolve(count);
          } else if (error.code === "EAGAIN" && !this.#control.stopped) {
            setTimeout(attempt, RETRY);
          } else {
            // Windows tells the end of some inputs by an error.
            if (error.code !== "EOF" && error.code !== "EAGAIN")
              this.failure = { what: `read error ${error.code}`, cut: false };
            resolve(0);
          }
        });
      attempt();
    });
  }

  cancel(): void {}

  close(): void {
    this.closed = true;
    if (this.fd <= 2) return;
    // As for reading: a regular file keeps nobody waiting.
    if (this.#atOnce) closeSync(this.fd);
    else close(this.fd, () => {});
  }
}

/** After so many reads that did not wait, whoever else lives on this thread gets a turn. */
const READS_A_TURN = 8;

/**
 * Reads from a regular file without leaving the thread.
 * @param position   in the file; null is where it stands
 * @param reads      reads before this one
 * @returns bytes read; 0 at the end, and if that failed, which the source is told
 */
export async function readNow(
  source: { failure: SourceFailure | null; closed?: boolean },
  fd: number,
  into: Uint8Array,
  at: number,
  length: number,
  position: number | null,
  reads: number,
): Promise<number> {
  if (reads % READS_A_TURN === READS_A_TURN - 1) await new Promise((resolve) => setImmediate(resolve));
  // The descriptor may be another file's by now.
  if (source.closed === true) return 0;
  try {
    return readSync(fd, into, at, length, position);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "EOF") source.failure = { what: `read error ${code}`, cut: false };
    return 0;
  }
}

const REASONS: Record<string, string> = {
  ENOENT: "no such file",
  ENOTDIR: "no such file",
  EACCES: "permission denied",
  EPERM: "permission denied",
  EMFILE: "too many open files",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "too many symbolic links",
  ENXIO: "no such device",
  EBADF: "not open",
  EISDIR: "is a directory",
};

/** The error of a system call in the words of this room. */
export function cannotOpen(name: string, error: unknown): CaptureError {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return new CaptureError(name, REASONS[code] ?? `cannot be opened (${code || String(error)})`);
}

/**
 * Looks whether an input can be opened, without opening it.
 *
 * @returns its size in bytes; 0 where that says nothing (pipes, devices, standard input)
 * @throws CaptureError if it is missing, unreadable or a directory
 */
export async function checkReadable(name: string): Promise<number> {
  if (name === "-") return 0;
  try {
    const stat = statSync(name);
    if (stat.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
    accessSync(name, constants.R_OK);
    return stat.isFile() ? stat.size : 0;
  } catch (error) {
    throw cannotOpen(name, error);
  }
}

/** Opens an input by its name; `-` is standard input. Throws CaptureError. */
export async function openSource(name: string, control: ReadControl): Promise<ByteSource> {
  try {
    const pipe = openPipe(name);
    if (pipe >= 0) return new StreamSource(socketOf(pipe), control, pipe);
    const fd = name === "-" ? 0 : await openWithoutWaiting(name);
    const stat = fstatSync(fd);
    if (stat.isDirectory()) throw Object.assign(new Error(), { code: "EISDIR" });
    // A read that blocks in the thread pool would keep the process from leaving after SIGINT,
    // so what can block goes through the event loop.
    if (stat.isFIFO() || stat.isSocket() || (fd === 0 && isatty(0)))
      return new StreamSource(fd === 0 ? process.stdin : socketOf(fd), control);
    return new FileSource(fd, control, fd === 0 ? undefined : name, stat.isFile());
  } catch (error) {
    throw cannotOpen(name, error);
  }
}

/**
 * Opens a pipe such that reading never blocks. Linux alone opens standard input anew, and so leaves the descriptor
 * that others may share as it is; and Linux alone lets a named pipe without a writer be waited for in the event loop.
 *
 * @returns its descriptor; -1 if it is no pipe, or cannot be opened so
 */
function openPipe(name: string): number {
  if (process.platform !== "linux") return -1;
  const path = name === "-" ? "/proc/self/fd/0" : name;
  try {
    return statSync(path).isFIFO() ? openSync(path, constants.O_RDONLY | constants.O_NONBLOCK) : -1;
  } catch {
    // No /proc, or the pipe of somebody else; if it is worse, whoever opens it in the plain way will tell.
    return -1;
  }
}

/** What sockets are is loaded when there is one. */
function socketOf(fd: number): Socket {
  const { Socket } = process.getBuiltinModule("node:net");
  return new Socket({ fd, writable: false });
}

/** A named pipe keeps whoever opens it waiting; for a regular file no other thread need be started. */
const openWithoutWaiting = (path: string): number | Promise<number> =>
  statSync(path).isFile() ? openSync(path, "r") : openFile(path);

function openFile(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    open(path, "r", (error, fd) => (error ? reject(error) : resolve(fd)));
  });
}
