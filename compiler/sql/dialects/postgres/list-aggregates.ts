import { isNested, type Type } from "../../../../runtime/types.js";
import type { AggregateOverloadName } from "../../../functions/overloads.js";
import { bare, cast, fn, id, isNotNull, NULL, number, type Sql, sql, where } from "../../tree/index.js";
import { type AggregateCell, type AggregateNames, type AggregateTemplate, forEach } from "../cell.js";
import { jsonTextOf } from "./json-text.js";
import {
  arrayOf,
  asElement,
  byCodePoint,
  each,
  element,
  elements,
  firstOf,
  helper,
  inlinedOr,
  inOrder,
  isText,
  ofElement,
  query,
} from "./values.js";

/*
 * Aggregates that hold all values, in the order that they need. Postgres keeps nulls in a list, so nulls are sorted
 * last or removed afterwards.
 */

const ordered = (value: Sql, by: readonly Sql[]): Sql => {
  const [first, ...others] = by;
  return sql`array_agg(${value} ORDER BY ${others.reduce((left, right) => sql`${left}, ${right}`, first!)})`;
};
const typeOf = ({ types }: AggregateNames): Type => types[0]!;
const own = (x: Sql, names: AggregateNames): Sql => asElement(x, typeOf(names));

const oldestFirst: AggregateTemplate = ([x], names) => ordered(own(x!, names), [names.order]);
const newestFirst: AggregateTemplate = ([x], names) => ordered(own(x!, names), [sql`${names.order} DESC`]);
const present = (list: Sql): Sql => fn("array_remove", list, NULL);
/** The first n elements. The aggregate's second argument is n. */
const some = (list: Sql, { literals }: AggregateNames): Sql => firstOf(list, bare(literals[1]!));

/** The value of the first row that is not null. */
const first =
  (direction: "" | " DESC"): AggregateTemplate =>
  ([x], names) =>
    ordered(own(x!, names), [sql`(${x!} IS NULL)`, direction === "" ? names.order : sql`${names.order} DESC`]);
const firstValue: AggregateTemplate = ([list], names) =>
  ofElement(element(list!, number(1)), elementType(typeOf(names)));
/** Structs and maps are jsonb in a list too. */
const elementType = (type: Type): Type => (type.kind === "array" ? type : { kind: "bool", nullable: true });

/** Rows are ordered by y. On a tie the latest row counts (MEANING 63). */
const byValue = (direction: "" | " DESC"): AggregateCell => ({
  framed: false,
  calls: [
    ([x, y], names) => {
      const rank = inOrder(y!, names.types[1]!);
      return ordered(where(isNotNull(y!), own(x!, names)), [
        sql`(${x!} IS NULL OR ${y!} IS NULL)`,
        direction === "" ? rank : sql`${rank} DESC`,
        sql`${names.order} DESC`,
      ]);
    },
  ],
  finish: firstValue,
});

const E = id("~e");
const distinct: AggregateTemplate = ([list], names) =>
  arrayOf(
    query({
      columns: [E],
      from: elements(list!, "~e", "@place"),
      where: [isNotNull(E)],
      groupBy: [E],
      orderBy: [fn("min", id("@place"))],
      limit: bare(names.literals[1]!),
    }),
  );

const kinds = [
  "bool",
  "int32",
  "int64",
  "float32",
  "float64",
  "string",
  "timestamp",
  "date",
  "decimal",
  "enum",
  "array",
  "struct",
] as const;
/**
 * Values by how often they occur; on ties the smaller value comes first (MEANING 62). Lists and structs are ordered by
 * their JSON text.
 */
const byFrequency = (list: Sql, type: Type, limit: Sql): Sql =>
  arrayOf(
    query({
      columns: [E],
      from: each(list, "~e"),
      where: [isNotNull(E)],
      groupBy: [E],
      orderBy: [
        sql`count(*) DESC`,
        isNested(type) ? byCodePoint(jsonTextOf(type, ofElement(E, type))) : inOrder(E, type),
      ],
      limit,
    }),
  );
const all: AggregateTemplate = ([x], names) => sql`array_agg(${own(x!, names)})`;
const frequent: AggregateCell = {
  framed: false,
  calls: [all],
  finish: ([list], names) => byFrequency(list!, typeOf(names), bare(names.literals[1]!)),
};
const mode: AggregateCell = {
  framed: false,
  calls: [all],
  finish: ([list], names) => firstValue([byFrequency(list!, typeOf(names), number(1))], names),
};

const sorted =
  (direction: "" | " DESC"): AggregateTemplate =>
  ([x], names) => {
    const by = isText(typeOf(names)) ? byCodePoint(x!) : x!;
    return ordered(x!, [direction === "" ? sql`${by}` : sql`${by} DESC NULLS LAST`]);
  };

/* Fixed vectors (MEANING 72). All vectors of a column have one length. A null vector is left out. */
const ofDoubles =
  (name: string): AggregateTemplate =>
  ([x]) =>
    helper(name, cast(x!, "DOUBLE PRECISION[]"));

const listOf = (call: AggregateTemplate, finish: AggregateTemplate): AggregateCell => ({
  framed: false,
  calls: [call],
  finish,
});

export const listAggregates = {
  "first/any": listOf(first(""), firstValue),
  "last/any": listOf(first(" DESC"), firstValue),
  "min_by/any": byValue(""),
  "max_by/any": byValue(" DESC"),
  "first_n/any": listOf(oldestFirst, ([list], names) => some(present(list!), names)),
  "last_n/any": listOf(newestFirst, ([list], names) => some(present(list!), names)),
  "last_distinct_n/any": listOf(newestFirst, distinct),
  "collect/any": listOf(oldestFirst, ([list]) => present(list!)),
  "largest_n/any": listOf(sorted(" DESC"), ([list], names) => some(present(list!), names)),
  "smallest_n/any": listOf(sorted(""), ([list], names) => some(present(list!), names)),
  ...forEach(
    kinds,
    (kind) => `most_frequent_n/${kind}`,
    () => frequent,
  ),
  ...forEach(
    kinds,
    (kind) => `mode/${kind}`,
    () => mode,
  ),
  "sum/vector": { framed: false, calls: [ofDoubles("vector_sum")], finish: ([sum]) => helper("whole", sum!) },
  "avg/vector": {
    framed: false,
    calls: [ofDoubles("vector_sum"), "count({0})"],
    finish: ([sum, count]) =>
      where(
        isNotNull(helper("whole", sum!)),
        arrayOf(
          query({
            columns: [inlinedOr("divide", "quotient", [E, cast(count!, "DOUBLE PRECISION")])],
            from: elements(sum!, "~e", "@place"),
            orderBy: [id("@place")],
          }),
        ),
      ),
  },
  "min/vector": { framed: false, calls: [([x]) => helper("vector_min", x!)] },
  "max/vector": { framed: false, calls: [([x]) => helper("vector_max", x!)] },
} as const satisfies Partial<Record<AggregateOverloadName, AggregateCell>>;
