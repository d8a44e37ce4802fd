import type { AggregateSql, ArgumentFacts, SqlTemplate } from "./row.js";

/** The SQL of a scalar row or a conversion over its arguments' SQL. */
export function fillTemplate(
  template: string | SqlTemplate,
  args: readonly string[],
  facts?: readonly ArgumentFacts[],
): string {
  if (typeof template !== "string") return template(args, facts);
  return template.replace(/\{(\*|\d+)\}/g, (_, which: string) =>
    which === "*" ? args.join(", ") : args[Number(which)]!,
  );
}

/**
 * The SQL of an aggregate. `wrap` puts FILTER and OVER behind each call; `order` is the column that `{order}` names, `what` the
 * feature's name as a string literal.
 */
export function fillAggregate(
  sql: AggregateSql,
  args: readonly string[],
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
  return fillTemplate(
    sql.finish.replaceAll("{what}", () => names.what),
    calls,
  );
}
