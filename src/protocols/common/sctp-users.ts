/**
 * Whose messages SCTP carries: https://www.iana.org/assignments/sctp-parameters (payload protocol identifiers), and where
 * those say nothing https://www.iana.org/assignments/service-names-port-numbers. No more than their names is told.
 */

const USERS: Readonly<Record<number, string>> = {
  1: "iua",
  2: "m2ua",
  3: "m3ua",
  4: "sua",
  5: "m2pa",
  10: "dua",
  11: "asap",
  12: "enrp",
  18: "s1ap",
  19: "rua",
  24: "sbcap",
  27: "x2ap",
  43: "m2ap",
  44: "m3ap",
  60: "ngap",
  61: "xnap",
  62: "f1ap",
  64: "e1ap",
};

const BY_PORT: Readonly<Record<number, string>> = {
  2904: "m2ua",
  2905: "m3ua",
  3565: "m2pa",
  3863: "asap",
  9900: "iua",
  9901: "enrp",
  14001: "sua",
  29168: "sbcap",
  29169: "rua",
  36412: "s1ap",
  36422: "x2ap",
  36443: "m2ap",
  36444: "m3ap",
  38412: "ngap",
  38422: "xnap",
  38462: "e1ap",
  38472: "f1ap",
};

export const SCTP_USERS: readonly string[] = [
  ...new Set([...Object.values(USERS), ...Object.values(BY_PORT)]),
];

/** Wireshark's name of who is sent a message with this identifier between these ports; undefined: nobody known. */
export const sctpUser = (identifier: number, source: number, destination: number): string | undefined =>
  USERS[identifier] ?? BY_PORT[Math.min(source, destination)] ?? BY_PORT[Math.max(source, destination)];
