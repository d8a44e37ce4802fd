import type { Expr } from "../model/ir.js";
import { anyIn } from "../model/walk.js";

/** A request may give null for a key that it does not know, whatever the key's type. */
export const readsKey = (expr: Expr): boolean => anyIn(expr, ({ node }) => node === "key");
