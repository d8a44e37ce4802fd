import type { Block, SourceBinding, Sql, Statement } from "./artifacts.js";
import { visible } from "./visible.js";

export interface StatementText {
  readonly text: string;
  readonly sources: readonly SourceBinding[];
  /** The line of the project that a line of the text comes from. Lines are counted from 1. */
  readonly placeOf: (line: number) => string | null;
}

/** A program as one statement: its stages are blocks, each with its first plan. */
export function statementOf(sql: Sql): Statement {
  if (typeof sql === "string") return { sources: [], blocks: [], result: sql };
  if (!("stages" in sql)) return sql;
  const sources = new Map<string, SourceBinding>();
  const blocks = new Map<string, Block>();
  let result = "";
  for (const { table, plans, title, place } of sql.stages) {
    const { statement } = plans[0];
    for (const source of statement.sources) sources.set(source.relation, source);
    // A block that several stages read has the same name in all of them.
    for (const block of statement.blocks) if (!blocks.has(block.name)) blocks.set(block.name, block);
    if (table === null) result = statement.result;
    else blocks.set(table, { name: table, sql: statement.result, place: place === null ? null : `${place} ${title}` });
  }
  return {
    sources: [...sources.values()].sort((a, b) => (a.relation < b.relation ? -1 : 1)),
    blocks: [...blocks.values()],
    result,
  };
}

interface Layout {
  readonly perReader?: boolean;
  /** How the engine writes a name. The default is in double quotes. */
  readonly quoted?: ((name: string) => string) | undefined;
  /** Blocks before the statement's own. */
  readonly first?: readonly Block[] | undefined;
}

/**
 * A statement as one text. With `perReader` an engine computes each block once per reader, so that it computes only the
 * columns which that reader needs.
 */
export function statementText(sql: Sql, how: Layout = {}): StatementText {
  const { sources, blocks: own, result } = statementOf(sql);
  const blocks = [...(how.first ?? []), ...own];
  const starts: { readonly line: number; readonly place: string | null }[] = [];
  const { quoted = standard } = how;
  let text = blocks.length === 0 ? "" : "WITH\n";
  let line = linesIn(text) + 1;
  const add = (part: string, place: string | null): void => {
    starts.push({ line, place });
    text += part;
    line += linesIn(part);
  };
  for (const [index, { name, sql: body, place, inline }] of blocks.entries()) {
    const comment = place === null ? "" : `-- ${visible(place)}\n`;
    const as = how.perReader === true || inline === true ? "AS NOT MATERIALIZED" : "AS";
    const end = index === blocks.length - 1 ? "\n" : ",\n";
    add(`${comment}${quoted(name)} ${as} (\n${indented(body)}\n)${end}`, place);
  }
  add(result, null);
  return { text, sources, placeOf: (wanted) => starts.findLast((start) => start.line <= wanted)?.place ?? null };
}

const linesIn = (text: string): number => text.split("\n").length - 1;
const indented = (text: string): string =>
  text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
const standard = (name: string): string => `"${name.replaceAll('"', '""')}"`;
