import { join, relative } from "node:path";
import type { Command } from "commander";
import type { Difference, Written } from "../../compiler/emit/index.js";
import { type Cli, note, noteDiagnostics, print } from "../cli.js";
import type { Part } from "../envelope.js";
import { exitCodes } from "../exit.js";
import type { ProjectOptions } from "../project.js";
import { firstFew, moreText } from "../terminal/first-few.js";
import { plural } from "../terminal/table.js";
import { FeatCommand } from "./command.js";
import { strictOption } from "./options.js";

interface CompileOptions extends ProjectOptions {
  readonly check?: true;
  readonly strict?: true;
}

/** Writes the project's artifacts, or with `--check` reports how the written ones differ. */
export const compile = (cli: Cli): Command =>
  new FeatCommand(cli, "compile")
    .description("Generate the project's SQL, TypeScript client and manifest")
    .option("--check", "write nothing; fail if a generated file is stale, missing or left over")
    .addOption(strictOption())
    .examples("feat compile", "feat compile --check    # in CI")
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
        : write(cli, out, writeArtifacts(dir, artifacts));
    });

function write(cli: Cli, out: string, { written, removed, unchanged }: Written): Part {
  for (const path of written) print(cli, `${cli.out.good("+")} ${join(out, path)}`);
  for (const path of removed) print(cli, `${cli.out.bad("-")} ${join(out, path)}`);
  print(cli, `${out}: ${plural(written.length, "file")} written, ${unchanged} unchanged, ${removed.length} removed`);
  return { out, written, removed, unchanged };
}

function compare(cli: Cli, out: string, count: number, differences: readonly Difference[]): Part {
  if (differences.length > 0) cli.code = exitCodes.failed;
  for (const kind of new Set(differences.map((difference) => difference.kind))) {
    const ofKind = differences.filter((difference) => difference.kind === kind);
    const { shown, more } = firstFew(ofKind, cli.all);
    for (const { path, line } of shown) {
      note(cli, `${cli.err.error(kind)} ${join(out, path)}${line === null ? "" : `:${line.number}`}`);
      if (line !== null) note(cli, `  ${cli.err.bad(`- ${line.is}`)}\n  ${cli.err.good(`+ ${line.should}`)}`);
    }
    if (more > 0) note(cli, cli.err.dim(moreText(more)));
  }
  if (differences.length === 0) print(cli, `${out}: ${plural(count, "file")} up to date`);
  else note(cli, `${plural(differences.length, "difference")}; ${cli.err.help("help")}: run \`feat compile\``);
  return { out, differences };
}
