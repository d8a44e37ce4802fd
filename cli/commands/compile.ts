import { join, relative } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Command } from "commander";
import type { Difference, Written } from "../../compiler/emit/index.js";
import { type Cli, note, noteDiagnostics, print } from "../cli.js";
import type { Part } from "../envelope.js";
import { exitCodes } from "../exit.js";
import { interruptible } from "../interrupt.js";
import type { ProjectOptions } from "../project.js";
import { plural } from "../terminal/table.js";
import { FeatCommand } from "./command.js";
import { strictOption } from "./options.js";

interface CompileOptions extends ProjectOptions {
  readonly check?: true;
  readonly strict?: true;
}

/** Writes the project's artifacts; or, with `--check`, says how the written ones differ. */
export const compile = (cli: Cli): Command =>
  new FeatCommand(cli, "compile")
    .description("Generate the project's SQL, TypeScript and manifest")
    .option("--check", "write nothing; exit 1 if a generated file is stale, missing or left over")
    .addOption(strictOption())
    .answer(async (_: unknown, command: Command) => {
      const { checkProject, failed } = await import("../project.js");
      const { checkArtifacts, emit, writeArtifacts } = await import("../../compiler/emit/index.js");
      const options = command.optsWithGlobals<CompileOptions>();
      const checked = checkProject(cli, options);
      const { compiled, diagnostics } = checked;
      if (compiled === null || (options.strict && diagnostics.length > 0)) {
        throw failed(cli, checked, diagnostics);
      }
      noteDiagnostics(cli, diagnostics, checked.read, checked.shown);
      const dir = join(checked.dir, compiled.config.out, compiled.project.name);
      /** As the reader would call it. */
      const out = relative(cli.world.cwd, dir) || ".";
      const artifacts = await emit(compiled.project, relative(dir, checked.dir).replaceAll("\\", "/"));
      return options.check
        ? compare(cli, out, artifacts.length, checkArtifacts(dir, artifacts))
        : write(cli, out, await interruptible(cli, () => `${out} is written whole`, writing));
      async function writing(signal: AbortSignal): Promise<Written> {
        const written = writeArtifacts(dir, artifacts);
        // A signal is heard when nothing runs.
        await setImmediate();
        signal.throwIfAborted();
        return written;
      }
    });

function write(cli: Cli, out: string, { written, removed, unchanged }: Written): Part {
  for (const path of written) print(cli, `${cli.out.good("+")} ${join(out, path)}`);
  for (const path of removed) print(cli, `${cli.out.bad("-")} ${join(out, path)}`);
  print(cli, `${out}: ${plural(written.length, "file")} written, ${unchanged} unchanged, ${removed.length} removed`);
  return { out, written, removed, unchanged };
}

function compare(cli: Cli, out: string, count: number, differences: readonly Difference[]): Part {
  if (differences.length > 0) cli.code = exitCodes.failed;
  for (const { kind, path, line } of differences) {
    note(cli, `${cli.err.error(kind)} ${join(out, path)}${line === null ? "" : `:${line.number}`}`);
    if (line !== null) note(cli, `  ${cli.err.bad(`- ${line.is}`)}\n  ${cli.err.good(`+ ${line.should}`)}`);
  }
  if (differences.length === 0) print(cli, `${out}: ${plural(count, "file")} up to date`);
  else note(cli, `${plural(differences.length, "difference")}; ${cli.err.help("help")}: run \`feat compile\``);
  return { out, differences };
}
