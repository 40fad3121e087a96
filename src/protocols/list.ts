/**
 * THE list of protocols besides those of the hot path (registry.ts): a line each, in the order of the alphabet.
 * What is exported here is a protocol; its number follows from its name's place.
 */
export { data } from "./data.ts";
export { frame } from "./frame.ts";
export { overshark } from "./overshark.ts";
