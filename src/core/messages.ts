/** How a protocol over TCP tells where its messages end, for whoever puts them together from segments. */

/**
 * In the place of a length: it is known when the next segment is there; the message ends with the connection; what is
 * here is no message and is not shown.
 */
export const MORE = -1;
export const TO_END = -2;
export const NOTHING = -3;

/** What a protocol keeps in mind of a connection; all 0 at first. It must change only with messages that are whole. */
export interface Heard {
  /** Of this direction, and of both. */
  own: { is: number };
  both: { is: number };
  /** Port of the server whose bytes are carried through from now on; 0: none are. */
  through: { is: number };
  /** How far the present message was looked through, as long as it is asked for again; 0 at first. */
  seen: { is: number };
}

/** @returns bytes of the message at `o`, which may go beyond `lim`; MORE, TO_END or NOTHING */
export interface MessageLength {
  (d: DataView, o: number, lim: number, heard: Heard, ports: number): number;
  /** The TCP layer says how long each is. */
  readonly isTold?: true;
}

/** The same, of messages whose sizes the TCP layer says. */
export const told = (length: MessageLength): MessageLength =>
  Object.assign((...asked: Parameters<MessageLength>) => length(...asked), { isTold: true } as const);

/** Length of messages that tell it in `size` bytes at `at`, and whose header takes `header` bytes. `plus`: what it leaves out. */
export const counted =
  (header: number, at: number, size: 2 | 4, plus: number) =>
  (d: DataView, o: number, lim: number): number => {
    if (o + header > lim) return MORE;
    const length = plus + (size === 2 ? d.getUint16(o + at) : d.getUint32(o + at));
    // One that is shorter than its header is nobody's: all that is there is shown.
    return length < header ? lim - o : length;
  };

const LINE_FEED = 0x0a;

/** Text in lines: what has come is taken up to its last line's end. */
export function inLines(d: DataView, o: number, lim: number): number {
  for (let at = lim - 1; at >= o; at--) if (d.getUint8(at) === LINE_FEED) return at + 1 - o;
  return MORE;
}
