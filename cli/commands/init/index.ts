/**
 * `feat init`: a new project.
 *
 * In: a folder, and data to start from. Out: a project in it on which every command succeeds: a small example, or one
 * whose sources are the data.
 * Always: no file is overwritten; if one of the project's files is there already, none is written.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import type { Command } from "commander";
import { projectFile } from "../../../compiler/project/project-file.js";
import { visible } from "../../../runtime/visible.js";
import { type Cli, print } from "../../cli.js";
import { usage } from "../../exit.js";
import { interruptible } from "../../interrupt.js";
import { manifestPath, version } from "../../version.js";
import { FeatCommand } from "../command.js";
import { featYaml, get, instant, service, surroundings, type TemplateFile, template, withSchema } from "./template.js";

interface InitOptions {
  readonly from?: readonly string[];
  readonly json?: boolean;
}

export const init = (cli: Cli): FeatCommand =>
  new FeatCommand(cli, "init")
    .description("Write a small project that works, to start from; with --from one whose sources are your data")
    .argument(
      "[dir]",
      "the project's folder; it is made if it does not exist (with --from the default is the current one)",
    )
    .option(
      "--from <data...>",
      "files, folders of files, a DuckDB file or a Postgres URL, and tables of it: their sources, an entity, views, a service and labels are proposed",
    )
    .examples(
      "feat init my-features",
      "feat init my-features --from data/",
      "feat init my-features --from warehouse.duckdb orders customers",
      'feat init my-features --from "$DATABASE_URL" table:public.orders',
    )
    .answer(async (folder: string | undefined, _: unknown, command: Command) => {
      const { from, json } = command.optsWithGlobals<InitOptions>();
      if (folder === undefined && from === undefined) throw usage("say the project's folder: `feat init DIR`");
      const said = folder ?? ".";
      const dir = resolve(cli.world.cwd, said);
      if (existsSync(join(dir, projectFile))) throw usage(`${said} is a project already: it has a ${projectFile}`);
      const featlang = inPackage(dir) ? null : dependency(dir);
      const folderOfSchemas = featlang === null ? schemasAbove(dir) : join(dir, "node_modules/featlang/schemas");
      const schemas = folderOfSchemas === null ? null : pathFrom(dir, folderOfSchemas);
      const project = projectName(dir);
      if (from === undefined) {
        const paths = writeAll(said, dir, template(project, featlang, schemas));
        tell(cli, dir, paths, featlang === null ? nextSteps : ["npm install", ...nextSteps]);
        return { dir, files: paths };
      }
      const { progress } = await import("../../terminal/progress.js");
      const { startFromData } = await import("./from/index.js");
      const { reportPulled } = await import("../../terminal/pulled.js");
      refuseToOverwrite(said, dir, [...ownFiles, ...surroundings(project, featlang)]);
      const bar = progress(cli.world, json !== true);
      try {
        let yaml = "";
        const made = await interruptible(
          cli,
          () => "nothing was written",
          (signal) =>
            startFromData(
              cli,
              dir,
              from,
              (offline, dialects) => {
                yaml = featYaml(project, offline, dialects);
                return yaml;
              },
              (text, done) => bar.show(text, done),
              signal,
            ),
        );
        bar.stop();
        const files = [
          { path: projectFile, text: withSchema(schemas, "feat", yaml) },
          ...made.files.map((file) =>
            file.path === "sources.yaml" ? { ...file, text: withSchema(schemas, "sources", file.text) } : file,
          ),
          ...surroundings(project, featlang),
        ];
        const paths = writeAll(said, dir, files);
        for (const one of made.pulled) reportPulled(cli, one, (file) => join(relative(cli.world.cwd, dir), file));
        const steps = [
          ...(featlang === null ? [] : ["npm install"]),
          ...(yaml.includes("${DATABASE_URL}") ? ["export DATABASE_URL=…"] : []),
          "npx feat check --data",
          ...(made.service === null
            ? []
            : [
                `npx feat train ${made.service} --labels labels.csv --out training.parquet`,
                `npx feat materialize${made.instant === null ? "" : ` --to ${made.instant}`}`,
              ]),
        ];
        tell(cli, dir, paths, steps);
        return { dir, files: paths, sources: made.pulled };
      } finally {
        bar.stop();
      }
    });

/** The files of a project from data, besides those that every project has. */
const ownFiles: readonly TemplateFile[] = ["sources.yaml", "features/features.feat", "labels.csv"].map((path) => ({
  path,
  text: "",
}));

function refuseToOverwrite(said: string, dir: string, files: readonly TemplateFile[]): void {
  const inTheWay = files.find((file) => file.optional !== true && existsSync(join(dir, file.path)));
  if (inTheWay !== undefined) throw usage(`${join(said, inTheWay.path)} is there already`, "choose another folder");
}

/** Writes the files, and returns their paths. An optional one that is there already stays as it is. */
function writeAll(said: string, dir: string, all: readonly TemplateFile[]): readonly string[] {
  refuseToOverwrite(said, dir, all);
  const files = all.filter((file) => !(file.optional && existsSync(join(dir, file.path))));
  for (const file of files) {
    const path = join(dir, file.path);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.text, { flag: "wx" });
  }
  return files.map(({ path }) => path);
}

function tell(cli: Cli, dir: string, paths: readonly string[], steps: readonly string[]): void {
  const there = relative(cli.world.cwd, dir);
  for (const path of paths) print(cli, `${cli.out.good("+")} ${visible(join(there, path))}`);
  print(cli, `\nNext:\n`);
  if (there !== "") print(cli, `  cd ${/^[\w./-]+$/.test(there) ? there : JSON.stringify(there)}`);
  for (const line of steps) print(cli, `  ${line}`);
}

const nextSteps = [
  "npx feat compile",
  "npx feat test",
  `npx feat train ${service} --labels labels.csv --out training.parquet`,
  `npx feat materialize --to ${instant}`,
  `npx ${get}`,
];

/**
 * True if the folder is part of a package. Then it needs no package of its own: `npx feat` finds the installed Feat.
 */
function inPackage(dir: string): boolean {
  if (existsSync(join(dir, "package.json"))) return true;
  return dirname(dir) !== dir && inPackage(dirname(dir));
}

/**
 * The folder of schemas of the Feat that is installed in or above the folder; null if none is installed. Editors read
 * it on every machine that has the project, so the schemas of the running Feat would not do.
 */
function schemasAbove(dir: string): string | null {
  const installed = join(dir, "node_modules", "featlang");
  // Feat is not installed in its own repository: there the package itself is a folder above.
  const found = [installed, ...(dir === dirname(manifestPath) ? [dir] : [])]
    .map((folder) => join(folder, "schemas"))
    .find((schemas) => existsSync(join(schemas, "feat.schema.json")));
  if (found !== undefined) return found;
  return dirname(dir) === dir ? null : schemasAbove(dirname(dir));
}

/** The dependency on the running Feat: its version if it is installed, its folder if it is a checkout. */
function dependency(dir: string): string {
  const installed = dirname(manifestPath);
  if (installed.split(sep).includes("node_modules")) return `^${version}`;
  return `file:${pathFrom(dir, installed)}`;
}

/** The relative path, with `/` as separator, and with `./` or `../` before it. */
function pathFrom(dir: string, path: string): string {
  const found = relative(dir, path).split(sep).join("/");
  return found.startsWith(".") ? found : `./${found}`;
}

/** The project's name, made from the folder's name: letters, digits, `_` and `-`. */
function projectName(dir: string): string {
  const name = basename(dir).replace(/[^A-Za-z0-9_-]+/g, "_");
  return /^[A-Za-z_]/.test(name) ? name : `project_${name}`.replace(/_+$/, "");
}
