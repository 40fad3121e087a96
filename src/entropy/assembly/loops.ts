/**
 * The loops of src/entropy that run over every hash key: AssemblyScript, that is TypeScript's syntax with
 * WebAssembly's types and memory. `make wasm` compiles them into ../loops-module.ts. They do what functions of the
 * same names do in JavaScript, which are slow until V8 has compiled them: most captures are done before that.
 *
 * What they work on is copied into the memory by ../loops.ts. Addresses are in bytes, numbers of elements are not.
 */

export { count, countFour, countGroups, foldGroups, joint, paths, sumKeys, sumLogs, weigh } from "./counts";
export { dice } from "./dice";
export { change, lengths, linear, lookup3, sip, spread } from "./hashes";
export { inputs, numbered } from "./keys";
export { agreeing, tally } from "./quality";
export { columns, measures } from "./rows";
