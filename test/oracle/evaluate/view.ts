import type { Aggregate, Item, View } from "../../../compiler/model/ir.js";
import { callAggregate } from "./aggregate.js";
import { evaluate, literal } from "./expression.js";
import { compare, stored, type Value } from "./values.js";
import { byOrder, type PhysicalRow, type Row, type World } from "./world.js";

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

/** A view's features for a key; a null in the key is an unknown key. */
export function viewAt(world: World, view: View, key: readonly Value[], moment: Moment): ReadonlyMap<string, Cell> {
  const storedAt = cadence(view, moment.stored);
  const readAt = cadence(view, moment.read);
  const rows = storedAt === null || key.includes(null) ? [] : rowsOf(world, view, key, storedAt);
  const latest = rows.at(-1) ?? null;

  const oldest = view.ttlMicros === null || readAt === null ? null : readAt - BigInt(view.ttlMicros);
  const status = latestStatus(latest, readAt, oldest);
  const aggregatesStale = oldest !== null && storedAt !== null && storedAt < oldest;
  const aggregates = new Map(
    view.aggregates.map((aggregate) => [
      aggregate.id,
      aggregatesStale ? null : aggregateOver(world, view, aggregate, rows, storedAt),
    ]),
  );
  const column = (name: string): Value => (status === "present" ? (latest?.columns.get(name) ?? null) : null);

  return evaluateItems(
    view.items,
    { functions: world.functions, now: readAt, latest: column, aggregate: (id) => aggregates.get(id) ?? null },
    ({ origin }, value) => {
      if (origin.kind === "latest" && status !== "present") return status;
      if (origin.kind === "aggregate" && aggregatesStale) return "stale";
      if (origin.kind === "latest") return presence(column(origin.column));
      if (origin.kind === "aggregate") return presence(aggregates.get(origin.id) ?? null);
      return presence(value);
    },
  );
}

export const presence = (value: Value): Status => (value === null ? "null" : "present");

/** The greatest visible row decides: deleted or ended is missing, and only then too old is stale (MEANING C16). */
function latestStatus(latest: Row | null, t: bigint | null, oldest: bigint | null): Status {
  if (latest === null || t === null || latest.base.time === null) return "missing";
  if (latest.base.deleted === true) return "missing";
  if (latest.base.until !== null && latest.base.until <= t) return "missing";
  return oldest !== null && latest.base.time < oldest ? "stale" : "present";
}

/** `floor((t - p) / e) * e`, also before 1970. */
function cadence(view: View, t: bigint | null): bigint | null {
  if (t === null || view.every === null) return t;
  const every = BigInt(view.every.everyMicros);
  const shifted = t - BigInt(view.every.afterMicros);
  return shifted - (((shifted % every) + every) % every);
}

/** The key's rows that are visible at t, in order. */
function rowsOf(world: World, view: View, key: readonly Value[], t: bigint): readonly Row[] {
  const current = currentRows(world, view, t);
  return world
    .viewRows(view)
    .filter((candidate) => compare(candidate.key, key) === 0 && current.has(candidate.row.base))
    .map(({ row }) => row)
    .sort(byOrder);
}

/** Rows of the source as YAML declares it that count at t: the visible ones, and of equal `key` the newest only. */
function currentRows(world: World, view: View, t: bigint): ReadonlySet<PhysicalRow> {
  const base = world.base(view.from);
  const keyOf = (row: Row): readonly Value[] => base.key.map((name) => row.columns.get(name) ?? null);
  const visible = world.rows(base.name).filter((row) => isVisible(row.base, view, t) && !keyOf(row).includes(null));
  if (base.key.length === 0) return new Set(visible.map((row) => row.base));
  const newest = visible.filter(
    (row) => !visible.some((other) => compare(keyOf(other), keyOf(row)) === 0 && byOrder(other, row) > 0),
  );
  return new Set(newest.map((row) => row.base));
}

function isVisible(row: PhysicalRow, view: View, t: bigint): boolean {
  if (row.time === null) return false;
  const landed = row.time + BigInt(view.delayMicros);
  if (view.boundary === "upto" ? landed > t : landed >= t) return false;
  return !view.known || (row.created !== null && row.created <= t);
}

function aggregateOver(world: World, view: View, aggregate: Aggregate, rows: readonly Row[], t: bigint | null): Value {
  const scope = (row: Row) => ({
    functions: world.functions,
    column: (name: string) => row.columns.get(name) ?? null,
  });
  const counted = rows
    .filter((row) => t !== null && isInWindow(row.base, view, aggregate, t))
    .filter((row) => aggregate.where === null || evaluate(aggregate.where, scope(row)) === true);
  const [argument] = aggregate.args;
  const values = counted.map((row) =>
    argument === undefined ? true : stored(evaluate(argument, scope(row)), argument.type),
  );
  return stored(
    callAggregate(
      aggregate.function,
      values.filter((value) => value !== null),
    ),
    aggregate.type,
  );
}

/** `before` cuts [t - w, t), `upto` cuts (t - w, t]; the end is what visibility says. */
function isInWindow(row: PhysicalRow, view: View, { window }: Aggregate, t: bigint): boolean {
  if (window.kind === "lifetime" || row.time === null) return row.time !== null;
  const landed = row.time + BigInt(view.delayMicros);
  const start = t - BigInt(window.micros);
  return view.boundary === "before" ? landed >= start : landed > start;
}

/** Features and lets, each reading those before it with their defaults. */
export function evaluateItems(
  items: readonly Item[],
  scope: Parameters<typeof evaluate>[1],
  statusOf: (item: Item, value: Value) => Status,
): ReadonlyMap<string, Cell> {
  const cells = new Map<string, Cell>();
  for (const item of items) {
    const raw = stored(evaluate(item.value, { ...scope, item: (name) => cells.get(name)?.value ?? null }), {
      nullable: item.value.type.nullable || item.type.nullable,
    });
    const value = raw === null && item.default !== null ? literal(item.default) : raw;
    cells.set(item.name, { value, status: statusOf(item, raw) });
  }
  return cells;
}
