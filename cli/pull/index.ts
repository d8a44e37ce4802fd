/**
 * `feat pull`: writes how data are declared into the YAML of sources.
 *
 * In: places of data, or none for all sources that are declared. Out: the new text of each YAML file, and what changed.
 * Always: nothing that a person wrote is changed or removed. Only a guess that its comment marks is guessed again, and
 * only if the data contradict it. The result is a valid configuration, or nothing is written.
 */
import { join, resolve } from "node:path";
import { configure } from "../../compiler/compile.js";
import { hasErrors } from "../../compiler/diagnostics/index.js";
import { type DeclaredSource, edited, placedAt, sourcesText } from "../../compiler/project/index.js";
import { parse } from "../../grammar/index.js";
import { DataError } from "../../runtime/errors.js";
import type { RawData } from "../../runtime/warehouse/data/index.js";
import type { Warehouse } from "../../runtime/warehouse/warehouse.js";
import type { Cli } from "../cli.js";
import { diskHost } from "../disk-host.js";
import { failed, shownIn } from "../project.js";
import { type TargetOptions, targetOf } from "../target.js";
import { addSource } from "./add-source.js";
import { withCsvForm } from "./csv-form.js";
import type { DataPlace } from "./places.js";
import { nothing, type Pulled, type PullProject } from "./pulled.js";
import { resolvePlaces } from "./resolve-places.js";
import { updateSource } from "./update-source.js";
import { openWarehouses } from "./warehouses.js";

export type { Pulled, PullProject } from "./pulled.js";

export interface PullResult {
  readonly pulled: readonly Pulled[];
  /** The files that change: their paths from the project's folder. */
  readonly files: readonly { readonly file: string; readonly before: string; readonly after: string }[];
}

/** Reads a project's configuration. Its `.feat` files may have errors, and the YAML of sources need not exist yet. */
export function projectToPull(cli: Cli, dir: string): PullProject {
  // A file of sources may be empty, because this command is to fill it.
  const read = (path: string): string | null => {
    const text = diskHost.read(path);
    return text !== null && /\.ya?ml$/.test(path) && text.split("\n").every((line) => /^\s*(#.*)?$/.test(line))
      ? "sources: {}\n"
      : text;
  };
  const { value, diagnostics } = configure({ ...diskHost, read }, dir);
  const own = diagnostics.filter(({ name }) => name !== "missing-file" && name !== "no-feature-files");
  const textOf = (file: string): string | null => diskHost.read(join(dir, file));
  if (value === null || hasErrors(own))
    throw failed(cli, { read: textOf, shown: shownIn(cli, { dir }) }, value === null ? diagnostics : own);
  return { dir, config: value, host: diskHost };
}

/** `tell` is called with the work at hand and a fraction from 0 to 1. */
export async function pullSources(
  cli: Cli,
  project: PullProject,
  said: readonly string[],
  options: TargetOptions,
  tell: (text: string, done: number) => void,
  signal?: AbortSignal,
): Promise<PullResult> {
  const { dir, config, host } = project;
  await using warehouses = openWarehouses(cli, project, options, signal);
  const newFile = config.sourceFiles[0] ?? "sources.yaml";
  const asked = await resolvePlaces(cli, project, newFile, said, warehouses);
  const atTarget = async (declared: DeclaredSource): Promise<DeclaredSource> => {
    const { name } = targetOf(cli, project, options);
    return { ...declared, source: placedAt(declared.source, name, await warehouses.dialect()) };
  };
  const texts = new Map<string, string>();
  const textOf = (file: string): string => texts.get(file) ?? host.read(join(dir, file)) ?? "";
  const pulled: Pulled[] = [];
  const taken = new Set(
    [...config.sources.map(({ source }) => source.name), ...namesIn(project)].map((name) => name.toLowerCase()),
  );
  for (const [index, one] of asked.entries()) {
    const show = (done: number): void =>
      tell(one.kind === "source" ? one.declared.source.name : one.place.base, (index + done) / asked.length);
    show(0);
    const file = one.kind === "source" ? one.declared.source.at.file : newFile;
    const text = textOf(file);
    const yaml = sourcesText(text);
    try {
      if (yaml === null)
        throw new DataError(
          `${file} is not a map of sources that can be added to: write \`sources:\` and each source below it on lines of its own`,
        );
      const done =
        one.kind === "source"
          ? await updateSource(
              await atTarget(one.declared),
              await warehouses.dialect(),
              warehouses,
              { text, yaml },
              show,
            )
          : await addSource(
              await withCsvForm(one.place, (place) => dataOf(warehouses, place)),
              { text, yaml, taken },
              show,
            );
      texts.set(file, edited(text, done.edits));
      pulled.push({ ...done.pulled, file });
    } catch (error) {
      if (!(error instanceof DataError) || signal?.aborted === true) throw error;
      const source = one.kind === "source" ? one.declared.source.name : one.place.base;
      pulled.push({ ...nothing(source), file, action: "unreadable", problem: error.message });
    }
  }
  const files = [...texts].flatMap(([file, after]) => {
    const before = host.read(join(dir, file)) ?? "";
    return before === after ? [] : [{ file, before, after }];
  });
  checkResult(cli, project, files);
  return { pulled, files };
}

/** The names of the project's `.feat` files, which sources share. */
const namesIn = ({ dir, config, host }: PullProject): readonly string[] =>
  config.features.flatMap((file) =>
    parse(host.read(join(dir, file)) ?? "").file.declarations.flatMap((decl) => ("name" in decl ? decl.name.text : [])),
  );

const dataOf = async (
  warehouses: { readonly forPlace: (location: DataPlace["location"]) => Promise<Warehouse> },
  { location }: DataPlace,
): Promise<RawData> => (await warehouses.forPlace(location)).openData(location);

/** The command ends if the new texts have an error, before any of them is written. */
function checkResult(cli: Cli, { dir, host }: PullProject, files: PullResult["files"]): void {
  const texts = new Map(files.map(({ file, after }) => [resolve(dir, file), after]));
  const read = (path: string): string | null => texts.get(resolve(path)) ?? host.read(path);
  const { diagnostics } = configure({ ...host, read }, dir);
  const own = diagnostics.filter(
    ({ severity, name }) => severity === "error" && name !== "no-feature-files" && name !== "missing-file",
  );
  if (own.length > 0) throw failed(cli, { read: (file) => read(join(dir, file)), shown: shownIn(cli, { dir }) }, own);
}
