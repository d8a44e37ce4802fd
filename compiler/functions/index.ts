/**
 * The language's functions: a table of scalar functions and operators, a table of aggregates, and a table of
 * conversions.
 *
 * In: nothing. Out: rows by name, in the order of their families.
 * Always: a name is either a scalar function or an aggregate. A row holds everything about its function but SQL: types,
 * null behaviour, facts that planning needs, the name of its TypeScript function, examples.
 */
import { counting } from "./aggregate/counting.js";
import { extremes } from "./aggregate/extremes.js";
import { lists } from "./aggregate/lists.js";
import { ordered, orderedBy } from "./aggregate/ordered.js";
import { shape } from "./aggregate/shape.js";
import { shares } from "./aggregate/shares.js";
import { statistics } from "./aggregate/statistics.js";
import type { AggregateFunction, AggregateOverload, Overload, ScalarFunction } from "./row.js";
import { arithmetic } from "./scalar/arithmetic.js";
import { arrays } from "./scalar/arrays.js";
import { casts } from "./scalar/casts.js";
import { comparison } from "./scalar/comparison.js";
import { logic } from "./scalar/logic.js";
import { numbers } from "./scalar/numbers.js";
import { ordering } from "./scalar/ordering.js";
import { text } from "./scalar/text.js";
import { time } from "./scalar/time.js";

export { conversions } from "./conversions.js";

const byName = <Row extends { readonly name: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> =>
  new Map(rows.map((row) => [row.name, row]));

export const scalarFunctions: ReadonlyMap<string, ScalarFunction> = byName([
  ...arithmetic,
  ...comparison,
  ...logic,
  ...ordering,
  ...numbers,
  ...text,
  ...arrays,
  ...time,
  ...casts,
]);

export const aggregateFunctions: ReadonlyMap<string, AggregateFunction> = byName([
  ...counting,
  ...statistics,
  ...extremes,
  ...ordered,
  ...orderedBy,
  ...lists,
  ...shape,
  ...shares,
]);

interface Resolved {
  readonly function: string;
  readonly overload: string;
}
const overloadIn =
  <Row extends { readonly key: string }>(rows: ReadonlyMap<string, { readonly overloads: readonly Row[] }>) =>
  ({ function: name, overload }: Resolved): Row => {
    const found = rows.get(name)?.overloads.find(({ key }) => key === overload);
    if (found === undefined) throw new Error(`no function ${name} (${overload})`);
    return found;
  };
/** The row that a call was resolved to. */
export const scalarOverload: (call: Resolved) => Overload = overloadIn(scalarFunctions);
export const aggregateOverload: (call: Resolved) => AggregateOverload = overloadIn(aggregateFunctions);
