/** `overshark flows`: every inner flow with its tenant. */
import type { FlowRecord } from "../facts/flow-record.ts";
import { FLOW_ORDERS, type FlowOrder, flowRecords } from "../facts/flows.ts";
import { orderedTenants } from "../facts/query.ts";
import type { Summary } from "../facts/summary.ts";
import { flowFormats, flowsTable } from "../output/flows.ts";
import { createTheme, wantsColor } from "../output/theme.ts";
import { count } from "../output/units.ts";
import type { Command, Option } from "./command.ts";
import type { Given } from "./given.ts";
import { colorMode, sharedOptions } from "./options.ts";
import { onTerminal, print, widthOr } from "./streams.ts";
import { summarise } from "./summarise.ts";

const USAGE = `Usage: overshark flows [OPTION...] [CAPTURE...]

Every conversation inside every tenant: both directions' packets and bytes,
times, TCP flags, what the outer header gave the hash, and the community id.
The side seen first comes first; what stands before a stroke is its. ICMP has
its type and the answer's for ports, or its code where there are no answers.`;

const FORMATS = ["table", "jsonl", "csv", "zeek"] as const;

const value = (describe: string, more: Option): Option => ({
  type: "string",
  nargs: 1,
  group: "Flows:",
  describe,
  ...more,
});

export const flows: Command = {
  name: "flows",
  describe: "every inner flow with its tenant",
  usage: USAGE,
  options: {
    ...sharedOptions,
    json: { ...sharedOptions.json, describe: "the same as --format jsonl" },
    sort: value(`by ${FLOW_ORDERS.join(", ")} (${FLOW_ORDERS[0]})`, { value: "ORDER", values: FLOW_ORDERS }),
    top: value("only this many", { value: "N" }),
    format: value(`${FORMATS.join(", ")} (table)`, { value: "FORMAT", values: FORMATS }),
  },
  examples: [
    ["overshark flows --top 20 dc.pcapng", "the twenty with most bytes"],
    ["overshark flows --format csv F > f.csv", "all of them, for a spreadsheet"],
    ["overshark flows --format zeek F > c.log", "as Zeek writes conn.log"],
  ],
  run: runFlows,
};

const DEFAULT_WIDTH = 140;
/** Records are made, laid out and written this many at a time, so that none of millions of them is kept. */
const BATCH = 2000;

function runFlows(given: Given): Promise<number> {
  const order = given.choice("sort", FLOW_ORDERS) ?? FLOW_ORDERS[0];
  const top = given.count("top") ?? Number.POSITIVE_INFINITY;
  const format = given.choice("format", FORMATS) ?? (given.flag("json") ? "jsonl" : "table");
  const theme = createTheme(wantsColor(colorMode(given), process.env, onTerminal()));
  const width = widthOr(DEFAULT_WIDTH);
  const text = (records: readonly FlowRecord[]) =>
    format === "table"
      ? flowsTable(records, width, theme)
      : records.map((record) => flowFormats[format].line(record)).join("");
  const show = async (summary: Summary) => {
    const { count: total, record } = recordsOf(summary, order);
    const shown = Math.min(total, top);
    if (format !== "table") await print(flowFormats[format].head);
    else if (shown === 0) await print(text([]));
    for (let from = 0; from < shown; from += BATCH) {
      const length = Math.min(shown - from, BATCH);
      await print(text(Array.from({ length }, (_, i) => record(from + i))));
    }
    if (format === "table" && shown < total) await print(`${theme.dim(`${count(total - shown)} more`)}\n`);
  };
  return summarise(given, show, { tcpFlags: true });
}

function recordsOf({ table }: Summary, order: FlowOrder) {
  const tenants = orderedTenants(table).map(({ tenant }) => tenant);
  return flowRecords(table, order, tenants);
}
