import { loadPackage } from "../online/optional-package.js";
import type { StreamRow } from "../stream-artifacts.js";
import { type FileColumn, valuesOf } from "./columns.js";

/** The bytes of a Parquet file. `notes` are kept beside the rows, for those who read the file's end. */
export async function parquetOf(
  columns: readonly FileColumn[],
  rows: readonly StreamRow[],
  notes: Readonly<Record<string, string>> = {},
): Promise<Uint8Array> {
  const { ByteWriter, parquetWrite } = await writer();
  const bytes = new ByteWriter();
  parquetWrite({
    writer: bytes,
    schema: [{ name: "rows", num_children: columns.length }, ...columns.map(({ schema }) => schema)],
    columnData: columns.map((column) => ({ name: column.name, data: valuesOf(column, rows) })),
    kvMetadata: Object.entries(notes).map(([key, value]) => ({ key, value })),
    createdBy: "feat",
  });
  return bytes.getBytes();
}

const writer = () =>
  loadPackage(
    "writing pushed rows as Parquet",
    { name: "hyparquet-writer", versions: "^0.17.0" },
    () => import("hyparquet-writer"),
  );
