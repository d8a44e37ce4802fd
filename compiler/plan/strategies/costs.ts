/**
 * What an engine spends on the steps of the strategies, in nanoseconds of CPU. Each dialect has measured its own.
 *
 * A row is *skipped* if its key is no label's. A row and a label of one key are a *pair*.
 */
export interface Costs {
  /** The latest row of each label. */
  readonly latest: {
    readonly asOf: { readonly row: number; readonly label: number };
    readonly asOfOfKeys: { readonly skipped: number; readonly row: number; readonly label: number };
    readonly hash: { readonly row: number; readonly label: number; readonly pair: number };
    readonly numbers: { readonly row: number; readonly label: number };
    readonly numbersOfKeys: { readonly skipped: number; readonly row: number; readonly label: number };
    /** With a ttl, only the pairs within it are sorted. */
    readonly pairs: Readonly<Record<"row" | "label" | "pair" | "pairWithTtl", number>>;
    readonly search: Search;
  };
  readonly windows: {
    /** `each`: for each aggregate. `depth`: for each aggregate, of what frames cost more over keys with many rows. */
    readonly frames: Readonly<Record<"row" | "each" | "depth" | "skipped", number>>;
    /** `distinct`: how many times a pair costs more where values are told apart. */
    readonly join: Readonly<Record<"skipped" | "row" | "label" | "pair" | "distinct", number>>;
    /** `tile`: one that is made. `lookup`: one that a label reads. `pair`: a row at the ends of a window. */
    readonly tiles: Readonly<Record<"skipped" | "row" | "label" | "tile" | "lookup" | "pair", number>>;
    /** Counts of different values. `row`: for each aggregate. */
    readonly spans: Readonly<Record<"skipped" | "row" | "label", number>>;
    /** `pair`: a row in a label's longest window. */
    readonly search: Search & { readonly pair: number };
  };
  /** The last rows of each label. `last`: one of them. */
  readonly temporal: {
    readonly numbers: { readonly row: number; readonly label: number; readonly last: number };
    readonly search: Search & { readonly last: number };
  };
}

interface Search {
  readonly label: number;
  /** A row that a search compares in vain. */
  readonly searched: number;
}

/**
 * DuckDB 1.5, and where nothing else was measured. Latest rows: 10 million rows, 5 columns. Windows: 5 million events,
 * 250,000 labels, three aggregates over 7 days.
 */
export const duckdbCosts: Costs = {
  latest: {
    asOf: { row: 560, label: 600 },
    asOfOfKeys: { skipped: 40, row: 560, label: 750 },
    hash: { row: 60, label: 300, pair: 200 },
    numbers: { row: 5000, label: 5000 },
    numbersOfKeys: { skipped: 600, row: 6000, label: 6000 },
    pairs: { row: 400, label: 1000, pair: 1200, pairWithTtl: 300 },
    search: { label: 50_000, searched: 90 },
  },
  windows: {
    frames: { row: 600, each: 0, depth: 50, skipped: 40 },
    join: { skipped: 40, row: 160, label: 600, pair: 90, distinct: 1 },
    tiles: { skipped: 60, row: 250, label: 900, tile: 400, lookup: 200, pair: 90 },
    spans: { skipped: 100, row: 3000, label: 2500 },
    search: { label: 50_000, searched: 90, pair: 400 },
  },
  temporal: {
    numbers: { row: 1000, label: 1000, last: 300 },
    search: { label: 50_000, searched: 90, last: 1500 },
  },
};
