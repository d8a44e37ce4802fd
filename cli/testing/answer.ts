import type { Project, Service } from "../../compiler/ir/index.js";
import { serviceInputs } from "../../compiler/ir/service-inputs.js";
import { withoutStreams } from "../../compiler/project/index.js";
import {
  type Dialect,
  enterTests,
  type Instants,
  materializeArtifact,
  testColumn,
  trainingArtifact,
} from "../../compiler/sql/index.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import type {
  MaterializeArtifact,
  NamedType,
  ProjectArtifact,
  Sql,
  TrainingArtifact,
} from "../../runtime/artifacts.js";
import { jsonEdge } from "../../runtime/client/edges/json.js";
import type { Externs } from "../../runtime/index.js";
import {
  createClientRuntime,
  DataError,
  FeatureError,
  InputError,
  type Int,
  type JsonRow,
  type JsonService,
  materialize,
  type Query,
  trainingRows,
  type Value,
  type Warehouse,
} from "../../runtime/index.js";
import { loaderOf } from "../loader-of.js";
import { partitioned } from "./partition.js";
import type { Shape } from "./shapes.js";
import type { Spaces } from "./spaces.js";

export type Json = JsonRow["features"][string];
/** Features as JSON, or why there are none. */
export type Side<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: string };
export type SqlSide = Side<Readonly<Record<string, Json>>>;
export type OnlineSide = Side<Pick<JsonRow, "features" | "statuses">>;
export interface Answered {
  readonly sql: SqlSide;
  readonly online: OnlineSide;
}

/** A row that a question asks for: the keys and request fields by name. */
export interface Asked {
  readonly at: Int;
  readonly inputs: ReadonlyMap<string, Value>;
  /** The test whose rows are in the sources. */
  readonly data: number;
  /** The row is expected to fail, so the reason is not looked up. */
  readonly fails: boolean;
}
/** Used in place of a test's number for a question that gives no rows. */
export const noData = -1;

/** A view as it was materialized at one instant, for all rows that read it then. */
interface Stored {
  readonly tests: ReadonlySet<number>;
  /** The tests whose rows cannot be materialized, and why. Null until it was tried. */
  failed: ReadonlyMap<number, string> | null;
}

/**
 * Answers the rows of shapes in both ways: by SQL and by the generated TypeScript.
 *
 * With `apart`, each run has the rows of one test alone, and uses the statements of the project unchanged. Without it,
 * a run has the rows of many tests, and the test's number is one more key. This is much faster, but works only for
 * projects that can be partitioned.
 */
export class Answerer {
  readonly #project: Project;
  readonly #artifact: ProjectArtifact;
  readonly #client: { json(service: string): JsonService };
  readonly #services = new Map<number, JsonService>();
  readonly #training = new Map<number, TrainingArtifact>();
  readonly #views = new Map<string, MaterializeArtifact>();
  readonly #stored = new Map<string, Stored>();
  #entered = "";

  constructor(
    private readonly warehouse: Warehouse,
    private readonly spaces: Spaces,
    project: Project,
    private readonly apart: boolean,
    private readonly dialect: Dialect,
    private readonly externs: Externs = new Map(),
  ) {
    // The rows of a test are all there from the start.
    const own = withoutStreams(project);
    this.#project = apart ? own : partitioned(own);
    this.#artifact = loadArtifact(this.#project, externs);
    this.#client = createClientRuntime(this.#artifact, { online: spaces });
  }

  /** Announces the questions, so that a view is materialized once for all that read it at one instant. */
  expect(shape: Shape, asked: readonly Asked[]): void {
    for (const { at, data } of asked) {
      for (const view of viewsOf(shape.service)) {
        const key = this.#key(view, at, data);
        const { tests } = this.#stored.get(key) ?? { tests: new Set<number>() };
        this.#stored.set(key, { tests: new Set([...tests, data]), failed: null });
      }
    }
  }

  /** An answer for each row, in order. With `apart`, all rows are over the same data. */
  async answer(shape: Shape, asked: readonly Asked[]): Promise<readonly Answered[]> {
    const sql = await together(asked, (rows) => this.#trained(shape, rows));
    const online = new Array<OnlineSide>(asked.length);
    for (const [at, places] of byInstant(asked)) {
      const sides = await this.#served(
        shape,
        at,
        places.map((place) => asked[place]!),
      );
      for (const [index, place] of places.entries()) online[place] = sides[index]!;
    }
    return asked.map((_, index) => ({ sql: sql[index]!, online: online[index]! }));
  }

  async #trained(shape: Shape, asked: readonly Asked[]): Promise<readonly SqlSide[]> {
    await this.#enter(asked.map(({ data }) => data));
    const service = this.#service(shape);
    const artifact =
      this.#training.get(shape.id) ??
      trainingArtifact(this.#project, service, { again: true, dialect: this.dialect, load: loaderOf(this.externs) });
    this.#training.set(shape.id, artifact);
    const rows = asked.map((row) => ({ at: row.at, inputs: Object.fromEntries(this.#inputs(service, row)) }));
    const writers = artifact.features.map(({ type }) => jsonEdge.writer(type));
    const sides: SqlSide[] = [];
    // The result is read to its end: until then the warehouse keeps what it prepared for it.
    for await (const batch of trainingRows({
      warehouse: again(this.warehouse, asked.length > 1 || asked[0]!.fails),
      artifact,
      labels: { kind: "rows", rows },
    })) {
      for (let row = 0; row < batch.rows; row++) {
        const entries = artifact.features.map(({ name }, index) => {
          return [name, writers[index]!(batch.columns[index]![row] ?? null)] as const;
        });
        sides.push({ ok: true, value: Object.fromEntries(entries) });
      }
    }
    if (sides.length !== asked.length)
      throw new Error(`training gave ${sides.length} rows for ${asked.length} labels of ${service.name}`);
    return sides;
  }

  /** The answers for rows of one instant. */
  async #served(shape: Shape, at: Int, asked: readonly Asked[]): Promise<readonly OnlineSide[]> {
    const first = asked[0]!.data;
    this.spaces.enter(this.apart ? `${first} ${at}` : `all ${at}`);
    const failed = new Map<number, string>();
    for (const view of viewsOf(shape.service)) {
      for (const [test, why] of await this.#materialized(view, at, first)) failed.set(test, why);
    }
    const service = this.#service(shape);
    const fields = serviceInputs(service);
    const writers = new Map(fields.map(({ name, type }) => [name, jsonEdge.writer(type)]));
    const client = this.#services.get(shape.id) ?? this.#client.json(service.name);
    this.#services.set(shape.id, client);
    const read = async (rows: readonly Asked[]): Promise<readonly OnlineSide[]> => {
      const inputs = rows.map((row) =>
        Object.fromEntries(
          this.#inputs(service, row).map(([name, value]) => [name, writers.get(name)!(value)] as const),
        ),
      );
      const answers = await client.getMany(inputs, { at });
      return answers.map((answer) =>
        answer.error === undefined ? { ok: true, value: answer } : { ok: false, error: answer.error },
      );
    };
    const sides = await together(
      asked.filter(({ data }) => !failed.has(data)),
      read,
    );
    let next = 0;
    return asked.map(({ data }) => {
      const error = failed.get(data);
      return error === undefined ? sides[next++]! : { ok: false, error };
    });
  }

  async #materialized(view: string, at: Int, data: number): Promise<ReadonlyMap<number, string>> {
    const key = this.#key(view, at, data);
    const stored = this.#stored.get(key) ?? { tests: new Set([data]), failed: null };
    stored.failed ??= await this.#materialize(view, at, [...stored.tests]);
    this.#stored.set(key, stored);
    return stored.failed;
  }

  /** Materializes a view. If that fails for some tests, it is done for the others. */
  async #materialize(name: string, at: Int, tests: readonly number[]): Promise<ReadonlyMap<number, string>> {
    await this.#enter(tests);
    const done = await attempt(async () => {
      const warehouse = again(this.warehouse, tests.length > 1, (instants) => this.#view(name, instants).sql);
      const input = { warehouse, store: this.spaces, project: this.#artifact, views: [this.#view(name)] };
      await materialize({ ...input, at, allowFuture: true });
    });
    if (done.ok) return new Map();
    if (tests.length === 1) return new Map([[tests[0]!, done.error]]);
    const failed = new Map<number, string>();
    for (const some of parted(tests)) {
      for (const [test, why] of await this.#materialize(name, at, some)) failed.set(test, why);
    }
    return failed;
  }

  #view(name: string, instants?: Instants): MaterializeArtifact {
    const key = JSON.stringify([name, String(instants?.at), String(instants?.from)]);
    const known = this.#views.get(key);
    if (known !== undefined) return known;
    const view = this.#project.views.find((candidate) => candidate.name === name);
    if (view === undefined) throw new Error(`the project has no view ${name}`);
    const artifact = materializeArtifact(this.#project, view, instants, { dialect: this.dialect });
    this.#views.set(key, artifact);
    return artifact;
  }

  #service({ service: { name } }: Shape): Service {
    const service = this.#project.services.find((candidate) => candidate.name === name);
    if (service === undefined) throw new Error(`the project has no service ${name}`);
    return service;
  }

  #inputs({ keys, requests }: Service, { inputs, data }: Asked): readonly (readonly [name: string, value: Value])[] {
    // A key and a request field of one name are one input.
    const types = new Map([...keys, ...requests].map(({ name, type }: NamedType) => [name, type]));
    return [...types].map(([name, type]) => {
      const value = name === testColumn ? data : (inputs.get(name) ?? null);
      // Both ways get the value as a caller's JSON would give it: a `json` value is parsed and written again.
      return [name, value === null ? null : jsonEdge.reader(type)(jsonEdge.writer(type)(value))];
    });
  }

  #key(view: string, at: Int, data: number): string {
    return this.apart ? `${view} ${at} ${data}` : `${view} ${at}`;
  }

  async #enter(tests: readonly number[]): Promise<void> {
    const all = [...new Set(tests)].sort((a, b) => a - b);
    const text = all.join();
    if (text === this.#entered) return;
    await this.warehouse.run(enterTests(all));
    this.#entered = text;
  }
}

const viewsOf = ({ steps }: Service): ReadonlySet<string> =>
  new Set(steps.flatMap((step) => (step.node === "read" ? [step.view] : [])));

/**
 * Tests run the same statements many times. `at` gives a statement that contains the instants as literals, so the
 * engine plans it once. If a statement for several tests fails, each test runs it alone.
 */
const again = (warehouse: Warehouse, unexplained: boolean, at?: (instants: Instants) => Sql): Warehouse => ({
  // The rows that tests give have the declared types.
  look: async ({ name, binding }) => ({
    source: name,
    rows: 0,
    withoutTime: 0,
    withoutKey: 0,
    writtenLate: 0,
    judged: 0,
    time: binding.time.column,
    days: false,
  }),
  loadLabels: (...args) => warehouse.loadLabels(...args),
  checkTable: (...args) => warehouse.checkTable(...args),
  write: (...args) => warehouse.write(...args),
  read: (query) => warehouse.read({ ...(at === undefined ? query : written(query, at)), again: true, unexplained }),
  run: (sql) => warehouse.run(sql),
  views: (sql) => warehouse.views(sql),
  openData: (location) => warehouse.openData(location),
  stamps: (location) => warehouse.stamps(location),
  tables: () => warehouse.tables(),
  interrupt: () => warehouse.interrupt(),
  close: () => warehouse.close(),
  [Symbol.asyncDispose]: () => warehouse.close(),
});

function written(query: Query, sql: (instants: Instants) => Sql): Query {
  const { at, from } = query.parameters ?? {};
  if (at === undefined || from === undefined) throw new Error("a view is read at no instant");
  return { ...query, sql: sql({ at, from }), parameters: {} };
}

function byInstant(asked: readonly Asked[]): ReadonlyMap<Int, readonly number[]> {
  const found = new Map<Int, number[]>();
  for (const [index, { at }] of asked.entries()) {
    const before = found.get(at);
    if (before === undefined) found.set(at, [index]);
    else before.push(index);
  }
  return found;
}

/**
 * The number of parts that a failing batch is split into: a compromise between one failing row and all rows failing.
 */
const PARTS = 8;
function parted<T>(all: readonly T[]): readonly (readonly T[])[] {
  const size = Math.ceil(all.length / PARTS);
  return Array.from({ length: Math.ceil(all.length / size) }, (_, part) => all.slice(part * size, (part + 1) * size));
}

/** Asks for all rows at once. If that fails, asks for parts of them. */
async function together<T>(
  asked: readonly Asked[],
  ask: (rows: readonly Asked[]) => Promise<readonly Side<T>[]>,
): Promise<readonly Side<T>[]> {
  if (asked.length === 0) return [];
  const all = await attempt(() => ask(asked));
  if (all.ok) return all.value;
  if (asked.length === 1) return [all];
  const sides: Side<T>[] = [];
  for (const some of parted(asked)) sides.push(...(await together(some, ask)));
  return sides;
}

/** An error of the data is an answer here, but a fault of Feat's own is not. */
async function attempt<T>(action: () => Promise<T>): Promise<Side<T>> {
  try {
    return { ok: true, value: await action() };
  } catch (error) {
    if (error instanceof DataError || error instanceof FeatureError || error instanceof InputError) {
      return { ok: false, error: error.message };
    }
    throw error;
  }
}
