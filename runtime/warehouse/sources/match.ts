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

interface Wanted {
  /** The column's name in the project. */
  readonly name: string;
  readonly column: string;
  readonly nullable: boolean;
  /** True if rows are ordered or identified by it. */
  readonly orders: boolean;
  readonly declared: boolean;
}

/** All columns of the data that a source's relation needs, each once. */
function wantedOf(source: SourceBinding): readonly Wanted[] {
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

function find(source: SourceBinding, { name, column, declared }: Wanted, part: Part): RawColumn | null {
  const own = part.columns.filter(({ folder }) => folder !== true);
  const folders = part.columns.filter(({ folder }) => folder === true);
  const twice = own.filter((each) => each.name === column).length > 1;
  if (twice) {
    const of = firstFile(part);
    throw new DataError(
      `${sourcePlace(source)}there are several columns ${JSON.stringify(column)} in its data${of === null ? "" : ` (${of})`}: rename all but one`,
    );
  }
  const inFile = own[byName(column, own)];
  const inFolder = folders[byName(column, folders)];
  if (inFile !== undefined && inFolder !== undefined)
    throw new DataError(
      `${sourcePlace(source)}column "${inFile.name}" of ${firstFile(part)} and its folder \`${inFolder.name}=…\` have one name: rename one of them`,
    );
  const found = inFile ?? inFolder ?? null;
  const alike = part.columns.filter((each) => each.name.toLowerCase() === column.toLowerCase());
  if (found !== null || alike.length < 2) return found;
  const ways = alike.map((each) => fixOf(name, each.name, declared)).join(" or ");
  throw new DataError(`${missingIn(source, column, part, false)}; say which one: ${ways}`);
}

/** The YAML to write so that another column of the data is read. */
const fixOf = (name: string, column: string, declared: boolean): string =>
  declared ? `\`${name}: { type: …, column: ${JSON.stringify(column)} }\`` : `\`${column}\``;

function missingIn(source: SourceBinding, column: string, part: Part, nowhere: boolean): string {
  const path = nowhere ? pathOf(source) : firstFile(part);
  const where = path === null ? "" : ` (${path})`;
  const there = part.columns.map(({ name }) => JSON.stringify(name)).join(", ");
  return `${sourcePlace(source)}there is no column ${JSON.stringify(column)} in its data${where}; it has ${there}`;
}

function missing(source: SourceBinding, { name, column, declared }: Wanted, part: Part, nowhere: boolean): DataError {
  const taken = new Set(wantedOf(source).map((each) => each.column.toLowerCase()));
  const near = nearest(
    column,
    part.columns.flatMap(({ name: own }) => (own === "" || taken.has(own.toLowerCase()) ? [] : [own])),
  );
  const known = nowhere ? "" : "; other files have it: declare its type with `?` if it may be null";
  const help = near === null ? "" : `; did you mean "${near}"? Then say ${fixOf(name, near, declared)} in its YAML`;
  return new DataError(`${missingIn(source, column, part, nowhere)}${nowhere ? help : known}`);
}
