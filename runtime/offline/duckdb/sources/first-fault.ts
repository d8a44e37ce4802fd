import type { SourceRead } from "../../../artifacts.js";
import { conversion, separator } from "../convert.js";
import type { Engine } from "../engine.js";
import { sourcePlace } from "../errors.js";
import { identifier } from "../text.js";
import { firstRow } from "./first-row.js";

/**
 * The first value of these sources that does not convert, with its place and what the type takes. Null if none is
 * found.
 */
export async function firstFault(engine: Engine, sources: readonly SourceRead[]): Promise<string | null> {
  for (const source of sources) {
    const { columns } = source;
    if (columns.length === 0) continue;
    const selected = columns.map(({ sql }, index) => `${sql} AS c${index}`);
    const types = await engine.columns(
      `(SELECT ${selected.join(", ")} FROM ${identifier(source.binding.relation)} AS data)`,
    );
    for (const [index, { column, type, sql }] of columns.entries()) {
      const found = await firstRow(engine, source, sql, conversion(type, types[index]!.type, sql).problem);
      if (found === null) continue;
      const [path = "", complaint = "", takes = ""] = found.problem.split(separator);
      const at = path === "" ? "" : `, at ${column}${path}`;
      const missing = /^(na|n\/a|null|none|nil|-|\?)$/i.test(String(found.value).trim())
        ? "; where there is no value, leave the field empty"
        : "";
      return `${sourcePlace(source.binding)}${found.where}, column \`${column}\`${at}: ${complaint}; it takes ${takes}${missing}`;
    }
  }
  return null;
}
