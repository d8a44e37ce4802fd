import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { compile } from "../../../compiler/compile.js";
import type { Diagnostic } from "../../../compiler/diagnostics/index.js";
import type { Project } from "../../../compiler/ir/index.js";
import { type Dialect, dialectNamed, materializeArtifact, trainingArtifact } from "../../../compiler/sql/index.js";
import { loadArtifact } from "../../../compiler/typescript/index.js";
import { jsonEdge } from "../../../runtime/client/edges/json.js";
import {
  createClientRuntime,
  type Int,
  type JsonRow,
  materialize,
  type OnlineStore,
  openDuckDB,
  openEmbedded,
  trainingRows,
  type Warehouse,
  warehouses,
} from "../../../runtime/index.js";
import { sharedPostgres } from "../../support/own-postgres.js";
import type { Cell, Source } from "./case.js";
import { instantText } from "./instant.js";
import { duckdbForm, postgresForm, type TableForm, tableSql, yamlOf } from "./tables.js";

export type Json = JsonRow["features"][string];
export type Inputs = Readonly<Record<string, Cell>>;

/** A warehouse that evaluates programs. */
export interface Engine {
  readonly name: "duckdb" | "postgres";
  readonly dialect: Dialect;
  readonly form: TableForm;
  readonly opened: () => Promise<Warehouse>;
}

/** The data of a program: its `sources.yaml`, and the engines that can hold it. */
export interface Loaded {
  readonly yaml: string;
  readonly engines: readonly Engine[];
}

/** One warehouse of each kind and one folder for all tests of a file. */
export interface World {
  /** Creates the tables of the sources in every engine. */
  sources(sources: Readonly<Record<string, Source>>): Promise<Loaded>;
  /** A row for each label: its features as JSON, in the service's order. */
  train(
    engine: Engine,
    project: Project,
    labels: readonly { readonly at: Int | null; readonly inputs: Inputs }[],
  ): Promise<readonly Readonly<Record<string, Json>>[]>;
  /** A new store with all views materialized at `at`; null leaves it empty. */
  store(engine: Engine, project: Project, at: Int | null, from?: Int): Promise<OnlineStore>;
}

export function newWorld(): World {
  const folder = mkdtempSync(join(tmpdir(), "feat-meaning-"));
  const stores: OnlineStore[] = [];
  const closing: Promise<Warehouse>[] = [];
  const engineOf = (name: Engine["name"], form: TableForm, open: (dialect: Dialect) => Promise<Warehouse>): Engine => {
    const dialect = dialectNamed(name)!;
    let opened: Promise<Warehouse> | null = null;
    return {
      name,
      dialect,
      form,
      opened: () => {
        if (opened !== null) return opened;
        opened = open(dialect);
        closing.push(opened);
        return opened;
      },
    };
  };
  const engines = [
    engineOf("duckdb", duckdbForm, () => openDuckDB({ folder, environment: {}, threads: 1 })),
    engineOf("postgres", postgresForm, async (dialect) => {
      const prelude = dialect.prelude?.();
      return warehouses.get("postgres")!.open(await sharedPostgres(), { folder, environment: {}, prelude });
    }),
  ];
  let made = 0;
  afterAll(async () => {
    for (const store of stores) await store.close();
    for (const warehouse of closing) await (await warehouse).close();
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    sources: async (sources) => {
      const tables = Object.entries(sources).map(([name, source]) => ({ name, source, table: `t${made++}_${name}` }));
      // YAML reads JSON.
      const said = Object.fromEntries(tables.map(({ name, source, table }) => [name, yamlOf(source, table)]));
      const able: Engine[] = [];
      for (const engine of engines) {
        const statements = tables.map(({ source, table }) => tableSql(source, table, engine.form));
        if (statements.includes(null)) continue;
        able.push(engine);
        if (statements.length > 0) await (await engine.opened()).run(statements.join("; "));
      }
      return { yaml: JSON.stringify({ sources: said }, null, 2), engines: able };
    },
    train: async ({ dialect, opened }, project, labels) => {
      const [service] = project.services;
      if (service === undefined) throw new Error("there is no service");
      const artifact = trainingArtifact(project, service, { dialect });
      const readers = [...service.keys, ...service.requests].map(({ name, type }) => ({
        name,
        read: jsonEdge.reader(type),
      }));
      const rows = labels.map(({ at, inputs }) => ({
        at,
        inputs: Object.fromEntries(
          readers.map(({ name, read }) => [name, inputs[name] == null ? null : read(json(inputs[name]))] as const),
        ),
      }));
      const found: Readonly<Record<string, Json>>[] = [];
      const writers = artifact.features.map(({ name, type }) => ({ name, write: jsonEdge.writer(type) }));
      const warehouse = await opened();
      for await (const batch of trainingRows({ warehouse, artifact, labels: { kind: "rows", rows } })) {
        for (let row = 0; row < batch.rows; row++) {
          found.push(
            Object.fromEntries(writers.map(({ name, write }, at) => [name, write(batch.columns[at]?.[row] ?? null)])),
          );
        }
      }
      return found;
    },
    store: async ({ dialect, opened }, project, at, from) => {
      const store = openEmbedded(join(folder, `online${made++}`));
      stores.push(store);
      if (at === null) return store;
      const views = project.views.map((view) => materializeArtifact(project, view, undefined, { dialect }));
      await materialize({ warehouse: await opened(), store, project: loadArtifact(project), views, at, from });
      return store;
    },
  };
}

/** One row of the project's service, as JSON. */
export async function readOnline(
  store: OnlineStore,
  project: Project,
  inputs: Inputs,
  at: Int,
  unmaterialized?: "missing",
): Promise<JsonRow> {
  const [service] = project.services;
  if (service === undefined) throw new Error("there is no service");
  const row = Object.fromEntries(
    [...service.keys, ...service.requests].map(({ name }) => [name, json(inputs[name] ?? null)]),
  );
  const [answer] = await createClientRuntime(loadArtifact(project), { online: store, unmaterialized })
    .json(service.name)
    .getMany([row], { at });
  if (answer === undefined) throw new Error("a row without an answer");
  return answer;
}

/** As in JSON: short instants in full, and numbers that JSON lacks as text. */
export function json(cell: Cell | undefined): unknown {
  if (typeof cell === "bigint") return String(cell);
  if (typeof cell === "string") return instantText(cell);
  return Array.isArray(cell) ? (cell as readonly Cell[]).map(json) : cell;
}

export interface Built {
  readonly project: Project | null;
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly diagnostics: readonly Diagnostic[];
  readonly texts: Readonly<Record<string, string>>;
}
export function build(feat: string, sourcesYaml: string): Built {
  const texts: Readonly<Record<string, string>> = {
    "feat.yaml":
      "project: meaning\nfeatures: [main.feat]\nsources: sources.yaml\ndialects: [duckdb, postgres, spark]\n",
    "sources.yaml": sourcesYaml,
    "main.feat": feat,
  };
  const host = {
    read: (path: string) => (Object.hasOwn(texts, path) ? (texts[path] ?? null) : null),
    list: () => ["main.feat"],
  };
  const { value, diagnostics } = compile(host, "");
  return { project: value?.project ?? null, files: value?.files ?? [], diagnostics, texts };
}
