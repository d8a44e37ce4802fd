import { planType } from "../../../duckdb-types.js";
import type { Converting } from "../../sources/converting.js";
import { conversion, converts } from "../convert.js";
import { identifier, literal } from "../text.js";
import { asTime } from "./as-time.js";
import { instantFrom, orderedInstant } from "./instants.js";

/** How DuckDB converts the values of data. */
export const converting: Converting = {
  textType: "VARCHAR",
  identifier,
  literal,
  planType,
  conversion,
  converts,
  instantFrom,
  orderedInstant,
  compared: null,
  stamp: null,
  asTime,
  raise: (text) => `error(${text})`,
};
