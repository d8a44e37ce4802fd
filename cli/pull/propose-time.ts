import { isOtherTime, isStateTime, isWrittenName, timeRank, unitOf } from "../../runtime/warehouse/data/index.js";
import { plural } from "../terminal/table.js";
import type { Guessed, TimeText } from "./proposal.js";
import type { SeenColumn } from "./propose-columns.js";

/** The column of the rows' times. Null if there is none. */
export function proposeTime(columns: readonly SeenColumn[], rows: number): Guessed<TimeText> | null {
  const all = columns.flatMap((column) => {
    const form = formOf(column);
    return form === null || (rows > 0 && column.seen.values === 0) || isOtherTime(column.column)
      ? []
      : [{ column, form }];
  });
  const times = all.filter(({ column }) => !isWrittenName(column.column));
  const candidates = times.length > 0 ? times : all;
  const named = candidates
    .filter(({ column }) => timeRank(column.column) !== null)
    .sort((a, b) => rankOf(a) - rankOf(b));
  const instants = candidates.filter(({ form }) => form.format !== "date");
  const [found] = named.length > 0 ? named : instants.length > 0 ? instants : candidates;
  if (found === undefined) return null;
  const { name } = found.column;
  const rank = timeRank(found.column.column);
  const alike = named.filter((each) => rankOf(each) === rankOf(found));
  const others = (rank === null ? candidates : alike).filter((each) => each !== found);
  const why =
    others.length > 0
      ? `the first of ${[found, ...others].map(({ column }) => column.name).join(", ")}; a row must not count before all its values are known`
      : rank === null
        ? "the only time"
        : "by its name";
  return { value: { column: name, ...found.form }, guess: [why, whyForm(found.form, rows)].filter(Boolean).join("; ") };
}

/** A day that does not say that it is a snapshot's comes after all instants. */
const rankOf = ({ column: { column }, form }: { readonly column: SeenColumn; readonly form: Form }): number =>
  form.format === "date" && !isStateTime(column) ? DAYS : (timeRank(column) ?? DAYS);
const DAYS = 1000;

/** When a row was written. It must not be before the row's time, which the caller checks. */
export function proposeCreated(columns: readonly SeenColumn[], time: TimeText): Guessed<TimeText> | null {
  for (const column of columns) {
    const form = formOf(column);
    if (form === null || column.name === time.column || !isWrittenName(column.column)) continue;
    if (column.seen.values === 0) continue;
    return { value: { column: column.name, ...form, at: null }, guess: "by its name, and it is never before the time" };
  }
  return null;
}

type Form = Pick<TimeText, "format" | "at">;

/** How a column can be a time. Null if it cannot. */
function formOf({ column, type, seen }: SeenColumn): Form | null {
  switch (type.kind) {
    case "timestamp":
      return { format: null, at: null };
    case "date":
      // The start of the day would let training see what was known only when the day was over.
      return { format: "date", at: "end" };
    case "int32":
    case "int64": {
      const unit = timeRank(column) === null && !isWrittenName(column) ? null : unitOf(seen);
      return unit === null ? null : { format: `unix_${unit}`, at: null };
    }
    case "string":
      return seen.values === 0 && seen.guessed && timeRank(column) !== null ? { format: null, at: null } : null;
    default:
      return null;
  }
}

function whyForm({ format, at }: Form, rows: number): string {
  if (at !== null) return "a day's rows are known when it is over, else say `at: start`";
  return format === null ? "" : `by the size of the numbers in ${plural(rows, "row")}`;
}
