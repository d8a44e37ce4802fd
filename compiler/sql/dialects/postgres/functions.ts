import type { AggregateOverloadName, ScalarOverload } from "../../../functions/overloads.js";
import type { AggregateCell, Limited, SqlCell, Unsupported } from "../cell.js";
import { aggregates as standardAggregates } from "../standard/aggregates.js";
import { functions as standard } from "../standard/functions.js";
import { ownAggregates } from "./aggregates.js";
import { casts } from "./casts.js";
import { lists } from "./lists.js";
import { maps } from "./maps.js";
import { numbers } from "./numbers.js";
import { texts } from "./text.js";
import { times } from "./times.js";

/*
 * The types of arguments and results: bool BOOLEAN, int32 INTEGER, int64 BIGINT, float32 REAL, float64 DOUBLE
 * PRECISION, string, enum and json TEXT, bytes BYTEA, decimal NUMERIC, an array an ARRAY of these, a struct or a map
 * JSONB; a timestamp is a BIGINT of microseconds and a date an INTEGER of days, both since the epoch. Postgres reads
 * `5` as INTEGER and `1.5` as NUMERIC.
 */

export const functions = {
  ...standard,
  ...numbers,
  ...texts,
  ...lists,
  ...maps,
  ...times,
  ...casts,
} satisfies Record<ScalarOverload, SqlCell | Limited | Unsupported>;

export const aggregates = {
  ...standardAggregates,
  ...ownAggregates,
} satisfies Record<AggregateOverloadName, AggregateCell | Unsupported>;
