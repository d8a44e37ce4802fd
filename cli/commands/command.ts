import { Command } from "commander";
import type { Cli } from "../cli.js";
import type { Part } from "../envelope.js";

/**
 * A command of `feat`. Its action prints the text for people and returns the command's part of the `--json` envelope,
 * which the runner prints. The action returns null if it printed its own documents. It ends by returning, with
 * `cli.code` as the exit code, or by throwing.
 */
export class FeatCommand extends Command {
  constructor(
    private readonly cli: Cli,
    name: string,
  ) {
    super(name);
  }

  /** Command lines that its help shows. */
  examples(...lines: readonly string[]): this {
    const title = lines.length === 1 ? "Example" : "Examples";
    return this.addHelpText("after", ["", `${title}:`, ...lines.map((line) => `  ${line}`)].join("\n"));
  }

  answer<A extends unknown[]>(action: (...args: A) => Promise<Part | null>): this {
    return this.action(async (...args: A) => {
      this.cli.part = await action(...args);
    });
  }
}
