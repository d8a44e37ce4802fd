import { scalar, type Type, withNullable } from "../../types.js";
import type { Physical } from "../physical.js";
import { type Fit, fittingType } from "./fitting-type.js";
import { isKeyName, isTimeName } from "./names.js";

/** The types that may fit a column, the best one first. Not nullable. */
export interface Candidates {
  readonly types: readonly Type[];
  /** The data's own type is the only candidate, so its values need no check. */
  readonly sure: boolean;
  /** Why there is none. */
  readonly why: string | null;
}

const [int64, float64, bool, date, timestamp, string, json] = (
  ["int64", "float64", "bool", "date", "timestamp", "string", "json"] as const
).map((kind) => scalar(kind)) as [Type, Type, Type, Type, Type, Type, Type];
const decimal = (scale: number): Type => ({ kind: "decimal", precision: 38, scale, nullable: false });

/** `physicals`: the column's types in the parts of the data. `typed`: the format has types of its own. */
export function candidatesOf(name: string, physicals: readonly Physical[], typed: boolean): Candidates {
  const [first] = physicals;
  if (first === undefined) return { types: [string], sure: false, why: null };
  if (physicals.some(({ folder }) => folder === true)) return unsure([date, int64, string]);
  if (!typed) return unsure(first.family === "json" ? [...ofTexts, json] : ofTexts);
  const fits = physicals.map(fittingType);
  const why = fits.find((fit): fit is Extract<Fit, { kind: "none" }> => fit.kind === "none")?.why ?? null;
  if (why !== null) return { types: [], sure: true, why };
  const types = distinct(fits.flatMap((fit) => (fit.kind === "type" ? fit.type : [])));
  const [own = string] = types;
  // Files whose types differ.
  if (types.length > 1) return unsure([...types, int64, float64, decimal(9), timestamp, string, json]);
  if (first.family === "text" && isTimeName(name) && !/^(UUID|ENUM)/.test(first.name))
    return unsure([date, timestamp, own]);
  // Tools write an integer as a float where the column has a null, and a float cannot be a key.
  if (first.family === "float" && isKeyName(name)) return unsure([int64, own]);
  if (first.family === "integer" && own.kind === "decimal") return unsure([int64, own]);
  if (first.family === "decimal" && first.digits === undefined && !/\d/.test(first.name))
    return unsure([...[0, 2, 4, 6, 9, 18].map(decimal), float64]);
  if (first.dimensions === "any")
    return unsure([own, { kind: "array", element: withNullable(own, true), size: null, nullable: false }, json]);
  return { types: [own], sure: true, why: null };
}

const ofTexts: readonly Type[] = [int64, float64, bool, date, timestamp, string];
const unsure = (types: readonly Type[]): Candidates => ({ types: distinct(types), sure: false, why: null });
const distinct = (types: readonly Type[]): readonly Type[] => [
  ...new Map(types.map((type) => [JSON.stringify(type), type])).values(),
];
