import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

/** A directory of its own for a test file. @returns what writes a file into it and gives its path */
export function files(): (name: string, data: Uint8Array) => string {
  const path = mkdtempSync(join(tmpdir(), "overshark-"));
  afterAll(() => rmSync(path, { recursive: true }));
  return (name, data) => {
    writeFileSync(join(path, name), data);
    return join(path, name);
  };
}
