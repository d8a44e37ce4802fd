import type * as ast from "../../../grammar/ast.js";
import type { Type } from "../../../runtime/types.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { AggregateFunction, ScalarFunction } from "../../functions/row.js";
import type { SourceFile } from "../../symbols/source-file.js";
import type { Expr, Extern, Fn } from "../ir.js";

export type Report = (diagnostic: Diagnostic) => void;

/** The tables of functions and the project's own, as expressions see them. */
export interface Functions {
  readonly scalars: ReadonlyMap<string, ScalarFunction>;
  readonly aggregates: ReadonlyMap<string, AggregateFunction>;
  /** A declared `fn`; undefined when there is none, null when it has errors of its own. */
  readonly fn: (name: ast.Name, file: SourceFile) => Fn | null | undefined;
  readonly fnNames: readonly string[];
  /** An `extern fn`, as `fn`. */
  readonly extern: (name: ast.Name, file: SourceFile) => Extern | null | undefined;
}

/**
 * What names mean at a place. Each answers with an expression, or null when it has reported an error; `undefined` is "not mine".
 */
export interface Scope {
  /** For messages: `a source`, `an aggregate`, `a view`. */
  readonly where: string;
  readonly name: (name: ast.Name, ctx: Ctx) => Expr | null;
  readonly member: (object: ast.Name, name: ast.Name, ctx: Ctx) => Expr | null | undefined;
  readonly aggregate: (call: ast.CallExpr, fn: AggregateFunction, ctx: Ctx) => Expr | null;
  readonly now: (call: ast.CallExpr, ctx: Ctx) => Expr | null;
  /** May an `extern fn` be called? Left out where not. */
  readonly externs?: true;
  /** The windows of the family that a node names, as they are written; null for all else. */
  readonly family: (node: ast.NameExpr | ast.MemberExpr) => readonly string[] | null;
}

/** Everything that typing an expression needs. */
export interface Ctx {
  readonly functions: Functions;
  readonly file: SourceFile;
  readonly scope: Scope;
  readonly report: Report;
  /** `infer` itself: what it is made of gets it from here, so that no file imports what imports it. */
  readonly infer: (node: ast.Expr, ctx: Ctx, expected?: Type | null) => Expr | null;
  /** Which member of a family is made: what names a family means that member of it. */
  readonly member: number;
}

export const silent: Report = () => {};
