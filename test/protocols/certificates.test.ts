// Certificates written by the rules of DER (ITU-T X.690) and RFC 5280, 4.1. Which layer stands for which identifier is what
// tshark 4.0 counts in `frame.protocols` for one certificate with each of them alone.
import { expect, it } from "vitest";
import { tls } from "../../src/protocols/tls.ts";

const bytes = (text: string) => [...Buffer.from(text)];

function der(tag: number, ...parts: (readonly number[])[]): number[] {
  const value = parts.flat();
  const n = value.length;
  const length = n < 0x80 ? [n] : n < 0x100 ? [0x81, n] : [0x82, n >> 8, n & 0xff];
  return [tag, ...length, ...value];
}
const sequence = (...parts: (readonly number[])[]) => der(0x30, ...parts);
const text = (value: string) => der(0x0c, bytes(value));

function identifier(dotted: string): number[] {
  const [first, second, ...rest] = dotted.split(".").map(Number);
  const base128 = (n: number): number[] => {
    const digits = [n & 0x7f];
    for (let left = Math.floor(n / 128); left > 0; left = Math.floor(left / 128))
      digits.unshift(0x80 | (left % 128));
    return digits;
  };
  return der(0x06, base128(40 * first + second), ...rest.map(base128));
}

const name = (...attributes: string[]) =>
  sequence(...attributes.map((oid) => der(0x31, sequence(identifier(oid), text("x")))));
const extension = (oid: string, ...value: (readonly number[])[]) =>
  sequence(identifier(oid), der(0x04, ...value));

const COMMON_NAME = "2.5.4.3";
const COUNTRY = "2.5.4.6";
const RSA = sequence(identifier("1.2.840.113549.1.1.11"), [0x05, 0x00]);
const CURVE = sequence(identifier("1.2.840.10045.2.1"), identifier("1.2.840.10045.3.1.7"));

interface Holds {
  issuer?: number[];
  subject?: number[];
  key?: number[];
  algorithm?: number[];
  extensions?: number[][];
}

function certificate({ issuer = name(), subject = name(), key = RSA, algorithm = RSA, extensions }: Holds) {
  const signed = [
    ...[der(0xa0, [2, 1, 2]), [2, 1, 5], algorithm, issuer],
    ...[sequence(der(0x17, bytes("260101000000Z")), der(0x17, bytes("270101000000Z")))],
    ...[subject, sequence(key, der(0x03, [0, 1, 2]))],
    ...(extensions === undefined ? [] : [der(0xa3, sequence(...extensions))]),
  ];
  return sequence(sequence(...signed), algorithm, der(0x03, [0, 1, 2, 3]));
}

const sized = (size: number, value: readonly number[]) => [
  ...Array.from({ length: size }, (_, i) => (value.length >> (8 * (size - 1 - i))) & 0xff),
  ...value,
];
const message = (type: number, body: readonly number[]) => [type, ...sized(3, body)];
const record = (...messages: number[][]) => [22, 3, 3, ...sized(2, messages.flat())];
const certificates = (...all: number[][]) =>
  message(
    11,
    sized(
      3,
      all.flatMap((one) => sized(3, one)),
    ),
  );

function spelled(all: readonly number[], to = all.length): string {
  // Nothing behind `to` may be read.
  const d = new DataView(Uint8Array.from(all.slice(0, to)).buffer);
  return tls.spelledAt?.(d, 0, to) ?? "";
}
const inside = (holds: Holds) => spelled(record(certificates(certificate(holds)))).replace(/^tls:?/, "");

const DIRECTORY = der(0xa4, name(COUNTRY, COMMON_NAME));
const UPN = der(0xa0, identifier("1.3.6.1.4.1.311.20.2.3"), der(0xa0, text("a@b")));
const POLICY = sequence(
  identifier("1.2.3.4"),
  sequence(
    sequence(identifier("1.3.6.1.5.5.7.2.1"), der(0x16, bytes("http://a"))),
    sequence(identifier("1.3.6.1.5.5.7.2.2"), sequence(text("b"))),
  ),
);
const PSS = sequence(
  identifier("1.2.840.113549.1.1.10"),
  sequence(der(0xa1, sequence(identifier("1.2.840.113549.1.1.8"), RSA)), der(0xa2, [2, 1, 32])),
);

it.each<[string, Holds, string]>([
  ["nothing with a meaning", {}, ""],
  ["names", { issuer: name(COUNTRY), subject: name(COMMON_NAME, "2.5.4.97") }, "x509sat:x509sat"],
  ["a user's id", { subject: name("0.9.2342.19200300.100.1.1") }, "x509af"],
  ["a mail address", { subject: name("1.2.840.113549.1.9.1") }, "x509sat"],
  ["a curve", { key: CURVE }, "pkcs-1"],
  ["RSASSA-PSS", { algorithm: PSS }, "pkcs-1:pkcs-1:pkcs-1:pkcs-1"],
  [
    "other names",
    { extensions: [extension("2.5.29.17", sequence(DIRECTORY, UPN))] },
    "x509ce:x509sat:x509sat:x509sat",
  ],
  [
    "policies",
    { extensions: [extension("2.5.29.32", sequence(POLICY))] },
    "x509ce:pkix1explicit:pkix1implicit",
  ],
  ["whom to ask", { extensions: [extension("1.3.6.1.5.5.7.1.1", sequence())] }, "pkix1implicit"],
  ["logs", { extensions: [extension("1.3.6.1.4.1.11129.2.4.2", der(4, [0, 0]))] }, "tls"],
  ["an extension that nobody has", { extensions: [extension("2.5.29.99", sequence())] }, ""],
  [
    "where revocations are",
    { extensions: [extension("2.5.29.31", sequence(sequence(der(0xa2, DIRECTORY))))] },
    "x509ce:x509sat:x509sat",
  ],
])("a certificate of %s", (_, holds, names) => expect(inside(holds)).toBe(names));

const CA = certificate({ issuer: name(COMMON_NAME), subject: name(COMMON_NAME) });
const LEAF = certificate({
  subject: name(COUNTRY),
  key: CURVE,
  extensions: [extension("2.5.29.15", [3, 1, 0])],
});

it("counts all certificates of all records, and the authorities of a request", () => {
  const request = (middle: number[]) =>
    message(13, [1, 1, ...middle, ...sized(2, sized(2, name(COMMON_NAME)))]);
  expect(spelled([...record(message(2, [3, 3])), ...record(certificates(LEAF, CA))])).toBe(
    "tls:x509sat:pkcs-1:x509ce:x509sat:x509sat",
  );
  expect(spelled(record(message(14, []), request([0, 2, 4, 1])))).toBe("tls:x509sat");
  expect(spelled(record(request([])))).toBe("tls:x509sat");
  expect(spelled([23, 3, 3, 0, 1, 0, ...record(certificates(CA))])).toBe("tls:x509sat:x509sat");
});

it("cut anywhere, counts the first of them", () => {
  const all = record(certificates(LEAF, CA), message(13, [1, 1, ...sized(2, sized(2, name(COMMON_NAME)))]));
  const whole = spelled(all);
  for (let to = 1; to < all.length; to++) expect(whole.startsWith(spelled(all, to))).toBe(true);
});

it("takes any bytes for what they are", () => {
  const all = record(certificates(LEAF, CA));
  for (let at = 9; at < all.length; at++)
    for (const value of [0, 0x7f, 0x80, 0x84, 0xff])
      expect(spelled(all.with(at, value))).toMatch(/^tls(:[\w-]+)*$/);
});
