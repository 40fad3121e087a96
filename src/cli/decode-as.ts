import { claim, tableNames } from "../core/demux.ts";
import { didYouMean } from "../core/nearest.ts";
import { protocolNumber, protocols } from "../protocols/registry.ts";
import { UsageError } from "./errors.ts";

/** In place of a protocol: nobody reads what the number stands for. */
const NOBODY = "none";

/**
 * Tables of protocols that take over the header of the one that looks there, or give it back. Anything else
 * in them would find the wrong header, and such a protocol elsewhere would be given back to itself for ever.
 */
const TAKE_OVER: readonly string[] = ["tcp.port", "gre.nvgre"];

/** Protocols that can stand in a table. */
function namesFor(table: string): string[] {
  const fitting = protocols.filter((p) => {
    if (p === null) return false;
    const own = TAKE_OVER.filter((name) => p.claims[name] !== undefined);
    return own.length === 0 ? !TAKE_OVER.includes(table) : own.includes(table);
  });
  return [...new Set(fitting.map((p) => p?.name ?? NOBODY)), NOBODY];
}

/** Carries out `TABLE==NUMBER,PROTOCOL`, as tshark's -d writes it. @throws UsageError */
export function decodeAs(rule: string): void {
  const match = /^([\w.]+)==(0x[0-9a-f]+|\d+),([\w.]+)$/i.exec(rule);
  if (match === null)
    throw new UsageError(`cannot read -d "${rule}"`, "It is written as udp.port==8472,vxlan.");
  const [, table, number, name] = match;
  if (!tableNames().includes(table))
    throw new UsageError(`-d has no table "${table}"`, didYouMean(table, tableNames()));
  const names = namesFor(table);
  if (!names.includes(name))
    throw new UsageError(`-d has no protocol "${name}" for ${table}`, didYouMean(name, names));
  try {
    claim(table, Number(number), name === NOBODY ? 0 : protocolNumber(name));
  } catch (error) {
    throw new UsageError(`-d ${rule}: ${(error as Error).message}`);
  }
}
