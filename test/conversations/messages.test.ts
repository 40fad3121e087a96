// Messages over TCP that take several segments, and connections whose later packets only the first one explains. What
// is to be shown is what tshark 4.0 shows of the same segments (fields frame.protocols); sums of lengths are the model.
import { createCipheriv } from "node:crypto";
import { describe, expect, test } from "vitest";
import { eachField } from "../../src/core/found.ts";
import { textOf } from "../../src/core/values.ts";
import type { DissectedPacket } from "../../src/dissect/packet.ts";
import { columnsOf } from "../../src/output/read-columns.ts";
import { Listing, type ListingOptions } from "../../src/pipeline/listing.ts";
import { httpLength } from "../../src/protocols/common/http-message.ts";
import { TlsFlow } from "../../src/protocols/common/tls-flow.ts";

const ETHERNET = 1;
const [PSH_ACK, FIN_ACK, SYN, SYN_ACK] = [0x18, 0x11, 0x02, 0x12];

type Payload = string | number[];
const bytesOf = (of: Payload): number[] => (typeof of === "string" ? [...Buffer.from(of, "latin1")] : of);
const two = (n: number): number[] => [n >> 8, n & 0xff];

/** Both directions between 10.0.0.1 and 10.0.0.2; numbers go on by themselves. */
class Connection {
  readonly packets: { bytes: number[]; original: number; milliseconds: number }[] = [];
  private milliseconds = -1000;
  private readonly next = new Map<boolean, number>();

  constructor(
    private readonly ports: readonly [number, number],
    private readonly protocol = 6,
  ) {}

  /**
   * @param back from the second end. `skip`: so many bytes before it were not captured, less than 0: it comes
   * again. `after`: milliseconds since the packet before
   */
  send(
    back: boolean,
    payload: Payload,
    { flags = PSH_ACK, skip = 0, cut = 0, ports = this.ports, after = 1000 } = {},
  ): this {
    const data = bytesOf(payload);
    const at = (this.next.get(back) ?? 1000) + skip;
    this.next.set(back, at + data.length + ((flags & 3) === 0 ? 0 : 1));
    const ends = [...ports.map(two)];
    if (back) ends.reverse();
    const acknowledged = this.next.get(!back) ?? 1000;
    const udp = [...ends.flat(), ...two(8 + data.length), 0, 0];
    const tcp = [
      ...ends.flat(),
      ...two(at >> 16),
      ...two(at & 0xffff),
      ...two(acknowledged >> 16),
      ...two(acknowledged & 0xffff),
      0x50,
      flags,
      0x20,
      0,
      0,
      0,
      0,
      0,
    ];
    const segment = [...(this.protocol === 6 ? tcp : udp), ...data];
    const hosts = [
      [10, 0, 0, 1],
      [10, 0, 0, 2],
    ];
    if (back) hosts.reverse();
    return this.packet(hosts.flat(), segment, cut, after);
  }

  /** All that stands in an IP packet from the first end. */
  raw(payload: number[]): this {
    return this.packet([10, 0, 0, 1, 10, 0, 0, 2], payload, 0);
  }

  private packet(hosts: number[], payload: number[], cut: number, after = 1000): this {
    const ip = [0x45, 0, ...two(20 + payload.length), 0, 0, 0, 0, 64, this.protocol, 0, 0, ...hosts];
    const bytes = [...Array(12).fill(2), 8, 0, ...ip, ...payload];
    const captured = cut === 0 ? bytes : bytes.slice(0, -cut);
    this.milliseconds += after;
    this.packets.push({ bytes: captured, original: bytes.length, milliseconds: this.milliseconds });
    return this;
  }

  /** What stands above TCP or UDP in each packet. */
  shown(options?: ListingOptions): string[] {
    return this.each((packet) => {
      const names = String(packet.layers()[0].get("frame.protocols")).split(":");
      return names.slice(4).join(":");
    }, options);
  }

  /** Values of that field in each packet. */
  values(name: string): string[] {
    return this.each((packet) => {
      const values: string[] = [];
      for (const layer of packet.layers())
        eachField(layer, ({ field, value }) => {
          if (field.name === name) values.push(textOf(field, value));
        });
      return values.join();
    });
  }

  /** The Protocol and Info columns of each packet. */
  columns(): string[] {
    return this.each((packet) => {
      const { protocol, info } = columnsOf(packet, "r");
      return `${protocol}: ${info.replace(/\d+ → \d+ .* Len=\d+/, "…")}`;
    });
  }

  each<T>(
    look: (packet: DissectedPacket) => T,
    options: ListingOptions = { conversations: true, messages: true },
  ): T[] {
    const shown: T[] = [];
    const listing = new Listing(options, (packet) => {
      packet.hideTold();
      shown.push(look(packet));
      return true;
    });
    for (const { bytes, original, milliseconds } of this.packets) {
      const d = new DataView(Uint8Array.from(bytes).buffer);
      const seconds = Math.floor(milliseconds / 1000);
      listing.packet(d, 0, bytes.length, original, ETHERNET, seconds, (milliseconds % 1000) * 1e6);
    }
    listing.finish();
    return shown;
  }
}

/** Of all fields of a layer. */
function names(layer: ReturnType<DissectedPacket["layers"]>[number]): string[] {
  const found: string[] = [];
  eachField(layer, ({ field }) => found.push(field.name));
  return found;
}

/** A record of TLS. */
const record = (type: number, length: number): number[] => [
  type,
  3,
  3,
  ...two(length),
  ...Array(length).fill(0xee),
];

describe("what the columns say, as tshark 4.0 does of the same segments", () => {
  const segments = (port: number, ...payloads: Payload[]): string[] => {
    const connection = new Connection([40000, port]);
    for (const payload of payloads) connection.send(false, payload);
    return connection.columns();
  };
  const OPEN = "[TCP segment of a reassembled PDU]";

  test("BGP: from the middle of a message on", () => {
    const marker = Array(16).fill(0xff);
    const [rest, keepalive] = [
      [10, 0, 0, 1],
      [...marker, 0, 19, 4],
    ];
    const update = [...marker, 0, 23, 2, 0, 0, 0, 0];
    expect(segments(179, [...rest, ...keepalive, ...update])).toEqual([
      "BGP: KEEPALIVE Message, UPDATE Message",
    ]);
    expect(segments(179, rest)).toEqual(["BGP: "]);
    expect(segments(179, [...update, ...rest])).toEqual(["BGP: UPDATE Message"]);
    expect(segments(179, [...rest, ...update.slice(0, 20)])).toEqual(["BGP: "]);
  });

  test("HTTP: the first line where a message begins, each message in a segment, nothing of what goes on", () => {
    const get = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
    const answer = `HTTP/1.1 200 OK\r\nContent-Length: 30\r\nContent-Type: text/plain\r\n\r\n${"a".repeat(30)}`;
    expect(segments(80, get.slice(0, 10), get.slice(10))).toEqual([
      `TCP: … ${OPEN}`,
      "HTTP: GET /a HTTP/1.1 ",
    ]);
    expect(segments(80, get + get + get.slice(0, 10), get.slice(10))).toEqual([
      "HTTP: GET /a HTTP/1.1 GET /a HTTP/1.1 ",
      "HTTP: GET /a HTTP/1.1 ",
    ]);
    expect(
      segments(
        80,
        answer.slice(0, 70),
        answer.slice(70, 80),
        answer.slice(80) + answer.slice(0, 30),
        answer.slice(30),
      ),
    ).toEqual([
      `TCP: HTTP/1.1 200 OK  ${OPEN}`,
      `TCP: … ${OPEN}`,
      "HTTP: HTTP/1.1 200 OK  (text/plain)HTTP/1.1 200 OK ",
      "HTTP: HTTP/1.1 200 OK  (text/plain)",
    ]);
    const chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    expect(segments(80, `${chunked}10\r\nabcd`, "efgh", "ijkl", "mnop\r\n0\r\n\r\n")).toEqual([
      ...Array(3).fill(`TCP: HTTP/1.1 200 OK  ${OPEN}`),
      "HTTP: HTTP/1.1 200 OK ",
    ]);
  });

  test("HTTP: what was captured from its middle on is waited for where it may begin a first line", () => {
    // The first byte can be printed, and none of the others ends the line; a return may, but for one at the end.
    for (const payload of ["ABCDEF", "{\u0001zs", " abc", "a\tb", "abcd\r"])
      expect(segments(80, payload), JSON.stringify(payload)).toEqual([`TCP: … ${OPEN}`]);
    for (const payload of ["\u0013OHYO", "\0abc", "\nabc", "\tabc", "\rabc", "aaaa\raaaa", "aaaa\naaaa"])
      expect(segments(80, payload), JSON.stringify(payload)).toEqual(["TCP: …"]);
  });

  describe("HTTP: a response behind a request", () => {
    const GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    /** What is shown of the answer, which comes in these segments, and of the FIN behind it. */
    const answered = (request: string, ...payloads: Payload[]): string[] => {
      const connection = new Connection([40000, 80]);
      if (request !== "") connection.send(false, request);
      for (const payload of payloads) connection.send(true, payload);
      connection.send(true, "", { flags: FIN_ACK });
      return connection.columns().slice(request === "" ? 0 : 1);
    };
    const printable = "abcdefgh".repeat(10);
    const bytes = Array<number>(80).fill(1);

    test("goes on to the end of the connection if it does not say how long it is", () => {
      const body = [printable, bytes];
      for (const headers of ["", "Content-Type: text/css\r\n", "Connection: keep-alive\r\n"]) {
        const type = headers.startsWith("Content") ? " (text/css)" : "";
        for (const [request, code] of [
          ["", 200],
          [GET, 200],
          [GET, 404],
          [GET, 205],
          ["CONNECT a HTTP/1.1\r\n\r\n", 404],
        ] as const)
          expect(answered(request, `HTTP/1.1 ${code} x\r\n${headers}\r\n`, ...body)).toEqual([
            `TCP: HTTP/1.1 ${code} x  ${OPEN}`,
            ...Array(2).fill(`TCP: … ${OPEN}`),
            `HTTP: HTTP/1.1 ${code} x ${type}`,
          ]);
      }
    });

    test("but for those that have no body: what follows them is no part of them", () => {
      for (const [request, code] of [
        [GET, 100],
        [GET, 204],
        [GET, 304],
        ["HEAD / HTTP/1.1\r\n\r\n", 200],
      ] as const)
        expect(answered(request, `HTTP/1.1 ${code} x\r\n\r\n`, bytes, bytes)).toEqual([
          `HTTP: HTTP/1.1 ${code} x `,
          "HTTP: Continuation",
          "HTTP: Continuation",
          "TCP: …",
        ]);
    });

    test("behind a message, too, waits where it may begin a first line", () => {
      const empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
      expect(answered(GET, empty, printable, printable)).toEqual([
        "HTTP: HTTP/1.1 200 OK ",
        `TCP: … ${OPEN}`,
        `TCP: … ${OPEN}`,
        "TCP: …",
      ]);
      // A longer line is none: it would be looked through with every segment. So it is of other protocols.
      const long = Array<string>(30).fill("a".repeat(10_000));
      const shown = answered(GET, empty, ...long);
      expect(shown.slice(1, 27)).toEqual(Array(26).fill(`TCP: … ${OPEN}`));
      expect(shown[27]).toBe("HTTP: Continuation");
      expect(shown.slice(28, -1)).toEqual(Array(3).fill(`TCP: … ${OPEN}`));
      const lines = segments(25, "220 a", ...long);
      expect(lines.slice(0, 27)).toEqual(Array(27).fill(`TCP: … ${OPEN}`));
      expect(lines[27]).toBe("SMTP: C: DATA fragment, 270005 bytes");
      // Chunks may bring that much.
      const chunk = `2710\r\n${long[0]}\r\n`;
      const head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
      const chunks = answered(GET, head, ...long.map(() => chunk), "0\r\n\r\n");
      expect(chunks.slice(0, -2)).toEqual(Array(31).fill(`TCP: HTTP/1.1 200 OK  ${OPEN}`));
      expect(chunks.at(-2)).toBe("HTTP: HTTP/1.1 200 OK ");
    });

    test("in chunks ends with the empty line behind the last one, wherever that is cut", () => {
      const chunked = "HTTP/1.1 200 OK\r\nContent-Type: text/css\r\nTransfer-Encoding: chunked\r\n\r\n";
      for (const [body, type] of [
        ["3\r\nabc\r\n0\r\n\r\n", " (text/css)"],
        ["0\r\n\r\n", ""],
      ]) {
        expect(answered(GET, chunked + body)).toEqual([`HTTP: HTTP/1.1 200 OK ${type}`, "TCP: …"]);
        const whole = chunked + body;
        // Of a return at the end, without its line feed, tshark says that the packet is malformed: here it waits as well.
        for (let left = 1; left <= body.length; left++)
          expect(answered(GET, whole.slice(0, -left), whole.slice(-left)), `${left}`).toEqual([
            `TCP: HTTP/1.1 200 OK  ${OPEN}`,
            `HTTP: HTTP/1.1 200 OK ${type}`,
            "TCP: …",
          ]);
      }
    });

    test("takes in what comes out of order, which shows nothing itself, not even if it is the last part", () => {
      const head = "HTTP/1.1 200 OK\r\nContent-Length: 240\r\n\r\n";
      const connection = (...order: [skip: number, size: number, after: number][]) => {
        const made = new Connection([40000, 80]);
        made.send(false, "", { flags: SYN }).send(true, "", { flags: SYN_ACK, after: 10 });
        made.send(false, GET, { after: 1 }).send(true, head, { after: 1 });
        for (const [skip, size, after] of order) made.send(true, "x".repeat(size), { skip, after });
        return made.columns().slice(4);
      };
      const [lost, late] = ["[TCP Previous segment not captured] ", "[TCP Out-Of-Order] "];
      expect(connection([80, 80, 1], [-160, 80, 1], [80, 80, 1])).toEqual([
        `TCP: ${lost}… ${OPEN}`,
        `TCP: ${late}… ${OPEN}`,
        "HTTP: HTTP/1.1 200 OK ",
      ]);
      expect(connection([80, 160, 1], [-240, 80, 1])).toEqual([`TCP: ${lost}… ${OPEN}`, `TCP: ${late}…`]);
      expect(connection([80, 80, 1], [-160, 80, 200], [80, 80, 1])).toEqual([
        `TCP: ${lost}… ${OPEN}`,
        "TCP: [TCP Retransmission] …",
        `TCP: … ${OPEN}`,
      ]);
    });

    test("that goes on to the end is not whole where that leaves a gap", () => {
      const connection = new Connection([40000, 80]);
      connection.send(false, GET).send(true, `HTTP/1.1 200 OK\r\n\r\n${printable}`);
      connection.send(true, "", { flags: FIN_ACK, skip: 10 });
      expect(connection.columns().slice(2)).toEqual(["TCP: [TCP Previous segment not captured] …"]);
    });
  });

  test("TLS: all records that are whole; one that only begins says nothing", () => {
    const [a, b, c] = [record(23, 40), record(23, 9), record(23, 30)];
    expect(
      segments(
        443,
        [...record(23, 20), ...a.slice(0, 10)],
        [...a.slice(10), ...b, ...c.slice(0, 8)],
        c.slice(8),
      ),
    ).toEqual([
      "TLSv1.2: Application Data",
      "TLSv1.2: Application Data, Application Data",
      "TLSv1.2: Application Data",
    ]);
    expect(segments(443, c.slice(0, 3), c.slice(3, 10), [...c.slice(10), ...b])).toEqual([
      `TCP: ${OPEN}`,
      `TCP: ${OPEN}`,
      "TLSv1.2: Application Data, Application Data",
    ]);
  });

  test("TLS: a hello of SSL 2.0 is put together; one whose lengths contradict each other is none", () => {
    const hello = [0x80, 0x0e, 1, 3, 1, 0, 3, 0, 0, 0, 2, 0, 0, 5, 0xaa, 0xbb];
    expect(segments(443, hello)).toEqual(["SSLv2: Client Hello"]);
    expect(segments(443, hello.slice(0, 13), hello.slice(13))).toEqual([
      `TCP: ${OPEN}`,
      "SSLv2: Client Hello",
    ]);
    expect(segments(443, hello.with(10, 3))).toEqual(["SSL: Continuation Data"]);
  });

  test("DNS and LDP: of several in a run the last one, of several runs each", () => {
    const query = (id: number) => [0, 17, ...two(id), 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1];
    const said = (id: number) => `Standard query 0x000${id} A <Root>`;
    expect(
      segments(
        53,
        [...query(1), ...query(2)],
        query(3).slice(0, 8),
        [...query(3).slice(8), ...query(4), 0],
        query(5).slice(1),
      ),
    ).toEqual([`DNS: ${said(2)}`, `TCP: … ${OPEN}`, `DNS: ${said(3)}${said(4)}`, `DNS: ${said(5)}`]);
    const alive = (id: number) => [0, 1, 0, 14, 1, 1, 1, 1, 0, 0, 2, 1, 0, 4, ...two(0), ...two(id)];
    expect(segments(646, [...alive(1), ...alive(2)])).toEqual(["LDP: Keep Alive Message "]);
  });

  test("SIP: each request", () => {
    const options = "OPTIONS sip:a SIP/2.0\r\nCall-ID: x\r\nContent-Length: 0\r\n\r\n";
    expect(segments(5060, options + options)).toEqual([
      "SIP: Request: OPTIONS sip:a | Request: OPTIONS sip:a | ",
    ]);
  });
});

describe("TLS", () => {
  const hello = record(22, 300);

  test("a record is shown where it begins and where it ends, not between", () => {
    const all = [...hello, ...record(23, 100)];
    const connection = new Connection([40000, 443]);
    for (const [from, to] of [
      [0, 100],
      [100, 200],
      [200, 320],
      [320, 410],
    ])
      connection.send(false, all.slice(from, to));
    // The third ends the hello, and begins what the fourth ends.
    expect(connection.shown()).toEqual(["tls", "", "tls:tls", "tls"]);
  });

  test("TCP says which segments a record took, and what of each was its", () => {
    const hex = (bytes: number[]) => Buffer.from(bytes).toString("hex");
    const all = [...hello, ...record(23, 100)];
    const cuts = [0, 100, 250, 320, 410];
    const connection = new Connection([40000, 443]);
    for (const [i, to] of cuts.slice(1).entries()) connection.send(false, all.slice(cuts[i], to));
    expect(connection.values("tcp.segment")).toEqual(["", "", "1,2,3", "3,4"]);
    expect(connection.values("tcp.segment.count")).toEqual(["", "", "3", "2"]);
    expect(connection.values("tcp.reassembled.length")).toEqual(["", "", "305", "105"]);
    expect(connection.values("tcp.reassembled.data").slice(2)).toEqual([hex(hello), hex(record(23, 100))]);
    // The third segment ends one record and begins the other.
    const parts = [
      [[0, 100]],
      [[100, 250]],
      [
        [250, 305],
        [305, 320],
      ],
      [[320, 410]],
    ];
    const told = parts.map((of) => of.map(([from, to]) => hex(all.slice(from, to))).join());
    expect(connection.values("tcp.segment_data")).toEqual(told);
  });

  test("a segment that comes again is no part of what it took", () => {
    const answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 16\r\n\r\nabcd";
    const connection = new Connection([40000, 80])
      .send(false, "GET / HTTP/1.1\r\n\r\n")
      .send(true, answer)
      .send(true, "efgh")
      .send(true, "efgh", { skip: -4 })
      .send(true, "ijkl")
      .send(true, "mnop");
    expect(connection.values("tcp.segment").at(-1)).toBe("2,3,5,6");
    // But it is shown to be one, also where nobody knows what is sent.
    expect(connection.values("tcp.segment_data")[3]).toBe("65666768");
    const unknown = new Connection([40000, 9999]).send(false, "abcd").send(false, "abcd", { skip: -4 });
    expect(unknown.values("tcp.segment_data")).toEqual(["", "61626364"]);
  });

  test("a FIN that ends what has no length belongs to it", () => {
    const connection = new Connection([40000, 80])
      .send(true, "HTTP/1.1 200 OK\r\n\r\nabcd")
      .send(true, "efgh")
      .send(true, "", { flags: FIN_ACK });
    expect(connection.values("tcp.segment")).toEqual(["", "", "1,2,3"]);
  });

  test("who asks for a whole segment more has all of it, and each segment is one part of a message (tshark 4.0)", () => {
    const keepalive = [...Array<number>(16).fill(0xff), 0, 19, 4];
    const bgp = [...keepalive, ...keepalive];
    const hex = (bytes: number[]) => Buffer.from(bytes).toString("hex");
    const connection = new Connection([40000, 179])
      .send(false, bgp.slice(0, 8))
      .send(false, bgp.slice(8, 27));
    connection.send(false, bgp.slice(27));
    expect(connection.values("tcp.reassembled.length")).toEqual(["", "27", "19"]);
    expect(connection.values("tcp.segment_data")).toEqual([
      hex(bgp.slice(0, 8)),
      hex(bgp.slice(8, 27)),
      hex(bgp.slice(27)),
    ]);
    const chunks = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nab";
    const more = new Connection([40000, 80]).send(false, chunks).send(false, "cd\r\n4\r\nef");
    expect(more.values("tcp.segment_data")[1]).toBe(hex([...Buffer.from("cd\r\n4\r\nef")]));
    more.send(false, "gh\r\n0\r\n\r\n");
    expect(more.values("tcp.segment")).toEqual(["", "", "1,2,3"]);
  });

  test("TLS carries what the server agreed to, before what its port says", () => {
    const agreed = [0, 16, 0, 5, 0, 3, 2, 0x68, 0x32];
    const body = [3, 3, ...Array(32).fill(7), 0, 0xc0, 0x2f, 0, 0, agreed.length, ...agreed];
    const serverHello = [22, 3, 3, 0, body.length + 4, 2, 0, 0, body.length, ...body];
    const connection = new Connection([40000, 443])
      .send(false, record(23, 20))
      .send(true, serverHello)
      .send(false, record(23, 20));
    expect(connection.values("tls.app_data_proto")).toEqual([
      "Hypertext Transfer Protocol",
      "",
      "HyperText Transfer Protocol 2",
    ]);
  });

  test("TCP says how long messages are that tell their length, each that a packet brings", () => {
    const query = [0, 22, 0x12, 0x34, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0x61, 2, 0x78, 0x78, 0, 0, 1, 0, 1];
    const connection = new Connection([40000, 53])
      .send(false, query)
      .send(false, [...query, ...query])
      .send(false, query.slice(0, 10))
      .send(false, query.slice(10))
      .send(false, [...query, ...query.slice(0, 5)])
      .send(false, [...query.slice(5), ...query]);
    expect(connection.values("tcp.pdu.size")).toEqual(["24", "24,24", "", "24", "24", "24,24"]);
    // Also of those that nobody reads, here of MySQL; not of SMB.
    expect(new Connection([40000, 3306]).send(false, [1, 0, 0, 0, 1]).values("tcp.pdu.size")).toEqual(["5"]);
    const session = new Connection([40000, 445]).send(false, [0, 0, 0, 1, 1]);
    expect(session.values("tcp.pdu.size")).toEqual([""]);
  });

  describe("handshakes over several records, as tshark 4.0 shows them", () => {
    const of = (bytes: number[], type = 22): number[] => [type, 3, 3, ...two(bytes.length), ...bytes];
    const message = (type: number, body: number[], length = body.length): number[] => [
      type,
      0,
      ...two(length),
      ...body,
    ];
    const CHANGE = of([1], 20);
    const DONE = message(14, []);
    const server = (...payloads: number[][]): Connection => {
      const connection = new Connection([40000, 443]);
      for (const payload of payloads) connection.send(true, payload);
      return connection;
    };
    const infos = (connection: Connection): string[] =>
      connection.columns().map((columns) => columns.replace("TLSv1.2: ", ""));

    test("each record says what begins in it, the last one of a message what it is", () => {
      const certificate = message(11, [0, 0, 5, 0, 0, 2, 1, 1]);
      const connection = server(
        of(certificate.slice(0, 6)),
        [...of(certificate.slice(6, 8)), ...of(certificate.slice(8, 9))],
        of([...certificate.slice(9), ...DONE, 12, 0]),
        of([0, 2, 7, 7]),
        of(message(22, [9], 0xffff)),
      );
      expect(infos(connection)).toEqual([
        "[Certificate Fragment]",
        "",
        "Certificate, Server Hello Done",
        "Server Key Exchange",
        "[Certificate Status Fragment]",
      ]);
      expect(connection.values("tls.handshake.fragment")).toEqual(["", "", "1,2,2,3", "3,4", ""]);
      expect(connection.values("tls.handshake.fragment.count")).toEqual(["", "", "4", "2", ""]);
      expect(connection.values("tls.handshake.length")).toEqual(["", "", "8,0", "2", ""]);
      expect(connection.values("tls.handshake.certificate")[2]).toBe("0101");
    });

    test("of more than 16 MiB that are not whole the oldest is forgotten", () => {
      const view = (bytes: number[]): DataView => new DataView(Uint8Array.from(bytes).buffer);
      const [begun, rest] = [view(message(11, [0, 0, 5], 8)), view([0, 0, 2, 1, 1])];
      const flow = new TlsFlow();
      flow.take(begun, 0, 7, 1);
      expect(
        flow
          .copy()
          .take(rest, 0, 5, 2)
          ?.map(({ whole }) => whole?.byteLength),
      ).toEqual([12]);
      // Each begins a message that nobody ends.
      const long = view(message(11, Array(16_000).fill(0), 0xffff));
      for (let i = 0; i < 1100; i++) new TlsFlow().take(long, 0, long.byteLength, 3);
      expect(flow.take(rest, 0, 5, 4)?.map(({ whole }) => whole?.byteLength)).not.toEqual([12]);
    });

    test("other records may stand between, and the other direction's own", () => {
      const certificate = message(11, [0, 0, 0]);
      const connection = server(of(certificate.slice(0, 5)), of([1, 0], 21), of([7], 23))
        .send(false, of(message(16, [1, 2]).slice(0, 5)))
        .send(true, of(certificate.slice(5)))
        .send(false, of([2]));
      expect(infos(connection).slice(3)).toEqual([
        "[Client Key Exchange Fragment]",
        "Certificate",
        "Client Key Exchange",
      ]);
    });

    test("what says that it is longer than 65535 bytes is encrypted, and so are long records in packets behind a change of keys", () => {
      expect(infos(server(of([11, 1, 0, 0, 5])))).toEqual(["Encrypted Handshake Message"]);
      const finished = of(message(20, Array(12).fill(3)));
      expect(infos(server([...CHANGE, ...finished], finished, of(DONE)))).toEqual([
        "Change Cipher Spec, Finished",
        "Encrypted Handshake Message",
        "Server Hello Done",
      ]);
    });

    test("a server's hello with that random number asks for another one (RFC 8446, 4.1.3)", () => {
      const random = Buffer.from("cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c", "hex");
      const retry = message(2, [3, 3, ...random, 0, 0x13, 1, 0]);
      expect(infos(server(of(retry)))).toEqual(["Hello Retry Request"]);
    });

    test("a server goes on with a session where it changes keys without having done", () => {
      const body = [3, 3, ...Array(32).fill(7), 0, 0xc0, 0x2f, 0];
      const hello = of(message(2, body));
      expect(server(hello, CHANGE, CHANGE).values("tls.resumed")).toEqual(["", "1", ""]);
      expect(server(hello, of(DONE), CHANGE).values("tls.resumed")).toEqual(["", "", ""]);
      const chosen = [0, 6, 0, 43, 0, 2, 3, 4];
      const newer = of(message(2, [...body, ...chosen]));
      expect(server(newer, CHANGE).values("tls.resumed")).toEqual(["", ""]);
    });
  });

  test("each packet by itself, where nobody asked for messages", () => {
    const connection = new Connection([40000, 443])
      .send(false, hello.slice(0, 100))
      .send(false, hello.slice(100));
    expect(connection.shown({ conversations: true })).toEqual(["tls", "data"]);
  });

  test("a segment that was lost leaves the message open; those behind it show nothing", () => {
    const connection = new Connection([40000, 443])
      .send(false, hello.slice(0, 100))
      .send(false, hello.slice(150, 250), { skip: 50 })
      .send(false, hello.slice(250))
      .send(false, record(23, 20));
    expect(connection.shown()).toEqual(["tls", "", "", "tls"]);
  });

  test("a segment that comes again is told once", () => {
    const connection = new Connection([40000, 443])
      .send(false, hello.slice(0, 200))
      .send(false, hello.slice(0, 200), { skip: -200 })
      .send(false, hello.slice(200));
    expect(connection.shown()).toEqual(["tls", "", "tls"]);
  });

  test("a connection on any port keeps to it, also where segments were cut", () => {
    const connection = new Connection([40000, 40001])
      .send(false, hello)
      .send(true, Array(80).fill(7), { cut: 40 })
      .send(false, record(21, 26));
    expect(connection.shown()).toEqual(["tls", "tls", "tls"]);
  });

  test("text on its port is not its, but anything else is", () => {
    expect(new Connection([40000, 443]).send(false, "some words").shown()).toEqual(["data"]);
    expect(new Connection([40000, 443]).send(false, Array(10).fill(1)).shown()).toEqual(["tls"]);
  });
});

describe("HTTP", () => {
  const get = "GET /a HTTP/1.1\r\nHost: example.org\r\n\r\n";
  const answer = (...headers: string[]) => `HTTP/1.1 200 OK\r\n${headers.join("\r\n")}\r\n\r\n`;

  test("headers and bodies of a told length", () => {
    const body = answer("Content-Type: text/plain", "Content-Length: 1000");
    const connection = new Connection([40000, 80])
      .send(false, get.slice(0, 20))
      .send(false, get.slice(20))
      .send(true, `${body}${"a".repeat(300)}`)
      .send(true, "b".repeat(300))
      .send(true, `${"c".repeat(400)}${answer("Content-Length: 0")}`);
    expect(connection.shown()).toEqual(["", "http", "", "", "http:data-text-lines:http"]);
  });

  test("chunks up to the empty one", () => {
    const connection = new Connection([40000, 80])
      .send(false, get)
      .send(true, `${answer("Content-Type: text/html", "Transfer-Encoding: chunked")}5\r\nabc`)
      .send(true, "de\r\n3\r\nfgh\r\n")
      .send(true, "0\r\n\r\n");
    expect(connection.shown()).toEqual(["http", "", "", "http:data-text-lines"]);
  });

  test("a body without a length ends with the connection", () => {
    const connection = new Connection([40000, 80])
      .send(false, get)
      .send(true, `${answer("Content-Type: text/plain", "Connection: close")}one`)
      .send(true, "two")
      .send(true, "", { flags: FIN_ACK });
    expect(connection.shown()).toEqual(["http", "", "", "http:data-text-lines"]);
  });

  test("so it does in the segment that brings it, and says what it is once", () => {
    const untilEnd = `${answer("Content-Type: text/html")}one`;
    const ended = (last: string, ...before: string[]) => {
      const connection = new Connection([40000, 80]).send(false, get);
      for (const payload of before) connection.send(true, payload);
      connection.send(true, last, { flags: FIN_ACK });
      return [connection.shown().at(-1), connection.columns().at(-1)];
    };
    const said = "HTTP/1.1 200 OK  (text/html)";
    expect(ended(untilEnd)).toEqual(["http:data-text-lines", `HTTP: ${said}`]);
    expect(ended(untilEnd.slice(30), untilEnd.slice(0, 30))).toEqual([
      "http:data-text-lines",
      `HTTP: ${said}`,
    ]);
    const both = ["http:data-text-lines", `HTTP: HTTP/1.1 200 OK ${said}`];
    expect(ended(answer("Content-Length: 0") + untilEnd)).toEqual(both);
    expect(ended(answer("Content-Length: 0").slice(8) + untilEnd, "HTTP/1.1")).toEqual(both);
  });

  test("an empty body under gzip is none", () => {
    const empty = String.fromCharCode(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    const headers = ["Content-Type: text/html", "Content-Encoding: gzip", "Content-Length: 20"];
    const connection = new Connection([40000, 80]).send(true, answer(...headers) + empty);
    expect(connection.columns()).toEqual(["HTTP: HTTP/1.1 200 OK "]);
  });

  test("what asks for headers only gets no body", () => {
    const connection = new Connection([40000, 80])
      .send(false, get.replace("GET", "HEAD"))
      .send(true, answer("Content-Length: 1000"));
    expect(connection.shown()).toEqual(["http", "http"]);
  });

  test("what begins no message is nobody's, unless one came before", () => {
    const begun = new Connection([40000, 80]).send(false, get).send(true, "some bytes\r\n");
    expect(new Connection([40000, 80]).send(true, "some bytes\r\n").shown()).toEqual([""]);
    expect(begun.shown()).toEqual(["http", "http:data"]);
  });

  test("a tunnel carries what the port says that was asked for", () => {
    const connection = new Connection([40000, 3128])
      .send(false, "CONNECT example.org:443 HTTP/1.1\r\n\r\n")
      .send(true, "HTTP/1.1 200 OK\r\n\r\n")
      .send(false, record(22, 30));
    expect(connection.shown()).toEqual(["http", "http", "http:tls"]);
  });
});

/** One record of the client, three of the server in two segments of which the first ends within the second. */
const AGREED = (connection: Connection): Connection =>
  connection
    .send(false, record(22, 200))
    .send(true, [...record(22, 300), ...record(22, 100)].slice(0, 350))
    .send(true, [...record(22, 300), ...record(22, 100), ...record(22, 9)].slice(350))
    .send(false, record(23, 40));

describe("TLS that two agree upon", () => {
  test.each([
    ["smtp", 25, "220 mx\r\n", "STARTTLS\r\n", "220 go\r\n"],
    ["pop", 110, "+OK\r\n", "STLS\r\n", "+OK begin\r\n"],
    ["imap", 143, "* OK\r\n", "a STARTTLS\r\n", "a OK\r\n"],
    ["ftp", 21, "220 a\r\n", "AUTH TLS\r\n", "234 go\r\n"],
  ])("over %s", (name, port, greeting, question, answer) => {
    const connection = new Connection([40000, port])
      .send(true, greeting)
      .send(false, question)
      .send(true, answer);
    expect(AGREED(connection).shown()).toEqual([name, name, name, "tls", "tls", "tls:tls", "tls"]);
    // And each packet by itself, as far as it tells.
    const alone = AGREED(new Connection([40000, port]).send(true, greeting)).shown({ conversations: true });
    expect(alone.slice(0, 3)).toEqual([name, "tls", "tls"]);
  });

  test("with a database, which says so in one byte that is no message", () => {
    const connection = new Connection([40000, 5432]).send(false, [0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f]);
    expect(AGREED(connection.send(true, "S")).shown().slice(1)).toEqual(["", "tls", "tls", "tls:tls", "tls"]);
  });

  test("through a web proxy, which is named for each of its messages; SOCKS once a packet", () => {
    const web = new Connection([40000, 8080])
      .send(false, "CONNECT a:443 HTTP/1.1\r\n\r\n")
      .send(true, "HTTP/1.1 200 OK\r\n\r\n");
    const through = ["http:tls", "http:tls", "http:tls:http:tls", "http:tls"];
    expect(AGREED(web).shown().slice(2)).toEqual(through);
    const socks = new Connection([40000, 1080])
      .send(false, [5, 1, 0])
      .send(true, [5, 0])
      .send(false, [5, 1, 0, 1, 10, 0, 0, 9, 1, 0xbb])
      .send(true, [5, 0, 0, 1, 10, 0, 0, 9, 1, 0xbb]);
    expect(AGREED(socks).shown().slice(4)).toEqual(
      through.map((names) => names.replace(/http:tls:http/, "socks:tls").replace("http", "socks")),
    );
  });
});

describe("others", () => {
  test("what a mail server says through SOCKS is its", () => {
    const connection = new Connection([40000, 1080])
      .send(false, [5, 1, 0])
      .send(true, [5, 0])
      .send(false, [5, 1, 0, 1, 10, 0, 0, 9, 0, 25])
      .send(true, [5, 0, 0, 1, 10, 0, 0, 9, 0, 25])
      .send(true, "220 mail ready\r\n")
      .send(false, "EHLO a\r\n");
    expect(connection.columns().slice(4)).toEqual(["SMTP: S: 220 mail ready", "SMTP: C: EHLO a"]);
  });

  test("DNS, BGP and lines of SMTP", () => {
    const query = [0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0x61, 0, 0, 1, 0, 1];
    const dns = [...two(query.length), ...query];
    const keepalive = [...Array(16).fill(0xff), 0, 19, 4];
    const parts = (port: number, ...all: Payload[]) => {
      const connection = new Connection([40000, port]);
      for (const part of all) connection.send(false, part);
      return connection.shown();
    };
    expect(parts(53, dns.slice(0, 1), dns.slice(1, 9), [...dns.slice(9), ...dns])).toEqual([
      "",
      "",
      "dns:dns",
    ]);
    expect(parts(179, [...keepalive, ...keepalive.slice(0, 5)], keepalive.slice(5))).toEqual(["bgp", "bgp"]);
    expect(parts(25, "EHLO exam", "ple.org\r\n")).toEqual(["", "smtp"]);
  });

  test("a mail on its way is text, and not what asks and answers for it", () => {
    const connection = new Connection([40000, 25])
      .send(true, "220 mx\r\n")
      .send(false, "AUTH LOGIN\r\n")
      .send(true, "334 VXNlcm5hbWU6\r\n")
      .send(false, "dXNlcg==\r\n")
      .send(true, "235 ok\r\n")
      .send(false, "DATA\r\n")
      .send(true, "354 go\r\n")
      .send(false, `From: a@b\r\nSubject: c\r\n\r\n${"line of text\r\n".repeat(50)}line of`)
      .send(false, " text\r\nand the last\r\n.\r\n")
      .send(true, "250 queued\r\n")
      .send(false, "QUIT\r\n");
    // With its last line a mail is whole: Wireshark shows it as one, which is not dissected here.
    const names = [...Array(7).fill("smtp"), "smtp:data-text-lines", "smtp", "smtp", "smtp"];
    expect(connection.shown()).toEqual(names);
    // A word without the end of its line is waited for.
    expect(new Connection([40000, 25]).send(false, "wor").send(false, "d\r\n").shown()).toEqual(["", "smtp"]);
  });

  test("SSH until its direction is encrypted", () => {
    const kex = [0, 0, 0, 12, 5, 20, ...Array(10).fill(0)];
    const newKeys = [0, 0, 0, 12, 10, 21, ...Array(10).fill(0)];
    const connection = new Connection([40000, 22])
      .send(false, "SSH-2.0-x\r\n")
      .send(false, kex.slice(0, 9))
      .send(false, kex.slice(9))
      .send(false, newKeys)
      .send(false, [0, 0, 9, 9, 9, 9]);
    expect(connection.shown()).toEqual(["ssh", "ssh", "ssh", "ssh", "ssh"]);
  });

  test("a proxy's tunnel carries its server's protocol; every segment says that it is one", () => {
    const hello = record(22, 90);
    const connection = new Connection([40000, 1080])
      .send(false, [5, 1, 0])
      .send(true, [5, 0])
      .send(false, [5, 1, 0, 1, 192, 0, 2, 80, ...two(443)])
      .send(true, [5, 0, 0, 1, 192, 0, 2, 80, ...two(443)])
      .send(false, hello.slice(0, 40))
      .send(false, hello.slice(40, 60))
      .send(false, [...hello.slice(60), ...record(23, 9)]);
    const negotiation = Array(4).fill("socks");
    expect(connection.shown()).toEqual([...negotiation, "socks:tls", "socks", "socks:tls:tls"]);

    const http = new Connection([40000, 1080])
      .send(false, [5, 1, 0])
      .send(true, [5, 0])
      .send(false, [5, 1, 0, 1, 192, 0, 2, 80, ...two(80)])
      .send(true, [5, 0, 0, 1, 192, 0, 2, 80, ...two(80)])
      .send(false, "GET / HTTP/1.1\r\n\r\n")
      .send(true, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 12\r\n\r\nhalf")
      .send(true, "half")
      .send(true, "half");
    // The beginning of the answer looks like all of it.
    expect(http.shown().slice(4)).toEqual(["socks:http", "socks", "socks", "socks:http:data-text-lines"]);
  });

  test("SOCKS: what was asked for stands in all that is carried; once a packet (tshark 4.0)", () => {
    const web = [192, 0, 2, 80, ...two(80)];
    const connection = new Connection([40000, 1080])
      .send(false, [5, 1, 0])
      .send(true, [5, 0])
      .send(false, [5, 1, 0, 1, ...web])
      .send(true, [5, 0, 0, 1, 10, 0, 0, 9, ...two(7)])
      .send(false, "GET / HTTP/1.1\r\n\r\n")
      .send(true, "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nha")
      .send(true, "lf\r\n4\r\nha")
      .send(true, "lf\r\n0\r\n\r\n");
    const carried = ["socks:http", "socks", "socks", "socks:http:data-text-lines"];
    expect(connection.shown()).toEqual([...Array(4).fill("socks"), ...carried]);
    expect(connection.columns()[3]).toBe("Socks: Version: 5 Command Response - Connect");
    expect(connection.values("socks.port")).toEqual(["", "", "80", "7", "", "", "", ""]);
    expect(connection.values("socks.dstport")).toEqual(["", "", "", "", "80", "80", "80", "80"]);
    expect(connection.values("socks.dst").slice(3)).toEqual(["10.0.0.9", ...Array(4).fill("192.0.2.80")]);

    const bind = new Connection([40000, 1080])
      .send(false, [5, 2, 0, 4, 0x20, 1, 0xd, 0xb8, ...Array(11).fill(0), 9, ...two(21)])
      .send(true, [5, 0, 0, 1, 10, 0, 0, 9, ...two(40000)])
      .send(true, [5, 0, 0, 1, ...web]);
    expect(bind.columns()).toEqual([
      "Socks: Version: 5 Command Request - Bind",
      "Socks: Version: 5 Command Response - Bind",
      "Socks: Version: 5 Command Response: Bind remote host info",
    ]);
    expect(bind.values("socks.remote_host_port")).toEqual(["", "", "80"]);

    const old = new Connection([40000, 1080])
      .send(false, [4, 1, ...two(9), 192, 0, 2, 80, 0x75, 0])
      .send(true, [0, 90, ...two(9), 192, 0, 2, 80])
      .send(false, [1, 2, 3]);
    expect(old.values("socks.dstport")).toEqual(["9", "9", "9"]);
    // tshark reads its address where the request begins: 4.1.0.9.
    expect(old.values("socks.dst")).toEqual(Array(3).fill("192.0.2.80"));
    expect(old.columns()[2]).toBe("Socks: Version: 4");
  });

  test("HTTP: a tunnel that a proxy granted is named in all that it carries (tshark 4.0)", () => {
    const tunnel = (answer: string) =>
      new Connection([40000, 8080])
        .send(false, "CONNECT a.example:443 HTTP/1.1\r\n\r\n")
        .send(true, `HTTP/1.1 ${answer}\r\nContent-Length: 0\r\n\r\n`)
        .send(false, [0x15, 3, 3, 0, 2, 1, 10]);
    expect(tunnel("200 OK").values("http.proxy_connect_host")).toEqual(["", "", "a.example"]);
    expect(tunnel("200 OK").values("http.proxy_connect_port")).toEqual(["", "", "443"]);
    expect(tunnel("403 No").values("http.proxy_connect_host")).toEqual(["", "", ""]);
    const data = record(23, 40);
    const both = tunnel("200 OK")
      .send(false, data.slice(0, 20))
      .send(false, [...data.slice(20), ...data]);
    expect(both.shown().at(-1)).toBe("http:tls:http:tls");
    expect(both.values("http.proxy_connect_host").at(-1)).toBe("a.example,a.example");
    const other = tunnel("403 No")
      .send(false, "GET / HTTP/1.1\r\n\r\n")
      .send(true, "HTTP/1.1 200 OK\r\n\r\n");
    expect(other.values("http.proxy_connect_port").join("")).toBe("");
  });

  test("what keeps a connection alive is nobody's, and no part of a message (tshark 4.0)", () => {
    const KEEP = { flags: 0x10, skip: -1 };
    const get = "GET / HTTP/1.1\r\n\r\n";
    const http = new Connection([40000, 80])
      .send(false, get)
      .send(true, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
      .send(false, [0], KEEP)
      .send(true, [0], KEEP)
      .send(false, get);
    expect(http.shown()).toEqual(["http", "http", "data", "data", "http"]);
    const answer = record(23, 40);
    const tls = new Connection([40000, 443])
      .send(false, "", { flags: SYN })
      .send(true, "", { flags: SYN_ACK })
      .send(false, record(23, 30))
      .send(true, [0], KEEP)
      .send(true, answer.slice(0, 20))
      .send(true, answer.slice(20));
    expect(tls.shown()).toEqual(["", "", "tls", "data", "tls", "tls"]);
    expect(tls.columns().slice(-2)).toEqual([
      "TCP: [TCP segment of a reassembled PDU]",
      "TLSv1.2: Application Data",
    ]);
  });

  test("TLS: the middle of a record that is cut, or less than a header (tshark 4.0)", () => {
    const CUT = "[Packet size limited during capture]";
    const ports: [number, number] = [40000, 443];
    const hello = [22, 3, 3, 0, 50, 2, 0, 0, 46, 3, 3, ...Array(44).fill(7)];
    const [more, text] = [Array(100).fill(0xaa), Array(100).fill(0x41)];
    const begun = [23, 3, 3, 0, 200, ...Array(95).fill(0xbb)];
    const known = new Connection(ports).send(true, hello, { cut: 25 });
    for (const bytes of [more, begun, more]) known.send(true, bytes, { cut: 70 });
    expect(known.columns()).toEqual([`TLSv1.2: ${CUT}`, `TLSv1.2: ${CUT}`, "TLSv1.2: ", `TLSv1.2: ${CUT}`]);
    const brief = new Connection(ports);
    for (const bytes of [begun, more, text]) brief.send(true, bytes, { cut: 98 });
    expect(brief.columns()).toEqual([`SSL: ${CUT}`, `SSL: ${CUT}`, "SSL: Continuation Data"]);
    // What is remarked on one that is lost is parted from nothing.
    const lost = new Connection(ports)
      .send(true, hello, { cut: 25 })
      .send(true, more, { cut: 70, skip: 900 });
    expect(lost.columns().at(-1)).toBe(`TLSv1.2: [TCP Previous segment not captured] ${CUT}`);
  });

  test("TLS: whatever is no record, by the version that is known (tshark 4.0)", () => {
    const [more, hello] = [Array(30).fill(0xaa), [22, 3, 3, 0, 50, 2, 0, 0, 46, 3, 3, ...Array(32).fill(7)]];
    const new13 = new Connection([40000, 443])
      .send(true, [...hello, 0, 0x13, 1, 0, 0, 6, 0, 43, 0, 2, 3, 4, ...record(20, 1)])
      .send(true, more)
      .send(true, [...record(23, 5), ...more]);
    expect(new13.columns()).toEqual([
      "TLSv1.3: Server Hello, Change Cipher Spec",
      "TLSv1.3: Continuation Data",
      "TLSv1.3: Application Data, Continuation Data",
    ]);
    expect(new13.values("tls.ignored_unknown_record").join("")).toBe("");
    const unseen = new Connection([40000, 443]).send(true, more).send(true, record(23, 5));
    unseen
      .send(true, more)
      .send(false, more)
      .send(true, [...record(23, 5), ...more]);
    expect(unseen.columns()).toEqual([
      "SSL: Continuation Data",
      "TLSv1.2: Application Data",
      "TLSv1.2: Ignored Unknown Record",
      "TLSv1.2: Ignored Unknown Record",
      "TLSv1.2: Application Data, Ignored Unknown Record",
    ]);
  });

  test("a SYN that is sent again carries no part of a message", () => {
    const connection = new Connection([40000, 80])
      .send(false, "", { flags: SYN })
      .send(true, "", { flags: SYN_ACK })
      .send(true, "", { flags: SYN_ACK, skip: -1 });
    expect(connection.values("tcp.analysis.retransmission")[2]).not.toBe("");
    const told = connection.each((p) => p.layers().flatMap(names).includes("tcp.segment_data"));
    expect(told).toEqual([false, false, false]);
  });

  test("SSH: each end counts its packets (RFC 4253, 6.4)", () => {
    const packet = (code: number) => [0, 0, 0, 12, 10, code, ...Array(10).fill(0)];
    const connection = new Connection([40000, 22])
      .send(false, "SSH-2.0-x\r\n")
      .send(true, "SSH-2.0-y\r\n")
      .send(false, packet(21))
      .send(true, [...packet(21), ...packet(21)]);
    expect(connection.values("ssh.seq_num")).toEqual(["", "", "0", "0,1"]);
  });

  test("the port that was called is asked first", () => {
    // By the lower port alone it would be SMTP's.
    const called = new Connection([25, 443])
      .send(false, "", { flags: SYN })
      .send(true, "", { flags: SYN_ACK })
      .send(false, record(22, 40));
    expect(called.shown()).toEqual(["", "", "tls"]);
  });

  test("SCTP: messages whose parts are there, and what is sent again (tshark 4.0)", () => {
    const chunk = (tsn: number, flags: number) => [
      ...[0, flags, 0, 20, 0, 0, 0, tsn, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4],
    ];
    const header = [0x9c, 0x40, 0, 9, 1, 2, 3, 4, 0, 0, 0, 0];
    const connection = new Connection([40000, 9], 132);
    for (const chunks of [
      [chunk(5, 2)],
      [chunk(7, 1), chunk(8, 3)],
      [chunk(5, 2)],
      [chunk(6, 0), chunk(8, 3)],
    ])
      connection.raw([...header, ...chunks.flat()]);
    expect(connection.shown()).toEqual(["", "data", "", "data"]);
    expect(connection.values("sctp.fragment")).toEqual(["", "", "", "1,4,2"]);
    expect(connection.values("sctp.retransmission")).toEqual(["", "", "1", "2"]);
    expect(connection.columns()).toEqual([
      "SCTP: DATA (TSN=0) (Message Fragment) ",
      "SCTP: DATA (TSN=2) (Message Fragment) DATA (TSN=3) ",
      "SCTP: DATA (TSN=0) (retransmission) ",
      "SCTP: DATA (TSN=1) DATA (TSN=3) (retransmission) ",
    ]);
  });

  test("RADIUS: what is said again, and what answers (tshark 4.0)", () => {
    const header = (code: number) => [code, 7, 0, 20, ...Array(16).fill(code)];
    const connection = new Connection([40000, 1813], 17)
      .send(false, header(4))
      .send(false, header(4))
      .send(true, header(5))
      .send(true, header(5));
    expect(connection.values("radius.reqframe").slice(0, 3)).toEqual(["", "", "1"]);
    expect(connection.values("radius.req.dup")).toEqual(["", "1", "", ""]);
    expect(connection.values("radius.rsp.dup")).toEqual(["", "", "", "3"]);
    expect(connection.columns().slice(1)).toEqual([
      "RADIUS: Accounting-Request id=7, Duplicate Request",
      "RADIUS: Accounting-Response id=7",
      "RADIUS: Accounting-Response id=7, Duplicate Response",
    ]);
  });

  test("TFTP goes on between other ports, QUIC with short headers", () => {
    const tftp = new Connection([50000, 69], 17)
      .send(false, "\0\x01a\0octet\0")
      .send(true, [0, 3, 0, 1, 9, 9], { ports: [50000, 45000] })
      .send(false, [0, 4, 0, 1], { ports: [50000, 45000] })
      .send(true, [0, 3, 0, 1, 9, 9], { ports: [50001, 45000] });
    expect(tftp.shown()).toEqual(["tftp", "tftp:data", "tftp", "data"]);
    expect(tftp.values("tftp.request_frame")).toEqual(["", "1", "1", ""]);
    expect(tftp.values("tftp.destination_file")).toEqual(["", "a", "a", ""]);
    tftp
      .send(false, "\0\x02b\0octet\0")
      .send(true, [0, 4, 0, 0], { ports: [50000, 45001] })
      .send(true, [0, 5, 0, 1, 0x78, 0], { ports: [50000, 45001] });
    expect(tftp.values("tftp.request_frame").slice(4)).toEqual(["", "5", "5"]);
    expect(tftp.values("tftp.destination_file").slice(4)).toEqual(["b", "b", "b"]);
    expect(tftp.values("tftp.error").slice(4)).toEqual(["", "", "1"]);
    const long = [0xc3, 0, 0, 0, 1, 1, 7, 1, 8, 0, 0x41, 0, ...Array(300).fill(1)];
    const quic = new Connection([50000, 443], 17).send(false, long).send(true, [0x43, ...Array(60).fill(3)]);
    expect(quic.shown()).toEqual(["quic", "quic"]);
  });
});

describe("QUIC", () => {
  /** RFC 9001, A.1: of the connection id 8394c8f03e515708. */
  const ID = [0x83, 0x94, 0xc8, 0xf0, 0x3e, 0x51, 0x57, 0x08];
  const CLIENT = {
    key: "1f369613dd76d5467730efcbe3b1a22d",
    iv: "fa044b2f42a3fd3b46fb255c",
    hp: "9f50449e04a0e810283a1e9933adedd2",
  };
  const SERVER = {
    key: "cf3a5331653c364c88f0f379b6067e37",
    iv: "0ac1493ca1905853b0bba03e",
    hp: "c206b8d9b9f0f37644430b490eeaa314",
  };

  /** An Initial packet, protected with those keys (RFC 9001, 5.3 and 5.4). */
  function initial(keys: typeof CLIENT, to: number[], number: number, frames: number[]): number[] {
    const clear = [...frames, ...Array(Math.max(0, 60 - frames.length)).fill(0)];
    const length = 4 + clear.length + 16;
    const numbers = [0, 0, 0, number];
    const header = [0xc3, 0, 0, 0, 1, to.length, ...to, 0, 0, ...two(0x4000 | length), ...numbers];
    const nonce = Buffer.from(keys.iv, "hex");
    nonce[11] ^= number;
    const cipher = createCipheriv("aes-128-gcm", Buffer.from(keys.key, "hex"), nonce);
    cipher.setAAD(Buffer.from(header));
    const secret = [...cipher.update(Buffer.from(clear)), ...cipher.final(), ...cipher.getAuthTag()];
    const mask = createCipheriv("aes-128-ecb", Buffer.from(keys.hp, "hex"), null).update(
      Buffer.from(secret.slice(0, 16)),
    );
    header[0] ^= mask[0] & 0x0f;
    for (let i = 0; i < 4; i++) header[header.length - 4 + i] ^= mask[1 + i];
    return [...header, ...secret];
  }

  const crypto = (at: number, bytes: number[]) => [
    6,
    ...two(0x4000 | at),
    ...two(0x4000 | bytes.length),
    ...bytes,
  ];
  const name = bytesOf("example.org");
  const extension = [0, 0, ...two(name.length + 5), ...two(name.length + 3), 0, ...two(name.length), ...name];
  const body = [3, 3, ...Array(32).fill(5), 0, 0, 2, 0x13, 1, 1, 0, ...two(extension.length), ...extension];
  const hello = [1, 0, ...two(body.length), ...body];
  const answer = [2, 0, 0, 40, 3, 3, ...Array(32).fill(6), 0, 0x13, 1, 0, 0, 0];

  test("the hello in its Initial packets is read, whatever their order", () => {
    const connection = new Connection([50000, 443], 17)
      .send(false, initial(CLIENT, ID, 1, [1, ...crypto(30, hello.slice(30))]))
      .send(false, initial(CLIENT, ID, 2, crypto(0, hello.slice(0, 30))))
      .send(true, initial(SERVER, [], 0, [2, 2, 0, 0, 1, ...crypto(0, answer)]));
    expect(connection.shown()).toEqual(["quic", "quic:tls", "quic:tls"]);
  });

  test("the Info column tells numbers and frames; short headers have the id that their receiver chose", () => {
    const answered = [0xc3, 0, 0, 0, 1, 0, 2, 0xab, 0xcd];
    const connection = new Connection([50000, 443], 17)
      .send(false, initial(CLIENT, ID, 1, [1, ...crypto(30, hello.slice(30))]))
      .send(true, initial(SERVER, [], 0, [2, 2, 0, 0, 1, ...crypto(0, answer)]))
      .send(true, [...answered.with(0, 0xe3), 0x14, ...Array(20).fill(9)])
      .send(false, [0x43, 0xab, 0xcd, ...Array(60).fill(3)])
      .send(true, [0x80, 0, 0, 0, 0, 0, 2, 0xab, 0xcd, 0, 0, 0, 1, 0x1a, 0x2a, 0x3a, 0x4a]);
    const info = connection.each((packet) => {
      const layer = packet.layers().find(({ protocol }) => protocol.name === "quic");
      return layer?.protocol.info?.(layer);
    });
    expect(info).toEqual([
      "Initial, DCID=8394c8f03e515708, PKN: 1, PING, CRYPTO, PADDING",
      "Initial, PKN: 0, ACK, CRYPTO, PADDING",
      "Handshake, SCID=abcd",
      "Protected Payload (KP0), DCID=abcd",
      "Version Negotiation, SCID=abcd",
    ]);
    expect(connection.values("quic.remaining_payload").slice(2, 4)).toEqual([
      "09".repeat(20),
      "03".repeat(60),
    ]);
    expect(connection.values("quic.supported_version")[4]).toBe("0x00000001,0x1a2a3a4a");
  });

  test("its fields are those of TLS", () => {
    const names: unknown[] = [];
    const { packets } = new Connection([50000, 443], 17).send(
      false,
      initial(CLIENT, ID, 1, crypto(0, hello)),
    );
    const listing = new Listing({ conversations: true, messages: true }, (packet) => {
      packet.hideTold();
      const tls = packet.layers().find(({ protocol }) => protocol.name === "tls");
      names.push(tls?.get("tls.handshake.extensions_server_name"), tls?.protocol.info?.(tls));
      return true;
    });
    const [{ bytes, original }] = packets;
    listing.packet(new DataView(Uint8Array.from(bytes).buffer), 0, bytes.length, original, ETHERNET, 0, 0);
    listing.finish();
    expect(names).toEqual(["example.org", undefined]);
  });

  test("with other keys it stays closed", () => {
    const changed = initial(CLIENT, ID, 1, crypto(0, hello));
    changed[changed.length - 1] ^= 1;
    expect(new Connection([50000, 443], 17).send(false, changed).shown()).toEqual(["quic"]);
  });
});

test("HTTP: chunks that were there before are not looked through again", () => {
  const bytes = Buffer.from(
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n",
  );
  const d = new DataView(bytes.buffer, bytes.byteOffset);
  const end = bytes.length;
  const heard = { own: { is: 0 }, both: { is: 0 }, through: { is: 0 }, seen: { is: 0 } };
  expect(httpLength(d, 0, end - 5, heard)).toBe(-1);
  // Nobody would find his way through that.
  bytes.write("zz", bytes.indexOf("2\r\nab"));
  expect(httpLength(d, 0, end + 4, heard)).toBe(end);
  expect(httpLength(d, 0, end + 4, { ...heard, seen: { is: 0 } })).toBe(end + 4);
});

describe("SMTP", () => {
  const talk = (...lines: string[]): Connection => {
    const connection = new Connection([40000, 25]);
    for (const line of lines) connection.send(/^\d/.test(line), `${line.replaceAll("|", "\r\n")}\r\n`);
    return connection;
  };

  test("all commands and answers of a segment", () => {
    const connection = talk("RSET|MAIL FROM:<a>|STARTTLS", "250 a|250-b|250-c|250 d|354", "hello there");
    expect(connection.columns()).toEqual([
      "SMTP: C: RSET | MAIL FROM:<a> | STARTTLS",
      "SMTP: S: 250 a | 250-b | c | d | 354",
      "SMTP: C: DATA fragment, 13 bytes",
    ]);
    expect(connection.values("smtp.req.command")).toEqual(["RSET,MAIL,STAR", "", ""]);
    expect(connection.values("smtp.req.parameter")).toEqual(["FROM:<a>,TLS", "", ""]);
    expect(connection.values("smtp.response.code")).toEqual(["", "250,250,354", ""]);
    expect(connection.values("smtp.response")[1]).toBe("250 a\r\n,250-b\r\n,354\r\n");
    expect(connection.values("smtp.rsp.parameter")).toEqual(["", "a,b,c,d", ""]);
    expect(connection.values("smtp.req")).toEqual(["1,1,1", "", ""]);
  });

  test("what somebody says of himself stands in the lines that a server asked for", () => {
    const login = talk(
      "AUTH LOGIN",
      "334 VXNlcm5hbWU6",
      "dXNlcg==",
      "334 UGFzc3dvcmQ6",
      "cGFzcw==",
      "235 ok",
    );
    expect(login.columns().map((words) => words.slice(6))).toEqual([
      "C: AUTH LOGIN",
      "S: 334 VXNlcm5hbWU6",
      "C: User: dXNlcg==",
      "S: 334 UGFzc3dvcmQ6",
      "C: Pass: cGFzcw==",
      "S: 235 ok",
    ]);
    expect(login.values("smtp.auth.username")[2]).toBe("dXNlcg==");
    expect(login.values("smtp.auth.password")[4]).toBe("cGFzcw==");
    expect(login.values("smtp.command_line")).toEqual(["AUTH LOGIN\r\n", "", "", "", "", ""]);
    expect(talk("auth login YWJj", "334 x", "ZGVm", "535 x", "ZGVm").columns()).toEqual([
      "SMTP: C: auth login User: YWJj",
      "SMTP: S: 334 x",
      "SMTP: C: Pass: ZGVm",
      "SMTP: S: 535 x",
      "SMTP: C: ZGVm",
    ]);
    const plain = talk("AUTH PLAIN AGEAYg==", "235 x", "AUTH PLAIN", "334 ", "AGEAYg==");
    expect(plain.values("smtp.auth.username_password")).toEqual(["AGEAYg==", "", "", "", "AGEAYg=="]);
    expect(plain.values("smtp.base64_decode")).toEqual(["1", "", "", "", "1"]);
  });

  test("mail is shown as it comes, also without the end of a line", () => {
    const connection = talk("DATA", "354 go").send(false, "lorem ipsum").send(false, ", more\r\n.\r\n");
    expect(connection.shown()).toEqual(["smtp", "smtp", "smtp:data-text-lines", "smtp"]);
    // Whoever did not ask for it waits for the line to end.
    expect(talk("HELO a").send(false, "lorem ipsum").shown()).toEqual(["smtp", ""]);
  });
});

describe("mail and files, as tshark 4.0 shows them", () => {
  const talk = (port: number, ...lines: [back: boolean, text: string][]): Connection => {
    const connection = new Connection([40000, port]);
    for (const [back, text] of lines)
      connection.send(back, `${text.replaceAll("|", "\r\n")}\r\n`, { after: 10 });
    return connection;
  };

  test("IMAP: answers have the tags of requests", () => {
    const connection = talk(
      143,
      [true, "* OK ready"],
      [false, 'a1 LOGIN u "pw"'],
      [true, "* CAPABILITY X|a1 OK done"],
      [false, "a2 COPY 1 foo|a3 NOOP"],
      [true, "+ go on"],
      [true, "* 1 EXISTS"],
      [true, "a2 OK x"],
    );
    expect(connection.values("imap.response_to")).toEqual(["", "", "2", "", "", "", "4"]);
    expect(connection.values("imap.time")[6]).toBe("0.030000000");
    expect(connection.values("imap.request.password")[1]).toBe("pw");
    expect(connection.values("imap.request.folder")[3]).toBe("foo");
    expect(connection.columns().map((words) => words.slice(6))).toEqual([
      "Response: * OK ready",
      'Request: a1 LOGIN u "pw"',
      "Response: a1 OK done",
      "Request: a2 COPY 1 foo",
      "Response: + go on",
      "Response: * 1 EXISTS",
      "Response: a2 OK x",
    ]);
  });

  test("POP: answers have an indicator, mail has none", () => {
    const connection = talk(
      110,
      [true, "+OK ready"],
      [false, "USER u|PASS p"],
      [true, "-ERR"],
      [false, "TOP 1 0"],
      [true, "+OK 20 octets|1 20|."],
      [true, "more of it"],
    );
    expect(connection.columns().map((words) => words.slice(5))).toEqual([
      "S: +OK ready",
      "C: USER u",
      "S: -ERR",
      "C: TOP 1 0",
      "S: +OK 20 octets",
      "S: DATA fragment, 12 bytes",
    ]);
    expect(connection.values("pop.response.indicator")).toEqual(["+OK", "", "-ERR", "", "+OK", ""]);
    expect(connection.values("pop.response.description")).toEqual(["ready", "", "", "", "20 octets", ""]);
    expect(connection.values("pop.response.data")[4]).toBe("1 20\r\n,.\r\n");
    expect(connection.values("pop.request.data")[1]).toBe("PASS p\r\n");
    expect(connection.values("pop.request.parameter")).toEqual(["", "u", "", "1 0", "", ""]);
  });

  test("FTP: where somebody is among the directories", () => {
    const places = (...lines: string[]): string[] =>
      talk(21, ...lines.map((line): [boolean, string] => [/^\d/.test(line), line])).values(
        "ftp.current-working-directory",
      );
    expect(
      places("220 hi", "PWD", '257 "/a""b" is it', "CWD c", "550 no", "CWD c", "250 ok", "CDUP"),
    ).toEqual([...["", "", '/a"b', '/a"b', '/a"b', '/a"b', '/a"b/c', '/a"b/c']]);
    expect(
      places("CWD /x/../y/./z/", "250 ok", "CWD ..", "250 ok", "CDUP", "200 ok", "CDUP", "250 ok"),
    ).toEqual([...["", "/y/z", "/y/z", "/y", "/y", "/y", "/y", "/"]]);
    expect(places("CWD sub", "250-a", "250 ok", "NOOP")).toEqual(["", "", "sub", "sub"]);
  });
});
