import type { ArgumentFacts, SqlTemplate } from "./row.js";

/**
 * Fills a row's SQL template with the SQL of its arguments. `named` holds the SQL of named placeholders. Each
 * placeholder is replaced once; the inserted SQL is not searched again.
 */
export function fillTemplate(
  template: string | SqlTemplate,
  args: readonly string[],
  facts?: readonly ArgumentFacts[],
  named: Readonly<Record<string, string | undefined>> = {},
): string {
  if (typeof template !== "string") return template(args, facts);
  return template.replace(/\{(\*|\w+)\}/g, (whole, which: string) => {
    if (which === "*") return args.join(", ");
    return /^\d/.test(which)
      ? args[Number(which)]!
      : ((Object.hasOwn(named, which) ? named[which] : undefined) ?? whole);
  });
}
