/** Loads of paths for a few questions, of all tunnelled traffic, of an encapsulation, or of a tenant. */
import { encapsulations } from "../core/encapsulations.ts";
import { everyEntry } from "../entropy/columns.ts";
import { PathPlan } from "../entropy/paths.ts";
import { hashNamed } from "../entropy/simulate.ts";
import { type HashView, viewNamed } from "../entropy/views.ts";
import type { ScopeReport } from "../facts/entropy-report.ts";
import { orderedTenants, split } from "../facts/query.ts";
import type { FactTable } from "../facts/table.ts";
import { tenantText } from "../facts/tenants.ts";
import { perform } from "./bench.ts";
import { type Group, groupOf } from "./groups.ts";
import { kindsOf, samplesOf, tenantsOf } from "./samples.ts";
import { Scopes } from "./scopes.ts";
import { tableTraffic } from "./traffic.ts";

/** Names as the laboratory has them. */
export interface Question {
  readonly view: string;
  readonly function: string;
  readonly paths: number;
}

/**
 * @param isAsked whether a scope is of interest: `overall`, `encap vxlan` (the outermost), `tenant vxlan:42`
 * @returns by these names; every question is answered in each
 */
export function loadScopes(
  t: FactTable,
  questions: readonly Question[],
  isAsked: (scope: string) => boolean,
): Map<string, ScopeReport> {
  const out = new Map<string, ScopeReport>();
  if (questions.length === 0) return out;
  const samples = samplesOf(t);
  const views = [...new Set(questions.map(({ view }) => view))].flatMap((name) => viewNamed(name) ?? []);
  const functionsOf = (view: HashView) => [
    ...new Set(questions.filter((q) => q.view === view.name).map((q) => q.function)),
  ];
  const paths = [...new Set(questions.map((q) => q.paths))].sort((a, b) => a - b);
  const kinds = kindsOf(samples);
  const entries = everyEntry(kinds.length);
  const tenantOf = tenantsOf(samples);
  const ofKind = split(entries, encapsulations.length, kinds);
  const ofTenant = split(entries, t.interner.tenants.size, tenantOf);
  const asked: { scope: string; group: Group }[] = [];
  const put = (scope: string, of: () => Int32Array) => {
    if (isAsked(scope)) asked.push({ scope, group: groupOf(samples, of()) });
  };
  put("overall", () => entries.filter((e) => kinds[e] !== 0));
  encapsulations.forEach(({ name }, kind) => {
    put(`encap ${name}`, () => ofKind(kind));
  });
  for (const { tenant, path } of orderedTenants(t))
    put(`tenant ${tenantText(t.interner, path)}`, () => ofTenant(tenant));
  const scopes = new Scopes(
    samples,
    asked.map(({ group }) => group),
    paths,
  );
  const hashesOf = (view: HashView) => functionsOf(view).map((name) => hashNamed(name));
  perform(samples, tableTraffic(samples), views, hashesOf, new PathPlan(paths), [scopes]);
  scopes.reports().forEach((report, i) => {
    out.set(asked[i].scope, report);
  });
  return out;
}
