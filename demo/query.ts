import type { Value, Warehouse } from "featlang/runtime";
import { type ScalarName, scalar } from "../runtime/types.js";

/** A query's rows. For lists of entities and samples, not for whole training sets. */
export async function queryRows<K extends string>(
  warehouse: Warehouse,
  sql: string,
  columns: Readonly<Record<K, ScalarName>>,
): Promise<readonly Readonly<Record<K, Value>>[]> {
  const names = Object.keys(columns) as K[];
  const typed = names.map((name) => ({ name, type: scalar(columns[name], true) }));
  const rows: Record<K, Value>[] = [];
  for await (const batch of warehouse.read({ of: "the demo", sql, columns: typed })) {
    for (let row = 0; row < batch.rows; row++) {
      const made = Object.fromEntries(names.map((name, place) => [name, batch.columns[place]?.[row] ?? null]));
      rows.push(made as Record<K, Value>);
    }
  }
  return rows;
}
