import { eventLabels, events, stateRows, steppedLabels } from "../../support/data.js";
import { featYaml, type GrowthCase, type RatioCase } from "../case.js";
import { bucketJoin } from "../plans/windows.js";
import { activity, eventsYaml } from "./windows.js";

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

const overEvents =
  (items: readonly string[], spread: { readonly rows: number; readonly keys: number }, labels: number) => () => {
    const data = events(spread.rows, { keys: spread.keys });
    const rows = steppedLabels(labels, spread.keys);
    return {
      data: [data, rows],
      project: (path: (data: ReturnType<typeof events>) => string) => ({
        "feat.yaml": featYaml,
        "sources.yaml": eventsYaml(path(data)),
        "windows.feat": activity(items),
      }),
      work: { kind: "train" as const, service: "windows", labels: rows },
    };
  };

/** Text that grows by one level of an operator that needs its operand more than once. */
const nest = (name: string, what: string, feat: (depth: number) => string): GrowthCase => ({
  kind: "growth",
  name,
  what,
  sizes: [2, 8, 16],
  measure: "sql",
  bar: 1.2,
  of: (depth) => {
    const made = overEvents([], { rows: 1000, keys: 10 }, 1)();
    return {
      ...made,
      project: (path) => ({ ...made.project(path), "windows.feat": feat(depth) }),
    };
  },
});

const nested = (depth: number, wrap: (inner: string) => string, inner: string): string =>
  range(depth).reduce((text) => wrap(text), inner);

const nests: readonly GrowthCase[] = [
  nest("nested-ln", "ln(x + 1.0) in itself: the length of the SQL", (depth) =>
    activity([
      "a = sum(amount) over 7d",
      "b = count() over 7d",
      `x = ${nested(depth, (e) => `ln(${e} + 1.0)`, "(a / b)")}`,
    ]),
  ),
  nest(
    "nested-fn",
    "fn g(x) = least(x, 5.0) / (1.0 + x) in itself: the length of the SQL",
    (depth) =>
      `fn g(x: float64?): float64? = least(x, 5.0) / (1.0 + x)\n${activity(["a = sum(amount) over 7d", `x = ${nested(depth, (e) => `g(${e})`, "a")}`])}`,
  ),
  nest("nested-sqrt", "sqrt(abs(least(x, 9.0))) in itself: the length of the SQL", (depth) =>
    activity(["a = sum(amount) over 7d", `x = ${nested(depth, (e) => `sqrt(abs(least(${e}, 9.0)))`, "a")}`]),
  ),
  nest("chained-fn", "fns that add the one before to itself: the length of the SQL", (depth) => {
    const fns = range(depth).map((i) => `fn f${i + 1}(x: float64?): float64? = f${i}(x) + f${i}(x)`);
    return `fn f0(x: float64?): float64? = x\n${fns.join("\n")}\n${activity(["a = sum(amount) over 7d", `x = f${depth}(a)`])}`;
  }),
];

/** Work that must grow with its input, and not faster. */
export function growthCases(scale: number): readonly (GrowthCase | RatioCase)[] {
  const of = (n: number) => Math.round(n * scale);
  const grows = (
    name: string,
    what: string,
    sizes: readonly number[],
    make: (size: number) => ReturnType<GrowthCase["of"]>,
  ): GrowthCase => ({ kind: "growth", name, what, sizes, of: make, measure: "cpu", bar: 1.25 });
  const hotKeys = (items: readonly string[]) => (size: number) => overEvents(items, { rows: 2 * size, keys: 2 }, 9)();
  const bothGrow = (items: readonly string[]) => (size: number) => overEvents(items, { rows: size, keys: 1 }, size)();
  const wide = events(of(1_000_000), { keys: of(10_000) });
  const wideLabels = eventLabels(of(25_000), { keys: of(10_000) });
  const wideColumns = range(50).flatMap((shop) => range(10).map((d) => ({ shop, days: d + 1 })));
  const hot = [of(1000), of(50_000), of(100_000)];
  const rows = [of(100), of(2000), of(4000)];
  return [
    grows("views", "views of seven features, 50 labels", [1, 30, 60], (size) => {
      const data = events(1000, { keys: 50 });
      const labels = steppedLabels(1, 50);
      return {
        data: [data, labels],
        project: (path) => ({
          "feat.yaml": featYaml,
          "sources.yaml": eventsYaml(path(data)),
          "views.feat": `entity account { account_id: int64 }
${range(size)
  .map(
    (i) => `view v${i} for account from account_events where shop != ${i} {
  a${i} = count() over 7d
  b${i} = sum(amount) over 7d
  c${i} = max(amount) over 30d
  d${i} = b${i} / a${i}
  e${i} = last(kind) over 30d
  f${i} = count_distinct(shop) over 30d
  g${i} = c${i} > 100.0
}`,
  )
  .join("\n")}
service windows { ${range(size)
            .map((i) => `v${i}.*`)
            .join(", ")} }
`,
        }),
        work: { kind: "train", service: "windows", labels },
      };
    }),
    {
      kind: "ratio",
      name: "features-500",
      what: "500 features of one source",
      data: [wide, wideLabels],
      project: (path) => ({
        "feat.yaml": featYaml,
        "sources.yaml": eventsYaml(path(wide)),
        "windows.feat": activity(
          wideColumns.map(({ shop, days }) => `s${shop}_${days} = sum(amount) where shop == ${shop} over ${days}d`),
        ),
      }),
      work: { kind: "train", service: "windows", labels: wideLabels },
      plans: [
        bucketJoin(
          wide,
          wideLabels,
          10,
          wideColumns.map(({ shop, days }) => ({
            name: `s${shop}_${days}`,
            days: 10,
            expr: `sum(e.amount) FILTER (WHERE e.shop = ${shop} AND e.t >= l.t - ${days * 86_400_000_000})`,
          })),
        ),
      ],
      bar: { times: 2 },
    },
    grows("features-2000", "features of one view, six labels", [100, 1000, 2000], (size) =>
      overEvents(
        range(size).map((i) => `f${i} = sum(amount) where units > ${i % 10} and event_id > ${i} over 7d`),
        { rows: 1000, keys: 6 },
        1,
      )(),
    ),
    grows(
      "lifetime-count",
      "count() over lifetime: rows of each of two keys, nine labels",
      hot,
      hotKeys(["x = count() over lifetime"]),
    ),
    grows(
      "median",
      "median over 7 d: rows of each of two keys, nine labels",
      hot,
      hotKeys(["x = median(amount) over 7d"]),
    ),
    grows(
      "since",
      "count() over since: rows and labels of one key",
      rows,
      bothGrow(['x = count() over since kind == "kind1"']),
    ),
    grows(
      "last-n-lifetime",
      "last_n(5) over lifetime: rows and labels of one key",
      rows,
      bothGrow(["x = last_n(shop, 5) over lifetime"]),
    ),
    grows(
      "last-rows",
      "sum over the last 20 rows: rows and labels of one key",
      rows,
      bothGrow(["x = sum(amount) over last 20 rows"]),
    ),
    ...(["known", "versions"] as const).map((name) =>
      grows(
        name,
        name === "known"
          ? "latest value as it was known: rows and labels of one key"
          : "sum over the rows current at t: rows and labels of one key",
        rows,
        (size) => {
          const data = stateRows(size, 1);
          const labels = steppedLabels(size, 1);
          return {
            data: [data, labels],
            project: (path) => ({
              "feat.yaml": featYaml,
              "sources.yaml": `sources:
  customer_rows:
    kind: state
    file: ${JSON.stringify(path(data))}
    time: event_timestamp
    created: created
    ${name === "versions" ? "key: [e]" : ""}
    columns: { customer_id: int64, a: int64, b: float64, c: float64?, d: string, e: int64 }
`,
              "known.feat": `entity account { account_id: int64 }
view stats for account (account_id = customer_id) from customer_rows ${name === "known" ? "known { a b }" : "{ x = sum(b) }"}
service windows { stats.* }
`,
            }),
            work: { kind: "train", service: "windows", labels },
          };
        },
      ),
    ),
    ...nests,
  ];
}
