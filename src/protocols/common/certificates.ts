/**
 * Which layers Wireshark counts for what stands in an X.509 certificate (RFC 5280 section 4.1; DER, ITU-T X.690): one
 * for each value that an object identifier gives a meaning to, in order. Never on the hot path.
 */

/** One element: where its value stands. */
export interface Element {
  tag: number;
  from: number;
  to: number;
}

const SEQUENCE = 0x30;
const IDENTIFIER = 0x06;
const NULL = 0x05;
const OCTETS = 0x04;
const CONSTRUCTED = 0x20;
/** Constructed, and told by where it stands. */
const CHOICE = 0xa0;
// Tags of one choice, told by where they stand.
const EXTENSIONS = 0xa3;
const VERSION = 0xa0;
const OTHER_NAME = 0xa0;
const DIRECTORY_NAME = 0xa4;

/** By the arc that goes before, the last numbers of those that have a layer. */
const LAYERS: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
  // Attributes of names: ITU-T X.520, RFC 4519.
  "2.5.4": {
    x509sat: [
      ...[0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 26, 27, 28],
      ...[29, 30, 35, 41, 42, 43, 44, 45, 46, 47, 48, 50, 51, 52, 54, 56, 65, 66, 67],
    ],
    x509if: [1, 31, 32, 33, 34, 49],
    x509af: [36, 37, 38, 39, 40, 53, 58, 59],
    pkixac: [55, 72],
  },
  "0.9.2342.19200300.100.1": { x509af: [1], x509sat: [25] },
  "1.2.840.113549.1.9": { x509sat: [1, 20, 21], cms: [3, 4, 6, 15], pkcs10: [9], pkix1explicit: [14] },
  "1.3.6.1.4.1.311.60.2.1": { x509sat: [1, 2, 3] },
  // Extensions: RFC 5280, 4.2, RFC 6962, Microsoft's and Netscape's.
  "2.5.29": {
    x509ce: [
      ...[3, 9, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 27, 28, 29, 30, 31, 32, 33, 35, 36, 37, 40, 44, 45],
      ...[46, 47, 51, 53, 54, 58, 59, 60, 61],
    ],
    pkixac: [55],
  },
  "1.3.6.1.5.5.7.1": {
    pkix1implicit: [1],
    pkixqualified: [2, 3],
    pkixac: [6, 10],
    pkix1explicit: [7, 8, 24],
    logotypecertextn: [12],
    wlancertextn: [13],
    pkixproxy: [14],
    mudurl: [25],
  },
  "1.3.6.1.5.5.7.48.1": { ocsp: [5] },
  "1.3.6.1.4.1.11129.2.4": { tls: [2] },
  "1.3.6.1.4.1.311.20": { x509sat: [2] },
  "1.3.6.1.4.1.311.20.2": { x509sat: [3] },
  "1.3.6.1.4.1.311.21": { x509sat: [1, 2, 3, 4], pkix1implicit: [5, 6, 19], x509ce: [7, 10] },
  "1.2.840.113533.7.65": { x509ce: [0] },
  "2.16.840.1.113730.1": { ns_cert_exts: [1, 2, 3, 4, 7, 8, 12, 13] },
  // Qualifiers of policies.
  "1.3.6.1.5.5.7.2": { pkix1explicit: [1], pkix1implicit: [2] },
  // Parameters of algorithms: curves, and those of RSASSA-PSS and its mask.
  "1.2.840.10045.2": { "pkcs-1": [1] },
  "1.2.840.113549.1.1": { "pkcs-1": [8, 10] },
};

/** Names of all those layers. */
export const CERTIFIED: readonly string[] = [...new Set(Object.values(LAYERS).flatMap(Object.keys))];

let layers: Map<string, string> | undefined;

function layerOf(identifier: string): string | undefined {
  layers ??= new Map(
    Object.entries(LAYERS).flatMap(([arc, of]) =>
      Object.entries(of).flatMap(([name, numbers]) =>
        numbers.map((n): [string, string] => [`${arc}.${n}`, name]),
      ),
    ),
  );
  return layers.get(identifier);
}

/** Whether an attribute of that kind is one that X.520 selects. */
export const isAttribute = (identifier: string): boolean => layerOf(identifier) === "x509sat";

const POLICIES = "2.5.29.32";
/** Extensions in which general names stand: of subject and issuer, constraints, where revocations are, of the authority. */
const WITH_NAMES = new Set(["2.5.29.17", "2.5.29.18", "2.5.29.30", "2.5.29.31", "2.5.29.35", "2.5.29.46"]);

/** Adds the layers of the certificate from `at` to `end`; what contradicts itself or is cut ends them. */
export function addCertificate(d: DataView, at: number, end: number, names: string[]): void {
  leniently(() => {
    const [signed, algorithm] = elements(d, element(d, at, end));
    const parts = elements(d, signed);
    // Version 1 says nothing of its version.
    if (parts[0]?.tag === VERSION) parts.shift();
    const [, signature, issuer, , subject, key, ...others] = parts;
    addParameters(d, signature, names);
    addName(d, issuer, names);
    addName(d, subject, names);
    addParameters(d, elements(d, key)[0], names);
    for (const other of others) {
      if (other.tag !== EXTENSIONS) continue;
      for (const extension of elements(d, elements(d, other)[0])) addExtension(d, extension, names);
    }
    addParameters(d, algorithm, names);
  });
}

/** The same of a name: that of an authority in a request for certificates. */
export function addAuthority(d: DataView, at: number, end: number, names: string[]): void {
  leniently(() => addName(d, element(d, at, end), names));
}

function leniently(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

/** @throws RangeError where it does not end before `end` */
export function element(d: DataView, at: number, end: number): Element {
  const tag = d.getUint8(at);
  let length = d.getUint8(at + 1);
  let from = at + 2;
  if (length >= 0x80) {
    const size = length & 0x7f;
    if (size === 0 || size > 3) throw new RangeError("no length of DER");
    length = 0;
    for (let i = 0; i < size; i++) length = length * 256 + d.getUint8(from + i);
    from += size;
  }
  if (from + length > end) throw new RangeError("longer than what it stands in");
  return { tag, from, to: from + length };
}

export function elements(d: DataView, whole: Element | undefined): Element[] {
  if (whole === undefined) throw new RangeError("it is missing");
  const found: Element[] = [];
  for (let at = whole.from; at < whole.to; ) {
    const one = element(d, at, whole.to);
    found.push(one);
    at = one.to;
  }
  return found;
}

/** As text: "2.5.4.3". Longer numbers than 32 bits hold are none that anybody has a layer for. */
export function identifierOf(d: DataView, one: Element | undefined): string {
  const { tag = 0, from = 0, to = 0 } = one ?? {};
  if (tag !== IDENTIFIER || from === to) throw new RangeError("no identifier");
  const first = Math.min(2, Math.floor(d.getUint8(from) / 40));
  const numbers = [first];
  let value = 0;
  for (let at = from; at < to; at++) {
    const byte = d.getUint8(at);
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) !== 0) continue;
    numbers.push(numbers.length === 1 ? value - 40 * first : value);
    value = 0;
  }
  return numbers.join(".");
}

/** What an identifier gives a meaning to. */
function addMeaning(d: DataView, identifier: Element | undefined, names: string[]): void {
  const layer = layerOf(identifierOf(d, identifier));
  if (layer !== undefined) names.push(layer);
}

/** RelativeDistinguishedNames: values of attributes. */
function addName(d: DataView, name: Element | undefined, names: string[]): void {
  for (const relative of elements(d, name))
    for (const attribute of elements(d, relative)) addMeaning(d, elements(d, attribute)[0], names);
}

/** An algorithm, and whatever goes with it. */
function addParameters(d: DataView, algorithm: Element | undefined, names: string[]): void {
  const [identifier, parameters] = elements(d, algorithm);
  if (parameters === undefined || parameters.tag === NULL) return;
  addMeaning(d, identifier, names);
  // A mask's algorithm stands among those of RSASSA-PSS.
  if (parameters.tag !== SEQUENCE) return;
  for (const { tag, from, to } of elements(d, parameters)) {
    if ((tag & CHOICE) !== CHOICE) continue;
    const inner = element(d, from, to);
    if (inner.tag === SEQUENCE) addParameters(d, inner, names);
  }
}

function addExtension(d: DataView, extension: Element, names: string[]): void {
  const parts = elements(d, extension);
  const value = parts.at(-1);
  addMeaning(d, parts[0], names);
  if (value?.tag !== OCTETS) return;
  const identifier = identifierOf(d, parts[0]);
  if (WITH_NAMES.has(identifier)) addGeneralNames(d, element(d, value.from, value.to), names);
  if (identifier !== POLICIES) return;
  for (const policy of elements(d, element(d, value.from, value.to))) {
    const qualifiers = elements(d, policy)[1];
    if (qualifiers === undefined) continue;
    for (const qualifier of elements(d, qualifiers)) addMeaning(d, elements(d, qualifier)[0], names);
  }
}

/** However deep they stand: names of a directory, and other names by what they are. */
function addGeneralNames(d: DataView, inside: Element, names: string[]): void {
  for (const one of elements(d, inside)) {
    if ((one.tag & CONSTRUCTED) === 0) continue;
    if (one.tag === DIRECTORY_NAME) addName(d, element(d, one.from, one.to), names);
    else if (one.tag === OTHER_NAME && d.getUint8(one.from) === IDENTIFIER)
      addMeaning(d, element(d, one.from, one.to), names);
    else addGeneralNames(d, one, names);
  }
}
