import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { benchFolder, type DataSet, end } from "../support/data.js";
import { type Measured, measuredProcess } from "../support/measured-process.js";
import type { ProjectOf, Work } from "./case.js";

const main = join(import.meta.dirname, "../../dist/cli/main.js");

/** Writes a project into a folder of its own and gives the folder. */
export const writeProject = (name: string, project: ProjectOf, path: (data: DataSet) => string): string =>
  writeFiles(name, project(path));

/** Writes a project's files into a folder of its own and gives the folder. */
export function writeFiles(name: string, files: Readonly<Record<string, string>>): string {
  if (!existsSync(main)) throw new Error("build first: npm run build");
  const folder = join(benchFolder, "projects", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
  return folder;
}

/** Runs the built command, as a user does. */
export const feat = (folder: string, argv: readonly string[], timeout: number): Promise<Measured> =>
  measuredProcess([process.execPath, main, ...argv, "--project", folder], { cwd: folder, timeout });

/** Makes a training set in `feat.parquet`, or fills an empty online store. */
export function runFeat(
  folder: string,
  work: Work,
  path: (data: DataSet) => string,
  timeout: number,
): Promise<Measured> {
  if (work.kind === "train")
    return feat(
      folder,
      ["train", work.service, "--labels", path(work.labels), "--out", join(folder, "feat.parquet"), "--json"],
      timeout,
    );
  rmSync(join(folder, "online"), { recursive: true, force: true });
  return feat(folder, ["materialize", "--to", end], timeout);
}
