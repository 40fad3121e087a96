/** Packets written by hand, every byte explained, and what tshark shows of them. */
import { hex, join, u16 } from "../../../fixtures/make/bytes.ts";

/** A packet of the protocol that is meant, and the values by field that tshark 4.0.17 shows of it. */
export interface Made {
  name: string;
  /**
   * What it stands in: "tcp 179", "udp 1701", "ip 89", "ethertype 88cc", "llc fe" (both service access points),
   * "linktype 127" (of the capture; else Ethernet).
   */
  on: string;
  /** Hexadecimal digits; what stands behind a `#` says what they are. */
  bytes: string;
  /** How many bytes of it the snapshot length cut. */
  lost?: number;
  /** A line for each field: its name, and its values joined by commas as `tshark -T fields -e NAME` prints them, columns as well. */
  tshark: string;
}

const ETHERNET = "020000000002 020000000001";
const PORT = 40000;

export const bytesOf = (text: string): Uint8Array => hex(text.replaceAll(/#.*/g, ""));

function ip(protocol: number, payload: Uint8Array): Uint8Array {
  const head = join(hex("4500"), u16(20 + payload.length), hex("0001 0000 40"), Uint8Array.of(protocol));
  return join(hex(ETHERNET), hex("0800"), head, hex("0000 0a000001 0a000002"), payload);
}

/** The whole frame, mostly of Ethernet. */
export function frameOf({ on, bytes }: Pick<Made, "on" | "bytes">): Uint8Array {
  const [over, key] = on.split(" ");
  const payload = bytesOf(bytes);
  switch (over) {
    case "tcp":
      return ip(6, join(u16(PORT, Number(key)), hex("00000001 00000001 5018 2000 0000 0000"), payload));
    case "udp":
      return ip(17, join(u16(PORT, Number(key), 8 + payload.length, 0), payload));
    case "ip":
      return ip(Number(key), payload);
    case "ethertype":
      return join(hex(ETHERNET), hex(key), payload);
    case "llc":
      return join(hex(ETHERNET), u16(3 + payload.length), hex(`${key}${key}03`), payload);
    case "linktype":
      return payload;
    default:
      throw new Error(`nothing stands in ${over}`);
  }
}

const ETHERNET_LINK = 1;

/** The link type of a capture of it. */
export const linktypeOf = ({ on }: Pick<Made, "on">): number =>
  on.startsWith("linktype ") ? Number(on.split(" ")[1]) : ETHERNET_LINK;

/** Name and values, line by line. */
export const linesOf = ({ tshark }: Made): [name: string, values: string][] =>
  tshark
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => {
      const space = line.indexOf(" ");
      return space < 0 ? [line, ""] : [line.slice(0, space), line.slice(space + 1)];
    });

const digits = (n: number, bytes: number): string => n.toString(16).padStart(2 * bytes, "0");

/** What stands in a length of one byte, or of two, and behind it. @param more what the length counts besides */
export const sized = (bytes: 1 | 2, text: string, more = 0): string =>
  `${digits(bytesOf(text).length + more, bytes)} ${text}\n`;
