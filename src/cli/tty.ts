/**
 * What we take from node:tty. The build puts this in its place: to import the whole loads sockets and streams, and most
 * descriptors are no terminals.
 */
import { fstatSync, statSync } from "node:fs";

type Tty = typeof import("node:tty");

export const isatty: Tty["isatty"] = (fd) => mayBe(fd) && process.getBuiltinModule("node:tty").isatty(fd);

/** Whether a descriptor is a device, and not the one that takes everything. */
function mayBe(fd: number): boolean {
  try {
    const { rdev } = fstatSync(fd);
    return rdev !== 0 && rdev !== statSync("/dev/null").rdev;
  } catch {
    return true;
  }
}
