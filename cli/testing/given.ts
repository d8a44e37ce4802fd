import type {
  Call,
  Constant,
  Item,
  PhysicalSource,
  Project,
  Service,
  Test,
  TestRow,
  TimeColumn,
  Transform,
  View,
} from "../../compiler/model/ir.js";
import { type RowsColumn, rowsQuery } from "../../compiler/sql/rows-query.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import type { Int, Value } from "../../runtime/index.js";
import { scalar } from "../../runtime/types.js";
import { literalOf } from "./literal.js";
import { neededOf } from "./needed.js";
import { serviceFor } from "./stage.js";

type Status = "present" | "null" | "missing" | "stale";
/** What a test gives of a view or a transform: a value and a status for each feature, given or not. */
export type Cells = ReadonlyMap<string, ReadonlyMap<string, { readonly value: Constant; readonly status: Status }>>;

/* Sources */

/** Every source has the rows that the test gives, and no others. */
export function withGivenSources(project: Project, test: Test): Project {
  const sources = project.sources.map((source) => {
    if (source.node !== "physical") return source;
    const rows = test.given.filter(({ target }) => target.kind === "source" && target.name === source.name);
    return withRows(
      source,
      rows.flatMap((given) => given.rows),
    );
  });
  return { ...project, sources };
}

/** The source over a query of the rows. Times stand in it as instants, however the data would store them. */
function withRows(source: PhysicalSource, rows: readonly TestRow[]): PhysicalSource {
  const columns = physicalColumns(source);
  const cellOf = (row: TestRow, names: readonly string[]) => {
    const cell = row.find(({ name }) => names.includes(name))?.value;
    return cell === undefined || cell.node === "status" ? null : cell;
  };
  const values = rows.map((row) => columns.map((column) => cellOf(row, column.given)));
  return {
    ...source,
    location: { kind: "query", query: { duckdb: rowsQuery(columns, values) } },
    time: asInstant(source.time),
    created: source.created && asInstant(source.created),
    until: source.until && asInstant(source.until),
  };
}

const asInstant = (time: TimeColumn): TimeColumn =>
  time.format === "date" ? time : { ...time, format: "timestamp", zone: null };

/** Columns of the data, with the names by which a test may give them. */
function physicalColumns(source: PhysicalSource): readonly (RowsColumn & { readonly given: readonly string[] })[] {
  const columns = new Map<string, RowsColumn & { readonly given: readonly string[] }>();
  for (const { name, column, type } of source.columns) {
    const before = columns.get(column)?.given ?? [];
    columns.set(column, { name: column, type, given: [...before, name] });
  }
  const role = (column: string | undefined, type: RowsColumn["type"]) => {
    if (column !== undefined && !columns.has(column)) columns.set(column, { name: column, type, given: [column] });
  };
  for (const time of [source.time, source.created, source.until]) {
    role(time?.column, scalar(time?.format === "date" ? "date" : "timestamp"));
  }
  if (source.sequence !== null) role(source.sequence.column, source.sequence.type);
  if (source.deleted !== null) role(source.deleted, scalar("bool"));
  return [...columns.values()];
}

/* Views and transforms */

/** The cells of what the test gives; features that it leaves out are as for a key of which nothing is known. */
export function givenCells(project: Project, test: Test, at: Int): Cells {
  const cells = new Map<string, Map<string, { value: Constant; status: Status }>>();
  for (const { target, rows } of test.given) {
    if (target.kind !== "view" && target.kind !== "transform") continue;
    const row = rows[0] ?? [];
    const unknown = target.kind === "view" ? unknownKey(project, target.name, at) : new Map<string, Value>();
    const given = new Map<string, { value: Constant; status: Status }>();
    for (const item of itemsOf(project, target.kind, target.name)) {
      const cell = row.find(({ name }) => name === item.name)?.value;
      const left = unknown.get(item.name) ?? null;
      if (cell !== undefined && cell.node !== "status") {
        const isNull = cell.node === "literal" && cell.value === null;
        given.set(item.name, {
          value: cell.node === "literal" ? { ...cell, type: item.type } : cell,
          status: isNull ? "null" : "present",
        });
        continue;
      }
      const stored = item.origin.kind === "latest";
      const value =
        cell?.node === "status"
          ? (item.default ?? literalOf(item.type, item.type.nullable ? null : left))
          : literalOf(item.type, left);
      const quiet = stored ? "missing" : left === null ? "null" : "present";
      given.set(item.name, { value, status: cell?.node === "status" ? cell.status : quiet });
    }
    cells.set(target.name, given);
  }
  return cells;
}

function itemsOf(project: Project, kind: "view" | "transform", of: string): readonly Item[] {
  const declared: readonly (View | Transform)[] = kind === "view" ? project.views : project.transforms;
  return (declared.find(({ name }) => name === of)?.items ?? []).filter((item) => item.node === "feature");
}

function unknownKey(project: Project, view: string, at: Int): ReadonlyMap<string, Value> {
  const artifact = loadArtifact(project).views[view];
  if (artifact === undefined) return new Map();
  const latest = Object.fromEntries(artifact.latest.map(({ name }) => [name, null]));
  const aggregates = Object.fromEntries(artifact.aggregates.map(({ name, empty }) => [name, empty]));
  return new Map(Object.entries(artifact.compute({ latest, aggregates }, at)));
}

/** What a step that reads or calls something given is called instead. */
export const constantsOf = (name: string): string => `feat_given_${name}`;

/**
 * The service by which `target` is read, with each step whose values are given replaced by a transform of constants. Null where it
 * can't be read by itself (its keys need binding).
 */
export function withGivenSteps(
  project: Project,
  target: Test["expect"][number]["target"],
  cells: Cells,
): { readonly project: Project; readonly service: Service } | null {
  const name = serviceFor(target);
  const found = project.services.find((service) => service.name === name);
  if (found === undefined) return null;
  const steps = found.steps.map((step) => {
    const of = step.node === "read" ? step.view : step.transform;
    const given = cells.get(of);
    if (given === undefined) return step;
    const call: Call = {
      node: "call",
      id: step.id,
      transform: constantsOf(of),
      inputs: {},
      keys: {},
      items: [...given.keys()],
    };
    return call;
  });
  const transforms = [
    ...project.transforms,
    ...[...cells].map(([of, given]) => constantTransform(constantsOf(of), given)),
  ];
  const service = neededOf({ ...found, steps }, transforms);
  return { project: { ...project, transforms, services: [service] }, service };
}

function constantTransform(name: string, given: ReadonlyMap<string, { readonly value: Constant }>): Transform {
  const at = { file: "", line: 1 };
  const items = [...given].map(
    ([feature, { value }]): Item => ({
      node: "feature",
      name: feature,
      type: value.type,
      value,
      default: null,
      origin: { kind: "computed" },
      doc: null,
      annotations: [],
      at,
    }),
  );
  return { name, doc: null, annotations: [], at, views: [], transforms: [], requests: [], keys: [], items };
}

/** Request fields that the test gives. */
export const givenRequest = (test: Test): TestRow =>
  test.given.filter(({ target }) => target.kind === "request").flatMap(({ rows }) => rows[0] ?? []);
