import { join, relative } from "node:path";
import type { Command } from "commander";
import { type Artifact, checkArtifacts, emit, writeArtifacts } from "../../compiler/emit/index.js";
import { type Cli, note, noteDiagnostics, print } from "../cli.js";
import type { Part } from "../envelope.js";
import { exitCodes } from "../exit.js";
import { checkProject, failed, type ProjectOptions } from "../project.js";
import { plural } from "../terminal/table.js";
import { FeatCommand } from "./command.js";
import { strictOption } from "./options.js";

interface CompileOptions extends ProjectOptions {
  readonly check?: true;
  readonly strict?: true;
}

/** Where the artifacts go: the folder, and what it is called from where the reader is. */
interface Out {
  readonly dir: string;
  readonly shown: string;
}

/** Writes the project's artifacts; or, with `--check`, says how the written ones differ. */
export const compile = (cli: Cli): Command =>
  new FeatCommand(cli, "compile")
    .description("Generate the project's SQL, TypeScript and manifest")
    .option("--check", "write nothing; exit 1 if a generated file is stale, missing or left over")
    .addOption(strictOption())
    .answer(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<CompileOptions>();
      const checked = checkProject(cli, options);
      const { compiled, diagnostics } = checked;
      if (compiled === null || (options.strict && diagnostics.length > 0)) {
        throw failed(cli, checked, diagnostics);
      }
      noteDiagnostics(cli, diagnostics, checked.read, checked.shown);
      const dir = join(checked.dir, compiled.config.out, compiled.project.name);
      const out = { dir, shown: relative(cli.world.cwd, dir) || "." };
      const artifacts = await emit(compiled.project, relative(dir, checked.dir).replaceAll("\\", "/"));
      return options.check ? compare(cli, out, artifacts) : write(cli, out, artifacts);
    });

function write(cli: Cli, out: Out, artifacts: readonly Artifact[]): Part {
  const { written, removed, unchanged } = writeArtifacts(out.dir, artifacts);
  for (const path of written) print(cli, `${cli.out.good("+")} ${join(out.shown, path)}`);
  for (const path of removed) print(cli, `${cli.out.bad("-")} ${join(out.shown, path)}`);
  print(
    cli,
    `${out.shown}: ${plural(written.length, "file")} written, ${unchanged} unchanged, ${removed.length} removed`,
  );
  return { out: out.shown, written, removed, unchanged };
}

function compare(cli: Cli, out: Out, artifacts: readonly Artifact[]): Part {
  const differences = checkArtifacts(out.dir, artifacts);
  if (differences.length > 0) cli.code = exitCodes.failed;
  for (const { kind, path, line } of differences) {
    note(cli, `${cli.err.error(kind)} ${join(out.shown, path)}${line === null ? "" : `:${line.number}`}`);
    if (line !== null) note(cli, `  ${cli.err.bad(`- ${line.is}`)}\n  ${cli.err.good(`+ ${line.should}`)}`);
  }
  if (differences.length === 0) print(cli, `${out.shown}: ${plural(artifacts.length, "file")} up to date`);
  else note(cli, `${plural(differences.length, "difference")}; ${cli.err.help("help")}: run \`feat compile\``);
  return { out: out.shown, differences };
}
