/** What the code calls in JavaScript: `Math.log2`, since WebAssembly has none. */
export declare function log2(x: f64): f64;
