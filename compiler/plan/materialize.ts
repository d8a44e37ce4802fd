import { emptyOf } from "../model/empty.js";
import type { Project, View } from "../model/ir.js";
import type { Column, Gathered, GroupAt, Rel } from "./algebra.js";
import { planCatalog } from "./features-at.js";
import { inlined } from "./inline.js";
import { landingOf } from "./source-rows.js";
import { eventsOf, groupsOf, latestColumns } from "./view-at.js";
import { type ViewRows, viewRows } from "./view-rows.js";

/**
 * A view's stored values at the instant `$at`: a row for each key with a latest row or a row in a window. A view without a
 * key has one row always.
 *
 * Always: the ttl is not applied, so that a read can tell stale from missing.
 */
export function planMaterialize(project: Project, asked: View): Rel {
  const names = planCatalog(project);
  const view = inlined(asked, names.functions);
  const rows = viewRows(view, names);
  const { keys } = rows.latest;
  const own = { title: `view ${view.name}`, at: view.at };
  const { deleted, until, gone, keyed, superseded } = rows.latest;
  const status = [
    "@time",
    ...(deleted ? ["@deleted"] : []),
    ...(until ? ["@until"] : []),
    ...(gone ? ["@gone"] : []),
    ...(keyed ? ["@counts"] : []),
  ];
  const parts: { readonly rel: Rel; readonly columns: readonly { readonly name: string; readonly from: string }[] }[] =
    [];
  if (view.latest.length > 0)
    parts.push({
      rel: {
        node: "greatest",
        input: {
          node: "filter",
          input: rows.latest.rel,
          conditions: [
            { node: "arrivedAt" },
            ...(superseded ? [{ node: "notSuperseded" } as const] : []),
            { node: "fromParameter" },
          ],
        },
        by: rows.latest.foundBy,
        order: rows.latest.order,
        title: `latest row of view ${view.name}`,
        at: view.at,
      },
      columns: [
        ...status.map((name) => ({ name, from: name })),
        ...latestColumns(view).map((name) => ({ name: `l.${name}`, from: name })),
      ],
    });
  for (const rel of aggregatesNow(view, rows.aggregates))
    parts.push({ rel, columns: rel.aggregates.map(({ id }) => ({ name: `a.${id}`, from: `a.${id}` })) });
  // The keys of any of them: each part is joined to all. Where nothing is stored but constants, all keys of the source.
  const arrived: Rel = { node: "filter", input: rows.latest.rel, conditions: [{ node: "arrivedAt" }], ...own };
  const all =
    view.keys.length === 0
      ? everyone()
      : (parts.length === 0 ? [arrived] : parts.map(({ rel }) => rel)).reduce<Rel | null>(
          (also, input): Rel => ({
            node: "distinct",
            input,
            columns: keys.map((name) => ({ name, from: name })),
            also: also ?? undefined,
            ...own,
          }),
          null,
        )!;
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
  const hasLatest = view.latest.length > 0;
  return {
    node: "project",
    input: rel,
    keep: false,
    columns: [
      ...(view.keys.length > 0 ? keys.map((name): Column => ({ name, value: { node: "column", name } })) : []),
      { name: "@time", value: hasLatest ? { node: "column", name: "@time" } : { node: "nothing" } },
      {
        name: "@live",
        value: hasLatest
          ? {
              node: "live",
              column: null,
              ttlMicros: null,
              deleted,
              until: false,
              gone,
              counts: keyed,
              same: [],
            }
          : { node: "constant", value: false },
      },
      { name: "@until", value: hasLatest && until ? { node: "column", name: "@until" } : { node: "nothing" } },
      ...view.latest.map(
        ({ column }): Column => ({ name: `l.${column}`, value: { node: "column", name: `l.${column}` } }),
      ),
      ...view.aggregates.map(
        ({ id, empty, type }): Column => ({
          name: `a.${id}`,
          value: { node: "orEmpty", column: `a.${id}`, empty: emptyOf(empty, type) },
        }),
      ),
    ],
    ...own,
  };
}

/** Does it read more than its latest rows: windows, versions, snapshots, joins (MEANING 32)? */
export function readsAll(project: Project, view: View): boolean {
  const names = planCatalog(project);
  const joins = (name: string): boolean => {
    const { derived, base } = names.chain(name);
    const branches = base.source.node === "union" ? base.source.branches : [];
    return (
      [...derived, ...branches].some(({ steps }) => steps.some(({ step }) => step === "join")) ||
      branches.some(({ from }) => joins(from))
    );
  };
  const { base } = names.chain(view.from);
  return view.aggregates.length > 0 || base.keyed || base.complete || joins(view.from);
}

/** What aggregates are at `$at`: those with plain windows from one group by key, the others from the rows that count for them. */
function aggregatesNow(view: View, rows: ViewRows): readonly (GroupAt | Gathered)[] {
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
    const events = eventsOf(rows, group, (input, micros) => ({
      node: "filter",
      input,
      conditions: [{ node: "arrivedAt" }, { node: "inWindows", column: landingOf(view), micros }],
    }));
    const { aggregates, cut } = group;
    return group.kind === "gathered"
      ? { node: "gathered", left: instants, events, keys, cut, aggregates, latest: [], inner: true, ...own }
      : { node: "groupAt", events, keys, aggregates, ...own };
  });
}

const everyone = (): Rel => ({
  node: "project",
  input: { node: "instant" },
  keep: false,
  columns: [{ name: "@k0", value: { node: "constant", value: true } }],
});
