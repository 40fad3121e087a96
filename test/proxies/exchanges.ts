/** Random proxy exchanges with their truth, written after RFC 1928, RFC 1929, SOCKS4(a) and RFC 9110. Shares nothing with src. */
import * as fc from "fast-check";
import { addressText, type Said, text, u16 } from "./wire.ts";

/** What has to be told of one exchange. */
export interface Truth {
  kind: string;
  methods_offered: string[] | null;
  method: string | null;
  user: string | null;
  password: string | null;
  login_accepted: boolean | null;
  command: string | null;
  destination: { name: string | null; address: string | null; port: number } | null;
  codes: number[];
  outcome: string;
}

export interface Exchange {
  truth: Truth;
  said: Said[];
  /** The destination's bytes follow. */
  opens: boolean;
}

interface Target {
  /** Of SOCKS 5. */
  bytes: number[];
  name: string | null;
  address: string | null;
  port: number;
}

const port = fc.integer({ min: 1, max: 65535 });
const v4 = fc.array(fc.integer({ min: 1, max: 255 }), { minLength: 4, maxLength: 4 });
const v6 = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 16, maxLength: 16 });
const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/);
const name = fc.array(label, { minLength: 1, maxLength: 4 }).map((labels) => labels.join("."));

const target: fc.Arbitrary<Target> = fc.oneof(
  fc
    .tuple(v4, port)
    .map(([a, p]) => ({ bytes: [1, ...a, ...u16(p)], name: null, address: addressText(a), port: p })),
  fc
    .tuple(v6, port)
    .map(([a, p]) => ({ bytes: [4, ...a, ...u16(p)], name: null, address: addressText(a), port: p })),
  fc
    .tuple(name, port)
    .map(([n, p]) => ({ bytes: [3, n.length, ...text(n), ...u16(p)], name: n, address: null, port: p })),
);

const login = fc.record({
  user: fc.string({ minLength: 1, maxLength: 40, unit: "binary-ascii" }),
  password: fc.string({ minLength: 1, maxLength: 40, unit: "binary-ascii" }),
  accepted: fc.boolean(),
});

const WORDS: Record<number, string> = { 0: "none", 1: "gssapi", 2: "password" };
const word = (n: number): string => WORDS[n] ?? `0x${n.toString(16).padStart(2, "0")}`;

const socks5: fc.Arbitrary<Exchange> = fc
  .record({
    more: fc.uniqueArray(fc.constantFrom(1, 3, 5, 6, 0x80), { maxLength: 3 }),
    withLogin: fc.option(login, { freq: 2 }),
    stop: fc.constantFrom("", "", "", "", "method", "reply"),
    command: fc.constantFrom(1, 1, 1, 2),
    to: target,
    bound: target,
    peer: target,
    result: fc.constantFrom(0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8),
  })
  .map(({ more, withLogin, stop, command, to, bound, peer, result }) => {
    const method = withLogin === null ? 0 : 2;
    const offered = [...more, method];
    const said: Said[] = [{ client: true, data: [5, offered.length, ...offered] }];
    const truth: Truth = {
      kind: "socks5",
      methods_offered: offered.map(word),
      method: word(method),
      user: null,
      password: null,
      login_accepted: null,
      command: null,
      destination: null,
      codes: [],
      outcome: "established",
    };
    if (stop === "method") {
      said.push({ client: false, data: [5, 255] });
      return {
        truth: { ...truth, method: "none_acceptable", outcome: "no_acceptable_method" },
        said,
        opens: false,
      };
    }
    said.push({ client: false, data: [5, method] });
    if (withLogin !== null) {
      const { user, password, accepted } = withLogin;
      const [a, b] = [text(user), text(password)];
      said.push({ client: true, data: [1, a.length, ...a, b.length, ...b] });
      said.push({ client: false, data: [1, accepted ? 0 : 1] });
      truth.user = user;
      truth.password = password;
      truth.login_accepted = accepted;
      if (!accepted) return { truth: { ...truth, outcome: "login_failed" }, said, opens: false };
    }
    said.push({ client: true, data: [5, command, 0, ...to.bytes] });
    truth.command = command === 1 ? "connect" : "bind";
    truth.destination = { name: to.name, address: to.address, port: to.port };
    if (stop === "reply") return { truth: { ...truth, outcome: "no_reply" }, said, opens: false };
    said.push({ client: false, data: [5, result, 0, ...bound.bytes] });
    truth.codes.push(result);
    if (result !== 0) return { truth: { ...truth, outcome: "refused" }, said, opens: false };
    if (command === 2) {
      said.push({ client: false, data: [5, 0, 0, ...peer.bytes] });
      truth.codes.push(0);
    }
    return { truth, said, opens: true };
  });

const userId = fc.oneof(fc.constant(""), fc.stringMatching(/^[a-z][a-z0-9 _.-]{0,20}$/));

const socks4: fc.Arbitrary<Exchange> = fc
  .record({
    user: userId,
    host: fc.oneof(
      v4.map((address) => ({ address, name: null })),
      name.map((n) => ({ address: [0, 0, 0, 1], name: n })),
    ),
    port,
    command: fc.constantFrom(1, 1, 2),
    result: fc.constantFrom(90, 90, 90, 91, 92, 93),
    bound: fc.tuple(v4, port),
  })
  .map(({ user, host, port: p, command, result, bound }) => {
    const tail = host.name === null ? [] : [...text(host.name), 0];
    const reply = (code: number) => ({ client: false, data: [0, code, ...u16(bound[1]), ...bound[0]] });
    const said: Said[] = [
      { client: true, data: [4, command, ...u16(p), ...host.address, ...text(user), 0, ...tail] },
      reply(result),
    ];
    const again = result === 90 && command === 2;
    if (again) said.push(reply(90));
    const truth: Truth = {
      kind: host.name === null ? "socks4" : "socks4a",
      methods_offered: null,
      method: null,
      user: user === "" ? null : user,
      password: null,
      login_accepted: null,
      command: command === 1 ? "connect" : "bind",
      destination: {
        name: host.name,
        address: host.name === null ? addressText(host.address) : null,
        port: p,
      },
      codes: again ? [90, 90] : [result],
      outcome: result === 90 ? "established" : "refused",
    };
    return { truth, said, opens: result === 90 };
  });

const http: fc.Arbitrary<Exchange> = fc
  .record({ host: fc.oneof(name, v4.map(addressText)), port, code: fc.constantFrom(200, 200, 200, 403, 503) })
  .map(({ host, port: p, code }) => {
    const isAddress = /^[\d.]+$/.test(host);
    return {
      truth: {
        kind: "http",
        methods_offered: null,
        method: null,
        user: null,
        password: null,
        login_accepted: null,
        command: "connect",
        destination: { name: isAddress ? null : host, address: isAddress ? host : null, port: p },
        codes: [code],
        outcome: code === 200 ? "established" : "refused",
      },
      said: [
        { client: true, data: text(`CONNECT ${host}:${p} HTTP/1.1\r\nHost: ${host}:${p}\r\n\r\n`) },
        { client: false, data: text(`HTTP/1.1 ${code} Whatever\r\nVia: x\r\n\r\n`) },
      ],
      opens: code === 200,
    };
  });

/** Proxies one behind the other: each but the last lets through. */
export const chain: fc.Arbitrary<Exchange[]> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: socks5 },
      { weight: 3, arbitrary: socks4 },
      { weight: 1, arbitrary: http },
    ),
    {
      minLength: 1,
      maxLength: 3,
    },
  )
  .map((list) => {
    const end = list.findIndex(({ opens }) => !opens);
    return end < 0 ? list : list.slice(0, end + 1);
  });

export interface Cargo {
  said: Said[];
  protocol: string | null;
  server_name: string | null;
  host: string | null;
}

/** A TLS hello with a name after RFC 8446, 4.1.2 and RFC 6066, 3. */
export function clientHello(server: string): number[] {
  const n = text(server);
  const names = [0, ...u16(n.length), ...n];
  const extension = [...u16(0), ...u16(names.length + 2), ...u16(names.length), ...names];
  const body = [
    3,
    3,
    ...Array(32).fill(7),
    0,
    ...u16(2),
    0x13,
    0x01,
    1,
    0,
    ...u16(extension.length),
    ...extension,
  ];
  const message = [1, 0, ...u16(body.length), ...body];
  return [22, 3, 1, ...u16(message.length), ...message];
}

export const cargo: fc.Arbitrary<Cargo> = fc.oneof(
  name.map((n) => ({
    said: [
      { client: true, data: clientHello(n) },
      { client: false, data: [22, 3, 3, 0, 4, 2, 0, 0, 0] },
      { client: true, data: [23, 3, 3, 0, 5, 1, 2, 3, 4, 5] },
    ],
    protocol: "tls",
    server_name: n,
    host: null,
  })),
  name.map((n) => ({
    said: [
      { client: true, data: text(`GET /a?b HTTP/1.1\r\nUser-Agent: x\r\nHost: ${n}\r\n\r\n`) },
      { client: false, data: text("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc") },
    ],
    protocol: "http",
    server_name: null,
    host: n,
  })),
  fc
    .tuple(fc.uint8Array({ minLength: 1, maxLength: 3000 }), fc.uint8Array({ minLength: 1, maxLength: 3000 }))
    .map(([a, b]) => ({
      // The first byte is that of no protocol that is known.
      said: [
        { client: true, data: [0xee, ...a] },
        { client: false, data: [0xee, ...b] },
      ],
      protocol: null,
      server_name: null,
      host: null,
    })),
);
