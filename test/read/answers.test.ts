// Whose requests SNMP, STUN and DNS answer (RFC 3416, 4.2.4; RFC 8489, 5; RFC 5936), and what a relay carries in a channel over TCP.
import { expect, test } from "vitest";
import { hex, join, u16 } from "../../fixtures/make/bytes.ts";
import { Listing } from "../../src/pipeline/listing.ts";

const ETHERNET = 1;
const [CLIENT, SERVER] = ["0a000001", "0a000002"];

function frame(protocol: number, from: string, to: string, body: Uint8Array): Uint8Array {
  const ip = join(
    hex("4500"),
    u16(20 + body.length),
    hex("0001 0000 40"),
    Uint8Array.of(protocol),
    hex("0000"),
  );
  return join(hex("020000000002 020000000001 0800"), ip, hex(from), hex(to), body);
}

function udp(isAnswer: boolean, port: number, bytes: string): Uint8Array {
  const payload = hex(bytes);
  const ports = isAnswer ? u16(port, 40000) : u16(40000, port);
  const [from, to] = isAnswer ? [SERVER, CLIENT] : [CLIENT, SERVER];
  return frame(17, from, to, join(ports, u16(8 + payload.length, 0), payload));
}

/** Of each packet, a millisecond after the one before, the values of some fields. */
function shown(packets: readonly Uint8Array[], protocol: string, names: readonly string[]): string[] {
  const lines: string[] = [];
  const listing = new Listing({ conversations: true, messages: true }, (packet) => {
    packet.hideTold();
    const layer = packet.layers().find((one) => one.protocol.name === protocol);
    lines.push(names.map((name) => layer?.get(name) ?? "-").join(" "));
    return true;
  });
  for (const [i, bytes] of packets.entries())
    listing.packet(new DataView(bytes.buffer), 0, bytes.length, bytes.length, ETHERNET, 1, i * 1_000_000);
  listing.finish();
  return lines;
}

const snmp = (isAnswer: boolean, pdu: string, id: string): Uint8Array =>
  udp(isAnswer, 161, `3018 020101 0406 7075626c6963 ${pdu} 0b 0201 ${id} 020100 020100 3000`);

test("SNMP: a response has the id of its request; the last one if it was sent again", () => {
  const lines = shown(
    [
      snmp(false, "a0", "05"),
      snmp(false, "a1", "06"),
      snmp(false, "a0", "05"),
      snmp(true, "a2", "06"),
      snmp(true, "a2", "05"),
      snmp(true, "a2", "07"),
    ],
    "snmp",
    ["snmp.response_to", "snmp.time"],
  );
  expect(lines).toEqual(["- -", "- -", "- -", "2 0.002000000", "3 0.002000000", "- -"]);
});

test("SNMP: of version 3 as well, where nothing is encrypted; a trap is nobody's request", () => {
  const three = (isAnswer: boolean, pdu: string): Uint8Array =>
    udp(
      isAnswer,
      161,
      `3038 020103 300d 020101 020200ff 040100 020103 0410 300e 0400 020101 020101 0400 0400 0400
      3012 0400 0400 ${pdu} 0c 020205dc 020100 020100 3000`,
    );
  const lines = shown([three(false, "a7"), three(false, "a0"), three(true, "a2")], "snmp", [
    "snmp.response_to",
  ]);
  expect(lines).toEqual(["-", "-", "2"]);
});

test("STUN: by transaction; a request that comes again has the number of the first", () => {
  const stun = (isAnswer: boolean, type: string): Uint8Array =>
    udp(isAnswer, 3478, `${type} 0000 2112a442 000102030405060708090a0b`);
  const lines = shown(
    [stun(false, "0001"), stun(false, "0001"), stun(true, "0101"), stun(false, "0011")],
    "stun",
    ["stun.reqduplicate", "stun.response-to", "stun.time"],
  );
  expect(lines).toEqual(["- - -", "1 - -", "- 1 0.002000000", "- - -"]);
});

test("STUN: over TCP a relay's channel carries data", () => {
  const segment = (sequence: string, bytes: string): Uint8Array =>
    frame(
      6,
      CLIENT,
      SERVER,
      join(u16(40000, 3478), hex(`${sequence} 00000001 5018 2000 0000 0000 ${bytes}`)),
    );
  const packets = [
    segment("00000001", "0011 0000 2112a442 000102030405060708090a0b"),
    segment("00000015", "4001 0004 74657374"),
  ];
  const names = ["stun.channel", "stun.length", "stun.type"];
  expect(shown(packets, "stun", names)).toEqual(["- 0 17", "16385 4 -"]);
  expect(shown(packets, "data", ["data.len"])).toEqual(["-", "4"]);
});

test("GTPv2: by the number of the request (TS 29.274, 7.6)", () => {
  const gtp = (isAnswer: boolean, type: string, number: string): Uint8Array =>
    udp(isAnswer, 2123, `48 ${type} 0008 00000001 ${number} 00`);
  const lines = shown(
    [
      gtp(false, "20", "000005"),
      gtp(false, "22", "000006"),
      gtp(true, "21", "000005"),
      gtp(true, "23", "000007"),
    ],
    "gtpv2",
    ["gtpv2.response_to", "gtpv2.response_time"],
  );
  expect(lines).toEqual(["- -", "- -", "1 0.002000000", "- -"]);
});

test("SIP: by call, number and method; what comes again is only sent again (RFC 3261, 17)", () => {
  const text = (first: string, method: string): string =>
    Buffer.from(`${first}\r\nCall-ID: a@b\r\nCSeq: 7 ${method}\r\n\r\n`).toString("hex");
  const invite = udp(false, 5060, text("INVITE sip:x SIP/2.0", "INVITE"));
  const packets = [
    invite,
    invite,
    udp(true, 5060, text("SIP/2.0 180 Ringing", "INVITE")),
    udp(true, 5060, text("SIP/2.0 200 OK", "INVITE")),
    udp(true, 5060, text("SIP/2.0 200 OK", "INVITE")),
    udp(false, 5060, text("ACK sip:x SIP/2.0", "ACK")),
    udp(false, 5060, text("BYE sip:x SIP/2.0", "BYE")),
    udp(true, 5060, text("SIP/2.0 200 OK", "BYE")),
    udp(true, 5060, text("SIP/2.0 200 OK", "INFO")),
  ];
  const names = ["resend", "resend-original", "response-request", "response-time", "release-time"];
  expect(
    shown(
      packets,
      "sip",
      names.map((name) => `sip.${name}`),
    ),
  ).toEqual([
    "false - - - -",
    "true 1 - - -",
    "false - 1 2 -",
    "false - 1 3 -",
    "true 4 1 4 -",
    "false - 1 5 -",
    "false - - - -",
    "false - 7 1 1",
    "false - - - -",
  ]);
});

test("DTLS: what a client sends for the keys is read by the cipher suite that the server chose", () => {
  const record = (type: string, content: string, epoch = "0000"): string => {
    const length = hex(content).length.toString(16).padStart(4, "0");
    return `${type} fefd ${epoch} 000000000000 ${length} ${content}`;
  };
  const hello = `02 000026 0000 000000 000026 fefd ${"00".repeat(32)} 00 c02f 00`;
  const key = "10 000005 0001 000000 000005 04 01020304";
  const packets = [
    udp(true, 853, record("16", hello)),
    udp(false, 853, `${record("16", key)} ${record("14", "01")} ${record("16", "00112233", "0001")}`),
    udp(false, 853, record("15", "00112233", "0001")),
  ];
  const names = ["handshake.client_point_len", "change_cipher_spec", "alert_message"];
  expect(
    shown(
      packets,
      "dtls",
      names.map((name) => `dtls.${name}`),
    ),
  ).toEqual(["- - -", "4 true -", "- - true"]);
});

test("a question for a zone has many answers, any other one that comes again", () => {
  // RFC 1035, 4.1: id, flags, one question; "a", the type, IN.
  const message = (id: string, isAnswer: boolean, type: string) =>
    udp(isAnswer, 53, `${id} ${isAnswer ? "8000" : "0000"} 0001 0000 0000 0000 0161 00 ${type} 0001`);
  const packets = ["00fc", "0001"].flatMap((type, id) =>
    [false, true, true].map((isAnswer) => message(`000${id}`, isAnswer, type)),
  );
  expect(shown(packets, "dns", ["dns.response_to", "dns.retransmit_response_in"])).toEqual([
    ...["- -", "1 -", "1 -"],
    ...["- -", "4 -", "- 5"],
  ]);
});
