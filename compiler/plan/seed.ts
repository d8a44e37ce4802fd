import type { PhysicalSource, Project, View } from "../ir/index.js";
import { lookupsOf } from "../ir/lookups.js";
import { sourcePaths, streamReach } from "../ir/streams.js";
import type { Rel } from "./algebra.js";

/** The rows of a source of a streamed view, with all columns: all rows, or those with τ >= `$from`. */
export interface Seed {
  readonly source: PhysicalSource;
  readonly rel: Rel;
  readonly bounded: boolean;
}

/**
 * The rows of a streamed view's sources. Derived sources, the view's conditions and its keys are applied by the same
 * code that takes pushed rows.
 */
export function planSeeds(project: Project, view: View): readonly Seed[] {
  const paths = sourcePaths(view.from, lookupsOf(project));
  const { bucket } = streamReach(view, paths);
  const sources = new Map(paths.map(({ source }) => [source.name, source]));
  return [...sources.values()].map((source) => {
    const own = paths.filter((path) => path.source.name === source.name);
    // An old row can be the latest, supersede a newer one, or get a later time.
    const bounded =
      bucket !== null &&
      view.latest.length === 0 &&
      source.key.length === 0 &&
      own.every(({ derived }) => derived.every(({ retime }) => retime === null));
    const names = source.columns.map(({ name }) => name);
    const scan: Rel = {
      node: "scan",
      source,
      columns: names,
      // The runtime judges them: a row that marks a deletion may leave them null.
      hiding: names,
      title: `rows of ${source.name}`,
      at: source.at,
    };
    const rel: Rel = bounded ? { node: "filter", input: scan, conditions: [{ node: "fromParameter" }] } : scan;
    const roles = [
      "@time",
      ...(source.created === null ? [] : ["@created"]),
      ...(source.until === null ? [] : ["@until"]),
      ...(source.sequence === null ? [] : ["@sequence"]),
      ...(source.deleted === null ? [] : ["@deleted"]),
    ];
    return {
      source,
      bounded,
      rel: {
        node: "project",
        input: rel,
        keep: false,
        columns: [...roles, ...names].map((name) => ({ name, value: { node: "column", name } })),
        title: `rows of ${source.name} for view ${view.name}`,
        at: view.at,
      },
    };
  });
}
