import type { ArgumentFacts, SqlTemplate } from "./row.js";

/** The SQL of a row over its arguments' SQL; `named` stands for what has a name in it, each once: what is put in is not looked at again. */
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
