import type { DerivedSource, Expr, PhysicalSource, UnionSource, View } from "../ir/index.js";
import { expressionsOf } from "../ir/source-expressions.js";
import { columnsIn } from "../ir/substitute.js";
import type { Column, OrderBy, Rel, Turn } from "./algebra.js";
import { arrivals } from "./arrivals.js";
import type { Base, Catalog } from "./catalog.js";
import { dataColumn } from "./columns.js";
import { byFacts, byValues } from "./order-by.js";
import { stepsOf } from "./source-steps.js";
import { supersededAmong, versionOrder } from "./versions.js";

/** How a view reads a source. */
export interface SourceRead {
  readonly view: View;
  readonly catalog: Catalog;
  /** The columns whose values are used, not only compared to break ties. */
  readonly used: ReadonlySet<string>;
  /** The view's keys: columns in which a null hides a row and is not an error. */
  readonly hiding: ReadonlySet<string>;
  /** True if versions are told apart by when they count (`@superseded`). */
  readonly superseded: boolean;
  /**
   * True if versions are told apart by the source's key when the latest row is looked up. Then `where` does not filter
   * rows, it only sets `@counts`.
   */
  readonly keyed: boolean;
  /** The sources that share one key, where they are branches of a union with a key (MEANING 10). */
  readonly group?: readonly PhysicalSource[] | undefined;
  /** True if the base's own values are needed to break ties. */
  readonly ties: boolean;
  /** The offsets of the view's windows: then rows of a keyed base have `@fresh`, true if a version of them is new. */
  readonly fresh?: readonly string[] | undefined;
}
export interface SourceRows {
  readonly rel: Rel;
  /** Feat's own columns in it: `@time` and the like. */
  readonly carried: readonly string[];
  /** Those of them that number array elements. */
  readonly ordinals: readonly string[];
  /** The base's values, in its order. */
  readonly baseColumns: readonly OrderBy[];
}

/** A source's rows with the wanted columns, from the data up through the derived sources. */
export function sourceRows(
  { derived, base }: { readonly derived: readonly DerivedSource[]; readonly base: Base },
  wanted: ReadonlySet<string>,
  read: SourceRead,
): SourceRows {
  const { view, catalog, keyed } = read;
  const levels: ReadonlySet<string>[] = [];
  let below: ReadonlySet<string> = wanted;
  let { used, hiding } = read;
  for (const source of derived) {
    levels.push(below);
    below = inputsOf(source, below, catalog);
    used = inputsOf(source, used, catalog);
    hiding = passedOn(source, hiding);
  }
  const bottom =
    base.source.node === "physical"
      ? scanned(base.source, base, below, { ...read, used, hiding })
      : united(base.source, base, below, { ...read, used, hiding });
  let { rel } = bottom;
  const carried = [...bottom.carried];
  const tied = read.ties && base.source.node === "physical" ? base.source.columns : [];
  const baseColumns = byValues(tied, dataColumn);
  if (tied.length > 0)
    rel = {
      node: "project",
      input: rel,
      keep: true,
      columns: tied.map(({ name }) => ({ name: dataColumn(name), value: { node: "column", name } })),
    };
  carried.push(...baseColumns.map(({ column }) => column));

  const ordinals = [...bottom.ordinals];
  for (const [index, source] of [...derived.entries()].reverse()) {
    const level = levels[index]!;
    const steps = stepsOf(rel, source, view, keyed, index, catalog);
    ordinals.push(...steps.ordinals);
    carried.push(...steps.ordinals);
    rel = {
      node: "project",
      input: steps.rel,
      keep: false,
      columns: [
        ...carried.map((name): Column => ({ name, value: { node: "column", name } })),
        ...(keyed ? [counts(index < derived.length - 1, steps.conditions)] : []),
        ...source.columns.filter((column) => level.has(column.name)).map((column) => storedColumn(source.name, column)),
      ],
      title: `source ${source.name}`,
      at: source.at,
    };
  }
  return { rel, carried, ordinals, baseColumns };
}

/** The columns that a derived source needs of its input, for these of its own columns. */
function inputsOf(source: DerivedSource, wanted: ReadonlySet<string>, { functions }: Catalog): ReadonlySet<string> {
  const below = new Set<string>();
  for (const column of source.columns) if (wanted.has(column.name)) addAll(below, columnsIn(column.value, functions));
  for (const expr of expressionsOf(source)) addAll(below, columnsIn(expr, functions));
  // The columns that steps add have a sign in their names that no declared column has.
  return new Set([...below].filter((name) => !name.includes(".")));
}

/** The input's columns that these only rename. */
const passedOn = ({ columns }: DerivedSource, names: ReadonlySet<string>): ReadonlySet<string> =>
  new Set(columns.flatMap(({ name, value }) => (names.has(name) && value.node === "column" ? [value.name] : [])));

const storedColumn = (owner: string, { name, value, type }: DerivedSource["columns"][number]): Column => ({
  name,
  value: { node: "expr", expr: { node: "stored", value, type, what: `column ${owner}.${name}`, row: null } },
});

type Bottom = Omit<SourceRows, "baseColumns">;

function scanned(
  source: PhysicalSource,
  base: Base,
  wanted: ReadonlySet<string>,
  { view, used, hiding, superseded, group, ties, fresh }: SourceRead,
): Bottom {
  const all = source.columns.map(({ name }) => name);
  const mayBeNull = (name: string): boolean => hiding.has(name) || !used.has(name);
  const versions = superseded ? all : [];
  const columns = new Set([...wanted, ...(ties ? all : []), ...versions, ...(base.complete ? base.key : [])]);
  const own = { title: `rows of ${source.name}`, at: source.at };
  let rel: Rel = {
    node: "scan",
    source,
    columns: all.filter((name) => columns.has(name)),
    // Here it is not yet known which versions count.
    hiding: superseded ? all : all.filter(mayBeNull),
    title: `source ${source.name}`,
    at: source.at,
  };
  const carried = ["@time", ...(base.created ? ["@created"] : []), ...(base.sequence ? ["@sequence"] : [])];
  if (base.deleted) carried.push("@deleted");
  if (base.until) carried.push("@until");
  if (fresh !== undefined && base.key.length > 0) {
    rel = withFreshVersions(rel, source, base, view, fresh);
    carried.push("@fresh");
  }
  if (superseded || base.complete)
    rel = { node: "project", input: rel, keep: true, columns: arrivals(view, view.delayMicros ?? base.delayMicros) };
  if (base.complete) {
    rel = { node: "snapshots", input: rel, key: base.key, known: view.known, ...own };
    carried.push("@gone");
  }
  if (superseded) {
    const others = (group ?? []).filter(({ name }) => name !== source.name);
    rel =
      others.length > 0
        ? supersededAmong({ rel, source, columns: [...carried, ...columns] }, others, group ?? [], view)
        : {
            node: "superseded",
            input: rel,
            by: base.key,
            order: [...byFacts(versionOrder([source])), ...byValues(source.columns)],
            ...own,
          };
    carried.push("@superseded");
    rel = required(rel, source, carried, (name) => !mayBeNull(name) && !base.key.includes(name));
  }
  return { rel, carried, ordinals: [] };
}

/** A new version of a row may change the values of all keys that some version of it belongs to. */
function withFreshVersions(rel: Rel, source: PhysicalSource, base: Base, view: View, offsets: readonly string[]): Rel {
  const own = { title: `new versions of ${source.name}`, at: source.at };
  const scan: Rel = { node: "scan", source, columns: base.key, hiding: base.key, ...own };
  const delay = view.delayMicros ?? base.delayMicros;
  const arrived: Rel = { node: "project", input: scan, keep: true, columns: arrivals(view, delay) };
  const turns = offsets.map((micros): Turn => ({ column: "@arrive", micros, slack: "0", unit: null }));
  const changed: Rel = {
    node: "filter",
    input: arrived,
    conditions: [{ node: "rowChanged", turns, fresh: null, created: true, joined: false }],
  };
  const keys = base.key.map((name) => ({ name, from: name }));
  return {
    node: "join",
    left: rel,
    right: {
      node: "project",
      input: { node: "distinct", input: changed, columns: keys, ...own },
      keep: true,
      columns: [{ name: "@fresh", value: { node: "constant", value: true } }],
    },
    on: base.key.map((name) => ({ left: name, right: name })),
    columns: [{ name: "@fresh", from: "@fresh" }],
  };
}

/** A null in one of these columns is an error if the row counts. Now it is known which versions count. */
function required(
  rel: Rel,
  source: PhysicalSource,
  carried: readonly string[],
  judged: (column: string) => boolean,
): Rel {
  const isTime = ({ column }: PhysicalSource["columns"][number]): boolean => column === source.time.column;
  const names = new Set(
    source.columns
      .filter((column) => !column.type.nullable && !isTime(column) && judged(column.name))
      .map(({ name }) => name),
  );
  if (names.size === 0) return rel;
  const deleted = source.deleted !== null;
  return {
    node: "project",
    input: rel,
    keep: false,
    columns: [
      ...carried.map((name): Column => ({ name, value: { node: "column", name } })),
      ...source.columns.map(
        ({ name }): Column => ({
          name,
          value: names.has(name) ? { node: "required", name, source: source.name, deleted } : { node: "column", name },
        }),
      ),
    ],
    title: `versions of ${source.name} that count`,
    at: source.at,
  };
}

/** The YAML sources that a union is made of. */
const sourcesOf = (union: UnionSource, catalog: Catalog): readonly PhysicalSource[] => [
  ...new Map(
    union.branches
      .flatMap(({ from }) => {
        const { source } = catalog.chain(from).base;
        return source.node === "physical" ? [source] : sourcesOf(source, catalog);
      })
      .map((source) => [source.name, source]),
  ).values(),
];

/** The branches' rows, each with the facts of its own base; a fact that it lacks is null. */
function united(union: UnionSource, base: Base, wanted: ReadonlySet<string>, read: SourceRead): Bottom {
  const { catalog } = read;
  const group = read.group ?? (union.oneKey ? sourcesOf(union, catalog) : undefined);
  const branches = union.branches.map((branch) => {
    const chain = catalog.chain(branch.from);
    const derived = [branch, ...chain.derived];
    const superseded = chain.base.keyed;
    return {
      base: chain.base,
      rows: sourceRows({ derived, base: chain.base }, wanted, {
        ...read,
        group,
        superseded,
        keyed: false,
        ties: false,
      }),
    };
  });
  const most = Math.max(...branches.map(({ rows }) => rows.ordinals.length));
  const ordinals = Array.from({ length: most }, (_, index) => `@each.${index}`);
  const facts = [
    "@time",
    ...(base.created ? ["@created"] : []),
    ...(base.sequence ? ["@sequence"] : []),
    ...(base.deleted ? ["@deleted"] : []),
    ...(base.until ? ["@until"] : []),
    ...(base.complete ? ["@gone"] : []),
    ...(base.keyed ? ["@superseded"] : []),
  ];
  const columns = union.columns.map(({ name }) => name).filter((name) => wanted.has(name));
  const inputs = branches.map(({ base: own, rows }): Rel => {
    const has = new Set(rows.carried);
    const fact = (name: string): Column["value"] =>
      has.has(name)
        ? { node: "column", name }
        : name === "@deleted"
          ? { node: "constant", value: false }
          : { node: "nothing" };
    return {
      node: "project",
      input: rows.rel,
      keep: false,
      columns: [
        ...facts.map((name): Column => ({ name, value: fact(name) })),
        {
          name: "@delay",
          value: has.has("@delay")
            ? { node: "column", name: "@delay" }
            : { node: "micros", micros: own.delayMicros ?? "0" },
        },
        ...ordinals.map(
          (name, index): Column => ({
            name,
            value:
              rows.ordinals[index] === undefined ? { node: "nothing" } : { node: "column", name: rows.ordinals[index] },
          }),
        ),
        ...columns.map((name): Column => ({ name, value: { node: "column", name } })),
      ],
      title: `a branch of ${union.name}`,
      at: union.at,
    };
  });
  const carried = [...facts, "@delay", ...ordinals];
  return {
    rel: { node: "unionAll", inputs, columns: [...carried, ...columns], title: `source ${union.name}`, at: union.at },
    carried,
    ordinals,
  };
}

/** For a keyed source: true if the row passes every condition so far. */
export const counts = (also: boolean, where: readonly Expr[]): Column => ({
  name: "@counts",
  value: { node: "counts", also, where },
});

export function addAll<T>(set: Set<T>, values: Iterable<T>): void {
  for (const value of values) set.add(value);
}
