import { postgresType } from "../../../postgres-types.js";
import type { Type } from "../../../types.js";
import type { Converting } from "../../sources/converting.js";
import type { RawColumn } from "../../sources/part.js";
import { conversion, converts } from "../convert.js";
import { identifier, literal } from "../text.js";
import { instantFrom, orderedInstant, stampOf } from "./instants.js";

const smaller: Readonly<Partial<Record<Type["kind"], ReadonlySet<string>>>> = {
  int32: new Set(["SMALLINT"]),
  int64: new Set(["SMALLINT", "INTEGER"]),
};

/** How Postgres converts the values of data. */
export const converting: Converting = {
  textType: "VARCHAR",
  identifier,
  literal,
  planType: postgresType,
  conversion,
  converts,
  instantFrom,
  orderedInstant,
  // Integers of all sizes compare with each other.
  compared: (type, { name }, x) => (smaller[type.kind]?.has(name) ? x : null),
  stamp: stampOf,
  // JSON's numbers and texts are instants by their texts, and so are values of enums and the like.
  asTime: (column): RawColumn => {
    const { family, name } = column.physical;
    const physical = { family: "text", name: "TEXT" } as const;
    if (family === "json") return { ...column, sql: `(CAST(${column.sql} AS JSONB) #>> '{}')`, physical };
    return family === "text" && name !== "TEXT" ? { ...column, sql: `CAST(${column.sql} AS TEXT)`, physical } : column;
  },
  raise: (text, type) => `pg_temp.feat_read_fault(${text}, CAST(NULL AS ${postgresType(type)}))`,
};
