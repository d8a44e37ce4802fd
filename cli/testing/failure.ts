import type { TestCase } from "../../compiler/ir/index.js";
import type { Json } from "./answer.js";

/** Why a test fails; values are JSON. */
export interface Failure {
  readonly line: number;
  readonly target: string;
  /** Null if nothing could be evaluated. */
  readonly feature: string | null;
  readonly kind: "value" | "status" | "engines" | "error";
  readonly message: string;
  readonly expected: Json;
  readonly sql: Json;
  readonly online: Json;
  /** The result of each way as text, if the two differ. */
  readonly sides: { readonly sql: string; readonly typescript: string } | null;
}

export const failure = (
  { target, at }: TestCase["expect"][number],
  kind: Failure["kind"],
  feature: string | null,
  message: string,
  values: Partial<Failure> = {},
): Failure => ({
  line: at.line,
  target: target.name,
  feature,
  kind,
  message,
  expected: null,
  sql: null,
  online: null,
  sides: null,
  ...values,
});

export const isFailure = (one: object): one is Failure => "kind" in one && "message" in one;
