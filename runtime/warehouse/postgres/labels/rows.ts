import type { NamedType, TrainingArtifact } from "../../../artifacts.js";
import { postgresType } from "../../../postgres-types.js";
import { rangeOfRows } from "../../labels/index.js";
import type { LabelReport, Labels } from "../../warehouse.js";
import type { Engine } from "../engine.js";
import { sqlValue } from "../sql-value.js";
import { identifier } from "../text.js";

const ROWS_PER_INSERT = 500;

/**
 * Loads labels from the caller's rows into `feat_labels`. They have no columns of their own. `before`: the columns of
 * the table, if an earlier call made it. Its plans stay valid if only its rows change.
 */
export async function loadLabelRows(
  engine: Engine,
  { rows }: Labels & { readonly kind: "rows" },
  { inputs }: TrainingArtifact,
  before: string | null,
): Promise<{ readonly report: LabelReport; readonly columns: string }> {
  const columns = [
    "feat_row BIGINT",
    "feat_at BIGINT",
    ...inputs.map(({ name, type }) => `${identifier(`feat_in_${name}`)} ${postgresType(type)}`),
  ].join(", ");
  const statements = [
    before === columns
      ? "TRUNCATE pg_temp.feat_labels"
      : `DROP TABLE IF EXISTS pg_temp.feat_labels; CREATE TEMP TABLE feat_labels (${columns})`,
  ];
  for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
    const tuples = rows
      .slice(start, start + ROWS_PER_INSERT)
      .map((row, index) => `(${[start + index, ...valuesOf(row, inputs)].join(", ")})`);
    statements.push(`INSERT INTO pg_temp.feat_labels VALUES ${tuples.join(", ")}`);
  }
  await engine.run(statements.join("; "));
  const withoutTime = rows.filter(({ at }) => at === null).length;
  return { report: { rows: rows.length, withoutTime, dates: false, ...rangeOfRows(rows), unnamed: [] }, columns };
}

function valuesOf(
  { at, inputs: given }: (Labels & { readonly kind: "rows" })["rows"][number],
  inputs: readonly NamedType[],
): readonly string[] {
  const values = inputs.map(({ name, type }) => sqlValue(type, Object.hasOwn(given, name) ? given[name]! : null));
  return [at === null ? "NULL" : String(at), ...values];
}
