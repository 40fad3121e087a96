/** Names of the commands, in the order in which they are listed. The first one is meant where none is named. */
export const NAMES = [
  "stats",
  "read",
  "flows",
  "entropy",
  "check",
  "nat",
  "proxies",
  "fields",
  "protocols",
  "completion",
] as const;

export type Name = (typeof NAMES)[number];

/** The command that is named in front. */
export const named = (words: readonly string[]): Name | undefined => NAMES.find((name) => name === words[0]);

/** What only the whole program can answer in a filter: what a router or a proxy made of whom. */
export const ELSEWHERE = /overshark\.(nat|proxy)/;
