import { isNested, type Type } from "../../../../runtime/types.js";
import { fillSql, fn, isNotNull, lambda, type Sql, where } from "../../tree/index.js";
import { field, struct } from "./structs.js";

/** A value as the training set shows it to people: instants and dates in DuckDB's own types. */
export function output(type: Type, x: Sql, depth = 0): Sql {
  if (!hasTimes(type)) return x;
  const over = (list: Sql, each: (element: Sql) => Sql): Sql =>
    fn(
      "list_transform",
      list,
      lambda([`e${depth}`], (e) => each(e!)),
    );
  switch (type.kind) {
    case "timestamp":
      return fillSql("make_timestamp({0}) AT TIME ZONE 'UTC'", [x]);
    case "date":
      return fn("make_date", x);
    case "array":
      return over(x, (e) => output(type.element, e, depth + 1));
    case "struct": {
      const fields = type.fields.map(({ name, type: of }) => [name, output(of, field(x, name), depth)] as const);
      return where(isNotNull(x), struct(fields));
    }
    case "map":
      return fn(
        "map_from_entries",
        over(fn("map_entries", x), (e) =>
          struct([
            ["k", output(type.key, fillSql("{0}.key", [e]), depth + 1)],
            ["v", output(type.value, fillSql("{0}.value", [e]), depth + 1)],
          ]),
        ),
      );
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
