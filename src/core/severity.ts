/** How severe what is remarkable about a packet is, and of which kind it is: Wireshark's numbers and words. */

export const Severity = { chat: 0x200000, note: 0x400000, warning: 0x600000, error: 0x800000 } as const;
export const Group = {
  checksum: 0x1000000,
  sequence: 0x2000000,
  malformed: 0x7000000,
  protocol: 0x9000000,
} as const;

export const SEVERITIES: Readonly<Record<number, string>> = {
  [Severity.chat]: "Chat",
  [Severity.note]: "Note",
  [Severity.warning]: "Warning",
  [Severity.error]: "Error",
};
export const GROUPS: Readonly<Record<number, string>> = {
  [Group.checksum]: "Checksum",
  [Group.sequence]: "Sequence",
  [Group.malformed]: "Malformed",
  [Group.protocol]: "Protocol",
};

type Value<T> = T[keyof T];
/** Tells one remark. */
export type Tell = (severity: Value<typeof Severity>, group: Value<typeof Group>, message: string) => void;
