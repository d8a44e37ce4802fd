import type { AggregateSql } from "../../../compiler/functions/row.js";
import { fillTemplate } from "../../../compiler/functions/template.js";
import type { Type } from "../../../runtime/types.js";

/**
 * The SQL of an aggregate over arguments of these types. `wrap` appends FILTER and OVER to each call; `order` is the column
 * that `{order}` stands for; `what` is the feature's name as a string literal.
 */
export function aggregateText(
  sql: AggregateSql,
  args: readonly string[],
  types: readonly Type[],
  names: { readonly order: string; readonly what: string },
  wrap: (call: string) => string,
): string {
  const calls = sql.calls.map((call) =>
    wrap(
      fillTemplate(
        call.replaceAll("{order}", () => names.order),
        args,
      ),
    ),
  );
  const finish = typeof sql.finish === "string" ? sql.finish : sql.finish(types);
  return fillTemplate(
    finish.replaceAll("{what}", () => names.what),
    calls,
  );
}
