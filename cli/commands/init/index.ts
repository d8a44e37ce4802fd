/**
 * `feat init`: a new project.
 *
 * In: a folder. Out: a small project in it on which every command succeeds.
 * Always: no file is overwritten; if one of the project's files is there already, none is written.
 */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { projectFile } from "../../../compiler/project/project-file.js";
import { visible } from "../../../runtime/visible.js";
import { type Cli, print } from "../../cli.js";
import { usage } from "../../exit.js";
import { manifestPath, version } from "../../version.js";
import { FeatCommand } from "../command.js";
import { get, instant, service, template } from "./template.js";

export const init = (cli: Cli): FeatCommand =>
  new FeatCommand(cli, "init")
    .description("Write a small project that works, to start from")
    .argument("<dir>", "the project's folder; it is made if it does not exist")
    .examples("feat init my-features")
    .answer(async (said: string) => {
      const dir = resolve(cli.world.cwd, said);
      if (existsSync(join(dir, projectFile))) throw usage(`${said} is a project already: it has a ${projectFile}`);
      const featlang = inPackage(dir) ? null : dependency(dir);
      const schemas = featlang === null ? schemasAbove(dir) : join(dir, "node_modules/featlang/schemas");
      const files = template(projectName(dir), featlang, schemas === null ? null : pathFrom(dir, schemas)).filter(
        (file) => !(file.optional && existsSync(join(dir, file.path))),
      );
      const inTheWay = files.find((file) => existsSync(join(dir, file.path)));
      if (inTheWay !== undefined) throw usage(`${join(said, inTheWay.path)} is there already`, "choose another folder");
      for (const file of files) {
        const path = join(dir, file.path);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, file.text, { flag: "wx" });
      }
      const paths = files.map((file) => file.path);
      for (const path of paths) print(cli, `${cli.out.good("+")} ${visible(join(relative(cli.world.cwd, dir), path))}`);
      const there = relative(cli.world.cwd, dir);
      print(cli, `\nNext:\n`);
      if (there !== "") print(cli, `  cd ${/^[\w./-]+$/.test(there) ? there : JSON.stringify(there)}`);
      for (const line of featlang === null ? nextSteps : ["npm install", ...nextSteps]) print(cli, `  ${line}`);
      return { dir, files: paths };
    });

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
