/** Messages of DNS of which it can be told at once that they are whole: those that hosts ask for addresses with. */

const HEADER = 12;
const QUESTION = 4;
const RECORD = 10;
const STANDARD = 0x78;
const MOST_RECORDS = 64;
const MOST_OCTETS = 255;
const [LONGEST_LABEL, POINTER] = [0x3f, 0xc0];
/** Types whose data have a length that is always the same, and those whose data are a name. */
const LENGTHS: Readonly<Record<number, number>> = { 1: 4, 28: 16, 41: 0 };
const NAMES: readonly number[] = [2, 5, 12];

/** Whether every byte from `o` to `lim` is where it must be (RFC 1035, 4.1); false: it takes a closer look. */
export function isPlainMessage(d: DataView, o: number, lim: number): boolean {
  if (lim - o < HEADER || (d.getUint8(o + 2) & STANDARD) !== 0) return false;
  const questions = d.getUint16(o + 4);
  const records = d.getUint16(o + 6) + d.getUint16(o + 8) + d.getUint16(o + 10);
  if (questions + records > MOST_RECORDS) return false;
  let at = o + HEADER;
  for (let i = 0; i < questions + records && at > 0; i++) {
    at = nameEnd(d, o, at, lim);
    if (at > 0) at = i < questions ? at + QUESTION : recordEnd(d, o, at, lim);
  }
  return at === lim;
}

/** Behind the record whose owner ends at `at`; 0: nobody knows. */
function recordEnd(d: DataView, o: number, at: number, lim: number): number {
  const data = at + RECORD;
  if (data > lim) return 0;
  const [type, size] = [d.getUint16(at), d.getUint16(at + 8)];
  const end = data + size;
  if (end > lim) return 0;
  if (LENGTHS[type] === size || (NAMES.includes(type) && nameEnd(d, o, data, end) === end)) return end;
  return 0;
}

/**
 * Behind the name at `at`, which ends before `lim`; pointers lead to names before it. 0: it is not like that.
 * @param before how many octets of it stand elsewhere
 */
function nameEnd(d: DataView, o: number, at: number, lim: number, before = 0): number {
  for (let i = at; i < lim && before + i - at < MOST_OCTETS; ) {
    const length = d.getUint8(i);
    if (length === 0) return i + 1;
    if (length >= POINTER) {
      if (i + 2 > lim) return 0;
      const to = o + (d.getUint16(i) & 0x3fff);
      return to >= o + HEADER && to < at && nameEnd(d, o, to, at, before + i - at) > 0 ? i + 2 : 0;
    }
    if (length > LONGEST_LABEL) return 0;
    i += 1 + length;
  }
  return 0;
}
