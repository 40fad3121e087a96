/**
 * The fields of X.509 certificates, under the names that Wireshark makes of the ASN.1 modules: X.509's frameworks, its
 * extensions, selected attributes (X.520), PKIX and PKCS #1.
 */
import type { Field } from "../../core/fields.ts";
import { bit, mark, num, raw, str, v4, v6 } from "./located.ts";

export const USAGES = [
  ...["digitalSignature", "contentCommitment", "keyEncipherment", "dataEncipherment", "keyAgreement"],
  ...["keyCertSign", "cRLSign", "encipherOnly", "decipherOnly"],
];
export const KINDS_OF_NAMES = {
  0: "otherName",
  1: "rfc822Name",
  2: "dNSName",
  3: "x400Address",
  4: "directoryName",
  5: "ediPartyName",
  6: "uniformResourceIdentifier",
  7: "iPAddress",
  8: "registeredID",
};
export const STRINGS = [
  "teletexString",
  "printableString",
  "universalString",
  "bmpString",
  "uTF8String",
] as const;
export const DISPLAYED = ["ia5String", "visibleString", "bmpString", "utf8String"] as const;
const TIMES = { 0: "utcTime", 1: "generalizedTime" };
const NAMES = { 0: "rdnSequence" };

const items = (name: string) => num(4, name, name.slice(name.indexOf(".") + 1));
const part = (name: string) => mark(`${name}_element`, name.slice(name.indexOf(".") + 1));
const text = (name: string) => str(name, name.slice(name.indexOf(".") + 1));

export const certificateRoots = [
  "x509af",
  "x509if",
  "x509sat",
  "x509ce",
  "pkix1implicit",
  "pkix1explicit",
  "pkcs1",
  "ber",
];

export const certificateFields = (): Field[] => [
  part("x509af.signedCertificate"),
  num(1, "x509af.version", "version", { values: { 0: "v1", 1: "v2", 2: "v3" } }),
  raw("x509af.serialNumber", "serialNumber"),
  part("x509af.signature"),
  part("x509af.algorithmIdentifier"),
  part("x509af.algorithm"),
  str("x509af.algorithm.id", "Algorithm Id"),
  num(4, "x509af.issuer", "issuer", { values: NAMES }),
  num(4, "x509af.subject", "subject", { values: NAMES }),
  items("x509af.rdnSequence"),
  items("x509if.rdnSequence"),
  items("x509if.RDNSequence_item"),
  part("x509if.RelativeDistinguishedName_item"),
  str("x509if.oid", "Object Id"),
  num(4, "x509sat.DirectoryString", "DirectoryString", { values: { ...STRINGS } }),
  ...[...STRINGS, "CountryName", "PrintableString", "IA5String"].map((name) => text(`x509sat.${name}`)),
  text("x509af.Userid"),
  part("x509af.validity"),
  num(4, "x509af.notBefore", "notBefore", { values: TIMES }),
  num(4, "x509af.notAfter", "notAfter", { values: TIMES }),
  text("x509af.utcTime"),
  text("x509af.generalizedTime"),
  part("x509af.subjectPublicKeyInfo"),
  raw("x509af.subjectPublicKey", "subjectPublicKey"),
  raw("pkcs1.modulus", "modulus"),
  num(4, "pkcs1.publicExponent", "publicExponent"),
  num(4, "pkcs1.ECParameters", "ECParameters", { values: { 1: "namedCurve" } }),
  text("pkcs1.namedCurve"),
  items("x509af.extensions"),
  part("x509af.Extension"),
  str("x509af.extension.id", "Extension Id"),
  mark("x509af.critical", "critical"),
  raw("x509af.encrypted", "encrypted"),
  num(1, "ber.bitstring.padding", "Padding"),
  part("x509ce.BasicConstraintsSyntax"),
  mark("x509ce.cA", "cA"),
  num(4, "x509ce.pathLenConstraint", "pathLenConstraint"),
  raw("x509ce.KeyUsage", "KeyUsage"),
  ...USAGES.map((name, i) => bit(1, 0x80 >> (i & 7), `x509ce.KeyUsage.${name}`, name)),
  items("x509ce.KeyPurposeIDs"),
  text("x509ce.KeyPurposeId"),
  raw("x509ce.SubjectKeyIdentifier", "SubjectKeyIdentifier"),
  part("x509ce.AuthorityKeyIdentifier"),
  raw("x509ce.keyIdentifier", "keyIdentifier"),
  items("x509ce.authorityCertIssuer"),
  raw("x509ce.authorityCertSerialNumber", "authorityCertSerialNumber"),
  items("x509ce.GeneralNames"),
  num(4, "x509ce.GeneralName", "GeneralName", { values: KINDS_OF_NAMES }),
  text("x509ce.rfc822Name"),
  text("x509ce.dNSName"),
  text("x509ce.uniformResourceIdentifier"),
  v4("x509ce.IPAddress.ipv4", "iPAddress"),
  v6("x509ce.IPAddress.ipv6", "iPAddress"),
  text("x509ce.registeredID"),
  num(4, "x509ce.directoryName", "directoryName", { values: NAMES }),
  items("x509ce.CRLDistPointsSyntax"),
  part("x509ce.DistributionPoint"),
  num(4, "x509ce.distributionPoint", "distributionPoint", { values: { 0: "fullName" } }),
  items("x509ce.fullName"),
  items("x509ce.cRLIssuer"),
  items("x509ce.CertificatePoliciesSyntax"),
  part("x509ce.PolicyInformation"),
  text("x509ce.policyIdentifier"),
  items("x509ce.policyQualifiers"),
  part("x509ce.PolicyQualifierInfo"),
  str("x509ce.id", "Id"),
  text("pkix1explicit.DirectoryString"),
  items("pkix1implicit.AuthorityInfoAccessSyntax"),
  part("pkix1implicit.AccessDescription"),
  text("pkix1implicit.accessMethod"),
  num(4, "pkix1implicit.accessLocation", "accessLocation", { values: KINDS_OF_NAMES }),
  part("pkix1implicit.UserNotice"),
  part("pkix1implicit.noticeRef"),
  num(4, "pkix1implicit.organization", "organization", { values: { ...DISPLAYED } }),
  num(4, "pkix1implicit.explicitText", "explicitText", { values: { ...DISPLAYED } }),
  ...DISPLAYED.map((name) => text(`pkix1implicit.${name}`)),
  items("pkix1implicit.noticeNumbers"),
  num(4, "pkix1implicit.noticeNumbers_item", "noticeNumbers item"),
  part("x509ce.NameConstraintsSyntax"),
  items("x509ce.permittedSubtrees"),
  items("x509ce.excludedSubtrees"),
  part("x509ce.GeneralSubtree"),
  num(4, "x509ce.base", "base", { values: KINDS_OF_NAMES }),
];
