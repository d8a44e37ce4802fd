import type { TrainingArtifact } from "../../../artifacts.js";
import { planType } from "../../../duckdb-types.js";
import { decimalText } from "../../../functions/decimals.js";
import type { ScalarName, Type } from "../../../types.js";
import type { Int, Value } from "../../../values.js";
import { rangeOfRows } from "../../labels/index.js";
import type { LabelReport, Labels } from "../../warehouse.js";
import type { Engine } from "../engine.js";
import { identifier, literal } from "../text.js";

/** Loads labels from the caller's rows into `feat_labels`. They have no columns of their own. */
export async function loadLabelRows(
  engine: Engine,
  labels: Labels & { kind: "rows" },
  artifact: TrainingArtifact,
): Promise<LabelReport> {
  const columns = [
    "feat_row BIGINT",
    "feat_at BIGINT",
    ...artifact.inputs.map(({ name, type }) => `${identifier(`feat_in_${name}`)} ${planType(type)}`),
  ];
  const declared = columns.join(", ");
  // Prepared statements stay valid if the table's rows change, but not if the table does.
  if (engine.labelColumns === declared) await engine.run("DELETE FROM feat_labels");
  else await engine.run(`CREATE OR REPLACE TEMP TABLE feat_labels (${declared})`);
  engine.labelColumns = declared;
  for (let start = 0; start < labels.rows.length; start += 1000) {
    const tuples = labels.rows.slice(start, start + 1000).map(({ at, inputs }, index) => {
      const values = artifact.inputs.map(({ name, type }) =>
        sqlValue(type, Object.hasOwn(inputs, name) ? inputs[name]! : null),
      );
      return `(${[start + index, at === null ? "NULL" : String(at), ...values].join(", ")})`;
    });
    await engine.run(`INSERT INTO feat_labels VALUES ${tuples.join(", ")}`);
  }
  return {
    rows: labels.rows.length,
    withoutTime: labels.rows.filter(({ at }) => at === null).length,
    dates: false,
    ...rangeOfRows(labels.rows),
    unnamed: [],
  };
}

const asNumber = (value: Value): string => String(value);
const asText = (value: Value): string => literal(String(value));
const writers: Readonly<Record<ScalarName, (value: Value) => string>> = {
  bool: (value) => (value === true ? "TRUE" : "FALSE"),
  int32: asNumber,
  int64: asNumber,
  // A plain number literal would be a DECIMAL.
  float32: (value) => `CAST(${asText(value)} AS FLOAT)`,
  float64: (value) => `CAST(${asText(value)} AS DOUBLE)`,
  string: asText,
  bytes: (value) => `from_base64(${literal(Buffer.from(value as Uint8Array).toString("base64"))})`,
  timestamp: asNumber,
  date: asNumber,
  json: asText,
};

function sqlValue(type: Type, value: Value): string {
  if (value === null) return "NULL";
  switch (type.kind) {
    case "array":
      return `CAST([${(value as readonly Value[]).map((item) => sqlValue(type.element, item)).join(", ")}] AS ${planType(type)})`;
    case "struct": {
      const record = value as Readonly<Record<string, Value>>;
      const fields = type.fields.map(({ name, type: of }) => `${identifier(name)} := ${sqlValue(of, record[name]!)}`);
      return `CAST(struct_pack(${fields.join(", ")}) AS ${planType(type)})`;
    }
    case "map": {
      const map = value as ReadonlyMap<Value, Value>;
      const keys = [...map.keys()].map((key) => sqlValue(type.key, key));
      const values = [...map.values()].map((item) => sqlValue(type.value, item));
      return `CAST(map([${keys.join(", ")}], [${values.join(", ")}]) AS ${planType(type)})`;
    }
    case "decimal":
      return `CAST(${literal(decimalText(value as Int, type.scale))} AS ${planType(type)})`;
    case "enum":
      return asText(value);
    default:
      return writers[type.kind](value);
  }
}
