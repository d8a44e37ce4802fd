import { existsSync } from "node:fs";
import { join } from "node:path";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The test files that take the longest, by computing or by waiting. The longest come first. */
const longest: readonly string[] = [
  "length/length",
  "life/week",
  "functions/each",
  "stores/cassandra",
  "examples/churn",
  "kafka/stream",
  "stores/dynamodb",
  "serve/feast/sdk",
  "stores/redis",
  "cli/schedule",
  "fuzz/fuzz",
  "soak/soak",
  "postgres/random",
  "stores/redis-cluster",
  "cli/serve",
  "registry/s3",
  "registry/gcs",
  "cli/interrupt",
  "cli/interrupt-table",
  "postgres/search",
  "package/service-packages",
  "postgres/functions/each",
  "meaning/length",
  "functions/scalar",
  "typescript/names",
  "streams/property",
  "oracle/examples",
  "oracle/differential",
  "oracle/tests-together",
  "postgres/faults",
  "postgres/tests",
  "length/linear",
  "end-to-end/texts",
  "end-to-end/flights",
  "materialize/incremental",
  "stores/embedded",
  "stores/sqlite",
  "stores/postgres",
  "stores/postgres-faults",
  "stores/redis-faults",
  "runtime/store-failures",
  "oracle/adversarial",
  "data/pull-random",
  "typescript/hostile",
  "grammar/fuzz",
  "length/growth",
  "functions/examples",
  "functions/case-mapping",
  "cli/json",
  "cli/process",
  "data/init-from",
  "growth/strategies",
  "runtime/materialize",
];

/**
 * Starts the longest test files first, so that no worker is left with one of them at the end of a run. The others
 * follow in the usual order.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const places = new Map(longest.map((name, place) => [join(this.ctx.config.root, `test/${name}.test.ts`), place]));
    for (const path of places.keys()) if (!existsSync(path)) throw new Error(`there is no test file ${path}`);
    const place = ({ moduleId }: TestSpecification): number => places.get(moduleId) ?? longest.length;
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
