/**
 * The tests of a project, run.
 *
 * In: a compiled project. Out: for each test whether it holds, and if not what came out instead.
 * Always: a test reads no data but what it gives; each is evaluated twice, by the SQL of training and by what is materialized
 * and computed by the generated TypeScript at the same instant, and a difference between the two is a failure of its own.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Compiled } from "../../compiler/compile.js";
import type { Project, Test } from "../../compiler/model/ir.js";
import { type Int, type OnlineStore, openDuckDB, openEmbedded, type Warehouse } from "../../runtime/index.js";
import { compareTarget, type Failure, notByItself } from "./compare.js";
import { evaluate } from "./evaluate.js";
import { givenCells, givenRequest, withGivenSources, withGivenSteps } from "./given.js";
import { stage } from "./stage.js";

export type { Failure } from "./compare.js";

export interface TestResult {
  readonly title: string;
  readonly file: string;
  readonly line: number;
  readonly ok: boolean;
  readonly failures: readonly Failure[];
}

export async function* runTests(compiled: Compiled, tests: readonly Test[], now: Int): AsyncGenerator<TestResult> {
  const staged = stage(compiled, tests);
  const folder = await mkdtemp(join(tmpdir(), "feat-test-"));
  try {
    await using store = openEmbedded(folder);
    await using warehouse = await openDuckDB({ folder, environment: {} });
    for (const [index, test] of tests.entries()) {
      // One store for all: what keeps them apart in it is the project's name.
      const project = { ...staged, name: `${staged.name}_test_${index}` };
      const failures = await runTest(project, test, now, warehouse, store);
      const { file, line } = test.at;
      yield { title: test.title, file, line, ok: failures.length === 0, failures };
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runTest(
  staged: Project,
  test: Test,
  now: Int,
  warehouse: Warehouse,
  store: OnlineStore,
): Promise<readonly Failure[]> {
  const at = test.instantMicros === null ? now : intOf(test.instantMicros);
  const sourced = withGivenSources(staged, test);
  const cells = givenCells(sourced, test, at);
  const failures: Failure[] = [];
  for (const expectation of test.expect) {
    const read = withGivenSteps(sourced, expectation.target, cells);
    if (read === null) {
      failures.push(notByItself(expectation));
      continue;
    }
    const { project, service } = read;
    const inputs = { keys: test.for ?? [], request: givenRequest(test) };
    const evaluated = await evaluate({ project, service, inputs, at, warehouse, store });
    failures.push(...compareTarget(project, service, expectation, evaluated, cells));
  }
  return failures;
}

function intOf(digits: string): Int {
  const number = Number(digits);
  return Number.isSafeInteger(number) ? number : BigInt(digits);
}
