import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const ROOT = new URL("../../src/entropy/", import.meta.url);

test("the room imports nothing of captures: only itself and core", () => {
  const files = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter((f) => f.endsWith(".ts"));
  expect(files.length).toBeGreaterThan(10);
  for (const file of files) {
    const text = readFileSync(new URL(file, ROOT), "utf8");
    for (const [, from] of text.matchAll(/from "([^"]+)"/g)) {
      const target = new URL(from, new URL(file, ROOT)).href;
      const allowed = target.startsWith(ROOT.href) || target.startsWith(new URL("../core/", ROOT).href);
      expect(allowed && from.startsWith("."), `${file} imports ${from}`).toBe(true);
    }
  }
});
