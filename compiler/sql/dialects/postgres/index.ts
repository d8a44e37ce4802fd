/**
 * Postgres 15 and newer.
 */
import { cast, op, parameter } from "../../tree/index.js";
import type { Dialect } from "../dialect.js";
import { duckdb } from "../duckdb/index.js";
import { capabilities } from "./capabilities.js";

export const postgres: Dialect = {
  ...duckdb,
  name: "postgres",
  ...capabilities,
  shortCasts: true,
  parameter: (name) => cast(parameter(name === "at" ? "1" : "2"), "BIGINT"),
  unsimplified: (value) => value,
  output: (value) => value,
  isFinite: (value) => op("<", value, value),
};
