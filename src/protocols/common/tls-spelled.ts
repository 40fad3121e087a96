/** How `frame.protocols` spells TLS: Wireshark counts layers for what stands in certificates. Never on the hot path. */
import { addAuthority, addCertificate } from "./certificates.ts";
import { HANDSHAKE_HEADER, type TlsFlow } from "./tls-flow.ts";
import { RECORD_HEADER, startsTlsRecord } from "./tls-record.ts";
import { TLS_HANDSHAKES } from "./tls-words.ts";

const [CHANGE, HANDSHAKE] = [20, 22];
const CERTIFICATE = 11;
const CERTIFICATE_REQUEST = 13;

/** Of records as `flow` finds them, a direction as it is in front of them, which goes on. */
export function spelledTls(d: DataView, flow: TlsFlow, packet: number): string {
  const names = ["tls"];
  eachRecord(d, 0, d.byteLength, (type, from, to) => {
    if (type === CHANGE) flow.change(packet, 0);
    if (type !== HANDSHAKE || flow.isSecret(to - from, packet)) return true;
    for (const { whole } of flow.take(d, from, to, packet) ?? [])
      if (whole !== null) addMessage(whole, names);
    return true;
  });
  return names.join(":");
}

/** Without knowing those before; null: it takes that. */
export function spelledTlsAt(d: DataView, from: number, to: number): string | null {
  const names = ["tls"];
  const isKnown = eachRecord(d, from, to, (type, at, end) => {
    if (type === CHANGE) return false;
    return type !== HANDSHAKE || addMessages(d, at, end, names);
  });
  return isKnown ? names.join(":") : null;
}

/** Takes records that are whole in. @returns whether `look` wanted all that are there */
export function eachRecord(
  d: DataView,
  from: number,
  to: number,
  look: (type: number, from: number, to: number) => boolean,
): boolean {
  for (let at = from; startsTlsRecord(d, at, to); ) {
    const end = at + RECORD_HEADER + d.getUint16(at + 3);
    if (end > to) return true;
    if (!look(d.getUint8(at), at + RECORD_HEADER, end)) return false;
    at = end;
  }
  return true;
}

/** @returns whether there are messages from `from` to `to`, and nothing else */
function addMessages(d: DataView, from: number, to: number, names: string[]): boolean {
  let at = from;
  while (at + HANDSHAKE_HEADER <= to) {
    const end = at + HANDSHAKE_HEADER + (d.getUint32(at) & 0xffffff);
    if (end > to || TLS_HANDSHAKES[d.getUint8(at)] === undefined) return false;
    addMessage(new DataView(d.buffer, d.byteOffset + at, end - at), names);
    at = end;
  }
  return at === to;
}

function addMessage(d: DataView, names: string[]): void {
  const type = d.getUint8(0);
  if (type === CERTIFICATE) addCertificates(d, HANDSHAKE_HEADER + 3, d.byteLength, names);
  else if (type === CERTIFICATE_REQUEST) addAuthorities(d, HANDSHAKE_HEADER, d.byteLength, names);
}

/** RFC 5246, 7.4.2: each behind its length of 24 bits. */
function addCertificates(d: DataView, from: number, to: number, names: string[]): void {
  for (let at = from; at + 3 < to; ) {
    const end = Math.min(to, at + 3 + (d.getUint32(at) >>> 8));
    addCertificate(d, at + 3, end, names);
    at = end;
  }
}

/** RFC 5246, 7.4.4: behind two lists, of types and of algorithms, the second of which is new in TLS 1.2. */
function addAuthorities(d: DataView, from: number, to: number, names: string[]): void {
  if (from >= to) return;
  const begins = (at: number) => at + 2 <= to && at + 2 + d.getUint16(at) === to;
  let at = from + 1 + d.getUint8(from);
  if (!begins(at) && at + 2 <= to) at += 2 + d.getUint16(at);
  if (!begins(at)) return;
  for (at += 2; at + 2 < to; ) {
    const end = Math.min(to, at + 2 + d.getUint16(at));
    addAuthority(d, at + 2, end, names);
    at = end;
  }
}
