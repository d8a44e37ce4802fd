import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { diskHost } from "../../cli/disk-host.js";
import { compile, generate } from "../../compiler/compile.js";
import { writeArtifacts } from "../../compiler/emit/files.js";
import { formatTypeScript } from "../../compiler/emit/format-typescript.js";
import { buildModel, manifestText } from "../../compiler/model/index.js";
import { planMaterialize, planTraining } from "../../compiler/plan/index.js";
import { readProject } from "../../compiler/project/index.js";
import { materializeArtifact, trainingArtifact } from "../../compiler/sql/index.js";
import { enumsIn } from "../../compiler/symbols/enums.js";
import { bind } from "../../compiler/symbols/index.js";
import { printClient, printTransforms } from "../../compiler/typescript/index.js";
import { parse } from "../../grammar/index.js";

export type Phases = Readonly<Record<string, number>>;

/**
 * CPU milliseconds of each phase of `feat check`, then of those that `feat compile` adds. Each phase runs by itself
 * once, in one process that ran nothing before it, as in a command.
 */
export async function measurePhases(folder: string, wanted: "check" | "compile"): Promise<Phases> {
  const spent: Record<string, number> = {};
  const measured = async <T>(name: string, run: () => T | Promise<T>): Promise<T> => {
    const start = process.cpuUsage();
    const value = await run();
    const { user, system } = process.cpuUsage(start);
    spent[name] = (user + system) / 1000;
    return value;
  };
  const texts = await measured("read", () =>
    diskHost.list(folder, "features/*.feat").map((path) => ({ path, text: diskHost.read(join(folder, path)) ?? "" })),
  );
  const files = await measured("parse", () =>
    texts.map(({ path, text }) => {
      const { file, issues } = parse(text);
      return { path, text, ast: file, issues };
    }),
  );
  const config = await measured("configure", () => readProject(diskHost, folder, () => enumsIn(files)).value);
  if (config === null) throw new Error("the configuration has errors");
  await measured("bind names", () => bind(files, config.sources));
  await measured("model", () => buildModel({ project: config, files }));
  // The whole pipeline once more: the phases below need its answer, and the run proves that they agree with the
  // command.
  const compiled = compile(diskHost, folder).value;
  if (compiled === null) throw new Error("the project has errors");
  if (wanted === "check") return spent;
  const { project } = compiled;
  await measured("plan", () => {
    for (const service of project.services) planTraining(project, service);
    for (const view of project.views) planMaterialize(project, view);
  });
  await measured("plan, sql", () => {
    for (const service of project.services) trainingArtifact(project, service, { alternatives: false });
    for (const view of project.views) materializeArtifact(project, view);
  });
  const written = await measured("typescript", () => [printClient(project), printTransforms(project, "../..")]);
  await measured("format", async () => {
    await formatTypeScript(written[0]!, "client.ts");
    await formatTypeScript(written[1]!, "transforms.ts");
  });
  await measured("manifest", () => manifestText(project));
  const artifacts = await generate(project);
  const out = mkdtempSync(join(tmpdir(), "feat-bench-emit-"));
  await measured("write", () => writeArtifacts(out, artifacts));
  rmSync(out, { recursive: true });
  return spent;
}
