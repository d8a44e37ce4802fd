import { assertNever } from "../../compiler/ir/assert-never.js";
import type { SourceLocation, SourceRead } from "../../runtime/artifacts.js";
import { DataError } from "../../runtime/errors.js";
import {
  type DataHash,
  type HashedData,
  type HashOptions,
  hashData,
  hashFile,
} from "../../runtime/training/card/index.js";
import type { Labels, Warehouse } from "../../runtime/warehouse/warehouse.js";

/** The hashes of what a run reads. */
export interface Inputs {
  /** Null for data that has changed since it was hashed. `LABELS` is the name of the labels. */
  settled(): Promise<ReadonlyMap<string, DataHash | null>>;
}

/** No source has this name. */
export const LABELS = "";

/** Hashes the labels and sources of a run before it reads them. */
export async function hashInputs(
  warehouse: Warehouse,
  labels: Exclude<Labels, { readonly kind: "rows" }>,
  sources: readonly SourceRead[],
  {
    onProgress,
    ...options
  }: Omit<HashOptions, "onProgress"> & {
    readonly onProgress?: ((what: string, done: number) => void) | undefined;
  },
): Promise<Inputs> {
  const hashed = new Map<string, HashedData>();
  const hash = async (
    name: string,
    what: string,
    make: (options: HashOptions) => Promise<HashedData>,
  ): Promise<void> => {
    try {
      onProgress?.(what, 0);
      hashed.set(
        name,
        await make({ ...options, onProgress: (done, all) => onProgress?.(what, done / Math.max(1, all)) }),
      );
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      throw new DataError(`can't hash ${what}: ${error.message}; --no-hash leaves hashes out`, { cause: error });
    }
  };
  await hash(LABELS, "the labels", (own) => hashLabels(warehouse, labels, own));
  for (const { name, binding } of sources)
    await hash(name, `source ${name}`, (own) => hashData(warehouse, binding.location, own));
  return {
    settled: async () =>
      new Map(
        await Promise.all(
          [...hashed].map(
            async ([name, { hash: found, isUnchanged }]) => [name, (await isUnchanged()) ? found : null] as const,
          ),
        ),
      ),
  };
}

function hashLabels(
  warehouse: Warehouse,
  labels: Exclude<Labels, { readonly kind: "rows" }>,
  options: HashOptions,
): Promise<HashedData> {
  switch (labels.kind) {
    case "file":
      return hashFile(labels.path, options);
    case "table":
      return hashData(warehouse, { kind: "table", name: labels.table }, options);
    case "query":
      return hashData(warehouse, { kind: "query", sql: labels.sql, folder: labels.folder ?? "" }, options);
    default:
      return assertNever(labels);
  }
}

/** Where a source's data is, as the project states it. */
export function placeOf(location: SourceLocation): string {
  switch (location.kind) {
    case "file":
      return location.path;
    case "table":
      return `table:${location.name}`;
    case "query":
      return `query:${location.sql}`;
    default:
      return assertNever(location);
  }
}
