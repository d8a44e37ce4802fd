import type { AggregateOverloadName, ScalarOverload } from "../../../functions/overloads.js";
import type { AggregateCell, Limited, SqlCell, Unsupported } from "../cell.js";
import { aggregates as standardAggregates } from "../standard/aggregates.js";
import { functions as standard } from "../standard/functions.js";
import { ownAggregates } from "./aggregates.js";
import { casts } from "./casts.js";
import { lists } from "./lists.js";
import { numbers } from "./numbers.js";
import { texts } from "./text.js";
import { times } from "./times.js";

/*
 * The types of arguments and results: bool BOOLEAN, int32, int64, timestamp and date BIGINT, which is NUMBER(38, 0),
 * float32 and float64 DOUBLE, string, enum and json VARCHAR, bytes BINARY, decimal NUMBER. Snowflake reads `1.5` as a
 * NUMBER.
 */

export const functions = {
  ...standard,
  ...numbers,
  ...texts,
  ...lists,
  ...times,
  ...casts,
} satisfies Record<ScalarOverload, SqlCell | Limited | Unsupported>;

export const aggregates = {
  ...standardAggregates,
  ...ownAggregates,
} satisfies Record<AggregateOverloadName, AggregateCell | Unsupported>;
