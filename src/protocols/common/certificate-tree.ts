/** What stands in an X.509 certificate (RFC 5280 section 4.1; DER, ITU-T X.690). Never on the hot path. */
import { timeText } from "../../core/format.ts";
import { stringAt } from "../../core/values.ts";
import { DISPLAYED, KINDS_OF_NAMES, STRINGS, USAGES } from "./certificate-fields.ts";
import { type Element, element, elements, identifierOf, isAttribute } from "./certificates.ts";
import { Cursor } from "./cursor.ts";

const Tag = { boolean: 1, integer: 2, bits: 3, octets: 4, sequence: 0x30, utc: 0x17 } as const;
const [EXTENSIONS, VERSION] = [0xa3, 0xa0];
const RSA = "1.2.840.113549.1.1.1";
const ELLIPTIC = "1.2.840.10045.2.1";
/** Tags of one choice of strings, in its order. */
const STRING_TAGS = [0x14, 0x13, 0x1c, 0x1e, 0x0c];
const [UNIVERSAL, BMP] = [2, 3];
/** Attributes that are no strings of that choice. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  "2.5.4.5": "x509sat.PrintableString",
  "2.5.4.6": "x509sat.CountryName",
  "2.5.4.46": "x509sat.PrintableString",
  "1.3.6.1.4.1.311.60.2.1.3": "x509sat.CountryName",
  "1.2.840.113549.1.9.1": "x509sat.IA5String",
  "0.9.2342.19200300.100.1.25": "x509sat.IA5String",
  "0.9.2342.19200300.100.1.1": "x509af.Userid",
};

/** A place to tell at, one step deeper with each element. */
interface Place {
  c: Cursor;
  depth: number;
}
const into = ({ c, depth }: Place): Place => ({ c, depth: depth + 1 });

function tell(p: Place, name: string, one: Element, value?: Parameters<Cursor["here"]>[2]): void {
  p.c.add(name, one.from, one.to - one.from, value, p.depth);
}

/** Tells how many there are, and each. */
function tellAll(p: Place, name: string, list: Element, each: (p: Place, one: Element) => void): void {
  const all = elements(p.c.data, list);
  tell(p, name, list, all.length);
  for (const one of all) each(into(p), one);
}

/** The elements of one that has as many at least. @throws RangeError: it has not */
function atLeast(least: number, data: DataView, one: Element): Element[] {
  const all = elements(data, one);
  if (all.length < least) throw new RangeError("an element is missing");
  return all;
}

/** Each a sequence that Wireshark names, of as many elements at least. */
const sequences =
  (name: string, least: number, of: (p: Place, parts: Element[]) => void) =>
  (p: Place, one: Element): void => {
    tell(p, `${name}_element`, one, true);
    of(into(p), atLeast(least, p.c.data, one));
  };

const numberOf = ({ c: { data } }: Place, { from, to }: Element): number =>
  new Cursor(data, () => {}, from, to).peek(Math.min(6, to - from));

const identifier = (p: Place, name: string, one: Element | undefined): string => {
  const known = identifierOf(p.c.data, one);
  if (one !== undefined) tell(p, name, one, known);
  return known;
};

const textOf = ({ c: { data } }: Place, { from, to }: Element): string => stringAt(data, from, to - from);

/**
 * Tells the certificate of `size` bytes at the cursor, a step deeper than it. What contradicts itself ends it, as does
 * what is cut.
 */
export function tellCertificate(c: Cursor, size: number, timestamps: (c: Cursor) => void): void {
  readable(() => {
    const p = { c, depth: c.depth + 1 };
    const whole = element(c.data, c.at, c.at + size);
    const [signed, algorithm, signature] = atLeast(3, c.data, whole);
    tellSigned(p, signed, timestamps);
    tell(p, "x509af.algorithmIdentifier_element", algorithm, true);
    tellAlgorithm(into(p), algorithm);
    tellBits(p, "x509af.encrypted", signature, true);
  });
}

function readable(read: () => void): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
}

function tellSigned(p: Place, signed: Element, timestamps: (c: Cursor) => void): void {
  const { data } = p.c;
  tell(p, "x509af.signedCertificate_element", signed, true);
  const q = into(p);
  const [first] = elements(data, signed);
  const isVersioned = first?.tag === VERSION;
  if (isVersioned) {
    const [version] = atLeast(1, data, first);
    tell(q, "x509af.version", version, numberOf(q, version));
  }
  const parts = isVersioned ? atLeast(7, data, signed).slice(1) : atLeast(6, data, signed);
  const [serial, signature, issuer, validity, subject, key, ...others] = parts;
  tell(q, "x509af.serialNumber", serial);
  tell(q, "x509af.signature_element", signature, true);
  tellAlgorithm(into(q), signature);
  tell(q, "x509af.issuer", issuer, 0);
  tellName(into(q), "x509if.rdnSequence", issuer);
  tell(q, "x509af.validity_element", validity, true);
  const [before, after] = atLeast(2, data, validity);
  tellTime(into(q), "x509af.notBefore", before);
  tellTime(into(q), "x509af.notAfter", after);
  tell(q, "x509af.subject", subject, 0);
  tellName(into(q), "x509af.rdnSequence", subject);
  tell(q, "x509af.subjectPublicKeyInfo_element", key, true);
  tellKey(into(q), atLeast(2, data, key));
  for (const other of others) {
    if (other.tag !== EXTENSIONS) continue;
    const [list] = atLeast(1, data, other);
    tellAll(
      q,
      "x509af.extensions",
      list,
      sequences("x509af.Extension", 0, (r, of) => tellExtension(r, of, timestamps)),
    );
  }
}

function tellAlgorithm(p: Place, algorithm: Element): string {
  const [kind, parameters] = elements(p.c.data, algorithm);
  const known = identifier(p, "x509af.algorithm.id", kind);
  if (known === ELLIPTIC && parameters?.tag === 6) {
    tell(p, "pkcs1.ECParameters", parameters, 1);
    identifier(into(p), "pkcs1.namedCurve", parameters);
  }
  return known;
}

function tellKey(p: Place, [algorithm, bits]: Element[]): void {
  tell(p, "x509af.algorithm_element", algorithm, true);
  const known = tellAlgorithm(into(p), algorithm);
  tellBits(p, "x509af.subjectPublicKey", bits, known !== RSA);
  if (known !== RSA) return;
  const [modulus, exponent] = atLeast(2, p.c.data, element(p.c.data, bits.from + 1, bits.to));
  tell(into(p), "pkcs1.modulus", modulus);
  tell(into(p), "pkcs1.publicExponent", exponent, numberOf(p, exponent));
}

/** Behind the number of bits that are too many. */
function tellBits(p: Place, name: string, { from, to }: Element, padding: boolean): void {
  if (padding) p.c.add("ber.bitstring.padding", from, 1, undefined, p.depth);
  tell(p, name, { tag: Tag.bits, from: from + 1, to });
}

function tellTime(p: Place, name: string, time: Element): void {
  const isShort = time.tag === Tag.utc;
  tell(p, name, time, isShort ? 0 : 1);
  const digits = textOf(p, time);
  const year = isShort
    ? `${Number(digits.slice(0, 2)) < 50 ? 20 : 19}${digits.slice(0, 2)}`
    : digits.slice(0, 4);
  const [month, day, hour, minute, second = "00"] = digits.slice(isShort ? 2 : 4).match(/\d\d/g) ?? [];
  if (minute === undefined) return;
  const date = `${year}-${month}-${day}`;
  const clock = `${hour}:${minute}:${second}`;
  if (isShort) tell(into(p), "x509af.utcTime", time, `${date} ${clock} (UTC)`);
  else {
    const seconds = Date.parse(`${date}T${clock}Z`) / 1000;
    if (!Number.isNaN(seconds)) tell(into(p), "x509af.generalizedTime", time, timeText(seconds, 0));
  }
}

function tellName(p: Place, name: string, sequence: Element): void {
  tellAll(p, name, sequence, tellRelative);
}

function tellRelative(p: Place, relative: Element): void {
  tellAll(
    p,
    "x509if.RDNSequence_item",
    relative,
    sequences("x509if.RelativeDistinguishedName_item", 2, (q, [type, value]) => {
      const known = identifier(q, "x509if.oid", type);
      const other = ATTRIBUTES[known];
      if (other !== undefined) tell(q, other, value, textOf(q, value));
      else if (isAttribute(known)) tellDirectoryString(q, value, q.c.data);
    }),
  );
}

/** Tells the name of an authority that `c` spans, a step deeper than it. */
export function tellAuthority(c: Cursor): void {
  readable(() => {
    const p = { c, depth: c.depth + 1 };
    for (const one of elements(c.data, element(c.data, c.at, c.end))) tellRelative(p, one);
  });
}

function tellDirectoryString(p: Place, value: Element, data: DataView): void {
  const choice = STRING_TAGS.indexOf(value.tag);
  if (choice < 0) return;
  tell(p, "x509sat.DirectoryString", value, choice);
  const size = choice === UNIVERSAL ? 4 : choice === BMP ? 2 : 1;
  let words = "";
  if (size === 1) words = textOf(p, value);
  else
    for (let at = value.from; at + size <= value.to; at += size)
      words += String.fromCharCode(data.getUint16(at + size - 2));
  tell(into(p), `x509sat.${STRINGS[choice]}`, value, words);
}

function tellExtension(p: Place, parts: Element[], timestamps: (c: Cursor) => void): void {
  const known = identifier(p, "x509af.extension.id", parts[0]);
  if (parts[1]?.tag === Tag.boolean) tell(p, "x509af.critical", parts[1], numberOf(p, parts[1]) !== 0);
  const value = parts.at(-1);
  if (value?.tag !== Tag.octets) return;
  const inner = element(p.c.data, value.from, value.to);
  if (known === TIMESTAMPS) timestamps(new Cursor(p.c.data, p.c.add, inner.from, inner.to, p.depth));
  else EXTENSION_BODIES[known]?.(p, inner);
}

/** Signed by logs of certificates (RFC 6962, 3.3): as in TLS's own extension. */
const TIMESTAMPS = "1.3.6.1.4.1.11129.2.4.2";

const EXTENSION_BODIES: Readonly<Record<string, (p: Place, inner: Element) => void>> = {
  "2.5.29.14": (p, inner) => tell(p, "x509ce.SubjectKeyIdentifier", inner),
  "2.5.29.15": (p, { from, to }) => {
    const bytes = { tag: Tag.bits, from: from + 1, to };
    tellBits(p, "x509ce.KeyUsage", { tag: Tag.bits, from, to }, true);
    for (const [i, name] of USAGES.entries()) {
      const at = bytes.from + (i >> 3);
      const isSet = at < to && (p.c.data.getUint8(at) & (0x80 >> (i & 7))) !== 0;
      p.c.add(`x509ce.KeyUsage.${name}`, Math.min(at, to - 1), 1, isSet, p.depth + 1);
    }
  },
  "2.5.29.17": tellGeneralNames,
  "2.5.29.18": tellGeneralNames,
  "2.5.29.19": sequences("x509ce.BasicConstraintsSyntax", 0, (p, parts) => {
    for (const one of parts)
      if (one.tag === Tag.boolean) tell(p, "x509ce.cA", one, numberOf(p, one) !== 0);
      else tell(p, "x509ce.pathLenConstraint", one, numberOf(p, one));
  }),
  "2.5.29.30": sequences("x509ce.NameConstraintsSyntax", 0, (p, parts) => {
    for (const list of parts) {
      const name = (list.tag & 31) === 0 ? "x509ce.permittedSubtrees" : "x509ce.excludedSubtrees";
      tellAll(
        p,
        name,
        list,
        sequences("x509ce.GeneralSubtree", 1, (q, [base]) => tellGeneralName(q, base, "x509ce.base")),
      );
    }
  }),
  "2.5.29.31": tellDistributionPoints,
  "2.5.29.32": (p, inner) =>
    tellAll(
      p,
      "x509ce.CertificatePoliciesSyntax",
      inner,
      sequences("x509ce.PolicyInformation", 0, (q, [policy, qualifiers]) => {
        identifier(q, "x509ce.policyIdentifier", policy);
        if (qualifiers !== undefined)
          tellAll(
            q,
            "x509ce.policyQualifiers",
            qualifiers,
            sequences("x509ce.PolicyQualifierInfo", 2, (r, [kind, value]) => {
              const qualifier = identifier(r, "x509ce.id", kind);
              if (qualifier === PRACTICE) tell(r, "pkix1explicit.DirectoryString", value, textOf(r, value));
              else if (qualifier === NOTICE) tellNotice(r, value);
            }),
          );
      }),
    ),
  "2.5.29.35": sequences("x509ce.AuthorityKeyIdentifier", 0, (p, parts) => {
    for (const one of parts) {
      const which = one.tag & 31;
      if (which === 0) tell(p, "x509ce.keyIdentifier", one);
      else if (which === 1) tellAll(p, "x509ce.authorityCertIssuer", one, tellGeneralName);
      else tell(p, "x509ce.authorityCertSerialNumber", one);
    }
  }),
  "2.5.29.37": (p, inner) =>
    tellAll(p, "x509ce.KeyPurposeIDs", inner, (q, one) => identifier(q, "x509ce.KeyPurposeId", one)),
  "2.5.29.46": tellDistributionPoints,
  "1.3.6.1.5.5.7.1.1": (p, inner) =>
    tellAll(
      p,
      "pkix1implicit.AuthorityInfoAccessSyntax",
      inner,
      sequences("pkix1implicit.AccessDescription", 2, (q, [method, location]) => {
        identifier(q, "pkix1implicit.accessMethod", method);
        tellGeneralName(q, location, "pkix1implicit.accessLocation");
      }),
    ),
};

/** Qualifiers of policies: a statement of practice, and a notice for the user (RFC 5280, 4.2.1.4). */
const PRACTICE = "1.3.6.1.5.5.7.2.1";
const NOTICE = "1.3.6.1.5.5.7.2.2";

const tellNotice = sequences("pkix1implicit.UserNotice", 0, (p, parts) => {
  for (const one of parts)
    if (one.tag !== Tag.sequence) tellDisplayed(p, "pkix1implicit.explicitText", one);
    else
      sequences("pkix1implicit.noticeRef", 2, (q, [organization, numbers]) => {
        tellDisplayed(q, "pkix1implicit.organization", organization);
        tellAll(q, "pkix1implicit.noticeNumbers", numbers, (r, number) =>
          tell(r, "pkix1implicit.noticeNumbers_item", number, numberOf(r, number)),
        );
      })(p, one);
});

function tellDisplayed(p: Place, name: string, one: Element): void {
  const choice = DISPLAYED_TAGS.indexOf(one.tag);
  if (choice < 0) return;
  tell(p, name, one, choice);
  if (choice !== DISPLAYED_BMP) tell(into(p), `pkix1implicit.${DISPLAYED[choice]}`, one, textOf(p, one));
}
const DISPLAYED_TAGS = [0x16, 0x1a, 0x1e, 0x0c];
const DISPLAYED_BMP = 2;

function tellDistributionPoints(p: Place, inner: Element): void {
  tellAll(
    p,
    "x509ce.CRLDistPointsSyntax",
    inner,
    sequences("x509ce.DistributionPoint", 0, (q, parts) => {
      for (const one of parts) {
        if ((one.tag & 31) === 2) tellAll(q, "x509ce.cRLIssuer", one, tellGeneralName);
        if ((one.tag & 31) !== 0) continue;
        const [name] = atLeast(1, q.c.data, one);
        if ((name.tag & 31) !== 0) continue;
        tell(q, "x509ce.distributionPoint", name, 0);
        tellAll(into(q), "x509ce.fullName", name, tellGeneralName);
      }
    }),
  );
}

function tellGeneralNames(p: Place, inner: Element): void {
  tellAll(p, "x509ce.GeneralNames", inner, tellGeneralName);
}

function tellGeneralName(p: Place, one: Element, name = "x509ce.GeneralName"): void {
  const kind = one.tag & 31;
  const size = one.to - one.from;
  tell(p, name, one, kind);
  const q = into(p);
  if (kind === 1 || kind === 2 || kind === 6) tell(q, `x509ce.${KINDS_OF_NAMES[kind]}`, one, textOf(q, one));
  else if (kind === 7 && size === 4) tell(q, "x509ce.IPAddress.ipv4", one);
  else if (kind === 7 && size === 16) tell(q, "x509ce.IPAddress.ipv6", one);
  else if (kind === 8) identifier(q, "x509ce.registeredID", { ...one, tag: 6 });
  else if (kind === 4) {
    tell(q, "x509ce.directoryName", one, 0);
    tellName(into(q), "x509if.rdnSequence", element(q.c.data, one.from, one.to));
  }
}
