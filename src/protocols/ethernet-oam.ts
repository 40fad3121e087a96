// Operations, administration and maintenance of one Ethernet link, IEEE 802.3 clause 57.4.
//
//  0         2    3    4
// +---------+----+----+----------------
// | flags   |code|TLVs, events, …
// +---------+----+---------------------

import type { Add, Layer } from "../core/layer.ts";
import type { Protocol } from "../core/protocol.ts";
import { Cursor, leaf, type Parts, REST, telling, tellParts } from "./common/cursor.ts";
import { bit, hexNum, num, raw } from "./common/located.ts";

const CODES: Readonly<Record<number, string>> = {
  0: "Information",
  1: "Event Notification",
  2: "Variable Request",
  3: "Variable Response",
  4: "Loopback Control",
  254: "Organization Specific",
};
const TLVS = {
  0: "End of TLV marker",
  1: "Local Information TLV",
  2: "Remote Information TLV",
  254: "Organization Specific Information TLV",
};
const EVENTS = {
  0: "End of TLV marker",
  1: "Errored Symbol Period Event",
  2: "Errored Frame Event",
  3: "Errored Frame Period Event",
  4: "Errored Frame Seconds Summary Event",
  254: "Organization Specific Event TLV",
};
const PARSERS = {
  0: "Forward non-OAMPDUs to higher sublayer",
  1: "Loopback non-OAMPDUs to the lower sublayer",
  2: "Discarding non-OAMPDUs",
  3: "Reserved",
};
const BRANCHES = { 3: "Object", 4: "Package", 6: "nameBinding", 7: "Attribute" };
const [INFORMATION, NOTIFICATION, REQUEST, RESPONSE, LOOPBACK] = [0, 1, 2, 3, 4];
const [LOCAL, REMOTE, OF_COMPANY] = [1, 2, 254];
const LEN = 3;

const FLAGS = [
  ["linkFault", "Link Fault"],
  ["dyingGasp", "Dying Gasp"],
  ["criticalEvent", "Critical Event"],
  ["localEvaluating", "Local Evaluating"],
  ["localStable", "Local Stable"],
  ["remoteEvaluating", "Remote Evaluating"],
  ["remoteStable", "Remote Stable"],
] as const;

/** By event, behind its time: what is counted, in how many bytes (57.5.3). */
const COUNTS: Readonly<Record<number, Parts>> = {
  1: counts("espe", 8, 8, 8, 8),
  2: counts("efe", 2, 4, 4, 8),
  3: counts("efpe", 4, 4, 4, 8),
  4: counts("efsse", 2, 2, 2, 4),
};
function counts(name: string, window: number, threshold: number, errors: number, total: number): Parts {
  const own = (what: string) => `oampdu.event.${name}${what}`;
  return [
    [own("Window"), window],
    [own("Threshold"), threshold],
    // Wireshark has one name for the errors in the windows of the three events that count frames.
    [`oampdu.event.${name === "espe" ? name : "efe"}Errors`, errors],
    [own("TotalErrors"), total],
    [own("TotalEvents"), 4],
  ];
}
const COUNT_TITLES = ["Window", "Threshold", "Errors", "Error Running Total", "Event Running Total"];
const countFields = Object.values(COUNTS).flatMap((parts, event) =>
  parts
    .map(([name, size], i) => num(size, name, COUNT_TITLES[i]))
    .filter(({ name }) => event < 2 || name !== "oampdu.event.efeErrors"),
);

export const ethernetOam: Protocol = {
  name: "oampdu",
  title: "OAMPDU",
  reference: "IEEE 802.3, 57.4",
  fields: [
    hexNum(2, "oampdu.flags", "Flags"),
    ...FLAGS.map(([name, title], i) => bit(2, 1 << i, `oampdu.flags.${name}`, title)),
    hexNum(1, "oampdu.code", "OAMPDU code", { values: CODES }),
    hexNum(1, "oampdu.info.type", "Type", { values: TLVS }),
    num(1, "oampdu.info.length", "TLV Length"),
    hexNum(1, "oampdu.info.version", "TLV Version"),
    num(2, "oampdu.info.revision", "TLV Revision"),
    hexNum(1, "oampdu.info.state", "OAM DTE States"),
    hexNum(1, "oampdu.info.state.parser", "Parser Action", { mask: 0x03, values: PARSERS }),
    bit(1, 0x04, "oampdu.info.state.multiplexer", "Multiplexer Action"),
    hexNum(1, "oampdu.info.oamConfig", "OAM Configuration"),
    bit(1, 0x01, "oampdu.info.oamConfig.mode", "OAM Mode"),
    num(2, "oampdu.info.oampduConfig", "Max OAMPDU Size"),
    num(3, "oampdu.info.oui", "Organizationally Unique Identifier"),
    raw("oampdu.info.vendor", "Vendor Specific Information"),
    num(2, "oampdu.event.sequence", "Sequence Number"),
    hexNum(1, "oampdu.event.type", "Event Type", { values: EVENTS }),
    hexNum(1, "oampdu.event.length", "Event Length"),
    num(2, "oampdu.event.timestamp", "Event Timestamp (100ms)"),
    ...countFields,
    hexNum(1, "oampdu.variable.branch", "Branch", { values: BRANCHES }),
    ...["object", "package", "binding", "attribute"].map((name) =>
      hexNum(2, `oampdu.variable.${name}`, "Leaf"),
    ),
    num(1, "oampdu.variable.width", "Variable Width"),
    hexNum(1, "oampdu.variable.indication", "Variable indication"),
    raw("oampdu.variable.value", "Variable Value"),
    hexNum(1, "oampdu.lpbk.commands", "Commands"),
    bit(1, 0x01, "oampdu.lpbk.commands.enable", "Enable Remote Loopback"),
    bit(1, 0x02, "oampdu.lpbk.commands.disable", "Disable Remote Loopback"),
  ],
  claims: { "slow.subtype": [3] },
  ...leaf(LEN),
  column: "OAM",
  ...telling(tell),
};

const LEAVES: Readonly<Record<number, string>> = { 3: "object", 4: "package", 6: "binding", 7: "attribute" };

function tell({ data }: Layer, add: Add, say: (words: string) => void): void {
  const c = new Cursor(data, add);
  c.here("oampdu.flags", 2)
    .bits(2, ...FLAGS.map(([name]) => `oampdu.flags.${name}`))
    .skip(2);
  const code = c.number("oampdu.code", 1);
  say(`OAMPDU: ${CODES[code] ?? "Unknown"}`);
  if (code === INFORMATION) tellInformation(c);
  else if (code === NOTIFICATION) tellEvents(c);
  else if (code === REQUEST || code === RESPONSE) tellVariables(c, code === RESPONSE);
  else if (code === OF_COMPANY) c.tell("oampdu.info.oui", 3);
  else if (code === LOOPBACK) {
    c.here("oampdu.lpbk.commands", 1);
    c.bits(1, "oampdu.lpbk.commands.enable", "oampdu.lpbk.commands.disable");
  }
}

function tellInformation(c: Cursor): void {
  while (c.left > 0) {
    if (c.peek(1) === 0) return;
    const type = c.number("oampdu.info.type", 1);
    const length = c.number("oampdu.info.length", 1);
    const tlv = c.within(length - 2);
    if (type === LOCAL || type === REMOTE) {
      tlv.tell("oampdu.info.version", 1).tell("oampdu.info.revision", 2);
      tlv.here("oampdu.info.state", 1);
      tlv.bits(1, "oampdu.info.state.parser", "oampdu.info.state.multiplexer").skip(1);
      tlv.here("oampdu.info.oamConfig", 1).bits(1, "oampdu.info.oamConfig.mode").skip(1);
      tlv.tell("oampdu.info.oampduConfig", 2).tell("oampdu.info.oui", 3).tell("oampdu.info.vendor", 4);
    } else if (type === OF_COMPANY)
      tellParts(tlv, [
        ["oampdu.info.oui", 3],
        ["oampdu.info.vendor", REST],
      ]);
  }
}

function tellEvents(c: Cursor): void {
  c.tell("oampdu.event.sequence", 2);
  while (c.left > 0) {
    if (c.peek(1) === 0) return;
    const type = c.number("oampdu.event.type", 1);
    const event = c.within(c.number("oampdu.event.length", 1) - 2);
    if (COUNTS[type] !== undefined) tellParts(event.tell("oampdu.event.timestamp", 2), COUNTS[type]);
  }
}

/** Branch and leaf each, and if they were asked for, a value or why there is none (57.6). */
function tellVariables(c: Cursor, areThere: boolean): void {
  while (c.left > 0) {
    if (c.peek(1) === 0) return;
    const branch = c.number("oampdu.variable.branch", 1);
    const leafName = LEAVES[branch];
    if (leafName === undefined) return;
    c.tell(`oampdu.variable.${leafName}`, 2);
    if (!areThere) continue;
    const width = c.peek(1);
    if (width >= 0x80) c.tell("oampdu.variable.indication", 1, width & 0x7f);
    else c.tell("oampdu.variable.width", 1).tell("oampdu.variable.value", width === 0 ? 128 : width);
  }
}
