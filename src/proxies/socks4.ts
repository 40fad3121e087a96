/**
 * SOCKS 4 and 4a: one request and one reply, two of them for BIND. So little in them is fixed that the request has
 * to be answered; on a port of SOCKS it may stand alone.
 */

import { ipv4Text } from "../core/format.ts";
import {
  address4At,
  isNamed,
  isTexts,
  NEVER,
  reply4End,
  request4End,
  user4At,
} from "../protocols/common/socks-messages.ts";
import { type Hop, lengthOf, newHop, type Places, type Read, type Side, unfinished } from "./hop.ts";

const [CONNECT, BIND] = [1, 2];
/** Tor's, for 4a. */
const RESOLVE = 0xf0;
const GRANTED = 90;
const TEXTS = 8;
/** Longer than any user and name; without a zero up to there it is something else. */
const LONGEST = 8 + 256 + 256;
const HOST = /^[A-Za-z0-9._:-]+$/;

/** @param known the connection is to a port of SOCKS */
export function readSocks4(client: Side, server: Side, from: Places, known: boolean): Read {
  if (client.absent) return "none";
  const { data } = client;
  const at = from.client;
  const length = lengthOf(client);
  if (at < length && data.getUint8(at) !== 4) return "none";
  if (at + 1 < length && ![CONNECT, BIND, RESOLVE].includes(data.getUint8(at + 1))) return "none";
  const end = request4End(data, at, length);
  if (end === NEVER || (end > length && length - at > LONGEST)) return "none";
  if (end > length) return unfinished(client);
  const destination = address4At(data, at, length);
  if (!isTexts(data, at + TEXTS, end)) return "none";
  if (destination.name !== null && !HOST.test(destination.name)) return "none";
  if (destination.address === "0.0.0.0" && data.getUint8(at + 1) === CONNECT) return "none";
  if (destination.port === 0 && data.getUint8(at + 1) === CONNECT) return "none";
  const hop = newHop(isNamed(data, at) ? "socks4a" : "socks4", from);
  hop.command = data.getUint8(at + 1);
  hop.destination = destination;
  const user = user4At(data, at, length);
  hop.user = user === "" ? null : user;
  hop.requested = true;
  hop.requestEnd = end;
  return server.absent ? alone(hop, end, from, known) : readReply(hop, server, end, from.server, known);
}

/** Whether the request may stand without an answer: a name in it leaves little doubt. */
const isPlain = (hop: Hop, known: boolean): boolean => known || hop.kind === "socks4a";

function alone(hop: Hop, end: number, from: Places, known: boolean): Read {
  if (!isPlain(hop, known)) return "none";
  hop.carried = { client: end, server: from.server };
  return hop;
}

function readReply(hop: Hop, server: Side, client: number, at: number, known: boolean): Read {
  const { data } = server;
  const end = reply4End(data, at, lengthOf(server));
  if (end === NEVER) return "none";
  if (end > lengthOf(server)) {
    if (server.more && hop.replies.length === 0 && !isPlain(hop, known)) return "more";
    if (hop.replies.length === 0 && !isPlain(hop, known)) return "none";
    hop.open = server.more;
    hop.outcome = hop.replies.length === 0 ? "no_reply" : "no_peer";
    return hop;
  }
  const code = data.getUint8(at + 1);
  const bound = { name: null, address: ipv4Text(data.getInt32(at + 4)), port: data.getUint16(at + 2) };
  hop.replies.push({ code, bound });
  hop.replyEnds.push(end);
  hop.open = false;
  if (code !== GRANTED) {
    hop.outcome = "refused";
    return hop;
  }
  if (hop.command === BIND && hop.replies.length === 1) return readReply(hop, server, client, end, known);
  hop.outcome = "established";
  hop.carried = { client, server: end };
  return hop;
}
