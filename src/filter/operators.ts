/** The operators and functions of the language, for its help and for the parser. */

export interface Operator {
  /** The first is the one that the parser knows it by. */
  spellings: readonly string[];
  meaning: string;
  example: string;
}

/** Loosest first, as the parser binds them. */
export const OPERATORS: readonly Operator[] = [
  { spellings: ["or", "||"], meaning: "one of them, or several", example: "arp or icmp" },
  { spellings: ["xor", "^^"], meaning: "an odd number of them", example: "gre xor vxlan" },
  { spellings: ["and", "&&"], meaning: "all of them", example: "ip and not tcp" },
  { spellings: ["not", "!"], meaning: "it is not so", example: "not arp" },
  {
    spellings: ["any"],
    meaning: "before a comparison: some value of the field meets it",
    example: "any ip.ttl != 64",
  },
  {
    spellings: ["all"],
    meaning: "before a comparison: every value of the field meets it",
    example: "all tcp.port > 1024",
  },
  {
    spellings: ["==", "eq", "any_eq"],
    meaning: "some value of the field equals",
    example: "vxlan.vni == 42",
  },
  {
    spellings: ["!=", "ne", "all_ne"],
    meaning: "the field is there, and no value of it equals",
    example: "ip.addr != 10.0.0.1",
  },
  {
    spellings: ["===", "all_eq"],
    meaning: "the field is there, and every value of it equals",
    example: "ip.ttl === 64",
  },
  {
    spellings: ["!==", "any_ne", "~="],
    meaning: "some value of the field differs",
    example: "ip.ttl !== 64",
  },
  { spellings: ["<", "lt"], meaning: "less than", example: "ip.ttl < 5" },
  { spellings: ["<=", "le"], meaning: "less than or equal", example: "frame.len <= 64" },
  { spellings: [">", "gt"], meaning: "greater than", example: "frame.len > 1500" },
  { spellings: [">=", "ge"], meaning: "greater than or equal", example: "tcp.srcport >= 1024" },
  {
    spellings: ["contains"],
    meaning: "bytes or text in a protocol, field or slice",
    example: 'tcp contains "GET"',
  },
  {
    spellings: ["matches", "~"],
    meaning: "a regular expression, whatever the case",
    example: 'frame.protocols matches "vxlan.*tcp$"',
  },
  {
    spellings: ["in"],
    meaning: "one of a set of values and ranges",
    example: "tcp.port in {80, 443, 8000..8080}",
  },
  {
    spellings: ["&", "bitwise_and", "bitand"],
    meaning: "bits that both have; alone: whether there are any",
    example: "tcp.flags & 0x12 == 0x12",
  },
  { spellings: ["+"], meaning: "sum", example: "udp.length + 20 == ip.len" },
  {
    spellings: ["-"],
    meaning: "difference; after a name with a space before it",
    example: "frame.len - 14 > 1500",
  },
  { spellings: ["*"], meaning: "product", example: "ip.hdr_len * 2 > 40" },
  { spellings: ["/"], meaning: "quotient", example: "ip.len / 2 > 700" },
  { spellings: ["%"], meaning: "remainder", example: "frame.number % 10 == 0" },
];

/** What stands behind or before a name. */
export const NOTATIONS: readonly Operator[] = [
  { spellings: ["NAME"], meaning: "the field or protocol is there", example: "vlan.id" },
  {
    spellings: ["NAME[…]"],
    meaning:
      "bytes of it: [i], [i:length], [i-last], [:length], [i:], joined by commas; from the back with -",
    example: "eth.src[0:3] == 00:00:5e",
  },
  {
    spellings: ["NAME#n", "NAME#[…]"],
    meaning: "only in the nth layer of its protocol, the outermost is 1",
    example: "ip.src#2 == 10.0.0.1",
  },
  { spellings: ["@NAME"], meaning: "its bytes as they were sent", example: "@ip.ttl == 40" },
  {
    spellings: ["ADDRESS/n"],
    meaning: "all addresses that begin with the same n bits",
    example: "ip.addr == 10.0.0.0/8",
  },
  { spellings: ["{…}", "(…)"], meaning: "grouping", example: "ip.len == {frame.len - 14}" },
];

export const FUNCTIONS: readonly Operator[] = [
  { spellings: ["len"], meaning: "length in bytes", example: "len(frame.protocols) > 60" },
  { spellings: ["count"], meaning: "how many values the field has", example: "count(ip.src) == 2" },
  {
    spellings: ["lower"],
    meaning: "text in small letters",
    example: 'lower(overshark.tenant) == "vxlan:42"',
  },
  { spellings: ["upper"], meaning: "text in capitals", example: 'upper(frame.protocols) contains "VXLAN"' },
  {
    spellings: ["string"],
    meaning: "numbers and addresses as text",
    example: 'string(ip.src) matches "\\\\.1$"',
  },
  { spellings: ["max"], meaning: "the largest value", example: "max(ip.ttl) > 64" },
  { spellings: ["min"], meaning: "the smallest value", example: "min(tcp.port) < 1024" },
  { spellings: ["abs"], meaning: "without the sign", example: "abs(frame.time_delta) > 1" },
];

/** Every spelling, to the first of the same meaning. */
export const WORDS: ReadonlyMap<string, string> = new Map(
  OPERATORS.flatMap(({ spellings }) => spellings.map((s) => [s, spellings[0]] as const)),
);
