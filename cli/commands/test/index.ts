/**
 * `feat test`: the tests that a project's files hold.
 *
 * In: a project. Out: for each test whether it holds, on SQL and on the generated TypeScript.
 * Always: what runs tests is loaded when they run, so that help texts are fast.
 */
import type { Command } from "commander";
import type { Cli } from "../../cli.js";
import { FeatCommand } from "../command.js";
import type { TestOptions } from "./run.js";

/** Runs the tests that the project's files hold. */
export const test = (cli: Cli): Command =>
  new FeatCommand(cli, "test")
    .description("Run the tests in the project's files, each on SQL and on the generated TypeScript")
    .argument("[filters...]", "run only tests whose title has one of these texts in it, in whichever case")
    .option("--watch", "run again whenever a .feat or YAML file of the project changes, until Ctrl-C")
    .option("--junit <file>", "also write the results as JUnit XML")
    .addHelpText(
      "after",
      `
A test reads no data but what it gives. It fails where a value, status or error is not as expected, and
where SQL and TypeScript differ in any feature of what it looks at. Exit code 1: a test failed.`,
    )
    .answer(async (filters: readonly string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<TestOptions>();
      const { Run, watchTests } = await import("./run.js");
      return options.watch ? watchTests(cli, options, filters) : new Run(cli, options, filters).once();
    });
