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
 * The types of arguments and results: bool BOOL, int32, int64, timestamp and date INT64, float32 and float64 FLOAT64,
 * string, enum and json STRING, bytes BYTES, decimal BIGNUMERIC. An array, a map and a struct are structs (`types.ts`).
 * BigQuery reads `5` as INT64 and `1.5` as FLOAT64.
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
