import { join, relative, resolve } from "node:path";
import { Command } from "commander";
import { suggestion } from "../../compiler/diagnostics/index.js";
import type { Expr, Test } from "../../compiler/model/ir.js";
import { type Cli, jsonDiagnostics, note, noteDiagnostics, print, printJson } from "../cli.js";
import { type Exit, exitCodes, toExit, usage } from "../exit.js";
import { loadExterns } from "../externs.js";
import { type Checked, checkProject, findProject, type ProjectOptions } from "../project.js";
import { progress } from "../terminal/progress.js";
import { plural } from "../terminal/table.js";
import { visible } from "../terminal/visible.js";
import { runTests, type TestResult } from "../testing/index.js";
import { junit } from "../testing/junit.js";
import { linesOf } from "../testing/lines.js";
import { type Watch, watchProject } from "../watch.js";
import { writeWhole } from "../write-whole.js";
import { jsonOption } from "./options.js";

interface TestOptions extends ProjectOptions {
  readonly watch?: true;
  readonly junit?: string;
}

/** Runs the tests that the project's files hold. */
export const test = (cli: Cli): Command =>
  new Command("test")
    .description("Run the tests in the project's files, each on SQL and on the generated TypeScript")
    .argument("[filters...]", "run only tests whose title has one of these texts in it, in whichever case")
    .option("--watch", "run again whenever a .feat or YAML file of the project changes, until Ctrl-C")
    .option("--junit <file>", "also write the results as JUnit XML")
    .addOption(jsonOption())
    .addHelpText(
      "after",
      `
A test reads no data but what it gives. It fails where a value, status or error is not as expected, and
where SQL and TypeScript differ in any feature of what it looks at. Exit code 1: a test failed.`,
    )
    .action(async (filters: readonly string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<TestOptions>();
      if (options.watch) return watch(cli, options, filters);
      const run = new Run(cli, options, filters);
      cli.code = await run.once();
    });

/** Runs at every change, whatever came of the run before, until it is interrupted. */
async function watch(cli: Cli, options: TestOptions, filters: readonly string[]): Promise<void> {
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
      await new Run(cli, { ...options, project: dir }, filters, { watched, signal: running.signal }).attempt();
      if (stopped) break;
      if (!running.signal.aborted) note(cli, cli.err.dim("\nwaiting for changes, Ctrl-C ends"));
      const changed = await watched.changes();
      if (changed === null) break;
      note(cli, cli.err.dim(`\n${changed.map(visible).join(", ")} changed`));
    }
  } finally {
    ignore?.();
  }
}

class Run {
  constructor(
    private readonly cli: Cli,
    private readonly options: TestOptions,
    private readonly filters: readonly string[],
    private readonly watching: { readonly watched: Watch; readonly signal: AbortSignal } | null = null,
  ) {}

  /** What would end another command is shown, and ends nothing; but for a fault of Feat's own. */
  async attempt(): Promise<void> {
    try {
      await this.once();
    } catch (error) {
      const exit = toExit(error);
      if (exit.code === exitCodes.fault) throw error;
      if (exit.message === "") return;
      note(this.cli, `${this.cli.err.error("error:")} ${exit.message}`);
      if (exit.help !== null) note(this.cli, `${this.cli.err.help("help")}: ${exit.help}`);
      this.#json({ ok: false, error: { exit: exit.code, message: exit.message, help: exit.help } });
    }
  }

  async once(): Promise<Exit["code"]> {
    const { cli, options } = this;
    const checked = checkProject(cli, options);
    const { compiled } = checked;
    if (compiled === null) return this.#refused(checked);
    const outside = [...compiled.config.features, ...compiled.config.sources.map(({ place }) => place.file)];
    this.watching?.watched.also(
      [...new Set(outside)].filter((path) => path.startsWith("..")).map((path) => join(checked.dir, path)),
    );
    const tests = this.#chosen(compiled.project.tests);
    const bar = progress(cli.world, !options.json);
    const onProgress = (done: number, title: string) => bar.show(visible(title), done);
    const signal = this.watching?.signal;
    let results: readonly TestResult[];
    try {
      results = await runTests(compiled, tests, {
        now: cli.world.now(),
        onProgress,
        signal,
        externs: loadExterns(compiled.project, checked.dir),
      });
    } finally {
      bar.stop();
    }
    if (signal?.aborted) return exitCodes.done;
    const failed = results.filter((result) => !result.ok).length;
    this.#json({
      ok: failed === 0,
      passed: results.length - failed,
      failed,
      tests: results.map((result) => ({ ...result, milliseconds: Math.round(result.milliseconds * 1000) / 1000 })),
    });
    if (!options.json) this.#print(compiled.project.name, results, failed, checked.shown);
    await this.#report(compiled.project.name, results, null);
    return failed === 0 ? exitCodes.done : exitCodes.failed;
  }

  /** Each filter must say something: one that is in no title is a slip. */
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

  async #refused(checked: Checked): Promise<Exit["code"]> {
    const errors = checked.diagnostics.filter(({ severity }) => severity === "error");
    if (this.options.json) this.#json({ ok: false, diagnostics: jsonDiagnostics(errors, checked.read) });
    else noteDiagnostics(this.cli, errors, checked.read, checked.shown);
    const text = errors.map(({ code, message, place }) => `${place.file}: ${code} ${message}`).join("\n");
    await this.#report("feat", [], { message: `${plural(errors.length, "error")} of the compiler`, text });
    return exitCodes.failed;
  }

  /** While watching, a line for each run. */
  #json(value: object): void {
    if (!this.options.json) return;
    if (this.watching === null) printJson(this.cli, value);
    else print(this.cli, JSON.stringify(value));
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
  for (const failure of result.failures) {
    const { what, message, under } = linesOf(failure);
    print(cli, `    ${cli.out.bold(what)}: ${message}  ${cli.out.dim(`line ${failure.line}`)}`);
    for (const line of under) print(cli, `        ${line}`);
  }
}
