// What messages carry, behind filters of whole reports: HTTP's bodies by their type, descriptions in SIP, mail on its way.
import { expect, it } from "vitest";
import { report } from "../../src/facts/query.ts";
import { compileFilter } from "../../src/filter/compile.ts";
import { filtered } from "../../src/pipeline/filtered.ts";
import { Session } from "../../src/session/session.ts";
import { frameOf } from "../read/made/packets.ts";
import { captured, feedFile } from "../support/capture.ts";

const digits = (text: string): string => Buffer.from(text, "latin1").toString("hex");
const http = (type: string, body: string): string =>
  `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

const MESSAGES: readonly (readonly [on: string, text: string])[] = [
  ["tcp 80", http("text/plain", "a text")],
  ["tcp 80", http("application/json", '{"a":1}')],
  ["tcp 80", http("application/octet-stream", "bytes")],
  // A picture that goes on in the next segment.
  [
    "tcp 80",
    `HTTP/1.1 200 OK\r\nContent-Type: image/png\r\nContent-Length: 999\r\n\r\n\x89PNG\r\n\x1a\n\0\0\x03\0IDAT${"x".repeat(20)}`,
  ],
  ["udp 1900", "M-SEARCH * HTTP/1.1\r\n\r\n"],
  ["udp 5060", "INVITE sip:a@b SIP/2.0\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n"],
  ["udp 5060", "MESSAGE sip:a@b SIP/2.0\r\nContent-Type: text/plain\r\n\r\nhello"],
  ["tcp 25", "From: a@b\r\nSubject: x\r\n\r\na letter\r\n"],
];

const packets = MESSAGES.flatMap((one, i) =>
  Array.from({ length: 3 }, (_, again) => {
    const bytes = frameOf({ on: one[0], bytes: digits(one[1]) });
    return captured(bytes, 1 + 3 * i + again, 0);
  }),
);

async function counted(text: string): Promise<number> {
  const session = new Session({ flowCache: true });
  const sink = filtered(compileFilter(text), { flowCache: true }, session);
  await feedFile(sink, packets);
  sink.finish();
  return report(session.finish(), [], []).stats.capture.packets;
}

it.each([
  ["data-text-lines", 9],
  ["json", 3],
  ["data", 3],
  ["sdp", 3],
  ["ssdp", 3],
  ["sip", 6],
  ["http", 12],
  ["png", 3],
  ["_ws.malformed", 0],
  ["json.value.number == 1 or sdp.version", 6],
])("%s", async (text, count) => {
  expect(await counted(text)).toBe(count);
});
