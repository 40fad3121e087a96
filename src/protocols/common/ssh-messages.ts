/** What Secure Shell says in clear (RFC 4253, 4.2, 6 and 7.1). Never on the hot path. */
import type { Field } from "../../core/fields.ts";
import { type Cursor, startsWith } from "./cursor.ts";
import { num, raw, str } from "./located.ts";

/** The lists of a key exchange (RFC 4253, 7.1), in their order. */
export const KEX_LISTS = [
  "kex_algorithms",
  "server_host_key_algorithms",
  "encryption_algorithms_client_to_server",
  "encryption_algorithms_server_to_client",
  "mac_algorithms_client_to_server",
  "mac_algorithms_server_to_client",
  "compression_algorithms_client_to_server",
  "compression_algorithms_server_to_client",
  "languages_client_to_server",
  "languages_server_to_client",
] as const;

export const SSH_BANNER = "SSH-";
/** Longest packet that everybody must take (RFC 4253, 6.1), and longest line of a version (4.2). */
const MAX_PACKET = 35000;
export const MAX_BANNER = 255;
export const [KEX_INIT, NEW_KEYS] = [20, 21];

/** SSH-1.x or SSH-2.x */
export function startsBanner(d: DataView, o: number, lim: number): boolean {
  if (!startsWith(d, o, lim, SSH_BANNER) || o + 6 > lim) return false;
  const major = d.getUint8(o + SSH_BANNER.length);
  return (major === 0x31 || major === 0x32) && d.getUint8(o + SSH_BANNER.length + 1) === 0x2e;
}

/** A packet of the key exchange in clear, of which not all need be there. */
export function isClearPacket(c: Cursor): boolean {
  if (c.left < 6) return false;
  const [length, padding, code] = [c.peek(4), c.peek(1, 4), c.peek(1, 5)];
  return (
    length >= padding + 2 &&
    length <= MAX_PACKET &&
    padding >= 4 &&
    (length + 4) % 8 === 0 &&
    ((code >= KEX_INIT && code <= NEW_KEYS) || (code >= 30 && code <= 34))
  );
}

/** Tells a key exchange's first message behind its code. */
export function tellKeyExchange(c: Cursor, isServer: boolean): void {
  c.tell("ssh.cookie", 16);
  const lists = KEX_LISTS.map((name) => c.text(`ssh.${name}`, c.number(`ssh.${name}_length`, 4)));
  c.tell("ssh.first_kex_packet_follows", 1).tell("ssh.kex.reserved", 4);
  const words = (isServer ? FINGERPRINTS.server : FINGERPRINTS.client).map((i) => lists[i]).join(";");
  const prefix = `ssh.kex.hassh${isServer ? "server" : ""}`;
  c.add(`${prefix}_algorithms`, c.at, 0, words, c.depth);
  c.add(prefix, c.at, 0, () => md5(words), c.depth);
}

/** Places in KEX_LISTS of what tells implementations apart: key exchange, ciphers, MACs, compressions that it sends. */
const FINGERPRINTS = { client: [0, 2, 4, 6], server: [0, 3, 5, 7] };

const md5 = (text: string): string =>
  process.getBuiltinModule("node:crypto").createHash("md5").update(text, "latin1").digest("hex");

export const exchangeFields: readonly Field[] = [
  num(4, "ssh.mpint_length", "Multi Precision Integer Length"),
  raw("ssh.dh.e", "DH client e"),
  raw("ssh.dh.f", "DH server f"),
  num(4, "ssh.dh_gex.min", "DH GEX Min"),
  num(4, "ssh.dh_gex.nbits", "DH GEX Number of Bits"),
  num(4, "ssh.dh_gex.max", "DH GEX Max"),
  raw("ssh.dh_gex.p", "DH GEX modulus (P)"),
  raw("ssh.dh_gex.g", "DH GEX base (G)"),
  num(4, "ssh.ecdh.q_c_length", "ECDH client's ephemeral public key length"),
  raw("ssh.ecdh.q_c", "ECDH client's ephemeral public key (Q_C)"),
  num(4, "ssh.ecdh.q_s_length", "ECDH server's ephemeral public key length"),
  raw("ssh.ecdh.q_s", "ECDH server's ephemeral public key (Q_S)"),
  num(4, "ssh.host_key.length", "Host key length"),
  num(4, "ssh.host_key.type_length", "Host key type length"),
  str("ssh.host_key.type", "Host key type"),
  raw("ssh.host_key.rsa.e", "RSA public exponent (e)"),
  raw("ssh.host_key.rsa.n", "RSA modulus (N)"),
  raw("ssh.host_key.dsa.p", "DSA prime modulus (p)"),
  raw("ssh.host_key.dsa.q", "DSA prime divisor (q)"),
  raw("ssh.host_key.dsa.g", "DSA subgroup generator (g)"),
  raw("ssh.host_key.dsa.y", "DSA public key (y)"),
  num(4, "ssh.host_key.ecdsa.id_length", "ECDSA elliptic curve identifier length"),
  str("ssh.host_key.ecdsa.id", "ECDSA elliptic curve identifier"),
  num(4, "ssh.host_key.ecdsa.q_length", "ECDSA public key length"),
  raw("ssh.host_key.ecdsa.q", "ECDSA public key (Q)"),
  num(4, "ssh.host_key.eddsa.key_length", "EdDSA public key length"),
  raw("ssh.host_key.eddsa.key", "EdDSA public key"),
  raw("ssh.host_key.data", "Host key data"),
  num(4, "ssh.host_sig.length", "Host signature length"),
  num(4, "ssh.host_sig.type_length", "Host signature type length"),
  str("ssh.host_sig.type", "Host signature type"),
  raw("ssh.host_sig.rsa", "RSA signature"),
  raw("ssh.host_sig.dsa", "DSA signature"),
  raw("ssh.host_sig.data", "Host signature data"),
];

/** Bytes behind their length (RFC 4251, 5). @returns a cursor over them */
function counted(c: Cursor, length: string): Cursor {
  return c.within(c.number(length, 4), 0);
}

const integer = (c: Cursor, name: string): void => {
  const value = counted(c, "ssh.mpint_length");
  value.tell(name, value.left);
};
const bytes = (c: Cursor, name: string): void => {
  const value = counted(c, `${name}_length`);
  value.tell(name, value.left);
};

/** What a public key of that kind consists of: RFC 4253, 6.6, RFC 5656, 3.1, RFC 8709, 4. */
const KEYS: readonly (readonly [kind: RegExp, tell: (c: Cursor) => void])[] = [
  [/^ssh-rsa$/, (c) => ["e", "n"].map((part) => integer(c, `ssh.host_key.rsa.${part}`))],
  [/^ssh-dss$/, (c) => ["p", "q", "g", "y"].map((part) => integer(c, `ssh.host_key.dsa.${part}`))],
  [
    /^ecdsa-sha2-/,
    (c) => {
      c.text("ssh.host_key.ecdsa.id", c.number("ssh.host_key.ecdsa.id_length", 4));
      bytes(c, "ssh.host_key.ecdsa.q");
    },
  ],
  [/^ssh-ed(25519|448)$/, (c) => bytes(c, "ssh.host_key.eddsa.key")],
];

function hostKey(outer: Cursor): void {
  const c = outer.within(outer.number("ssh.host_key.length", 4));
  const kind = c.text("ssh.host_key.type", c.number("ssh.host_key.type_length", 4));
  const tell = KEYS.find(([name]) => name.test(kind))?.[1];
  if (tell !== undefined) tell(c);
  else if (c.left > 0) c.tell("ssh.host_key.data", c.left);
}

function hostSignature(outer: Cursor): void {
  const c = outer.within(outer.number("ssh.host_sig.length", 4));
  const kind = c.text("ssh.host_sig.type", c.number("ssh.host_sig.type_length", 4));
  if (kind === "ssh-rsa") integer(c, "ssh.host_sig.rsa");
  else if (kind === "ssh-dss") integer(c, "ssh.host_sig.dsa");
  else if (c.left > 0) c.tell("ssh.host_sig.data", c.left);
}

/** Tells what an exchange's messages hold by the words for them: RFC 4253, 8, RFC 4419, 3, RFC 5656, 4. */
export const EXCHANGES: Readonly<Record<string, (c: Cursor) => void>> = {
  "Diffie-Hellman Key Exchange Init": (c) => integer(c, "ssh.dh.e"),
  "Diffie-Hellman Key Exchange Reply": (c) => reply(c, () => integer(c, "ssh.dh.f")),
  "Elliptic Curve Diffie-Hellman Key Exchange Init": (c) => bytes(c, "ssh.ecdh.q_c"),
  "Elliptic Curve Diffie-Hellman Key Exchange Reply": (c) => reply(c, () => bytes(c, "ssh.ecdh.q_s")),
  "Diffie-Hellman Group Exchange Request": (c) => {
    c.tell("ssh.dh_gex.min", 4).tell("ssh.dh_gex.nbits", 4).tell("ssh.dh_gex.max", 4);
  },
  "Diffie-Hellman Group Exchange Group": (c) => {
    integer(c, "ssh.dh_gex.p");
    integer(c, "ssh.dh_gex.g");
  },
  "Diffie-Hellman Group Exchange Init": (c) => integer(c, "ssh.dh.e"),
  "Diffie-Hellman Group Exchange Reply": (c) => reply(c, () => integer(c, "ssh.dh.f")),
};

function reply(c: Cursor, tellValue: () => void): void {
  hostKey(c);
  tellValue();
  hostSignature(c);
}
