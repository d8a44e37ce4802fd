import { join, relative } from "node:path";
import { Command } from "commander";
import { suggestion } from "../../compiler/diagnostics/index.js";
import { type Cli, print, printJson } from "../cli.js";
import { exitCodes, usage } from "../exit.js";
import { loadProject, type ProjectOptions } from "../project.js";
import { progress } from "../terminal/progress.js";
import { plural } from "../terminal/table.js";
import { runTests, type TestResult } from "../testing/index.js";
import { jsonOption } from "./options.js";

/** Runs the tests that the project's files hold. */
export const test = (cli: Cli): Command =>
  new Command("test")
    .description("Run the tests in the project's files, each on SQL and on the generated TypeScript")
    .argument("[filter]", "run only tests whose title has this text in it")
    .addOption(jsonOption())
    .action(async (filter: string | undefined, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<ProjectOptions>();
      const loaded = loadProject(cli, options);
      const all = loaded.project.tests;
      const wanted = (filter ?? "").toLowerCase();
      const tests = all.filter((one) => one.title.toLowerCase().includes(wanted));
      if (filter !== undefined && tests.length === 0) {
        throw usage(
          `no test's title has "${filter}" in it`,
          suggestion(
            filter,
            all.map((one) => one.title),
            "tests",
          ),
        );
      }
      const bar = progress(cli.world, !options.json);
      const results: TestResult[] = [];
      try {
        for await (const result of runTests(loaded, tests, cli.world.now())) {
          results.push(result);
          bar.show(result.title, results.length / tests.length);
        }
      } finally {
        bar.stop();
      }
      const failed = results.filter((result) => !result.ok).length;
      if (failed > 0) cli.code = exitCodes.failed;
      if (options.json)
        return printJson(cli, { ok: failed === 0, passed: results.length - failed, failed, tests: results });
      const shown = (file: string) => relative(cli.world.cwd, join(loaded.dir, file));
      for (const result of results) printResult(cli, result, shown);
      if (results.length === 0) return print(cli, `${loaded.project.name} has no tests`);
      const passed = cli.out.good(`${plural(results.length - failed, "test")} passed`);
      print(
        cli,
        failed === 0
          ? `\n${passed}`
          : `\n${cli.out.bad(`${plural(failed, "test")} failed`)}, ${results.length - failed} passed`,
      );
    });

function printResult(cli: Cli, result: TestResult, shown: (file: string) => string): void {
  const place = result.ok ? "" : `  ${cli.out.dim(`${shown(result.file)}:${result.line}`)}`;
  print(cli, `${result.ok ? cli.out.good("✓") : cli.out.bad("✗")} ${result.title}${place}`);
  for (const { line, target, feature, message } of result.failures) {
    const what = feature === null ? target : `${target}.${feature}`;
    print(cli, `    ${cli.out.bold(what)}: ${message}  ${cli.out.dim(`line ${line}`)}`);
  }
}
