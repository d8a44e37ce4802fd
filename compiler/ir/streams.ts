import { createHash } from "node:crypto";
import type { CalendarUnit, DerivedSource, PhysicalSource, Project, View, Window } from "./index.js";
import { type Lookups, lookupsOf } from "./lookups.js";

/** A way from a physical source to the source of a view, from the data up. */
export interface SourcePath {
  readonly source: PhysicalSource;
  readonly derived: readonly DerivedSource[];
  /** The sources that share one key with it, if it has a `key`. */
  readonly group: { readonly name: string; readonly sources: readonly string[] } | null;
  /** True if it goes through a union. */
  readonly united: boolean;
}

/** The paths of a source: one, or one for each branch of its unions. */
export function sourcePaths(name: string, lookups: Lookups): readonly SourcePath[] {
  const source = lookups.sources.get(name)!;
  switch (source.node) {
    case "physical": {
      const group = source.key.length === 0 ? null : { name, sources: [name] };
      return [{ source, derived: [], group, united: false }];
    }
    case "derived":
      return sourcePaths(source.from, lookups).map((path) => ({ ...path, derived: [...path.derived, source] }));
    case "union": {
      const paths = source.branches.flatMap((branch) =>
        sourcePaths(branch.from, lookups).map((path) => ({
          ...path,
          derived: [...path.derived, branch],
          united: true,
        })),
      );
      if (!source.oneKey) return paths;
      const group = { name, sources: [...new Set(paths.map((path) => path.source.name))] };
      return paths.map((path) => ({ ...path, group }));
    }
  }
}

/** The physical sources that a view's rows come from, and those that they are joined to. */
export function sourcesRead(view: View, lookups: Lookups): ReadonlySet<string> {
  const found = new Set<string>();
  const seen = new Set<string>();
  const read = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const source = lookups.sources.get(name)!;
    if (source.node === "physical") {
      found.add(name);
      return;
    }
    for (const { from, steps } of source.node === "union" ? source.branches : [source]) {
      read(from);
      for (const step of steps)
        if (step.step === "join")
          read(step.target.kind === "source" ? step.target.name : lookups.views.get(step.target.name)!.from);
    }
  };
  read(view.from);
  return found;
}

/** The views that a target streams, sorted: those that read one of its streamed sources. */
export const streamedViews = (
  project: Project,
  target: string,
  lookups: Lookups = lookupsOf(project),
): readonly string[] => {
  const streamed = new Set(project.streams?.[target] ?? []);
  return project.views
    .filter((view) => [...sourcesRead(view, lookups)].some((name) => streamed.has(name)))
    .map(({ name }) => name);
};

/** The views that some target streams. */
export const viewsInStreams = (project: Project, lookups: Lookups = lookupsOf(project)): ReadonlySet<string> =>
  new Set(Object.keys(project.streams ?? {}).flatMap((target) => streamedViews(project, target, lookups)));

/** Which rows of a streamed view can matter at an instant, and how they are stored. All in microseconds. */
export interface StreamReach {
  /** The length of a bucket. Null: all rows of an entity are in one, because no time bounds the rows that can matter. */
  readonly bucket: bigint | null;
  /** How long before an instant a row of a window may have arrived. */
  readonly reach: bigint;
  readonly offset: bigint;
}

/** A window is at most so many buckets long: fewer make writes slower, more make reads slower. */
const BUCKETS = 16n;
const MINUTE = 60_000_000n;

export function streamReach(view: View, paths: readonly SourcePath[]): StreamReach {
  const windows = view.aggregates.flatMap(({ window }) => (window === null ? [] : [window]));
  const offset = greatest(windows.map(({ offsetMicros }) => BigInt(offsetMicros)));
  const reaches = windows.map(reachOf);
  // A newer version may take away the latest row of an entity, and then any older one can be the latest. But all rows of
  // an entity of a keyed state are versions of one thing, so that the newest decides, if rows keep their times.
  const [path] = paths;
  const newestDecides =
    paths.length === 1 &&
    path!.source.kind === "state" &&
    !path!.united &&
    path!.derived.every(({ retime }) => retime === null);
  const revised = view.latest.length > 0 && !newestDecides && paths.some(({ group }) => group !== null);
  if (revised || reaches.includes(null)) return { bucket: null, reach: 0n, offset };
  const reach = greatest(reaches.map((each) => each ?? 0n));
  const minutes = (reach + BUCKETS * MINUTE - 1n) / (BUCKETS * MINUTE);
  return { bucket: (minutes > 0n ? minutes : 1n) * MINUTE, reach, offset };
}

function greatest(all: readonly bigint[]): bigint {
  let most = 0n;
  for (const each of all) if (each > most) most = each;
  return most;
}

/** Null if no time bounds the rows of the window. */
function reachOf({ extent, offsetMicros }: Window): bigint | null {
  switch (extent.kind) {
    case "duration":
      return BigInt(extent.micros) + BigInt(offsetMicros);
    case "this":
      return unitDays[extent.unit] * 86_400_000_000n + BigInt(offsetMicros);
    case "lifetime":
    case "since":
      return null;
  }
}

/** No unit of a zone is longer, whatever its clocks do: the calendar's longest plus a day. */
const unitDays: Readonly<Record<CalendarUnit, bigint>> = {
  minute: 2n,
  hour: 2n,
  day: 3n,
  week: 9n,
  month: 33n,
  quarter: 94n,
  year: 368n,
};

/** The version of the form in which rows are stored. */
const FORMAT = 1;

/** A hash (hex) of what the view's values are computed from, and of everything that decides how its rows are stored. */
export function streamFingerprint(view: View, viewFingerprint: string, paths: readonly SourcePath[]): string {
  const { bucket } = streamReach(view, paths);
  const sources = paths.map(({ source, group }) => ({
    name: source.name,
    group,
    columns: source.columns.map(({ name, type }) => [name, type]),
    key: source.key,
    sequence: source.sequence?.type ?? null,
  }));
  const layout = { format: FORMAT, view: viewFingerprint, bucket: bucket === null ? null : String(bucket), sources };
  return createHash("sha256").update(JSON.stringify(layout)).digest("hex");
}
