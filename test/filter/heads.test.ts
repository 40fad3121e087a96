// Of which frames the head alone tells a filter all that it asks: what is behind it is then not kept.
import { expect, it } from "vitest";
import { type Built, onEthernet, tcp, udp } from "../../fixtures/make/built.ts";
import { ANN, BOB } from "../../fixtures/make/cases/case.ts";
import { ethertype } from "../../src/core/demux.ts";
import { LayerStack } from "../../src/core/stack.ts";
import { dissect } from "../../src/dissect/dissect.ts";
import { compileFilter } from "../../src/filter/compile.ts";

const TRANSPARENT_ETHERNET = 0x6558;
const HEAD = 512;

/** Whether that is so of the first bytes of a frame. */
function suffices(text: string, packet: Built): boolean | undefined {
  const { bytes } = onEthernet(packet);
  const d = new DataView(bytes.slice(0, HEAD).buffer);
  const s = new LayerStack();
  s.reset(0, HEAD, bytes.length);
  dissect(d, ethertype[TRANSPARENT_ETHERNET], s);
  return compileFilter(text).suffices?.(d, s);
}

const beginning = (start: string) => Uint8Array.from({ length: 2000 }, (_, i) => start.charCodeAt(i) || 0);
const to = (dport: number, start: string) =>
  tcp({ src: ANN, dst: BOB, sport: 40_000, dport }, beginning(start), { seq: 1 });

it("is so of headers, and of who is behind them if nobody takes what begins so", () => {
  const [zeros, web, tls] = [to(443, ""), to(8080, "GET / HTTP/1.1"), to(443, "\x16\x03\x01\x02\x00")];
  for (const text of ["tcp.dstport == 443", "ip.ttl < 64 and tcp.len > 0", "dns", "tls", "http", "data"])
    expect(suffices(text, zeros), text).toBe(true);
  expect(suffices('frame.protocols contains "tcp" or http.host == "a"', zeros)).toBe(true);
  expect(suffices("http", web)).toBe(false);
  expect(suffices("tls", web)).toBe(true);
  expect(suffices("tls", tls)).toBe(false);
  expect(suffices("dns", tls)).toBe(true);
  expect(suffices("data", tls)).toBe(false);
});

it("is not so where a port names who takes it, whatever it begins with", () => {
  const query = udp({ src: ANN, dst: BOB, sport: 40_000, dport: 53 }, 2000);
  expect(suffices("dns", query)).toBe(false);
  expect(suffices("tls", query)).toBe(true);
});

it("is not so where what is cut is somebody's", () => {
  // What goes on behind HTTP, if it is not all there.
  expect(suffices("http", to(8080, ""))).toBe(false);
  expect(suffices("tls", to(8080, ""))).toBe(true);
});

it("is so of whose a frame is, which hangs on nothing but that", () => {
  const text = 'overshark.tenant == "stt:7" and tcp.dstport == 443';
  expect(suffices(text, to(443, ""))).toBe(true);
  const { prompt, promptOfTenant, keeps } = compileFilter(text);
  expect({ prompt, promptOfTenant, keeps }).toEqual({
    ...{ prompt: false, promptOfTenant: true },
    keeps: { yes: true, no: false },
  });
  expect(compileFilter('overshark.tenant == "stt:7"').keeps).toEqual({ yes: true, no: true });
  expect(compileFilter("stt.segment.count > 2").promptOfTenant).toBe(false);
});

it("is never so of what all bytes tell", () => {
  for (const text of [
    "data.len > 5",
    'tcp contains "a"',
    "tcp.payload",
    'tcp.payload matches "a"',
    'tcp.payload[2:] contains "a"',
    "udp[9]",
    'tcp.payload contains "a" and tcp contains "a"',
    'tcp.payload contains "a" and http',
  ])
    expect(compileFilter(text).suffices, text).toBeNull();
});

it("is so where all else is a search of a payload, or a checksum over it", () => {
  const lasts = (text: string) => compileFilter(text).lasts.map(({ search }) => search?.part.length ?? 0);
  expect(suffices('tcp.payload contains "GET" and ip.ttl == 64', to(443, ""))).toBe(true);
  expect(lasts('tcp.payload contains "GET" and not tcp.checksum.status == 1')).toEqual([3, 0]);
  expect(lasts('tcp.dstport == 443 and tcp.payload matches "a"')).toEqual([]);
});

it("is not so of a head that ends within the headers", () => {
  const options = Array.from({ length: 5 }, () => ({ type: 60 as const, body: new Uint8Array(102) }));
  const ends = { src: "2001:db8::1", dst: "2001:db8::2", sport: 1, dport: 9 };
  const far = tcp(ends, 2000, {}, { extensions: options });
  expect(suffices("tcp.dstport == 9", far)).toBe(false);
  expect(suffices("tcp.dstport == 9", tcp(ends, 2000, {}, { extensions: options.slice(1) }))).toBe(true);
});
