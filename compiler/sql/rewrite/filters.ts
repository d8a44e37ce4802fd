import type { FunctionNode, RawNode } from "kysely";
import { caseOf, filterOf, fn, number, type Sql } from "../tree/index.js";

const ONE = number(1);

/**
 * For an engine without FILTER: the first argument of the aggregate is null for other rows. Aggregates leave out nulls.
 * What `count(*)` counts becomes an argument.
 */
export function withoutFilter(node: Sql): Sql {
  const found = filterOf(node);
  if (found === null) return node;
  const { call, condition } = found;
  const kept = (value: Sql): Sql => caseOf([[condition, value]]);
  if (call.kind === "FunctionNode") {
    const { func, arguments: args } = call as FunctionNode;
    const [first, ...others] = args;
    return first === undefined ? fn(func, kept(ONE)) : fn(func, kept(first), ...others);
  }
  const raw = call as RawNode;
  const [first, ...others] = raw.parameters;
  return first === undefined ? fn("count", kept(ONE)) : ({ ...raw, parameters: [kept(first), ...others] } as Sql);
}
