import type { Project, View } from "../model/ir.js";
import type { Column, Rel } from "./algebra.js";
import { catalog } from "./catalog.js";
import { longestWindow } from "./longest.js";
import { latestColumns, windowAggregate } from "./view-at.js";
import { landingOf, viewRows } from "./view-rows.js";

/**
 * A view's stored values at the instant `$at`: a row for each key with a latest row or a row in a window. A view without a
 * key has one row always.
 *
 * Always: the ttl is not applied, so that a read can tell stale from missing.
 */
export function planMaterialize(project: Project, view: View): Rel {
  const rows = viewRows(view, catalog(project));
  const { keys } = rows;
  const own = { title: `view ${view.name}`, at: view.at };
  const status = [
    "@time",
    ...(rows.deleted ? ["@deleted"] : []),
    ...(rows.until ? ["@until"] : []),
    ...(rows.keyed ? ["@counts"] : []),
  ];
  const parts: Rel[] = [];
  if (view.latest.length > 0)
    parts.push({
      node: "greatest",
      input: { node: "filter", input: rows.rel, conditions: [{ node: "arrivedAt" }, { node: "fromParameter" }] },
      by: rows.foundBy,
      order: rows.order,
      title: `latest row of view ${view.name}`,
      at: view.at,
    });
  if (view.aggregates.length > 0) {
    const aggregates = view.aggregates.map((aggregate) => windowAggregate(view, aggregate, rows));
    const longest = longestWindow(aggregates);
    const arrived: Rel = {
      node: "filter",
      input: rows.rel,
      conditions: [{ node: "arrivedAt" }, { node: "inWindows", column: landingOf(view), micros: longest }],
    };
    const ordered = aggregates.some((a) => a.function === "first" || a.function === "last");
    parts.push({
      node: "groupAt",
      cut: landingOf(view),
      events: ordered ? { node: "rank", input: arrived, by: keys, order: rows.order } : arrived,
      keys,
      aggregates,
      title: `windows of view ${view.name}`,
      at: view.at,
    });
  }
  const [first, second] = parts;
  // The keys of either: each part is joined to all of them.
  const all: Rel =
    view.keys.length === 0
      ? everyone()
      : { node: "distinct", input: first!, columns: keys.map((name) => ({ name, from: name })), also: second, ...own };
  let rel: Rel = all;
  for (const part of parts)
    rel = {
      node: "join",
      left: rel,
      right: part,
      on: keys.map((name) => ({ left: name, right: name })),
      columns:
        part.node === "greatest"
          ? [
              ...status.map((name) => ({ name, from: name })),
              ...latestColumns(view).map((name) => ({ name: `l.${name}`, from: name })),
            ]
          : view.aggregates.map(({ id }) => ({ name: `a.${id}`, from: `a.${id}` })),
    };
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
              deleted: rows.deleted,
              until: false,
              counts: rows.keyed,
              same: [],
            }
          : { node: "constant", value: false },
      },
      { name: "@until", value: hasLatest && rows.until ? { node: "column", name: "@until" } : { node: "nothing" } },
      ...view.latest.map(
        ({ column }): Column => ({ name: `l.${column}`, value: { node: "column", name: `l.${column}` } }),
      ),
      ...view.aggregates.map(
        ({ id, empty, type }): Column => ({
          name: `a.${id}`,
          value: { node: "orEmpty", column: `a.${id}`, empty: { node: "literal", value: empty, type } },
        }),
      ),
    ],
    ...own,
  };
}

const everyone = (): Rel => ({
  node: "project",
  input: { node: "instant" },
  keep: false,
  columns: [{ name: "@k0", value: { node: "constant", value: true } }],
});
