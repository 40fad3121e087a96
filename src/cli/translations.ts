/** `overshark.nat` in what is asked for: the captures are read once before, for what a router made of whom. */
import { readCaptures } from "../capture/capture.ts";
import type { DissectedPacket } from "../dissect/packet.ts";
import type { RunOptions } from "../pipeline/run.ts";
import { UsageError } from "./errors.ts";
import type { Given } from "./given.ts";

export type Translations = (packet: DissectedPacket) => string | null;

const FIELD = /\bovershark\.nat\b/;

/** @returns nothing where neither a filter nor -e asks for it @throws UsageError, CaptureError */
export async function translations(
  given: Given,
  captures: string[],
  options: RunOptions,
): Promise<{ translations?: Translations }> {
  if (![...given.all("field"), options.filter?.text ?? ""].some((text) => FIELD.test(text))) return {};
  if (captures.includes("-") || given.flag("follow"))
    throw new UsageError(
      "overshark.nat is known only when all packets are",
      "It reads a capture twice: give a file, not a pipe.",
    );
  const { Collector, Ground } = await import("../nat/collect.ts");
  const { lookup } = await import("../nat/lookup.ts");
  const { natReport } = await import("../nat/nat.ts");
  const ground = new Ground(options.maxFlows);
  const collector = new Collector(ground, false, options);
  await readCaptures(captures, collector, options.limit === undefined ? {} : { limit: options.limit });
  collector.finish();
  return { translations: lookup(natReport(ground, { collector, files: [] }, null)) };
}
