import { isNested, type Type } from "../../runtime/types.js";
import type { OrderBy } from "./algebra.js";

/** By Feat's own columns: instants, numbers, a source's sequence. */
export const byFacts = (columns: readonly string[]): readonly OrderBy[] =>
  columns.map((column) => ({ column, text: null }));

/** By values of a source, in its order; `named` is the column that one stands in. */
export const byValues = (
  columns: readonly { readonly name: string; readonly type: Type }[],
  named: (name: string) => string = (name) => name,
): readonly OrderBy[] => columns.map(({ name, type }) => ({ column: named(name), text: isNested(type) ? type : null }));
