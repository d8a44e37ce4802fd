/**
 * The expressions of the IR.
 *
 * In: nothing. Out: the types of the expressions in items, columns, conditions and keys; `ir.ts` exports them again.
 * Always: every node has its type; every conversion is a node; arguments have exactly the types of their overload.
 */
import type { MapType, StructType, Type } from "../../runtime/types.js";

/** A value that is written out as a literal, at every depth. */
export type Constant = Literal | ArrayLiteral | StructLiteral | MapLiteral;
/** The entries are in ascending order of their keys. */
export interface MapLiteral {
  readonly node: "map";
  readonly type: MapType;
  readonly entries: readonly { readonly key: Expr; readonly value: Expr }[];
}

/**
 * An aggregate over the elements of a list, in their order: `sum(t.amount) each t in cart.lines where t.kind ==
 * "gift"`.
 */
export interface OverElements {
  readonly node: "overElements";
  readonly type: Type;
  readonly list: Expr;
  /** `element` leaves of this name read the current element; the name is unique in the expression. */
  readonly name: string;
  readonly function: string;
  readonly overload: string;
  readonly args: readonly Expr[];
  readonly where: Expr | null;
  readonly by: Group | null;
  readonly empty: EmptyValue;
}
/**
 * Aggregates for each value of an expression, collected in a map. With `top`, only for the values with the most rows.
 */
export interface Group {
  readonly value: Expr;
  readonly top: number | null;
}
/** The value of an aggregate over no rows: a literal, an empty list or an empty map. */
export type EmptyValue = LiteralValue | readonly [] | { readonly map: readonly [] };

/**
 * How a literal's value is written, by its type: bool as boolean; float64 and float32 as number; string and json as
 * string; int32, int64, timestamp (microseconds since the epoch) and date (days since the epoch) as decimal digits; a
 * decimal with as many digits after the point as its scale; an enum's value as its text; bytes as base64; null as null.
 */
export type LiteralValue = string | number | boolean | null;

export interface Literal {
  readonly node: "literal";
  readonly type: Type;
  readonly value: LiteralValue;
}
export interface StructLiteral {
  readonly node: "struct";
  readonly type: StructType;
  /** The fields, in the type's order. */
  readonly fields: readonly { readonly name: string; readonly value: Expr }[];
}
export interface ArrayLiteral {
  readonly node: "array";
  readonly type: Type;
  readonly elements: readonly Expr[];
  /**
   * Set on the list that `times` makes in a view with a ttl: the whole list is null where the view's aggregates read as
   * stale.
   */
  readonly stales?: true;
}

/** A call whose first argument is the result of the step before it; `type` is the type of its own result. */
export interface ChainStep {
  readonly type: Type;
  readonly function: string;
  readonly overload: string;
  readonly arg: Expr;
}

export type Expr =
  | Literal
  | ArrayLiteral
  | StructLiteral
  | MapLiteral
  /** A field of a struct: null where the struct is null. */
  | { readonly node: "field"; readonly type: Type; readonly value: Expr; readonly name: string }
  /** The current element, in an aggregate over the elements of a list. */
  | { readonly node: "element"; readonly type: Type; readonly name: string }
  | OverElements
  /** A column of the current source row: in derived sources, view keys, view `where`, and inside aggregates. */
  | {
      readonly node: "column";
      readonly type: Type;
      readonly name: string;
      /** In a plan: the column may hold an error, which no expression that reads it may hide. */
      readonly raises?: true;
      /**
       * In a plan: the column is part of an expression and is not stored. `infinite`: a float in it may be infinite or
       * NaN. `folds`: an optimizer may find that the value, or a part of it, is null in every row, and fold it.
       */
      readonly part?: { readonly infinite: boolean; readonly folds: boolean };
    }
  /** In a view, outside aggregates: that column of the latest row; null when there is no such row. */
  | { readonly node: "latest"; readonly type: Type; readonly column: string }
  | { readonly node: "aggregate"; readonly type: Type; readonly id: string }
  /** A feature or let of the same view or transform, after its default. */
  | { readonly node: "item"; readonly type: Type; readonly name: string }
  /** A feature of a view or transform: `from` is a ref (in a transform) or a step's id (in a service). */
  | { readonly node: "input"; readonly type: Type; readonly from: string; readonly name: string }
  | { readonly node: "request"; readonly type: Type; readonly request: string; readonly name: string }
  | { readonly node: "key"; readonly type: Type; readonly name: string }
  | { readonly node: "now"; readonly type: Type }
  /** In the body of an `fn`. */
  | { readonly node: "param"; readonly type: Type; readonly name: string }
  /**
   * An operator or scalar function: a row of the table in `compiler/functions/scalar` and one of its overloads. The
   * arguments have exactly the overload's types.
   */
  | {
      readonly node: "call";
      readonly type: Type;
      readonly function: string;
      readonly overload: string;
      readonly args: readonly Expr[];
    }
  /**
   * A long left-associative chain of calls with two arguments, each over the result of the one before: `a + b - c`, `p
   * and q and r`, `j.a.b`. Short chains are nested calls.
   */
  | { readonly node: "chain"; readonly type: Type; readonly first: Expr; readonly steps: readonly ChainStep[] }
  /** A call of a declared `fn`: stands for its body with the arguments in place of the parameters. */
  | { readonly node: "fn"; readonly type: Type; readonly name: string; readonly args: readonly Expr[] }
  /** A call of an `extern fn`, only in transforms. Its type is nullable. */
  | { readonly node: "extern"; readonly type: Type; readonly name: string; readonly args: readonly Expr[] }
  /**
   * The implicit conversions of A5, exact or to the nearest float64, and the conversion to the stored type (float64 →
   * float32, int64 → int32 where declared so).
   */
  | { readonly node: "convert"; readonly type: Type; readonly value: Expr }
  /** `a ?? b ?? c`, of two or more values: each is evaluated only where all before it are null. */
  | { readonly node: "coalesce"; readonly type: Type; readonly values: readonly Expr[] }
  /**
   * `if` and `match`: the first branch whose condition is true (null is not true); a `match` compares its subject by
   * `==` calls. Without an `else`, the value is null where no branch holds.
   */
  | {
      readonly node: "case";
      readonly type: Type;
      readonly branches: readonly { readonly when: Expr; readonly then: Expr }[];
      readonly else: Expr | null;
    }
  /**
   * Evaluates `value` once, and then `body`, in which the `element` of this name is that value. `match` and `between`
   * use it for what they compare.
   */
  | { readonly node: "bound"; readonly type: Type; readonly name: string; readonly value: Expr; readonly body: Expr }
  /**
   * In a plan, a value at the point where it is stored: an infinite or NaN value becomes null, or an error where its
   * type is not nullable (MEANING B33). `what` names the value in the error; `row` is the column with the number of the
   * label's row.
   */
  | {
      readonly node: "stored";
      readonly type: Type;
      readonly value: Expr;
      readonly what: string;
      readonly row: string | null;
    };
