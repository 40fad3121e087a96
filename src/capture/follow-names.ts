/** Which files an argument of `--follow` stands for, those that do not exist yet included. */
import { existsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { CaptureError } from "./errors.ts";

/** What a program that packs finished captures puts behind their names (tcpdump -z gzip). */
const PACKED = /\.(gz|zst)$/;

export interface Followed {
  directory: string;
  /** @param name of a file in the directory */
  matches(name: string): boolean;
  /** The file's name as it is told to the user. */
  path(name: string): string;
  /** The user named files, not all that there are: one that is no capture is a mistake. */
  named: boolean;
}

/** The name of a packed file before it was packed; null: it is none. */
export const unpackedName = (path: string): string | null =>
  PACKED.test(path) ? path.replace(PACKED, "") : null;

/**
 * A directory stands for the files in it, a pattern (`*`, `?`, `[0-9]` in its last part) for those that it fits,
 * and any other name for that file and what tcpdump -C and -W make of it: FILE, FILE0, FILE1, FILE10, …
 * @throws CaptureError
 */
export function followed(argument: string): Followed {
  if (argument === "-") throw new CaptureError("-", "is no file that can be followed");
  const stat = statSync(argument, { throwIfNoEntry: false });
  if (stat?.isDirectory() === true) {
    const matches = (name: string) => !name.startsWith(".");
    return { directory: argument, matches, path: (name) => join(argument, name), named: false };
  }
  if (stat !== undefined && !stat.isFile())
    throw new CaptureError(argument, "is no file that can be followed", "a pipe is read without --follow");
  const directory = dirname(argument);
  if (!existsSync(directory)) throw new CaptureError(argument, "no such directory");
  const last = basename(argument);
  const isPattern = stat === undefined && /[*?[]/.test(last);
  const pattern = isPattern ? fromPattern(last) : new RegExp(`^${escaped(last)}\\d*(\\.(gz|zst))?$`, "s");
  // As the user wrote it: "x.pcap" stays without "./".
  const before = argument.slice(0, argument.length - last.length);
  return {
    directory,
    matches: (name) => pattern.test(name),
    path: (name) => before + name,
    named: !isPattern,
  };
}

const escaped = (text: string) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** As a shell's pattern: a name that begins with a dot has to be asked for. */
function fromPattern(pattern: string): RegExp {
  const parts = pattern.match(/\[!?\]?[^\]]*\]|[\s\S]/g) ?? [];
  const text = parts.map((part) => {
    if (part === "*") return ".*";
    if (part === "?") return ".";
    if (part.length === 1) return escaped(part);
    const negated = part[1] === "!";
    return `[${negated ? "^" : ""}${part.slice(negated ? 2 : 1, -1).replace(/[\\\]^]/g, "\\$&")}]`;
  });
  return new RegExp(`^${pattern.startsWith(".") ? "" : "(?!\\.)"}${text.join("")}$`, "s");
}
