import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { conditions: ["featlang-source"] },
  ssr: { resolve: { conditions: ["featlang-source"], externalConditions: ["featlang-source"] } },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/support/redis.ts", "test/support/postgres.ts"],
    maxWorkers: "100%",
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
