/**
 * The expressions of the IR.
 *
 * In: nothing. Out: the types of what stands in items, columns, conditions and keys; `ir.ts` gives them on.
 * Always: every node has its type, every conversion is a node, arguments have exactly the types of the overload that they are for.
 */
import type { MapType, StructType, Type } from "../../runtime/types.js";

/** A value that is written out. */
export type Constant = Literal | ArrayLiteral | StructLiteral | MapLiteral;
/** Its entries stand in ascending order of their keys. */
export interface MapLiteral {
  readonly node: "map";
  readonly type: MapType;
  readonly entries: readonly { readonly key: Expr; readonly value: Expr }[];
}

/** An aggregate over the elements of a list, in their order: `sum(t.amount) each t in cart.lines where t.kind == "gift"`. */
export interface Walk {
  readonly node: "walk";
  readonly type: Type;
  readonly list: Expr;
  /** `element` leaves of this name mean the element in hand; unique in the expression. */
  readonly name: string;
  readonly function: string;
  readonly overload: string;
  readonly args: readonly Expr[];
  readonly where: Expr | null;
  readonly by: Group | null;
  readonly empty: EmptyValue;
}
/** Aggregates by the values of an expression, in a map; `top`: only the values with the most rows. */
export interface Group {
  readonly value: Expr;
  readonly top: number | null;
}
/** What an aggregate is over no rows: a literal, an empty list or an empty map. */
export type EmptyValue = LiteralValue | readonly [] | { readonly map: readonly [] };

/**
 * How a literal's value is written, by its type: bool as boolean, float64 and float32 as number, string and json as string,
 * int32, int64, timestamp (microseconds since the epoch) and date (days since the epoch) as decimal digits, a decimal with as many digits after the
 * point as its scale, an enum's value as its text, bytes as base64; null as null.
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
  /** In the type's order. */
  readonly fields: readonly { readonly name: string; readonly value: Expr }[];
}
export interface ArrayLiteral {
  readonly node: "array";
  readonly type: Type;
  readonly elements: readonly Expr[];
  /** The windows of `times` in a view with a ttl: as a whole it is null where the view's aggregates read stale. */
  readonly stales?: true;
}

/** A call whose first argument is what was made before it; `type` is that of its result. */
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
  /** A struct's field: null where the struct is. */
  | { readonly node: "field"; readonly type: Type; readonly value: Expr; readonly name: string }
  /** The element in hand of an aggregate over the elements of a list. */
  | { readonly node: "element"; readonly type: Type; readonly name: string }
  | Walk
  /** A column of the source row in hand: in derived sources, view keys, view `where`, and inside aggregates. */
  | {
      readonly node: "column";
      readonly type: Type;
      readonly name: string;
      /** In a plan: what stands in it may be an error, which nothing that reads it may hide. */
      readonly raises?: true;
      /** In a plan: part of an expression, not stored, so that a float in it may be other than finite; and null whatever the row, to an engine that looks for it. */
      readonly part?: { readonly infinite: boolean; readonly folds: boolean };
    }
  /** In a view outside aggregates: that column of the latest row; null when no row counts. */
  | { readonly node: "latest"; readonly type: Type; readonly column: string }
  | { readonly node: "aggregate"; readonly type: Type; readonly id: string }
  /** A feature or let of the same view or transform, read with its default. */
  | { readonly node: "item"; readonly type: Type; readonly name: string }
  /** A feature of a view or transform: `from` is a ref (in a transform) or a step's id (in a service). */
  | { readonly node: "input"; readonly type: Type; readonly from: string; readonly name: string }
  | { readonly node: "request"; readonly type: Type; readonly request: string; readonly name: string }
  | { readonly node: "key"; readonly type: Type; readonly name: string }
  | { readonly node: "now"; readonly type: Type }
  /** In the body of an `fn`. */
  | { readonly node: "param"; readonly type: Type; readonly name: string }
  /** Operators and scalar functions alike: a row of the table in `compiler/functions/scalar` and one of its overloads. Arguments have exactly its types. */
  | {
      readonly node: "call";
      readonly type: Type;
      readonly function: string;
      readonly overload: string;
      readonly args: readonly Expr[];
    }
  /**
   * A long row of calls of two arguments, each over the result of the one before, from the left: `a + b - c`, `p and q and r`, `j.a.b`. What is short is
   * nested calls.
   */
  | { readonly node: "chain"; readonly type: Type; readonly first: Expr; readonly steps: readonly ChainStep[] }
  /** A call of a declared `fn`: means its body with the arguments put in for the parameters. */
  | { readonly node: "fn"; readonly type: Type; readonly name: string; readonly args: readonly Expr[] }
  /** In transforms. Its type is nullable. */
  | { readonly node: "extern"; readonly type: Type; readonly name: string; readonly args: readonly Expr[] }
  /** The implicit conversions of A5, exact or to the nearest float64, and the rounding to storage (float64 → float32, int64 → int32 where declared). */
  | { readonly node: "convert"; readonly type: Type; readonly value: Expr }
  /** `a ?? b ?? c`, two values or more: each is evaluated only where those before it are null. */
  | { readonly node: "coalesce"; readonly type: Type; readonly values: readonly Expr[] }
  /** `if` and `match`: the first branch whose condition is true (null is not); a subject is compared by `==` calls. `else` null: null. */
  | {
      readonly node: "case";
      readonly type: Type;
      readonly branches: readonly { readonly when: Expr; readonly then: Expr }[];
      readonly else: Expr | null;
    }
  /** The body, in which the `element` of this name is the value, which is worked out once, before it: what a `match` compares, or `between`. */
  | { readonly node: "bound"; readonly type: Type; readonly name: string; readonly value: Expr; readonly body: Expr }
  /**
   * In a plan, the value where it is stored: what is not finite is null, or an error where its type is not nullable (MEANING B33). `what` names it in the
   * error; `row` is the column of the label's number.
   */
  | {
      readonly node: "stored";
      readonly type: Type;
      readonly value: Expr;
      readonly what: string;
      readonly row: string | null;
    };
