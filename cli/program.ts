import { Command } from "commander";
import type { Cli } from "./cli.js";
import { commands } from "./commands/index.js";
import { version } from "./version.js";

/** The command line. It prints nothing by itself but through the CLI's streams, and ends by throwing. */
export function program(cli: Cli): Command {
  const { out, err } = cli.world;
  const root = new Command("feat")
    .description("A compiler for machine-learning features.")
    .version(version, "-V, --version")
    .option("--project <dir>", "the project's folder (default: the nearest feat.yaml, here or above)")
    .option("--debug", "show where an error comes from")
    .helpCommand(false)
    .showHelpAfterError("(--help tells more)");
  for (const command of commands) root.addCommand(command(cli));
  for (const command of [root, ...root.commands]) {
    command
      .exitOverride()
      .configureHelp({ showGlobalOptions: true })
      .configureOutput({
        writeOut: (text) => out.write(text),
        writeErr: (text) => err.write(text),
        getOutHelpWidth: () => out.width,
        getErrHelpWidth: () => err.width,
        getOutHasColors: () => false,
        getErrHasColors: () => false,
        outputError: (text, write) => write(text.replace(/^error:/, cli.err.error("error:"))),
      });
  }
  return root;
}
