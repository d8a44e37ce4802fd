import type { DataSet } from "../support/data.js";

/** The files of a Feat project by path, for the paths of its data sets. */
export type ProjectOf = (path: (data: DataSet) => string) => Readonly<Record<string, string>>;

/** What Feat does: a training set for labels, or filling the online store. */
export type Work =
  | { readonly kind: "train"; readonly service: string; readonly labels: DataSet }
  | { readonly kind: "materialize"; readonly service: string; readonly key: string };

export interface HandPlan {
  readonly name: string;
  /**
   * A query. For training it gives `n`, the label's row number from 0, and the features; for materialization the key
   * and the features.
   */
  readonly query: (path: (data: DataSet) => string) => string;
  /** Why its answers differ from Feat's, if they do. Then they are not compared. */
  readonly differs?: string;
}

/** Feat against plans that were written by hand. */
export interface RatioCase {
  readonly kind: "ratio";
  readonly name: string;
  readonly what: string;
  readonly data: readonly DataSet[];
  readonly project: ProjectOf;
  readonly work: Work;
  /** The cheapest plan is the baseline, unless the bar names a plan. */
  readonly plans: readonly HandPlan[];
  /** How many times the plan's CPU Feat may take. */
  readonly bar: { readonly times: number; readonly plan?: string };
}

/** Feat against itself at growing sizes. The result is how the cost grows, not what it is. */
export interface GrowthCase {
  readonly kind: "growth";
  readonly name: string;
  readonly what: string;
  /** Each size is twice the one before. The first gives the fixed cost. */
  readonly sizes: readonly number[];
  readonly of: (size: number) => {
    readonly data: readonly DataSet[];
    readonly project: ProjectOf;
    readonly work: { readonly kind: "train"; readonly service: string; readonly labels: DataSet };
  };
  /** `sql`: the length of the statement. `cpu`: the CPU seconds of the run. */
  readonly measure: "cpu" | "sql";
  /** How many times more the last step may grow than the step before. 2 is linear. */
  readonly bar: number;
}

export type Case = RatioCase | GrowthCase;

export const featYaml = `project: bench
targets:
  dev:
    offline: { kind: duckdb }
    online: { kind: embedded, path: online }
`;
