import { type StructField, type Type, typeText } from "../../runtime/types.js";

/**
 * `breaks`: what goes wrong for those who read values of the type (`out`) or give them (`in`). `other`: what changes
 * without harm.
 */
export interface TypeChange {
  readonly breaks: readonly string[];
  readonly other: readonly string[];
}
export type Direction = "in" | "out";

const none: TypeChange = { breaks: [], other: [] };
const both = (changes: readonly TypeChange[]): TypeChange => ({
  breaks: changes.flatMap(({ breaks }) => breaks),
  other: changes.flatMap(({ other }) => other),
});
/** A reason that breaks if `harmful`. */
const reason = (harmful: boolean, text: string): TypeChange =>
  harmful ? { breaks: [text], other: [] } : { breaks: [], other: [text] };

/** How a type differs. A reader suffers from values that it does not expect, a caller from values no longer taken. */
export function typeChange(before: Type, after: Type, direction: Direction, where = "its type"): TypeChange {
  const nullable =
    before.nullable === after.nullable
      ? none
      : after.nullable
        ? reason(direction === "out", `${where} turns nullable: ${typeText(before)} to ${typeText(after)}`)
        : reason(direction === "in", `${where} is no longer nullable: ${typeText(before)} to ${typeText(after)}`);
  return both([nullable, shapeChange(before, after, direction, where)]);
}

function shapeChange(before: Type, after: Type, direction: Direction, where: string): TypeChange {
  const other = reason(true, `${where} changes from ${typeText(before)} to ${typeText(after)}`);
  switch (before.kind) {
    case "enum":
      if (after.kind !== "enum") return other;
      return both([
        before.name === after.name ? none : reason(true, `${where} changes from ${before.name} to ${after.name}`),
        valuesChange(before.values, after.values, direction, where),
      ]);
    case "array":
      if (after.kind !== "array" || after.size !== before.size) return other;
      return typeChange(before.element, after.element, direction, `${where}'s element`);
    case "map":
      if (after.kind !== "map") return other;
      return both([
        typeChange(before.key, after.key, direction, `${where}'s key`),
        typeChange(before.value, after.value, direction, `${where}'s value`),
      ]);
    case "struct":
      return after.kind === "struct" ? fieldsChange(before.fields, after.fields, direction, where) : other;
    case "decimal":
      return after.kind === "decimal" && after.precision === before.precision && after.scale === before.scale
        ? none
        : other;
    default:
      if (after.kind !== before.kind) return other;
      return valuesChange(before.values, after.values, direction, where);
  }
}

/** `undefined` is any value. */
function valuesChange(
  before: readonly string[] | undefined,
  after: readonly string[] | undefined,
  direction: Direction,
  where: string,
): TypeChange {
  const gained = before === undefined ? [] : (after ?? []).filter((value) => !before.includes(value));
  const lost = after === undefined ? [] : (before ?? []).filter((value) => !after.includes(value));
  const open = before !== undefined && after === undefined;
  const closed = before === undefined && after !== undefined;
  return both([
    gained.length === 0 ? none : reason(direction === "out", `${where} gains the values ${quoted(gained)}`),
    open ? reason(direction === "out", `${where} may be any text, no longer only ${quoted(before)}`) : none,
    lost.length === 0 ? none : reason(direction === "in", `${where} loses the values ${quoted(lost)}`),
    closed ? reason(direction === "in", `${where} is only ${quoted(after)}`) : none,
  ]);
}

function fieldsChange(
  before: readonly StructField[],
  after: readonly StructField[],
  direction: Direction,
  where: string,
): TypeChange {
  const named = (fields: readonly StructField[]) => new Map(fields.map((field) => [field.name, field]));
  const [old, now] = [named(before), named(after)];
  return both([
    ...before.map(({ name, type }) => {
      const next = now.get(name);
      return next === undefined
        ? reason(true, `${where} loses the field ${name}`)
        : typeChange(type, next.type, direction, `${where}'s field ${name}`);
    }),
    ...after
      .filter(({ name }) => !old.has(name))
      .map(({ name, type }) =>
        reason(direction === "in" && !type.nullable, `${where} gains the field ${name}: ${typeText(type)}`),
      ),
  ]);
}

const quoted = (values: readonly string[]): string => values.map((value) => JSON.stringify(value)).join(", ");
