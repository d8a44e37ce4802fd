import type * as ast from "../../../grammar/ast.js";
import type { Type } from "../../../runtime/types.js";
import type { Place } from "../../diagnostics/diagnostic.js";
import type { At, Entity, PhysicalSource, Request, Source, Transform, View } from "../../ir/index.js";
import type { Symbols } from "../../symbols/index.js";
import type { SourceFile } from "../../symbols/source-file.js";
import type { Functions, Report } from "../expr/context.js";

/** A source as its readers see it. A column whose type is null has an error of its own. */
export interface SourceInfo {
  readonly name: string;
  readonly columns: ReadonlyMap<string, Type | null>;
  /** Deprecated columns → the text of `@deprecated`. */
  readonly deprecated: ReadonlyMap<string, string>;
  /** The physical source, declared in YAML, that the rows come from in the end. */
  readonly base: PhysicalSource;
  /** How late rows arrive; null where branches differ. */
  readonly delayMicros: string | null;
  /** All physical sources that it reads, also through joins. */
  readonly reads: readonly PhysicalSource[];
  /** Columns that only pass on a column of `base` → that column. */
  readonly carried: ReadonlyMap<string, string>;
  readonly ir: Source | null;
}

export interface FeatureInfo {
  readonly name: string;
  /** Null if it has an error of its own. */
  readonly type: Type | null;
  /** True if a `default` replaces null. */
  readonly defaulted: boolean;
  readonly doc: string | null;
  /** The text of `@deprecated`; null if it is not deprecated. */
  readonly deprecated: string | null;
  readonly at: At;
}
export interface FamilyInfo {
  readonly windows: readonly string[];
  readonly members: readonly string[];
}

/** The features, families and lets that a view or transform offers to its readers. */
export interface Offer {
  readonly kind: "view" | "transform";
  readonly name: string;
  /** In the order written. */
  readonly features: ReadonlyMap<string, FeatureInfo>;
  readonly families: ReadonlyMap<string, FamilyInfo>;
  readonly lets: ReadonlySet<string>;
}
export interface KeyInfo {
  readonly name: string;
  readonly type: Type;
}
export interface ViewInfo extends Offer {
  readonly kind: "view";
  readonly keys: readonly KeyInfo[];
  readonly reads: readonly PhysicalSource[];
  /** Null where a part of it has an error. */
  readonly ir: View | null;
}
export interface TransformInfo extends Offer {
  readonly kind: "transform";
  readonly ir: Transform | null;
}

/**
 * Finds the declaration of a name, and lowers it when it is first asked for; null if it has reported an error instead.
 */
export interface Resolver {
  readonly symbols: Symbols;
  readonly functions: Functions;
  readonly report: Report;
  /** For warnings, which would be noise while there are errors. */
  readonly lint: Report;
  readonly source: (name: ast.Name, file: SourceFile) => SourceInfo | null;
  readonly entity: (name: ast.Name, file: SourceFile) => Entity | null;
  /**
   * The next three take names that are known to be of that kind. `from` is the place of the reader, where a cycle is
   * reported.
   */
  readonly view: (name: string) => ViewInfo | null;
  readonly transform: (name: string, from: Place) => TransformInfo | null;
  readonly request: (name: string) => Request | null;
}
