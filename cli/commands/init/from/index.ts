/**
 * `feat init --from`: a project that starts from data.
 *
 * In: files, folders of files, a database or some of its tables. Out: the files of a project whose sources are these
 * data, with an entity, a view of each source, a service and an example of labels.
 * Always: each guess is a comment that says so. The project compiles, and its first service trains and materializes at
 * once.
 */
import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { configure } from "../../../../compiler/compile.js";
import type { Host, ProjectConfig } from "../../../../compiler/project/index.js";
import { DataError } from "../../../../runtime/errors.js";
import type { Cli } from "../../../cli.js";
import { diskHost } from "../../../disk-host.js";
import { data, usage } from "../../../exit.js";
import { type Pulled, pullSources } from "../../../pull/index.js";
import { openWarehouses } from "../../../pull/warehouses.js";
import { databaseOf } from "./database.js";
import { proposeFeatures } from "./features.js";
import { instantAfter } from "./instant-after.js";
import { exampleLabels } from "./labels.js";

export interface StartedFromData {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly pulled: readonly Pulled[];
  readonly service: string | null;
  /** An instant after all labels, in RFC 3339. Null if there are none. */
  readonly instant: string | null;
}

/** `featYaml` makes the text of `feat.yaml` for a warehouse. */
export async function startFromData(
  cli: Cli,
  dir: string,
  said: readonly string[],
  featYaml: (offline: string, dialects: readonly string[]) => string,
  tell: (text: string, done: number) => void,
  signal: AbortSignal,
): Promise<StartedFromData> {
  const { offline, dialects, places, all, environment } = databaseOf(said, cli.world.cwd, dir, existsSync);
  const world = { ...cli.world, env: { ...cli.world.env, ...environment } };
  const own: Cli = { ...cli, world };
  const texts = new Map([
    ["feat.yaml", featYaml(offline, dialects)],
    ["sources.yaml", "sources: {}\n"],
    ["features/features.feat", ""],
  ]);
  const project = { dir, host: hostOf(dir, texts), config: configured(dir, texts) };
  const options = { target: "dev" };
  const named = all ? await allTables(own, project, options) : places;
  const { pulled, files } = await pullSources(own, project, named, options, tell, signal);
  const unread = pulled.find(({ action }) => action === "unreadable");
  if (unread !== undefined) throw data(`${unread.source}: ${unread.problem}`);
  const yaml = files.find(({ file }) => file === "sources.yaml")?.after ?? "sources: {}\n";
  texts.set("sources.yaml", yaml);
  const config = configured(dir, texts);
  const sources = config.sources.map(({ source }) => source);
  const { text, service, entity, labels } = proposeFeatures(sources);
  const made = [
    { path: "sources.yaml", text: yaml },
    {
      path: "features/features.feat",
      text: service === null ? "// Declare an entity and a view here, once sources.yaml has a source.\n" : text,
    },
  ];
  if (labels === null) return { files: made, pulled, service, instant: null };
  await using warehouses = openWarehouses(own, { dir, config }, options, signal);
  const dialect = await warehouses.dialect();
  try {
    const warehouse = await warehouses.forPlace(labels.location);
    const example = await exampleLabels(warehouse, labels, dialect, entity);
    const instant = example.last === null ? null : instantAfter(example.last);
    return { files: [...made, { path: "labels.csv", text: example.text }], pulled, service, instant };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    throw data(`labels.csv: ${error.message}`, null, error);
  }
}

async function allTables(
  cli: Cli,
  project: { readonly dir: string; readonly config: ProjectConfig },
  options: { readonly target: string },
): Promise<readonly string[]> {
  await using warehouses = openWarehouses(cli, project, options);
  const tables = await (await warehouses.target()).tables();
  if (tables.length === 0) throw usage("the database has no tables");
  return tables.map((name) => `table:${name}`);
}

/** The files of the project that are not written yet. */
const hostOf = (dir: string, texts: ReadonlyMap<string, string>): Host => ({
  read: (path) => texts.get(relative(dir, resolve(path))) ?? diskHost.read(path),
  list: (folder, pattern) =>
    resolve(folder) === dir
      ? [...texts.keys()].filter((path) => path.endsWith(".feat"))
      : diskHost.list(folder, pattern),
});

function configured(dir: string, texts: ReadonlyMap<string, string>): ProjectConfig {
  const { value, diagnostics } = configure(hostOf(dir, texts), dir);
  const error = diagnostics.find(({ severity }) => severity === "error");
  if (value === null || error !== undefined) throw new Error(`the new project has an error: ${error?.message}`);
  return value;
}
