import { createHash } from "node:crypto";
import { type TileAggregate, ways } from "../../runtime/aggregates/ways.js";
import { aggregateOverload } from "../functions/index.js";
import type { Aggregate, CalendarUnit, DerivedSource, PhysicalSource, Project, View, Window } from "./index.js";
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
  /** The same for the windows of aggregates that are computed from rows. */
  readonly rowsReach: bigint;
  readonly offset: bigint;
  /** True if the latest row of each stretch of time is kept apart. */
  readonly head: boolean;
  /** Set if states are kept. The lengths of a section of a bucket, and of a span. */
  readonly tiles: { readonly section: bigint; readonly span: bigint | null } | null;
}

/** A window of rows is at most so many buckets long: fewer make writes slower, more make reads slower. */
const BUCKETS = 16n;
/** A window of states is at most so many buckets long. Their states are in one record for each so many buckets. */
const TILES = 64n;
/** A bucket with states has so many sections, of which a read unpacks only those at the ends of a window. */
const SECTIONS = 16n;
const MINUTE = 60_000_000n;

/** The aggregate of the runtime whose states are kept for an aggregate of a streamed view. Null: its rows are read. */
export function tileAggregate(aggregate: Aggregate, paths: readonly SourcePath[], view: View): TileAggregate | null {
  const { window } = aggregate;
  const { ts } = aggregateOverload(aggregate);
  if (window === null || window.lastRows !== null || window.extent.kind === "since") return null;
  return ts !== undefined && isTileAggregate(ts) && arriveAlike(paths, view) ? ts : null;
}

const isTileAggregate = (name: string): name is TileAggregate => Object.hasOwn(ways, name);

/**
 * True if all rows that a physical row makes arrive at one time, and rows arrive in the order of their times. Only then
 * rows that arrive in different stretches of time are different rows, and in order.
 */
function arriveAlike(paths: readonly SourcePath[], view: View): boolean {
  const delays = new Set(paths.map(({ source }) => view.delayMicros ?? source.delayMicros));
  const once = new Set(paths.map(({ source }) => source.name)).size === paths.length;
  return delays.size === 1 && once && paths.every(({ derived }) => !retimesElements(derived));
}

function retimesElements(derived: readonly DerivedSource[]): boolean {
  const each = derived.findIndex(({ steps }) => steps.some(({ step }) => step === "each"));
  return each >= 0 && derived.slice(each + 1).some(({ retime }) => retime !== null);
}

export function streamReach(view: View, paths: readonly SourcePath[]): StreamReach {
  const windows = view.aggregates.flatMap((aggregate) =>
    aggregate.window === null
      ? []
      : [{ window: aggregate.window, tiled: tileAggregate(aggregate, paths, view) !== null }],
  );
  const offset = greatest(windows.map(({ window }) => BigInt(window.offsetMicros)));
  const reaches = windows.map(({ window, tiled }) => ({ reach: reachOf(window), tiled }));
  // A newer version may take away the latest row of an entity, and then any older one can be the latest. But all rows of
  // an entity of a keyed state are versions of one thing, so that the newest decides, if rows keep their times.
  const [path] = paths;
  const newestDecides =
    paths.length === 1 &&
    path!.source.kind === "state" &&
    !path!.united &&
    path!.derived.every(({ retime }) => retime === null);
  const revised = view.latest.length > 0 && !newestDecides && paths.some(({ group }) => group !== null);
  const head = view.latest.length > 0 && !revised;
  const states = windows.some(({ tiled }) => tiled);
  if (revised || reaches.some(({ reach }) => reach === null)) {
    const tiles = states ? { section: MINUTE, span: null } : null;
    return { bucket: null, reach: 0n, rowsReach: 0n, offset, head, tiles };
  }
  const [ofTiles, ofRows] = [true, false].map((kind) =>
    greatest(reaches.flatMap(({ reach, tiled }) => (tiled === kind ? [reach ?? 0n] : []))),
  ) as [bigint, bigint];
  const minutes = greatest([1n, minutesIn(ofTiles, TILES), minutesIn(ofRows, BUCKETS)]);
  const bucket = minutes * MINUTE;
  const tiles = states ? { section: bucket / SECTIONS, span: bucket * TILES } : null;
  return { bucket, reach: greatest([ofTiles, ofRows]), rowsReach: ofRows, offset, head, tiles };
}

/** The least number of minutes for a bucket if so many cover a time. */
const minutesIn = (reach: bigint, buckets: bigint): bigint => (reach + buckets * MINUTE - 1n) / (buckets * MINUTE);

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
const FORMAT = 2;

/** A hash (hex) of what the view's values are computed from, and of everything that decides how its rows are stored. */
export function streamFingerprint(view: View, viewFingerprint: string, paths: readonly SourcePath[]): string {
  const { bucket, tiles } = streamReach(view, paths);
  const sources = paths.map(({ source, group }) => ({
    name: source.name,
    group,
    columns: source.columns.map(({ name, type }) => [name, type]),
    key: source.key,
    sequence: source.sequence?.type ?? null,
  }));
  const layout = {
    format: FORMAT,
    view: viewFingerprint,
    bucket: bucket === null ? null : String(bucket),
    tiles: tiles !== null,
    sources,
  };
  return createHash("sha256").update(JSON.stringify(layout)).digest("hex");
}
