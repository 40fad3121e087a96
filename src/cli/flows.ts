/** `overshark flows`: every inner flow with its tenant. */
import { FLOW_ORDERS, flowRecords } from "../facts/flows.ts";
import { orderedTenants } from "../facts/query.ts";
import type { Summary } from "../facts/summary.ts";
import { flowCsv, flowCsvHeader, flowJson, flowsTable } from "../output/flows.ts";
import { createTheme, wantsColor } from "../output/theme.ts";
import { count } from "../output/units.ts";
import type { Command, Option } from "./command.ts";
import type { Given } from "./given.ts";
import { colorMode, sharedOptions } from "./options.ts";
import { print } from "./streams.ts";
import { summarise } from "./summarise.ts";

const USAGE = `Usage: overshark flows [OPTION...] [CAPTURE...]

Every conversation inside every tenant: both directions' packets and bytes,
times, TCP flags, what the outer header gave the hash, and the community id.
The side seen first comes first; what stands before a stroke is its.`;

const value = (describe: string, more: Option): Option => ({
  type: "string",
  nargs: 1,
  group: "Flows:",
  describe,
  ...more,
});
const FORMATS = ["table", "jsonl", "csv"] as const;

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
  ],
  run: runFlows,
};

const DEFAULT_WIDTH = 140;
/** Records are made and written this many at a time. */
const BATCH = 2000;

function runFlows(given: Given): Promise<number> {
  const order = given.choice("sort", FLOW_ORDERS) ?? FLOW_ORDERS[0];
  const top = given.count("top") ?? Number.POSITIVE_INFINITY;
  const format = given.choice("format", FORMATS) ?? (given.flag("json") ? "jsonl" : "table");
  const theme = createTheme(wantsColor(colorMode(given), process.env, process.stdout.isTTY === true));
  const show = async (summary: Summary) => {
    const { records, total } = recordsOf(summary, order, top);
    if (format === "table") {
      const width = process.stdout.columns ?? DEFAULT_WIDTH;
      const all = Array.from({ length: records.count }, (_, i) => records.record(i));
      await print(flowsTable(all, width, theme));
      if (records.count < total) await print(`${theme.dim(`${count(total - records.count)} more`)}\n`);
      return;
    }
    const line = format === "csv" ? flowCsv : flowJson;
    if (format === "csv" && records.count > 0) await print(flowCsvHeader(records.record(0)));
    for (let i = 0; i < records.count; i += BATCH) {
      const end = Math.min(records.count, i + BATCH);
      let text = "";
      for (let k = i; k < end; k++) text += line(records.record(k));
      await print(text);
    }
  };
  return summarise(given, show, { tcpFlags: true });
}

function recordsOf(summary: Summary, order: (typeof FLOW_ORDERS)[number], top: number) {
  const { table } = summary;
  const tenants = orderedTenants(table).map(({ tenant }) => tenant);
  const all = flowRecords(table, order, tenants);
  return { total: all.count, records: { ...all, count: Math.min(all.count, top) } };
}
