/** How severe what is remarkable about a packet is, and of which kind it is: Wireshark's numbers and words. */

export const Severity = {
  comment: 0x100000,
  chat: 0x200000,
  note: 0x400000,
  warning: 0x600000,
  error: 0x800000,
} as const;
export const Group = {
  checksum: 0x1000000,
  sequence: 0x2000000,
  response: 0x3000000,
  request: 0x4000000,
  undecoded: 0x5000000,
  reassemble: 0x6000000,
  malformed: 0x7000000,
  debug: 0x8000000,
  protocol: 0x9000000,
  security: 0xa000000,
  comment: 0xb000000,
  decryption: 0xc000000,
  assumption: 0xd000000,
  deprecated: 0xe000000,
} as const;

export const SEVERITIES: Readonly<Record<number, string>> = {
  [Severity.comment]: "Comment",
  [Severity.chat]: "Chat",
  [Severity.note]: "Note",
  [Severity.warning]: "Warning",
  [Severity.error]: "Error",
};
export const GROUPS: Readonly<Record<number, string>> = {
  [Group.checksum]: "Checksum",
  [Group.sequence]: "Sequence",
  [Group.response]: "Response",
  [Group.request]: "Request",
  [Group.undecoded]: "Undecoded",
  [Group.reassemble]: "Reassemble",
  [Group.malformed]: "Malformed",
  [Group.debug]: "Debug",
  [Group.protocol]: "Protocol",
  [Group.security]: "Security",
  [Group.comment]: "Comment",
  [Group.decryption]: "Decryption",
  [Group.assumption]: "Assumption",
  [Group.deprecated]: "Deprecated",
};

/** What a field says of the packet that has it. */
export interface Remarkable {
  readonly severity: number;
  readonly group: number;
}

/** Tells one remark by the name of its field. `message`: its words, where they are others than the field's title. */
export type Tell = (name: string, message?: string) => void;
