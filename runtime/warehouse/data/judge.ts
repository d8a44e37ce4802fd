import { epochUnit } from "../../epoch-unit.js";
import { timeForms, wantedTimes } from "../sources/time-words.js";
import type { DeclaredSource } from "./compare.js";
import type { Finding } from "./finding.js";
import { fittingType, isOfType } from "./fitting-type.js";
import { type ColumnFacts, numeric, type SourceProfile, type TimeFacts } from "./profile.js";

/** Compares what a source declares of its values with what was counted in them. `typed`: see `RawData`. */
export function judge({ binding, kind }: DeclaredSource, profile: SourceProfile, typed: boolean): readonly Finding[] {
  const { rows, withoutTime, withoutKey, repeated, columns, times } = profile;
  const ordered = binding.created !== undefined || binding.sequence !== undefined;
  return [
    ...(rows === 0 ? [{ kind: "no-rows" } as const] : []),
    ...times.flatMap(timeFindings),
    ...dayTexts(times),
    ...columns.flatMap((facts) => columnFindings(facts, binding.key, typed)),
    ...nullInstants({ binding, kind }, times),
    ...(withoutTime === 0
      ? []
      : [{ kind: "without-time", column: binding.time.column, count: withoutTime, rows } as const]),
    ...(withoutKey === 0 ? [] : [{ kind: "without-key", columns: binding.key, count: withoutKey, rows } as const]),
    ...(repeated === null || repeated === 0
      ? []
      : [{ kind: "repeated-key", columns: binding.key, of: kind, count: repeated, rows, ordered } as const]),
  ];
}

function timeFindings(facts: TimeFacts): readonly Finding[] {
  const { role, time, raw, values, faults, fault, rows, numbers, greatest } = facts;
  const { column, format } = time;
  const { family, name: physical } = raw.physical;
  const wants = wantedTimes[format];
  // A column without values cannot be wrong (MEANING 133).
  if (values === 0) return [];
  const isNumber = numeric.has(family) || (family === "text" && raw.folder !== true && numbers === values);
  if (isNumber && wants !== "number")
    return [{ kind: "time-number", role, column, physical, unit: epochUnit(greatest ?? 0) }];
  if (family === "date" && wants === "instant") return role === "time" ? [{ kind: "time-day", column }] : [];
  if (wants === "number" && (family === "time" || family === "nanos" || family === "date"))
    return [{ kind: "time-format", role, column, physical, format }];
  if (!instants.has(family)) return [{ kind: "not-a-time", role, column, physical }];
  const found: Finding[] = [];
  if (fault !== null)
    found.push({
      kind: "bad-values",
      name: column,
      role,
      format,
      count: faults,
      rows,
      ...fault,
      takes: timeForms[wants],
      fits: null,
    });
  const unit = greatest === null ? null : epochUnit(greatest);
  // A number of seconds is also a small number of milliseconds, so a unit is doubted only if the numbers are large.
  if (wants === "number" && unit !== null && greatest !== null && greatest > 5e8 && format !== `unix_${unit}`)
    found.push({ kind: "time-unit", role, column, format, unit });
  return found;
}
const instants: ReadonlySet<string> = new Set([...numeric, "time", "nanos", "date", "text"]);

/** Reports a time column all of whose values are texts of days. */
function dayTexts(all: readonly TimeFacts[]): readonly Finding[] {
  const times = all.filter(({ role, values }) => role === "time" && values > 0);
  const [first] = times;
  if (first === undefined || wantedTimes[first.time.format] !== "instant") return [];
  const areDays = times.every(({ raw, days, values }) => raw.physical.family === "text" && days === values);
  return areDays ? [{ kind: "days", column: first.time.column }] : [];
}

function columnFindings(facts: ColumnFacts, key: readonly string[], typed: boolean): readonly Finding[] {
  const { name, type, raw, rows, converts, faults, fault, nulls } = facts;
  const physical = raw.physical.name;
  const found: Finding[] = [];
  const fit = fittingType(raw.physical);
  const fits = fit.kind === "type" ? fit.type : null;
  if (fault !== null) {
    const own = typed && raw.folder !== true && !isOfType(type, raw.physical) ? fits : null;
    if (converts)
      found.push({ kind: "bad-values", name, role: null, format: null, count: faults, rows, ...fault, fits: own });
    else found.push({ kind: "wrong-type", name, type, physical, fits, count: faults, rows });
  } else if (typed && raw.folder !== true && converts && !isOfType(type, raw.physical))
    found.push({ kind: "converted", name, type, physical });
  // A row with a null in the source's key never counts, so nothing reads its values.
  if (!type.nullable && nulls > 0 && !key.includes(name)) found.push({ kind: "nulls", name, type, count: nulls, rows });
  return found;
}

/** Columns over `created` and `until` that are declared without nulls. A row without a time never counts. */
function nullInstants({ binding }: DeclaredSource, times: readonly TimeFacts[]): readonly Finding[] {
  return times.flatMap(({ role, time, nulls, rows }) => {
    if (role === "time" || nulls === 0) return [];
    return binding.columns.flatMap(({ name, column, type }) =>
      column === time.column && column !== binding.time.column && !type.nullable
        ? [{ kind: "nulls", name, type, count: nulls, rows } as const]
        : [],
    );
  });
}
