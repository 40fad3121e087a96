import { claim, tableNames } from "../core/demux.ts";
import { protocolNumber, protocols } from "../protocols/registry.ts";
import { UsageError } from "./errors.ts";
import { didYouMean } from "./nearest.ts";

/** In place of a protocol: nobody reads what the number stands for. */
const NOBODY = "none";

/** Carries out `TABLE==NUMBER,PROTOCOL`, as tshark's -d writes it. @throws UsageError */
export function decodeAs(rule: string): void {
  const match = /^([\w.]+)==(0x[0-9a-f]+|\d+),([\w.]+)$/i.exec(rule);
  if (match === null)
    throw new UsageError(`cannot read -d "${rule}"`, "It is written as udp.port==8472,vxlan.");
  const [, table, number, name] = match;
  if (!tableNames().includes(table))
    throw new UsageError(`-d has no table "${table}"`, didYouMean(table, tableNames()));
  const names = [...protocols.flatMap((p) => (p === null ? [] : [p.name])), NOBODY];
  if (!names.includes(name)) throw new UsageError(`-d has no protocol "${name}"`, didYouMean(name, names));
  try {
    claim(table, Number(number), name === NOBODY ? 0 : protocolNumber(name));
  } catch (error) {
    throw new UsageError(`-d ${rule}: ${(error as Error).message}`);
  }
}
