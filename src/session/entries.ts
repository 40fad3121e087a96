/** What the session keeps in the pool: kinds of keys, and its own words of an entry. */

// Kinds in pool keys, beside the bit for IPv6.
export const FRAGMENT = 1;
export const STT = 2;
export const TCP_CONNECTION = 4;

// User words of a pool entry: the weights while it is open, then what a part that comes again belongs to.
export const WEIGHTS = 0;
export const FIRST_SEEN = 1;
export const SCOPE = 2;
export const NODE = 3;
export const SOURCE = 4;
export const DESTINATION = 5;
export const PORTS = 6;
export const KIND = 7;
/** In NODE: nobody's. */
export const UNKNOWN = -2;
/** In the class bits of weights, beside those of rows: these packets do not carry the header that names their tenant. */
export const HEADERLESS = 1 << 20;
/** The word of a key that holds its kind. */
export const KEY_KIND = 5;

/** A hash of 32 bits of what tells frames of the same ends apart. */
export const hashOf = (ports: number, id: number): number =>
  Math.imul(Math.imul(ports, 0x9e3779b1) ^ id, 0x85ebca77) >>> 0;
