import type { EntropyReport, Report, TenantReport, TunnelReport } from "../facts/report.ts";
import { clean } from "./clean.ts";
import { type Rule, weights } from "./finding.ts";
import { encapTitle, NATIVE, outermostKeys, outermostTunnels, pairName, tunnelKey } from "./names.ts";
import { directedPairs, fieldWords, flowsOf, judgeSpread, MIN_FLOWS_PER_PAIR } from "./spread.ts";
import { count, counted, percent, ratio } from "./units.ts";

/** Share of packets from which on equal ports are a rule of the encapsulator: chance gives 1 in 16,384. */
export const COPIED_SHARE = 0.5;

/** "Most bytes" for one key. */
export const ELEPHANT_SHARE = 0.5;
/** Fewer flows than this are no crowd that one of them could stand out of. */
export const ELEPHANT_MIN_FLOWS = 16;
/** A key with less of the whole capture cannot fill a link that the rest leaves free. */
export const ELEPHANT_MIN_TOTAL = 0.1;

const tenantsIn = (report: Report) => report.stats.tenants.filter((t) => t.tenant !== NATIVE);

/** The source port is the inner one: many flows of one port (a server's answers) have one key. */
function isCopied(tenant: TenantReport): boolean {
  const { entropy } = tenant;
  if (!fieldWords(entropy.field)?.port) return false;
  if (flowsOf(entropy) < MIN_FLOWS_PER_PAIR * directedPairs(entropy)) return false;
  return entropy.field.copied_inner_port_packets >= COPIED_SHARE * tenant.packets;
}

/** The encapsulator has a field for it, and puts the same into it for every flow. */
function isConstant(tenant: TenantReport): boolean {
  const words = fieldWords(tenant.entropy.field);
  return words !== null && !isCopied(tenant) && judgeSpread(tenant.entropy, words.view) === "none";
}

/** ": 312 flows, UDP source port always 4789" and what follows from it. */
function constantText(who: string, entropy: EntropyReport, of = ""): string {
  const { field } = entropy;
  const words = fieldWords(field);
  const what =
    field.distinct === 1
      ? `${words?.noun} always ${field.min}`
      : `one ${words?.noun} for each tunnel and direction (${counted(field.distinct, "value")})`;
  const so =
    words?.view === "key_aware"
      ? "even a router that hashes the GRE key cannot spread them"
      : "the encapsulator does not hash, each tunnel stays on one link";
  return `${who}: ${counted(flowsOf(entropy), "flow")}${of}, ${what}: ${so}`;
}

const constantField: Rule = {
  find: (report) =>
    tenantsIn(report)
      .filter(isConstant)
      .map((t) => ({
        severity: "bad",
        tenant: t.tenant,
        text: constantText(clean(t.tenant), t.entropy),
        weight: flowsOf(t.entropy),
      })),
  more: (rest) =>
    `${counted(rest.length, "more tenant")} with one source port or FlowID for all flows (${counted(weights(rest), "flow")})`,
};

/**
 * A router that hashes the GRE key would do better. Outer fragments lack the key, so that more keys alone are no
 * proof: several tenants or FlowIDs must be behind them.
 */
function keyHelps({ tenants, entropy }: TunnelReport): boolean {
  const { five_tuple, key_aware } = entropy.packets;
  return key_aware.keys > five_tuple.keys && (tenants > 1 || entropy.field.distinct > 1);
}

function oneKeyText(tunnel: TunnelReport): string {
  const { entropy } = tunnel;
  const { five_tuple, key_aware } = entropy.packets;
  const who = `${encapTitle(tunnel.encap)} ${pairName(tunnel)}`;
  const of = tunnel.tenants > 1 ? ` of ${counted(tunnel.tenants, "tenant")}` : "";
  if (fieldWords(entropy.field)?.view === "five_tuple") return constantText(who, entropy, of);
  const keys =
    five_tuple.keys === 1
      ? "1 hash key: one link carries everything"
      : `${counted(five_tuple.keys, "hash key")}, one a direction: one link each way carries everything`;
  const better = keyHelps(tunnel)
    ? `; a router that hashes the GRE key would see ${counted(key_aware.keys, "key")}`
    : "";
  return `${who}: ${counted(flowsOf(entropy), "flow")}${of}, ${keys}${better}`;
}

const oneKey: Rule = {
  find(report) {
    const { tenants, tunnels } = report.stats;
    const told = new Set(tenants.filter((t) => isConstant(t) || isCopied(t)).flatMap(outermostKeys));
    return outermostTunnels(tenants, tunnels)
      .filter((t) => judgeSpread(t.entropy, "five_tuple") === "none")
      .map((t) => ({ t, helped: keyHelps(t) }))
      .filter(({ t, helped }) => helped || !told.has(tunnelKey(t.encap, t)))
      .map(({ t, helped }) => ({
        severity: helped ? "warn" : "bad",
        text: oneKeyText(t),
        weight: flowsOf(t.entropy),
      }));
  },
  more: (rest) =>
    `${counted(rest.length, "more tunnel")} with one hash key a direction for several flows (${counted(weights(rest), "flow")})`,
};

const copiedPort: Rule = {
  find: (report) =>
    tenantsIn(report)
      .filter(isCopied)
      .map((t) => {
        const { field } = t.entropy;
        const share = percent(Math.min(1, ratio(field.copied_inner_port_packets, t.packets)));
        const noun = fieldWords(field)?.noun;
        return {
          severity: "warn",
          tenant: t.tenant,
          text:
            `${clean(t.tenant)}: ${noun} is a copy of the inner source port in ${share} of the packets ` +
            `(${counted(field.distinct, "value")} for ${counted(flowsOf(t.entropy), "flow")}): ` +
            "all answers of a server share one hash key",
          weight: t.packets,
        };
      }),
  more: (rest) => `${counted(rest.length, "more tenant")} whose source port is a copy of the inner one`,
};

const fewValues: Rule = {
  find: (report) =>
    tenantsIn(report).flatMap((t) => {
      const words = fieldWords(t.entropy.field);
      if (words === null || isCopied(t) || judgeSpread(t.entropy, words.view) !== "few") return [];
      const flows = flowsOf(t.entropy);
      const text =
        `${clean(t.tenant)}: ${counted(flows, "flow")} share ` +
        `${counted(t.entropy.packets[words.view].keys, "hash key")} (${words.noun}): too few to fill several links`;
      return [{ severity: "warn", tenant: t.tenant, text, weight: flows }];
    }),
  more: (rest) =>
    `${counted(rest.length, "more tenant")} with only a few hash keys (${counted(weights(rest), "flow")})`,
};

const changingFlows: Rule = {
  find: (report) =>
    tenantsIn(report).flatMap((t) => {
      const { field } = t.entropy;
      const words = fieldWords(field);
      if (words === null || field.flows_with_several_values === 0) return [];
      const who =
        words.view === "key_aware"
          ? "a router that hashes it may reorder their packets"
          : "their packets may be reordered";
      const text =
        `${clean(t.tenant)}: ${count(field.flows_with_several_values)} of ${counted(t.flows, "flow")} ` +
        `changed their ${words.noun}: ${who}`;
      return [{ severity: "warn", tenant: t.tenant, text, weight: field.flows_with_several_values }];
    }),
  more: (rest) =>
    `${counted(weights(rest), "flow")} of ${counted(rest.length, "more tenant")} changed their source port or FlowID`,
};

const elephant: Rule = {
  find: (report) =>
    tenantsIn(report).flatMap((t) => {
      const { five_tuple, inner } = t.entropy.bytes;
      const flows = flowsOf(t.entropy);
      const weight = five_tuple.max_share * t.bytes;
      // With one key a direction there is nothing to stand out: that is another finding, or too few flows.
      if (five_tuple.keys <= directedPairs(t.entropy) || isConstant(t)) return [];
      if (flows < ELEPHANT_MIN_FLOWS || five_tuple.max_share < ELEPHANT_SHARE) return [];
      if (weight < ELEPHANT_MIN_TOTAL * report.stats.capture.bytes) return [];
      const text =
        inner.max_share >= ELEPHANT_SHARE
          ? `one of ${counted(flows, "flow")} carries ${percent(inner.max_share)} of the bytes: no hash can spread it`
          : `one hash key carries ${percent(five_tuple.max_share)} of the bytes, ` +
            `the largest of ${counted(flows, "flow")} only ${percent(inner.max_share)}`;
      return [{ severity: "info", tenant: t.tenant, text: `${clean(t.tenant)}: ${text}`, weight }];
    }),
  more: (rest) => `${counted(rest.length, "more tenant")} with most bytes on one hash key`,
};

/** Whether routers can spread what is in the tunnels. */
export const spreadRules: readonly Rule[] = [
  oneKey,
  constantField,
  copiedPort,
  changingFlows,
  fewValues,
  elephant,
];
