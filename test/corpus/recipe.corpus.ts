// The capture filter that -i prints, on the whole corpus: what tcpdump lets through has all packets of all tenants.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { CaptureError } from "../../src/capture/capture.ts";
import { hasTcpdump, withAndWithout } from "../support/recipe.ts";
import { index, pathOf } from "./corpus.ts";

const directory = mkdtempSync(join(tmpdir(), "overshark-"));
const seen = { captures: 0, tenants: 0, unread: 0, beyond: [] as string[] };
afterAll(() => {
  rmSync(directory, { recursive: true });
  console.log(
    `capture filter: ${seen.tenants} tenants in ${seen.captures} captures kept whole, ${seen.unread} captures that ` +
      `tcpdump does not read; lost are Teredo on other ports and MPLS on PPP or HDLC in ${seen.beyond.length}`,
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
      // Teredo on ports that are not its own is known by its addresses; a PPP or HDLC link has no Ethernet types.
      const beyond = ({ tenant }: { tenant: string }) =>
        tenant.includes("teredo:") || (!found.ethernet && tenant.startsWith("mpls:"));
      if (found.before.some(beyond) && JSON.stringify(found.before) !== JSON.stringify(found.after))
        seen.beyond.push(capture);
      const others = (tenants: typeof found.before) => tenants.filter((tenant) => !beyond(tenant));
      expect(others(found.after)).toEqual(others(found.before));
      seen.captures++;
      seen.tenants += found.before.length;
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
      seen.unread++;
    }
  });
});
