/** All commands, in the order in which they are listed. */
import { check } from "./check.ts";
import type { Command } from "./command.ts";
import { completion } from "./completion.ts";
import { entropy } from "./entropy.ts";
import { fields } from "./fields.ts";
import { flows } from "./flows.ts";
import { nat } from "./nat.ts";
import { protocols } from "./protocols.ts";
import { proxies } from "./proxies.ts";
import { read } from "./read.ts";
import { stats } from "./stats.ts";

/** The first one is meant where no command is named. */
export const COMMANDS: readonly Command[] = [
  stats,
  read,
  flows,
  entropy,
  check,
  nat,
  proxies,
  fields,
  protocols,
  completion,
];
