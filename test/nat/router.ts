/**
 * Traffic through a router that translates, as both its sides would capture it, with the router's own table: what
 * is true is known because it was made so. Connections share ports, servers and payloads; captures lose packets,
 * hosts send them again, clocks differ and drift.
 */
import { echo, frame, isV6, tcp, udp } from "./packets.ts";

export interface Settings {
  seed: number;
  connections: number;
  /** Share of packets that each capture misses, and that the router drops. */
  loss: number;
  dropped: number;
  /** Share of packets that are sent again. */
  again: number;
  /** Outside's clock minus inside's, in seconds, and drift in parts per million. */
  offset: number;
  drift: number;
  /** Share of UDP and ICMP connections that say what all say. */
  equal: number;
  /** Share of IPv4 senders whose packets have no IP id (Linux: DF on unconnected sockets). */
  withoutId: number;
  /** Seconds over which they begin. */
  duration: number;
  /** Exchanges of a connection at most. */
  exchanges: number;
  kinds: readonly Kind[];
}

export type Kind =
  | "napt"
  | "pool"
  | "netmap"
  | "dnat"
  | "hairpin"
  | "both"
  | "nat66"
  | "nat64"
  | "routed"
  | "refused"
  | "local"
  | "own"
  /** Answered by the router itself in the server's name. */
  | "redirect"
  /** The same by another box on the inside. */
  | "impostor"
  /** Out by another line, which is not captured. */
  | "uplink"
  /** To an address that the router has on another network. */
  | "address";

export const KINDS: readonly Kind[] = [
  "napt",
  "napt",
  "napt",
  "pool",
  "netmap",
  "dnat",
  "hairpin",
  "both",
  "nat66",
  "nat64",
  "routed",
  "refused",
  "local",
  "own",
];

/** What never comes out, with all sorts of reasons why. */
export const NEVER_OUT: readonly Kind[] = ["redirect", "redirect", "impostor", "uplink", "address"];

/** MAC addresses of what the router sends, and of others. */
const MAC = { router: 1, host: 2, impostor: 3 };

export interface Captured {
  /** Nanoseconds since 2026. */
  time: number;
  bytes: Uint8Array;
}

/** One translation, as the table has it. */
export interface True {
  kind: Kind;
  key: string;
  /** Packets that both sides captured. */
  both: number;
  /** The row as it looks to whoever takes the answer for the question, if both sides missed the first packet. */
  turned: string | null;
}

export interface Traffic {
  inside: Captured[];
  outside: Captured[];
  rows: Map<string, True>;
  /** Keys of what was routed and not translated. */
  routed: Map<string, number>;
}

const SECOND = 1e9;
const TCP = 6;
const UDP = 17;
const SYN = 2;
const ACK = 16;
const PSH_ACK = 24;
const FIN_ACK = 17;

/** mulberry32 */
function randomOf(seed: number): () => number {
  let a = seed >>> 0;
  return () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Ends {
  src: string;
  sport: number;
  dst: string;
  dport: number;
}

/** What a tuple became. */
export interface Row extends Omit<Ends, "dst" | "dport"> {
  /** null: what the router answered itself, at an address and port of its own that are on no wire. */
  dst: string | null;
  dport: number | null;
}

/** How a row is called: protocol, what was sent and what it became. ICMP: the identifier for a source port. */
export const keyOf = (proto: string, a: Ends, b: Row): string =>
  [proto, a.src, a.sport, a.dst, a.dport, b.src, b.sport, b.dst, b.dport].join(" ");

export function traffic(s: Settings): Traffic {
  const random = randomOf(s.seed);
  const int = (n: number) => Math.floor(random() * n);
  const pick = <T>(list: readonly T[]): T => list[int(list.length)];
  const chance = (p: number) => random() < p;
  const inside: Captured[] = [];
  const outside: Captured[] = [];
  const rows = new Map<string, True>();
  const routed = new Map<string, number>();
  const used = new Set<string>();
  const ids = new Map<string, number>();
  const insideTuples = new Set<string>();

  const bytes = (n: number) => Uint8Array.from({ length: n }, () => int(256));
  const common = [new TextEncoder().encode("hello"), new Uint8Array(0), new Uint8Array(64), bytes(20)];
  const skew = (t: number) => t + s.offset * SECOND + s.drift * 1e-6 * t;

  /** A host's next IP id. */
  const nextId = (host: string): number => {
    const id = (ids.get(host) ?? int(65536)) & 0xffff;
    ids.set(host, id + 1);
    return id === 0 ? 1 : id;
  };

  /** A port, or an identifier, that nobody has there. */
  const free = (proto: string, address: string, wanted: number, peer: string): number => {
    for (let port = wanted; ; port = 1024 + int(64000)) {
      const key = `${proto} ${address} ${port} ${peer}`;
      if (used.has(key)) continue;
      used.add(key);
      return port;
    }
  };

  const connection = (): void => {
    const kind = pick(s.kinds);
    const v6 = kind === "nat66" || kind === "nat64";
    const proto = pick(
      kind === "hairpin" || kind === "dnat" || kind === "both"
        ? ["tcp", "udp"]
        : ["tcp", "udp", "udp", "icmp"],
    );
    const host = 2 + int(40);
    const server = 1 + int(6);
    const port = pick([53, 80, 443, 5353]);
    const sport = chance(0.5) ? 20000 + int(4) : 1024 + int(60000);
    const v4Server = `198.51.100.${server}`;
    const v6Server = `2001:db8:f::${server}`;
    // What whoever began sends, and what it becomes.
    let a: Ends = { src: `10.0.${int(3)}.${host}`, sport, dst: v4Server, dport: port };
    if (kind === "nat66") a = { ...a, src: `fd00:a::${host}`, dst: v6Server };
    if (kind === "nat64")
      a = { ...a, src: `fd00:a::${host}`, dst: `64:ff9b::c633:64${server.toString(16).padStart(2, "0")}` };
    if (kind === "dnat") a = { src: v4Server, sport, dst: "203.0.113.1", dport: 8000 + host };
    if (kind === "hairpin") a = { ...a, dst: "203.0.113.1", dport: 8000 + host };
    if (kind === "both") a = { ...a, dst: `192.0.2.${server}` };
    if (kind === "own") a = { ...a, src: "203.0.113.1" };
    if (kind === "routed") a = { ...a, src: `192.168.9.${host}` };
    if (kind === "local") a = { ...a, dst: "10.0.0.1" };
    if (kind === "address") a = { ...a, dst: pick(["203.0.113.1", "192.0.2.200"]) };
    const tupleKey = [proto, a.src, a.sport, a.dst, proto === "icmp" ? 0 : a.dport].join(" ");
    if (insideTuples.has(tupleKey)) return;
    insideTuples.add(tupleKey);
    const b: Ends = { ...a };
    const peer = (dst: string, dport: number) => `${dst} ${proto === "icmp" ? 0 : dport}`;
    if (kind === "napt") b.src = "203.0.113.1";
    if (kind === "pool") b.src = `203.0.113.${10 + int(3)}`;
    if (kind === "netmap") b.src = a.src.replace(/^10\.0\./, "172.20.");
    if (kind === "nat66") b.src = "2001:db8:f::ffff";
    if (kind === "nat64") {
      b.src = "203.0.113.64";
      b.dst = v4Server;
    }
    if (kind === "dnat" || kind === "hairpin") {
      b.dst = `10.0.0.${host}`;
      b.dport = 80;
    }
    if (kind === "hairpin") b.src = "10.0.0.1";
    if (kind === "both") {
      b.src = "203.0.113.1";
      b.dst = v4Server;
    }
    if (kind === "dnat" || kind === "netmap" || kind === "routed" || kind === "own")
      used.add(`${proto} ${b.src} ${b.sport} ${peer(b.dst, b.dport)}`);
    else if (kind !== "refused" && kind !== "local" && !NEVER_OUT.includes(kind))
      b.sport = free(proto, b.src, b.sport, peer(b.dst, b.dport));
    const staysInside = kind === "local" || NEVER_OUT.includes(kind);
    const crosses = kind !== "refused" && kind !== "own" && !staysInside;
    const first = kind === "dnat" ? "outside" : "inside";
    const icmp = proto === "icmp";
    const isRedirect = kind === "redirect";
    const became = isRedirect ? { ...a, dst: null, dport: null } : b;
    const key = keyOf(
      icmp && v6 ? "icmpv6" : proto,
      icmp ? { ...a, dport: 0 } : a,
      icmp ? { ...became, dport: 0 } : became,
    );
    const turn = (e: Ends): Ends => ({ src: e.dst, sport: e.dport, dst: e.src, dport: e.sport });
    const turned = icmp || proto === "tcp" ? null : keyOf(proto, turn(b), turn(a));
    let both = 0;
    let [asked, answered] = [false, false];
    /** Whether anybody captured the first packet; null before it. */
    let begun: boolean | null = null;

    const withoutId = chance(s.withoutId);
    let time = random() * s.duration * SECOND;

    /** One packet on its way. @returns whether it arrived */
    const send = (
      back: boolean,
      l4: (ends: Ends, v6: boolean, out: boolean) => Uint8Array,
      number: number,
    ): boolean => {
      const sender = back ? b.dst : a.src;
      const id = withoutId ? 0 : nextId(sender);
      const turned = (e: Ends): Ends =>
        back ? { src: e.dst, sport: e.dport, dst: e.src, dport: e.sport } : e;
      // Before the router, and behind it.
      const before = turned(back ? b : a);
      const behind = turned(back ? a : b);
      const make = (e: Ends, ttl: number, mac: number): Uint8Array[] => {
        const proto4 = icmp ? (isV6(e.src) ? 58 : 1) : proto === "tcp" ? TCP : UDP;
        const body = l4(e, isV6(e.src), back);
        const ip = { src: e.src, dst: e.dst, ttl, id, mac };
        if (body.length <= 1400 || isV6(e.src)) return [frame(ip, proto4, body)];
        return [
          frame(ip, proto4, body.subarray(0, 1400), { offset: 0, more: true }),
          frame(ip, proto4, body.subarray(1400), { offset: 1400, more: false }),
        ];
      };
      void number;
      const transit = 10_000 + random() * 60_000 + (chance(0.01) ? random() * 5e6 : 0);
      const see = (list: Captured[], frames: Uint8Array[], at: number): boolean => {
        let all = true;
        for (const bytes of frames) {
          if (chance(s.loss)) all = false;
          else list.push({ time: Math.floor(at), bytes });
        }
        return all;
      };
      const [entersInside, leavesInside] =
        kind === "hairpin" || staysInside ? [true, true] : first === "inside" ? [!back, back] : [back, !back];
      if (kind === "own") {
        see(outside, make(before, 64, back ? MAC.host : MAC.router), skew(time));
        return true;
      }
      const entersFrom = back && staysInside ? (kind === "impostor" ? MAC.impostor : MAC.router) : MAC.host;
      const seenBefore = see(
        entersInside ? inside : outside,
        make(before, back && kind === "uplink" ? 63 : 64, entersFrom),
        entersInside ? time : skew(time),
      );
      if (staysInside) {
        // Both directions must be seen before anybody can say who answered.
        if (isRedirect && seenBefore) {
          if (back) answered = true;
          else asked = true;
          both = asked && answered ? 1 : 0;
        }
        return true;
      }
      if (kind === "refused" || chance(s.dropped)) {
        begun ??= seenBefore;
        return false;
      }
      const seenBehind = see(
        leavesInside ? inside : outside,
        make(behind, 63, MAC.router),
        leavesInside ? time + transit : skew(time + transit),
      );
      begun ??= seenBefore || seenBehind;
      if (seenBefore && seenBehind && crosses) both++;
      return true;
    };

    const say = (back: boolean, l4: (ends: Ends, v6: boolean, out: boolean) => Uint8Array): boolean => {
      let arrived = send(back, l4, 0);
      for (let n = 0; proto === "tcp" && n < 3 && (!arrived || chance(s.again)); n++) {
        time += (0.2 + random()) * SECOND;
        arrived = send(back, l4, n) || arrived;
      }
      time += (0.0005 + random() * 0.02) * SECOND;
      return arrived;
    };
    const sum = () => int(65536);
    const exchanges = 1 + int(s.exchanges);
    if (proto === "tcp") {
      let [x, y] = [int(2 ** 32), int(2 ** 32)];
      const segment = (flags: number, back: boolean, payload = new Uint8Array(0)) =>
        say(back, (e) =>
          tcp(e.sport, e.dport, back ? y : x, flags === SYN ? 0 : back ? x : y, flags, sum(), payload),
        );
      if (segment(SYN, false)) {
        x++;
        segment(SYN | ACK, true);
        y++;
        segment(ACK, false);
        for (let i = 0; i < exchanges; i++) {
          const question = chance(s.equal) ? pick(common) : bytes(1 + int(200));
          segment(PSH_ACK, false, question);
          x += question.length;
          const answer = bytes(1 + int(1200));
          segment(PSH_ACK, true, answer);
          y += answer.length;
          // A keep-alive: the byte before the next one, without data.
          if (chance(0.1)) {
            time += 2 * SECOND;
            x--;
            segment(ACK, false);
            x++;
            segment(ACK, true);
          }
        }
        segment(FIN_ACK, false);
        x++;
        segment(FIN_ACK, true);
      }
    } else {
      const equal = chance(s.equal);
      const echoes = chance(0.3);
      for (let i = 0; i < exchanges; i++) {
        const question = equal ? pick(common) : bytes(chance(0.03) ? 2000 : 12 + int(60));
        const answer = icmp || echoes ? question : equal ? common[0] : bytes(20 + int(200));
        const message = (payload: Uint8Array) => (e: Ends, six: boolean, back: boolean) =>
          icmp
            ? echo(six ? (back ? 129 : 128) : back ? 0 : 8, back ? e.dport : e.sport, i + 1, sum(), payload)
            : udp(e.sport, e.dport, sum(), payload);
        if (say(false, message(question)) && kind !== "refused" && chance(0.9)) say(true, message(answer));
        time += random() * SECOND;
      }
    }
    if (kind === "routed") routed.set(key, both);
    else if (crosses || isRedirect) rows.set(key, { kind, key, both, turned: begun ? null : turned });
  };

  for (let i = 0; i < s.connections; i++) connection();
  const byTime = (x: Captured, y: Captured) => x.time - y.time;
  // The clock of either capture may stand before the other's first packet.
  const start = Math.min(0, s.offset * SECOND);
  for (const list of [inside, outside]) {
    list.sort(byTime);
    for (const p of list) p.time -= Math.floor(start);
  }
  return { inside, outside, rows, routed };
}
