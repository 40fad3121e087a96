import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/package/*.check.ts"],
    testTimeout: 120_000,
    pool: "forks",
    maxWorkers: 2,
  },
});
