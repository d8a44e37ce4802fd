/** Values of a plan as a table of results holds them. */
import { postgresType } from "../../postgres-types.js";
import { isNested, type Type } from "../../types.js";
import { literal } from "./text.js";

/**
 * SQL that converts a value from its plan form to the type that people use: times and dates, JSON, arrays of plain
 * values. Structs, maps and lists of them are JSONB, in which times are texts of RFC 3339 and bytes are base64, as in
 * the JSON of a client. Numbers in JSONB keep all their digits.
 */
export function toNatural(type: Type, x: string): string {
  switch (type.kind) {
    case "timestamp":
      return `(pg_temp.feat_timestamp(${x}) AT TIME ZONE 'UTC')`;
    case "date":
      return `(DATE '1970-01-01' + ${x})`;
    case "json":
      return `CAST(${x} AS JSON)`;
    case "string":
    case "enum":
      // The texts of a plan have a collation of their own, which the table's column would get.
      return `(${x} COLLATE "default")`;
    case "array": {
      if (isNested(type.element)) return jsonNatural(type, `to_jsonb(${x})`, 0);
      const each = toNatural(type.element, "e");
      const list = `ARRAY(SELECT ${each} FROM unnest(${x}) WITH ORDINALITY AS l(e, i) ORDER BY i)`;
      return each === "e" ? x : `CASE WHEN ${x} IS NOT NULL THEN ${list} END`;
    }
    case "struct":
    case "map":
      return jsonNatural(type, x, 0);
    default:
      return `CAST(${x} AS ${postgresType(type)})`;
  }
}

/** The same for a value in JSONB. A null is NULL or JSON's null. */
function jsonNatural(type: Type, x: string, depth: number): string {
  if (!hasOwnForm(type)) return x;
  const [item, place] = [`e${depth}`, `i${depth}`];
  const given = (value: string): string => `CASE WHEN jsonb_typeof(${x}) <> 'null' THEN ${value} ELSE ${x} END`;
  switch (type.kind) {
    case "array": {
      const each = jsonNatural(type.element, item, depth + 1);
      return given(
        `(SELECT coalesce(jsonb_agg(${each} ORDER BY ${place}), '[]') FROM jsonb_array_elements(${x}) WITH ORDINALITY AS l${depth}(${item}, ${place}))`,
      );
    }
    case "struct": {
      const own = type.fields.filter((field) => hasOwnForm(field.type));
      const changed = own.map(({ name, type: of }) => {
        const value = jsonNatural(of, `(${x} -> ${literal(name)})`, depth);
        return `jsonb_build_object(${literal(name)}, ${value})`;
      });
      return given(`(${[x, ...changed].join(" || ")})`);
    }
    case "map": {
      const key = `k${depth}`;
      const name = scalarText(type.key, key) ?? key;
      const value = jsonNatural(type.value, item, depth + 1);
      return given(
        `(SELECT coalesce(jsonb_object_agg(${name}, ${value}), '{}') FROM jsonb_each(${x}) AS l${depth}(${key}, ${item}))`,
      );
    }
    case "json":
      return given(`CAST(${x} #>> '{}' AS JSONB)`);
    default:
      return given(`to_jsonb(${scalarText(type, `(${x} #>> '{}')`) ?? x})`);
  }
}

/** The text of a time or of bytes, from the text of its plan form. Null if the two are one. */
function scalarText(type: Type, text: string): string | null {
  switch (type.kind) {
    case "timestamp":
      return `pg_temp.feat_timestamp_text(CAST(${text} AS BIGINT))`;
    case "date":
      return `pg_temp.feat_date_text(CAST(${text} AS INTEGER))`;
    case "bytes":
      return `translate(encode(CAST(${text} AS BYTEA), 'base64'), E'\\n', '')`;
    default:
      return null;
  }
}

/** True if a value's JSON differs from the JSON of its plan form. */
function hasOwnForm(type: Type): boolean {
  switch (type.kind) {
    case "timestamp":
    case "date":
    case "bytes":
    case "json":
      return true;
    case "array":
      return hasOwnForm(type.element);
    case "struct":
      return type.fields.some((field) => hasOwnForm(field.type));
    case "map":
      return hasOwnForm(type.key) || hasOwnForm(type.value);
    default:
      return false;
  }
}
