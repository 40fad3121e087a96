/** What is remarkable about proxies and ssh, in sentences. */
import type { ForwardReport, ProxiesReport, ProxyReport } from "../proxies/report.ts";
import { clean } from "./clean.ts";
import type { Candidate, Finding } from "./finding.ts";
import { type Found, ranked } from "./findings.ts";
import { carriedText, destination, endpoint } from "./proxies-words.ts";
import { counted } from "./units.ts";

const of = (severity: Finding["severity"], weight: number, text: string): Candidate => ({
  severity,
  weight,
  text,
});
const bytesOf = (p: ProxyReport): number => (p.bytes_to_destination ?? 0) + (p.bytes_from_destination ?? 0);

/** Exchanges by a key, in order of their first. */
function groups<Row>(rows: readonly Row[], key: (row: Row) => string): Row[][] {
  const map = new Map<string, Row[]>();
  for (const row of rows) {
    const list = map.get(key(row));
    if (list === undefined) map.set(key(row), [row]);
    else list.push(row);
  }
  return [...map.values()];
}

/** "3 destinations, most often example.com:80" */
function destinationsText(rows: readonly ProxyReport[]): string {
  const named = groups(
    rows.filter((p) => p.destination !== null),
    (p) => destination(p.destination),
  );
  named.sort((a, b) => b.length - a.length);
  const [first] = named;
  if (first === undefined) return "to destinations that were not seen";
  const name = destination(first[0].destination);
  return named.length === 1 ? `to ${name}` : `to ${counted(named.length, "destination")}, most often ${name}`;
}

function use(report: ProxiesReport): Found {
  const lists = groups(report.proxies, (p) => `${p.tenant} ${destination(p.proxy)} ${p.client.address}`);
  return {
    candidates: lists.map((rows) => {
      const [p] = rows;
      const tenant = p.tenant === "native" ? "" : `${p.tenant}: `;
      const kinds = [...new Set(rows.map((row) => row.kind))].join(", ");
      return of(
        "info",
        rows.length,
        `${tenant}${p.client.address} uses the proxy ${destination(p.proxy)} (${kinds}) ${counted(rows.length, "time")}, ` +
          destinationsText(rows),
      );
    }),
    more: (rest) => `${counted(rest.length, "more pair")} of client and proxy`,
  };
}

function passwords({ proxies }: ProxiesReport): Found {
  const rows = groups(
    proxies.filter((p) => p.password !== null),
    (p) => `${p.tenant} ${destination(p.proxy)} ${p.user}`,
  );
  return {
    candidates: rows.map((list) =>
      of(
        "warn",
        list.length,
        `user ${clean(list[0].user ?? "")} logs in to ${destination(list[0].proxy)} with a password in clear, ` +
          counted(list.length, "time"),
      ),
    ),
    more: (rest) => `${counted(rest.length, "more user")} with a password in clear`,
  };
}

function failures({ proxies }: ProxiesReport): Found {
  const failed = proxies.filter((p) =>
    ["refused", "login_failed", "no_acceptable_method"].includes(p.outcome),
  );
  const lists = groups(
    failed,
    (p) => `${p.tenant} ${destination(p.proxy)} ${p.outcome} ${p.replies.at(-1)?.text}`,
  );
  const why = (p: ProxyReport) =>
    p.outcome === "login_failed"
      ? "the login"
      : p.outcome === "no_acceptable_method"
        ? "every method that the client offers"
        : `with "${p.replies.at(-1)?.text ?? "?"}"`;
  return {
    candidates: lists.map((rows) =>
      of(
        "info",
        rows.length,
        `the proxy ${destination(rows[0].proxy)} refuses ${why(rows[0])}, ${counted(rows.length, "time")}, ${destinationsText(rows)}`,
      ),
    ),
    more: (rest) => `${counted(rest.length, "more kind")} of refusals`,
  };
}

function nested({ proxies }: ProxiesReport): Found {
  const byId = new Map(proxies.map((p) => [p.id, p]));
  const inner = proxies.filter((p) => p.inside !== null);
  return {
    candidates: inner.map((p) =>
      of(
        "info",
        bytesOf(p),
        `#${p.id} runs inside #${p.inside}: behind ${destination(byId.get(p.inside ?? 0)?.destination ?? null)} on to ` +
          destination(p.destination),
      ),
    ),
    more: (rest) => `${counted(rest.length, "more exchange")} inside others`,
  };
}

function forwards({ ssh }: ProxiesReport): Found {
  const tied = ssh.forwards.filter((f) => f.transport !== null);
  const byTransport = groups(tied, (f) => String(f.transport));
  return {
    candidates: byTransport.map((list) => {
      const transport = ssh.transports.find((t) => t.id === list[0].transport);
      const what = list.map((f) => carriedText(f)).find((text) => text !== "-");
      const low = list.filter((f) => f.confidence !== "high").length;
      return of(
        "info",
        list.length,
        `the ssh transport ${transport === undefined ? "?" : `${endpoint(transport.client)} → ${endpoint(transport.server)}`} ` +
          `carries ${counted(list.length, "connection")}${low > 0 ? ` (${low} of them less than sure)` : ""}` +
          `${what === undefined ? "" : `, ${what} among them`}`,
      );
    }),
    more: (rest) => `${counted(rest.length, "more ssh transport")} that carry connections`,
  };
}

function ambiguous({ ssh }: ProxiesReport): Found {
  const open = ssh.forwards.filter((f: ForwardReport) => f.transport === null);
  return {
    candidates: open.map((f) =>
      of(
        "info",
        1,
        `${endpoint(f.client)} → ${endpoint(f.server)} may be carried by ssh transport ` +
          `${f.candidates.map((c) => `#${c.transport}`).join(" or ")}: not decided`,
      ),
    ),
    more: (rest) => `${counted(rest.length, "more connection")} that may be carried by ssh`,
  };
}

function blind({ streams, ssh }: ProxiesReport): Found {
  const candidates: Candidate[] = [];
  if (streams.evicted > 0)
    candidates.push(
      of("warn", streams.evicted, `${counted(streams.evicted, "connection")} pushed out by --max-flows`),
    );
  if (streams.untold > 0)
    candidates.push(
      of("warn", streams.untold, `${counted(streams.untold, "exchange")} beyond --max-flows not shown`),
    );
  if (streams.given_up > 0)
    candidates.push(
      of(
        "warn",
        streams.given_up,
        `${counted(streams.given_up, "stream")} given up for want of --reassembly-memory`,
      ),
    );
  const quiet = ssh.transports.filter((t) => t.forwards === 0);
  if (quiet.length > 0)
    candidates.push(
      of(
        "info",
        quiet.length,
        `${counted(quiet.length, "ssh transport")} without a connection here that it carries: its channels are encrypted, ` +
          "only sizes, directions and times are to be seen",
      ),
    );
  return { candidates, more: () => "" };
}

export function proxyFindings(report: ProxiesReport): Finding[] {
  return ranked([use, passwords, failures, nested, forwards, ambiguous, blind].map((find) => find(report)));
}
