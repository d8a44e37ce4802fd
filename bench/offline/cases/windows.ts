import { type DataSet, eventLabels, events, type Spread } from "../../support/data.js";
import { featYaml, type HandPlan, type RatioCase } from "../case.js";
import {
  bucketJoin,
  bucketJoinOf,
  distinctByIntervals,
  lastByRowNumber,
  tilesAndEdges,
  type WindowColumn,
} from "../plans/windows.js";

export const eventsYaml = (file: string): string => `sources:
  account_events:
    kind: events
    file: ${JSON.stringify(file)}
    time: event_time
    sequence: event_id
    columns:
      { event_id: int64, account_id: int64, amount: float64, units: int64, kind: string, shop: int64 }
`;

export const activity = (items: readonly string[]): string => `entity account { account_id: int64 }
view activity for account from account_events {
  ${items.join("\n  ")}
}
service windows { activity.* }
`;

const columnsOf = (lengths: readonly number[]): readonly WindowColumn[] =>
  (["count", "sum", "max"] as const).flatMap((of) =>
    lengths.map((days) => ({ name: lengths.length === 1 ? of : `${of}_${days}d`, days, of })),
  );

const itemsOf = (lengths: readonly number[]): readonly string[] => {
  const over = lengths.length === 1 ? `${lengths[0]}d` : `[${lengths.map((d) => `${d}d`).join(", ")}]`;
  return [`count = count() over ${over}`, `sum = sum(amount) over ${over}`, `max = max(amount) over ${over}`];
};

/** Windows over events, for keys from sparse to hot. */
export function windowCases(scale: number): readonly RatioCase[] {
  const rows = Math.round(5_000_000 * scale);
  const labelCount = Math.round(250_000 * scale);
  const per = (each: number): Spread => ({ keys: Math.max(1, Math.round(rows / each)) });
  const spreads: Readonly<Record<string, { readonly spread: Spread; readonly words: string }>> = {
    sparse: { spread: per(100), words: "100 events a key" },
    medium: { spread: per(1000), words: "1,000 events a key" },
    dense: { spread: per(10_000), words: "10,000 events a key" },
    zipf: { spread: { keys: Math.round(50_000 * scale), zipf: true }, words: "keys by zipf's law" },
  };
  const make = (
    name: string,
    what: string,
    spread: Spread,
    items: readonly string[],
    plans: (e: DataSet, l: DataSet) => readonly HandPlan[],
    times: number,
  ): RatioCase => {
    const data = [events(rows, spread), eventLabels(labelCount, spread)] as const;
    return {
      kind: "ratio",
      name,
      what,
      data,
      project: (path) => ({
        "feat.yaml": featYaml,
        "sources.yaml": eventsYaml(path(data[0])),
        "windows.feat": activity(items),
      }),
      work: { kind: "train", service: "windows", labels: data[1] },
      plans: plans(...data),
      bar: { times },
    };
  };
  const simple = Object.entries(spreads).flatMap(([shape, { spread, words }]) =>
    [[7], [1, 7, 30]].map((lengths) => {
      const columns = columnsOf(lengths);
      return make(
        lengths.length === 1 ? `window-${shape}` : `windows-${shape}`,
        `${lengths.length === 1 ? "count, sum, max over 7 d" : "count, sum, max over 1, 7 and 30 d"}, ${words}`,
        spread,
        itemsOf(lengths),
        // The range join does not end in reasonable time if keys are dense.
        (e, l) => [
          ...(shape === "sparse" || shape === "medium" ? [bucketJoinOf(e, l, columns)] : []),
          ...(shape === "sparse" ? [] : [tilesAndEdges(e, l, columns)]),
        ],
        1.4,
      );
    }),
  );
  const { spread, words } = spreads.medium!;
  return [
    ...simple,
    make(
      "count-distinct",
      `count_distinct over 7 d, ${words}`,
      spread,
      ["shops = count_distinct(shop) over 7d"],
      (e, l) => [
        bucketJoin(e, l, 7, [{ name: "shops", days: 7, expr: "count(DISTINCT e.shop)", empty: "0" }]),
        distinctByIntervals(e, l, 7, { name: "shops", value: "shop" }),
      ],
      1.5,
    ),
    make(
      "last-n",
      `last_n(5) over 7 d, ${words}`,
      spread,
      ["newest = last_n(shop, 5) over 7d"],
      (e, l) => [
        lastByRowNumber(e, l, 7, { name: "newest", value: "shop", count: 5 }),
        bucketJoin(e, l, 7, [{ name: "newest", days: 7, expr: "max_by(e.shop, e.event_id, 5)", empty: "[]" }]),
      ],
      1.5,
    ),
  ];
}
