import type { PhysicalSource } from "../../../../compiler/ir/index.js";
import { wholeBinding } from "../../../../compiler/sql/index.js";
import { nullableColumn, roleColumns } from "../../../../runtime/artifacts.js";
import { dateText, timestampText } from "../../../../runtime/functions/calendar.js";
import type { Type } from "../../../../runtime/types.js";
import type { Int, Value } from "../../../../runtime/values.js";
import type { Warehouse } from "../../../../runtime/warehouse/warehouse.js";
import type { ProposedEntity } from "./entities.js";

/** How many labels the example has. */
const LABELS = 20;

export interface ExampleLabels {
  readonly text: string;
  /** The last of its times, in microseconds. Null if there are no labels. */
  readonly last: Int | null;
}

/** An example of labels: keys and times that occur in the source, the last of them, in order. */
export async function exampleLabels(
  warehouse: Warehouse,
  source: PhysicalSource,
  dialect: string,
  entity: ProposedEntity | null,
): Promise<ExampleLabels> {
  const own = entity?.sources.find((each) => each.source.name === source.name);
  const declared = source.columns.find(({ name }) => name === own?.column);
  const binding = wholeBinding(source, dialect);
  const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
  const key = declared === undefined ? null : declared.type.nullable ? declared.name : nullableColumn(declared.name);
  const [at, of] = [quoted(roleColumns.time), key === null ? "1" : quoted(key)];
  const result =
    `SELECT k AS label_key, t AS label_time FROM (SELECT DISTINCT ${of} AS k, ${at} AS t FROM ${quoted(binding.relation)} WHERE ${of} IS NOT NULL ` +
    `AND ${at} BETWEEN ${EARLIEST} AND ${LATEST}) AS found ORDER BY t DESC, k LIMIT ${LABELS}`;
  const keyType: Type = declared?.type ?? { kind: "int64", nullable: false };
  const rows: { readonly key: Value; readonly time: Int }[] = [];
  const query = {
    of: `labels of ${source.name}`,
    sql: { sources: [binding], blocks: [], result },
    columns: [
      { name: "label_key", type: keyType },
      { name: "label_time", type: { kind: "int64", nullable: false } },
    ],
  } as const;
  for await (const { columns } of warehouse.read(query)) {
    const [keys = [], times = []] = columns;
    for (const [index, value] of keys.entries()) rows.push({ key: value, time: times[index] as Int });
  }
  const lines = rows.toReversed().map(({ key: value, time }) => {
    const instant = timestampText(time);
    return entity === null ? instant : `${csvField(textOf(value, keyType))},${instant}`;
  });
  const head = entity === null ? "event_timestamp" : `${entity.key},event_timestamp`;
  return { text: `${[head, ...lines].join("\n")}\n`, last: rows[0]?.time ?? null };
}

/** The years 1 to 9999, which CSV can hold. */
const [EARLIEST, LATEST] = ["-62135596800000000", "253402300799999999"];

function textOf(value: Value, type: Type): string {
  if (type.kind === "date") return dateText(Number(value));
  if (type.kind === "timestamp") return timestampText(value as Int);
  return String(value);
}

/** In quotes where a reader would else take it for something else; the empty text is no null. */
const csvField = (text: string): string =>
  /^$|[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
