import type { PhysicalSource } from "../../../../compiler/ir/index.js";
import { isInteger, keyKinds, scalar, type Type, withNullable } from "../../../../runtime/types.js";
import { isKeyName } from "../../../../runtime/warehouse/data/index.js";
import { plainName } from "../../../pull/plain-name.js";

/** An entity to propose, and the sources whose rows are about it. */
export interface ProposedEntity {
  readonly name: string;
  /** The name of its key, and the key's type. */
  readonly key: string;
  readonly type: Type;
  readonly guess: string;
  readonly sources: readonly { readonly source: PhysicalSource; readonly column: string }[];
}

/** The entities of sources, and the sources that are about none. `taken`: names in use, in lower case. */
export function proposeEntities(
  sources: readonly PhysicalSource[],
  taken: Set<string>,
): { readonly entities: readonly ProposedEntity[]; readonly without: readonly PhysicalSource[] } {
  /** How many sources have a column of the name. */
  const shared = (column: string): number =>
    sources.filter((source) => source.columns.some(({ name }) => name === column)).length;
  const groups = new Map<string, { readonly source: PhysicalSource; readonly column: string; readonly type: Type }[]>();
  const without: PhysicalSource[] = [];
  for (const source of sources) {
    const column = keyColumn(source, shared);
    if (column === null) {
      without.push(source);
      continue;
    }
    const type = keyType(source.columns.find(({ name }) => name === column)!.type);
    // `id` is another thing in each source.
    const key = isBare(column) ? `${source.name}.${column}` : `${column} ${type.kind}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [{ source, column, type }]);
    else group.push({ source, column, type });
  }
  const entities = [...groups.values()].map((group): ProposedEntity => {
    const { source, column, type } = group[0]!;
    const thing = isBare(column) ? singular(source.name) : thingOf(column);
    const name = plainName(thing, "thing", taken);
    const key = isBare(column) || isLabelTime(column) ? `${name}_${column}` : column;
    const guess = isKeyName(column) ? "by the name of its key" : "by the first column of texts";
    return { name, key, type, guess, sources: group };
  });
  // The entity that most sources are about comes first.
  const weight = ({ sources: own, key }: ProposedEntity): number => own.length * 2 + Number(isKeyName(key));
  return { entities: entities.toSorted((a, b) => weight(b) - weight(a)), without };
}

const isBare = (column: string): boolean => /^(id|key|uuid|guid|code|sku)$/i.test(column);
/** A label file has a column of this name. */
export const isLabelTime = (name: string): boolean => name.toLowerCase() === "event_timestamp";
const thingOf = (column: string): string => column.replace(/_?(id|key|uuid|guid|code|sku)$/i, "") || column;
/** `orders` is of an order, and `cities` of a city. */
const singular = (name: string): string =>
  /ies$/i.test(name) ? `${name.slice(0, -3)}y` : /[^s]s$/i.test(name) ? name.slice(0, -1) : name;

/** An int32 converts to an int64, so sources of both share a key. */
const keyType = (type: Type): Type => (isInteger(type) ? scalar("int64") : withNullable(type, false));

/** The column that says what a row is about: not the event's own key, if there is another one. */
function keyColumn(source: PhysicalSource, shared: (column: string) => number): string | null {
  const isKey = ({ kind }: Type): boolean => keyKinds.has(kind) && kind !== "bool";
  if (source.kind === "state" && source.key[0] !== undefined) return source.key[0];
  const roles = new Set([source.time.column, source.created?.column, source.until?.column]);
  const free = source.columns.filter(({ column, type }) => !roles.has(column) && isKey(type));
  const named = free.filter(({ name }) => isKeyName(name));
  const own = new Set([...source.key, source.sequence?.column]);
  const about = named.filter(({ name, column }) => !own.has(name) && !own.has(column));
  const [best] = about.toSorted((a, b) => shared(b.name) - shared(a.name));
  const texts = free.filter(({ type }) => type.kind === "string");
  return (best ?? named[0] ?? texts[0])?.name ?? null;
}
