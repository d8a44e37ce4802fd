import type * as ast from "../../../grammar/ast.js";
import { keyKinds, type MapType, type Type, typeText, withNullable } from "../../../runtime/types.js";
import { byLiteral } from "../../diagnostics/catalog/aggregates.js";
import { groupType, topCount } from "../../diagnostics/catalog/types.js";
import type { AggregateOverload } from "../../functions/row.js";
import type { EmptyValue, Expr, Group } from "../../ir/index.js";
import { plain } from "../../ir/types/unify.js";
import { condition } from "./branches.js";
import type { Ctx } from "./context.js";
import { literalText } from "./families.js";
import { namesAsTexts } from "./literal-names.js";
import { type Argument, callFunction } from "./overload.js";

/** The `where` and `by` of an aggregate, which choose rows and groups. */
export interface Selection {
  readonly where: Expr | null;
  /** Null without `by`, and also for `by … in`, whose literal becomes part of `where`. */
  readonly by: Group | null;
}

/**
 * `where` and `by` of a rollup, typed in `scoped`, where names mean what is aggregated; `undefined` where there is an
 * error.
 */
export function selectionOf(rollup: ast.Rollup | null, scoped: Ctx): Selection | undefined {
  const own = rollup === null || rollup.where === null ? null : condition(rollup.where, scoped, "`where`");
  const sound = rollup?.where == null || own !== null;
  if (rollup === null || rollup.by === null) return sound ? { where: own, by: null } : undefined;
  if (rollup.by.in === null) {
    const by = groupOf(rollup.by, scoped);
    return sound && by !== undefined ? { where: own, by } : undefined;
  }
  const by = sound ? scoped.infer(rollup.by.value, scoped) : null;
  if (by === null) return undefined;
  const value = { node: rollup.by.value, expr: by };
  const literals = rollup.by.in.map((literal) => namesAsTexts(literal, by.type, scoped));
  if (literals.includes(null)) return undefined;
  const known = literals.filter((literal) => literal !== null);
  if (scoped.member === 0 && !literalsSound(value, known, scoped)) return undefined;
  const windows = rollup.over?.list === true ? rollup.over.windows.length : 1;
  const literal = known[Math.floor(scoped.member / windows)];
  if (literal === undefined) return undefined;
  const equal = callFunction("==", [value, { node: literal }], literal, scoped);
  if (equal === null) return undefined;
  const where = own === null ? equal : and(equal, own, rollup.by.value, scoped);
  return where === null ? undefined : { where, by: null };
}

const and = (a: Expr, b: Expr, node: ast.Expr, ctx: Ctx): Expr | null =>
  callFunction(
    "and",
    [
      { node, expr: a },
      { node, expr: b },
    ],
    node,
    ctx,
  );

function groupOf(by: ast.By, scoped: Ctx): Group | undefined {
  const value = scoped.infer(by.value, scoped);
  if (value === null) return undefined;
  if (!keyKinds.has(value.type.kind)) {
    const type = typeText(withNullable(value.type, false));
    scoped.report(groupType.at(scoped.file.place(by.value), { type }));
    return undefined;
  }
  const top = by.top === null ? null : Number(by.top.text.replaceAll("_", ""));
  if (top !== null && (!Number.isInteger(top) || top < 1)) {
    scoped.report(topCount.at(scoped.file.place(by.top!), {}));
    return undefined;
  }
  return { value, top };
}

/** The literals are checked once, for the first member of a family. */
function literalsSound(value: Argument, literals: readonly ast.Expr[], scoped: Ctx): boolean {
  if (!literalsName(literals, scoped)) return false;
  const compared = literals.map((literal) => callFunction("==", [value, { node: literal }], literal, scoped));
  return !compared.includes(null);
}

/** Each literal of `by … in` becomes part of a name (MEANING 47). */
function literalsName(literals: readonly ast.Expr[], { file, report }: Ctx): boolean {
  const wrong = literals.filter((literal) => literal.kind === "null" || literalText(literal) === "");
  for (const literal of wrong) {
    const problem =
      literal.kind === "null" ? "rows without a value are left out" : "an empty text cannot be part of a name";
    report(byLiteral.at(file.place(literal), { problem }));
  }
  return literals.length > 0 && wrong.length === 0;
}

/** The type of an aggregate, and its value over no rows. */
export function resultOf(
  overload: AggregateOverload,
  result: Type,
  by: Group | null,
): { readonly type: Type; readonly empty: EmptyValue } {
  const value = withNullable(result, overload.empty === "null");
  if (by !== null) {
    const key = withNullable(plain(by.value.type), false);
    const type: MapType = { kind: "map", key, value, nullable: false };
    return { type, empty: { map: [] } };
  }
  const zero = result.kind === "float64" ? 0 : "0";
  return { type: value, empty: overload.empty === "list" ? [] : overload.empty === "null" ? null : zero };
}
