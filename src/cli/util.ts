/**
 * What packages take from node:util, when it is called. The build puts this in its place: to import the whole
 * loads node:assert with it from Node 22 on, which see in assert.ts.
 */
type Util = typeof import("node:util");
const util = (): Util => process.getBuiltinModule("node:util");

export const inspect = ((...args: Parameters<Util["inspect"]>) => util().inspect(...args)) as Util["inspect"];
export const format: Util["format"] = (...args) => util().format(...args);
export const inherits: Util["inherits"] = (...args) => util().inherits(...args);
