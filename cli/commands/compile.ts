import { join, relative } from "node:path";
import { Command } from "commander";
import { type Artifact, checkArtifacts, type DifferenceKind, emit, writeArtifacts } from "../../compiler/emit/index.js";
import { type Cli, jsonDiagnostics, note, noteDiagnostics, print, printJson } from "../cli.js";
import { data, exitCodes } from "../exit.js";
import { type Checked, checkProject, failed, type ProjectOptions } from "../project.js";
import { plural } from "../terminal/table.js";
import { visible } from "../terminal/visible.js";
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
    .option(
      "--check",
      "write nothing; exit 1 if a generated file is stale, missing or left over, or a file is not Feat's",
    )
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

/** What is to be done about each kind of difference. */
const ways: Readonly<Record<DifferenceKind, string>> = {
  stale: "run `feat compile`",
  missing: "run `feat compile`",
  orphaned: "run `feat compile`",
  unknown: "what is unknown is not Feat's, and `feat compile` leaves it alone: move or delete it yourself",
  blocked: "something that is not Feat's stands where a generated file or folder belongs: move or delete it yourself",
};

function write(cli: Cli, options: CompileOptions, checked: Checked, out: Out, artifacts: readonly Artifact[]): void {
  const blocked = checkArtifacts(out.dir, artifacts).filter(({ kind }) => kind === "blocked");
  if (blocked.length > 0) {
    const paths = blocked.map(({ path }) => shownIn(out, path)).join(", ");
    throw data(`can't write ${paths}: something else stands there`, ways.blocked);
  }
  const { written, removed, unchanged, unknown } = writeArtifacts(out.dir, artifacts);
  if (options.json) {
    const diagnostics = jsonDiagnostics(checked.diagnostics, checked.read);
    printJson(cli, { ok: true, out: out.shown, written, removed, unchanged, unknown, diagnostics });
    return;
  }
  for (const path of written) print(cli, `${cli.out.good("+")} ${shownIn(out, path)}`);
  for (const path of removed) print(cli, `${cli.out.bad("-")} ${shownIn(out, path)}`);
  print(
    cli,
    `${visible(out.shown)}: ${plural(written.length, "file")} written, ${unchanged} unchanged, ${removed.length} removed`,
  );
  for (const path of unknown) note(cli, `${cli.err.warning("unknown")} ${shownIn(out, path)}`);
  if (unknown.length > 0) note(cli, `${cli.err.help("help")}: ${ways.unknown}`);
}

const shownIn = (out: Out, path: string): string => visible(join(out.shown, path));

function compare(cli: Cli, options: CompileOptions, checked: Checked, out: Out, artifacts: readonly Artifact[]): void {
  const differences = checkArtifacts(out.dir, artifacts);
  if (differences.length > 0) cli.code = exitCodes.failed;
  if (options.json) {
    const diagnostics = jsonDiagnostics(checked.diagnostics, checked.read);
    printJson(cli, { ok: differences.length === 0, out: out.shown, differences, diagnostics });
    return;
  }
  for (const { kind, path, line } of differences) {
    note(cli, `${cli.err.error(kind)} ${shownIn(out, path)}${line === null ? "" : `:${line.number}`}`);
    if (line !== null)
      note(cli, `  ${cli.err.bad(`- ${visible(line.is)}`)}\n  ${cli.err.good(`+ ${visible(line.should)}`)}`);
  }
  if (differences.length === 0) {
    print(cli, `${visible(out.shown)}: ${plural(artifacts.length, "file")} up to date`);
    return;
  }
  const help = new Set(differences.map(({ kind }) => ways[kind]));
  note(cli, `${plural(differences.length, "difference")}; ${cli.err.help("help")}: ${[...help].join("\n")}`);
}
