import { eventLabels, events, type Spread, stateLabels, stateRows } from "../../support/data.js";
import type { Table } from "../../support/postgres-tables.js";
import { activity } from "../cases/windows.js";
import type { PostgresCase, PostgresPlan } from "./case.js";
import { carried, distinctOn, distinctOnKey, greatestTime, lateral, numbered } from "./plans/latest.js";
import {
  bucketJoin,
  gather,
  intervalDeltas,
  lateralAggregate,
  lateralNewest,
  rangeFrame,
  tilesAndEdges,
  type WindowColumn,
} from "./plans/windows.js";

const yaml = (url: string): string => `project: bench
targets:
  dev:
    offline: { kind: postgres, url: ${JSON.stringify(url)} }
    online: { kind: embedded, path: online }
`;

const stateColumns =
  "customer_id bigint NOT NULL, event_timestamp timestamptz NOT NULL, created timestamptz NOT NULL, " +
  "a bigint NOT NULL, b double precision NOT NULL, c double precision, d text NOT NULL, e bigint NOT NULL";
const eventColumns =
  "event_id bigint NOT NULL, account_id bigint NOT NULL, event_time timestamptz NOT NULL, " +
  "amount double precision NOT NULL, units bigint NOT NULL, kind text NOT NULL, shop bigint NOT NULL";

const latestProject =
  (ttl: string): PostgresCase["project"] =>
  (table, url) => ({
    "feat.yaml": yaml(url),
    "sources.yaml": `sources:
  customer_rows:
    kind: state
    table: ${table}
    time: event_timestamp
    created: created
    columns: { customer_id: int64, a: int64, b: float64, c: float64?, d: string, e: int64 }
`,
    "latest.feat": `entity customer { customer_id: int64 }
view stats for customer from customer_rows ${ttl}{ a b c d e }
service latest { stats.* }
`,
  });

const words = (n: number): string => n.toLocaleString("en");

/** The latest value as of each label, and of each key. Every case is there with and without an index. */
function latestCases(scale: number): readonly PostgresCase[] {
  const of = (n: number): number => Math.max(1, Math.round(n * scale));
  const [rows, keys] = [of(1_000_000), of(100_000)];
  const columns = { a: "BIGINT", b: "DOUBLE", c: "DOUBLE", d: "VARCHAR", e: "BIGINT" };
  const table = (index: boolean): Table => ({
    data: stateRows(rows, keys),
    columns: stateColumns,
    index: index ? "customer_id, event_timestamp" : undefined,
  });
  const latest = (name: string, labels: number, index: boolean, plans: readonly PostgresPlan[]): PostgresCase => ({
    name: `${name}${index ? "-indexed" : ""}`,
    what: `latest value, ${words(rows)} rows × ${words(labels)} labels, five columns${index ? ", with an index" : ""}`,
    table: table(index),
    project: latestProject("ttl 7d "),
    work: { kind: "train", service: "latest", labels: stateLabels(labels, keys) },
    columns,
    plans,
  });
  const materialize = (index: boolean): PostgresCase => ({
    name: `materialize${index ? "-indexed" : ""}`,
    what: `latest value of ${words(rows)} rows for ${words(keys)} keys into the embedded store${index ? ", with an index" : ""}`,
    table: table(index),
    project: latestProject(""),
    work: { kind: "materialize", service: "latest", key: "customer_id" },
    columns: { customer_id: "BIGINT", ...columns },
    plans: [distinctOnKey, greatestTime],
  });
  const sorts = [distinctOn, numbered, carried];
  return [
    latest("latest-1k", of(1_000), false, [distinctOn]),
    latest("latest-1k", of(1_000), true, [lateral, distinctOn]),
    latest("latest-100k", of(100_000), false, sorts),
    latest("latest-100k", of(100_000), true, [lateral, ...sorts]),
    latest("latest-1m", of(1_000_000), false, sorts),
    latest("latest-1m", of(1_000_000), true, [lateral, ...sorts]),
    materialize(false),
    materialize(true),
  ];
}

/** Windows of seven days, for keys from sparse to hot. */
function windowCases(scale: number): readonly PostgresCase[] {
  const [rows, labelCount] = [Math.round(1_000_000 * scale), Math.round(50_000 * scale)];
  const per = (each: number): Spread => ({ keys: Math.max(1, Math.round(rows / each)) });
  const medium = per(1000);
  const spreads: readonly (readonly [name: string, what: string, spread: Spread, dense: boolean])[] = [
    ["sparse", "100 events a key", per(100), false],
    ["medium", "1,000 events a key", medium, false],
    ["dense", "10,000 events a key", per(10_000), true],
    ["zipf", "keys by zipf's law", { keys: Math.round(10_000 * scale), zipf: true }, true],
  ];
  const window = (
    name: string,
    what: string,
    spread: Spread,
    index: boolean,
    items: readonly string[],
    columns: Readonly<Record<string, string>>,
    plans: readonly PostgresPlan[],
  ): PostgresCase => ({
    name: `${name}${index ? "-indexed" : ""}`,
    what: `${what}${index ? ", with an index" : ""}`,
    table: {
      data: events(rows, spread),
      columns: eventColumns,
      index: index ? "account_id, event_time" : undefined,
    },
    project: (table, url) => ({
      "feat.yaml": yaml(url),
      "sources.yaml": `sources:
  account_events:
    kind: events
    table: ${table}
    time: event_time
    sequence: event_id
    columns: { event_id: int64, account_id: int64, amount: float64, units: int64, kind: string, shop: int64 }
`,
      "windows.feat": activity(items),
    }),
    work: { kind: "train", service: "windows", labels: eventLabels(labelCount, spread) },
    columns,
    plans,
  });
  const three: readonly WindowColumn[] = [
    { name: "count", of: "count(*)", empty: "0" },
    { name: "sum", of: "sum(e.amount)" },
    { name: "max", of: "max(e.amount)" },
  ];
  const distinct: readonly WindowColumn[] = [{ name: "shops", of: "count(DISTINCT e.shop)", empty: "0" }];
  return [false, true].flatMap((index): readonly PostgresCase[] => {
    const indexed = (plan: PostgresPlan): readonly PostgresPlan[] => (index ? [plan] : []);
    return [
      ...spreads.map(([name, what, spread, dense]) =>
        window(
          `window-${name}`,
          `count, sum, max over 7 d, ${what}`,
          spread,
          index,
          ["count = count() over 7d", "sum = sum(amount) over 7d", "max = max(amount) over 7d"],
          { count: "BIGINT", sum: "DOUBLE", max: "DOUBLE" },
          // A frame with `max` is computed anew for every row.
          [...indexed(lateralAggregate(three)), bucketJoin(three), ...(dense ? [] : [rangeFrame]), tilesAndEdges],
        ),
      ),
      window(
        "count-distinct",
        "count_distinct over 7 d, 1,000 events a key",
        medium,
        index,
        ["shops = count_distinct(shop) over 7d"],
        { shops: "BIGINT" },
        [...indexed(lateralAggregate(distinct)), bucketJoin(distinct), intervalDeltas("shops", "shop")],
      ),
      window(
        "last-n",
        "last_n(5) over 7 d, 1,000 events a key",
        medium,
        index,
        ["newest = last_n(shop, 5) over 7d"],
        { newest: "BIGINT[]" },
        [...indexed(lateralNewest("shop", 5)), gather("shop", 5)],
      ),
    ];
  });
}

export const postgresCases = (scale: number): readonly PostgresCase[] => [...latestCases(scale), ...windowCases(scale)];
