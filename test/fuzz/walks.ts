import { aggregateFunctions } from "../../compiler/functions/index.js";
import { aggregateTolerances } from "../../compiler/functions/tolerances.js";
import type { Type } from "../../runtime/types.js";
import { nameOf, signatures } from "./calls.js";
import type { Choose } from "./choose.js";
import { fuzzTypes } from "./types.js";

/*
 * Aggregates over the elements of lists, typed by construction: those that agree to the last digit.
 */

/** An aggregate, and its arguments' types; null where it demands a literal. */
export interface Walked {
  readonly name: string;
  readonly args: readonly (string | null)[];
}

const isExact = (name: string, result: Type): boolean =>
  !aggregateTolerances.has(name) || (result.kind !== "float64" && result.kind !== "float32");

const byResult = new Map<string, Walked[]>();
for (const { name, overloads } of aggregateFunctions.values())
  for (const overload of overloads)
    for (const types of overload.ts === undefined ? [] : signatures(overload)) {
      if (overload.accepts?.(types) === false) continue;
      const result = overload.result(types);
      if (!isExact(name, result)) continue;
      const args = types.map((type, i) => (overload.params[i]?.literal === true ? null : nameOf(type)));
      byResult.set(nameOf(result), [...(byResult.get(nameOf(result)) ?? []), { name, args }]);
    }

/** By the type of what they give. */
export const exactWalks: ReadonlyMap<string, readonly Walked[]> = byResult;

const lists = fuzzTypes.flatMap(({ name, type }) =>
  type.kind === "array" && type.size === null ? [{ list: name, element: nameOf(type.element) }] : [],
);

/**
 * One that gives a type, or a map of that type by a key; null where there is none. `within` makes an expression in which the name of an element may stand.
 */
export function walked(
  type: Type,
  choose: Choose,
  inner: (type: string) => string,
  within: (type: string, element: readonly [type: string, name: string]) => string,
  name: string,
): string | null {
  const choices = exactWalks.get(nameOf(type.kind === "map" ? type.value : type)) ?? [];
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
