import { FdWriter } from "./fd-writer.ts";

declare const OVERSHARK_VERSION: string;

/** Tells the version if that is all that is asked. @returns whether it was @throws OutputError */
export function toldVersion(words: readonly string[]): boolean {
  if (words.length !== 1 || !["--version", "-v"].includes(words[0])) return false;
  new FdWriter(1).atOnce(`${versionText()}\n`);
  return true;
}

export const versionText = (): string => `overshark ${OVERSHARK_VERSION}`;
