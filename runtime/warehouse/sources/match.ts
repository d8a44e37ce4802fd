import type { SourceBinding, SourceColumn } from "../../artifacts.js";
import { DataError } from "../../errors.js";
import { nearest } from "../../nearest.js";
import { byName } from "./by-name.js";
import { firstFile, type Part, type RawColumn } from "./part.js";
import { pathOf } from "./path.js";
import { sourcePlace } from "./place.js";

/** A part, and the columns of the source in it, by their names in the data. Null: the part does not have the column. */
export interface Matched {
  readonly part: Part;
  readonly columns: ReadonlyMap<string, RawColumn | null>;
}

/**
 * Finds a source's columns in each part of its data. A part may lack a column that may be null (MEANING 118); the same
 * goes for all rows of JSON, where any object may lack a key (MEANING 85).
 */
export function matched(source: SourceBinding, parts: readonly Part[]): readonly Matched[] {
  const wanted = wantedOf(source);
  const found = parts.map((part) => ({
    part,
    columns: new Map(wanted.map((each) => [each.column, find(source, each, part)])),
  }));
  if (parts.length === 0) return found;
  const isJson = source.location.kind === "file" && source.location.format === "json";
  for (const each of wanted) {
    const lacking = found.filter(({ columns }) => columns.get(each.column) === null);
    if (lacking.length === 0) continue;
    const nowhere = lacking.length === found.length;
    if (isJson ? nowhere && each.orders : nowhere || !each.nullable)
      throw missing(source, each, lacking[0]!.part, nowhere);
  }
  return found;
}

export interface Wanted {
  /** The column's name in the project. */
  readonly name: string;
  readonly column: string;
  readonly nullable: boolean;
  /** True if rows are ordered or identified by it. */
  readonly orders: boolean;
  readonly declared: boolean;
}

/** All columns of the data that a source's relation needs, each once. */
export function wantedOf(source: SourceBinding): readonly Wanted[] {
  const { time, created, until, sequence, deleted, key, columns } = source;
  const wanted = new Map<string, Wanted>();
  const add = (one: Wanted): void => {
    const known = wanted.get(one.column);
    if (known === undefined) wanted.set(one.column, one);
    else
      wanted.set(one.column, {
        ...known,
        nullable: known.nullable && one.nullable,
        orders: known.orders || one.orders,
      });
  };
  const declared = ({ name, column, type }: SourceColumn): Wanted => ({
    name,
    column,
    nullable: type.nullable,
    orders: key.includes(name),
    declared: true,
  });
  // The source's own key forms its rows' keys.
  for (const column of columns) add(declared(column));
  const role = (column: string | undefined, nullable: boolean, orders: boolean): void => {
    if (column !== undefined) add({ name: column, column, nullable, orders, declared: false });
  };
  role(time.column, false, true);
  role(created?.column, true, true);
  role(until?.column, true, false);
  role(sequence?.column, sequence?.type.nullable !== false, true);
  role(deleted, true, false);
  return [...wanted.values()];
}

/** A column of a part of the data, looked for by its name. */
export type Found =
  | { readonly kind: "found"; readonly column: RawColumn }
  | { readonly kind: "missing" }
  /** Several columns have the name. */
  | { readonly kind: "twice" }
  /** A column and a folder have the name. */
  | { readonly kind: "folder"; readonly column: RawColumn; readonly folder: RawColumn }
  /** Several columns differ from the name only in case. */
  | { readonly kind: "alike"; readonly alike: readonly RawColumn[] };

export function findColumn(column: string, { columns }: Pick<Part, "columns">): Found {
  const own = columns.filter(({ folder }) => folder !== true);
  const folders = columns.filter(({ folder }) => folder === true);
  if (own.filter((each) => each.name === column).length > 1) return { kind: "twice" };
  const inFile = own[byName(column, own)];
  const inFolder = folders[byName(column, folders)];
  if (inFile !== undefined && inFolder !== undefined) return { kind: "folder", column: inFile, folder: inFolder };
  const found = inFile ?? inFolder;
  if (found !== undefined) return { kind: "found", column: found };
  const alike = columns.filter((each) => each.name.toLowerCase() === column.toLowerCase());
  return alike.length < 2 ? { kind: "missing" } : { kind: "alike", alike };
}

function find(source: SourceBinding, { name, column, declared }: Wanted, part: Part): RawColumn | null {
  const found = findColumn(column, part);
  switch (found.kind) {
    case "found":
      return found.column;
    case "missing": {
      const grant = part.denied?.get(column);
      if (grant === undefined) return null;
      throw new DataError(
        `${sourcePlace(source)}the role may not read column ${JSON.stringify(column)} of its data: ${grant}`,
      );
    }
    case "twice": {
      const of = firstFile(part);
      throw new DataError(
        `${sourcePlace(source)}there are several columns ${JSON.stringify(column)} in its data${of === null ? "" : ` (${of})`}: rename all but one`,
      );
    }
    case "folder":
      throw new DataError(
        `${sourcePlace(source)}column "${found.column.name}" of ${firstFile(part)} and its folder \`${found.folder.name}=…\` have one name: rename one of them`,
      );
    case "alike": {
      const ways = found.alike.map((each) => fixOf(name, each.name, declared)).join(" or ");
      throw new DataError(`${missingIn(source, column, part, false)}; say which one: ${ways}`);
    }
  }
}

/** The YAML to write so that another column of the data is read. */
export const fixOf = (name: string, column: string, declared: boolean): string =>
  declared ? `\`${name}: { type: …, column: ${JSON.stringify(column)} }\`` : `\`${column}\``;

function missingIn(source: SourceBinding, column: string, part: Part, nowhere: boolean): string {
  const path = nowhere ? pathOf(source) : firstFile(part);
  const where = path === null ? "" : ` (${path})`;
  const there = part.columns.map(({ name }) => JSON.stringify(name)).join(", ");
  return `${sourcePlace(source)}there is no column ${JSON.stringify(column)} in its data${where}; it has ${there}`;
}

function missing(source: SourceBinding, { name, column, declared }: Wanted, part: Part, nowhere: boolean): DataError {
  const near = nearColumn(source, column, part);
  const known = nowhere ? "" : "; other files have it: declare its type with `?` if it may be null";
  const help = near === null ? "" : `; did you mean "${near}"? Then say ${fixOf(name, near, declared)} in its YAML`;
  return new DataError(`${missingIn(source, column, part, nowhere)}${nowhere ? help : known}`);
}

/** The column of a part that was most likely meant: not one that the source already reads. */
export function nearColumn(source: SourceBinding, column: string, { columns }: Pick<Part, "columns">): string | null {
  const taken = new Set(wantedOf(source).map((each) => each.column.toLowerCase()));
  const free = columns.flatMap(({ name }) => (name === "" || taken.has(name.toLowerCase()) ? [] : [name]));
  return nearest(column, free);
}
