import type * as ast from "../../../grammar/ast.js";
import { type Type, withNullable } from "../../../runtime/types.js";
import { emptyBody, matchNeedsElse, matchNull, unreachableArm } from "../../diagnostics/catalog/model.js";
import type { Expr } from "../../ir/index.js";
import { caseType, condition } from "./branches.js";
import { type Ctx, silent } from "./context.js";
import { unified } from "./group.js";
import { boolType, isLiteral } from "./literals.js";
import { once } from "./once.js";
import { operatorChain } from "./operators.js";
import { callFunction } from "./overload.js";

/**
 * Both forms of `match` become a `case`: with a subject, the patterns become `==` calls; without one, they are the
 * conditions.
 */
export function matchExpr(node: ast.MatchExpr, ctx: Ctx, expected: Type | null): Expr | null {
  const subject = node.subject === null || node.arms.length === 0 ? null : ctx.infer(node.subject, ctx);
  return subject === null
    ? caseOf(node, null, ctx, expected)
    : once("@subject", subject, (value) => caseOf(node, value, ctx, expected));
}

function caseOf(node: ast.MatchExpr, subject: Expr | null, ctx: Ctx, expected: Type | null): Expr | null {
  const place = ctx.file.place(node);
  if (node.arms.length === 0) {
    if (node.incomplete !== true) ctx.report(emptyBody.at(place, { what: "this `match`", wanted: "arms" }));
    return null;
  }
  const subjectFailed = node.subject !== null && subject === null;
  const elseArm = node.arms.findIndex((arm) => arm.isElse);
  let failed = subjectFailed;

  const whens: (Expr | null)[] = node.arms.map((arm) => {
    if (arm.isElse || subjectFailed) return null;
    if (arm.patterns.length === 0) {
      failed = true;
      return null;
    }
    const when = anyOf(
      arm.patterns.map((pattern) => pattern1(pattern, node, subject, ctx)),
      node,
      ctx,
    );
    if (when === null) failed = true;
    return when;
  });
  const group = unified(
    node.arms.map((arm) => arm.value),
    ctx,
    expected,
    "the arms",
  );
  if (failed || group === null) return null;

  const reported = unreachable(node, whens, subject, ctx);
  const last = elseArm === -1 ? node.arms.length : elseArm;
  const branches = whens
    .slice(0, last)
    .map((when, i) => ({ when, then: group.exprs[i]! }))
    .filter((branch): branch is { when: Expr; then: Expr } => branch.when !== null);
  const type = caseType(group.type, group.exprs);
  if (elseArm !== -1) {
    const otherwise = group.exprs[elseArm]!;
    // With only `else`, the result is its value.
    return branches.length === 0 ? otherwise : { node: "case", type, branches, else: otherwise };
  }
  const domain = subject === null ? null : valuesOfType(subject.type);
  if (subject === null || domain === null) {
    ctx.report(matchNeedsElse.at(place, { missing: [] }));
    return null;
  }
  const missing = domain.filter((value) => !reported.values.has(value));
  if (missing.length > 0) {
    const written = subject.type.kind === "enum" ? missing.map((value) => `"${value}"`) : missing;
    ctx.report(matchNeedsElse.at(place, { missing: written }));
    return null;
  }
  if (subject.type.nullable) return { node: "case", type: withNullable(type, true), branches, else: null };
  const rest = branches.slice(0, -1);
  const otherwise = branches[branches.length - 1]!.then;
  return rest.length === 0 ? otherwise : { node: "case", type, branches: rest, else: otherwise };
}

/** All values of a type that has only a few (MEANING B32), written as in the messages of `unreachable`. */
function valuesOfType(type: Type): readonly string[] | null {
  return type.kind === "bool" ? ["true", "false"] : type.kind === "enum" ? type.values : null;
}

function pattern1(pattern: ast.Expr, node: ast.MatchExpr, subject: Expr | null, ctx: Ctx): Expr | null {
  if (subject === null) return condition(pattern, ctx, "an arm of a `match` without subject");
  let inner = pattern;
  while (inner.kind === "paren") inner = inner.inner;
  if (inner.kind === "null") {
    ctx.report(matchNull.at(ctx.file.place(pattern), {}));
    return null;
  }
  return callFunction("==", [{ node: node.subject!, expr: subject }, { node: pattern }], pattern, ctx);
}

function anyOf([first, ...others]: readonly (Expr | null)[], node: ast.MatchExpr, ctx: Ctx): Expr | null {
  if (first == null || others.includes(null)) return null;
  if (others.length === 0) return first;
  const steps = others.map((expr) => ({ op: "or", node, right: { node, expr: expr! } }));
  return operatorChain(node, steps, ctx, first);
}

/**
 * Warns about arms after `else` or `true`, and about values listed twice; there is no deeper analysis (MEANING A16).
 */
function unreachable(
  node: ast.MatchExpr,
  whens: readonly (Expr | null)[],
  subject: Expr | null,
  ctx: Ctx,
): { readonly values: ReadonlySet<string> } {
  const seen = new Set<string>();
  let closedBy: string | null = null;
  for (const [i, arm] of node.arms.entries()) {
    if (closedBy !== null) {
      ctx.report(unreachableArm.at(ctx.file.place(arm), { why: `it stands after ${closedBy}` }));
      continue;
    }
    if (arm.isElse) {
      closedBy = "`else`";
      continue;
    }
    for (const pattern of arm.patterns) {
      if (subject === null) {
        if (pattern.kind === "bool" && pattern.value) closedBy = "`true`";
        continue;
      }
      const literal = isLiteral(pattern) ? ctx.infer(pattern, { ...ctx, report: silent }, subject.type) : null;
      if (literal?.node !== "literal") continue;
      const text = String(literal.value);
      if (seen.has(text))
        ctx.report(unreachableArm.at(ctx.file.place(pattern), { why: "this value was listed before" }));
      seen.add(text);
    }
    if (whens[i]?.node === "literal" && whens[i].type.kind === boolType.kind && whens[i].value === true)
      closedBy ??= "`true`";
  }
  return { values: seen };
}
