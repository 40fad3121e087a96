/** Hashes of many inputs: see loops.ts. */

/** HalfSipHash-2-4 of each input; as ../functions/random.ts. */
export function sip(bytes: usize, starts: usize, inputs: u32, out: usize, k0: u32, k1: u32): void {
  for (let i: u32 = 0; i < inputs; ) {
    const at = starts + 4 * i;
    const from = load<u32>(at);
    const length = load<u32>(at, 4) - from;
    const alike =
      i + 4 <= inputs &&
      load<u32>(at, 8) - load<u32>(at, 4) === length &&
      load<u32>(at, 12) - load<u32>(at, 8) === length &&
      load<u32>(at, 16) - load<u32>(at, 12) === length;
    if (alike) {
      v128.store(out + 4 * i, sipOfFour(bytes + from, length, k0, k1));
      i += 4;
    } else {
      store<u32>(out + 4 * i, sipOf(bytes + from, length, k0, k1));
      i++;
    }
  }
}

function turned(x: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(x, bits), i32x4.shr_u(x, 32 - bits));
}

/** Four inputs of one length, one behind the other, at once. */
function sipOfFour(from: usize, length: u32, k0: u32, k1: u32): v128 {
  let v0 = i32x4.splat(k0);
  let v1 = i32x4.splat(k1);
  let v2 = i32x4.splat(0x6c796765 ^ k0);
  let v3 = i32x4.splat(0x74656462 ^ k1);
  const words = length >>> 2;
  for (let w: u32 = 0; w <= words + 1; w++) {
    let word = i32x4.splat(0);
    const a = from + 4 * w;
    const b = a + length;
    const c = b + length;
    const d = c + length;
    if (w < words) {
      word = v128.load_lane<u32>(a, word, 0);
      word = v128.load_lane<u32>(b, word, 1);
      word = v128.load_lane<u32>(c, word, 2);
      word = v128.load_lane<u32>(d, word, 3);
    } else if (w === words) {
      const left = length & 3;
      const top = length << 24;
      word = i32x4.splat(top | rest(a, left));
      word = i32x4.replace_lane(word, 1, top | rest(b, left));
      word = i32x4.replace_lane(word, 2, top | rest(c, left));
      word = i32x4.replace_lane(word, 3, top | rest(d, left));
    } else v2 = v128.xor(v2, i32x4.splat(0xff));
    v3 = v128.xor(v3, word);
    for (let round = w <= words ? 2 : 4; round > 0; round--) {
      v0 = i32x4.add(v0, v1);
      v1 = v128.xor(turned(v1, 5), v0);
      v0 = turned(v0, 16);
      v2 = i32x4.add(v2, v3);
      v3 = v128.xor(turned(v3, 8), v2);
      v0 = i32x4.add(v0, v3);
      v3 = v128.xor(turned(v3, 7), v0);
      v2 = i32x4.add(v2, v1);
      v1 = v128.xor(turned(v1, 13), v2);
      v2 = turned(v2, 16);
    }
    v0 = v128.xor(v0, word);
  }
  return v128.xor(v1, v3);
}

function sipOf(from: usize, length: u32, k0: u32, k1: u32): u32 {
  let v0 = k0;
  let v1 = k1;
  let v2 = 0x6c796765 ^ k0;
  let v3 = 0x74656462 ^ k1;
  const words = length >>> 2;
  for (let w: u32 = 0; w <= words + 1; w++) {
    let word: u32 = 0;
    if (w < words) word = load<u32>(from + 4 * w);
    else if (w === words) word = (length << 24) | rest(from + 4 * w, length & 3);
    else v2 ^= 0xff;
    v3 ^= word;
    for (let round = w <= words ? 2 : 4; round > 0; round--) {
      v0 += v1;
      v1 = rotl(v1, 5) ^ v0;
      v0 = rotl(v0, 16);
      v2 += v3;
      v3 = rotl(v3, 8) ^ v2;
      v0 += v3;
      v3 = rotl(v3, 7) ^ v0;
      v2 += v1;
      v1 = rotl(v1, 13) ^ v2;
      v2 = rotl(v2, 16);
    }
    v0 ^= word;
  }
  return v1 ^ v3;
}

/** Up to four bytes, the first the lowest. */
function rest(from: usize, length: u32): u32 {
  let word: u32 = 0;
  for (let i = length; i > 0; i--) word = (word << 8) | load<u8>(from + i - 1);
  return word;
}

/** Jenkins' lookup3 of each input; as ../functions/jenkins.ts. */
export function lookup3(bytes: usize, starts: usize, inputs: u32, out: usize, seed: u32): void {
  for (let i: u32 = 0; i < inputs; i++) {
    const from = load<u32>(starts + 4 * i);
    store<u32>(out + 4 * i, lookup3Of(bytes + from, load<u32>(starts + 4 * i, 4) - from, seed));
  }
}

function lookup3Of(from: usize, length: u32, seed: u32): u32 {
  let a: u32 = 0xdeadbeef + length + seed;
  let b = a;
  let c = a;
  if (length === 0) return c;
  let at = from;
  let left = length;
  for (; left > 12; left -= 12) {
    a += load<u32>(at);
    b += load<u32>(at, 4);
    c += load<u32>(at, 8);
    at += 12;
    a = (a - c) ^ rotl(c, 4);
    c += b;
    b = (b - a) ^ rotl(a, 6);
    a += c;
    c = (c - b) ^ rotl(b, 8);
    b += a;
    a = (a - c) ^ rotl(c, 16);
    c += b;
    b = (b - a) ^ rotl(a, 19);
    a += c;
    c = (c - b) ^ rotl(b, 4);
    b += a;
  }
  a += rest(at, min<u32>(left, 4));
  if (left > 4) b += rest(at + 4, min<u32>(left - 4, 4));
  if (left > 8) c += rest(at + 8, left - 8);
  c = (c ^ b) - rotl(b, 14);
  a = (a ^ c) - rotl(c, 11);
  b = (b ^ a) - rotl(a, 25);
  c = (c ^ b) - rotl(b, 16);
  a = (a ^ c) - rotl(c, 4);
  b = (b ^ a) - rotl(a, 14);
  return (c ^ b) - rotl(b, 24);
}

/** XORs a word to each hash, by the length of its input. */
export function change(hashes: usize, starts: usize, inputs: u32, words: usize, out: usize): void {
  let from = load<u32>(starts);
  for (let i: u32 = 0; i < inputs; i++) {
    const end = load<u32>(starts + 4 * i, 4);
    store<u32>(out + 4 * i, load<u32>(hashes + 4 * i) ^ load<u32>(words + 4 * (end - from)));
    from = end;
  }
}

/** Sets the byte of each length that an input has. */
export function lengths(starts: usize, inputs: u32, flags: usize): void {
  let from = load<u32>(starts);
  for (let i: u32 = 1; i <= inputs; i++) {
    const end = load<u32>(starts + 4 * i);
    store<u8>(flags + (end - from), 1);
    from = end;
  }
}

/** From what each bit of so many bytes is worth by XOR to what each value is: 256 words for each place. */
export function spread(bits: usize, places: u32, sums: usize): void {
  for (let place: u32 = 0; place < places; place++, bits += 32, sums += 1024) {
    store<u32>(sums, 0);
    for (let bit: u32 = 0; bit < 8; bit++) {
      const alone = load<u32>(bits + 4 * bit);
      const one: u32 = 4 << bit;
      for (let at: u32 = 0; at < one; at += 4) store<u32>(sums + one + at, load<u32>(sums + at) ^ alone);
    }
  }
}

/**
 * What the bytes of each input add up to by XOR.
 * @param tables pairs of words by length: the address of 256 words for each place, and what to begin with
 */
export function linear(bytes: usize, starts: usize, inputs: u32, tables: usize, out: usize): void {
  let at = bytes + load<u32>(starts);
  for (let i: u32 = 0; i < inputs; i++) {
    const end = bytes + load<u32>(starts + 4 * i, 4);
    const table = tables + 8 * (end - at);
    let h = load<u32>(table, 4);
    for (let row = <usize>load<u32>(table); at < end; at++, row += 1024)
      h ^= load<u32>(row + 4 * <usize>load<u8>(at));
    store<u32>(out + 4 * i, h);
  }
}
