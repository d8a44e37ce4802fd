import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/support/longest-first.js";
import { temporary } from "./test/support/temporary.js";

export default defineConfig({
  resolve: { conditions: ["featlang-source"] },
  ssr: { resolve: { conditions: ["featlang-source"], externalConditions: ["featlang-source"] } },
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: [
      "test/support/temporary.ts",
      "test/support/redis.ts",
      "test/support/postgres.ts",
      "test/support/built.ts",
    ],
    env: temporary === null ? {} : { TMPDIR: temporary },
    // Tests of faults and of other processes mostly wait, so there is work for more than a worker a core.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    // Modules hold no state (test/architecture.test.ts), so a worker loads the compiler once for all of its files.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
