import { CommanderError } from "commander";
import { visible, visibleLines } from "../runtime/visible.js";
import { type Cli, note, noteExit, openCli, printEnvelope } from "./cli.js";
import type { Part } from "./envelope.js";
import { Exit, type ExitCode, exitCodes, toExit, usage } from "./exit.js";
import { program } from "./program.js";
import { version } from "./version.js";
import type { World } from "./world.js";

/** Runs one command line (without node and the script) and returns the code to exit with; never throws. */
export async function run(argv: readonly string[], world: World): Promise<ExitCode> {
  const cli = openCli(world, asksFor("--json", argv));
  try {
    await execute(cli, argv);
    await finish(cli);
  } catch (error) {
    cli.part = end(cli, toExit(error), argv);
    await finish(cli);
  }
  return cli.code;
}

const asksFor = (option: string, argv: readonly string[]): boolean =>
  argv.slice(0, argv.includes("--") ? argv.indexOf("--") : undefined).includes(option);

async function execute(cli: Cli, argv: readonly string[]): Promise<void> {
  try {
    await program(cli).parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // The parser also throws after it has printed a help text or the version.
    if (error.exitCode !== 0) throw wrongUsage(cli, error);
  }
}

async function finish(cli: Cli): Promise<void> {
  if (cli.json && cli.part !== null) await printEnvelope(cli, cli.part);
}

/** The error for a command line that the parser refuses. */
function wrongUsage(cli: Cli, error: CommanderError): Exit {
  const help = cli.command === null ? "`feat --help`" : `\`feat ${cli.command} --help\``;
  // Without a command, the parser has printed the help text.
  if (error.code === "commander.help") return usage(cli.json ? "no command was given" : "", `${help} lists them`);
  const [message = "", ...more] = error.message.replace(/^error: /, "").split("\n");
  const near = /^\(Did you mean (.*)\?\)$/.exec(more.join(" "))?.[1];
  return usage(message, near === undefined ? `${help} tells more` : `did you mean ${near}?`);
}

/** Reports why a command ended. Returns the command's part of the envelope. */
function end(cli: Cli, exit: Exit, argv: readonly string[]): Part {
  cli.code = exit.code;
  const stack = (exit.cause instanceof Error ? exit.cause.stack : exit.stack) ?? exit.message;
  if (exit.code === exitCodes.fault) return fault(cli, exit, argv, stack);
  noteExit(cli, exit);
  if (exit.message !== "" && asksFor("--debug", argv)) note(cli, cli.err.dim(visibleLines(stack)));
  return {};
}

function fault(cli: Cli, exit: Exit, argv: readonly string[], stack: string): Part {
  const report = [
    `feat ${version}, node ${process.version}, ${process.platform} ${process.arch}`,
    `feat ${argv.map(hidden).join(" ")}`,
    ...stack.split("\n"),
  ].map(visible);
  noteExit(cli, new Exit(exit.code, `this is a fault of Feat's own: ${exit.message}`));
  note(cli, "Please report it with these words:\n");
  for (const line of report) note(cli, `  ${line}`);
  return { report };
}

/** Hides the values of keys and request fields, which may be personal data, from reports. */
const hidden = (argument: string): string =>
  /^[\w.-]+=/.test(argument)
    ? argument.replace(/=.*$/s, "=…")
    : /\s/.test(argument)
      ? JSON.stringify(argument)
      : argument;
