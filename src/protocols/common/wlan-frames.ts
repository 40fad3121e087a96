/** What is shown of an 802.11 frame: its header, and what control and protection stand there. Never on the hot path. */
import type { Add, Layer } from "../../core/layer.ts";
import { bytesAt, hexText } from "../../core/values.ts";
import { LittleCursor, word } from "./little.ts";
import {
  At,
  addressesOf,
  controlAt,
  Flag,
  flagsAt,
  frameType,
  headerLength,
  isAggregate,
  isEmpty,
  isFragment,
  isReserved,
  Kind,
  meshLength,
  qosAt,
  Subtype,
  startOf,
  Type,
} from "./wlan-header.ts";
import { managementInfo, tellManagement } from "./wlan-management.ts";
import {
  blockControl,
  FRAME_NAMES,
  heControl,
  htAdaptation,
  htControl,
  qosBits,
  startOfBlock,
  vhtControl,
  vhtFeedback,
} from "./wlan-words.ts";

const W = "wlan";
const FCS = 4;
const ADDRESS = 6;

const versionOf = (control: number): number => control & 3;
const typeOf = (control: number): number => (control >> 2) & 3;
const nameOf = (control: number): string =>
  FRAME_NAMES[frameType(control)] ?? "Unrecognized (Reserved frame)";

const Control = { trigger: 2, poll: 4, wrapper: 7, request: 8, block: 9, powerSave: 10 };
const Ends = { end: 14, endAck: 15 };
/** Subtypes of control frames that end behind the first address. */
const [CLEAR, ACKNOWLEDGED] = [12, 13];

/** "opmPRMFT", from the highest flag on, dots for those that are not set; C where the check sequence is there. */
function flagsText(flags: number, kind: number): string {
  let text = "";
  for (let i = 0; i < 8; i++) text += (flags & (0x80 >> i)) === 0 ? "." : "opmPRMFT"[i];
  return (kind & Kind.checked) === 0 ? text : `${text}C`;
}

export function headingOf({ data }: Layer, kind: number): string {
  const control = controlAt(data, 0, kind);
  return `IEEE 802.11 ${nameOf(control)}, Flags: ${flagsText(flagsAt(data, 0, kind), kind)}`;
}

/** What stands behind the header, without the check sequence. */
const lengthOf = ({ data, wireLength }: Layer, kind: number): number =>
  (kind & Kind.checked) === 0 ? data.byteLength : Math.min(data.byteLength, Math.max(0, wireLength - FCS));

export function infoOf(layer: Layer, kind: number): string | undefined {
  const { data } = layer;
  if (data.byteLength < 2) return "";
  const control = controlAt(data, 0, kind);
  const flags = flagsAt(data, 0, kind);
  if (versionOf(control) > 1) return `Unknown protocol version: ${versionOf(control)}`;
  if (versionOf(control) === 1) return "PV1 Reserved";
  const name = nameOf(control);
  const type = typeOf(control);
  if (data.byteLength < (type === Type.control ? 10 : At.END)) return name;
  const flagged = `Flags=${flagsText(flags, kind)}`;
  if (type === Type.control || isReserved(control)) return `${name}, ${flagged}`;
  const sequence = data.getUint16(At.SEQUENCE, true);
  if (type === Type.data && (flags & Flag.protected) === 0 && !isEmpty(control))
    if (isFragment(data, 0, startOf(data, 0, data.byteLength, kind), data.byteLength, flags))
      return "Fragmented IEEE 802.11 frame";
  const text = `${name}, SN=${sequence >> 4}, FN=${sequence & 15}, ${flagged}`;
  if (type === Type.data || (flags & Flag.protected) !== 0) return text;
  return text + managementInfo(data, control >> 4, managementAt(flags), lengthOf(layer, kind));
}

/** Management frames have HT control behind their header by the flag that data frames have, too. */
const managementAt = (flags: number): number => At.END + ((flags & Flag.order) !== 0 ? 4 : 0);

/** Source and destination for the columns: of control frames the stations between which they go, and as what. */
export function endsOf({ data }: Layer, kind: number): readonly [source: string, destination: string] {
  const address = (at: number) =>
    at < 0 || at + ADDRESS > data.byteLength ? "" : hexText(bytesAt(data, at, ADDRESS), ":");
  const control = data.byteLength < 2 ? 0 : controlAt(data, 0, kind);
  if (data.byteLength < 2 || versionOf(control) !== 0 || isReserved(control)) return ["", ""];
  if (typeOf(control) === Type.control) {
    const as = (at: number, what: string) => (address(at) === "" ? "" : `${address(at)} (${what})`);
    const subtype = control >> 4;
    const poll = subtype === Control.powerSave;
    const to = as(At.FIRST, poll ? "BSSID" : "RA");
    if (subtype === CLEAR || subtype === ACKNOWLEDGED || subtype === Control.wrapper) return ["", to];
    return [as(At.SECOND, subtype === Ends.end ? "BSSID" : "TA"), to];
  }
  if (typeOf(control) === Type.management) return [address(At.SECOND), address(At.FIRST)];
  const { source, destination } = addressesOf(flagsAt(data, 0, kind));
  return [address(source), address(destination)];
}

/** Where data begins that nobody reads; behind it there is none. */
export function bodyOf(data: DataView, kind: number): number {
  const control = controlAt(data, 0, kind);
  const flags = flagsAt(data, 0, kind);
  if (versionOf(control) > 1) return 2;
  if (versionOf(control) === 1) return data.byteLength;
  if (isReserved(control)) return Math.min(data.byteLength, At.SECOND);
  const isData = typeOf(control) === Type.data && !isEmpty(control);
  const isHidden = (flags & Flag.protected) !== 0 && typeOf(control) !== Type.control;
  if (!isData && !isHidden) return data.byteLength;
  const at = isData ? startOf(data, 0, data.byteLength, kind) : managementAt(flags);
  if (isHidden) return at + (isExtended(data, at) ? 8 : 4);
  return isAggregate(data, 0, control, flags) ? at + 14 : at;
}

const isExtended = (data: DataView, at: number): boolean => (data.getUint8(at + 3) & 0x20) !== 0;

export function tellFrame(layer: Layer, kind: number, add: Add): void {
  const { data } = layer;
  const end = lengthOf(layer, kind);
  tellCheck(layer, kind, add);
  const c = new LittleCursor(data, add, 0, end);
  const control = controlAt(data, 0, kind);
  const flags = flagsAt(data, 0, kind);
  if (versionOf(control) !== 0) {
    c.add(`${W}.fc.version`, kind >> 2, 1);
    return;
  }
  tellControl(c, control, flags, kind);
  const type = typeOf(control);
  if (isReserved(control)) {
    tellDuration(c);
    c.here(`${W}.ra`, ADDRESS);
  } else if (type === Type.control) tellControlFrame(c, control >> 4);
  else if (type === Type.data) tellData(c, control, flags, kind);
  else if (type === Type.management) tellManaged(c, control, flags);
}

/** A frame that was cut lacks its last bytes. */
function tellCheck({ data, wireLength }: Layer, kind: number, add: Add): void {
  if ((kind & Kind.checked) === 0 || data.byteLength < wireLength || wireLength < FCS) return;
  const at = wireLength - FCS;
  add(`${W}.fcs`, at, FCS, data.getUint32(at, true));
  add(`${W}.fcs.status`, at, 0, 2);
}

function tellControl(c: LittleCursor, control: number, flags: number, kind: number): void {
  const first = kind >> 2;
  const second = 1 - first;
  c.add(`${W}.fc.type_subtype`, first, 1, frameType(control));
  c.here(`${W}.fc`, 2);
  for (const name of ["version", "type", "subtype"]) c.add(`${W}.fc.${name}`, first, 1, undefined, 1);
  c.add(`${W}.flags`, second, 1, flags, 1);
  for (const name of "ds tods fromds frag retry pwrmgt moredata protected order".split(" "))
    c.add(`${W}.fc.${name}`, second, 1, undefined, 2);
  c.skip(2);
}

function tellDuration(c: LittleCursor): void {
  c.tell(`${W}.duration`, 2, c.ahead(2) & 0x7fff);
}

function tellControlFrame(c: LittleCursor, subtype: number): void {
  if (subtype === Control.powerSave) c.tell(`${W}.aid`, 2, c.ahead(2) & 0x3fff);
  else tellDuration(c);
  c.here(`${W}.ra`, ADDRESS);
  if (subtype === Control.powerSave) c.here(`${W}.bssid`, ADDRESS);
  c.skip(ADDRESS);
  if (subtype === CLEAR || subtype === ACKNOWLEDGED || subtype === Control.wrapper) return;
  c.tell(subtype === Ends.end ? `${W}.bssid` : `${W}.ta`, ADDRESS);
  if (subtype === Control.request || subtype === Control.block) tellBlock(c, subtype === Control.block);
}

/** Block acknowledgements with a bitmap of one traffic's frames (9.3.1.8). */
const COMPRESSED = [2, 4];
const BASIC = 0;

function tellBlock(c: LittleCursor, isAnswer: boolean): void {
  const kind = (c.word(blockControl()) >> 1) & 15;
  if (kind !== BASIC && !COMPRESSED.includes(kind)) return;
  const start = c.word(startOfBlock()) >> 4;
  if (!isAnswer) return;
  const size = kind === BASIC ? 128 : 8;
  c.here(`${W}.ba.bm`, size);
  if (kind === BASIC) return;
  for (let i = 0; i < 8 * size; i++)
    if ((c.peek(1, i >> 3) & (1 << (i & 7))) === 0)
      c.add(`${W}.ba.bm.missing_frame`, c.at + (i >> 3), 1, (start + i) & 0xfff, c.depth + 1);
}

function tellSequence(c: LittleCursor): void {
  const sequence = c.ahead(2);
  c.here(`${W}.frag`, 2, sequence & 15).tell(`${W}.seq`, 2, sequence >> 4);
}

function tellManaged(c: LittleCursor, control: number, flags: number): void {
  tellDuration(c);
  c.here(`${W}.ra`, ADDRESS).tell(`${W}.da`, ADDRESS).here(`${W}.ta`, ADDRESS).tell(`${W}.sa`, ADDRESS);
  c.tell(`${W}.bssid`, ADDRESS);
  tellSequence(c);
  if ((flags & Flag.order) !== 0) tellHtControl(c);
  if ((flags & Flag.protected) !== 0) tellProtection(c);
  else tellManagement(c, control >> 4);
}

function tellData(c: LittleCursor, control: number, flags: number, kind: number): void {
  const { data } = c;
  tellDuration(c);
  c.here(`${W}.ra`, ADDRESS).add(`${W}.ta`, At.SECOND, ADDRESS);
  const { destination, source, bss, station } = addressesOf(flags);
  const several = isAggregate(data, 0, control, flags);
  const put = (name: string, at: number) => {
    if (at < 0) return;
    c.need(at + ADDRESS - c.at);
    c.add(`${W}.${name}`, at, ADDRESS);
  };
  // Frames among several have their own; the third address is that of the network then.
  if (!several || destination !== At.THIRD) put("da", destination);
  if (!several || source === At.SECOND) put("sa", source);
  put("bssid", bss);
  put("staa", station);
  c.at = At.SEQUENCE;
  tellSequence(c);
  c.at = qosAt(flags);
  const hasQos = ((control >> 4) & Subtype.qos) !== 0;
  const end = headerLength(control, flags);
  const start = end > c.end ? end : startOf(data, 0, c.end, kind & ~Kind.padded);
  if (hasQos) tellQos(c, control, flags, start > end && (flags & Flag.protected) === 0);
  if (hasQos && (flags & Flag.order) !== 0) tellHtControl(c);
  if (isEmpty(control)) return;
  if ((kind & Kind.padded) !== 0) c.at = (c.at + 3) & ~3;
  if ((flags & Flag.protected) !== 0) tellProtection(c);
  else {
    if (start > end) tellMesh(c, meshLength(data, 0, c.at, c.end, flags, control));
    if (several) tellSubframes(c);
  }
}

/** Who polls with it has a limit in its second byte. */
const POLLS = 2;

function tellQos(c: LittleCursor, control: number, flags: number, inMesh: boolean): void {
  const { station, access, payload, mesh } = qosBits();
  const value = c.ahead(2);
  const fromStation = (flags & Flag.fromDs) === 0;
  const polls = ((control >> 4) & POLLS) !== 0;
  c.here(`${W}.qos`, 2, value);
  const put = (name: string, bits: number | boolean, depth = 1) =>
    c.add(`${W}.qos.${name}`, c.at, 2, bits, c.depth + depth);
  put("tid", value & 15);
  put("priority", value & 7);
  new LittleCursor(c.data, c.add, c.at, c.end, c.depth + 1).wordHere(
    word(2, "", "", [
      ...([[4], ...(fromStation && !polls ? station : access)] as const),
      isEmpty(control) ? [1] : payload,
      ...(inMesh ? mesh : []),
    ]),
  );
  const high = value >> 8;
  if (inMesh) {
    // The second byte is told already.
  } else if (polls) put("txop_limit", high);
  else if (fromStation) put((value & 0x10) === 0 ? "txop_dur_req" : "queue_size", high);
  else {
    put("ps_buf_state", high);
    put("buf_state_indicated", (high & 2) !== 0, 2);
    if ((high & 2) !== 0) {
      put("highest_pri_buf_ac", (high >> 2) & 3, 2);
      put("qap_buf_load", high >> 4, 2);
    }
  }
  c.skip(2);
}

function tellHtControl(c: LittleCursor): void {
  const bits = c.ahead(4);
  if ((bits & 3) === 3) {
    c.word(heControl());
    return;
  }
  if ((bits & 1) === 1) {
    c.wordHere(vhtControl());
    c.word(vhtFeedback());
    return;
  }
  c.wordHere(htControl());
  c.wordHere(htAdaptation());
  c.skip(4);
}

function tellMesh(c: LittleCursor, length: number): void {
  const m = c.part(`${W}.mesh.control_field`, length);
  m.tell(`${W}.fixed.mesh_flags`, 1).tell(`${W}.fixed.mesh_ttl`, 1).little(`${W}.fixed.mesh_sequence`, 4);
  if (m.left === ADDRESS) m.tell(`${W}.fixed.mesh_addr4`, ADDRESS);
  else if (m.left === 2 * ADDRESS)
    m.tell(`${W}.fixed.mesh_addr5`, ADDRESS).tell(`${W}.fixed.mesh_addr6`, ADDRESS);
}

/** What stands before encrypted bytes: of WEP 4 bytes (12.3.2), of TKIP and CCMP 8 (12.5.2.2, 12.5.3.2). */
function tellProtection(c: LittleCursor): void {
  c.need(4);
  const at = (i: number) => hexText(bytesAt(c.data, c.at + i, 1)).toUpperCase();
  const [first, second] = [c.peek(1), c.peek(1, 1)];
  if (!isExtended(c.data, c.at)) {
    c.tell(`${W}.wep.iv`, 3).tell(`${W}.wep.key`, 1);
    if (c.left >= 4) c.add(`${W}.wep.icv`, c.end - 4, 4);
    return;
  }
  c.need(8);
  const upper = `0x${at(7)}${at(6)}${at(5)}${at(4)}`;
  // Where the second byte follows from the first it is TKIP's.
  if (second === ((first | 0x20) & 0x7f)) c.here(`${W}.tkip.extiv`, 8, `${upper}${at(0)}${at(2)}`);
  else c.here(`${W}.ccmp.extiv`, 8, `${upper}${at(1)}${at(0)}`);
  c.add(`${W}.wep.key`, c.at + 3, 1);
  c.skip(8);
}

function tellSubframes(c: LittleCursor): void {
  while (c.left >= 14) {
    const length = c.peek(2, 12);
    const n = new LittleCursor(c.data, c.add, c.at, c.end, c.depth + 1);
    c.here(`${W}_aggregate.a_mdsu.subframe`, 14, true);
    n.tell(`${W}.da`, ADDRESS).tell(`${W}.sa`, ADDRESS).tell(`${W}_aggregate.a_mdsu.length`, 2);
    // All but the last one end on a multiple of four.
    c.at += Math.min(c.left, (14 + length + 3) & ~3);
  }
}
