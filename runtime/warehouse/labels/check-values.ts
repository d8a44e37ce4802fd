import { epochUnit } from "../../epoch-unit.js";
import { DataError } from "../../errors.js";
import { typeText } from "../../types.js";
import { separator } from "../sources/conversion.js";
import type { LabelInput } from "./inputs.js";
import type { LabelData, LabelEngine } from "./label-data.js";

/** One pass over the labels for all inputs. A second pass only finds the row to show. */
export async function checkValues(data: LabelData, all: readonly LabelInput[], by: LabelEngine): Promise<void> {
  const inputs = all.filter(canBeWrong);
  if (inputs.length === 0) return;
  const wrong = inputs.map((input) => problemOf(input, by));
  const [counts] = await by.rows(`SELECT ${wrong.map((problem) => `count(${problem})`).join(", ")} FROM ${data.from}`);
  const index = inputs.findIndex((_, at) => Number(counts?.[at]) > 0);
  if (index < 0) return;
  const bad = inputs[index]!;
  const [row] = await by.rows(
    `SELECT feat_row, problem, value FROM (SELECT ${data.rowNumber ?? "row_number() OVER ()"} AS feat_row, ${wrong[index]} AS problem, ` +
      `CAST(${bad.column.sql} AS ${by.textType}) AS value FROM ${data.from}) AS found WHERE problem IS NOT NULL ORDER BY feat_row LIMIT 1`,
  );
  const [number, problem, value] = row ?? [];
  throw new DataError(`${data.title}${explained(data, bad, Number(number), String(problem), value, by)}`);
}

function explained(
  data: LabelData,
  bad: LabelInput,
  row: number,
  problem: string,
  value: unknown,
  by: LabelEngine,
): string {
  const { what, name, column } = bad;
  const type = typeText({ ...bad.type, nullable: false });
  const [path = "", complaint = "", takes = ""] = problem.split(separator);
  const where = `, row ${row}, column \`${column.name}\``;
  const hint = what === "time column" ? epochHint(data, column.name, value) : "";
  if (problem === "") return `${where}: ${what} \`${name}\` can't be null`;
  if (path !== "") return `${where}, at ${column.name}${path}: ${complaint}; it takes ${takes}`;
  if (!by.converts(bad.type, column.physical))
    return `: column \`${column.name}\` is ${column.physical.name}, and ${what} \`${name}\` is ${type}: row ${row} has ${shown(value)}, and it takes ${takes}${hint}`;
  if (what === "time column")
    return `${where}: ${shown(value)} is not a valid time; write times like "2024-01-31T09:00:00Z"${hint}`;
  return `${where}: ${complaint}, which ${what} \`${name}\` is; it takes ${takes}`;
}

const shown = (value: unknown): string => JSON.stringify(String(value).slice(0, 60));

/** Numbers as times are the most common mistake. */
function epochHint({ timesOf }: LabelData, column: string, value: unknown): string {
  const text = String(value);
  if (!/^-?\d{9,19}(\.\d*)?$/.test(text)) return "";
  const unit = epochUnit(Math.abs(Number(text)));
  return `; it looks like ${unit} since 1970: make times of it ${timesOf(column, unit)}`;
}

/**
 * Null if the value fits. The text is empty for a null where none is allowed. A null key is allowed: it is an unknown
 * key.
 */
function problemOf({ what, type, conversion: { value, problem } }: LabelInput, { textType }: LabelEngine): string {
  const own = problem ?? `CAST(NULL AS ${textType})`;
  return what === "request field" && !type.nullable
    ? `coalesce(${own}, CASE WHEN (${value}) IS NULL THEN '' END)`
    : own;
}

const canBeWrong = ({ what, type, conversion: { problem } }: LabelInput): boolean =>
  problem !== null || (what === "request field" && !type.nullable);
