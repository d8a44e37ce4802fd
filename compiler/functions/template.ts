import type { ArgumentFacts, SqlTemplate } from "./row.js";

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
