import { isNested, type Type } from "../../../../runtime/types.js";
import { caseOf, cast, fillSql, fn, id, isNotNull, type Sql, sql, text } from "../../tree/index.js";
import { dateOf } from "./times.js";
import { bound, fromJson, helper, jsonObject, keyOf, mapped, member, ofElement, query } from "./values.js";

/** A value as the training set gives it to people: instants and dates as such; within jsonb as JSON's texts of them. */
export function output(type: Type, x: Sql): Sql {
  switch (type.kind) {
    case "timestamp":
      return fn("timezone", text("UTC"), helper("timestamp", x));
    case "date":
      return dateOf(x);
    case "array":
      if (!hasTimes(type)) return x;
      return mapped(x, "o", (e) =>
        isNested(type.element)
          ? fn("to_jsonb", inJson(type.element, ofElement(e, type.element), 0))
          : output(type.element, e),
      );
    case "struct":
    case "map":
      return inJson(type, x, 0);
    default:
      return x;
  }
}

function inJson(type: Type, x: Sql, depth: number): Sql {
  if (!hasTimes(type)) return x;
  switch (type.kind) {
    case "timestamp":
      return helper("timestamp_text", x);
    case "date":
      return helper("date_text", x);
    case "array":
      return mapped(x, `o${depth}`, (e) => fn("to_jsonb", inJson(type.element, ofElement(e, type.element), depth + 1)));
    case "struct":
      return bound(`o${depth}`, x, (own) => {
        const fields = type.fields.map(
          ({ name, type: of }) => [text(name), inJson(of, member(own, text(name), of), depth + 1)] as const,
        );
        return caseOf([[isNotNull(own), jsonObject(fields)]]);
      });
    case "map":
      return bound(`o${depth}`, x, (own) => {
        const [key, value] = [id(`~k${depth}`), id(`~v${depth}`)];
        const shown = cast(inJson(type.key, keyOf(key, type.key), depth + 1), "TEXT");
        const made = fillSql("jsonb_object_agg({0}, {1})", [
          shown,
          inJson(type.value, fromJson(value, type.value), depth + 1),
        ]);
        const entries = query({ columns: [made], from: sql`jsonb_each(${own}) AS "@e"(${key}, ${value})` });
        return caseOf([[isNotNull(own), fn("coalesce", entries, cast(text("{}"), "JSONB"))]]);
      });
    default:
      return x;
  }
}

function hasTimes(type: Type): boolean {
  switch (type.kind) {
    case "array":
      return hasTimes(type.element);
    case "struct":
      return type.fields.some((of) => hasTimes(of.type));
    case "map":
      return hasTimes(type.key) || hasTimes(type.value);
    default:
      return type.kind === "timestamp" || type.kind === "date";
  }
}
