import type { Expr } from "../ir/index.js";
import { anyIn } from "../ir/walk.js";

/** Names that stand for values in an expression: their code, and whether a key is read in them. */
export type Constants = ReadonlyMap<string, { readonly code: string; readonly keyed: boolean }>;

/** A request may give null for a key that it does not know, whatever the key's type. */
export const readsKey = (expr: Expr, constants: Constants = new Map()): boolean =>
  anyIn(expr, (part) => part.node === "key" || (part.node === "element" && constants.get(part.name)?.keyed === true));
