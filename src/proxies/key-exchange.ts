/** What both ends of ssh say in clear before everything is encrypted (RFC 4253, 7). */
import { Cursor, lineAt } from "../protocols/common/cursor.ts";
import {
  isClearPacket,
  KEX_INIT,
  type KEX_LISTS,
  MAX_BANNER,
  NEW_KEYS,
  startsBanner,
  tellKeyExchange,
} from "../protocols/common/ssh-messages.ts";
import { lengthOf, type Places, type Side } from "./hop.ts";

/** What was agreed on; null where it was not seen. */
export interface Algorithms {
  key_exchange: string | null;
  host_key: string | null;
  encryption_to_server: string | null;
  encryption_to_client: string | null;
  mac_to_server: string | null;
  mac_to_client: string | null;
}

export interface KeyExchange {
  /** Both sides went over to new keys; only one did, or only said what they know; nothing was seen. */
  seen: "complete" | "partial" | "none";
  algorithms: Algorithms;
  /** Where what is encrypted begins; null: not known. */
  encrypted: Places | null;
  /** More may come. */
  open: boolean;
}

interface Said {
  lists: Map<string, string> | null;
  keys: boolean;
  /** An exchange began. */
  begun: boolean;
  end: number;
  open: boolean;
}

export function readKeyExchange(client: Side, server: Side, at: Places): KeyExchange {
  const a = readSaid(client, at.client);
  const b = readSaid(server, at.server);
  const both = a.keys && b.keys;
  return {
    seen: both ? "complete" : a.begun || b.begun ? "partial" : "none",
    algorithms: agreed(a.lists, b.lists),
    encrypted: both ? { client: a.end, server: b.end } : null,
    open: !both && (a.open || b.open),
  };
}

function readSaid(side: Side, from: number): Said {
  const { data } = side;
  const said: Said = { lists: null, keys: false, begun: false, end: from, open: side.more };
  if (!startsBanner(data, from, lengthOf(side))) return said;
  const values = new Map<string, string>();
  const add = (name: string, _at: number, _size: number, value?: unknown) => {
    if (typeof value === "string") values.set(name, value);
  };
  const c = new Cursor(data, add, lineAt(data, from, Math.min(lengthOf(side), from + MAX_BANNER)).next);
  while (!said.keys && isClearPacket(c)) {
    said.begun = true;
    const length = c.peek(4);
    // Not all of it is there.
    if (c.left < 4 + length) return said;
    const [padding, code] = [c.peek(1, 4), c.peek(1, 5)];
    const message = c.skip(6).within(length - 2);
    if (code === NEW_KEYS) said.keys = true;
    if (code === KEX_INIT && said.lists === null && readLists(message, padding)) said.lists = values;
    said.end = c.at;
  }
  // What stands there is encrypted, or no such packet.
  if (said.keys || c.left >= 6) said.open = false;
  return said;
}

function readLists(message: Cursor, padding: number): boolean {
  try {
    tellKeyExchange(message, false);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return false;
  }
  return message.left === padding;
}

/** RFC 4253, 7.1: the first of the client's that the server has as well. */
function agreed(client: Map<string, string> | null, server: Map<string, string> | null): Algorithms {
  const of = (name: (typeof KEX_LISTS)[number]): string | null => {
    const [wanted, offered] = [client?.get(`ssh.${name}`), server?.get(`ssh.${name}`)];
    if (wanted === undefined || offered === undefined) return null;
    const known = new Set(offered.split(","));
    return wanted.split(",").find((algorithm) => known.has(algorithm)) ?? null;
  };
  return {
    key_exchange: of("kex_algorithms"),
    host_key: of("server_host_key_algorithms"),
    encryption_to_server: of("encryption_algorithms_client_to_server"),
    encryption_to_client: of("encryption_algorithms_server_to_client"),
    mac_to_server: of("mac_algorithms_client_to_server"),
    mac_to_client: of("mac_algorithms_server_to_client"),
  };
}
