import { join, relative, resolve } from "node:path";
import { suggestion } from "../../../compiler/diagnostics/index.js";
import type { Expr, Test } from "../../../compiler/ir/index.js";
import { visible } from "../../../runtime/visible.js";
import { type Cli, note, noteDiagnostics, noteExit, print, printEnvelope } from "../../cli.js";
import type { Part } from "../../envelope.js";
import { exitCodes, toExit, usage } from "../../exit.js";
import { loadExterns } from "../../externs.js";
import { interruptible } from "../../interrupt.js";
import { type Checked, checkProject, findProject, type ProjectOptions } from "../../project.js";
import { firstFew, moreText } from "../../terminal/first-few.js";
import { progress } from "../../terminal/progress.js";
import { plural } from "../../terminal/table.js";
import { testEngine } from "../../testing/engine.js";
import { runTests, type TestResult } from "../../testing/index.js";
import { junit } from "../../testing/junit.js";
import { linesOf } from "../../testing/lines.js";
import { type Watch, watchProject } from "../../watch.js";
import { writeWhole } from "../../write-whole.js";

export interface TestOptions extends ProjectOptions {
  readonly watch?: true;
  readonly junit?: string;
  readonly engine?: string;
  readonly target?: string;
}

/** Runs the tests at every change until it is interrupted, even if a run failed. */
export async function watchTests(cli: Cli, options: TestOptions, filters: readonly string[]): Promise<null> {
  const dir = findProject(cli.world, options.project);
  await using watched = await watchProject(dir);
  let running = new AbortController();
  let stopped = false;
  const ignore = cli.world.onInterrupt?.(() => {
    stopped = true;
    running.abort();
    void watched.close();
  });
  watched.onChange(() => running.abort());
  try {
    while (!stopped) {
      running = new AbortController();
      if (cli.world.out.isTerminal) cli.world.out.write("\u001b[2J\u001b[3J\u001b[H");
      const each: Cli = { ...cli, code: exitCodes.done, diagnostics: [] };
      await new Run(each, { ...options, project: dir }, filters, { watched, signal: running.signal }).attempt();
      if (stopped) break;
      if (!running.signal.aborted) note(cli, cli.err.dim("\nwaiting for changes, Ctrl-C ends"));
      const changed = await watched.changes();
      if (changed === null) break;
      note(cli, cli.err.dim(`\n${changed.map(visible).join(", ")} changed`));
    }
    return null;
  } finally {
    ignore?.();
  }
}

export class Run {
  constructor(
    private readonly cli: Cli,
    private readonly options: TestOptions,
    private readonly filters: readonly string[],
    private readonly watching: { readonly watched: Watch; readonly signal: AbortSignal } | null = null,
  ) {}

  /**
   * One run while watching. An error that would end another command is only shown, unless it is a fault in Feat itself.
   */
  async attempt(): Promise<void> {
    try {
      const part = await this.once();
      // A run that a change cut short has no results; the next one follows.
      if (this.cli.json && this.watching?.signal.aborted !== true) await printEnvelope(this.cli, part, { lines: true });
    } catch (error) {
      const exit = toExit(error);
      if (exit.code === exitCodes.fault) throw error;
      this.cli.code = exit.code;
      noteExit(this.cli, exit);
      if (this.cli.json) await printEnvelope(this.cli, {}, { lines: true });
    }
  }

  async once(): Promise<Part> {
    const { cli, options } = this;
    const checked = checkProject(cli, options);
    const { compiled } = checked;
    if (compiled === null) return this.#refused(checked);
    const outside = [...compiled.config.features, ...compiled.config.sources.map(({ place }) => place.file)];
    this.watching?.watched.also(
      [...new Set(outside)].filter((path) => path.startsWith("..")).map((path) => join(checked.dir, path)),
    );
    const loaded = { ...compiled, dir: checked.dir, externs: loadExterns(compiled.project, checked.dir) };
    const engine = testEngine(cli, loaded, options);
    const chosen = this.#chosen(compiled.project.tests);
    const bar = progress(cli.world, !options.json);
    const onProgress = (done: number, title: string) => bar.show(visible(title), done);
    const run = (signal: AbortSignal) =>
      runTests(compiled, chosen, {
        now: cli.world.now(),
        onProgress,
        signal,
        externs: loaded.externs,
        engine,
      });
    let results: readonly TestResult[];
    try {
      results = await (this.watching === null ? this.#uncut(run) : run(this.watching.signal));
    } finally {
      bar.stop();
    }
    if (this.watching?.signal.aborted) return {};
    const failed = results.filter((result) => !result.ok).length;
    this.#print(compiled.project.name, results, failed, checked.shown);
    await this.#report(compiled.project.name, results, null);
    if (failed > 0) cli.code = exitCodes.failed;
    const tests = results.map((each) => ({ ...each, milliseconds: Math.round(each.milliseconds * 1000) / 1000 }));
    return { passed: results.length - failed, failed, tests };
  }

  #uncut(run: (signal: AbortSignal) => Promise<readonly TestResult[]>): Promise<readonly TestResult[]> {
    const { junit: file } = this.options;
    const said = () => (file === undefined ? "the tests did not all run" : `${file} was not written`);
    return interruptible(this.cli, said, async (signal) => {
      const results = await run(signal);
      signal.throwIfAborted();
      return results;
    });
  }

  /** The tests that the filter selects. A filter that matches no title is an error. */
  #chosen(all: readonly Test<Expr>[]): readonly Test<Expr>[] {
    const titles = all.map(({ title }) => title);
    const has = (title: string, filter: string) => title.toLowerCase().includes(filter.toLowerCase());
    for (const filter of this.filters) {
      if (titles.some((title) => has(title, filter))) continue;
      throw usage(`no test's title has "${filter}" in it`, suggestion(filter, titles, "tests"));
    }
    if (this.filters.length === 0) return all;
    return all.filter(({ title }) => this.filters.some((filter) => has(title, filter)));
  }

  async #refused(checked: Checked): Promise<Part> {
    const errors = checked.diagnostics.filter(({ severity }) => severity === "error");
    noteDiagnostics(this.cli, errors, checked.read, checked.shown);
    const text = errors.map(({ code, message, place }) => `${place.file}: ${code} ${message}`).join("\n");
    await this.#report("feat", [], { message: `${plural(errors.length, "error")} of the compiler`, text });
    this.cli.code = exitCodes.failed;
    return {};
  }

  #print(project: string, results: readonly TestResult[], failed: number, shown: (file: string) => string): void {
    const { cli } = this;
    for (const result of results) printResult(cli, result, shown);
    if (results.length === 0) print(cli, `${project} has no tests`);
    if (results.length === 0) return;
    const passed = results.length - failed;
    if (failed === 0) print(cli, `\n${cli.out.good(`${plural(passed, "test")} passed`)}`);
    else print(cli, `\n${cli.out.bad(`${plural(failed, "test")} failed`)}, ${passed} passed`);
  }

  async #report(project: string, results: readonly TestResult[], notRun: Parameters<typeof junit>[2]): Promise<void> {
    const { junit: file } = this.options;
    if (file === undefined) return;
    const path = resolve(this.cli.world.cwd, file);
    writeWhole(path, await junit(project, results, notRun), relative(this.cli.world.cwd, path) || file);
  }
}

function printResult(cli: Cli, result: TestResult, shown: (file: string) => string): void {
  const place = result.ok ? "" : `  ${cli.out.dim(visible(`${shown(result.file)}:${result.line}`))}`;
  print(cli, `${result.ok ? cli.out.good("✓") : cli.out.bad("✗")} ${visible(result.title)}${place}`);
  const { shown: failures, more } = firstFew(result.failures, cli.all);
  for (const failure of failures) {
    const { what, message, under } = linesOf(failure);
    print(cli, `    ${cli.out.bold(what)}: ${message}  ${cli.out.dim(`line ${failure.line}`)}`);
    for (const line of under) print(cli, `        ${line}`);
  }
  if (more > 0) print(cli, `    ${cli.out.dim(moreText(more))}`);
}
