/** Compiles inner loops into modules of TypeScript that hold them. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

interface Source {
  /** Where it begins. */
  readonly source: string;
  readonly options: string;
}

/** By the module that each makes. */
export const MODULES: Readonly<Record<string, Source>> = {
  "src/skim/match-module.ts": {
    source: "src/skim/assembly/skim.ts",
    options: "--enable simd,threads --importMemory --sharedMemory --initialMemory 1 --maximumMemory 16384",
  },
  "src/facts/report-module.ts": {
    source: "src/facts/assembly/report.ts",
    options: "--enable threads --importMemory --sharedMemory --initialMemory 1 --maximumMemory 16384",
  },
  "src/entropy/loops-module.ts": {
    source: "src/entropy/assembly/loops.ts",
    options: "--enable simd --importMemory --initialMemory 1",
  },
};
const ALWAYS = "-O3 --converge --runtime stub";
/** A function that is compiled into those that call it: its doc comment says so, as TypeScript takes no decorators there. */
const INLINE = /@inline\s*\*\/\n/g;

interface Compiler {
  main(
    options: string[],
    api: {
      readFile(name: string, folder: string): Promise<string | null>;
      writeFile(name: string, contents: Uint8Array | string): void;
    },
  ): Promise<{ error: Error | null; stderr: { toString(): string } }>;
}

/** @returns the text of one of `MODULES`. @throws what the compiler found */
export async function compiled(module: string): Promise<string> {
  const { source, options } = MODULES[module];
  // By a name that the compiler of TypeScript does not see: its own types would take the place of Node's.
  const name: string = "assemblyscript/asc";
  const { default: asc } = (await import(name)) as { default: Compiler };
  let wasm = new Uint8Array();
  const words = [source, ...`${ALWAYS} ${options}`.split(" "), "--outFile", "out.wasm"];
  const { error, stderr } = await asc.main(words, {
    async readFile(name: string, folder: string) {
      const text = await readFile(join(folder, name), "utf8").catch(() => null);
      return text?.replace(INLINE, "$&@inline ") ?? null;
    },
    writeFile(_name: string, contents: Uint8Array | string) {
      if (typeof contents !== "string") wasm = new Uint8Array(contents);
    },
  });
  if (error !== null) throw new Error(`${stderr}`);
  const lines =
    Buffer.from(wasm)
      .toString("base64")
      .match(/.{1,100}/g) ?? [];
  return `// Made by \`make wasm\` of ${source.replace(/^.*(assembly\/).*$/, "$1")}: WebAssembly, in base64.
export const MODULE = [
${lines.map((line) => `  "${line}",`).join("\n")}
].join("");
`;
}
