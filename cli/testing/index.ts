/**
 * Runs the tests of a project.
 *
 * In: a compiled project. Out: for each test whether it passes, and otherwise the values that came out instead.
 * Always: a test reads only the data that it gives. Each test is evaluated twice at the same instant: by the SQL of
 * training, and from materialized values by the generated TypeScript. A difference between the two is a failure of its
 * own. One warehouse and one store serve all tests, and work that several tests share is done once.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Compiled } from "../../compiler/compile.js";
import type { Expr, Test } from "../../compiler/ir/index.js";
import { type Dialect, dialects } from "../../compiler/sql/index.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import {
  type Externs,
  type Int,
  type OnlineStore,
  openDuckDB,
  openEmbedded,
  type Warehouse,
} from "../../runtime/index.js";
import type { Extern } from "../../runtime/warehouse/warehouse.js";
import { externsIn } from "../externs.js";
import { Answerer } from "./answer.js";
import { compare } from "./compare.js";
import { type Computed, computed } from "./computed.js";
import { type Failure, failure, isFailure } from "./failure.js";
import { GivenRows } from "./given-rows.js";
import { Partitionable } from "./partition.js";
import { asked, cellsOf, type Question, questionsOf } from "./questions.js";
import { Shapes } from "./shapes.js";
import { Spaces } from "./spaces.js";
import { stage } from "./stage.js";

export type { Failure } from "./failure.js";

export interface TestResult {
  readonly title: string;
  readonly file: string;
  readonly line: number;
  readonly ok: boolean;
  /** The time that the test took, with its share of the work for several tests. */
  readonly milliseconds: number;
  readonly failures: readonly Failure[];
}

export interface RunOptions {
  /** The instant of the tests without an `at`. */
  readonly now: Int;
  /** Called with the finished fraction, from 0 to 1, and the title of the current test. */
  readonly onProgress?: (done: number, title: string) => void;
  /** Ends the run early. */
  readonly signal?: AbortSignal | undefined;
  /** The functions that `extern fn`s name. */
  readonly externs?: Externs | undefined;
  /** The engine of the SQL side. The default is DuckDB. */
  readonly engine?: TestEngine | undefined;
}

/** A warehouse for tests. It creates temporary tables only. */
export interface TestEngine {
  readonly dialect: Dialect;
  open(options: { readonly folder: string; readonly externs: readonly Extern[] }): Promise<Warehouse>;
}

/** The results in the order of the tests. A run that is ended early has none. */
export async function runTests(
  compiled: Compiled,
  tests: readonly Test<Expr>[],
  options: RunOptions,
): Promise<readonly TestResult[]> {
  if (tests.length === 0) return [];
  const folder = await mkdtemp(join(tmpdir(), "feat-test-"));
  try {
    await using store = openEmbedded(folder);
    const engine = options.engine ?? duckdbEngine;
    const externs = externsIn(compiled.project, options.externs ?? new Map());
    await using warehouse = await engine.open({ folder, externs });
    const run = new TestRun(compiled, computed(compiled.project, tests), options, warehouse, store, engine.dialect);
    return await run.run();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const duckdbEngine: TestEngine = {
  dialect: dialects.duckdb!,
  open: (options) => openDuckDB({ ...options, environment: {}, threads: 1 }),
};

interface Outcome {
  readonly failures: Failure[];
  milliseconds: number;
}

class TestRun {
  readonly #tests: readonly Test[];
  readonly #rows: GivenRows;
  readonly #shapes: Shapes;
  readonly #outcomes: readonly Outcome[];
  #done = 0;

  constructor(
    compiled: Compiled,
    private readonly computed: Computed,
    private readonly options: RunOptions,
    private readonly warehouse: Warehouse,
    private readonly store: OnlineStore,
    private readonly dialect: Dialect,
  ) {
    const { tests } = computed;
    this.#tests = tests;
    this.#rows = new GivenRows(stage(compiled, tests), tests, dialect);
    this.#shapes = new Shapes(this.#rows.project, tests);
    this.#outcomes = tests.map(() => ({ failures: [], milliseconds: 0 }));
  }

  async run(): Promise<readonly TestResult[]> {
    const rows = await this.#rows.load(this.warehouse);
    const refusal = (test: number): string | undefined => {
      const row = rows.get(test);
      return this.computed.refused.get(test) ?? (row && `rows that it gives: ${row}`);
    };
    const questions: Question[] = [];
    for (const [index, test] of this.#tests.entries()) {
      const why = refusal(index);
      for (const one of questionsOf(this.#shapes, test, index, this.options.now)) {
        if (isFailure(one)) this.#outcomes[index]!.failures.push(one);
        else if (why === undefined) questions.push(one);
        else this.#outcomes[index]!.failures.push(failure(one.expectation, "error", null, why));
      }
    }
    // Many questions are asked at once. Those that fail, or that cannot be partitioned, are asked alone with the
    // project's own statements.
    const possible = new Partitionable(this.#rows.project);
    const [many, alone] = parted(questions, ({ shape }) => possible.service(shape.service));
    const failed = await this.#ask(many, false, questions.length);
    if (failed === null) return [];
    const left = await this.#ask([...alone, ...failed.keys()], true, questions.length);
    if (left === null) return [];
    for (const [{ test }, failures] of left) this.#outcomes[test]!.failures.push(...failures);
    return this.#tests.map(({ title, at }, index) => {
      const { failures, milliseconds } = this.#outcomes[index]!;
      const ordered = [...failures].sort((a, b) => a.line - b.line);
      return { title, file: at.file, line: at.line, ok: failures.length === 0, milliseconds, failures: ordered };
    });
  }

  /** The questions that fail, and how. Null if the run was ended. */
  async #ask(
    questions: readonly Question[],
    apart: boolean,
    all: number,
  ): Promise<ReadonlyMap<Question, readonly Failure[]> | null> {
    const failed = new Map<Question, readonly Failure[]>();
    if (questions.length === 0) return failed;
    const project = this.#shapes.whole;
    const { externs } = this.options;
    const artifact = loadArtifact(project, externs);
    const answerer = new Answerer(this.warehouse, new Spaces(this.store), project, apart, this.dialect, externs);
    const groups = groupsOf(questions, apart).map((group) =>
      group.map((question) => {
        const cells = cellsOf(project, artifact, question);
        return { question, cells, asked: asked(question, this.#shapes, cells) };
      }),
    );
    for (const group of groups)
      answerer.expect(
        group[0]!.question.shape,
        group.map((one) => one.asked),
      );
    for (const group of groups) {
      // Gives signals and terminals a turn of the event loop.
      await setImmediate();
      if (this.options.signal?.aborted) return null;
      const { shape, test } = group[0]!.question;
      this.options.onProgress?.(Math.min(1, this.#done / all), this.#tests[test]!.title);
      this.#done += group.length;
      const started = performance.now();
      const answers = await answerer.answer(
        shape,
        group.map((one) => one.asked),
      );
      const each = (performance.now() - started) / group.length;
      for (const [index, { question, cells }] of group.entries()) {
        const failures = compare(project, question, answers[index]!, cells);
        if (failures.length > 0) failed.set(question, failures);
        this.#outcomes[question.test]!.milliseconds += each;
      }
    }
    return failed;
  }
}

/** Groups of questions that one statement can answer: of one shape, and with `apart` over the same data. */
function groupsOf(questions: readonly Question[], apart: boolean): readonly (readonly Question[])[] {
  const groups = new Map<string, Question[]>();
  for (const question of [...questions].sort((a, b) => a.shape.id - b.shape.id)) {
    const key = apart ? `${question.shape.id} ${question.data}` : `${question.shape.id}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [question]);
    else group.push(question);
  }
  return [...groups.values()];
}

function parted<T>(all: readonly T[], first: (one: T) => boolean): readonly [readonly T[], readonly T[]] {
  return [all.filter(first), all.filter((one) => !first(one))];
}
