import { join, relative } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { Command } from "commander";
import type { Difference, DifferenceKind, Written } from "../../compiler/emit/index.js";
import { visible } from "../../runtime/visible.js";
import { type Cli, note, noteDiagnostics, print } from "../cli.js";
import type { Part } from "../envelope.js";
import { data, exitCodes } from "../exit.js";
import { interruptible } from "../interrupt.js";
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
    .option(
      "--check",
      "write nothing; fail if a generated file is stale, missing or left over, or a file is not Feat's",
    )
    .addOption(strictOption())
    .examples("feat compile", "feat compile --check    # in CI")
    .answer(async (_: unknown, command: Command) => {
      const { checkProject, failed } = await import("../project.js");
      const { checkArtifacts, writeArtifacts } = await import("../../compiler/emit/index.js");
      const { generate } = await import("../../compiler/compile.js");
      const { dialects, missingFunctions } = await import("../../compiler/sql/index.js");
      const options = command.optsWithGlobals<CompileOptions>();
      const checked = checkProject(cli, options);
      const { compiled, diagnostics } = checked;
      if (compiled === null || (options.strict && diagnostics.length > 0)) {
        throw failed(cli, checked, diagnostics);
      }
      const missing = Object.values(dialects)
        .filter(({ name }) => compiled.config.dialects.includes(name))
        .flatMap((dialect) => missingFunctions(compiled.project, compiled.files, dialect));
      if (missing.length > 0) throw failed(cli, checked, [...diagnostics, ...missing]);
      noteDiagnostics(cli, diagnostics, checked.read, checked.shown);
      const dir = join(checked.dir, compiled.config.out, compiled.project.name);
      /** The folder of the artifacts, relative to the current folder. */
      const out = relative(cli.world.cwd, dir) || ".";
      const home = relative(dir, checked.dir).replaceAll("\\", "/");
      const artifacts = await generate(compiled.project, home, compiled.config.dialects);
      const differences = checkArtifacts(dir, artifacts);
      if (options.check) return compare(cli, out, artifacts.length, differences);
      refuseBlocked(out, differences);
      return write(cli, out, await interruptible(cli, () => `${out} is written whole`, writing));
      async function writing(signal: AbortSignal): Promise<Written> {
        const written = writeArtifacts(dir, artifacts);
        // Node delivers a signal only when nothing runs.
        await setImmediate();
        signal.throwIfAborted();
        return written;
      }
    });

/** The way out of each kind of difference, for the user. */
const ways: Readonly<Record<DifferenceKind, string>> = {
  stale: "run `feat compile`",
  missing: "run `feat compile`",
  orphaned: "run `feat compile`",
  unknown: "what is unknown is not Feat's, and `feat compile` leaves it alone: move or delete it yourself",
  blocked: "something that is not Feat's stands where a generated file or folder belongs: move or delete it yourself",
};

const shownIn = (out: string, path: string): string => visible(join(out, path));

/** Ends the command, before anything is written, if something else is in the place of a generated file. */
function refuseBlocked(out: string, differences: readonly Difference[]): void {
  const blocked = differences.filter(({ kind }) => kind === "blocked");
  if (blocked.length === 0) return;
  const paths = blocked.map(({ path }) => shownIn(out, path)).join(", ");
  throw data(`can't write ${paths}: something else stands there`, ways.blocked);
}

function write(cli: Cli, out: string, { written, removed, unchanged, unknown }: Written): Part {
  for (const path of written) print(cli, `${cli.out.good("+")} ${shownIn(out, path)}`);
  for (const path of removed) print(cli, `${cli.out.bad("-")} ${shownIn(out, path)}`);
  print(
    cli,
    `${visible(out)}: ${plural(written.length, "file")} written, ${unchanged} unchanged, ${removed.length} removed`,
  );
  for (const path of unknown) note(cli, `${cli.err.warning("unknown")} ${shownIn(out, path)}`);
  if (unknown.length > 0) note(cli, `${cli.err.help("help")}: ${ways.unknown}`);
  return { out, written, removed, unchanged, unknown };
}

function compare(cli: Cli, out: string, count: number, differences: readonly Difference[]): Part {
  if (differences.length > 0) cli.code = exitCodes.failed;
  for (const kind of new Set(differences.map((difference) => difference.kind))) {
    const ofKind = differences.filter((difference) => difference.kind === kind);
    const { shown, more } = firstFew(ofKind, cli.all);
    for (const { path, line } of shown) {
      note(cli, `${cli.err.error(kind)} ${shownIn(out, path)}${line === null ? "" : `:${line.number}`}`);
      if (line !== null)
        note(cli, `  ${cli.err.bad(`- ${visible(line.is)}`)}\n  ${cli.err.good(`+ ${visible(line.should)}`)}`);
    }
    if (more > 0) note(cli, cli.err.dim(moreText(more)));
  }
  if (differences.length === 0) print(cli, `${visible(out)}: ${plural(count, "file")} up to date`);
  else {
    note(cli, plural(differences.length, "difference"));
    for (const way of new Set(differences.map(({ kind }) => ways[kind]))) note(cli, `${cli.err.help("help")}: ${way}`);
  }
  return { out, differences };
}
