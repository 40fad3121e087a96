// The capture filter that -i prints, on the whole corpus: what tcpdump lets through has all packets of all tenants.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { CaptureError } from "../../src/capture/capture.ts";
import { hasTcpdump, withAndWithout } from "../support/recipe.ts";
import { index, pathOf } from "./corpus.ts";

const directory = mkdtempSync(join(tmpdir(), "overshark-"));
const seen = { captures: 0, tenants: 0, unread: 0, teredo: [] as string[] };
afterAll(() => {
  rmSync(directory, { recursive: true });
  console.log(
    `capture filter: ${seen.tenants} tenants in ${seen.captures} captures kept whole, ${seen.unread} captures that ` +
      `tcpdump does not read, Teredo on other ports in ${seen.teredo.join(", ") || "none"}`,
  );
});

const skipped = hasTcpdump ? "" : " (skipped: tcpdump is not installed)";
describe.skipIf(!hasTcpdump)(`capture filter${skipped}`, () => {
  it.each(index())("$capture", async ({ capture }) => {
    try {
      const found = await withAndWithout(pathOf(capture), join(directory, "filtered.pcap"));
      if (found === null) {
        seen.unread++;
        return;
      }
      const isTeredo = ({ tenant }: { tenant: string }) => tenant.includes("teredo:");
      if (found.before.some(isTeredo) && JSON.stringify(found.before) !== JSON.stringify(found.after))
        seen.teredo.push(capture);
      const others = (tenants: typeof found.before) => tenants.filter((tenant) => !isTeredo(tenant));
      expect(others(found.after)).toEqual(others(found.before));
      seen.captures++;
      seen.tenants += found.before.length;
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
      seen.unread++;
    }
  });
});
