/** `overshark.nat` in what is asked for: the captures are read once before, for what a router made of whom. */
import { readCaptures } from "../capture/capture.ts";
import type { DissectedPacket } from "../dissect/packet.ts";
import { Collector, Ground } from "../nat/collect.ts";
import { lookup } from "../nat/lookup.ts";
import { natReport } from "../nat/nat.ts";
import { UsageError } from "./errors.ts";
import type { Given } from "./given.ts";
import type { runOptions } from "./options.ts";

export type Translations = (packet: DissectedPacket) => string | null;

const FIELD = /\bovershark\.nat\b/;

/** @returns nothing where neither a filter nor -e asks for it @throws UsageError, CaptureError */
export async function translations(
  given: Given,
  captures: string[],
  options: ReturnType<typeof runOptions>,
): Promise<{ translations?: Translations }> {
  if (![...given.all("field"), options.filter?.text ?? ""].some((text) => FIELD.test(text))) return {};
  if (captures.includes("-") || given.flag("follow"))
    throw new UsageError(
      "overshark.nat is known only when all packets are",
      "It reads a capture twice: give a file, not a pipe.",
    );
  const ground = new Ground(options.maxFlows);
  const collector = new Collector(ground, false, options);
  await readCaptures(captures, collector, options.limit === undefined ? {} : { limit: options.limit });
  collector.finish();
  return { translations: lookup(natReport(ground, { collector, files: [] }, null)) };
}
