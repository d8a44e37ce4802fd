import type { Constant, PhysicalSource, Project, Test, TestRow, TimeColumn } from "../../compiler/ir/index.js";
import { createTests, type Dialect, type GivenTable, givenTable, type RowsColumn } from "../../compiler/sql/index.js";
import { DataError, type Warehouse } from "../../runtime/index.js";
import { scalar } from "../../runtime/types.js";
import { unsaid } from "./unsaid.js";

const ROWS_PER_INSERT = 500;

interface Given {
  readonly test: number;
  readonly values: (Constant | null)[];
}

/**
 * The rows that tests give for sources. Each source is one table for all tests, and each test sees its own rows of it.
 */
export class GivenRows {
  /** Fills the sources: afterwards each has the rows of these tests and no others. */
  readonly project: Project;
  readonly #tables: { readonly table: GivenTable; readonly rows: readonly Given[] }[] = [];

  constructor(project: Project, tests: readonly Test[], dialect: Dialect) {
    const rows = new Map<string, { readonly test: number; readonly row: TestRow; readonly place: number }[]>();
    for (const [test, { given }] of tests.entries()) {
      const all = given.flatMap(({ source, rows: own }) => own.map((row) => ({ source, row })));
      for (const [place, { source, row }] of all.entries()) {
        const before = rows.get(source);
        if (before === undefined) rows.set(source, [{ test, row, place }]);
        else before.push({ test, row, place });
      }
    }
    const sources = project.sources.map((source, index) => {
      if (source.node !== "physical") return source;
      const columns = physicalColumns(source);
      const table = givenTable(`feat_given_${index}`, columns, dialect);
      const own = (rows.get(source.name) ?? []).map(({ test, row, place }) => ({
        test,
        values: columns.map(({ name, given }) => cellOf(row, given) ?? unsaid(source, name, place)),
      }));
      this.#tables.push({ table, rows: own });
      return over(source, table, dialect);
    });
    this.project = { ...project, sources };
  }

  /** Makes the tables. Returns the tests whose rows do not fit their sources, and why. */
  async load(warehouse: Warehouse): Promise<ReadonlyMap<number, string>> {
    const refused = new Map<number, string>();
    await warehouse.run([createTests, ...this.#tables.map(({ table }) => table.create)].join("; "));
    for (const { table, rows } of this.#tables) {
      for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
        const chunk = rows.slice(start, start + ROWS_PER_INSERT);
        if ((await refusal(warehouse, table, chunk)) === null) continue;
        for (const row of chunk) {
          const why = await refusal(warehouse, table, [row]);
          if (why !== null) refused.set(row.test, why);
        }
      }
    }
    return refused;
  }
}

async function refusal(warehouse: Warehouse, table: GivenTable, rows: readonly Given[]): Promise<string | null> {
  try {
    await warehouse.run(table.insert(rows));
    return null;
  } catch (error) {
    if (error instanceof DataError) return error.message;
    throw error;
  }
}

/** Times are instants in the table, whatever format the data would have. */
const over = (
  { elsewhere: _, places: __, ...source }: PhysicalSource,
  table: GivenTable,
  dialect: Dialect,
): PhysicalSource => ({
  ...source,
  location: { kind: "query", query: { [dialect.name]: table.query }, at: source.location.at },
  time: asInstant(source.time),
  created: source.created && asInstant(source.created),
  until: source.until && asInstant(source.until),
});

const asInstant = (time: TimeColumn): TimeColumn =>
  time.format === "date" ? time : { ...time, format: "timestamp", zone: null };

/** Null if the row does not name the column. */
function cellOf(row: TestRow, names: readonly string[]): Constant | null {
  const cell = row.find(({ name }) => names.includes(name))?.value;
  return cell === undefined || cell.node === "status" ? null : cell;
}

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
