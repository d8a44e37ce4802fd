import type {
  DerivedSource,
  EachStep,
  Expr,
  Fn,
  JoinStep,
  PhysicalSource,
  Project,
  Source,
  View,
} from "../../../compiler/ir/index.js";
import { evaluate } from "./expression.js";
import { callExtern, type UserFunctions } from "./extern.js";
import { orderOf } from "./json-text.js";
import { compare, keyText, NullFault, read, stored, unlessNull, type Value } from "./values.js";

/**
 * A row of a source that YAML declares. Times are instants, in whatever format the data has them; columns have their
 * declared names.
 */
export interface PhysicalRow {
  readonly time: bigint | null;
  readonly created: bigint | null;
  readonly sequence: Value;
  readonly deleted: boolean | null;
  readonly until: bigint | null;
  readonly columns: ReadonlyMap<string, Value>;
}

/**
 * A row of any source. `values` are its own columns in order, and then those of the rows it was derived from: they
 * break the last ties. `ordinals` are the indexes of the array elements it was made from.
 */
export interface Row {
  readonly base: PhysicalRow;
  /** The source as YAML declares it. */
  readonly source: PhysicalSource;
  /** The base row's time, or a later one. */
  readonly time: bigint | null;
  readonly ordinals: readonly Value[];
  readonly columns: ReadonlyMap<string, Value>;
  readonly values: readonly Value[];
  /** Columns that are null though they are not nullable. Reading one of them is an error, if the row counts. */
  readonly wrong: ReadonlySet<string>;
  /** True if the condition that decides whether the row exists reads such a column. */
  readonly unsure: boolean;
}

/** The value of a row's column. Reading a null of a column that is not nullable is an error. */
export function columnOf(row: Row, name: string): Value {
  if (row.wrong.has(name)) throw new NullFault(`${name} is null`);
  return row.columns.get(name) ?? null;
}

/** The value of the `key` that a row's physical source declares. */
export const sourceKey = ({ source, columns }: Row): readonly Value[] =>
  source.key.map((name) => columns.get(name) ?? null);

/** Rows by the text of their key, each in the order of the list. A key with a null in it has no rows. */
function listed(rows: readonly (readonly [key: readonly Value[], row: Row])[]): ReadonlyMap<string, readonly Row[]> {
  const lists = new Map<string, Row[]>();
  for (const [key, row] of rows) {
    if (key.includes(null)) continue;
    const list = lists.get(keyText(key));
    if (list === undefined) lists.set(keyText(key), [row]);
    else list.push(row);
  }
  return lists;
}

/** A project with its sources' rows. */
export class World {
  readonly functions: ReadonlyMap<string, Fn>;
  readonly #rows = new Map<string, readonly Row[]>();
  readonly #viewRows = new Map<View, readonly { readonly row: Row; readonly key: readonly Value[] }[]>();
  readonly #viewRowsByKey = new Map<View, ReadonlyMap<string, readonly Row[]>>();
  readonly #physicalRows = new Map<string, ReadonlyMap<PhysicalRow, Row>>();
  readonly #versions = new Map<string, ReadonlyMap<string, readonly Row[]>>();

  /**
   * `read` reads a join's target for a key at an instant; it is defined with the views. `externs` implements the
   * `extern fn`s.
   */
  constructor(
    readonly project: Project,
    readonly physical: ReadonlyMap<string, readonly PhysicalRow[]>,
    private readonly read: Read,
    private readonly externs: UserFunctions,
  ) {
    this.functions = new Map(project.functions.map((fn) => [fn.name, fn]));
  }

  source(name: string): Source {
    return found(this.project.sources, name);
  }
  view(name: string): View {
    return found(this.project.views, name);
  }
  extern(name: string, args: readonly Value[]): Value {
    const call = this.externs.get(name);
    if (call === undefined) throw new Error(`the extern fn ${name} has no implementation`);
    return callExtern(found(this.project.externs, name), call, args);
  }

  /** The physical sources that a source is derived from, or the source itself if it is physical. */
  bases(name: string): readonly PhysicalSource[] {
    const source = this.source(name);
    switch (source.node) {
      case "physical":
        return [source];
      case "derived":
        return this.bases(source.from);
      case "union":
        return source.branches.flatMap(({ from }) => this.bases(from));
    }
  }

  /**
   * The same sources in groups. Rows with equal keys are versions of one thing within a group: branches form one group
   * if they all have keys of equal types (MEANING 10).
   */
  groups(name: string): readonly (readonly PhysicalSource[])[] {
    const source = this.source(name);
    if (source.node === "physical") return [[source]];
    if (source.node === "derived") return this.groups(source.from);
    const groups = source.branches.flatMap(({ from }) => this.groups(from));
    const keys = groups
      .flat()
      .map((base) => base.key.map((key) => base.columns.find((c) => c.name === key)!.type.kind));
    const one = keys.every((key) => key.length > 0 && key.join() === keys[0]!.join());
    return one ? [[...new Set(groups.flat())]] : groups;
  }

  /** The rows of a source. With `known`, joins read what was known at the time, as a `known` view does. */
  rows(name: string, known: boolean): readonly Row[] {
    const id = `${name} ${known}`;
    const before = this.#rows.get(id);
    if (before !== undefined) return before;
    const rows = this.#makeRows(this.source(name), known);
    this.#rows.set(id, rows);
    return rows;
  }

  /** A view's rows with their keys: the rows that pass its `where` and have no null in their key. */
  viewRows(view: View): readonly { readonly row: Row; readonly key: readonly Value[] }[] {
    const known = this.#viewRows.get(view);
    if (known !== undefined) return known;
    const all = this.rows(view.from, view.known);
    const rows = (view.where === null ? all : this.#where(all, view.where))
      // A null in a key's column hides the row, even if the column is not declared nullable.
      .map((row) => ({ row, key: view.keys.map(({ value }) => evaluate(value, this.#scope({ ...row, wrong: none }))) }))
      .filter(({ key }) => !key.includes(null));
    this.#viewRows.set(view, rows);
    return rows;
  }

  /** The rows of a view with this key, in their order. */
  rowsOfKey(view: View, key: readonly Value[]): readonly Row[] {
    let rows = this.#viewRowsByKey.get(view);
    if (rows === undefined) {
      rows = listed(this.viewRows(view).map(({ row, key: of }) => [of, row] as const));
      this.#viewRowsByKey.set(view, rows);
    }
    return rows.get(keyText(key)) ?? [];
  }

  /** The row of the physical source from which a row is derived. */
  physicalRow({ source, base }: Row, known: boolean): Row {
    const id = `${source.name} ${known}`;
    let rows = this.#physicalRows.get(id);
    if (rows === undefined) {
      rows = new Map(this.rows(source.name, known).map((row) => [row.base, row]));
      this.#physicalRows.set(id, rows);
    }
    return rows.get(base)!;
  }

  /** The rows of a group of physical sources with this value of their `key`. A null in it hides a row. */
  versions(group: readonly PhysicalSource[], key: readonly Value[], known: boolean): readonly Row[] {
    const id = `${group.map(({ name }) => name)} ${known}`;
    let rows = this.#versions.get(id);
    if (rows === undefined) {
      rows = listed(group.flatMap(({ name }) => this.rows(name, known).map((row) => [sourceKey(row), row] as const)));
      this.#versions.set(id, rows);
    }
    return rows.get(keyText(key)) ?? [];
  }

  #scope(row: Row) {
    return { functions: this.functions, column: (name: string) => columnOf(row, name) };
  }

  #makeRows(source: Source, known: boolean): readonly Row[] {
    if (source.node === "physical") {
      return (this.physical.get(source.name) ?? []).map((base) => {
        const columns = new Map(
          source.columns.map(({ name, type }) => [name, read(base.columns.get(name) ?? null, type)]),
        );
        const values = inOrder(source, columns);
        return {
          base,
          source,
          time: base.time,
          ordinals: [],
          columns,
          values,
          wrong: wrongIn(base, source, columns),
          unsure: false,
        };
      });
    }
    // A union keeps all rows of all branches, duplicates too.
    if (source.node === "union") return source.branches.flatMap((branch) => this.#makeRows(branch, known));
    let rows = this.rows(source.from, known).flatMap((row) => this.#retimed(row, source.retime));
    if (source.where !== null) rows = this.#where(rows, source.where);
    for (const step of source.steps) {
      if (step.step === "where") rows = this.#where(rows, step.condition);
      else
        rows = rows.flatMap((row) =>
          step.step === "each" ? this.#elements(row, step) : [this.#joined(row, step, known)],
        );
    }
    return rows.map((row) => {
      const made = source.columns.map(
        ({ name, type, value }) => [name, unlessNull(() => stored(evaluate(value, this.#scope(row)), type))] as const,
      );
      const columns = new Map(made.map(([name, value]) => [name, value ?? null]));
      const wrong = new Set(made.flatMap(([name, value]) => (value === undefined ? [name] : [])));
      return { ...row, columns, values: [...inOrder(source, columns), ...row.values], wrong };
    });
  }

  #where(rows: readonly Row[], condition: Expr): Row[] {
    return rows.flatMap((row) => {
      const holds = unlessNull(() => evaluate(condition, this.#scope(row)));
      return holds === undefined ? [{ ...row, unsure: true }] : holds === true ? [row] : [];
    });
  }

  /** The row at the later of its own time and the value. A null value drops the row. */
  #retimed(row: Row, retime: Expr | null): readonly Row[] {
    if (retime === null || row.time === null) return [row];
    const to = unlessNull(() => evaluate(retime, this.#scope(row)));
    if (to === undefined) return [{ ...row, unsure: true }];
    if (typeof to !== "bigint") return [];
    const later = to > row.time;
    return [later ? { ...row, time: to } : row];
  }

  #elements(row: Row, { name, list }: EachStep): readonly Row[] {
    const elements = unlessNull(() => evaluate(list, this.#scope(row)));
    if (elements === undefined) return [{ ...row, unsure: true }];
    if (!Array.isArray(elements)) return [];
    return elements.map((element, index) => ({
      ...row,
      columns: new Map([...row.columns, [`each.${name}`, element as Value]]),
      ordinals: [...row.ordinals, BigInt(index)],
    }));
  }

  #joined(row: Row, step: JoinStep, known: boolean): Row {
    const key = unlessNull(() => new Map(step.on.map(({ name, value }) => [name, evaluate(value, this.#scope(row))])));
    if (key === undefined) return { ...row, unsure: true };
    const found = this.read(this, step, key, row.time, known);
    const own = (name: string): string => `${step.alias}.${name}`;
    const columns = step.columns.map(({ name }) => [own(name), found.columns.get(name) ?? null] as const);
    return {
      ...row,
      columns: new Map([...row.columns, ...columns]),
      wrong: new Set([...row.wrong, ...[...found.wrong].map(own)]),
    };
  }
}

export type Read = (
  world: World,
  step: JoinStep,
  key: ReadonlyMap<string, Value>,
  t: bigint | null,
  known: boolean,
) => Pick<Row, "columns" | "wrong">;

const none: ReadonlySet<string> = new Set();
/** A row that marks a deletion may leave its columns null. */
const wrongIn = (base: PhysicalRow, source: PhysicalSource, columns: Row["columns"]): ReadonlySet<string> =>
  base.deleted === true
    ? none
    : new Set(source.columns.flatMap(({ name, type }) => (type.nullable || columns.get(name) !== null ? [] : [name])));

/** The values by which a source's rows are ordered, column by column. */
const inOrder = (source: PhysicalSource | DerivedSource, columns: ReadonlyMap<string, Value>): readonly Value[] =>
  source.columns.map(({ name, type }) => orderOf(type, columns.get(name) ?? null));

/**
 * The order of *Latest value*: by time, created, sequence, then values; null is lowest. The places of elements continue
 * the sequence. A row of a union's branch that takes no elements has none, which is null.
 */
export function byOrder(a: Row, b: Row): number {
  const places = Math.max(a.ordinals.length, b.ordinals.length);
  const rank = (row: Row): readonly Value[] => [
    row.time,
    row.base.created,
    row.base.sequence,
    ...Array.from({ length: places }, (_, index) => row.ordinals[index] ?? null),
    ...row.values,
  ];
  return compare(rank(a), rank(b));
}

/** The order of an event's versions: by when they were written, then by their time and values. */
export function byWriting(a: Row, b: Row): number {
  const rank = (row: Row): readonly Value[] => [row.base.created, row.base.sequence, row.base.time, ...row.values];
  return compare(rank(a), rank(b));
}

function found<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const one = all.find((each) => each.name === name);
  if (one === undefined) throw new Error(`the project has no ${name}`);
  return one;
}
