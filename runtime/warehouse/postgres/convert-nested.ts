import { postgresType } from "../../postgres-types.js";
import { type ArrayType, isNested, type MapType, type StructType, type Type, typeText } from "../../types.js";
import { takes } from "../../value-texts.js";
import type { Physical } from "../physical.js";
import { type Conversion, separator } from "../sources/conversion.js";
import { literal } from "./text.js";

/* Lists, structs and maps. They come as Postgres arrays or as JSON. */

type Convert = (type: Type, physical: Physical, x: string, depth: number) => Conversion;
type Nested = ArrayType | StructType | MapType;

export function nestedConversion(type: Type, physical: Physical, x: string, depth: number, by: Convert): Conversion {
  const nested = type as Nested;
  const { family, element } = physical;
  switch (family) {
    case "list":
      if (nested.kind !== "array") break;
      // An array of any type may have several dimensions.
      if (nested.element.kind === "array") return fromJson(nested, `to_jsonb(${x})`, depth, by);
      return oneDimension(nested, x, arrayFrom(nested, element!, `unnest(${x})`, `cardinality(${x})`, x, depth, by));
    case "json":
      return fromJson(nested, `CAST(${x} AS JSONB)`, depth, by);
    case "text": {
      const json = `pg_temp.feat_read_json(CAST(${x} AS TEXT))`;
      const own = fromJson(nested, json, depth, by);
      const broken = `${x} IS NOT NULL AND ${json} IS NULL`;
      return {
        value: own.value,
        problem: `CASE WHEN ${broken} THEN ${noType(nested, x)} ELSE ${own.problem ?? "NULL"} END`,
      };
    }
    default:
      break;
  }
  const plain = typeText({ ...type, nullable: false });
  return {
    value: `CAST(NULL AS ${postgresType(type)})`,
    problem: `CASE WHEN ${x} IS NOT NULL THEN ${complaint(type, `${shown(x)} || ${literal(` is ${physical.name}, not ${plain}`)}`)} END`,
  };
}

/** A matrix is no list of plain values. A list's first element has number 1, whatever number it has in the data. */
function oneDimension(type: Nested, x: string, { value, problem }: Conversion): Conversion {
  const fault = complaint(
    type,
    `${shown(x)} || ${literal(` has several dimensions, and is not a valid ${typeText({ ...type, nullable: false })}`)}`,
  );
  const from1 = value === x ? `WHEN array_lower(${x}, 1) <> 1 THEN (${x})[:] ` : "";
  return {
    value: `CASE WHEN array_ndims(${x}) > 1 THEN NULL ${from1}ELSE ${value} END`,
    problem: `CASE WHEN array_ndims(${x}) > 1 THEN ${fault}${problem === null ? "" : ` ELSE ${problem}`} END`,
  };
}

const shown = (x: string): string => `CAST(to_json(left(CAST(${x} AS TEXT), 60)) AS TEXT)`;
const complaint = (type: Type, what: string): string =>
  `${literal(separator)} || ${what} || ${literal(`${separator}${takes(type)}`)}`;
const noType = (type: Type, x: string): string =>
  complaint(type, `${shown(x)} || ${literal(` is not a valid ${typeText({ ...type, nullable: false })}`)}`);

const json: Physical = { family: "json", name: "JSONB" };

/** JSON's null is null. */
function fromJson(type: Nested, x: string, depth: number, by: Convert): Conversion {
  const kind = `jsonb_typeof(${x})`;
  const of = (wanted: string, { value, problem }: Conversion): Conversion => ({
    value: `CASE WHEN ${kind} = '${wanted}' THEN ${value} END`,
    problem: `CASE WHEN ${kind} = '${wanted}' THEN ${problem ?? "NULL"} WHEN ${kind} <> 'null' THEN ${noType(type, x)} END`,
  });
  switch (type.kind) {
    case "array":
      return of("array", arrayFrom(type, json, `jsonb_array_elements(${x})`, `jsonb_array_length(${x})`, x, depth, by));
    case "struct":
      return of("object", structFrom(type, x, depth, by));
    case "map":
      return of("object", mapFrom(type, x, depth, by));
  }
}

function arrayFrom(
  type: ArrayType,
  physical: Physical,
  rows: string,
  length: string,
  x: string,
  depth: number,
  by: Convert,
): Conversion {
  const [item, place] = [`"~x${depth}"`, `"~i${depth}"`];
  const from = `${rows} WITH ORDINALITY AS "~l${depth}"(${item}, ${place})`;
  const own = by(type.element, physical, item, depth + 1);
  const value = isNested(type.element) && type.element.kind === "array" ? `to_jsonb(${own.value})` : own.value;
  const same = own.value === item && own.problem === null && physical.family !== "json";
  const made = same ? x : `CAST(ARRAY(SELECT ${value} FROM ${from} ORDER BY ${place}) AS ${postgresType(type)})`;
  const problem =
    own.problem === null
      ? null
      : `(SELECT '[' || (${place} - 1) || ']' || "p" FROM (SELECT ${place}, ${own.problem} AS "p" FROM ${from}) AS "q" WHERE "p" IS NOT NULL ORDER BY ${place} LIMIT 1)`;
  const there = (sql: string): string => `CASE WHEN ${x} IS NOT NULL THEN ${sql} END`;
  if (type.size === null)
    return { value: same ? made : there(made), problem: problem === null ? null : there(problem) };
  // A vector with an element that reads as null is null itself. A vector of another length is a fault (MEANING 72).
  const whole = `NOT EXISTS (SELECT FROM ${from} WHERE (${own.value}) IS NULL)`;
  const wrongLength = complaint(
    type,
    `${shown(x)} || ' has ' || ${length} || ' elements, and is not a valid ${typeText({ ...type, nullable: false })}'`,
  );
  return {
    value: `CASE WHEN ${length} = ${type.size} AND ${whole} THEN ${made} END`,
    problem: `CASE WHEN ${length} <> ${type.size} THEN ${wrongLength}${problem === null ? "" : ` ELSE ${problem}`} END`,
  };
}

/** The problem of a part of a value, after its path. A null is a fault if the part's type is not nullable. */
function within(where: string, type: Type, x: string, { value, problem }: Conversion): string | null {
  if (type.nullable) return problem === null ? null : `${where} || ${problem}`;
  const what = `CASE WHEN ${x} IS NULL THEN 'null is' ELSE ${shown(x)} || ' reads as null, which is' END || ${literal(` not a valid ${typeText(type)}`)}`;
  const missing = `CASE WHEN (${value}) IS NULL THEN ${complaint(type, what)} END`;
  return `${where} || ${problem === null ? missing : `coalesce(${problem}, ${missing})`}`;
}

const firstOf = (problems: readonly (string | null)[]): string | null => {
  const some = problems.filter((problem) => problem !== null);
  return some.length === 0 ? null : some.length === 1 ? some[0]! : `coalesce(${some.join(", ")})`;
};

function structFrom(type: StructType, x: string, depth: number, by: Convert): Conversion {
  const fields = type.fields.map(({ name, type: of }) => {
    const own = `(${x} -> ${literal(name)})`;
    return { name, of, own, read: by(of, json, own, depth + 1) };
  });
  const members = fields.map(({ name, read }) => `${literal(name)}, ${read.value}`);
  const groups: string[] = [];
  for (let start = 0; start < members.length; start += 50)
    groups.push(`jsonb_build_object(${members.slice(start, start + 50).join(", ")})`);
  return {
    value: groups.length === 0 ? "CAST('{}' AS JSONB)" : groups.join(" || "),
    problem: firstOf(fields.map(({ name, of, own, read }) => within(literal(`.${name}`), of, own, read))),
  };
}

/** Entries are in ascending order of their keys wherever a map is read. */
function mapFrom(type: MapType, x: string, depth: number, by: Convert): Conversion {
  const [k, v] = [`"~k${depth}"`, `"~v${depth}"`];
  const from = `jsonb_each(${x}) AS "~m${depth}"(${k}, ${v})`;
  const key = by({ ...type.key, nullable: false }, { family: "text", name: "TEXT" }, k, depth + 1);
  const value = by(type.value, json, v, depth + 1);
  const inside = firstOf([
    within(`'{' || ${shown(k)} || '}'`, { ...type.key, nullable: false }, k, key),
    within(`'[' || ${shown(k)} || ']'`, type.value, v, value),
  ]);
  const first =
    inside === null
      ? null
      : `(SELECT "p" FROM (SELECT ${k}, ${inside} AS "p" FROM ${from}) AS "q" WHERE "p" IS NOT NULL ORDER BY ${k} COLLATE "C" LIMIT 1)`;
  const twice = `CASE WHEN (SELECT count(*) <> count(DISTINCT ${key.value}) FROM ${from}) THEN ${complaint(type, `${shown(x)} || ' has a key twice'`)} END`;
  return {
    value: `(SELECT coalesce(jsonb_object_agg(CAST(${key.value} AS TEXT), ${value.value}), '{}') FROM ${from} WHERE (${key.value}) IS NOT NULL)`,
    problem: firstOf([first, twice]),
  };
}
