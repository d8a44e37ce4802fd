import type { SourceLocation } from "../../../artifacts.js";
import { DataError } from "../../../errors.js";
import type { EngineForms, RawData } from "../../data/raw-data.js";
import type { Engine } from "../engine.js";
import { dataError } from "../errors.js";
import { identifier, literal, withShortPaths } from "../text.js";
import { converting } from "./converting.js";
import { describe } from "./describe.js";
import { firstRow } from "./first-row.js";
import { located, namedLikePattern, type Place } from "./location.js";

/** Opens data as it is. `explained` runs an action whose errors are in plain words. */
export async function openData(
  engine: Engine,
  location: SourceLocation,
  place: Place,
  explained: <T>(action: () => Promise<T>) => Promise<T>,
): Promise<RawData> {
  try {
    const found = located(location, place);
    const view = "feat_data rows";
    if (found.kind === "query")
      await engine.runAlone(`CREATE OR REPLACE TEMP VIEW ${identifier(view)} AS\n${found.sql}`);
    const { parts } = await describe(engine, found, view, undefined);
    return {
      parts,
      typed: location.kind !== "file" || location.format === "parquet",
      rows: (sql) => explained(() => engine.rows(sql)),
      converting,
      forms,
      rowOf: async (part, column, problem) => {
        const row = await explained(() => firstRow(engine, { location }, part, [column], problem));
        return row?.where ?? null;
      },
    };
  } catch (error) {
    const known = dataError(error, "");
    if (!(known instanceof DataError)) throw known;
    const hint = error instanceof Error ? await namedLikePattern(location, place, error) : "";
    throw new DataError(`${withShortPaths(known.message, place.folder)}${hint}`, { cause: error });
  }
}

const forms: EngineForms = {
  matches: (text, pattern) => `regexp_full_match(${text}, ${literal(pattern)})`,
  infiniteTimes: true,
  rowsHash: (values) => `sum(CAST(md5_number_lower(CAST(row(${values.join(", ")}) AS VARCHAR)) AS HUGEINT))`,
  number: (_, x) => `CASE WHEN isfinite(TRY_CAST(${x} AS DOUBLE)) THEN TRY_CAST(${x} AS DOUBLE) END`,
};
