import type { Expr } from "../model/ir.js";
import { childrenOf } from "../model/walk.js";

/** A request may give null for a key that it does not know, whatever the key's type. */
export const readsKey = (expr: Expr): boolean => expr.node === "key" || childrenOf(expr).some(readsKey);
