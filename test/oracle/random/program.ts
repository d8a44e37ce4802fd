/**
 * Random projects over one fixed schema.
 *
 * In: fast-check's choices. Out: a project's files, its sources' rows, labels.
 * Always: a program compiles without errors. A smaller choice makes a simpler program, so that a failing program
 * shrinks.
 */
import fc from "fast-check";
import type { PhysicalRow, Value } from "../evaluate/index.js";
import { type DrawnLabel, type DrawnRow, drawnLabel, drawnRow, micros } from "./data.js";
import { type Atoms, expressions, type Kind } from "./expressions.js";
import { colourText, externCalls, externTexts, otherExternCalls } from "./externs.js";

export interface Program {
  readonly files: Readonly<Record<string, string>>;
  readonly rows: Readonly<Record<string, readonly PhysicalRow[]>>;
  readonly formats: Readonly<Record<string, TimeFormat>>;
  readonly labels: readonly Label[];
}
export interface Label {
  readonly at: bigint | null;
  readonly inputs: ReadonlyMap<string, Value>;
}
export type TimeFormat = (typeof timeFormats)[number];

const timeFormats = ["timestamp", "iso8601", "unix_us", "unix_ms", "unix_s", "unix_ns"] as const;
/** The finest unit (in microseconds) that both the format and the labels can represent. */
const unitOf = (format: TimeFormat): bigint => (format === "unix_s" || format === "unix_ms" ? 1_000_000n : 1n);

/* Schema */

/** The declared columns, in the order in which they break ties. */
export const columnTypes: Readonly<Record<string, string>> = {
  k: "int64?",
  m: "string?",
  i: "int64?",
  n: "int32?",
  f: "float64?",
  g: "float32?",
  b: "bool?",
  s: "string?",
  u: "timestamp?",
  d: "date?",
  tm: "timestamp?",
  cr: "timestamp?",
  sq: "int64?",
  del: "bool?",
  unt: "timestamp?",
  p: "decimal(6, 2)?",
  c: "colour?",
  xs: "int64[]?",
  o: "struct { a: int64?, b: string? }?",
  mp: "map<string, int64>?",
  j: "json?",
  w: "float32[2]?",
};
const several = ["p", "c", "xs", "o", "mp", "j", "w"];
const kept = ["s", "k", "m", "i", "n", "f", "g", "b", "u", "d", ...several];

const columnAtoms: Atoms = {
  int: ["i", "n", "k", "i", "n", "o.a", "xs[0]", 'mp["a"]', "length(xs)", "int64(j.a)", "int64(p)"],
  float: ["f", "g", "f", "float64(p)"],
  bool: ["b", "b", '(c == "red")', "(p > 1)", "(j is null)"],
  string: ["s", "m", "s", "o.b", "string(c)", "string(j.b)"],
  time: ["u"],
  date: ["d"],
};
export const row = expressions(columnAtoms, 2);

/* Sources */

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null, freq: 2 });

export interface SourceChoice {
  readonly kind: "state" | "events";
  readonly format: TimeFormat;
  readonly created: boolean;
  readonly sequence: boolean;
  readonly deleted: boolean;
  readonly until: boolean;
  readonly keyed: boolean;
  readonly complete: boolean;
  readonly delay: string;
  readonly rows: readonly DrawnRow[];
}
export const sourceChoice = (kind: "state" | "events"): fc.Arbitrary<SourceChoice> =>
  fc.record({
    kind: fc.constant(kind),
    format: fc.constantFrom(...timeFormats),
    created: fc.boolean(),
    sequence: fc.boolean(),
    deleted: kind === "state" ? fc.boolean() : fc.constant(false),
    until: kind === "state" ? fc.boolean() : fc.constant(false),
    keyed: fc.oneof({ arbitrary: fc.constant(false), weight: 3 }, fc.constant(true)),
    complete:
      kind === "state" ? fc.oneof({ arbitrary: fc.constant(false), weight: 3 }, fc.constant(true)) : fc.constant(false),
    delay: fc.constantFrom("0s", "1h", "30m"),
    rows: fc.array(drawnRow, { minLength: 0, maxLength: 40 }),
  });

export function sourceYaml(table: string, choice: SourceChoice): object {
  return {
    kind: choice.kind,
    table,
    time: { column: "tm", format: choice.format },
    ...(choice.created ? { created: "cr" } : {}),
    ...(choice.sequence ? { sequence: "sq" } : {}),
    ...(choice.deleted ? { deleted: "del" } : {}),
    ...(choice.until ? { until: "unt" } : {}),
    // The key identifies the thing that has versions: for a state the thing described, for events the event itself.
    ...(choice.keyed ? { key: [choice.kind === "state" ? "k" : "n"] } : {}),
    ...(choice.complete ? { complete: true } : {}),
    delay: choice.delay,
    columns: columnTypes,
  };
}

export function physical(choice: SourceChoice): readonly PhysicalRow[] {
  const unit = unitOf(choice.format);
  const at = (tick: DrawnRow["time"], step: bigint): bigint | null => (tick === null ? null : micros(tick, step));
  const int = (value: number | null): bigint | null => (value === null ? null : BigInt(value));
  return choice.rows.map((drawn) => {
    const time = at(drawn.time, unit);
    const created = at(drawn.created, 1n);
    const until = at(drawn.until, 1n);
    const columns = new Map<string, Value>([
      ["k", int(drawn.k)],
      ["m", drawn.m],
      ["i", int(drawn.i)],
      ["n", int(drawn.n)],
      ["f", drawn.f],
      ["g", drawn.g],
      ["b", drawn.b],
      ["s", drawn.s],
      ["u", at(drawn.u, 1n)],
      ["d", int(drawn.d)],
      ["tm", time],
      ["cr", created],
      ["sq", int(drawn.sequence)],
      ["del", drawn.deleted],
      ["unt", until],
      ...several.map((name): [string, Value] => [name, drawn[name as keyof DrawnRow] as Value]),
    ]);
    return {
      time,
      created: choice.created ? created : null,
      sequence: choice.sequence ? int(drawn.sequence) : null,
      deleted: choice.deleted ? drawn.deleted : null,
      until: choice.until ? until : null,
      columns,
    };
  });
}

interface DerivedChoice {
  readonly where: string | null;
  readonly star: boolean;
  readonly i: string | null;
  readonly f: string | null;
  readonly again: string | null;
  readonly at: string | null;
  readonly each: { readonly list: string; readonly where: string | null } | null;
  readonly join: { readonly key: string; readonly where: string | null } | null;
  readonly union: boolean;
  readonly joinView: { readonly view: "jst" | "jev"; readonly key: string } | null;
}
const derivedChoice: fc.Arbitrary<DerivedChoice> = fc.record({
  where: maybe(row.bool),
  star: fc.boolean(),
  i: maybe(row.int),
  f: maybe(row.float),
  again: maybe(row.bool),
  at: fc.option(fc.constantFrom("u", "timestamp(d)", "u"), { nil: null, freq: 2 }),
  each: maybe(
    fc.record({
      list: fc.constantFrom("[i, n, 3]", "xs"),
      where: maybe(fc.constantFrom("x > 0", "x is null", "x == i or x == k")),
    }),
  ),
  join: maybe(
    fc.record({ key: fc.constantFrom("k", "n"), where: maybe(fc.constantFrom("other.i is not null", "other.i == i")) }),
  ),
  union: fc.boolean(),
  joinView: maybe(fc.record({ view: fc.constantFrom("jst" as const, "jev" as const), key: fc.constantFrom("k", "i") })),
});
function derivedText(name: string, from: string, choice: DerivedChoice): string {
  const { at, each, join, joinView } = choice;
  const own: Record<string, string> = {
    ...(choice.i === null ? {} : { i: choice.i }),
    ...(choice.f === null ? {} : { f: choice.f }),
    ...(each === null ? {} : { i: "x" }),
    ...(join === null ? {} : { s: "other.s", b: "other.b" }),
    ...(joinView === null ? {} : { f: "at_then.y", d: "at_then.z", n: "int32(at_then.c)" }),
  };
  const list = choice.star
    ? ["*", ...Object.entries(own).map(([column, value]) => `${column} = ${value}`)]
    : kept.map((column) => (column in own ? `${column} = ${own[column]}` : column));
  const steps = [
    at === null ? "" : `at ${at}`,
    join === null ? "" : `join st as other on (k = ${join.key})${join.where === null ? "" : ` where ${join.where}`}`,
    each === null ? "" : `each x in ${each.list}${each.where === null ? "" : ` where ${each.where}`}`,
    choice.where === null ? "" : `where ${choice.where}`,
    joinView === null
      ? ""
      : `join ${joinView.view} as at_then on (k = ${joinView.key}) where at_then.y is null or at_then.y < 3.0`,
  ];
  const ownRows = `from ${from} ${steps.filter((step) => step !== "").join(" ")} { ${list.join(", ")} }`;
  const other = `from ${from}2 where b or b is null { ${choice.star ? "*" : [...kept].reverse().join(", ")} }`;
  const rows = choice.union ? `{ ${ownRows} ${other} }` : ownRows;
  const first = `source ${name}${choice.again === null ? "" : "_of"} ${rows}\n`;
  return choice.again === null ? first : `${first}source ${name} from ${name}_of where ${choice.again}\n`;
}

/** The views that sources join: features of each source at a row's own time. */
const joinedViews = (known: string, ttl: string): string => `
view jst for one from st ${ttl} ${known} { i default 7, let y2 = f, y = y2 * 2.0, z = d, c = i + 1 default 0 }
view jev for one from ev { c = count() over 2h, y = avg(f) over lifetime, z = date(now()) }
`;

/* Views */

interface ViewChoice {
  readonly derived: boolean;
  readonly boundary: string | null;
  readonly known: boolean;
  readonly delay: string | null;
  readonly ttl: string | null;
  readonly every: string | null;
  readonly where: string | null;
  readonly fromN: boolean;
  readonly defaults: boolean;
  readonly aggregates: readonly AggregateChoice[];
  readonly lists: readonly AggregateChoice[];
  readonly inexact: readonly AggregateChoice[];
  /** Aggregates of nested values, with `by`, and over the elements of lists. */
  readonly others: readonly AggregateChoice[];
  readonly overLists: readonly string[];
  readonly values: Readonly<Record<Kind, string>>;
  readonly family: string;
}
interface AggregateChoice {
  readonly call: string;
  readonly where: string | null;
  readonly over: string;
}

export const windows: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom("30m", "1h", "2h", "3h", "lifetime"), weight: 3 },
  fc.constantFrom("1h offset 1h", "2h offset 30m", "lifetime offset 2h"),
  fc.constantFrom("last 2 rows", "lifetime last 1 rows", "3h last 2 rows", "2h last 3 rows offset 30m"),
  fc
    .tuple(
      fc.constantFrom("minute", "hour", "day", "week", "month", "quarter", "year"),
      fc.constantFrom("", ' in "Europe/Berlin"', ' in "Asia/Kolkata"', ' in "America/New_York"'),
      fc.constantFrom("", " offset 1h"),
    )
    .map(([unit, zone, offset]) => `this ${unit}${zone}${offset}`),
  fc.tuple(row.bool, fc.constantFrom("", " last 2 rows", " offset 1h")).map(([c, more]) => `since (${c})${more}`),
);
/**
 * Aggregates by the kind of their result. The arguments of sums are chosen so that every order of addition gives the
 * same sum.
 */
export const calls: Readonly<Record<"int" | "float" | "bool" | "string" | "time" | "date", fc.Arbitrary<string>>> = {
  int: fc.oneof(
    fc.constant("count()"),
    row.int.map((x) => `count(${x})`),
    fc.constantFrom("i", "n", "f", "g", "b", "s", "u", "d").map((x) => `count_distinct(${x})`),
    row.int.map((x) => `sum(${x})`),
    fc.tuple(fc.constantFrom("min", "max", "first", "last", "mode"), row.int).map(([f, x]) => `${f}(${x})`),
    fc
      .tuple(fc.constantFrom("min_by", "max_by"), row.int, fc.oneof(row.int, row.float, row.string))
      .map(([f, x, y]) => `${f}(${x}, ${y})`),
  ),
  float: fc.oneof(
    fc.constantFrom("f", "g", "f + 0.5", "f * 2.0", "i * 0.25").map((x) => `sum(${x})`),
    fc.constantFrom("f", "g", "i", "n", "f - g").map((x) => `avg(${x})`),
    row.bool.map((x) => `fraction(${x})`),
    fc.tuple(fc.constantFrom("min", "max", "first", "last"), row.float).map(([f, x]) => `${f}(${x})`),
  ),
  bool: fc.tuple(fc.constantFrom("any", "all", "first", "last", "mode"), row.bool).map(([f, x]) => `${f}(${x})`),
  string: fc.tuple(fc.constantFrom("min", "max", "first", "last", "mode"), row.string).map(([f, x]) => `${f}(${x})`),
  time: fc.tuple(fc.constantFrom("min", "max", "first", "last"), row.time).map(([f, x]) => `${f}(${x})`),
  date: fc.tuple(fc.constantFrom("min", "max", "first", "last"), row.date).map(([f, x]) => `${f}(${x})`),
};
const kinds: readonly Kind[] = ["int", "float", "bool", "string", "time", "date"];
const aggregate = (kind: Kind): fc.Arbitrary<AggregateChoice> =>
  fc.record({ call: calls[kind], where: maybe(row.bool), over: windows });
/** Aggregates whose last digits may differ between engines. No other expression reads them. */
const inexact: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("median", "stddev_pop", "variance_pop", "skewness", "kurtosis"),
      fc.constantFrom("f", "g", "i", "n"),
    )
    .map(([f, x]) => `${f}(${x})`),
  fc.constantFrom(
    "percentile(i, 0.9)",
    "percentile(f, 0.25)",
    "covar(f, i)",
    "corr(i, n)",
    "decayed_sum(i, 1h)",
    "decayed_sum(f, 30m)",
    "avg(p)",
    "stddev_pop(p)",
    "median(xs[0])",
  ),
);
const inexactAggregate: fc.Arbitrary<AggregateChoice> = fc.record({
  call: inexact,
  where: maybe(row.bool),
  over: windows,
});
/** Aggregates that give lists. */
export const listCall: fc.Arbitrary<string> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("first_n", "last_n", "last_distinct_n", "largest_n", "smallest_n", "most_frequent_n"),
      fc.oneof(row.int, row.float, row.string, row.time, row.date),
      fc.constantFrom(1, 2, 10),
    )
    .map(([f, x, n]) => `${f}(${x}, ${n})`),
  fc.oneof(row.int, row.bool, row.string).map((x) => `collect(${x})`),
);
const listAggregate: fc.Arbitrary<AggregateChoice> = fc.record({
  call: listCall,
  where: maybe(row.bool),
  over: windows,
});

/** Calls with the clauses (`by` …) that come before the window. `where` comes before those clauses. */
export const otherCall: fc.Arbitrary<string> = fc.oneof(
  // Values that are not finite, in every type that holds floats.
  fc.constantFrom("max(f * 1e308)", "last({ a: f * 1e308, b: [f * 1e308, g] })", "collect([{ z: g / i }])"),
  fc
    .tuple(fc.constantFrom("sum", "min", "max", "first", "last", "mode", "count_distinct"), fc.constant("p"))
    .map(([f, x]) => `${f}(${x})`),
  fc
    .tuple(fc.constantFrom("first", "last", "mode", "count_distinct", "count"), fc.constantFrom("c", "o", "xs"))
    .map(([f, x]) => `${f}(${x})`),
  fc.tuple(fc.constantFrom("first", "last", "count"), fc.constantFrom("mp", "j", "w")).map(([f, x]) => `${f}(${x})`),
  fc.tuple(fc.constantFrom("sum", "min", "max", "avg"), fc.constant("w")).map(([f, x]) => `${f}(${x})`),
  fc
    .tuple(fc.constantFrom("last_n", "first_n", "last_distinct_n", "most_frequent_n"), fc.constantFrom("c", "p", "o"))
    .map(([f, x]) => `${f}(${x}, 2)`),
  fc.constantFrom("largest_n(p, 2)", "min_by(c, p)", "max_by(o, i)", "collect(c)", "collect(o)", "collect(j)"),
  fc
    .tuple(
      fc.constantFrom(
        ...["count()", "count(s)", "sum(i)", "sum(p)", "max(f)", "min(s)", "last(c)", "last(i)", "last_n(i, 2)"],
        ...["count_distinct(i)", "collect(n)", "any(b)", "mode(d)", "avg(f)", "max_by(s, i)"],
      ),
      fc.constantFrom("s", "c", "n", "b", "d", "u", "o.b", "xs[0]", "i + 1"),
      fc.constantFrom("", "", " top 1", " top 2"),
    )
    .map(([f, key, top]) => `${f} by ${key}${top}`),
);
const otherAggregate: fc.Arbitrary<AggregateChoice> = fc.record({
  call: otherCall,
  where: maybe(
    fc.oneof(
      row.bool.map((text) => `(${text})`),
      fc.constantFrom("b", "i > 0"),
    ),
  ),
  over: windows,
});

/** Aggregates over the elements of a list that the latest row's columns give. */
const aggregateOverList: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom(
      ...["count()", "count(x)", "sum(x)", "max(x)", "first(x)", "last(x)", "last_n(x, 2)", "collect(x)"],
      ...[
        "max(x * 1e308)",
        "collect({ a: x * 1e308, b: [x / i] })",
        "last([x / f])",
        'min(ordinal(s, ["a", "B"]) + x)',
      ],
      ...["count_distinct(x)", "mode(x)", "any(x > i)", "min_by(x, f)", "most_frequent_n(x, 2)"],
    ),
    fc.constantFrom("xs", "[i, n]", "[n, null, 1]", "values(mp)"),
    fc.constantFrom("", " where x > 0", " where x != i or b", ' where levenshtein(s, "b") < x + 2'),
    fc.constantFrom("", "", " by x", " by x % 2 top 1", " by x top 1"),
  )
  .map(([f, list, where, by]) => `${f} each x in ${list}${where}${by}`);

/** Names inside a view: the columns of the latest row, the aggregates `x_<kind>`, and `now()`. */
const viewAtoms = (events: boolean): Atoms => {
  const of = (kind: Kind): readonly string[] => [...columnAtoms[kind], ...(events ? [`x_${kind}`] : [])];
  return {
    int: of("int"),
    float: of("float"),
    bool: of("bool"),
    string: of("string"),
    time: [...of("time"), "now()"],
    date: of("date"),
  };
};

const viewChoice = (kind: "state" | "events"): fc.Arbitrary<ViewChoice> => {
  const inner = expressions(viewAtoms(kind === "events"), 2);
  return fc.record({
    derived: fc.boolean(),
    boundary: maybe(fc.constantFrom("upto", "before")),
    known: fc.boolean(),
    delay: maybe(fc.constantFrom("0s", "30m", "2h")),
    ttl: maybe(fc.constantFrom("0s", "1h", "2h", "4h")),
    every: maybe(fc.constantFrom("1h", "2h after 30m", "1h after 0s")),
    where: maybe(row.bool),
    fromN: fc.boolean(),
    defaults: fc.boolean(),
    aggregates: fc.tuple(...kinds.map(aggregate)),
    lists: fc.array(listAggregate, { maxLength: 2 }),
    inexact: fc.array(inexactAggregate, { maxLength: 2 }),
    others: fc.array(otherAggregate, { maxLength: 4 }),
    overLists: fc.array(aggregateOverList, { maxLength: 2 }),
    values: fc.record({
      int: inner.int,
      float: inner.float,
      bool: inner.bool,
      string: inner.string,
      time: inner.time,
      date: inner.date,
    }),
    family: fc.constantFrom("count()", "sum(f)", "max(i)", "stddev(f)", "variance(i)"),
  });
};

function viewText(
  name: string,
  keys: readonly string[],
  events: boolean,
  source: SourceChoice,
  written: boolean,
  united: boolean,
  choice: ViewChoice,
  streamed: boolean,
): string {
  const from = `${choice.derived ? "d" : ""}${events ? "ev" : "st"}`;
  const bound = choice.fromN && !(source.keyed && source.kind === "state") ? "k = n" : "k";
  const forKeys =
    keys.length === 0 ? "" : ` for ${keys.length === 1 ? "one" : "two"} (${[bound, ...keys.slice(1)].join(", ")})`;
  const clauses = [
    choice.where === null ? "" : `where ${choice.where}`,
    choice.ttl === null ? "" : `ttl ${choice.ttl}`,
    choice.delay === null ? "" : `delay ${choice.delay}`,
    choice.every === null ? "" : `every ${choice.every}`,
    choice.boundary ?? "",
    choice.known && written ? "known" : "",
  ];
  const bare = [
    choice.defaults ? "i default 99" : "i",
    choice.defaults ? 's default "none"' : "s",
    "f, g, n, b",
    "moment = u",
    "today = d",
    "renamed = today",
    choice.defaults ? 'p default "1.50", c default "red"' : "p, c",
    "xs, o, mp, j, w",
  ];
  // Aggregates over a keyed state run over its current rows and have no window.
  const text = ({ call, where, over }: AggregateChoice): string =>
    `${call}${where === null ? "" : ` where ${where}`}${events ? ` over ${over}` : ""}`;
  const own = [
    ...choice.aggregates.map((one, index) => `x_${kinds[index]} = ${text(one)}`),
    ...choice.lists.map((one, index) => `l_${index} = ${text(one)}`),
    ...choice.inexact.map((one, index) => `e_${index} = ${text(one)}`),
    ...choice.others.map((one, index) => `o_${index} = ${text(one)}`),
  ];
  const family = [
    `many = ${choice.family} over [1h, 2h, lifetime, 1h offset 1h]`,
    "many_more = many * 2.0 default 0.5",
    `split = ${choice.family} by s in ["a", "B"] over [2h, last 2 rows]`,
    `trend = ${choice.family} over 1h times 3`,
    "rest = x_int",
  ];
  const computed = [
    `let inner_int = ${choice.values.int}`,
    "c_int = inner_int",
    `c_float = ${choice.values.float}${choice.defaults ? " default 0.125" : ""}`,
    ...choice.overLists.map((one, index) => `w_${index} = ${one}`),
    ...(["bool", "string", "time", "date"] as const).map((kind) => `c_${kind} = ${choice.values[kind]}`),
  ];
  const items = [
    ...bare,
    ...(events ? [...own, ...family] : source.keyed && !united && !streamed ? own : []),
    ...computed,
  ];
  return `view ${name}${forKeys} from ${from} ${clauses.filter((clause) => clause !== "").join(" ")} {\n  ${items.join("\n  ")}\n}\n`;
}

/* Transforms and the service */

const transformAtoms: Atoms = {
  int: [
    ...["v1.c_int", "v2.c_int", "v1.i", "q.qi", "hop.c_int", "k", "v0.c_int"],
    ...["v1.o.a", "v1.mp[q.qs]", "length(v2.xs)", "v2.xs[q.qi]", "int64(v1.p)"],
  ],
  float: ["v1.c_float", "v2.c_float", "q.qf", "v1.f", "(k * 0.5)"],
  bool: ["v1.c_bool", "v2.b", '(v1.c == "red")', "(v1.p < v2.p)"],
  string: ["v1.s", "v2.c_string", "q.qs", "m", "v1.o.b", "string(v2.c)", "string(v1.j.b)"],
  time: ["v1.c_time", "v2.moment", "now()"],
  date: ["v1.c_date", "v2.today"],
};
const outer = expressions(transformAtoms, 2);
/** Atoms with calls of `extern fn`s. A key may not be computed from such a call (MEANING 15). */
const called = (kind: Kind): readonly string[] => [...transformAtoms[kind], ...externCalls[kind]];
const outermost = expressions(
  {
    int: called("int"),
    float: called("float"),
    bool: called("bool"),
    string: called("string"),
    time: called("time"),
    date: called("date"),
  },
  2,
);
const externCall: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...otherExternCalls),
  fc.tuple(outermost.int, outermost.int).map(([i, n]) => `x_int(${i}, ${n})`),
  fc.tuple(outermost.float, outermost.int).map(([x, n]) => `x_float(${x}, ${n})`),
  fc.tuple(outermost.time, outermost.date).map(([t, d]) => `x_time(${t}, ${d})`),
  outermost.string.map((s) => `x_string(${s}, v1.xs) ?? "none"`),
);

const service = `
${colourText}
entity one { k: int64 }
entity two { k: int64, m: string }
request q { qi: int64?, qf: float64, qs: string? }
`;

interface ProgramChoice {
  /** True if all sources declare when a row was written (`created`). */
  readonly written: boolean;
  readonly state: SourceChoice;
  readonly events: SourceChoice;
  /** The second branches of unions. */
  readonly state2: SourceChoice;
  readonly events2: SourceChoice;
  readonly derived: readonly [DerivedChoice, DerivedChoice];
  readonly kinds: readonly [boolean, boolean, boolean];
  readonly views: readonly (readonly [state: ViewChoice, events: ViewChoice])[];
  readonly transform: Readonly<Record<Kind, string>>;
  readonly externCalls: readonly string[];
  readonly hop: string;
  readonly labels: readonly DrawnLabel[];
  /** True if streams must be able to keep all views up to date. */
  readonly streamed: boolean;
}

const oneView = fc.tuple(viewChoice("state"), viewChoice("events"));

const programChoice: fc.Arbitrary<ProgramChoice> = fc.record({
  written: fc.boolean(),
  state: sourceChoice("state"),
  events: sourceChoice("events"),
  state2: sourceChoice("state"),
  events2: sourceChoice("events"),
  derived: fc.tuple(derivedChoice, derivedChoice),
  kinds: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
  views: fc.tuple(oneView, oneView, oneView),
  transform: fc.record({
    int: outermost.int,
    float: outermost.float,
    bool: outermost.bool,
    string: outermost.string,
    time: outermost.time,
    date: outermost.date,
  }),
  externCalls: fc.array(externCall, { maxLength: 4 }),
  hop: outer.int,
  labels: fc.array(drawnLabel, { minLength: 1, maxLength: 25 }),
  streamed: fc.constant(false),
});

export const program: fc.Arbitrary<Program> = programChoice.map(assemble);

/** A program whose views can all be kept up to date by streams of all sources. */
export const streamedProgram: fc.Arbitrary<Program> = programChoice.map(withoutHardParts).map(assemble);

/** A program of whose views it is mostly known what changed: all sources say when rows were written. */
export const changingProgram: fc.Arbitrary<Program> = programChoice.map(withKnownChanges).map(assemble);

function withKnownChanges(choice: ProgramChoice): ProgramChoice {
  const source = (own: SourceChoice): SourceChoice => ({ ...own, complete: false, created: true });
  const view = (own: ViewChoice): ViewChoice => ({
    ...own,
    inexact: own.inexact.filter(({ call }) => !call.startsWith("decayed_sum")),
  });
  return {
    ...choice,
    written: true,
    state: source(choice.state),
    events: source(choice.events),
    state2: source(choice.state2),
    events2: source(choice.events2),
    views: choice.views.map(([state, events]) => [view(state), view(events)]),
  };
}

function withoutHardParts(choice: ProgramChoice): ProgramChoice {
  const source = (own: SourceChoice): SourceChoice => ({ ...own, complete: false });
  const derived = (own: DerivedChoice): DerivedChoice => ({ ...own, join: null, joinView: null });
  const view = (own: ViewChoice): ViewChoice => ({
    ...own,
    known: false,
    inexact: own.inexact.filter(({ call }) => !call.startsWith("decayed_sum")),
  });
  return {
    ...choice,
    streamed: true,
    state: source(choice.state),
    events: source(choice.events),
    state2: source(choice.state2),
    events2: source(choice.events2),
    derived: [derived(choice.derived[0]), derived(choice.derived[1])],
    views: choice.views.map(([state, events]) => [view(state), view(events)]),
  };
}

function assemble(choice: ProgramChoice): Program {
  const drawn = (source: SourceChoice): SourceChoice => (choice.written ? { ...source, created: true } : source);
  const [state, events] = [drawn(choice.state), drawn(choice.events)];
  const [state2, events2] = [drawn(choice.state2), drawn(choice.events2)];
  const keysOf = [[], ["k"], ["k", "m"]] as const;
  // A view that reads columns of a keyed state directly needs the state's key, which the first view does not have.
  const isEvents = (index: number): boolean => choice.kinds[index] === true || (index === 0 && state.keyed);
  const views = keysOf.map((keys, index) => {
    const pair = choice.views[index];
    if (pair === undefined) throw new Error("there are three views");
    return viewText(
      `v${index}`,
      keys,
      isEvents(index),
      isEvents(index) ? events : state,
      // A derived source may join any other source, so `known` needs `created` in all of them.
      [state, events, state2, events2].every(({ created }) => created),
      choice.derived[isEvents(index) ? 1 : 0].union && pair[isEvents(index) ? 1 : 0].derived,
      pair[isEvents(index) ? 1 : 0],
      choice.streamed,
    );
  });
  const transform = [
    "transform t {",
    `  use v1 as hop (k = ${choice.hop.replaceAll("hop.c_int", "q.qi")})`,
    ...kinds.map((kind) => `  t_${kind} = ${choice.transform[kind]}`),
    ...choice.externCalls.map((call, index) => `  called_${index} = ${call}`),
    "  same = v1.s",
    "  filled = v2.f default 7.5",
    "}",
    "service s1 {",
    "  v0 as z { * }",
    "  v1 as a { * }",
    "  v2 as b { * }",
    "  v1 as c (k = other) { c_int, s, f, moment }",
    "  t.*",
    "}\n",
  ].join("\n");
  const derived =
    joinedViews(state.created && choice.kinds[0] && !choice.streamed ? "known" : "", choice.kinds[1] ? "ttl 2h" : "") +
    derivedText("dst", "st", choice.derived[0]) +
    derivedText("dev", "ev", choice.derived[1]);
  return {
    files: {
      "feat.yaml": "project: random\n",
      "sources.yaml": JSON.stringify(
        {
          sources: {
            st: sourceYaml("st", state),
            ev: sourceYaml("ev", events),
            st2: sourceYaml("st2", state2),
            ev2: sourceYaml("ev2", events2),
          },
        },
        null,
        1,
      ),
      "user-functions.ts": "",
      "main.feat": [service, ...externTexts, derived, ...views, transform].join("\n"),
    },
    rows: { st: physical(state), ev: physical(events), st2: physical(state2), ev2: physical(events2) },
    formats: { st: state.format, ev: events.format, st2: state2.format, ev2: events2.format },
    labels: choice.labels.map((label) => ({
      at: label.at === null ? null : micros(label.at, 1n),
      inputs: new Map<string, Value>([
        ["k", label.k === null ? null : BigInt(label.k)],
        ["m", label.m],
        ["other", label.other === null ? null : BigInt(label.other)],
        ["qi", label.qi === null ? null : BigInt(label.qi)],
        ["qf", label.qf],
        ["qs", label.qs],
      ]),
    })),
  };
}
