import { typeText, withNullable } from "../../runtime/types.js";
import type { Survey, SurveyedColumn } from "../../runtime/warehouse/data/index.js";
import { grouped, plural } from "../terminal/table.js";
import { plainName } from "./plain-name.js";
import type { LeftOut, ProposedColumn } from "./proposal.js";

/** A column, with what was seen of it. */
export interface SeenColumn extends ProposedColumn {
  readonly seen: SurveyedColumn;
}

/** Proposes types and names for columns. `taken`: the names that are declared already, in lower case. */
export function proposeColumns(
  { rows, columns }: Survey,
  typed: boolean,
  taken: Set<string>,
): { readonly columns: readonly SeenColumn[]; readonly leftOut: readonly LeftOut[] } {
  const made: SeenColumn[] = [];
  const leftOut: LeftOut[] = [];
  // A name that can stay gets itself before a changed name takes it.
  const order = [...columns.entries()].sort(([, a], [, b]) => Number(isPlain(b.name)) - Number(isPlain(a.name)));
  const names = new Map<number, string>();
  for (const [index, { name, type }] of order) {
    const why = unreadable(name);
    if (type === null || why !== null) continue;
    names.set(index, plainName(name, `column_${index + 1}`, taken));
  }
  for (const [index, seen] of columns.entries()) {
    const name = names.get(index);
    if (name === undefined || seen.type === null) {
      leftOut.push({ column: seen.name, why: unreadable(seen.name) ?? seen.why ?? "" });
      continue;
    }
    // A database keeps NULL from a column, but not NaN and JSON's null, which read as null too.
    const nullable = seen.nulls > 0 || (rows === 0 && !seen.neverNull);
    made.push({
      name,
      column: seen.name,
      type: withNullable(seen.type, nullable),
      guess: reason(seen, rows, typed, nullable),
      seen,
    });
  }
  return { columns: made, leftOut };
}

/** Without the columns some of whose values do not convert. An infinite time is a fault, but not in a role of the source. */
export function withoutFaults(
  columns: readonly SeenColumn[],
  roles: ReadonlySet<string> = new Set(),
): { readonly columns: readonly SeenColumn[]; readonly leftOut: readonly LeftOut[] } {
  const bad = columns.filter(({ name, seen }) => seen.faults > 0 && !roles.has(name));
  return {
    columns: columns.filter((column) => !bad.includes(column)),
    leftOut: bad.map(({ column, type, seen }) => ({
      column,
      why: `${plural(seen.faults, "value")} of it ${seen.faults === 1 ? "is" : "are"} no valid ${typeText(withNullable(type, false))}`,
    })),
  };
}

const isPlain = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name);

function unreadable(name: string): string | null {
  if (name === "") return "it has no name";
  return name.includes("\0") ? "its name has a character that no engine can hold" : null;
}

function reason(seen: SurveyedColumn, rows: number, typed: boolean, nullable: boolean): string | null {
  const parts = [
    // A text is a text, whatever it says.
    ...(seen.guessed && (seen.type?.kind !== "string" || seen.values === 0) ? [looks(seen, typed)] : []),
    ...(nullable || seen.neverNull ? [] : [`no nulls in ${plural(rows, "row")}`]),
  ];
  return parts.length === 0 ? null : parts.join(", ");
}

const words: Readonly<Partial<Record<string, string>>> = {
  int64: "whole numbers",
  float64: "numbers",
  bool: "true and false",
  date: "days",
  timestamp: "times",
  json: "values of several kinds",
};
const looks = ({ type, values }: SurveyedColumn, typed: boolean): string =>
  values === 0
    ? "no values"
    : type?.kind === "decimal"
      ? `at most ${grouped(type.scale)} digits after the point`
      : (words[type?.kind ?? ""] ?? (typed ? "by its values" : "values"));
