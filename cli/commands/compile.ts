import { join, relative } from "node:path";
import { Command } from "commander";
import { type Artifact, checkArtifacts, emit, writeArtifacts } from "../../compiler/emit/index.js";
import { type Cli, jsonDiagnostics, note, noteDiagnostics, print, printJson } from "../cli.js";
import { exitCodes } from "../exit.js";
import { type Checked, checkProject, failed, type ProjectOptions } from "../project.js";
import { plural } from "../terminal/table.js";
import { jsonOption, strictOption } from "./options.js";

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
  new Command("compile")
    .description("Generate the project's SQL, TypeScript and manifest")
    .option("--check", "write nothing; exit 1 if a generated file is stale, missing or left over")
    .addOption(strictOption())
    .addOption(jsonOption())
    .action(async (_: unknown, command: Command) => {
      const options = command.optsWithGlobals<CompileOptions>();
      const checked = checkProject(cli, options);
      const { compiled, diagnostics } = checked;
      if (compiled === null || (options.strict && diagnostics.length > 0)) {
        throw failed(cli, options, checked, diagnostics);
      }
      if (!options.json) noteDiagnostics(cli, diagnostics, checked.read, checked.shown);
      const dir = join(checked.dir, compiled.config.out, compiled.project.name);
      const out = { dir, shown: relative(cli.world.cwd, dir) || "." };
      const artifacts = await emit(compiled.project, relative(dir, checked.dir).replaceAll("\\", "/"));
      if (options.check) compare(cli, options, checked, out, artifacts);
      else write(cli, options, checked, out, artifacts);
    });

function write(cli: Cli, options: CompileOptions, checked: Checked, out: Out, artifacts: readonly Artifact[]): void {
  const { written, removed, unchanged } = writeArtifacts(out.dir, artifacts);
  if (options.json) {
    const diagnostics = jsonDiagnostics(checked.diagnostics, checked.read);
    printJson(cli, { ok: true, out: out.shown, written, removed, unchanged, diagnostics });
    return;
  }
  for (const path of written) print(cli, `${cli.out.good("+")} ${join(out.shown, path)}`);
  for (const path of removed) print(cli, `${cli.out.bad("-")} ${join(out.shown, path)}`);
  print(
    cli,
    `${out.shown}: ${plural(written.length, "file")} written, ${unchanged} unchanged, ${removed.length} removed`,
  );
}

function compare(cli: Cli, options: CompileOptions, checked: Checked, out: Out, artifacts: readonly Artifact[]): void {
  const differences = checkArtifacts(out.dir, artifacts);
  if (differences.length > 0) cli.code = exitCodes.failed;
  if (options.json) {
    const diagnostics = jsonDiagnostics(checked.diagnostics, checked.read);
    printJson(cli, { ok: differences.length === 0, out: out.shown, differences, diagnostics });
    return;
  }
  for (const { kind, path, line } of differences) {
    note(cli, `${cli.err.error(kind)} ${join(out.shown, path)}${line === null ? "" : `:${line.number}`}`);
    if (line !== null) note(cli, `  ${cli.err.bad(`- ${line.is}`)}\n  ${cli.err.good(`+ ${line.should}`)}`);
  }
  if (differences.length === 0) print(cli, `${out.shown}: ${plural(artifacts.length, "file")} up to date`);
  else note(cli, `${plural(differences.length, "difference")}; ${cli.err.help("help")}: run \`feat compile\``);
}
