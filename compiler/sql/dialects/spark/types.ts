import { sparkType } from "../../../../runtime/spark-types.js";
import type { Type } from "../../../../runtime/types.js";
import { type Sql, typeName } from "../../tree/index.js";

/** Spark's type for a value inside expressions. */
export const typeOf = (type: Type): Sql => typeName(sparkType(type));
