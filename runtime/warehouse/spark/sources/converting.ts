import { sparkIdentifier, sparkText, sparkType } from "../../../spark-types.js";
import type { Converting } from "../../sources/converting.js";
import { conversion, converts } from "../convert.js";
import { instantFrom, orderedInstant } from "./instants.js";

/** How Spark converts the values of data. */
export const converting: Converting = {
  identifier: sparkIdentifier,
  literal: sparkText,
  textType: "STRING",
  planType: sparkType,
  conversion: (type, physical, x) => conversion(type, physical, x),
  converts,
  instantFrom,
  orderedInstant,
  compared: null,
  stamp: null,
  asTime: (column) => column,
  raise: (text, type) => `CASE WHEN ${text} IS NOT NULL THEN CAST(raise_error(${text}) AS ${sparkType(type)}) END`,
};
