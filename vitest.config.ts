import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["featlang-source"] },
  ssr: { resolve: { conditions: ["featlang-source"], externalConditions: ["featlang-source"] } },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/redis.ts", "test/support/postgres.ts", "test/support/built-feat.ts"],
    maxWorkers: "100%",
    // Modules hold no state (test/architecture.test.ts), so a worker loads the compiler once for all of its files.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
