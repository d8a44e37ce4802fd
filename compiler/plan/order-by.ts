import { isNested, type Type } from "../../runtime/types.js";
import type { OrderBy } from "./algebra.js";

/** Orders by Feat's own columns: instants, numbers, a source's sequence. */
export const byFacts = (columns: readonly string[]): readonly OrderBy[] =>
  columns.map((column) => ({ column, text: null }));

/** Orders by values of a source, in the source's order. `named` gives the column that holds a value. */
export const byValues = (
  columns: readonly { readonly name: string; readonly type: Type }[],
  named: (name: string) => string = (name) => name,
): readonly OrderBy[] => columns.map(({ name, type }) => ({ column: named(name), text: isNested(type) ? type : null }));
