/** Who reads a body of which media type (RFC 9110, 8.3.1), as Wireshark takes them. */

/** Kinds of what a message of HTTP/1.x carries: nothing, or another message; nothing but a part of a body; and by its reader. */
export const Kind = {
  nothing: 0,
  text: 1,
  /** Nobody's. */
  other: 2,
  part: 3,
  json: 4,
  xml: 5,
  form: 6,
  multipart: 7,
  media: 8,
  png: 9,
  gif: 10,
  jfif: 11,
  /** In SIP alone. */
  sdp: 12,
} as const;

const TEXT =
  "text/(plain|html|css|javascript|richtext|enriched|parameters|vnd\\.sun\\.j2me\\.app-descriptor|xml-external-parsed-entity)" +
  "|application/(x-javascript|x-ns-proxy-autoconfig|x-tia-p25-issi|xml-external-parsed-entity)";

const JSON_TYPES =
  "application/(json(-rpc|request|-patch\\+json)?|(problem|merge-patch|sensml|senml|vnd\\.oma\\.lwm2m)\\+json)";

const XML_PARTS =
  "3gpp-ims|atom|auth-policy|ccmp|conference-info|cpl|im-iscomposing|load-control|mathml|media_control|mediaservercontrol" +
  "|pidf|pidf-diff|poc-settings|rdf|reginfo|resource-lists|rlmi|rls-services|rss|simple-filter|soap|watcherinfo|xslt" +
  "|xcap-(att|caps|diff|el|error|ns)|vnd\\.(3gpp|3gpp2|etsi|oma|omads|wv)[.-].*";
const XML_TYPES = `text/xml|text/vnd\\.wap\\.(si|sl|wml)|application/(xml|xml-dtd|(${XML_PARTS})\\+xml)|image/svg\\+xml|message/imdn\\+xml`;

/** Those that Wireshark knows, and not this program; and what is nothing but bytes. */
const FOREIGN =
  "application/(octet-stream|sdp|isup|qsig|cbor|cbor-seq|cose(-key(-set)?)?|dns-message|ipp|mikey|ocsp-re(quest|sponse)|pkcs10" +
  "|pkcs7-(mime|signature)|pkix(-cert|-crl|cmp)|timestamp-(query|reply)|sen(s)?ml\\+cbor|grpc(\\+proto)?|x-amf|x-fcs|x-protobuf" +
  "|x-git-.*|vnd\\.3gpp2?\\.sms|vnd\\.ms-sync\\.wbxml|vnd\\.wap\\.(wbxml|wmlc|sic|slc|mms-message)|vnd\\.uplanet\\..*wbxml)" +
  "|message/(http|rfc822|sipfrag)|video/mp2t";

const READERS: readonly (readonly [RegExp, number])[] = [
  [new RegExp(`^(${TEXT})$`), Kind.text],
  [new RegExp(`^(${JSON_TYPES})$`), Kind.json],
  [new RegExp(`^(${XML_TYPES})$`), Kind.xml],
  [/^application\/x-www-form-urlencoded$/, Kind.form],
  [/^multipart\//, Kind.multipart],
  [new RegExp(`^(${FOREIGN})$`), Kind.other],
];

const known = new Map<string, number>();
/** Types come from captures, which hold as many as somebody likes. */
const MOST_KNOWN = 1000;

/** A media type without its parameters. */
export const plainType = (type: string): string => type.split(";")[0].trim().toLowerCase();

/** Who reads what has that type, in small letters; `media`: whoever it looks like. */
export function kindOfType(type: string): number {
  let kind = known.get(type);
  if (kind === undefined) {
    kind = READERS.find(([types]) => types.test(type))?.[1] ?? Kind.media;
    if (known.size < MOST_KNOWN) known.set(type, kind);
  }
  return kind;
}

/** Fewer bytes are no picture. */
const LEAST_PICTURE = 20;
const JPEG_IDENTIFIERS: readonly string[] = ["JFIF\0", "Exif\0"];

/** Which picture that is, or what else it was taken for. */
export function pictureOf(bytes: Uint8Array, otherwise: number): number {
  if (bytes.length < LEAST_PICTURE) return otherwise;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, 12).toString("latin1");
  if (text.startsWith("\x89PNG\r\n\x1a\n")) return Kind.png;
  if (/^GIF8[79]a/.test(text)) return Kind.gif;
  const isJpeg = text.startsWith("\xff\xd8\xff") && JPEG_IDENTIFIERS.includes(text.slice(6, 11));
  return isJpeg ? Kind.jfif : otherwise;
}

/** Readers that types name, which look at the bytes and may give them back. */
export const PROMISED: Readonly<Record<string, number>> = {
  "image/png": Kind.png,
  "image/gif": Kind.gif,
  "image/jpeg": Kind.jfif,
  "image/jpg": Kind.jfif,
};
