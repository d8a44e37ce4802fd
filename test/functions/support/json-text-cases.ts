import { allKinds } from "../../../compiler/functions/kinds.js";
import type { Type } from "../../../runtime/types.js";
import { typeOf } from "./values.js";

/* Types of values that have no order of their own. */

const listOf = (element: Type): Type => ({ kind: "array", element, size: null, nullable: true });
const leaves = allKinds.map(typeOf);
export const types: readonly Type[] = [
  ...leaves.map(listOf),
  ...leaves.map((leaf) => listOf(listOf(leaf))),
  { kind: "struct", fields: leaves.map((type, n) => ({ name: `f${n}`, type })), nullable: true },
  ...leaves.map((value): Type => ({ kind: "map", key: typeOf("string"), value, nullable: true })),
  ...(["bool", "int64", "date", "timestamp", "enum"] as const).map(
    (key): Type => ({ kind: "map", key: typeOf(key), value: listOf(typeOf("float64")), nullable: true }),
  ),
];
