/** Aggregates that people call on single values → what to write instead. */
const instead: ReadonlyMap<string, string> = new Map([
  ["min", "the smaller of two values is `least(a, b)`"],
  ["max", "the greater of two values is `greatest(a, b)`"],
  ["sum", "of single values it is `a + b`, of a list `sum(x) each x in xs`"],
  ["avg", "of single values it is `(a + b) / 2.0`, of a list `avg(x) each x in xs`"],
  ["any", "of single values it is `a or b`, of a list `any(x) each x in xs`"],
  ["all", "of single values it is `a and b`, of a list `all(x) each x in xs`"],
  ["count", "the number of a list's elements is `length(xs)`"],
  ["last", "of a list it is `xs[length(xs) - 1]`"],
  ["first", "of a list it is `xs[0]`"],
]);

const elsewhere = "aggregate in a view, and use its feature here";

/** What to write where the aggregate `name` is called in a place without rows. */
export const insteadOfAggregate = (name: string): string => {
  const single = instead.get(name);
  return single === undefined ? elsewhere : `${single}; over rows, ${elsewhere}`;
};
