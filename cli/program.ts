import { Command } from "commander";
import type { Cli } from "./cli.js";
import { commands } from "./commands/index.js";
import { exitMeanings, usage } from "./exit.js";
import { version } from "./version.js";

const exits = Object.entries(exitMeanings).map(([code, meaning]) => `  ${code.padEnd(2)}  ${meaning}`);

/** The command line. It prints only through the CLI's streams, and it ends by throwing. */
export function program(cli: Cli): Command {
  const { out, err } = cli.world;
  const root = new Command("feat")
    .description("A compiler for machine-learning features.")
    .version(version, "-V, --version")
    .option("--project <dir>", "the project's folder (default: the nearest feat.yaml, here or above)")
    .option("--json", "print one JSON document on stdout, for other programs")
    .option("--all", "show every error, warning and difference, not only the first few of a kind")
    .option("--debug", "show where an error comes from")
    .hook("preSubcommand", (_, command) => {
      cli.command = command.name();
    })
    .hook("preAction", (_, command) => {
      cli.all = command.optsWithGlobals<{ readonly all?: true }>().all === true;
    });
  root.addHelpText("after", "\n`feat help COMMAND` tells about one command.");
  root.addHelpText("afterAll", ["", "Exit codes:", ...exits].join("\n"));
  for (const command of commands) root.addCommand(command(cli));
  root.helpCommand(false).addCommand(helpCommand(root));
  for (const command of [root, ...root.commands]) {
    command
      .exitOverride()
      .configureHelp({ showGlobalOptions: true })
      .configureOutput({
        writeOut: (text) => {
          out.write(text);
          cli.part = { text: `${cli.part?.text ?? ""}${text}` };
        },
        writeErr: (text) => err.write(text),
        getOutHelpWidth: () => out.width,
        getErrHelpWidth: () => err.width,
        getOutHasColors: () => false,
        getErrHasColors: () => false,
        // The runner reports it like any other error.
        outputError: () => {},
      });
  }
  return root;
}

/** Replaces the parser's own `help`, which does not report an unknown command. */
function helpCommand(root: Command): Command {
  return new Command("help")
    .argument("[command]", "the command to tell about")
    .description("Print the help text of a command")
    .action(async (name: string | undefined) => {
      const named = root.commands.find((command) => command.name() === name);
      if (name === undefined) root.help();
      if (named !== undefined) named.help();
      const names = root.commands.map((command) => command.name());
      const { suggestion } = await import("../compiler/diagnostics/index.js");
      throw usage(`unknown command '${name}'`, suggestion(name, names, "commands"));
    });
}
