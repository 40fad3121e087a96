/** `make man`: prints the manual page. */
import { COMMANDS } from "../cli/commands.ts";
import { manualPage } from "./page.ts";

declare const OVERSHARK_VERSION: string;

process.stdout.write(manualPage(COMMANDS, OVERSHARK_VERSION));
