import { DataError } from "../../../errors.js";
import { fileColumn, noFirst, noneKnown, type Part, type RawColumn } from "../../sources/part.js";
import { pointerTo } from "../convert.js";
import type { Engine } from "../engine.js";
import { literal } from "../text.js";
import { listOf, textsIn } from "./parquet.js";

/**
 * JSON files, in groups whose objects have the same keys. Values stay JSON: a sniffer's types depend on the objects
 * that it happens to see. A key that an object does not have is null in its row (MEANING 85).
 */
export async function jsonParts(engine: Engine, files: readonly string[]): Promise<readonly Part[]> {
  const keys = `SELECT ${fileName} AS file, json_type(json) AS type, unnest(json_keys(json)) AS key FROM ${objects(files)}`;
  const groups = await engine.rows(
    `SELECT list(file ORDER BY file), keys FROM (SELECT file, list(DISTINCT key ORDER BY key) AS keys FROM (${keys}) GROUP BY file) GROUP BY keys ORDER BY min(file)`,
  );
  const [other] = await engine.rows(
    `SELECT ${fileName}, CAST(json AS VARCHAR) FROM ${objects(files)} WHERE json_type(json) <> 'OBJECT' LIMIT 1`,
  );
  if (other !== undefined)
    throw new DataError(
      `${other[0]} holds ${String(other[1]).slice(0, 60)}, and every row of a JSON source is an object`,
    );
  return groups.map(([group, names]) => partOf(textsIn(group), textsIn(names)));
}

const fileName = `"${fileColumn}"`;
const objects = (files: readonly string[]): string =>
  `read_json_objects(${listOf(files)}, format = 'auto', hive_partitioning = false, filename = ${literal(fileColumn)})`;

function partOf(files: readonly string[], keys: readonly string[]): Part {
  const columns = keys.map(
    (name, index): RawColumn => ({
      name,
      sql: `data.k${index}`,
      physical: { family: "json", name: "JSON", json: { text: `data.text${index}`, kind: `data.kind${index}` } },
    }),
  );
  return {
    files,
    columns,
    from: (wanted, file) => {
      const names = new Set(wanted.map(({ name }) => name));
      const read = columns.flatMap((column, index) => (names.has(column.name) ? [{ column, index }] : []));
      const own = [
        ...read.flatMap(({ index }, place) => [
          `found[${place + 1}] AS k${index}`,
          `found[${place + 1}] ->> '$' AS text${index}`,
          `json_type(found[${place + 1}]) AS kind${index}`,
        ]),
        ...(file || read.length === 0 ? [fileName] : []),
      ];
      const paths = read.map(({ column }) => literal(pointerTo(column.name)));
      const found = paths.length === 0 ? "" : `json_extract(json, [${paths.join(", ")}]) AS found, `;
      return `(SELECT ${own.join(", ")} FROM (SELECT ${found}${fileName} FROM ${objects(files)}))`;
    },
    only: (own) => partOf(own, keys),
    first: noFirst,
    withoutNull: noneKnown,
  };
}
