/** Elements of management frames, IEEE 802.11 clause 9.4.2: number, length, and what the number says. */
import type { LittleCursor } from "./little.ts";
import { elementWords } from "./wlan-element-words.ts";
import { undecoded } from "./wlan-undecoded.ts";

const W = "wlan";

/** The frame that has the elements: whether it goes to an access point, and which action of mesh peering it is, or none. */
export interface Around {
  readonly toAccess: boolean;
  readonly peering: number;
}

/** Reads what an element holds. */
type Read = (c: LittleCursor, around: Around) => void;

/** Each byte that is left. */
const bytes =
  (name: string): Read =>
  (c) => {
    while (c.left > 0) c.tell(`${W}.${name}`, 1);
  };

const READS: Readonly<Record<number, Read>> = {
  0: (c) => c.tell(`${W}.ssid`, c.left),
  1: bytes("supported_rates"),
  3: (c) => c.tell(`${W}.ds.current_channel`, 1),
  5: tellTraffic,
  7: tellCountry,
  11: tellLoad,
  16: (c) => c.tell(`${W}.tag.challenge_text`, c.left),
  32: (c) => c.tell(`${W}.powercon.local`, 1),
  35: (c) => {
    c.signed(`${W}.tcprep.trsmt_pow`);
    c.signed(`${W}.tcprep.link_mrg`);
  },
  42: (c) => c.word(elementWords().erp),
  45: tellHt,
  47: (c) => c.word(elementWords().erp),
  48: tellRsn,
  50: bytes("extended_supported_rates"),
  54: (c) => {
    c.little(`${W}.mobility_domain.mdid`, 2);
    c.word(elementWords().mobility);
  },
  59: (c) => {
    c.tell(`${W}.supopeclass.current`, 1);
    if (c.left > 0) c.here(`${W}.supopeclass.alt`, c.left, true);
  },
  61: tellHtOperation,
  76: (c) => {
    c.little(`${W}.mmie.keyid`, 2);
    c.tell(`${W}.mmie.ipn`, 6).tell(`${W}.mmie.mic`, c.left);
  },
  90: (c) => {
    c.little(`${W}.bss_max_idle.period`, 2);
    c.tell(`${W}.bss_max_idle.options.protected`, 1, c.peek(1) & 1);
  },
  113: tellMesh,
  114: (c) => c.text(`${W}.mesh.id`, c.left),
  117: tellPeering,
  120: tellBeacons,
  127: tellExtended,
  130: tellPathRequest,
  131: tellPathReply,
  132: tellPathError,
  191: tellVht,
  192: tellVhtOperation,
  221: tellVendor,
};

/** Tells all elements that are left. */
export function tellElements(c: LittleCursor, around: Around): void {
  let named = false;
  while (c.left >= 2) {
    const [number, length] = [c.peek(1), c.peek(1, 1)];
    c.here(`${W}.tag`, Math.min(c.left, 2 + length), true);
    const n = c.within(Math.min(c.left, 2 + length));
    n.tell(`${W}.tag.number`, 1).tell(`${W}.tag.length`, 1);
    const read = READS[number];
    if (n.left < length) {
      n.here(`${W}.tag.length.bad`, 0);
      if (read !== undefined) n.need(length);
    }
    // A second name without a text is mostly a check sequence of zeros.
    if (read === undefined || (number === 0 && length === 0 && named)) {
      n.tell(`${W}.tag.data`, n.left);
      const words = undecoded(number);
      if (words !== undefined) c.add(`${W}.tag.data.undecoded`, n.at, 0, words, c.depth + 1);
    } else read(n, around);
    named ||= number === 0;
  }
}

const [OPEN, CONFIRM, CLOSE] = [1, 2, 3];

/** 9.4.2.101: the peer's link where that is known. */
function tellPeering(c: LittleCursor, { peering }: Around): void {
  c.little(`${W}.peering.proto`, 2);
  c.little(`${W}.peering.local_id`, 2);
  if (peering === OPEN) return;
  if (peering === CONFIRM || (peering === CLOSE && c.left >= 4)) c.little(`${W}.peering.peer_id`, 2);
  if (peering === CLOSE) c.little(`${W}.fixed.reason_code`, 2);
}

function tellTraffic(c: LittleCursor): void {
  c.tell(`${W}.tim.dtim_count`, 1).tell(`${W}.tim.dtim_period`, 1);
  const first = (c.word(elementWords().tim) >> 1) * 16;
  c.here(`${W}.tim.partial_virtual_bitmap`, c.left);
  for (let i = 0; c.left > 0; i += 8, c.skip(1))
    for (let bit = 0; bit < 8; bit++)
      if ((c.peek(1) & (1 << bit)) !== 0 && first + i + bit > 0)
        c.here(`${W}.tim.aid`, 1, (first + i + bit) & 0xff);
}

function tellCountry(c: LittleCursor): void {
  c.text(`${W}.country_info.code`, 2);
  c.tell(`${W}.country_info.environment`, 1);
  while (c.left >= 3) {
    const n = c.part(`${W}.country_info.fnm`, 3);
    n.tell(`${W}.country_info.fnm.fcn`, 1).tell(`${W}.country_info.fnm.nc`, 1);
    n.signed(`${W}.country_info.fnm.mtpl`);
  }
}

function tellLoad(c: LittleCursor): void {
  if (c.left !== 5) return;
  c.here(`${W}.qbss.version`, 5, 2);
  c.little(`${W}.qbss.scount`, 2);
  c.tell(`${W}.qbss.cu`, 1);
  c.little(`${W}.qbss.adc`, 2);
}

function tellHt(c: LittleCursor): void {
  const w = elementWords();
  c.word(w.ht);
  c.word(w.htSize);
  const set = c.part(`${W}.ht.mcsset`, 16);
  const mask = set.part(`${W}.ht.mcsset.rxbitmask`, 10);
  mask.word(w.htRates);
  mask.wordHere(w.htUnequal);
  mask.skip(2);
  mask.word(w.htUnequalLate);
  set.word(w.htHighest);
  set.word(w.htSent);
  c.word(w.htExtended);
  c.word(w.beamforming);
  c.word(w.antennas);
}

function tellHtOperation(c: LittleCursor): void {
  const w = elementWords();
  c.tell(`${W}.ht.info.primarychannel`, 1);
  c.word(w.htInfoFirst);
  c.word(w.htInfoSecond);
  c.word(w.htInfoThird);
  const set = c.part(`${W}.ht.mcsset`, 16);
  const mask = set.part(`${W}.ht.mcsset.rxbitmask`, 10);
  mask.word(w.htRates);
  mask.wordHere(w.htUnequal);
  mask.skip(2);
  mask.word(w.htUnequalLate);
  set.word(w.htHighest);
  set.word(w.htSent);
}

function tellVht(c: LittleCursor): void {
  const w = elementWords();
  c.word(w.vht);
  const set = c.part(`${W}.vht.mcsset`, 8);
  set.word(w.vhtReceives);
  set.word(w.vhtReceivesAt);
  set.word(w.vhtSends);
  set.word(w.vhtSendsAt);
}

function tellVhtOperation(c: LittleCursor): void {
  const n = c.part(`${W}.vht.op`, 3);
  for (const name of ["channelwidth", "channelcenter0", "channelcenter1"]) n.tell(`${W}.vht.op.${name}`, 1);
  c.word(elementWords().vhtBasic);
}

function tellSuite(c: LittleCursor, name: string, type = `${name}.type`): void {
  c.here(name, 4);
  c.add(`${name}.oui`, c.at, 3, undefined, c.depth + 1);
  c.add(type, c.at + 3, 1, undefined, c.depth + 1);
  c.skip(4);
}

/** Their count, and they as a list; more than there are room for are none. */
function tellSuites(c: LittleCursor, name: string, type?: string): void {
  const count = c.little(`${name}.count`, 2);
  const n = c.part(`${name}.list`, Math.min(4 * count, c.left & ~3));
  while (n.left >= 4) tellSuite(n, name, type);
}

/** All parts behind the version may be left out from the end on (9.4.2.24). */
function tellRsn(c: LittleCursor): void {
  c.little(`${W}.rsn.version`, 2);
  if (c.left > 0) tellSuite(c, `${W}.rsn.gcs`);
  if (c.left > 0) tellSuites(c, `${W}.rsn.pcs`);
  if (c.left > 0) tellSuites(c, `${W}.rsn.akms`);
  if (c.left > 0) c.word(elementWords().rsn);
  if (c.left === 0) return;
  const count = c.little(`${W}.rsn.pmkid.count`, 2);
  const n = c.part(`${W}.rsn.pmkid.list`, 16 * count);
  while (n.left > 0) n.tell(`${W}.pmkid.akms`, 16);
  if (c.left > 0) tellSuite(c, `${W}.rsn.gmcs`);
}

function tellMesh(c: LittleCursor): void {
  for (const name of ["ps_protocol", "ps_metric", "cong_ctl", "sync_method", "auth_protocol"])
    c.tell(`${W}.mesh.config.${name}`, 1);
  c.word(elementWords().meshFormation);
  c.word(elementWords().meshCapability);
}

/** Of each neighbour 6 bytes (9.4.2.104). */
function tellBeacons(c: LittleCursor): void {
  if (c.left === 0) return;
  c.word(elementWords().beaconTiming);
  while (c.left > 0) {
    c.here(`${W}.bcntime.info`, Math.min(6, c.left), true);
    const n = c.within(Math.min(6, c.left));
    n.tell(`${W}.bcntime.info.nstaid`, 1);
    n.little(`${W}.bcntime.info.nstatbtt`, 3);
    n.little(`${W}.bcntime.info.nstabi`, 2);
  }
}

function tellExtended(c: LittleCursor): void {
  const w = elementWords();
  const octets = [w.extended1, w.extended2, w.extended3, w.extended4, w.extended5, w.extended6, w.extended7];
  for (const octet of octets) if (c.left > 0) c.word(octet);
  if (c.left === 1) c.word(w.extended8Alone);
  for (const octet of [w.extended8, w.extended10, w.extended11]) if (c.left > 0) c.word(octet);
  while (c.left > 0) c.tell(`${W}.extcap`, 1);
}

/** HWMP, 14.10. */
function tellPathRequest(c: LittleCursor): void {
  const hwmp = (name: string, size = 4) => c.little(`${W}.hwmp.${name}`, size);
  const flags = hwmp("flags", 1);
  hwmp("hopcount", 1);
  hwmp("ttl", 1);
  hwmp("pdid");
  c.tell(`${W}.hwmp.orig_sta`, 6);
  hwmp("orig_sn");
  if ((flags & 0x40) !== 0) c.skip(6);
  hwmp("lifetime");
  hwmp("metric");
  for (let targets = hwmp("targ_count", 1); targets > 0; targets--) {
    c.word(elementWords().hwmpTarget);
    c.tell(`${W}.hwmp.targ_sta`, 6);
    hwmp("targ_sn");
  }
}

function tellPathReply(c: LittleCursor): void {
  const hwmp = (name: string, size = 4) => c.little(`${W}.hwmp.${name}`, size);
  const flags = hwmp("flags", 1);
  hwmp("hopcount", 1);
  hwmp("ttl", 1);
  c.tell(`${W}.hwmp.targ_sta`, 6);
  hwmp("targ_sn");
  if ((flags & 0x40) !== 0) c.skip(6);
  hwmp("lifetime");
  hwmp("metric");
  c.tell(`${W}.hwmp.orig_sta`, 6);
  hwmp("orig_sn");
}

function tellPathError(c: LittleCursor): void {
  c.tell(`${W}.hwmp.ttl`, 1);
  let targets = c.number(`${W}.hwmp.targ_count`, 1);
  for (; targets > 0; targets--) {
    const flags = c.number(`${W}.hwmp.targ_flags`, 1);
    c.tell(`${W}.hwmp.targ_sta`, 6);
    c.little(`${W}.hwmp.targ_sn`, 4);
    if ((flags & 0x40) !== 0) c.skip(6);
    c.little(`${W}.fixed.reason_code`, 2);
  }
}

const MICROSOFT = 0x0050f2;
const IEEE = 0x000fac;
/** Vendors whose elements are something else than bytes. */
const OTHERS: readonly number[] = [0x00904c, 0x000b86, 0x00037f, 0x004096, 0x506f9a];
const [WPA, WMM] = [1, 2];

function tellVendor(c: LittleCursor, around: Around): void {
  const vendor = c.number(`${W}.tag.oui`, 3);
  const type = c.number(`${W}.tag.vendor.oui.type`, 1);
  if (vendor === MICROSOFT) {
    c.add(`${W}.wfa.ie.type`, c.at - 1, 1, undefined, c.depth);
    if (type === WPA) tellWpa(c);
    else if (type === WMM) tellWmm(c, around);
  } else if (vendor === IEEE) {
    c.add(`${W}.rsn.ie.kde.data_type`, c.at - 1, 1, type, c.depth);
    if (type === 4) c.tell(`${W}.rsn.ie.pmkid`, c.left);
  } else if (!OTHERS.includes(vendor)) {
    // The type is the vendor's, too.
    c.at--;
    c.tell(`${W}.tag.vendor.data`, c.left);
  }
}

function tellWpa(c: LittleCursor): void {
  c.little(`${W}.wfa.ie.wpa.version`, 2);
  tellSuite(c, `${W}.wfa.ie.wpa.mcs`);
  tellSuites(c, `${W}.wfa.ie.wpa.ucs`);
  tellSuites(c, `${W}.wfa.ie.wpa.akms`, `${W}.wfa.ie.wpa.type`);
}

function tellWmm(c: LittleCursor, { toAccess }: Around): void {
  const kind = c.number(`${W}.wfa.ie.wme.subtype`, 1);
  c.tell(`${W}.wfa.ie.wme.version`, 1);
  if (kind > 1) return;
  c.word(toAccess ? elementWords().qosInfoStation : elementWords().qosInfoAp);
  if (kind === 0) return;
  c.tell(`${W}.wfa.ie.wme.reserved`, 1);
  while (c.left >= 4) {
    const n = c.part(`${W}.wfa.ie.wme.acp`, 4);
    n.word(elementWords().aifsn);
    const ecw = n.wordHere(elementWords().ecw);
    n.add(`${W}.wfa.ie.wme.acp.cw.max`, n.at, 1, 2 ** (ecw >> 4) - 1, n.depth + 1);
    n.add(`${W}.wfa.ie.wme.acp.cw.min`, n.at, 1, 2 ** (ecw & 15) - 1, n.depth + 1);
    n.skip(1).little(`${W}.wfa.ie.wme.acp.txop_limit`, 2);
  }
}
