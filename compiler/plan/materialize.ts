import { emptyOf } from "../ir/empty.js";
import type { Project, View } from "../ir/index.js";
import type { Column, Rel } from "./algebra.js";
import type { Catalog, EngineFacts } from "./catalog.js";
import { changedKeys, changesUnknown } from "./changes.js";
import { aggregateColumn, latestColumn } from "./columns.js";
import { planCatalog } from "./features-at.js";
import { inlined } from "./inline.js";
import { type SomeKeys, storedAt } from "./stored-at.js";
import { viewRows } from "./view-rows.js";

/**
 * A view's stored values at the instant `$at`: a row for each key with a latest row or a row in a window. A view
 * without a key always has one row.
 *
 * Always: the ttl is not applied, so that a read can tell stale from missing.
 */
export function planMaterialize(project: Project, asked: View, engine?: Partial<EngineFacts>): Rel {
  const names = planCatalog(project, engine);
  return planStored(inlined(asked, names.functions), names, true);
}

/**
 * The same in parts: only the keys in the slice `$slice` of `$slices`. All keys if the view's latest rows are found by
 * none of them.
 */
export function planSlice(project: Project, asked: View, engine?: Partial<EngineFacts>): Rel {
  const names = planCatalog(project, engine);
  const view = inlined(asked, names.functions);
  return planStored(
    view,
    names,
    true,
    viewRows(view, names).latest.foundBy.length === 0 ? undefined : { kind: "slice" },
  );
}

export type ChangesPlan =
  /** A row for each key whose values may have changed since `$since`, also for those that have nothing any more. */
  { readonly known: true; readonly rel: Rel } | { readonly known: false; readonly reason: string };

/** The stored values that may have changed between the instants `$since` and `$at`. */
export function planChanges(project: Project, asked: View, engine?: Partial<EngineFacts>): ChangesPlan {
  const names = planCatalog(project, engine);
  const view = inlined(asked, names.functions);
  const reason = changesUnknown(view, names);
  if (reason !== null) return { known: false, reason };
  const of = { kind: "these", rel: changedKeys(view, names) } as const;
  return { known: true, rel: planStored(view, names, false, of) };
}

function planStored(view: View, names: Catalog, from: boolean, of?: SomeKeys): Rel {
  const { rel, latest } = storedAt(view, names, { from, marks: false, of });
  const { keys, deleted, until, gone, keyed } = latest;
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
        ({ column }): Column => ({ name: latestColumn(column), value: { node: "column", name: latestColumn(column) } }),
      ),
      ...view.aggregates.map(
        ({ id, empty, type }): Column => ({
          name: aggregateColumn(id),
          value: { node: "orEmpty", column: aggregateColumn(id), empty: emptyOf(empty, type) },
        }),
      ),
    ],
    title: `view ${view.name}`,
    at: view.at,
  };
}

/** True if it reads more than its latest rows: windows, versions, snapshots or joins (MEANING 32). */
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
