/**
 * `feat test`: runs the tests in a project's files.
 *
 * In: a project. Out: for each test whether it passes, on SQL and on the generated TypeScript.
 * Always: the code that runs tests is loaded only when they run, so that help is fast.
 */
import type { Command } from "commander";
import type { Cli } from "../../cli.js";
import { FeatCommand } from "../command.js";
import type { TestOptions } from "./run.js";

/** Runs the tests in the project's files. */
export const test = (cli: Cli): Command =>
  new FeatCommand(cli, "test")
    .description(
      "Run the tests in the project's files. A test reads only the data that it gives. It fails if a value, status or error is not as expected, or if SQL and TypeScript differ",
    )
    .argument("[filters...]", "run only the tests with one of these texts in their title; case does not matter")
    .option("--watch", "run again whenever a .feat or YAML file changes, until Ctrl-C")
    .option(
      "--engine <name>",
      "run the SQL side on this engine: duckdb or postgres, which needs a server (default: the target's, without --target duckdb)",
    )
    .option("--target <name>", "use the engine and the server of this target; nothing but temporary tables is created")
    .option("--junit <file>", "also write the results as JUnit XML")
    .examples("feat test", 'feat test "big spender" --watch', "feat test --engine postgres")
    .answer(async (filters: readonly string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<TestOptions>();
      const { Run, watchTests } = await import("./run.js");
      return options.watch ? watchTests(cli, options, filters) : new Run(cli, options, filters).once();
    });
