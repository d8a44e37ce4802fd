import type { At } from "../ir/index.js";

/**
 * What a change means for those who use the project, from the gravest to the lightest.
 *
 * - `breaking`: a caller or reader of before fails, or finds another type.
 * - `rebuild`: a view stores other values, so it must be filled again.
 * - `layout`: a view stores the same values in another order, so it must be filled again.
 * - `values`: what is computed on read gives other values. Nothing must be filled.
 * - `added`: something is there that was not. Nobody of before notices.
 * - `metadata`: docs, annotations, owners, personal data, rules, and what nothing reads.
 */
export const changeClasses = ["breaking", "rebuild", "layout", "values", "added", "metadata"] as const;
export type ChangeClass = (typeof changeClasses)[number];

export type ObjectKind = "source" | "entity" | "enum" | "request" | "view" | "transform" | "service";
export type Action = "added" | "removed" | "changed";

/** A difference in a part of an object. */
export interface Detail {
  readonly action: Action;
  /** `feature zip`, `key customer_id`, `ttl`. Null if it concerns the object as a whole. */
  readonly part: string | null;
  readonly class: ChangeClass;
  /** A clause without a full stop: `its type narrows from int64? to int64`. */
  readonly reason: string;
}

export interface Change {
  readonly kind: ObjectKind;
  readonly name: string;
  readonly action: Action;
  /** The gravest of its details. */
  readonly class: ChangeClass;
  readonly details: readonly Detail[];
  /** The transforms and services (and for a source the views) that compute or serve with what changed. */
  readonly affects: readonly Affected[];
  /** Where it is written: after the change, or before it if it was removed. Null for a manifest, which has no lines. */
  readonly at: At | null;
}

export interface Affected {
  readonly kind: "view" | "transform" | "service";
  readonly name: string;
  /** By its `@owner`. */
  readonly owner: string | null;
  /** The project that it belongs to, if that is another one. */
  readonly project: string | null;
}

export const gravest = (classes: readonly ChangeClass[]): ChangeClass =>
  changeClasses.find((each) => classes.includes(each)) ?? "metadata";
