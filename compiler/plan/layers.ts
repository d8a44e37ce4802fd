import { columnsIn } from "../ir/substitute.js";
import type { Column, Named, Rel } from "./algebra.js";
import type { Catalog } from "./catalog.js";

/** The most layers that stand above each other. */
const MOST_LAYERS = 32;

type Layer = readonly Column[];
/** A part and the columns that it makes, beside the row's number. */
export interface Made {
  readonly rel: Rel;
  readonly made: readonly string[];
}

/**
 * Adds columns in layers, each of which reads those before it. An engine keeps all columns of a relation in each layer
 * above it. So many layers of many columns are cut into parts: each part has only the columns that it reads and makes,
 * and is joined to the rows by their numbers.
 */
export function withLayers(
  input: Rel,
  layers: readonly Layer[],
  row: string | null,
  functions: Catalog["functions"],
  own: Named,
): Rel {
  const above = (below: Rel, some: readonly Layer[]): Rel =>
    some.reduce<Rel>((rel, columns) => ({ node: "project", input: rel, keep: true, columns, ...own }), below);
  if (row === null || layers.length <= 2 * MOST_LAYERS) return above(input, layers);
  const parts: Made[] = [];
  for (let from = 0; from < layers.length; from += MOST_LAYERS) {
    const some = layers.slice(from, from + MOST_LAYERS);
    const made = some.flatMap((columns) => columns.map(({ name }) => name));
    const read = new Set([row, ...readBy(some, functions)]);
    for (const name of made) read.delete(name);
    const before = parts.map((part) => ({ ...part, made: part.made.filter((name) => read.has(name)) }));
    const elsewhere = new Set(before.flatMap((part) => part.made));
    const base: Rel = chosen(
      input,
      [...read].filter((name) => !elsewhere.has(name)),
      own,
    );
    const below = before.reduce((rel, part) => joined(rel, part, row, own), base);
    parts.push({ rel: chosen(above(below, some), [row, ...made], own), made });
  }
  return parts.reduce((rel, part) => joined(rel, part, row, own), input);
}

function readBy(layers: readonly Layer[], functions: Catalog["functions"]): readonly string[] {
  return layers.flatMap((columns) =>
    columns.flatMap(({ value }) => (value.node === "expr" ? [...columnsIn(value.expr, functions)] : [])),
  );
}

/** Only these columns of the input. */
export const chosen = (input: Rel, names: readonly string[], own: Named): Rel => ({
  node: "project",
  input,
  keep: false,
  columns: names.map((name) => ({ name, value: { node: "column", name } })),
  ...own,
});

/** The rows joined with a part's columns. The part has one row for each of them. */
export const joined = (left: Rel, { rel, made }: Made, row: string, own: Named): Rel =>
  made.length === 0
    ? left
    : {
        node: "join",
        left,
        right: rel,
        on: [{ left: row, right: row }],
        columns: made.map((name) => ({ name, from: name })),
        ...own,
      };
