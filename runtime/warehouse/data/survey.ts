import { epochUnit } from "../../epoch-unit.js";
import { isInteger, type Type } from "../../types.js";
import type { Part, RawColumn } from "../sources/part.js";
import { type Candidates, candidatesOf } from "./candidates.js";
import type { RawData } from "./raw-data.js";

/** What data look like, to propose how a project may declare them. */
export interface Survey {
  readonly rows: number;
  readonly columns: readonly SurveyedColumn[];
}
export interface SurveyedColumn {
  /** Its name in the data. */
  readonly name: string;
  /** The type that all its values have; not nullable. Null if there is none. */
  readonly type: Type | null;
  /** Why there is no type. */
  readonly why: string | null;
  /** The values were looked at, because the data's own type does not say it. */
  readonly guessed: boolean;
  readonly values: number;
  /** Values that the data's own type has and the language's does not, such as an infinite time. */
  readonly faults: number;
  /** Rows in which it is null, or in whose file it is not. */
  readonly nulls: number;
  /** The database keeps it from being null. */
  readonly neverNull: boolean;
  /** The least and the greatest number. Null if it has no integers. */
  readonly least: number | null;
  readonly greatest: number | null;
}

/** How many columns a statement asks about. Each is read in several ways. */
const AT_ONCE = 10;

export async function surveyOf(data: RawData, onProgress: (done: number) => void = () => {}): Promise<Survey> {
  const names = [...new Set(data.parts.flatMap(({ columns }) => columns.map(({ name }) => name)))];
  const asked = names.map((name): Asked => {
    const raws = new Map(data.parts.map((part) => [part, part.columns.filter((column) => column.name === name)]));
    const physicals = [...raws.values()].flatMap((found) => found.map(({ physical }) => physical));
    return { name, raws, ...candidatesOf(name, physicals, data.typed) };
  });
  let rows = 0;
  const totals = new Map(asked.map(({ name, types }) => [name, emptyCounts(types)]));
  for (const [index, part] of data.parts.entries()) {
    const [row = []] = await data.rows(`SELECT count(*) FROM ${part.from([])} AS data`);
    rows += Number(row[0]);
    for (let from = 0; from < asked.length; from += AT_ONCE) {
      await countIn(data, part, asked.slice(from, from + AT_ONCE), Number(row[0]), totals);
      onProgress((index + Math.min(1, (from + AT_ONCE) / asked.length)) / data.parts.length);
    }
  }
  const columns = asked.map((one) => surveyed(one, totals.get(one.name)!, rows));
  return { rows, columns };
}

interface Asked extends Candidates {
  readonly name: string;
  readonly raws: ReadonlyMap<Part, readonly RawColumn[]>;
}
/** Sums over the parts. */
interface Counts {
  values: number;
  whole: number;
  zeros: number;
  days: number;
  /** JSON: texts, and objects with arrays. */
  texts: number;
  nested: number;
  least: number | null;
  greatest: number | null;
  neverNull: boolean;
  readonly types: { readonly type: Type; faults: number; nulls: number }[];
}
const emptyCounts = (types: readonly Type[]): Counts => ({
  values: 0,
  whole: 0,
  zeros: 0,
  days: 0,
  texts: 0,
  nested: 0,
  least: null,
  greatest: null,
  neverNull: true,
  types: types.map((type) => ({ type, faults: 0, nulls: 0 })),
});

const SHAPES = 8;

async function countIn(
  data: RawData,
  part: Part,
  asked: readonly Asked[],
  rows: number,
  totals: ReadonlyMap<string, Counts>,
): Promise<void> {
  const inner: string[] = [];
  const outer: string[] = [];
  const read: { readonly counts: Counts; readonly raw: RawColumn; readonly types: number }[] = [];
  for (const { name, raws, types } of asked) {
    const counts = totals.get(name)!;
    const [raw] = raws.get(part) ?? [];
    if (raw === undefined) {
      counts.neverNull = false;
      for (const each of counts.types) each.nulls += rows;
      continue;
    }
    const at = read.length;
    outer.push(...shapesOf(data, raw, types));
    for (const [index, type] of types.entries()) {
      // The data's own columns stand beside these, under names of any kind.
      const own = (what: string): string => `"@feat ${what} ${at} ${index}"`;
      const { value, problem } = data.converting.conversion(type, raw.physical, raw.sql);
      inner.push(
        `(${value}) IS NULL AS ${own("v")}`,
        `${problem ?? `CAST(NULL AS ${data.converting.textType})`} AS ${own("p")}`,
      );
      outer.push(`count(${own("p")})`, `count(*) FILTER (WHERE ${own("v")} AND ${own("p")} IS NULL)`);
    }
    read.push({ counts, raw, types: types.length });
  }
  if (read.length === 0) return;
  const [row = []] = await data.rows(
    `SELECT ${outer.join(", ")} FROM (SELECT ${["data.*", ...inner].join(", ")} FROM ${part.from(part.columns)} AS data) AS data`,
  );
  const whole = part.files === null ? await part.withoutNull(read.map(({ raw }) => raw)) : new Set<RawColumn>();
  let at = 0;
  for (const { counts, raw, types } of read) {
    const [values, wholes, zeros, days, texts, nested, least, greatest] = row.slice(at, at + SHAPES);
    counts.values += Number(values);
    counts.whole += Number(wholes);
    counts.zeros += Number(zeros);
    counts.days += Number(days);
    counts.texts += Number(texts);
    counts.nested += Number(nested);
    counts.least = extreme(Math.min, counts.least, least);
    counts.greatest = extreme(Math.max, counts.greatest, greatest);
    if (!whole.has(raw)) counts.neverNull = false;
    at += SHAPES;
    for (const each of counts.types.slice(0, types)) {
      each.faults += Number(row[at++]);
      each.nulls += Number(row[at++]);
    }
  }
}

const extreme = (of: (...all: number[]) => number, known: number | null, found: unknown): number | null =>
  found == null ? known : known === null ? Number(found) : of(known, Number(found));

/** Counts of values by how they look. There are `SHAPES` of them. */
function shapesOf(
  { forms, converting }: RawData,
  { sql, physical }: RawColumn,
  types: readonly Type[],
): readonly string[] {
  const { family, json } = physical;
  const isText = family === "text" && types.length > 1;
  const text = `trim(CAST(${sql} AS ${converting.textType}))`;
  const count = (condition: string | null): string =>
    condition === null ? "0" : `count(*) FILTER (WHERE ${condition})`;
  const like = (pattern: string): string | null => (isText ? forms.matches(text, pattern) : null);
  const number =
    types.some(isInteger) && (isText || family === "integer" || family === "float" || family === "decimal");
  const jsonDays = json === undefined ? null : forms.matches(json.text, DAY);
  return [
    json === undefined ? `count(${sql})` : count(`${json.kind} <> 'NULL'`),
    count(like("[+-]?[0-9]+")),
    // What begins with a zero is a code, not a number.
    count(like("[+-]?0[0-9]+")),
    count(jsonDays ?? like(DAY)),
    count(json === undefined ? null : `${json.kind} = 'VARCHAR'`),
    count(json === undefined ? null : `${json.kind} IN ('OBJECT', 'ARRAY')`),
    number ? `min(${forms.number(family, sql)})` : "NULL",
    number ? `max(${forms.number(family, sql)})` : "NULL",
  ];
}
const DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}";

function surveyed({ name, raws, sure, why }: Asked, counts: Counts, rows: number): SurveyedColumn {
  const twice = [...raws.values()].some((found) => found.length > 1);
  const found = twice ? undefined : chosen(counts, [...raws.values()].flat()[0]);
  const reason = twice ? "several columns have the name" : (why ?? "its values have no type in common");
  return {
    name,
    type: found?.type ?? null,
    why: found === undefined ? reason : null,
    guessed: !sure,
    values: counts.values,
    faults: found?.faults ?? 0,
    nulls: found?.nulls ?? rows,
    neverNull: counts.neverNull,
    least: counts.least,
    greatest: counts.greatest,
  };
}

/** The first type that all values have and that looks right. Without values, the last one, which takes the most. */
function chosen(counts: Counts, raw: RawColumn | undefined): Counts["types"][number] | undefined {
  const { types, values, whole, zeros, days, texts, nested } = counts;
  const [first] = types;
  if (types.length <= 1) return first;
  const { family, folder } = raw?.physical ?? { family: "text" };
  const isText = family === "text";
  const isJson = family === "json";
  if (values === 0 && first?.type.kind === "array") return first;
  if (values === 0) return types.find(({ type }) => type.kind === "string") ?? types.at(-1);
  const looks = ({ kind }: Type): boolean => {
    if (isJson && nested > 0) return kind === "json";
    switch (kind) {
      case "int64":
        return zeros === 0 && texts === 0;
      case "float64":
        // A whole number that is no int64 would lose digits.
        return zeros === 0 && texts === 0 && !(isText && whole === values);
      case "bool":
        return texts === 0;
      case "date":
        return !(isText || isJson) || days === values || folder === true;
      case "timestamp":
        return !isJson || texts === values;
      case "string":
        return !isJson || texts === values;
      default:
        return true;
    }
  };
  return types.find(({ type, faults }) => faults === 0 && looks(type));
}

/** The unit in which a column of numbers counts times of our age, from 1990 to 2100. Null if it does not. */
export function unitOf({ least, greatest }: SurveyedColumn): ReturnType<typeof epochUnit> | null {
  if (least === null || greatest === null) return null;
  const unit = epochUnit(greatest);
  const second = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 }[unit];
  return least >= 631_152_000 * second && greatest <= 4_102_444_800 * second ? unit : null;
}
