// The columns of the packet list, against tshark's, where it is installed: of every 20th capture, since tshark starts for
// each; of all with COLUMNS=all. COLUMNS_REPORT names a file for what differs, the most frequent first.
import { afterAll, beforeAll, expect, it } from "vitest";
import { CaptureError, readCaptures } from "../../src/capture/capture.ts";
import { claim } from "../../src/core/demux.ts";
import { eachField } from "../../src/core/found.ts";
import type { DissectedPacket } from "../../src/dissect/packet.ts";
import { columnsOf } from "../../src/output/read-columns.ts";
import { Listing } from "../../src/pipeline/listing.ts";
import { protocolNumber } from "../../src/protocols/registry.ts";
import { index, pathOf } from "./corpus.ts";
import { Differences, describeWithTshark, some, tell, tsharkFields, WITH_TUNNELS } from "./tshark.ts";

const COLUMNS = ["source", "destination", "protocol", "length", "info"] as const;
type Column = (typeof COLUMNS)[number];
type Row = Record<Column | "layers", string>;

const GOALS: Readonly<Record<Column, number>> = {
  source: 0.999,
  destination: 0.999,
  protocol: 0.99,
  length: 0.999,
  info: 0.99,
};

/** What we add and tshark does not have, and what history.corpus.ts compares, with its reasons. */
const APART = [
  / ?\[(Piece \d+ of \d+|Reassembled in #\d+)\]/g,
  /\[TCP (?!segment)[^\]]*\] ?,? ?|\b(Seq|Ack|Win)=\d+| \((request|reply) in \d+\)| \(no response found!\)/g,
];
/** Also two texts that tshark sets with a comma where the first is empty, and without. */
const plain = (text: string): string =>
  APART.reduce((rest, pattern) => rest.replaceAll(pattern, ""), text)
    .replace(/^ ?, /, "")
    .trim();

const withoutDuplicates = (info: string): string => info.replace(/ \(duplicate use of .* detected!\)$/, "");

/** Where columns differ on purpose; `when`: only these texts. */
const PURPOSES: readonly [column: Column, why: string, when: (mine: string, theirs: string) => boolean][] = [
  [
    "info",
    "packet numbers and frames of QUIC stand behind keys that nobody works out",
    (mine, theirs) => theirs.startsWith(mine.replace(/\[.*/, "")) && /, PKN: /.test(theirs),
  ],
  ["info", "as above: it knows that it has no keys", (_, theirs) => theirs.startsWith("Protected Payload")],
  [
    "info",
    "tenants may use the same addresses; and what a reply repeats of whoever asked is no use of its address",
    (mine, theirs) => withoutDuplicates(theirs) === withoutDuplicates(mine),
  ],
  [
    "info",
    "the reply says how the request ended, not what it was",
    (mine, theirs) => theirs.includes("Command Response") && mine.includes("Command Response"),
  ],
  [
    "info",
    "what is encrypted has its length, whatever was seen before",
    (mine, theirs) => /^(Client|Server):/.test(mine) && /^(Client|Server):/.test(theirs),
  ],
  [
    "info",
    "versions of tunnels that do not exist are marked as malformed",
    (mine, theirs) => /^(ERSPAN:|Encapsulated )/.test(mine) && mine === `${theirs}[Malformed Packet]`,
  ],
  [
    "destination",
    "of an Ethernet header that is cut in two nothing is shown",
    (mine, theirs) => mine.includes(".") && theirs.includes(":"),
  ],
  [
    "info",
    "of OpenFlow 1.1 and 1.2 tshark says nothing, though all versions begin alike",
    (mine, theirs) => theirs === "" && mine.startsWith("Type: OFPT_"),
  ],
  ["source", "a line between two has no addresses", (mine, theirs) => mine === "" && theirs === "N/A"],
  ["destination", "a line between two has no addresses", (mine, theirs) => mine === "" && theirs === "N/A"],
  ["info", "numbers of tshark's own", (_, theirs) => theirs.startsWith("WTAP_ENCAP")],
  ["protocol", "link types that are not dissected have a name", (_, theirs) => theirs === "UNKNOWN"],
];

/** By packet number. */
function theirs(file: string): Map<number, Row> {
  const names = [
    "frame.number",
    "frame.protocols",
    ...COLUMNS.map((c) => `_ws.col.${c[0].toUpperCase()}${c.slice(1)}`),
  ];
  const rows = new Map<number, Row>();
  for (const line of tsharkFields(file, WITH_TUNNELS, names)) {
    const [number, layers, source, destination, protocol, length, info] = line;
    if (info !== undefined)
      rows.set(Number(number), { layers, source, destination, protocol, length, info: info.trim() });
  }
  return rows;
}

function ours(packet: DissectedPacket): Row {
  const [frame] = packet.layers();
  let layers = "";
  eachField(frame, ({ field, value }) => {
    if (field.name === "frame.protocols") layers = String(value);
  });
  const { source, destination, protocol, length, info } = columnsOf(packet, "r");
  return { layers, source, destination, protocol, length, info: info.trim() };
}

let compared = 0;
const equal: Record<Column, number> = { source: 0, destination: 0, protocol: 0, length: 0, info: 0 };
const differences = new Differences();

async function run(file: string, name: string): Promise<void> {
  const rows = theirs(file);
  const listing = new Listing({ conversations: true, messages: true }, (packet) => {
    const their = rows.get(packet.number);
    packet.hideTold();
    const mine = ours(packet);
    // Layers are compared elsewhere: here are packets whose layers are the same.
    if (their === undefined || their.layers !== mine.layers) return true;
    compared++;
    for (const column of COLUMNS) {
      const pair = [plain(mine[column]), plain(their[column])] as const;
      const isSame = pair[0] === pair[1];
      if (isSame || PURPOSES.some(([which, , when]) => which === column && when(...pair))) equal[column]++;
      else
        differences.add(
          column === "info" ? `info of ${their.protocol}` : column,
          `${name}#${packet.number}\n    T ${their[column]}\n    O ${mine[column]}`,
        );
    }
    return true;
  });
  await readCaptures([file], listing);
  listing.finish();
}

// What the truth was made with.
beforeAll(() => claim("udp.port", 8472, protocolNumber("vxlan")));

afterAll(() => {
  const figures = COLUMNS.map((c) => `${c} ${((100 * equal[c]) / Math.max(1, compared)).toFixed(3)} %`).join(
    ", ",
  );
  const text = `columns: of ${compared} packets with the same layers: ${figures}`;
  tell(text, "COLUMNS_REPORT", () => differences.lines());
});

describeWithTshark("columns", () => {
  const captures = some(index(), 20, "COLUMNS");

  it.each(captures)("$capture", async ({ capture }) => {
    try {
      await run(pathOf(capture), capture);
    } catch (error) {
      if (!(error instanceof CaptureError)) throw error;
    }
  });

  it.each(COLUMNS)("say the same: %s", (column) => {
    expect(compared).toBeGreaterThan(500);
    expect(equal[column] / compared).toBeGreaterThanOrEqual(GOALS[column]);
  });
});
