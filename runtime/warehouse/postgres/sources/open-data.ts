import type { SourceLocation } from "../../../artifacts.js";
import type { EngineForms, RawData } from "../../data/raw-data.js";
import { withEnvironment } from "../../environment.js";
import { tableParts } from "../../sources/table-parts.js";
import { userQuery } from "../../user-query.js";
import type { Engine } from "../engine.js";
import { identifier, literal } from "../text.js";
import { notInPostgres, type Place, withoutEnd } from "./bind.js";
import { converting } from "./converting.js";
import { type Described, describeTable, describeView } from "./describe.js";

/** Opens data as it is. `explained` runs an action whose errors are in plain words. */
export async function openData(
  engine: Engine,
  location: SourceLocation,
  { environment }: Place,
  explained: <T>(action: () => Promise<T>) => Promise<T>,
): Promise<RawData> {
  const { part } = await described(engine, location, environment);
  return {
    parts: [part],
    typed: true,
    rows: (sql) => explained(() => engine.rows(sql)),
    converting,
    forms,
    rowOf: async () => null,
  };
}

async function described(
  engine: Engine,
  location: SourceLocation,
  environment: Place["environment"],
): Promise<Described> {
  switch (location.kind) {
    case "file":
      throw notInPostgres(location.path);
    case "table":
      return describeTable(engine, tableParts(withEnvironment(location.name, environment)));
    case "query": {
      const view = "feat_data rows";
      await engine.run(`DROP VIEW IF EXISTS pg_temp.${identifier(view)} CASCADE`);
      const sql = withoutEnd(userQuery(location.sql, environment, (path) => path));
      await engine.run(`CREATE TEMP VIEW ${identifier(view)} AS\n${sql}`);
      return describeView(engine, view);
    }
  }
}

const NUMBER = "\\s*[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]{1,2})?\\s*";
const matches = (text: string, pattern: string): string => `${text} ~ ${literal(`^(?:${pattern})$`)}`;
const forms: EngineForms = {
  matches,
  infiniteTimes: true,
  rowsHash: (values) =>
    `sum(CAST(CAST(CAST('x' || left(md5(CAST(ROW(${values.join(", ")}) AS TEXT)), 16) AS BIT(64)) AS BIGINT) AS NUMERIC))`,
  number: (family, x) => {
    const cast = `CAST(${x} AS DOUBLE PRECISION)`;
    switch (family) {
      case "text":
        return `CASE WHEN ${matches(`CAST(${x} AS TEXT)`, NUMBER)} THEN CAST(CAST(${x} AS TEXT) AS DOUBLE PRECISION) END`;
      // NaN is greater than all numbers.
      case "float":
      case "decimal":
        return `CASE WHEN ${x} BETWEEN -1e30 AND 1e30 THEN ${cast} END`;
      default:
        return cast;
    }
  },
};
