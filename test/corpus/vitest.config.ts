import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/corpus/*.corpus.ts"],
    testTimeout: 600_000,
    pool: "forks",
    maxWorkers: 2,
    reporters: ["default"],
  },
});
