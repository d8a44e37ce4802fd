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
 * The types of arguments and results: bool BOOLEAN, int32 INT, int64 BIGINT, float32 FLOAT, float64 DOUBLE, string, enum
 * and json STRING, bytes BINARY, decimal DECIMAL, an array an ARRAY of these, a struct a STRUCT, a map a MAP; a timestamp
 * is a BIGINT of microseconds and a date an INT of days, both since the epoch. Spark reads `5` as INT and `1.5` as
 * DECIMAL. Its ANSI mode raises on overflow, and for a division by zero even of floats.
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
