import type { Physical, PhysicalField } from "../../physical.js";
import { fileColumn, type Part, type RawColumn } from "../../sources/part.js";
import type { Engine } from "../engine.js";
import { exactPath, identifier, literal } from "../text.js";

/** Parquet files, in groups of one schema each. */
export async function parquetParts(engine: Engine, files: readonly string[]): Promise<readonly Part[]> {
  const facts = ["name", "type", "type_length", "converted_type", "scale", "precision", "logical_type", "num_children"];
  const schema = `string_agg(concat_ws(chr(31), ${facts.map((fact) => `coalesce(CAST(${fact} AS VARCHAR), '')`).join(", ")}), chr(30) ORDER BY column_id)`;
  const groups = await engine.rows(
    `SELECT list(file_name ORDER BY file_name) FROM (SELECT file_name, ${schema} AS schema FROM parquet_schema(${listOf(files)}) GROUP BY file_name) GROUP BY schema ORDER BY min(file_name)`,
  );
  const parts: Part[] = [];
  for (const [group] of groups) parts.push(await describedPart(engine, textsIn(group)));
  return parts;
}

async function describedPart(engine: Engine, files: readonly string[]): Promise<Part> {
  const described = await parquetColumns(engine, files[0]!);
  const columns = described.map(
    ({ name, own, type }): RawColumn => ({ name, sql: `data.${identifier(own)}`, physical: type }),
  );
  return partOf(engine, files, columns);
}

/** The columns of a Parquet file: their names in the file and in the engine. */
export async function parquetColumns(
  engine: Engine,
  path: string,
): Promise<readonly { readonly name: string; readonly own: string; readonly type: Physical }[]> {
  const rows = await engine.rows(
    `SELECT name, num_children, precision FROM parquet_schema(${exactPath(path)}) ORDER BY column_id`,
  );
  const nodes = rows.map(([name, children, precision]) => ({
    name: String(name),
    children: Number(children ?? 0),
    precision: Number(precision ?? 0),
  }));
  const tree = treeOf(nodes);
  const described = await engine.columns(`read_parquet(${exactPath(path)}, hive_partitioning = false)`);
  // The engine renames the second of two names that differ only in case. Their positions stay the same.
  return described.map(({ name: own, type }, index) => {
    const node = tree.inside[index];
    return { name: node?.name ?? own, own, type: node === undefined ? type : asWritten(type, node) };
  });
}

/** `where`: a condition on the rows that are read. */
function partOf(
  engine: Engine,
  files: readonly string[],
  columns: readonly RawColumn[],
  where: string | null = null,
): Part {
  /**
   * True for columns without a null, by name, for the columns asked about so far. The files of a part do not change.
   */
  const asked = new Map<string, boolean>();
  return {
    files,
    columns,
    only: (own) => partOf(engine, own, columns, where),
    from: (_, file) => {
      const name = file ? `, filename = ${literal(fileColumn)}` : "";
      const read = `read_parquet(${listOf(files)}, hive_partitioning = false${name})`;
      return where === null ? read : `(SELECT * FROM ${read} WHERE ${where})`;
    },
    // The engine skips row groups by the number of a row, which it takes from a column of that name if there is one.
    first: (rows) =>
      columns.some(({ name }) => name.toLowerCase() === "file_row_number")
        ? null
        : partOf(engine, files, columns, `file_row_number < ${rows}`),
    withoutNull: async (wanted) => {
      const plain = wanted.filter(({ physical, folder }) => folder !== true && !nested.has(physical.family));
      const unknown = plain.filter(({ name }) => !asked.has(name));
      if (unknown.length > 0) {
        const found = await engine.rows(
          `SELECT path_in_schema FROM parquet_metadata(${listOf(files)}) WHERE path_in_schema IN (${unknown.map(({ name }) => literal(name)).join(", ")}) ` +
            "GROUP BY path_in_schema HAVING bool_and(coalesce(stats_null_count = 0, false))",
        );
        const names = new Set(found.map(([name]) => name));
        for (const { name } of unknown) asked.set(name, names.has(name));
      }
      return new Set(plain.filter(({ name }) => asked.get(name) === true));
    },
  };
}

const nested: ReadonlySet<Physical["family"]> = new Set(["list", "struct", "map"]);

export const listOf = (files: readonly string[]): string => `[${files.map(exactPath).join(", ")}]`;

/** The texts of a list of the engine. */
export const textsIn = (list: unknown): readonly string[] =>
  ((list as { readonly items?: readonly unknown[] } | null)?.items ?? []).map(String);

interface Node {
  readonly name: string;
  readonly precision: number;
  readonly inside: readonly Node[];
}

/** The file's schema, which it writes as a list in depth-first order. */
function treeOf(
  nodes: readonly { readonly name: string; readonly children: number; readonly precision: number }[],
): Node {
  let next = 0;
  const read = (): Node => {
    const { name, children, precision } = nodes[next++]!;
    return { name, precision, inside: Array.from({ length: children }, read) };
  };
  return nodes.length === 0 ? { name: "", precision: 0, inside: [] } : read();
}

/**
 * A type with facts that the engine hides: the original names of fields that differ only in case, which it renames
 * (MEANING 130), and decimals beyond 38 digits, which it reads as other numbers (MEANING 135).
 */
function asWritten(type: Physical, node: Node): Physical {
  if (type.family === "float" && node.precision > 38)
    return { family: "wide", name: `DECIMAL of ${node.precision} digits` };
  const below = node.inside;
  switch (type.family) {
    case "struct":
      return below.length === type.fields!.length
        ? { ...type, fields: type.fields!.map((field, index) => fieldOf(field, below[index]!)) }
        : type;
    case "list": {
      const element = below[0]?.inside[0] ?? below[0];
      return element === undefined ? type : { ...type, element: asWritten(type.element!, element) };
    }
    case "map": {
      const [key, value] = below[0]?.inside ?? [];
      return key === undefined || value === undefined
        ? type
        : { ...type, key: asWritten(type.key!, key), element: asWritten(type.element!, value) };
    }
    default:
      return type;
  }
}

const fieldOf = ({ name, type }: PhysicalField, node: Node): PhysicalField => ({
  name: node.name,
  ...(node.name === name ? {} : { renamed: name }),
  type: asWritten(type, node),
});
