/**
 * The type of an expression, and its IR.
 *
 * In: an AST expression, a context, and the type that its place expects, if any. Out: an IR expression with every name
 * resolved and every conversion explicit, or null.
 * Always: null means that an error was reported here or below, so the caller reports nothing more. The expected type
 * only gives flexible expressions (`null`, `[]`, strings as times) their type; it never converts: the caller does
 * (`coerce`).
 */

import type * as ast from "../../../grammar/ast.js";
import { scalar, type Type, typeText, withNullable } from "../../../runtime/types.js";
import { badTimeLiteral, noDurations, noMembers, untypedNull } from "../../diagnostics/catalog/model.js";
import { badLiteralValue } from "../../diagnostics/catalog/types.js";
import type { Expr } from "../../ir/index.js";
import { flexibility } from "../types/flexible.js";
import { parseDate, parseTimestamp } from "../types/time-literal.js";
import { coalesce, conditional } from "./branches.js";
import { callByName } from "./call.js";
import { chained } from "./chain.js";
import { inferAs } from "./coerce.js";
import type { Ctx } from "./context.js";
import { pathOf } from "./flat-chains.js";
import { unified } from "./group.js";
import { jsonPath, literalOf } from "./json.js";
import { numberLiteral } from "./literals.js";
import { matchExpr } from "./match.js";
import { between, binary, isNull, unary } from "./operators.js";
import { callFunction } from "./overload.js";
import { field, struct, valueOfText, writtenInStrings } from "./struct.js";

export function infer(node: ast.Expr, ctx: Ctx, expected: Type | null = null): Expr | null {
  switch (node.kind) {
    case "number":
      return numberLiteral(node, node.text, ctx);
    case "string":
      return stringLiteral(node, ctx, expected);
    case "bool":
      return { node: "literal", type: scalar("bool"), value: node.value };
    case "null":
      if (expected !== null) return { node: "literal", type: withNullable(expected, true), value: null };
      ctx.report(untypedNull.at(ctx.file.place(node), { what: "null" }));
      return null;
    case "duration":
      ctx.report(noDurations.at(ctx.file.place(node), {}));
      return null;
    case "missing":
      return null;
    case "paren":
      return infer(node.inner, ctx, expected);
    case "nameExpr":
      return node.name.text === "" ? null : ctx.scope.name(node.name, ctx);
    case "member":
    case "index":
      return path(node, ctx);
    case "list":
      return list(node, ctx, expected);
    case "row":
      return struct(node, ctx, expected);
    case "call":
      return callByName(node, ctx);
    case "unary":
      return unary(node, ctx);
    case "binary":
      return node.op === "??" ? coalesce(node, ctx, expected) : binary(node, ctx);
    case "between":
      return between(node, ctx);
    case "isNull":
      return isNull(node, ctx);
    case "if":
      return conditional(node, ctx, expected);
    case "match":
      return matchExpr(node, ctx, expected);
  }
}

function stringLiteral(node: ast.StringLiteral, ctx: Ctx, expected: Type | null): Expr | null {
  const kind = expected?.kind;
  if (kind !== undefined && writtenInStrings.has(kind)) {
    const value = valueOfText(node.value, expected!);
    if (value !== null) return { node: "literal", type: withNullable(expected!, false), value };
    const known = expected!.kind === "enum" ? expected!.values : [];
    const type = typeText(withNullable(expected!, false));
    ctx.report(badLiteralValue.at(ctx.file.place(node), { text: node.value, type, known }));
    return null;
  }
  if (kind !== "date" && kind !== "timestamp") return { node: "literal", type: scalar("string"), value: node.value };
  const value = kind === "date" ? parseDate(node.value) : parseTimestamp(node.value);
  if (value === null) {
    ctx.report(badTimeLiteral.at(ctx.file.place(node), { text: node.value, kind }));
    return null;
  }
  return { node: "literal", type: scalar(kind), value };
}

/** A chain of members and indexes: `a.b[0].c`. */
function path(node: ast.MemberExpr | ast.IndexExpr, ctx: Ctx): Expr | null {
  const results: Expr[] = [];
  for (const step of pathOf(node)) {
    const object = results.at(-1);
    const result = step.kind === "member" ? member(step, ctx, object) : index(step, ctx, object);
    if (result === null) return null;
    if (results.length === 0 && result.node === "call") results.push(result.args[0]!);
    results.push(result);
  }
  return chained(results);
}

/** `xs[i]`, `m[k]`, `j[0]`; `typed` is the object if it is typed already. */
function index(node: ast.IndexExpr, ctx: Ctx, typed: Expr | undefined): Expr | null {
  const object = typed ?? (flexibility(node.object) === null ? infer(node.object, ctx) : undefined);
  if (object === null) return null;
  if (object?.type.kind === "json") {
    const at = infer(node.index, ctx);
    return at === null ? null : jsonPath(object, at, node, ctx);
  }
  if (object?.type.kind === "map") {
    const { key, value } = object.type;
    const wanted = { type: key, where: "the key of this map", nullable: true as const };
    const at = inferAs(node.index, ctx, wanted);
    if (at === null) return null;
    const type = withNullable(value, true);
    return { node: "call", type, function: "element", overload: "map", args: [object, at] };
  }
  const list = object === undefined ? { node: node.object } : { node: node.object, expr: object };
  return callFunction("element", [list, { node: node.index }], node, ctx);
}

function list(node: ast.ListExpr, ctx: Ctx, expected: Type | null): Expr | null {
  const element = expected?.kind === "array" ? expected.element : null;
  if (node.elements.length === 0) {
    if (element !== null)
      return { node: "array", type: { kind: "array", element, size: null, nullable: false }, elements: [] };
    ctx.report(untypedNull.at(ctx.file.place(node), { what: "empty list" }));
    return null;
  }
  const group = unified(node.elements, ctx, element, "the elements");
  if (group === null) return null;
  // The elements here are nullable only if they can be null; a stored list is a `T[]`, whose elements can always be
  // null (`asStored`).
  const type: Type = { kind: "array", element: group.type, size: null, nullable: false };
  return { node: "array", type, elements: group.exprs };
}

function member(node: ast.MemberExpr, ctx: Ctx, typed: Expr | undefined): Expr | null {
  if (node.name.text === "") return null;
  if (typed === undefined && node.object.kind === "nameExpr") {
    const found = ctx.scope.member(node.object.name, node.name, ctx);
    if (found !== undefined) return found;
  }
  const object = typed ?? infer(node.object, ctx);
  if (object === null) return null;
  if (object.type.kind === "json") return jsonPath(object, literalOf(node.name.text), node, ctx);
  if (object.type.kind === "struct") return field(object, object.type, node, ctx);
  const help = helpForMember(node.name.text, object.type);
  ctx.report(noMembers.at(ctx.file.place(node.name), { type: typeText(object.type) }, { help }));
  return null;
}

function helpForMember(name: string, type: Type): string {
  if (name === "length" || name === "size" || name === "len") return "say `length(…)`";
  if (type.kind === "timestamp" || type.kind === "date")
    return `say \`hour_of(t)\`, \`day_of_week(t)\` or another part; between two instants \`days_between(a, b)\``;
  return `only structs and json have members; a function is called with its value: \`${name}(x)\``;
}
