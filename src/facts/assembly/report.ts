/**
 * The loops of a report that run over all rows of the fact table: AssemblyScript, that is TypeScript's syntax with
 * WebAssembly's types and memory. `make wasm` compiles them into ../report-module.ts. They do what the JavaScript
 * beside them does, which runs once and so is slow until it is over.
 *
 * All of their state stands in memory that ../room.ts lays out; addresses are in bytes.
 */

export { group } from "./groups";
export { fieldValues, outerKeys } from "./outer";
export { setRows, setScopes, take } from "./rows";
export { setLogs, spread, spreadNodes } from "./spreads";
