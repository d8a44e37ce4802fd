import type { NamedType, TrainingArtifact } from "../../artifacts.js";
import { DataError } from "../../errors.js";
import { nearest } from "../../nearest.js";
import type { Conversion } from "../sources/conversion.js";
import type { LabelColumn, LabelData, LabelEngine } from "./label-data.js";

/** An input, and the column of the labels that it comes from. */
export interface LabelInput extends NamedType {
  readonly what: "key" | "request field" | "time column";
  readonly column: LabelColumn;
  readonly conversion: Conversion;
}

export interface LabelInputs {
  readonly time: LabelInput;
  readonly inputs: readonly LabelInput[];
}

/** The columns of the time, the keys and the request fields. `time` names the column of times. */
export function labelInputs(
  data: LabelData,
  artifact: TrainingArtifact,
  time: string | undefined,
  by: LabelEngine,
): LabelInputs {
  const name = time ?? "event_timestamp";
  const wanted: Wanted = { data, artifact, time: name, by };
  return {
    time: input(wanted, { name, type: { kind: "timestamp", nullable: true } }, "time column"),
    inputs: artifact.inputs.map((each) => input(wanted, each, each.role === "key" ? "key" : "request field")),
  };
}

interface Wanted {
  readonly data: LabelData;
  readonly artifact: TrainingArtifact;
  /** The time column that was asked for. */
  readonly time: string;
  readonly by: LabelEngine;
}

function input(wanted: Wanted, field: NamedType, what: LabelInput["what"]): LabelInput {
  const { columns } = wanted.data;
  const folded = field.name.toLowerCase();
  const column =
    columns.find(({ name }) => name === field.name) ?? columns.find(({ name }) => name.toLowerCase() === folded);
  if (column === undefined) throw new DataError(missing(wanted, field.name, what));
  return { ...field, what, column, conversion: wanted.by.conversion(field.type, column.physical, column.sql) };
}

/** Says what columns there are, which was probably meant, and what the service takes. */
function missing({ data, artifact, time }: Wanted, name: string, what: LabelInput["what"]): string {
  const { columns, title } = data;
  const names = (all: readonly string[]): string => all.map((each) => `\`${each}\``).join(", ");
  const there = columns.map((column) => (column.unnamed ? "a column without a name" : `\`${column.name}\``)).join(", ");
  const named = (role: "key" | "request"): readonly string[] =>
    artifact.inputs.flatMap((each) => (each.role === role ? [each.name] : []));
  const taken = new Set([...artifact.inputs.map((each) => each.name.toLowerCase()), time.toLowerCase()]);
  const free = columns.filter((column) => !column.unnamed && !taken.has(column.name.toLowerCase()));
  const near = nearest(
    name,
    free.map((column) => column.name),
  );
  const [only] = columns;
  const separated = columns.length === 1 && /[;\t|]/.exec(only!.name);
  const needs = [
    ...(named("key").length > 0 ? [`the keys ${names(named("key"))}`] : []),
    ...(named("request").length > 0 ? [`the request fields ${names(named("request"))}`] : []),
    `a time in \`${time}\``,
  ];
  const help = [
    ...(separated ? [`its fields seem to be separated by ${JSON.stringify(separated[0])}, and Feat reads commas`] : []),
    ...(near === null
      ? []
      : [
          what === "time column"
            ? `did you mean \`--time ${near}\`?`
            : `did you mean \`${near}\`? Rename that column to \`${name}\``,
        ]),
    `service ${artifact.service} needs ${needs.join(", ")} (\`--time COLUMN\` names another one)`,
  ];
  return `${title} has no ${what} \`${name}\`; it has ${there}; ${help.join("; ")}`;
}

/** True if the labels' times are dates. Each label then counts at 00:00 UTC of its day. */
export async function areDates({ from }: LabelData, { column }: LabelInput, by: LabelEngine): Promise<boolean> {
  const { sql, physical } = column;
  if (physical.family !== "text") return physical.family === "date";
  const text = `CAST(${sql} AS ${by.textType})`;
  const [row] = await by.rows(`SELECT count(${text}), count(*) FILTER (WHERE length(${text}) <> 10) FROM ${from}`);
  return Number(row?.[0]) > 0 && Number(row?.[1]) === 0;
}
