import type { NamedType, TrainingArtifact } from "../../../artifacts.js";
import { decimalText } from "../../../functions/decimals.js";
import { postgresType } from "../../../postgres-types.js";
import { isNested, type Type } from "../../../types.js";
import type { Int, Value } from "../../../values.js";
import type { LabelReport, Labels } from "../../warehouse.js";
import type { Engine } from "../engine.js";
import { identifier, literal } from "../text.js";

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
  return { report: { rows: rows.length, withoutTime, dates: false, unnamed: [] }, columns };
}

function valuesOf(
  { at, inputs: given }: (Labels & { readonly kind: "rows" })["rows"][number],
  inputs: readonly NamedType[],
): readonly string[] {
  const values = inputs.map(({ name, type }) => sqlValue(type, Object.hasOwn(given, name) ? given[name]! : null));
  return [at === null ? "NULL" : String(at), ...values];
}

function sqlValue(type: Type, value: Value): string {
  if (value === null) return "NULL";
  if (type.kind === "array") {
    const elements = (value as readonly Value[]).map((element) =>
      isNested(type.element)
        ? element === null
          ? "NULL"
          : `CAST(${literal(json(type.element, element))} AS JSONB)`
        : sqlValue(type.element, element),
    );
    return `CAST(ARRAY[${elements.join(", ")}] AS ${postgresType(type)})`;
  }
  if (isNested(type)) return literal(json(type, value));
  switch (type.kind) {
    case "bool":
    case "int32":
    case "int64":
    case "timestamp":
    case "date":
      return String(value);
    default:
      return literal(scalarText(type, value));
  }
}

/** The text of a scalar as Postgres reads it. */
function scalarText(type: Type, value: Value): string {
  if (type.kind === "decimal") return decimalText(value as Int, type.scale);
  return type.kind === "bytes" ? `\\x${Buffer.from(value as Uint8Array).toString("hex")}` : String(value);
}

/** The JSON of a value in its plan form. */
function json(type: Type, value: Value): string {
  if (value === null) return "null";
  switch (type.kind) {
    case "array":
      return `[${(value as readonly Value[]).map((element) => json(type.element, element)).join(",")}]`;
    case "struct": {
      const record = value as Readonly<Record<string, Value>>;
      const fields = type.fields.map(
        ({ name, type: of }) => `${JSON.stringify(name)}:${json(of, record[name] ?? null)}`,
      );
      return `{${fields.join(",")}}`;
    }
    case "map": {
      const entries = [...(value as ReadonlyMap<Value, Value>)].map(
        ([key, item]) => `${JSON.stringify(scalarText(type.key, key))}:${json(type.value, item)}`,
      );
      return `{${entries.join(",")}}`;
    }
    case "bool":
    case "int32":
    case "int64":
    case "float32":
    case "float64":
    case "timestamp":
    case "date":
    case "decimal":
      return scalarText(type, value);
    case "string":
    case "json":
    case "enum":
    case "bytes":
      return JSON.stringify(scalarText(type, value));
  }
}
