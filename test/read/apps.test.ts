// What UDP, TCP and Ethernet carry, packet by packet against tshark (fixtures/apps/expect.py).
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readCaptures } from "../../src/capture/capture.ts";
import { eachField } from "../../src/core/found.ts";
import type { Layer } from "../../src/core/layer.ts";
import { textOf } from "../../src/core/values.ts";
import { Listing } from "../../src/pipeline/listing.ts";

const DIRECTORY = "fixtures/apps";

interface Line {
  protocols: string;
  column: string;
  info: string;
  fields: Map<string, string>;
}

/** Where we say something else on purpose: capture, packets, which of it, and what we say instead of tshark. */
const DIFFERENT: {
  capture: string;
  packets: readonly number[];
  what: keyof Line | `${string}.${string}`;
  why: string;
  ours?: Readonly<Record<number, string>>;
}[] = [
  {
    capture: "socks-on-another-port",
    packets: [1, 3, 5, 6, 8],
    what: "protocols",
    why: "tshark looks for SOCKS on port 1080 only; two bytes (2, 4) and a cut request (7) say too little",
    ours: Object.fromEntries([1, 3, 5, 6, 8].map((n) => [n, "eth:ethertype:ip:tcp:socks"])),
  },
  {
    capture: "socks-on-another-port",
    packets: [1, 3, 5, 6, 8],
    what: "column",
    why: "as above",
    ours: Object.fromEntries([1, 3, 5, 6, 8].map((n) => [n, "Socks"])),
  },
  {
    capture: "socks-on-another-port",
    packets: [1, 3, 5, 6, 8],
    what: "info",
    why: "as above",
    ours: {
      1: "Version: 5 Connect to server request",
      3: "Version: 5 User authentication request",
      5: "Version: 5 Command Request - Connect",
      6: "Version: 5 Command Response - Connect",
      8: "Version: 4 Connect to server request",
    },
  },
  {
    capture: "dhcp",
    packets: [1, 2, 3, 4],
    what: "dhcp.option.type",
    why: "the end option is 255 (RFC 2132, 3.2), not 0",
    ours: {
      1: "53|61|12|55|255",
      2: "53|1|3|6|51|54|15|255",
      3: "53|50|54|82|255",
      4: "53|26|58|59|255",
    },
  },
];

function expected(capture: string): Line[] {
  return readFileSync(join(DIRECTORY, `${capture}.tshark.tsv`), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [, protocols, column, info, ...values] = line.split("\t");
      const pairs = values.map((value) => {
        const at = value.indexOf("=");
        return [value.slice(0, at), value.slice(at + 1)] as const;
      });
      return { protocols, column, info, fields: new Map(pairs) };
    });
}

const columnOf = (layers: readonly Layer[]): string => {
  const layer = layers.findLast(({ protocol }) => !["overshark", "data"].includes(protocol.name)) as Layer;
  const { column, name } = layer.protocol;
  return typeof column === "function" ? column(layer) : (column ?? name.toUpperCase());
};
const infoOf = (layers: readonly Layer[]): string => {
  for (const layer of layers.toReversed()) {
    const info = layer.protocol.info?.(layer);
    if (info !== undefined) return info;
  }
  return "";
};

async function shown(capture: string): Promise<Line[]> {
  const lines: Line[] = [];
  const listing = new Listing({ conversations: true }, (packet) => {
    const layers = packet.layers();
    const fields = new Map<string, string>();
    for (const layer of layers) {
      const whole = eachField(layer, ({ field, value }) => {
        const before = fields.get(field.name);
        const text = textOf(field, value);
        fields.set(field.name, before === undefined ? text : `${before}|${text}`);
      });
      expect(whole, `packet ${packet.number} of ${capture}: ${layer.protocol.name}`).toBe(true);
    }
    const protocols = fields.get("frame.protocols") as string;
    lines.push({ protocols, column: columnOf(layers), info: infoOf(layers), fields });
    return true;
  });
  await readCaptures([join(DIRECTORY, `${capture}.pcap`)], listing, {});
  listing.finish();
  return lines;
}

/** tshark's marks for what a stream showed it, and line ends, which it writes as `\n`. */
const plain = (info: string): string => info.replace(/\[(TCP|Malformed)[^\]]*\]/g, "");

const captures = readdirSync(DIRECTORY)
  .filter((name) => name.endsWith(".tshark.tsv"))
  .map((name) => name.slice(0, -".tshark.tsv".length));

describe.each(captures)("%s", (capture) => {
  const different = (packet: number, what: string) =>
    DIFFERENT.find((d) => d.capture === capture && d.what === what && d.packets.includes(packet));

  test("shows what tshark shows", async () => {
    const theirs = expected(capture);
    const ours = await shown(capture);
    expect(ours.length).toBe(theirs.length);
    for (const [i, line] of theirs.entries()) {
      const n = i + 1;
      for (const what of ["protocols", "column", "info"] as const) {
        // TCP's and UDP's own words are tested with them.
        if (what === "info" && ["TCP", "UDP"].includes(line.column) && !different(n, what)) continue;
        const want = different(n, what)?.ours?.[n] ?? plain(line[what]);
        expect(ours[i][what], `packet ${n}: ${what}`).toBe(want);
      }
      for (const [name, value] of line.fields) {
        const d = different(n, name);
        expect(ours[i].fields.get(name), `packet ${n}: ${name}`).toBe(d === undefined ? value : d.ours?.[n]);
      }
    }
  });

  test("differs only where the table says so, and there it does", async () => {
    const theirs = expected(capture);
    for (const d of DIFFERENT.filter((one) => one.capture === capture)) {
      for (const n of d.packets) {
        const line = theirs[n - 1];
        const was = d.what in line ? line[d.what as "info"] : line.fields.get(d.what);
        expect(d.ours?.[n] ?? "left out", `packet ${n}: ${d.what}`).not.toBe(was);
      }
    }
  });
});

test("all captures have an expectation", () => {
  const all = readdirSync(DIRECTORY).filter((name) => name.endsWith(".pcap"));
  expect(all.length).toBe(captures.length);
  expect(all.length).toBeGreaterThanOrEqual(18);
});
