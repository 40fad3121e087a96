/** What management frames of IEEE 802.11 say: fields in fixed places, 9.3.3 and 9.4.1, and elements behind them. */
import type { Field } from "../../core/fields.ts";
import type { Add } from "../../core/layer.ts";
import { hexText, stringAt } from "../../core/values.ts";
import { LittleCursor } from "./little.ts";
import { hexNum, hw, mark, num, once, raw } from "./located.ts";
import { elementFields } from "./wlan-element-fields.ts";
import { elementWords } from "./wlan-element-words.ts";
import { type Around, tellElements } from "./wlan-elements.ts";
import { startOfBlock } from "./wlan-words.ts";

const W = "wlan";
const F = `${W}.fixed`;

/** Subtypes of management frames. */
enum Sub {
  ASSOCIATION = 0,
  ASSOCIATED = 1,
  REASSOCIATION = 2,
  REASSOCIATED = 3,
  PROBE = 4,
  PROBED = 5,
  BEACON = 8,
  DISASSOCIATION = 10,
  AUTHENTICATION = 11,
  DEAUTHENTICATION = 12,
  ACTION = 13,
  ACTION_ALONE = 14,
}

const CATEGORIES = {
  0: "Spectrum Management (SM)",
  1: "QoS",
  3: "Block Ack",
  4: "Public Action",
  5: "Radio Measurement",
  6: "Fast BSS Transition",
  7: "HT",
  8: "SA Query",
  10: "WNM",
  12: "TDLS",
  13: "MESH",
  14: "Multihop",
  15: "Self-protected",
  17: "Wi-Fi Alliance",
  21: "VHT",
  126: "Vendor-specific Protected",
  127: "Vendor Specific",
};

export const managementFields = once((): Field[] => [
  mark(`${F}.all`, "Fixed parameters"),
  num(8, `${F}.timestamp`, "Timestamp"),
  num(4, `${F}.beacon`, "Beacon Interval"),
  hexNum(2, `${F}.listen_ival`, "Listen Interval"),
  hw(`${F}.current_ap`, "Current AP"),
  hexNum(2, `${F}.status_code`, "Status code"),
  hexNum(2, `${F}.reason_code`, "Reason code"),
  hexNum(2, `${F}.aid`, "Association ID"),
  num(2, `${F}.auth.alg`, "Authentication Algorithm", {
    values: {
      0: "Open System",
      1: "Shared key",
      2: "Fast BSS Transition",
      3: "Simultaneous Authentication of Equals (SAE)",
    },
  }),
  hexNum(2, `${F}.auth_seq`, "Authentication SEQ"),
  num(2, `${F}.sae_message_type`, "SAE Message Type"),
  num(2, `${F}.finite_cyclic_group`, "Group Id"),
  raw(`${F}.scalar`, "Scalar"),
  raw(`${F}.finite_field_element`, "Finite Field Element"),
  num(2, `${F}.send_confirm`, "Send-Confirm"),
  raw(`${F}.confirm`, "Confirm"),
  num(2, `${F}.category_code`, "Category code", { values: CATEGORIES }),
  hexNum(1, `${F}.action_code`, "Action code"),
  hexNum(1, `${F}.publicact`, "Public Action"),
  hexNum(1, `${F}.selfprot_action`, "Self-protected Action code"),
  hexNum(1, `${F}.mesh_action`, "Mesh Action code"),
  hexNum(1, `${F}.htact`, "HT Action"),
  hexNum(1, `${F}.dialog_token`, "Dialog token"),
  hexNum(2, `${F}.batimeout`, "Block Ack Timeout"),
  mark(`${W}.tagged.all`, "Tagged parameters"),
  ...elementFields(),
]);

/** Length of what stands in fixed places, by subtype. */
const FIXED: Readonly<Record<number, number>> = {
  [Sub.ASSOCIATION]: 4,
  [Sub.ASSOCIATED]: 6,
  [Sub.REASSOCIATION]: 10,
  [Sub.REASSOCIATED]: 6,
  [Sub.PROBE]: 0,
  [Sub.PROBED]: 12,
  [Sub.BEACON]: 12,
  [Sub.DISASSOCIATION]: 2,
  [Sub.AUTHENTICATION]: 6,
  [Sub.DEAUTHENTICATION]: 2,
};

/** Subtypes that may have no elements. */
const BARE: readonly number[] = [Sub.PROBE, Sub.DISASSOCIATION, Sub.AUTHENTICATION, Sub.DEAUTHENTICATION];

/** Subtypes that go to an access point. */
const TO_ACCESS: readonly number[] = [Sub.ASSOCIATION, Sub.REASSOCIATION, Sub.PROBE];

/** Tells the body of a management frame of that subtype, which begins here. */
export function tellManagement(c: LittleCursor, subtype: number): void {
  if (subtype === Sub.ACTION || subtype === Sub.ACTION_ALONE) {
    tellAction(c);
    return;
  }
  const fixed = FIXED[subtype];
  if (fixed === undefined) return;
  if (fixed > 0) tellFixed(c, subtype, fixed);
  // Of all but these a name and rates are the least.
  if (c.left === 0 && !BARE.includes(subtype)) c.need(1);
  if (subtype === Sub.PROBE || c.left > 0)
    tellTagged(c, { toAccess: TO_ACCESS.includes(subtype), peering: 0 });
}

function tellTagged(c: LittleCursor, around: Around): void {
  c.here(`${W}.tagged.all`, c.left, true);
  tellElements(c.within(c.left), around);
}

function tellFixed(c: LittleCursor, subtype: number, length: number): void {
  const isAuthentication = subtype === Sub.AUTHENTICATION;
  const isSae = isAuthentication && c.ahead(2) === SAE;
  const size = isSae ? length + saeLength(c) : length;
  c.here(`${F}.all`, Math.min(size, c.left), true);
  const n = c.within(Math.min(size, c.left));
  switch (subtype) {
    case Sub.PROBED:
    case Sub.BEACON:
      n.long(`${F}.timestamp`);
      n.little(`${F}.beacon`, 2);
      n.word(elementWords().capabilities);
      break;
    case Sub.ASSOCIATION:
    case Sub.REASSOCIATION:
      n.word(elementWords().capabilities);
      n.little(`${F}.listen_ival`, 2);
      if (subtype === Sub.REASSOCIATION) n.tell(`${F}.current_ap`, 6);
      break;
    case Sub.ASSOCIATED:
    case Sub.REASSOCIATED:
      n.word(elementWords().capabilities);
      n.little(`${F}.status_code`, 2);
      n.tell(`${F}.aid`, 2, n.ahead(2) & 0x3fff);
      break;
    case Sub.AUTHENTICATION:
      n.little(`${F}.auth.alg`, 2);
      if (isSae) tellSae(n);
      else {
        n.little(`${F}.auth_seq`, 2);
        n.little(`${F}.status_code`, 2);
      }
      break;
    default:
      n.little(`${F}.reason_code`, 2);
  }
}

const SAE = 3;
const [COMMIT, CONFIRM] = [1, 2];
/** Bytes of a number of the group, RFC 5114 and IANA's registry of groups for IKE: of elliptic curves alone. */
const GROUPS: Readonly<Record<number, number>> = { 19: 32, 20: 48, 21: 66 };

/** What SAE has behind its status (12.4.7). */
function saeLength(c: LittleCursor): number {
  const sequence = c.left < 6 ? 0 : c.ahead(2, 2);
  if (sequence === COMMIT && c.left >= 8) return 2 + 3 * (GROUPS[c.ahead(2, 6)] ?? 0);
  return sequence === CONFIRM && c.left >= 8 ? c.left - 6 : 0;
}

function tellSae(c: LittleCursor): void {
  const { at } = c;
  const sequence = c.little(`${F}.auth_seq`, 2);
  c.little(`${F}.status_code`, 2);
  c.add(`${F}.sae_message_type`, at, 2, sequence, c.depth);
  if (c.left < 2) return;
  if (sequence === CONFIRM) {
    c.little(`${F}.send_confirm`, 2);
    c.tell(`${F}.confirm`, c.left);
  } else if (sequence === COMMIT) {
    const size = GROUPS[c.little(`${F}.finite_cyclic_group`, 2)];
    if (size !== undefined) c.tell(`${F}.scalar`, size).tell(`${F}.finite_field_element`, 2 * size);
  }
}

const Category = { block: 3, public: 4, radio: 5, ht: 7, mesh: 13, protected: 15 };

function tellAction(c: LittleCursor): void {
  const category = c.peek(1);
  let peering = 0;
  c.tell(`${F}.category_code`, 1, category);
  switch (category) {
    case Category.block:
      tellBlock(c);
      break;
    case Category.radio:
      if (tellMeasurement(c)) break;
      return;
    case Category.public:
      c.tell(`${F}.publicact`, 1);
      return;
    case Category.ht:
      if (c.number(`${F}.htact`, 1) === 1) c.word(elementWords().smPower);
      break;
    case Category.mesh:
      c.tell(`${F}.mesh_action`, 1);
      break;
    case Category.protected:
      peering = tellPeering(c);
      break;
    default:
      return;
  }
  if (c.left > 0) tellTagged(c, { toAccess: false, peering });
}

const [ADD_REQUEST, ADD_RESPONSE, DELETE] = [0, 1, 2];

/** 9.6.4. */
function tellBlock(c: LittleCursor): void {
  const action = c.number(`${F}.action_code`, 1);
  if (action > DELETE) return;
  if (action === DELETE) {
    c.word(elementWords().delba);
    c.little(`${F}.reason_code`, 2);
    return;
  }
  c.tell(`${F}.dialog_token`, 1);
  if (action === ADD_RESPONSE) c.little(`${F}.status_code`, 2);
  c.word(elementWords().baParameters);
  c.little(`${F}.batimeout`, 2);
  if (action === ADD_REQUEST) c.word(startOfBlock());
}

/** Of radio measurements the requests for neighbours, 9.6.6.6. */
const NEIGHBOURS = 4;

/** @returns whether elements follow */
function tellMeasurement(c: LittleCursor): boolean {
  const action = c.number(`${F}.action_code`, 1);
  c.tell(`${F}.dialog_token`, 1);
  return action === NEIGHBOURS;
}

const [OPEN, CONFIRMED] = [1, 2];

/** Mesh peering, 9.6.15. */
function tellPeering(c: LittleCursor): number {
  const action = c.number(`${F}.selfprot_action`, 1);
  if (action === OPEN || action === CONFIRMED) c.word(elementWords().capabilities);
  if (action === CONFIRMED) c.tell(`${F}.aid`, 2, c.ahead(2) & 0x3fff);
  return action;
}

/** Where the token of a block acknowledgement's set-up stands, behind category and action. */
const TOKEN = 2;

/** What stands in the Info column behind the flags: of the body from `at` to `end`. */
export function managementInfo(data: DataView, subtype: number, at: number, end: number): string {
  let text = "";
  const say: Add = (name, from, size) => {
    if (name === `${F}.beacon`) text += `, BI=${data.getUint16(from, true)}`;
    else if (name === `${W}.ssid`) text += `, SSID=${ssidText(data, from, size)}`;
    else if (name === `${W}.mesh.id` && size > 0) text += `, MESHID=${stringAt(data, from, size)}`;
    else if (name === `${F}.batimeout`) text += `, Dialog Token=${data.getUint8(at + TOKEN)}`;
  };
  try {
    tellManagement(new LittleCursor(data, say, at, end), subtype);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return text;
}

/** A name that can be printed as it is, others in digits; without one any network is meant. */
function ssidText(data: DataView, at: number, length: number): string {
  if (length === 0) return "Wildcard (Broadcast)";
  const text = stringAt(data, at, length);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (!/[\u0000-\u001f\u007f-\u009f\ufffd]/.test(text)) return `"${text}"`;
  return hexText(new Uint8Array(data.buffer, data.byteOffset + at, length));
}
