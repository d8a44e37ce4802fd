import type { Diagnostic, JsonDiagnostic, ReadText } from "../compiler/diagnostics/index.js";
import { renderJson } from "../compiler/diagnostics/render/json.js";
import { visibleLines } from "../runtime/visible.js";
import { type EndDiagnostic, endDiagnostic, envelopeText, type Part } from "./envelope.js";
import { type Exit, type ExitCode, exitCodes } from "./exit.js";
import { type Paint, paintFor } from "./terminal/colours.js";
import { diagnosticsText } from "./terminal/diagnostics.js";
import type { Stream, World } from "./world.js";

/** The state that all parts of a command share while it runs. */
export interface Cli {
  /** Under `--json` its streams discard everything, so output for people is not shown. */
  readonly world: World;
  /** True if `--json` was given. The runner then prints one document on `stdout`, from the values below. */
  readonly json: boolean;
  readonly stdout: Stream;
  /** Where logs go, whoever reads the results. */
  readonly stderr: Stream;
  /** Colours for stdout and stderr. */
  readonly out: Paint;
  readonly err: Paint;
  /** True if `--all` was given. Lists are then shown in full. */
  all: boolean;
  /** The command's name; null until it is known. */
  command: string | null;
  /** The exit code of the process. The command sets it. */
  code: ExitCode;
  /** Everything that was reported so far. */
  readonly diagnostics: (JsonDiagnostic | EndDiagnostic)[];
  /** The command's own part of the JSON document; null if the command printed all of its documents itself. */
  part: Part | null;
}

export function openCli(world: World, json: boolean): Cli {
  const people = json ? { ...world, out: nowhere(world.out), err: nowhere(world.err) } : world;
  return {
    world: people,
    json,
    stdout: world.out,
    stderr: world.err,
    out: paintFor(people.out, world.env),
    err: paintFor(people.err, world.env),
    all: false,
    command: null,
    code: exitCodes.done,
    diagnostics: [],
    part: {},
  };
}

const nowhere = ({ width }: Stream): Stream => ({ isTerminal: false, width, write: () => {} });

/** A line of results for people, on stdout. */
export const print = (cli: Cli, text = ""): void => cli.world.out.write(`${text}\n`);
/** A line for people beside the results, on stderr. */
export const note = (cli: Cli, text: string): void => cli.world.err.write(`${text}\n`);

/** Reports what the compiler found. `shown` turns a file of the project into the path that the reader would open. */
export function noteDiagnostics(
  cli: Cli,
  diagnostics: readonly Diagnostic[],
  read: ReadText,
  shown: (file: string) => string,
): void {
  if (cli.json) cli.diagnostics.push(...diagnostics.map((diagnostic) => renderJson(diagnostic, read)));
  else if (diagnostics.length > 0)
    note(cli, diagnosticsText(diagnostics, { read, shown, paint: cli.err, all: cli.all }));
}

/** Reports why a command ends, or why a part of its work failed. An empty message was reported before. */
export function noteExit(cli: Cli, exit: Exit): void {
  if (exit.message === "") return;
  cli.diagnostics.push(endDiagnostic(exit));
  note(cli, `${cli.err.error("error:")} ${visibleLines(exit.message)}`);
  if (exit.help !== null) note(cli, `${cli.err.help("help")}: ${visibleLines(exit.help)}`);
}

/** Prints the JSON document of what ran so far. `lines`: as a single line, because more documents follow. */
export async function printEnvelope(cli: Cli, part: Part, options?: { readonly lines?: boolean }): Promise<void> {
  cli.stdout.write(await envelopeText({ ...cli, ok: cli.code === exitCodes.done }, part, options));
}
