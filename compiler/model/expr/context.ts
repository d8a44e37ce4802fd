import type * as ast from "../../../grammar/ast.js";
import type { Type } from "../../../runtime/types.js";
import type { Diagnostic } from "../../diagnostics/diagnostic.js";
import type { AggregateFunction, ScalarFunction } from "../../functions/row.js";
import type { Expr, Extern, Fn } from "../../ir/index.js";
import type { SourceFile } from "../../symbols/source-file.js";

export type Report = (diagnostic: Diagnostic) => void;

/** The built-in functions, and those that the project declares. */
export interface Functions {
  readonly scalars: ReadonlyMap<string, ScalarFunction>;
  readonly aggregates: ReadonlyMap<string, AggregateFunction>;
  /** A declared `fn`; undefined if there is none of this name, null if it has errors of its own. */
  readonly fn: (name: ast.Name, file: SourceFile) => Fn | null | undefined;
  readonly fnNames: readonly string[];
  /** An `extern fn`; undefined and null as for `fn`. */
  readonly extern: (name: ast.Name, file: SourceFile) => Extern | null | undefined;
}

/**
 * The meaning of names at a place. Each function gives an expression, or null after it has reported an error;
 * `undefined` means that the name is not one of this scope's.
 */
export interface Scope {
  /** For messages: `a source`, `an aggregate`, `a view`. */
  readonly where: string;
  readonly name: (name: ast.Name, ctx: Ctx) => Expr | null;
  readonly member: (object: ast.Name, name: ast.Name, ctx: Ctx) => Expr | null | undefined;
  readonly aggregate: (call: ast.CallExpr, fn: AggregateFunction, ctx: Ctx) => Expr | null;
  readonly now: (call: ast.CallExpr, ctx: Ctx) => Expr | null;
  /** True where an `extern fn` may be called. */
  readonly externs?: true;
  /** The windows of the family that a node names, as they are written; null for any other node. */
  readonly family: (node: ast.NameExpr | ast.MemberExpr) => readonly string[] | null;
}

/** Everything that typing an expression needs. */
export interface Ctx {
  readonly functions: Functions;
  readonly file: SourceFile;
  readonly scope: Scope;
  readonly report: Report;
  /** `infer` itself: the parts of it call it through the context, so that no file imports a file that imports it. */
  readonly infer: (node: ast.Expr, ctx: Ctx, expected?: Type | null) => Expr | null;
  /** Which member of a family is being typed: names of families refer to the same member. */
  readonly member: number;
}

export const silent: Report = () => {};
