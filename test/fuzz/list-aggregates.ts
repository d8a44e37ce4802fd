import { aggregateFunctions } from "../../compiler/functions/index.js";
import { aggregateTolerances } from "../../compiler/functions/tolerances.js";
import type { Type } from "../../runtime/types.js";
import { nameOf, signatures } from "./calls.js";
import type { Choose } from "./choose.js";
import { fuzzTypes } from "./types.js";

/*
 * Random aggregates over the elements of lists, typed by construction. Only aggregates with an exact result are used.
 */

/** An aggregate and the types of its arguments; null for a parameter that must be a literal. */
export interface ListAggregate {
  readonly name: string;
  readonly args: readonly (string | null)[];
}

const isExact = (name: string, result: Type): boolean =>
  !aggregateTolerances.has(name) || (result.kind !== "float64" && result.kind !== "float32");

const byResult = new Map<string, ListAggregate[]>();
for (const { name, overloads } of aggregateFunctions.values())
  for (const overload of overloads)
    for (const types of overload.ts === undefined ? [] : signatures(overload)) {
      if (overload.accepts?.(types) === false) continue;
      const result = overload.result(types);
      if (!isExact(name, result)) continue;
      const args = types.map((type, i) => (overload.params[i]?.literal === true ? null : nameOf(type)));
      byResult.set(nameOf(result), [...(byResult.get(nameOf(result)) ?? []), { name, args }]);
    }

/** Aggregates by the type of their result. */
export const exactListAggregates: ReadonlyMap<string, readonly ListAggregate[]> = byResult;

const lists = fuzzTypes.flatMap(({ name, type }) =>
  type.kind === "array" && type.size === null ? [{ list: name, element: nameOf(type.element) }] : [],
);

/**
 * An aggregate over a list whose result has this type, or, for a map type, one with `by` whose groups have the map's
 * value type; null if there is none. `within` makes an expression that may use the element's name.
 */
export function listAggregate(
  type: Type,
  choose: Choose,
  inner: (type: string) => string,
  within: (type: string, element: readonly [type: string, name: string]) => string,
  name: string,
): string | null {
  const choices = exactListAggregates.get(nameOf(type.kind === "map" ? type.value : type)) ?? [];
  if (choices.length === 0) return null;
  const aggregate = choose.of([...new Set(choices.map((each) => each.name))]);
  const { args } = choose.of(choices.filter((each) => each.name === aggregate));
  const own = lists.filter(({ element }) => args.includes(element));
  const { list, element } = choose.of(own.length > 0 && !choose.once(3) ? own : lists);
  const value = (of: string): string => within(of, [element, name]);
  const texts = args.map((of) => (of === null ? choose.of(["1", "2", "3"]) : value(of)));
  const where = choose.once(3) ? ` where ${value("bool")}` : "";
  const top = choose.once(3) ? " top 2" : "";
  const by = type.kind === "map" ? ` by ${value(nameOf(type.key))}${top}` : "";
  return `(${aggregate}(${texts.join(", ")}) each ${name} in ${inner(list)}${where}${by})`;
}
