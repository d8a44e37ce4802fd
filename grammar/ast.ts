/**
 * The syntax tree of a `.feat` file.
 *
 * In: nothing. Out: the node types that `parser.ts` makes and every later stage reads.
 * Always: nodes are data (JSON-serialisable), readonly, discriminated on `kind`; every node has the half-open
 * span of the text it stands for; a node that the parser could not finish has `incomplete: true` and holds what was
 * read until then; results of later stages live in side maps, never on a node.
 * One file because it is one union, in the order of the grammar.
 */

/** Half-open range of UTF-16 offsets into one file's text. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

interface Base {
  readonly span: Span;
  /**
   * Set when a syntax error cut the node short: optional parts may be missing and lists may be shorter than written.
   */
  readonly incomplete?: true;
}

/** A name as written; `text` is without backticks. */
export interface Name extends Base {
  readonly kind: "name";
  readonly text: string;
  readonly backticked: boolean;
}

/** `/// …` lines joined by line ends, without the slashes and one leading space. */
export interface Doc extends Base {
  readonly kind: "doc";
  readonly text: string;
}

export interface Annotation extends Base {
  readonly kind: "annotation";
  readonly name: Name;
  readonly args: readonly Argument[];
}

/** The doc comment and the annotations before a declaration or an item. */
export interface Lead {
  readonly doc: Doc | null;
  readonly annotations: readonly Annotation[];
}

export interface File extends Base {
  readonly kind: "file";
  readonly declarations: readonly Declaration[];
}

export type Declaration =
  | EntityDecl
  | RequestDecl
  | EnumDecl
  | SourceDecl
  | ViewDecl
  | TransformDecl
  | ServiceDecl
  | FnDecl
  | ExternFnDecl
  | TestDecl;

interface DeclBase extends Base {
  readonly lead: Lead;
}

export interface Field extends Base {
  readonly kind: "field";
  readonly lead: Lead;
  readonly name: Name;
  /** Null only when incomplete. */
  readonly type: TypeNode | null;
}

export interface EntityDecl extends DeclBase {
  readonly kind: "entity";
  readonly name: Name;
  readonly fields: readonly Field[];
}

export interface RequestDecl extends DeclBase {
  readonly kind: "request";
  readonly name: Name;
  readonly fields: readonly Field[];
}

export interface EnumDecl extends DeclBase {
  readonly kind: "enum";
  readonly name: Name;
  readonly values: readonly EnumValue[];
}

export interface EnumValue extends Base {
  readonly kind: "enumValue";
  readonly text: string;
}

/* Types */

export type TypeNode = NamedType | StructType | MapType | NullableType | ArrayType;

/** `int64`, `decimal(10, 2)`, or an enum's name. */
export interface NamedType extends Base {
  readonly kind: "namedType";
  readonly name: Name;
  readonly args: readonly number[];
}
export interface StructType extends Base {
  readonly kind: "structType";
  readonly fields: readonly Field[];
}
export interface MapType extends Base {
  readonly kind: "mapType";
  readonly key: TypeNode;
  readonly value: TypeNode;
}
export interface NullableType extends Base {
  readonly kind: "nullableType";
  readonly inner: TypeNode;
}
/** `T[]`, or `T[768]`. */
export interface ArrayType extends Base {
  readonly kind: "arrayType";
  readonly element: TypeNode;
  readonly size: number | null;
}

/* Sources */

export interface SourceDecl extends DeclBase {
  readonly kind: "source";
  readonly name: Name;
  /** One branch, or several for a union. `union` is true for the form with braces, even if it has one branch. */
  readonly branches: readonly Rows[];
  readonly union: boolean;
}

export interface Rows extends Base {
  readonly kind: "rows";
  readonly from: Name;
  readonly at: Expr | null;
  /** `join`, `each` and `where` in the order written. */
  readonly steps: readonly RowStep[];
  /** Null when no `{ … }` was written. */
  readonly columns: Columns | null;
}

export type RowStep = JoinStep | EachStep | WhereStep;

export interface JoinStep extends Base {
  readonly kind: "join";
  readonly target: Name;
  readonly alias: Name | null;
  readonly on: readonly Key[] | null;
}
export interface EachStep extends Base {
  readonly kind: "each";
  readonly name: Name;
  readonly list: Expr;
}
export interface WhereStep extends Base {
  readonly kind: "where";
  readonly condition: Expr;
}

export interface Columns extends Base {
  readonly kind: "columns";
  readonly star: boolean;
  readonly columns: readonly ColumnDef[];
}

export interface ColumnDef extends Base {
  readonly kind: "columnDef";
  readonly lead: Lead;
  readonly name: Name;
  readonly type: TypeNode | null;
  readonly value: Expr | null;
}

/** `theirs = ours`. A name alone is the name on both sides, and `value` is null. */
export interface Key extends Base {
  readonly kind: "key";
  readonly name: Name;
  readonly value: Expr | null;
}

/* Views */

export interface ViewDecl extends DeclBase {
  readonly kind: "view";
  readonly name: Name;
  readonly entities: readonly EntityRef[];
  readonly from: Name;
  readonly clauses: readonly Clause[];
  readonly items: readonly ViewItem[];
}

export interface EntityRef extends Base {
  readonly kind: "entityRef";
  readonly name: Name;
  readonly keys: readonly Key[] | null;
}

export type Clause =
  | WhereStep
  | (Base & { readonly kind: "ttl"; readonly duration: DurationLiteral })
  | (Base & { readonly kind: "delay"; readonly duration: DurationLiteral })
  | (Base & { readonly kind: "every"; readonly duration: DurationLiteral; readonly after: DurationLiteral | null })
  | (Base & { readonly kind: "upto" | "before" | "known" });

export type ViewItem = Feature | Let | Spread | Expect;

export interface Feature extends Base {
  readonly kind: "feature";
  readonly lead: Lead;
  readonly name: Name;
  readonly type: TypeNode | null;
  readonly value: Expr | null;
  readonly default: Expr | null;
}
export interface Let extends Base {
  readonly kind: "let";
  readonly lead: Lead;
  readonly name: Name;
  readonly value: Expr;
}
export interface Spread extends Base {
  readonly kind: "spread";
  readonly lead: Lead;
  readonly view: Name;
}
export interface Expect extends Base {
  readonly kind: "expect";
  readonly lead: Lead;
  readonly condition: Expr;
}

/* Transforms, services, functions */

export interface TransformDecl extends DeclBase {
  readonly kind: "transform";
  readonly name: Name;
  readonly items: readonly TransformItem[];
}
export type TransformItem = Feature | Let | Use;

export interface Use extends Base {
  readonly kind: "use";
  readonly lead: Lead;
  readonly view: Name;
  readonly alias: Name | null;
  readonly keys: readonly Key[] | null;
}

export interface ServiceDecl extends DeclBase {
  readonly kind: "service";
  readonly name: Name;
  readonly picks: readonly Pick[];
}

export type Pick = DotPick | BlockPick | AllowPii;

/** `v.*`, `v.* except { a }`, `v.x`, `v.x as y`. */
export interface DotPick extends Base {
  readonly kind: "dotPick";
  readonly lead: Lead;
  readonly of: Name;
  /** Null for `*`. */
  readonly feature: Name | null;
  readonly alias: Name | null;
  readonly except: readonly Name[];
}
/** `v as a (k = k2) { … }`. */
export interface BlockPick extends Base {
  readonly kind: "blockPick";
  readonly lead: Lead;
  readonly of: Name;
  readonly alias: Name | null;
  readonly keys: readonly Key[] | null;
  readonly star: boolean;
  readonly except: readonly Name[];
  readonly features: readonly PickedFeature[];
}
export interface PickedFeature extends Base {
  readonly kind: "pickedFeature";
  readonly name: Name;
  readonly alias: Name | null;
}
export interface AllowPii extends Base {
  readonly kind: "allowPii";
  readonly lead: Lead;
}

export interface Param extends Base {
  readonly kind: "param";
  readonly name: Name;
  readonly type: TypeNode | null;
}
export interface FnDecl extends DeclBase {
  readonly kind: "fn";
  readonly name: Name;
  readonly params: readonly Param[];
  readonly result: TypeNode | null;
  readonly body: Expr;
}
export interface ExternFnDecl extends DeclBase {
  readonly kind: "externFn";
  readonly name: Name;
  readonly params: readonly Param[];
  readonly result: TypeNode | null;
  readonly from: StringLiteral;
}

/* Tests */

export interface TestDecl extends DeclBase {
  readonly kind: "test";
  readonly title: StringLiteral;
  readonly steps: readonly TestStep[];
}
export type TestStep =
  | (Base & { readonly kind: "given"; readonly name: Name; readonly rows: readonly RowExpr[]; readonly list: boolean })
  | (Base & { readonly kind: "testAt"; readonly time: StringLiteral })
  | (Base & { readonly kind: "testFor"; readonly row: RowExpr })
  | (Base & { readonly kind: "testExpect"; readonly name: Name; readonly row: RowExpr });

/* Expressions */

export type Expr =
  | NumberLiteral
  | StringLiteral
  | DurationLiteral
  | BoolLiteral
  | NullLiteral
  | NameExpr
  | CallExpr
  | MemberExpr
  | IndexExpr
  | ListExpr
  | RowExpr
  | UnaryExpr
  | BinaryExpr
  | BetweenExpr
  | IsNullExpr
  | IfExpr
  | MatchExpr
  | ParenExpr
  | MissingExpr;

/** `text` is as written, without `_`; an int has neither `.` nor `e`. A leading `-` is a UnaryExpr. */
export interface NumberLiteral extends Base {
  readonly kind: "number";
  readonly text: string;
  readonly integer: boolean;
}
/** `value` has its escapes resolved. */
export interface StringLiteral extends Base {
  readonly kind: "string";
  readonly value: string;
}
export interface DurationLiteral extends Base {
  readonly kind: "duration";
  /** As written, without `_`: `7d`. */
  readonly text: string;
  /** Microseconds, as decimal digits (may pass 2^53). */
  readonly micros: string;
}
export interface BoolLiteral extends Base {
  readonly kind: "bool";
  readonly value: boolean;
}
export interface NullLiteral extends Base {
  readonly kind: "null";
}
export interface NameExpr extends Base {
  readonly kind: "nameExpr";
  readonly name: Name;
}
export interface Argument extends Base {
  readonly kind: "argument";
  readonly name: Name | null;
  readonly value: Expr;
}
export interface CallExpr extends Base {
  readonly kind: "call";
  readonly name: Name;
  readonly args: readonly Argument[];
  readonly rollup: Rollup | null;
}
export interface MemberExpr extends Base {
  readonly kind: "member";
  readonly object: Expr;
  readonly name: Name;
}
export interface IndexExpr extends Base {
  readonly kind: "index";
  readonly object: Expr;
  readonly index: Expr;
}
export interface ListExpr extends Base {
  readonly kind: "list";
  readonly elements: readonly Expr[];
}
export interface RowExpr extends Base {
  readonly kind: "row";
  readonly fields: readonly RowField[];
}
export interface RowField extends Base {
  readonly kind: "rowField";
  readonly name: Name;
  readonly value: Expr;
}
export interface UnaryExpr extends Base {
  readonly kind: "unary";
  readonly op: "-" | "not";
  readonly operand: Expr;
}
export type BinaryOp =
  | "or"
  | "and"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "in"
  | "not in"
  | "??"
  | "+"
  | "-"
  | "*"
  | "/"
  | "%";
export interface BinaryExpr extends Base {
  readonly kind: "binary";
  readonly op: BinaryOp;
  readonly left: Expr;
  readonly right: Expr;
}
export interface BetweenExpr extends Base {
  readonly kind: "between";
  readonly negated: boolean;
  readonly operand: Expr;
  readonly low: Expr;
  readonly high: Expr;
}
export interface IsNullExpr extends Base {
  readonly kind: "isNull";
  readonly negated: boolean;
  readonly operand: Expr;
}
export interface IfExpr extends Base {
  readonly kind: "if";
  readonly condition: Expr;
  readonly then: Expr;
  readonly else: Expr;
}
export interface MatchExpr extends Base {
  readonly kind: "match";
  readonly subject: Expr | null;
  readonly arms: readonly MatchArm[];
}
export interface MatchArm extends Base {
  readonly kind: "matchArm";
  /** Empty for `else`. */
  readonly patterns: readonly Expr[];
  readonly isElse: boolean;
  readonly value: Expr;
}
export interface ParenExpr extends Base {
  readonly kind: "paren";
  readonly inner: Expr;
}
/** Placeholder for an expression that could not be read. The syntax error is reported already. */
export interface MissingExpr extends Base {
  readonly kind: "missing";
}

/** The parts that may follow a call, each at most once, in any order. */
export interface Rollup extends Base {
  readonly kind: "rollup";
  readonly where: Expr | null;
  readonly by: By | null;
  readonly each: EachStep | null;
  readonly over: Over | null;
}
export interface By extends Base {
  readonly kind: "by";
  readonly value: Expr;
  readonly in: readonly Expr[] | null;
  readonly top: NumberLiteral | null;
}
export interface Over extends Base {
  readonly kind: "over";
  readonly windows: readonly Window[];
  /** Written with brackets: this makes a family of features, even with one window. */
  readonly list: boolean;
}
export interface Window extends Base {
  readonly kind: "window";
  readonly extent:
    | { readonly kind: "duration"; readonly duration: DurationLiteral }
    | { readonly kind: "lifetime" }
    | { readonly kind: "this"; readonly unit: Name; readonly zone: StringLiteral | null }
    | { readonly kind: "since"; readonly condition: Expr }
    | { readonly kind: "rows" };
  readonly lastRows: NumberLiteral | null;
  readonly offset: DurationLiteral | null;
  readonly times: NumberLiteral | null;
}

export type Node =
  | File
  | Declaration
  | Field
  | EnumValue
  | TypeNode
  | Rows
  | RowStep
  | Columns
  | ColumnDef
  | Key
  | EntityRef
  | Clause
  | ViewItem
  | TransformItem
  | Pick
  | PickedFeature
  | Param
  | TestStep
  | Expr
  | Argument
  | RowField
  | MatchArm
  | Rollup
  | By
  | Over
  | Window
  | Name
  | Doc
  | Annotation;

export type NodeKind = Node["kind"];
