import type { ScalarOverload } from "../../../functions/overloads.js";
import { listKinds } from "../../../functions/scalar/list-kinds.js";
import { caseOf, isIn, isNotNull, number, op, type Sql, where } from "../../tree/index.js";
import { type ArgumentFacts, forEach, type Limited, type SqlCell, type Unsupported, unsupported } from "../cell.js";
import { noLists } from "./unsupported.js";
import { bigint, ONE, ZERO } from "./values.js";

/* Lists, maps and the values within JSON. Of lists there are only those of literals, which are arguments. */

const ofLiterals = (place: number, cell: (x: Sql, elements: readonly Sql[], facts: ArgumentFacts) => Sql): Limited => ({
  cell: (args, facts) => {
    const { elements } = facts[place]!;
    if (elements === undefined) throw new Error("a list of literals was expected");
    return cell(args[1 - place]!, elements, facts[1 - place]!);
  },
  lacks: (_, lists) => (lists?.[place] === true ? null : noLists),
});
const unlessNull = (x: Sql, { nullable }: ArgumentFacts, value: Sql): Sql =>
  nullable ? where(isNotNull(x), value) : value;
/** The place of the first element that is equal, from 0. */
const placeOf = (x: Sql, elements: readonly Sql[]): Sql =>
  bigint(caseOf(elements.map((each, index) => [op("=", x, each), number(index)] as const)));
/** How many edges a number has reached. */
const bucket = ofLiterals(1, (x, elements, facts) => {
  const reached = elements.map((edge) => caseOf([[op("<=", edge, x), ONE]], ZERO));
  return unlessNull(x, facts, bigint(reached.reduce((sum, each) => op("+", sum, each))));
});

const searches = {
  ...forEach(
    listKinds,
    (kind) => `in/${kind}`,
    () => ofLiterals(1, (x, elements) => isIn(x, elements)),
  ),
  ...forEach(
    listKinds,
    (kind) => `contains/${kind}[]`,
    () => ofLiterals(0, (x, elements) => isIn(x, elements)),
  ),
  ...forEach(
    listKinds,
    (kind) => `index_of/${kind}[]`,
    () => ofLiterals(0, placeOf),
  ),
  ...forEach(
    listKinds,
    (kind) => `ordinal/${kind}`,
    () => ofLiterals(1, placeOf),
  ),
  "bucket/int64": bucket,
  "bucket/float64": bucket,
} as const satisfies Partial<Record<ScalarOverload, Limited>>;

export const lists = {
  ...searches,
  ...forEach(
    listKinds,
    (kind) => `one_hot/${kind}`,
    () => unsupported(noLists),
  ),
  ...forEach(
    [
      "length/array",
      "element/array",
      "range/int64",
      "slice/array",
      "array_concat/array",
      "array_distinct/array",
      "array_sort/array",
      "array_min/array",
      "array_max/array",
      "array_sum/array",
      "array_avg/array",
      "join/string",
      "dot/array",
      "dot/map",
      "norm/array",
      "norm/map",
      "cosine_similarity/array",
      "cosine_similarity/map",
      "euclidean_distance/array",
      "entropy/array",
      "entropy/map",
      "element/map",
      "element/json_field",
      "element/json_element",
      "keys/map",
      "values/map",
      "length/map",
    ],
    (key) => key,
    () => unsupported(noLists),
  ),
} as const satisfies Partial<Record<ScalarOverload, SqlCell | Limited | Unsupported>>;
