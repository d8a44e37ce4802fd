import type { RuleResult } from "../../runtime/index.js";
import { visible } from "../../runtime/visible.js";
import type { Paint } from "./colours.js";
import { grouped, plural } from "./table.js";

/** A line such as `✓ stats  total >= 0  12 keys`. A rule that fails is followed by the keys for which it fails. */
export function ruleText(result: RuleResult, paint: Paint, shown: (file: string) => string): string {
  const { view, rule, file, line, holds, keys, failed, samples } = result;
  const all = plural(keys, "key");
  const count = holds || failed === null ? all : `fails for ${grouped(failed)} of ${all}`;
  const head = `${holds ? paint.good("✓") : paint.bad("✗")} ${paint.bold(view)}  ${visible(rule)}  ${paint.dim(count)}`;
  if (holds) return head;
  const more = failed === null ? 0 : failed - samples.length;
  const lines = samples.map((key) => {
    const parts = Object.entries(key).map(
      ([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`,
    );
    return parts.join(" ");
  });
  const told = lines.filter((text) => text !== "");
  if (more > 0) told.push(`and ${grouped(more)} more`);
  return [
    `${head}  ${paint.dim(`${visible(shown(file))}:${line}`)}`,
    ...told.map((text) => `    ${visible(text)}`),
  ].join("\n");
}

/** A rule in JSON. `file` is relative to the project's folder. */
export const ruleJson = ({ view, rule, file, line, holds, keys, failed, samples }: RuleResult) => ({
  view,
  rule,
  file,
  line,
  holds,
  keys,
  failed,
  samples,
});
