import { isNested, type Type } from "../../../../runtime/types.js";
import { fn, isNotNull, type Sql, where } from "../../tree/index.js";
import { field, mapped, struct } from "./values.js";

/** A value as the training set shows it to people: instants and dates in Spark's own types. */
export function output(type: Type, x: Sql, depth = 0): Sql {
  if (!hasTimes(type)) return x;
  switch (type.kind) {
    case "timestamp":
      return fn("timestamp_micros", x);
    case "date":
      return fn("date_from_unix_date", x);
    case "array":
      return mapped(x, `e${depth}`, (e) => output(type.element, e, depth + 1));
    case "struct": {
      const fields = type.fields.map(({ name, type: of }) => [name, output(of, field(x, name), depth)] as const);
      return where(isNotNull(x), struct(fields));
    }
    case "map": {
      const entries = mapped(fn("map_entries", x), `e${depth}`, (e) =>
        struct([
          ["k", output(type.key, field(e, "key"), depth + 1)],
          ["v", output(type.value, field(e, "value"), depth + 1)],
        ]),
      );
      return fn("map_from_entries", entries);
    }
    default:
      return x;
  }
}

function hasTimes(type: Type): boolean {
  if (!isNested(type)) return type.kind === "timestamp" || type.kind === "date";
  switch (type.kind) {
    case "array":
      return hasTimes(type.element);
    case "struct":
      return type.fields.some((of) => hasTimes(of.type));
    case "map":
      return hasTimes(type.key) || hasTimes(type.value);
  }
}
