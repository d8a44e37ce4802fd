/** A view `v` whose plan must not grow faster than its rows and labels. */
export interface GrowingKind {
  readonly name: string;
  readonly text: string;
}

const columns = `columns: { event_id: int64, account_id: int64, item: int64, amount: float64, person: int64, shop: int64, kind: string, starts: bool, seldom: bool }`;

/** The same rows as sources of each kind. */
export const growingSources = (file: string): string => {
  const source = (name: string, kind: string, more: string): string => `  ${name}:
    kind: ${kind}
    file: ${JSON.stringify(file)}
    time: event_time
${more}    ${columns}
`;
  return `sources:
${source("events", "events", "    sequence: event_id\n")}${source("written", "events", "    sequence: event_id\n    created: created\n")}${source("corrected", "events", "    sequence: event_id\n    key: [item]\n")}${source("things", "state", "    sequence: event_id\n    key: [item]\n")}${source("written_things", "state", "    sequence: event_id\n    created: created\n    key: [item]\n")}${source("state_rows", "state", "    sequence: event_id\n    created: created\n")}  snapshots:
    kind: state
    file: ${JSON.stringify(file)}
    time: { column: day, format: date, at: end }
    sequence: event_id
    complete: true
    key: [item]
    ${columns.replace("{ ", "{ day: date, ")}
`;
};

const over = (name: string, source: string, item: string, clause = ""): GrowingKind => ({
  name,
  text: `view v for account from ${source}${clause} { ${item} }`,
});
const events = (name: string, item: string): GrowingKind => over(name, "events", `x = ${item}`);

export const growingKinds: readonly GrowingKind[] = [
  events("count-lifetime", "count() over lifetime"),
  events("sum-lifetime", "sum(amount) over lifetime"),
  events("sum-60d", "sum(amount) over 60d"),
  events("distinct-lifetime", "count_distinct(shop) over lifetime"),
  events("distinct-many-lifetime", "count_distinct(person) over lifetime"),
  events("distinct-many-60d", "count_distinct(person) over 60d"),
  events("median-lifetime", "median(amount) over lifetime"),
  events("median-60d", "median(amount) over 60d"),
  events("stddev-60d", "stddev(amount) over 60d"),
  events("skewness-60d", "skewness(amount) over 60d"),
  events("decayed-sum-60d", "decayed_sum(amount, 7d) over 60d"),
  events("first-lifetime", "first(shop) over lifetime"),
  events("last-60d", "last(shop) over 60d"),
  events("max-by-60d", "max_by(shop, amount) over 60d"),
  events("last-n-lifetime", "last_n(shop, 5) over lifetime"),
  events("first-n-lifetime", "first_n(shop, 5) over lifetime"),
  events("first-n-60d", "first_n(shop, 5) over 60d"),
  events("last-distinct-n-lifetime", "last_distinct_n(person, 5) over lifetime"),
  events("largest-n-lifetime", "largest_n(amount, 5) over lifetime"),
  events("largest-n-60d", "largest_n(amount, 5) over 60d"),
  events("mode-lifetime", "mode(shop) over lifetime"),
  events("mode-60d", "mode(shop) over 60d"),
  events("most-frequent-n-lifetime", "most_frequent_n(shop, 3) over lifetime"),
  events("count-by-lifetime", "count() by kind over lifetime"),
  events("count-by-60d", "count() by kind over 60d"),
  events("sum-by-top-60d", "sum(amount) by shop top 3 over 60d"),
  events("count-by-many-top", "count() by person top 3 over lifetime"),
  events("since", "count() over since starts"),
  events("since-seldom", "count() over since seldom"),
  events("last-20-rows", "sum(amount) over last 20 rows"),
  events("last-10000-rows", "sum(amount) over last 10_000 rows"),
  events("30d-last-20-rows", "sum(amount) over 30d last 20 rows"),
  events("this-quarter", "count() over this quarter"),
  events("median-this-quarter", "median(amount) over this quarter"),
  events("sum-60d-times-3", "sum(amount) over 20d times 3"),
  over("known-latest", "state_rows", "amount shop", " known"),
  over("known-count-lifetime", "written", "x = count() over lifetime", " known"),
  over("known-sum-60d", "written", "x = sum(amount) over 60d", " known"),
  over("corrected-count-lifetime", "corrected", "x = count() over lifetime"),
  over("corrected-sum-60d", "corrected", "x = sum(amount) over 60d"),
  over("corrected-last-n", "corrected", "x = last_n(shop, 5) over lifetime"),
  over("corrected-latest", "corrected", "amount shop"),
  over("things-sum", "things", "x = sum(amount)"),
  over("things-count-known", "written_things", "x = count()", " known"),
  over("things-distinct", "things", "x = count_distinct(shop)"),
  over("things-median", "things", "x = median(amount)"),
  over("things-by", "things", "x = count() by kind"),
  over("snapshots-sum", "snapshots", "x = sum(amount)"),
  over("collect-lifetime", "events", "x = collect(shop) over lifetime"),
];
