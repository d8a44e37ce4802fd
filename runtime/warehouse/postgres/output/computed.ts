import { returnedColumns, type TrainingArtifact } from "../../../artifacts.js";
import { DataError } from "../../../errors.js";
import { postgresType } from "../../../postgres-types.js";
import type { Value } from "../../../values.js";
import { withComputed } from "../../computed.js";
import type { Batch } from "../../warehouse.js";
import { batchReader, rowNumber, withJson } from "../batches.js";
import type { Session } from "../session.js";
import { sqlValue } from "../sql-value.js";
import { identifier } from "../text.js";

const given = "pg_temp.feat_given";
const computedTable = "pg_temp.feat_computed";
const FETCHED = 5000;
const ROWS_PER_INSERT = 500;

/**
 * A statement that returns all features, for one that returns what TypeScript computes some of them from. Its rows are
 * kept in a temporary table and fetched in batches, and the computed features go back to another table. It runs in a
 * transaction, whose end drops both tables.
 */
export async function computedOnServer(
  session: Session,
  artifact: TrainingArtifact,
  statement: string,
): Promise<string> {
  const { computed, features } = artifact;
  if (computed === undefined) return statement;
  const names = new Set(computed.features.map(({ feature }) => feature));
  const own = features.filter(({ name }) => names.has(name));
  const declared = own.map(({ name, type }) => `${identifier(name)} ${postgresType(type)}`);
  await session.run(`CREATE TEMP TABLE feat_given ON COMMIT DROP AS ${statement}`);
  await session.run(`CREATE TEMP TABLE feat_computed (feat_row BIGINT, ${declared.join(", ")}) ON COMMIT DROP`);
  const places = own.map((feature) => 1 + features.indexOf(feature));
  const written = (columns: Batch["columns"], row: number): string => {
    const number = columns[0]![row]!;
    const values = own.map(({ name, type }, index) => {
      const value = columns[places[index]!]![row]!;
      if (holdsNul(value))
        throw new DataError(
          `feature ${name} of ${artifact.service} holds U+0000, which a text of Postgres cannot, at label row ${Number(number) + 1}`,
        );
      return sqlValue(type, value);
    });
    return `(${[number, ...values].join(", ")})`;
  };
  for await (const { rows, columns } of withComputed(fetched(session, artifact), artifact, 1)) {
    for (let start = 0; start < rows; start += ROWS_PER_INSERT) {
      const count = Math.min(ROWS_PER_INSERT, rows - start);
      const tuples = Array.from({ length: count }, (_, index) => written(columns, start + index));
      await session.run(`INSERT INTO ${computedTable} VALUES ${tuples.join(", ")}`);
    }
  }
  await session.run(`ANALYZE ${given}; ANALYZE ${computedTable}`);
  const selected = features.map(({ name }) => `${names.has(name) ? "c" : "g"}.${identifier(name)}`);
  return `SELECT g.feat_row, ${selected.join(", ")} FROM ${given} AS g JOIN ${computedTable} AS c ON c.feat_row = g.feat_row`;
}

/** The rows of the temporary table, in the labels' order. A cursor of SQL lets other statements run in between. */
async function* fetched(session: Session, artifact: TrainingArtifact): AsyncGenerator<Batch> {
  const columns = [rowNumber, ...returnedColumns(artifact)];
  const batchOf = batchReader(columns);
  const all = withJson(`SELECT * FROM ${given}`, columns);
  if (typeof all !== "string") throw new Error("a statement became a program");
  await session.run(`DECLARE feat_rows NO SCROLL CURSOR FOR ${all} ORDER BY feat_row`);
  for (;;) {
    const { names, rows } = await session.named(`FETCH ${FETCHED} FROM feat_rows`);
    if (rows.length > 0) yield batchOf(names, rows);
    if (rows.length < FETCHED) break;
  }
  await session.run("CLOSE feat_rows");
}

function holdsNul(value: Value): boolean {
  if (typeof value === "string") return value.includes("\0");
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return false;
  if (value instanceof Map) return [...value].some(([key, own]: [Value, Value]) => holdsNul(key) || holdsNul(own));
  return Object.values(value).some((own: Value) => holdsNul(own));
}
