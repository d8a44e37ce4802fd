import type * as ast from "../../../grammar/ast.js";
import type { Type } from "../../../runtime/types.js";
import type { Place } from "../../diagnostics/diagnostic.js";
import type { Symbols } from "../../symbols/index.js";
import type { SourceFile } from "../../symbols/source-file.js";
import type { Functions, Report } from "../expr/context.js";
import type { At, Entity, PhysicalSource, Request, Source, Transform, View } from "../ir.js";

/** A source as those who read it see it. A column whose type is null has an error of its own. */
export interface SourceInfo {
  readonly name: string;
  readonly columns: ReadonlyMap<string, Type | null>;
  /** Columns that are deprecated → what `@deprecated` says. */
  readonly deprecated: ReadonlyMap<string, string>;
  /** What YAML declares at the bottom. */
  readonly base: PhysicalSource;
  /** How late rows land; null where branches differ. */
  readonly delayMicros: string | null;
  /** All that YAML declares in reach, through joins too. */
  readonly reads: readonly PhysicalSource[];
  /** Columns that only carry a column of `base` → that column. */
  readonly carried: ReadonlyMap<string, string>;
  readonly ir: Source | null;
}

export interface FeatureInfo {
  readonly name: string;
  /** Null: it has an error of its own. */
  readonly type: Type | null;
  /** A `default` fills what is null. */
  readonly defaulted: boolean;
  readonly doc: string | null;
  /** What `@deprecated` says of it; null where it is not deprecated. */
  readonly deprecated: string | null;
  readonly at: At;
}
export interface FamilyInfo {
  readonly windows: readonly string[];
  readonly members: readonly string[];
}

/** What a view or transform offers to others. */
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

/** Finds what a name declares, lowering it when it is first asked for; null when it has reported why not. */
export interface Resolver {
  readonly symbols: Symbols;
  readonly functions: Functions;
  readonly report: Report;
  /** For warnings that are noise while there are errors. */
  readonly lint: Report;
  readonly source: (name: ast.Name, file: SourceFile) => SourceInfo | null;
  readonly entity: (name: ast.Name, file: SourceFile) => Entity | null;
  /** These three are asked for names that are known to be of the kind. `from` is where it is read: a cycle is reported there. */
  readonly view: (name: string) => ViewInfo | null;
  readonly transform: (name: string, from: Place) => TransformInfo | null;
  readonly request: (name: string) => Request | null;
}
