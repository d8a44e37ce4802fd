import type { Fn, PhysicalSource, Project, Source, View } from "../../../compiler/model/ir.js";
import { evaluate } from "./expression.js";
import { compare, stored, type Value } from "./values.js";

/** A row as YAML declares it: times as instants whatever the data stores, columns by their declared names. */
export interface PhysicalRow {
  readonly time: bigint | null;
  readonly created: bigint | null;
  readonly sequence: Value;
  readonly deleted: boolean | null;
  readonly until: bigint | null;
  readonly columns: ReadonlyMap<string, Value>;
}

/** A row of any source. `values` are its own columns in order, and then those of what it was made from: they break the last ties. */
export interface Row {
  readonly base: PhysicalRow;
  readonly columns: ReadonlyMap<string, Value>;
  readonly values: readonly Value[];
}

/** A project with its sources' rows. */
export class World {
  readonly functions: ReadonlyMap<string, Fn>;
  readonly #rows = new Map<string, readonly Row[]>();
  readonly #viewRows = new Map<View, readonly { readonly row: Row; readonly key: readonly Value[] }[]>();

  constructor(
    readonly project: Project,
    readonly physical: ReadonlyMap<string, readonly PhysicalRow[]>,
  ) {
    this.functions = new Map(project.functions.map((fn) => [fn.name, fn]));
  }

  source(name: string): Source {
    return found(this.project.sources, name);
  }
  view(name: string): View {
    return found(this.project.views, name);
  }

  /** What YAML says of a source, or of what it is derived from. */
  base(name: string): PhysicalSource {
    const source = this.source(name);
    return source.node === "physical" ? source : this.base(source.from);
  }

  rows(name: string): readonly Row[] {
    const known = this.#rows.get(name);
    if (known !== undefined) return known;
    const rows = this.#makeRows(this.source(name));
    this.#rows.set(name, rows);
    return rows;
  }

  /** A view's rows with the keys they belong to: those that pass its `where` and have no null in their key. */
  viewRows(view: View): readonly { readonly row: Row; readonly key: readonly Value[] }[] {
    const known = this.#viewRows.get(view);
    if (known !== undefined) return known;
    const rows = this.rows(view.from)
      .filter((row) => view.where === null || evaluate(view.where, this.#scope(row)) === true)
      .map((row) => ({ row, key: view.keys.map(({ value }) => evaluate(value, this.#scope(row))) }))
      .filter(({ key }) => !key.includes(null));
    this.#viewRows.set(view, rows);
    return rows;
  }

  #scope(row: Row) {
    return { functions: this.functions, column: (name: string) => row.columns.get(name) ?? null };
  }

  #makeRows(source: Source): readonly Row[] {
    if (source.node === "physical") {
      return (this.physical.get(source.name) ?? []).map((base) => {
        const columns = new Map(
          source.columns.map(({ name }) => [name, stored(base.columns.get(name) ?? null, { nullable: true })]),
        );
        return { base, columns, values: [...columns.values()] };
      });
    }
    return this.rows(source.from)
      .filter((row) => source.where === null || evaluate(source.where, this.#scope(row)) === true)
      .map((row) => {
        const columns = new Map(
          source.columns.map(({ name, type, value }) => [name, stored(evaluate(value, this.#scope(row)), type)]),
        );
        return { base: row.base, columns, values: [...columns.values(), ...row.values] };
      });
  }
}

/** The order of *Latest value*: time, created, sequence, values; null lowest. */
export function byOrder(a: Row, b: Row): number {
  const rank = (row: Row): readonly Value[] => [row.base.time, row.base.created, row.base.sequence, ...row.values];
  return compare(rank(a), rank(b));
}

/** The order of an event's versions: as they were written, then by their time and values. */
export function byWriting(a: Row, b: Row): number {
  const rank = (row: Row): readonly Value[] => [row.base.created, row.base.sequence, row.base.time, ...row.values];
  return compare(rank(a), rank(b));
}

function found<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const one = all.find((each) => each.name === name);
  if (one === undefined) throw new Error(`the project has no ${name}`);
  return one;
}
