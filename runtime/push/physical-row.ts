import { type Edge, Mismatch } from "../client/edges/edge.js";
import { recordBuilder } from "../codec/index.js";
import { InputError } from "../errors.js";
import { microsPerDay } from "../functions/calendar.js";
import { multiply } from "../functions/int64.js";
import { instantOf } from "../functions/zone.js";
import { jsonTextOf, parseJson } from "../json-text.js";
import type { StreamRow, StreamSource, StreamTime } from "../stream-artifacts.js";
import type { PhysicalRow } from "../streams/index.js";
import { typeText } from "../types.js";
import type { Int, Value } from "../values.js";

/** A row of a source, and its values by inputs, as the caller gave them. */
export interface ReadRow {
  readonly row: PhysicalRow;
  readonly inputs: StreamRow;
}
/** Reads a caller's row of a source. `where` names it in messages. */
export type RowReader = (given: unknown, where: string, index: number) => ReadRow;

/**
 * Checks a row and converts it. Every column that is not nullable must be there, unless the row deletes its key's state;
 * no other field is allowed. A row without a time, or with a null in the source's key, could never be visible: it is
 * refused.
 */
export function rowReader(source: StreamSource, edge: Edge<unknown>): RowReader {
  const { inputs } = source;
  const readers = inputs.map(({ type }) => edge.reader(type));
  const known = new Set(inputs.map(({ name }) => name));
  const build = recordBuilder<Value>(inputs.map(({ name }) => name));
  return (given, where, index) => {
    const wrong = (field: string | null, message: string) =>
      new InputError(`${where}: ${message}`, { field, row: index });
    if (typeof given !== "object" || given === null || Array.isArray(given))
      throw wrong(null, `expected an object with ${listOf(inputs.map(({ name }) => name))}`);
    const fields = given as Readonly<Record<string, unknown>>;
    for (const name of Object.keys(fields))
      if (!known.has(name)) throw wrong(name, `unknown field \`${name}\`; it takes ${listOf([...known])}`);
    const values = inputs.map(({ name, type }, place): Value => {
      const value = Object.hasOwn(fields, name) ? fields[name] : undefined;
      if (value === undefined || value === null) return null;
      try {
        const read = readers[place]!(value);
        return type.kind === "json" && read !== null ? canonical(read as string) : read;
      } catch (error) {
        if (!(error instanceof Mismatch)) throw error;
        throw wrong(name, `field \`${name}\`: ${error.message}`);
      }
    });
    const row = build(values);
    const deleted = source.deleted !== null && row[source.deleted] === true;
    const required = new Set([source.time.input, ...source.key]);
    for (const { name, type } of inputs) {
      if (row[name] !== null || (!required.has(name) && (type.nullable || deleted))) continue;
      throw wrong(
        name,
        name in fields ? `field \`${name}\` can't be null` : `field \`${name}\` (${typeText(type)}) is missing`,
      );
    }
    const instant = (time: StreamTime | null): Int | null => {
      const value = time === null ? null : row[time.input]!;
      if (time === null || value === null) return null;
      const found = instantFrom(
        time,
        value as Int,
        inputs.find(({ name }) => name === time.input)!.type.kind === "date",
      );
      if (BigInt(found) % BigInt(time.unit) === 0n) return found;
      throw wrong(
        time.input,
        `field \`${time.input}\`: the source keeps its times in ${unitText(time.unit)}: round it`,
      );
    };
    return {
      row: {
        source: source.name,
        values: source.columns.map(({ name }) => row[name]!),
        time: instant(source.time)!,
        created: instant(source.created),
        sequence: source.sequence === null ? null : row[source.sequence.input]!,
        deleted,
        until: instant(source.until),
      },
      inputs: row,
    };
  };
}

const listOf = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");

const unitText = (unit: Int): string => (Number(unit) === 1000 ? "milliseconds" : "seconds");

/** One text for each JSON value, so that equal rows are equal. */
export const canonical = (text: string): string => jsonTextOf(parseJson(text));

function instantFrom({ zone, day }: StreamTime, value: Int, isDate: boolean): Int {
  if (!isDate) return value;
  return instantOf(multiply(Number(value) + (day === "end" ? 1 : 0), microsPerDay), zone ?? "UTC");
}
