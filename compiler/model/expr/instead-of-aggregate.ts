/** Aggregates that people call on single values → what to write instead. */
const instead: ReadonlyMap<string, string> = new Map([
  ["min", "the smaller of two values is `least(a, b)`"],
  ["max", "the greater of two values is `greatest(a, b)`"],
  ["sum", "for single values write `a + b`, for a list `sum(x) each x in xs`"],
  ["avg", "for single values write `(a + b) / 2.0`, for a list `avg(x) each x in xs`"],
  ["any", "for single values write `a or b`, for a list `any(x) each x in xs`"],
  ["all", "for single values write `a and b`, for a list `all(x) each x in xs`"],
  ["count", "the number of a list's elements is `length(xs)`"],
  ["last", "the last element of a list is `xs[length(xs) - 1]`"],
  ["first", "the first element of a list is `xs[0]`"],
]);

const elsewhere = "aggregate in a view, and use its feature here";

/** What to write where the aggregate `name` is called in a place without rows. */
export const insteadOfAggregate = (name: string): string => {
  const single = instead.get(name);
  return single === undefined ? elsewhere : `${single}; over rows, ${elsewhere}`;
};
