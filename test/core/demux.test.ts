import { afterEach, describe, expect, test } from "vitest";
import {
  claim,
  ethertype,
  hasPorts,
  LINKTYPES,
  linktype,
  tableNames,
  udpPort,
} from "../../src/core/demux.ts";

describe("claim", () => {
  afterEach(() => {
    udpPort[8472] = 0;
    udpPort[0] = 0;
    udpPort[65535] = 0;
  });

  test("sets who follows a key, and takes it back", () => {
    for (const key of [0, 8472, 65535]) {
      claim("udp.port", key, 7);
      expect(udpPort[key]).toBe(7);
      claim("udp.port", key, 0);
      expect(udpPort[key]).toBe(0);
    }
  });

  test("names the table that there is none of", () => {
    expect(() => claim("udp.prot", 1, 7)).toThrow(new RangeError("no such table: udp.prot"));
    expect(() => claim("", 1, 7)).toThrow(RangeError);
  });

  test.each([-1, 65536, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    "names the range that %d is not in",
    (key) => {
      const before = udpPort.slice();
      expect(() => claim("udp.port", key, 7)).toThrow(
        new RangeError(`udp.port goes from 0 to 65535, not ${key}`),
      );
      expect(Buffer.compare(udpPort, before)).toBe(0);
    },
  );

  test.each(["toString", "constructor", "__proto__", "hasOwnProperty"])("%s is no table", (name) => {
    expect(() => claim(name, 0, 7)).toThrow(new RangeError(`no such table: ${name}`));
  });
});

test("tables hold every key of their field", () => {
  expect(ethertype).toHaveLength(65536);
  expect(linktype).toHaveLength(LINKTYPES);
  expect(tableNames()).toEqual(
    expect.arrayContaining(["linktype", "ethertype", "ip.proto", "udp.port", "tcp.port"]),
  );
});

// IANA protocol numbers: TCP, UDP, DCCP, SCTP, UDP-Lite.
test("protocols with ports", () => {
  expect([...hasPorts.keys()].filter((proto) => hasPorts[proto] === 1)).toEqual([6, 17, 33, 132, 136]);
});
