import type { View } from "../ir/index.js";
import type { Column, GroupAt, Rel, TemporalAggregates } from "./algebra.js";
import { landingOf } from "./arrivals.js";
import type { Catalog } from "./catalog.js";
import { aggregateColumn, keyColumn, latestColumn } from "./columns.js";
import { eventsOf, groupsOf, latestColumns, reachOfGroup } from "./view-at.js";
import { type ViewRows, viewRows } from "./view-rows.js";

/** A view's values at the instant `$at`, before ttl and `until` apply. */
export interface StoredAt {
  /**
   * A row for each key with a latest row or a row in a window; always one row if the view has no key. Columns: `@k0` …,
   * `l.column` and `a.id`, null where there is no value, and those of the latest row's `@time`, `@deleted`, `@until`,
   * `@gone` and `@counts` that it has.
   */
  readonly rel: Rel;
  readonly latest: ViewRows;
  /** Columns that are true if the key has a row in a window, if they were asked for. */
  readonly marks: readonly string[];
}

/** The keys of `rel`, each with a row in the result. Or those in the slice `$slice` of `$slices`, by their hash. */
export type SomeKeys = { readonly kind: "these"; readonly rel: Rel } | { readonly kind: "slice" };

/** Only rows that matter for some keys. They are left out when it is known which versions count. */
function rowsFor(
  of: SomeKeys | undefined,
  { latest, aggregates }: ReturnType<typeof viewRows>,
): ReturnType<typeof viewRows> {
  if (of === undefined) return { latest, aggregates };
  // A latest row is found by some of the keys, and it decides about all keys that share these.
  const found = latest.foundBy;
  const only = (rows: ViewRows, keys: readonly string[]): ViewRows => {
    const rel: Rel =
      of.kind === "these"
        ? { node: "semi", input: rows.rel, other: of.rel, keys }
        : { node: "filter", input: rows.rel, conditions: [{ node: "inSlice", columns: found }] };
    return { ...rows, rel, ranked: { node: "rank", input: rel, by: rows.keys, order: rows.order } };
  };
  const own = only(latest, found);
  return { latest: own, aggregates: aggregates === latest ? own : only(aggregates, aggregates.keys) };
}

export function storedAt(
  view: View,
  catalog: Catalog,
  asked: {
    /** True if latest rows are only those since the parameter `$from`. */
    readonly from: boolean;
    readonly marks: boolean;
    /** Only values of some keys. All keys by default. */
    readonly of?: SomeKeys | undefined;
  },
): StoredAt {
  const rows = rowsFor(asked.of, viewRows(view, catalog));
  const { keys } = rows.latest;
  const own = { title: `view ${view.name}`, at: view.at };
  const { deleted, until, gone, superseded } = rows.latest;
  const status = [
    "@time",
    ...(deleted ? ["@deleted"] : []),
    ...(until ? ["@until"] : []),
    ...(gone ? ["@gone"] : []),
    ...(rows.latest.keyed ? ["@counts"] : []),
  ];
  const parts: { readonly rel: Rel; readonly columns: readonly { readonly name: string; readonly from: string }[] }[] =
    [];
  if (view.latest.length > 0)
    parts.push({
      rel: {
        node: "greatest",
        // Without the columns that only the conditions read: an engine may sort whole rows.
        input: {
          node: "project",
          input: {
            node: "filter",
            input: rows.latest.rel,
            conditions: [
              { node: "arrivedAt" },
              ...(superseded ? [{ node: "notSuperseded" } as const] : []),
              ...(asked.from ? [{ node: "fromParameter" } as const] : []),
            ],
          },
          keep: false,
          columns: [
            ...new Set([...keys, ...rows.latest.order.map(({ column }) => column), ...status, ...latestColumns(view)]),
          ].map((name): Column => ({ name, value: { node: "column", name } })),
        },
        by: rows.latest.foundBy,
        order: rows.latest.order,
        title: `latest row of view ${view.name}`,
        at: view.at,
      },
      columns: [
        ...status.map((name) => ({ name, from: name })),
        ...latestColumns(view).map((name) => ({ name: latestColumn(name), from: name })),
      ],
    });
  const marks: string[] = [];
  for (const rel of aggregatesNow(view, rows.aggregates)) {
    const columns = rel.aggregates.map(({ id }) => ({ name: aggregateColumn(id), from: aggregateColumn(id) }));
    if (!asked.marks) {
      parts.push({ rel, columns });
      continue;
    }
    const mark = `@in${marks.length}`;
    marks.push(mark);
    const marked: Column = { name: mark, value: { node: "constant", value: true } };
    parts.push({
      rel: { node: "project", input: rel, keep: true, columns: [marked] },
      columns: [{ name: mark, from: mark }, ...columns],
    });
  }
  // The keys of all parts: each part is joined to them. If only constants are stored, all keys of the source.
  const arrived: Rel = { node: "filter", input: rows.latest.rel, conditions: [{ node: "arrivedAt" }], ...own };
  const keyed = (parts.length === 0 ? [arrived] : parts.map(({ rel }) => rel)).reduce<Rel | undefined>(
    (also, input) => ({ node: "distinct", input, columns: keys.map((name) => ({ name, from: name })), also, ...own }),
    undefined,
  );
  const all = view.keys.length === 0 ? everyone() : asked.of?.kind === "these" ? asked.of.rel : keyed!;
  const rel = parts.reduce<Rel>(
    (left, part) => ({
      node: "join",
      left,
      right: part.rel,
      on: keys.map((name) => ({ left: name, right: name })),
      columns: part.columns,
    }),
    all,
  );
  return { rel, latest: rows.latest, marks };
}

/**
 * Aggregates at `$at`: those with plain windows from one group by key, the others from the rows that count for them.
 */
function aggregatesNow(view: View, rows: ViewRows): readonly (GroupAt | TemporalAggregates)[] {
  const { keys } = rows;
  const own = { title: `windows of view ${view.name}`, at: view.at };
  const arrived: Rel = { node: "filter", input: rows.rel, conditions: [{ node: "arrivedAt" }] };
  const instants: Rel = {
    node: "project",
    input: { node: "distinct", input: arrived, columns: keys.map((name) => ({ name, from: name })) },
    keep: true,
    columns: [{ name: "@t", value: { node: "at" } }],
  };
  return groupsOf(view, rows, false).map((group) => {
    const { aggregates, cut } = group;
    const events: Rel = {
      node: "filter",
      input: eventsOf(rows, group),
      conditions: [{ node: "arrivedAt" }, { node: "inWindows", column: landingOf(view), micros: reachOfGroup(group) }],
    };
    return group.kind === "temporal"
      ? {
          node: "temporal",
          method: "join",
          left: instants,
          id: keys,
          events,
          keys,
          cut,
          aggregates,
          latest: [],
          ...own,
        }
      : { node: "groupAt", events, keys, aggregates, ...own };
  });
}

const everyone = (): Rel => ({
  node: "project",
  input: { node: "instant" },
  keep: false,
  columns: [{ name: keyColumn(0), value: { node: "constant", value: true } }],
});
