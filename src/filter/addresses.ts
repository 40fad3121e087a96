/** Addresses and bytes as they are written. Each returns null for what is none. */

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/** Dotted quad to 32 bits, from 0 to 0xffffffff. */
export function readIpv4(text: string): number | null {
  const found = IPV4.exec(text);
  if (found === null) return null;
  let address = 0;
  for (const digits of found.slice(1)) {
    if (Number(digits) > 255) return null;
    address = address * 256 + Number(digits);
  }
  return address;
}

/** RFC 4291 2.2 text to 16 bytes. */
export function readIpv6(text: string): Uint8Array | null {
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const words = halves.map(groups);
  const [front, back] = words;
  if (front === null || back === null) return null;
  const zeros = 8 - front.length - (back?.length ?? 0);
  if (back === undefined ? zeros !== 0 : zeros < 1) return null;
  const all = [...front, ...new Array<number>(zeros).fill(0), ...(back ?? [])];
  return Uint8Array.from(all.flatMap((word) => [word >> 8, word & 0xff]));
}

/** The 16-bit words between colons, the last two perhaps as a dotted quad. */
function groups(text: string): number[] | null {
  if (text === "") return [];
  const words: number[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    const quad = i === parts.length - 1 ? readIpv4(part) : null;
    if (quad !== null) words.push(quad >>> 16, quad & 0xffff);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) words.push(Number.parseInt(part, 16));
    else return null;
  }
  return words;
}

/** `10.0.0.0/8`: the address, and how many of its bits count. */
export function splitPrefix(text: string, most: number): { address: string; bits: number } | null {
  const slash = text.indexOf("/");
  if (slash < 0) return { address: text, bits: most };
  const digits = text.slice(slash + 1);
  if (!/^\d{1,3}$/.test(digits) || Number(digits) > most) return null;
  return { address: text.slice(0, slash), bits: Number(digits) };
}

/** Pairs of digits in a row or between `:`, `-` or `.`; between those also single ones; four between dots. */
export function readBytes(text: string): Uint8Array | null {
  const inRow = text.startsWith(":") && !text.startsWith("::") ? text.slice(1) : text;
  const hex = /^0[xX]([0-9a-fA-F]{1,2})$/.exec(inRow)?.[1] ?? inRow;
  if (/^[0-9a-fA-F]+$/.test(hex)) {
    if (hex.length > 1 && hex.length % 2 === 1) return null;
    return fromHex(hex.length === 1 ? [hex] : (hex.match(/../g) ?? []));
  }
  if (/^[0-9a-fA-F]{4}(\.[0-9a-fA-F]{4})+$/.test(hex))
    return fromHex(hex.replaceAll(".", "").match(/../g) ?? []);
  const separator = /[:.-]/.exec(hex)?.[0];
  if (separator === undefined) return null;
  const pairs = hex.split(separator);
  // `00:` is one byte that is no number.
  if (pairs.length === 2 && pairs[1] === "" && separator === ":") pairs.pop();
  return pairs.every((pair) => /^[0-9a-fA-F]{1,2}$/.test(pair)) ? fromHex(pairs) : null;
}

const fromHex = (pairs: readonly string[]): Uint8Array =>
  Uint8Array.from(pairs, (pair) => Number.parseInt(pair, 16));
