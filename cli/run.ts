import { CommanderError } from "commander";
import { type Cli, note, openCli, printJson } from "./cli.js";
import { type Exit, type ExitCode, exitCodes, toExit } from "./exit.js";
import { program } from "./program.js";
import { visible, visibleLines } from "./terminal/visible.js";
import { version } from "./version.js";
import type { World } from "./world.js";

/** Runs one command line (without node and the script) and returns the code to exit with; never throws. */
export async function run(argv: readonly string[], world: World): Promise<ExitCode> {
  const cli = openCli(world);
  try {
    await program(cli).parseAsync([...argv], { from: "user" });
    return cli.code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    const exit = toExit(error);
    end(cli, exit, argv);
    return exit.code;
  }
}

function end(cli: Cli, exit: Exit, argv: readonly string[]): void {
  const debug = argv.includes("--debug");
  const stack = exit.cause instanceof Error ? exit.cause.stack : exit.stack;
  if (exit.code === exitCodes.fault) {
    fault(cli, exit, argv, stack ?? exit.message);
  } else if (exit.message !== "") {
    note(cli, `${cli.err.error("error:")} ${visibleLines(exit.message)}`);
    if (exit.help !== null) note(cli, `${cli.err.help("help")}: ${visibleLines(exit.help)}`);
    if (debug && stack !== undefined) note(cli, cli.err.dim(visibleLines(stack)));
  }
  if (argv.includes("--json") && exit.message !== "") {
    printJson(cli, { ok: false, error: { exit: exit.code, message: exit.message, help: exit.help } });
  }
}

function fault(cli: Cli, exit: Exit, argv: readonly string[], stack: string): void {
  note(cli, `${cli.err.error("error:")} this is a fault of Feat's own: ${visibleLines(exit.message)}`);
  note(cli, "Please report it with these words:\n");
  note(cli, `  feat ${version}, node ${process.version}, ${process.platform} ${process.arch}`);
  note(cli, `  feat ${argv.map(hidden).map(visible).join(" ")}`);
  for (const line of stack.split("\n")) note(cli, `  ${visible(line)}`);
}

/** Values of keys and request fields may be people's data: not for a report. */
const hidden = (argument: string): string =>
  /^[\w.-]+=/.test(argument)
    ? argument.replace(/=.*$/s, "=…")
    : /\s/.test(argument)
      ? JSON.stringify(argument)
      : argument;
