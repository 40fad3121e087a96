/**
 * SOCKS 5 (RFC 1928, RFC 1929): a greeting and a choice, maybe a login, a request and a reply or two. Both sides have to
 * fit each other; where one of them was not captured at all, the other has to be free of any doubt.
 */
import {
  addressAt,
  greetingEnd,
  isHost,
  loginAt,
  loginEnd,
  message5End,
  NEVER,
} from "../protocols/common/socks-messages.ts";
import {
  type Hop,
  lengthOf,
  newHop,
  type Outcome,
  type Places,
  type Read,
  type Side,
  unfinished,
} from "./hop.ts";

const [NO_METHOD, GSSAPI, LOGIN] = [0xff, 1, 2];
export const [CONNECT, BIND, ASSOCIATE] = [1, 2, 3];
/** Those of the RFC, and Tor's RESOLVE and RESOLVE_PTR. */
const COMMANDS: ReadonlySet<number> = new Set([CONNECT, BIND, ASSOCIATE, 0xf0, 0xf1]);
const LAST_RESULT = 8;
/** IANA, "Socks Methods". */
const LAST_REGISTERED = 9;

/** With which message the client begins: a stream that was caught in the middle may begin with a later one. */
export type Begin = "greeting" | "login" | "request";

/** The stream was caught in the middle; the port is one of SOCKS; neither. */
export type Doubt = "middle" | "known" | "none";

/** A place in both directions that moves on. */
class Reading {
  constructor(
    readonly client: Side,
    readonly server: Side,
    readonly hop: Hop,
    public c: number,
    public s: number,
    readonly doubt: Doubt,
  ) {}

  /** The exchange ends here as far as the capture tells; `side` is the one whose next message is wanted. */
  ends(side: Side, outcome: Outcome): Hop {
    this.hop.open = side.more;
    this.hop.outcome = outcome;
    return this.hop;
  }
}

export function readSocks5(client: Side, server: Side, from: Places, begin: Begin, doubt: Doubt): Read {
  if (client.absent && server.absent) return "none";
  const r = new Reading(client, server, newHop("socks5", from), from.client, from.server, doubt);
  if (begin !== "greeting") {
    // Half of the proof is missing: the other half has to be whole.
    const hop = begin === "login" ? readLogin(r) : readRequest(r);
    if (typeof hop === "string") return hop;
    if (hop.requested && hop.replies.length > 0 && hop.replies[0].bound !== null) return hop;
    return hop.open ? "more" : "none";
  }
  if (client.absent) return readServerOnly(r);
  const offered = readGreeting(r);
  if (offered !== undefined) return offered;
  return server.absent ? readClientOnly(r) : readChoice(r);
}

/** @returns undefined: go on */
function readGreeting(r: Reading): Read | undefined {
  const { data } = r.client;
  const end = greetingEnd(data, r.c, lengthOf(r.client));
  if (end === NEVER) return "none";
  if (end > lengthOf(r.client)) return unfinished(r.client);
  const offered: number[] = [];
  for (let i = r.c + 2; i < end; i++) offered.push(data.getUint8(i));
  if (new Set(offered).size !== offered.length) return "none";
  r.hop.offered = offered;
  r.c = end;
  return undefined;
}

function readChoice(r: Reading): Read {
  const { server, hop } = r;
  const { data } = server;
  const left = lengthOf(server) - r.s;
  if (left > 0 && data.getUint8(r.s) !== 5) return "none";
  if (left < 2) return unfinished(server);
  const chosen = data.getUint8(r.s + 1);
  if (chosen !== NO_METHOD && hop.offered?.includes(chosen) !== true) return "none";
  hop.chosen = chosen;
  r.s += 2;
  switch (chosen) {
    case NO_METHOD:
      // So little was said that nothing else may be.
      return lengthOf(r.client) > r.c || lengthOf(server) > r.s
        ? "none"
        : r.ends(server, "no_acceptable_method");
    case LOGIN:
      return readLogin(r);
    case GSSAPI:
      return readGssapi(r);
    default:
      return readRequest(r);
  }
}

function readLogin(r: Reading): Read {
  const { client, server, hop } = r;
  const end = loginEnd(client.data, r.c, lengthOf(client));
  if (end === NEVER) return "none";
  if (end > lengthOf(client)) return silent(r);
  takeLogin(r, end);
  const left = lengthOf(server) - r.s;
  if (left < 2) return r.ends(server, "no_reply");
  // Some answer with the version of SOCKS in place of that of the login.
  const version = server.data.getUint8(r.s);
  if (version !== 1 && version !== 5) return "none";
  hop.admitted = server.data.getUint8(r.s + 1) === 0;
  r.s += 2;
  if (!hop.admitted) {
    hop.open = false;
    hop.outcome = "login_failed";
    return hop;
  }
  return readRequest(r);
}

/** Takes up a login that ends at `end`, and moves on behind it. */
function takeLogin(r: Reading, end: number): void {
  const { user, password } = loginAt(r.client.data, r.c);
  r.hop.user = user;
  r.hop.password = password;
  r.hop.chosen = LOGIN;
  r.c = end;
}

/** The same of a request. */
function takeRequest(r: Reading, end: number): void {
  const { data } = r.client;
  r.hop.command = data.getUint8(r.c + 1);
  r.hop.destination = addressAt(data, r.c + 3);
  r.hop.requested = true;
  r.hop.requestEnd = end;
  r.c = end;
}

/** The client says no more behind what was agreed on. Two short messages are proof only if there is nothing else. */
function silent(r: Reading): Read {
  const { client, server, hop } = r;
  if (hop.user !== null) return r.ends(client, "no_request");
  if (client.more) return "more";
  return hop.offered !== null && lengthOf(client) === r.c && lengthOf(server) === r.s && !server.more
    ? r.ends(client, "no_request")
    : "none";
}

/** RFC 1961: messages of 01, type, length, token; type 3 holds what is protected. */
function readGssapi(r: Reading): Read {
  const { client, server, hop } = r;
  for (const side of ["client", "server"] as const) {
    const { data } = r[side];
    let at = side === "client" ? r.c : r.s;
    const start = at;
    while (at + 4 <= data.byteLength && data.getUint8(at) === 1) {
      const type = data.getUint8(at + 1);
      if (type !== 1 && type !== 2 && type !== 3 && type !== 0xff) return "none";
      at += 4 + data.getUint16(at + 2);
    }
    hop.opaque += Math.min(at, data.byteLength) - start;
    if (side === "client") r.c = Math.min(at, data.byteLength);
    else r.s = Math.min(at, data.byteLength);
  }
  if (hop.opaque === 0) return silent(r);
  // Without protection the request follows as it is.
  if (r.c < lengthOf(client)) {
    const request = readRequest(r);
    if (request !== "none") return request;
  }
  hop.open = client.more || server.more;
  hop.outcome = "opaque";
  return hop;
}

function readRequest(r: Reading): Read {
  const { client, hop } = r;
  const { data } = client;
  const length = lengthOf(client);
  if (r.c >= length) return hop.chosen === null ? unfinished(client) : silent(r);
  const end = requestEnd(data, r.c, length);
  // What a method that is not known wants to be said is not read.
  if (end === NEVER) return isOther(r) ? opaque(r) : "none";
  if (end > length) return client.more ? "more" : hop.user !== null ? r.ends(client, "unknown") : "none";
  takeRequest(r, end);
  return readReply(r);
}

/** A method of which nobody knows what is said for it: one that is registered, or on a port of SOCKS. */
const isOther = ({ hop: { chosen }, doubt }: Reading): boolean =>
  chosen !== null && chosen > LOGIN && doubt !== "middle" && (chosen <= LAST_REGISTERED || doubt === "known");

function opaque(r: Reading): Hop {
  r.hop.opaque = lengthOf(r.client) - r.c + lengthOf(r.server) - r.s;
  r.hop.open = r.client.more || r.server.more;
  r.hop.outcome = "opaque";
  return r.hop;
}

function requestEnd(data: DataView, at: number, length: number): number {
  if (at + 1 < length && !COMMANDS.has(data.getUint8(at + 1))) return NEVER;
  if (at + 2 < length && data.getUint8(at + 2) !== 0) return NEVER;
  const end = message5End(data, at, length);
  return end !== NEVER && end <= length && !isHost(data, at + 3) ? NEVER : end;
}

function readReply(r: Reading): Read {
  const { server, hop } = r;
  const { data } = server;
  const length = lengthOf(server);
  const end = message5End(data, r.s, length);
  if (end === NEVER) return "none";
  if (r.s + 1 >= length) return r.ends(server, hop.replies.length === 0 ? "no_reply" : "no_peer");
  const code = data.getUint8(r.s + 1);
  if (code > LAST_RESULT) return "none";
  // Many leave anything in the reserved byte, but where the greeting was not seen it is a part of the proof.
  if (hop.offered === null && r.s + 2 < length && data.getUint8(r.s + 2) !== 0) return "none";
  const whole = end <= length;
  if (!whole && server.more) return r.ends(server, "no_reply");
  hop.replies.push({ code, bound: whole ? addressAt(data, r.s + 3) : null });
  r.s = whole ? end : length;
  hop.replyEnds.push(r.s);
  if (code !== 0 || !whole) {
    hop.open = false;
    hop.outcome = code !== 0 ? "refused" : "unknown";
    return hop;
  }
  if (hop.command === BIND && hop.replies.length === 1) {
    r.ends(server, "no_peer");
    return readReply(r);
  }
  hop.open = false;
  if (hop.command === ASSOCIATE) hop.outcome = "associated";
  else {
    hop.outcome = "established";
    hop.carried = { client: r.c, server: r.s };
  }
  return hop;
}

/** What the proxy answered was not captured: which method it was is told by what the client does next. */
function readClientOnly(r: Reading): Read {
  const { client, hop } = r;
  const { data } = client;
  if (r.c < lengthOf(client) && data.getUint8(r.c) === 1) {
    const end = loginEnd(data, r.c, lengthOf(client));
    if (end > lengthOf(client)) return unfinished(client);
    takeLogin(r, end);
  }
  const end = requestEnd(data, r.c, lengthOf(client));
  if (end === NEVER) return "none";
  if (end > lengthOf(client)) return unfinished(client);
  takeRequest(r, end);
  hop.carried = { client: end, server: r.s };
  return hop;
}

/** What the client asked for was not captured: there is no destination. */
function readServerOnly(r: Reading): Read {
  const { server, hop } = r;
  const { data } = server;
  const left = lengthOf(server) - r.s;
  if (left > 0 && data.getUint8(r.s) !== 5) return "none";
  if (left < 2) return unfinished(server);
  const chosen = data.getUint8(r.s + 1);
  if (chosen !== 0 && chosen !== LOGIN) return "none";
  hop.chosen = chosen;
  r.s += 2;
  if (chosen === LOGIN) {
    if (r.s + 2 > lengthOf(server)) return unfinished(server);
    if (data.getUint16(r.s) !== 0x0100) return "none";
    hop.admitted = true;
    r.s += 2;
  }
  if (r.s + 3 <= lengthOf(server) && data.getUint8(r.s + 2) !== 0) return "none";
  const end = message5End(data, r.s, lengthOf(server));
  if (end === NEVER) return "none";
  if (end > lengthOf(server)) return unfinished(server);
  const code = data.getUint8(r.s + 1);
  if (code > LAST_RESULT || !isHost(data, r.s + 3)) return "none";
  hop.replies.push({ code, bound: addressAt(data, r.s + 3) });
  hop.replyEnds.push(end);
  if (code !== 0) hop.outcome = "refused";
  else hop.carried = { client: r.c, server: end };
  return hop;
}
