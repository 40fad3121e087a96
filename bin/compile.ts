/** Compiles the flow cache's inner loop into a module of TypeScript that holds it. */

const SOURCE = "src/pipeline/assembly/skim.ts";
const OPTIONS =
  "-O3 --converge --runtime stub --enable simd,threads --importMemory --sharedMemory --initialMemory 1 --maximumMemory 16384";

interface Compiler {
  main(
    options: string[],
    api: { writeFile(name: string, contents: Uint8Array | string): void },
  ): Promise<{ error: Error | null; stderr: { toString(): string } }>;
}

/** @returns the text of src/pipeline/match-module.ts. @throws what the compiler found */
export async function matchModule(): Promise<string> {
  // By a name that the compiler of TypeScript does not see: its own types would take the place of Node's.
  const name: string = "assemblyscript/asc";
  const { default: asc } = (await import(name)) as { default: Compiler };
  let wasm = new Uint8Array();
  const { error, stderr } = await asc.main([SOURCE, ...OPTIONS.split(" "), "--outFile", "match.wasm"], {
    writeFile(_name: string, contents: Uint8Array | string) {
      if (typeof contents !== "string") wasm = new Uint8Array(contents);
    },
  });
  if (error !== null) throw new Error(`${stderr}`);
  const lines =
    Buffer.from(wasm)
      .toString("base64")
      .match(/.{1,100}/g) ?? [];
  return `// Made by \`make wasm\` of assembly/: WebAssembly, in base64.
export const MODULE = [
${lines.map((line) => `  "${line}",`).join("\n")}
].join("");
`;
}
