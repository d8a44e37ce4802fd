import { type Diagnostic, type ReadText, renderJson, renderTerminal, summary } from "../compiler/diagnostics/index.js";
import { jsonTextOf } from "../runtime/json-text.js";
import { type ExitCode, exitCodes } from "./exit.js";
import { type Paint, paintFor } from "./terminal/colours.js";
import type { World } from "./world.js";

/** What commands share while one of them runs. */
export interface Cli {
  readonly world: World;
  /** Colours for stdout and stderr. */
  readonly out: Paint;
  readonly err: Paint;
  /** What the process ends with; set by the command. */
  code: ExitCode;
}

export function openCli(world: World): Cli {
  return { world, out: paintFor(world.out, world.env), err: paintFor(world.err, world.env), code: exitCodes.done };
}

/** A line on stdout: results only. */
export const print = (cli: Cli, text = ""): void => cli.world.out.write(`${text}\n`);
/** A line on stderr: what is said beside the results. */
export const note = (cli: Cli, text: string): void => cli.world.err.write(`${text}\n`);
export const printJson = (cli: Cli, value: unknown): void => print(cli, jsonTextOf(value, 2));

/** Diagnostics for people, on stderr. `shown` names a file of the project as the reader would open it. */
export function noteDiagnostics(
  cli: Cli,
  diagnostics: readonly Diagnostic[],
  read: ReadText,
  shown: (file: string) => string,
): void {
  for (const diagnostic of diagnostics) note(cli, `${renderTerminal(diagnostic, read, cli.err, shown)}\n`);
  if (diagnostics.length > 0) note(cli, summary(diagnostics));
}

export const jsonDiagnostics = (diagnostics: readonly Diagnostic[], read: ReadText) =>
  diagnostics.map((diagnostic) => renderJson(diagnostic, read));
