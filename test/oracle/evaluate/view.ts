import type { Aggregate, Expr, Item, PhysicalSource, View, Window } from "../../../compiler/ir/index.js";
import { sameUnit } from "./calendar.js";
import { aggregated, evaluate, literal, onDemand } from "./expression.js";
import { compare, NullFault, stored, type Value } from "./values.js";
import { byOrder, byWriting, columnOf, type Read, type Row, sourceKey, type World } from "./world.js";

/** The parts of a view that decide which rows are visible. */
type Rules = Pick<View, "from" | "known" | "delayMicros" | "boundary">;

export type Status = "present" | "null" | "missing" | "stale";
export interface Cell {
  readonly value: Value;
  readonly status: Status;
}

/** When a view's values were stored (T) and when they are read (t). In training both are the label's instant. */
export interface Moment {
  readonly stored: bigint | null;
  readonly read: bigint | null;
}

/** A view's features for a key. A key with a null in it is an unknown key. */
export function viewAt(world: World, view: View, key: readonly Value[], moment: Moment): Cells {
  const storedAt = cadence(view, moment.stored);
  const readAt = cadence(view, moment.read);
  const rows = storedAt === null || key.includes(null) ? [] : rowsOf(world, view, key, storedAt);
  const latest = rows.at(-1) ?? null;

  const oldest = view.ttlMicros === null || readAt === null ? null : readAt - BigInt(view.ttlMicros);
  const gone = latest !== null && storedAt !== null && isGone(world, view, latest, storedAt);
  const status = gone ? "missing" : latestStatus(latest, readAt, oldest);
  const aggregatesStale = oldest !== null && storedAt !== null && storedAt < oldest;
  const aggregates = new Map(
    view.aggregates.map((aggregate) => [
      aggregate.id,
      aggregatesStale ? null : aggregateOver(world, view, aggregate, key, storedAt),
    ]),
  );
  const column = (name: string): Value =>
    status === "present" ? (latest === null ? null : columnOf(latest, name)) : null;

  return evaluateItems(
    view.items,
    {
      functions: world.functions,
      now: readAt,
      latest: column,
      aggregate: (id) => aggregates.get(id) ?? null,
      stale: aggregatesStale,
    },
    ({ origin }, value) => {
      if (origin.kind === "latest" && status !== "present") return status;
      if ((origin.kind === "aggregate" || origin.kind === "aggregates") && aggregatesStale) return "stale";
      if (origin.kind === "latest") return presence(column(origin.column));
      if (origin.kind === "aggregate") return presence(aggregates.get(origin.id) ?? null);
      return presence(value);
    },
  );
}

export const presence = (value: Value): Status => (value === null ? "null" : "present");

/**
 * The greatest visible row decides. If it is deleted or ended, the status is missing; else, if it is too old, stale
 * (MEANING C16).
 */
function latestStatus(latest: Row | null, t: bigint | null, oldest: bigint | null): Status {
  if (latest === null || t === null || latest.time === null) return "missing";
  if (latest.base.deleted === true) return "missing";
  if (latest.base.until !== null && latest.base.until <= t) return "missing";
  return oldest !== null && latest.time < oldest ? "stale" : "present";
}

/** `floor((t - p) / e) * e`, for instants before 1970 too. */
function cadence(view: View, t: bigint | null): bigint | null {
  if (t === null || view.every === null) return t;
  const every = BigInt(view.every.everyMicros);
  const shifted = t - BigInt(view.every.afterMicros);
  return shifted - (((shifted % every) + every) % every);
}

/** The key's rows that are visible at t, in order. */
function rowsOf(world: World, view: View, key: readonly Value[], t: bigint): readonly Row[] {
  // A view's aggregates ask for the same rows one after another, so the last answer is kept.
  const asked = JSON.stringify([...key, t], (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
  const before = lastAsked.get(view);
  if (before?.world === world && before.asked === asked) return before.rows;
  const rows = world
    .rowsOfKey(view, key)
    .filter((row) => isVisible(row, view, t) && isCurrent(world, view, row, t))
    .sort(byOrder);
  if (rows.some(({ unsure }) => unsure)) throw new NullFault(`a condition of ${view.name} reads a null`);
  lastAsked.set(view, { world, asked, rows });
  return rows;
}
const lastAsked = new WeakMap<View, { readonly world: World; readonly asked: string; readonly rows: readonly Row[] }>();

/**
 * True if the physical row of a row counts at t: it is visible, and the newest of those with an equal `key`. Within a
 * group of sources, rows with equal keys are versions of one thing.
 */
const isCurrent = (world: World, view: Rules, row: Row, t: bigint): boolean =>
  world
    .groups(view.from)
    .some((group) => group.includes(row.source) && isNewest(world, view, group, world.physicalRow(row, view.known), t));

function isNewest(world: World, view: Rules, group: readonly PhysicalSource[], row: Row, t: bigint): boolean {
  if (!isVisible(row, view, t)) return false;
  if (group[0]!.key.length === 0) return true;
  // The version of an event that was written last counts; the version of a state with the latest time counts (MEANING
  // 26).
  const written = group[0]!.kind === "events" ? byWriting : byOrder;
  // In a tie, the later branch of the union wins.
  const order = (a: Row, b: Row): number =>
    a.source === b.source
      ? written(a, b)
      : written(bare(a), bare(b)) || group.indexOf(a.source) - group.indexOf(b.source);
  const versions = world.versions(group, sourceKey(row), view.known).filter((each) => isVisible(each, view, t));
  const index = versions.indexOf(row);
  // A row that is delivered again, with the same values, is the same version.
  return (
    index >= 0 &&
    !versions.some((other, place) => {
      const newer = order(other, row);
      return newer > 0 || (newer === 0 && place > index);
    })
  );
}
const bare = (row: Row): Row => ({ ...row, values: [] });

/** A null in the source's key hides a row. */
const rowsWithKey = (world: World, view: Rules, base: PhysicalSource): readonly Row[] =>
  world.rows(base.name, view.known).filter((row) => !sourceKey(row).includes(null));

/**
 * True if a newer snapshot is visible at t. Under `known`, a snapshot is visible once a row of each of its keys is
 * (MEANING 9), or, if the source has no key, once each of its rows is.
 */
function isGone(world: World, view: Rules, { base: row, source }: Row, t: bigint): boolean {
  if (!source.complete || row.time === null) return false;
  const { time } = row;
  const rows = rowsWithKey(world, view, source).filter((each) => each.base.time !== null);
  const times = new Set(
    rows.flatMap((each) => (each.base.time !== null && each.base.time > time ? [each.base.time] : [])),
  );
  return [...times].some((newer) => {
    const snapshot = rows.filter((each) => each.base.time === newer);
    if (view.known && source.key.length === 0) return snapshot.every((each) => isVisible(each, view, t));
    return snapshot.every((each) =>
      snapshot.some((other) => compare(sourceKey(other), sourceKey(each)) === 0 && isVisible(other, view, t)),
    );
  });
}

/** The view's own delay, or else its source's. */
const delayOf = (view: Rules, { source }: Pick<Row, "source">): bigint =>
  BigInt(view.delayMicros ?? source.delayMicros);

function isVisible(row: Row, view: Rules, t: bigint): boolean {
  const { base, time } = row;
  if (time === null) return false;
  const landed = time + delayOf(view, row);
  if (view.boundary === "upto" ? landed > t : landed >= t) return false;
  return !view.known || (base.created !== null && base.created <= t);
}

function aggregateOver(world: World, view: View, aggregate: Aggregate, key: readonly Value[], t: bigint | null): Value {
  const { window } = aggregate;
  const at = t === null ? null : t - BigInt(window?.offsetMicros ?? 0);
  const visible = at === null || key.includes(null) ? [] : rowsOf(world, view, key, at);
  const holds = (condition: Expr, row: Row): boolean => evaluate(condition, scopeOf(world, row)) === true;
  const cut =
    at === null ? [] : window === null ? standing(world, view, visible, at) : cutTo(window, view, visible, at, holds);
  const counted = cut.filter((row) => aggregate.where === null || holds(aggregate.where, row));
  return aggregated(
    aggregate,
    counted.map((row) => ({ ...scopeOf(world, row), row })),
    (arg, scope) => stored(evaluate(arg, scope), arg.type),
    evaluate,
    ({ row }) => (at === null || row.time === null ? 0n : at - row.time),
  );
}

const scopeOf = (world: World, row: Row) => ({
  functions: world.functions,
  column: (name: string) => columnOf(row, name),
});

/** Rows of a state that hold at t: not deleted, not ended, not too old, not gone (MEANING 12). */
const standing = (world: World, view: View, rows: readonly Row[], t: bigint): readonly Row[] =>
  rows.filter((row) => {
    const { base, time } = row;
    return (
      base.deleted !== true &&
      (base.until === null || base.until > t) &&
      (view.ttlMicros === null || (time !== null && time >= t - BigInt(view.ttlMicros))) &&
      !isGone(world, view, row, t)
    );
  });

function cutTo(
  { extent, lastRows }: Window,
  view: View,
  rows: readonly Row[],
  t: bigint,
  holds: (condition: Expr, row: Row) => boolean,
): readonly Row[] {
  const within = rows.filter((row) => {
    const { time } = row;
    if (time === null) return false;
    if (extent.kind === "this") return sameUnit(time, t, extent.unit, extent.zone);
    if (extent.kind !== "duration") return true;
    const landed = time + delayOf(view, row);
    const start = t - BigInt(extent.micros);
    return view.boundary === "before" ? landed >= start : landed > start;
  });
  const begun =
    extent.kind === "since"
      ? within.slice(
          Math.max(
            0,
            within.findLastIndex((row) => holds(extent.condition, row)),
          ),
        )
      : within;
  return lastRows === null ? begun : begun.slice(-lastRows);
}

/**
 * Features and lets by name. Each reads those before it, with their defaults, and is evaluated only when it is read
 * (MEANING B2).
 */
export type Cells = ReadonlyMap<string, () => Cell>;

export function evaluateItems(
  items: readonly Item[],
  scope: Parameters<typeof evaluate>[1],
  statusOf: (item: Item, value: Value) => Status,
): Cells {
  const cells = new Map<string, () => Cell>();
  for (const item of items)
    cells.set(
      item.name,
      onDemand(() => {
        const raw = stored(evaluate(item.value, { ...scope, item: (name) => cells.get(name)?.().value ?? null }), {
          ...item.value.type,
          nullable: item.value.type.nullable || item.type.nullable,
        });
        const value = raw === null && item.default !== null ? literal(item.default) : raw;
        return { value, status: statusOf(item, raw) };
      }),
    );
  return cells;
}

/** What a join reads: a view's features, or the columns of a state's latest row, at t. */
export const readJoined: Read = (world, { target, columns }, key, t, known) => {
  const moment: Moment = { stored: t, read: t };
  if (target.kind === "view") {
    const own = world.view(target.name);
    const view = known ? { ...own, known } : own;
    const cells = viewAt(
      world,
      view,
      view.keys.map(({ name }) => key.get(name) ?? null),
      moment,
    );
    return { columns: new Map(columns.map(({ name }) => [name, cells.get(name)?.().value ?? null])), wrong: new Set() };
  }
  const nothing = { columns: new Map(), wrong: new Set<string>() };
  if (t === null || [...key.values()].includes(null)) return nothing;
  // A join reads by the rules of a latest value, which need only these parts of a view.
  const rules: Rules = { from: target.name, known, delayMicros: null, boundary: "upto" };
  const rows = world
    .rows(target.name, known)
    .filter((row) => [...key].every(([name, value]) => compare(row.columns.get(name) ?? null, value) === 0))
    .filter((row) => isVisible(row, rules, t) && isCurrent(world, rules, row, t))
    .sort(byOrder);
  const latest = rows.at(-1) ?? null;
  if (latest === null || latestStatus(latest, t, null) !== "present" || isGone(world, rules, latest, t)) return nothing;
  return latest.unsure ? { ...latest, wrong: new Set(latest.columns.keys()) } : latest;
};
