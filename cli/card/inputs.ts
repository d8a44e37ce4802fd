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

/** The data that are hashed: files, because that costs little beside reading them, or tables and queries too. */
export type Hashed = "files" | "all";

/** The hash of data that a run reads, or why there is none: a clause that follows their name. */
export type InputHash = { readonly hash: DataHash } | { readonly why: string };

/** The hashes of what a run reads. */
export interface Inputs {
  /** By the names of sources; `LABELS` is that of the labels. Data that are not to be hashed are left out. */
  settled(): Promise<ReadonlyMap<string, InputHash>>;
}

/** No source has this name. */
export const LABELS = "";

/**
 * Hashes the labels and sources of a run before it reads them. Data that cannot be hashed are no error: the run that
 * reads them says what is wrong with them.
 */
export async function hashInputs(
  warehouse: Warehouse,
  wanted: Hashed,
  labels: Exclude<Labels, { readonly kind: "rows" }>,
  sources: readonly SourceRead[],
  {
    onProgress,
    ...options
  }: Omit<HashOptions, "onProgress"> & {
    readonly onProgress?: ((what: string, done: number) => void) | undefined;
  },
): Promise<Inputs> {
  const hashed = new Map<string, HashedData | { readonly why: string }>();
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
      hashed.set(name, { why: `could not be hashed: ${error.message}` });
    }
  };
  if (wanted === "all" || labels.kind === "file")
    await hash(LABELS, "the labels", (own) => hashLabels(warehouse, labels, own));
  for (const { name, binding } of sources)
    if (wanted === "all" || binding.location.kind === "file")
      await hash(name, `source ${name}`, (own) => hashData(warehouse, binding.location, own));
  const settledHash = async (data: HashedData | { readonly why: string }): Promise<InputHash> => {
    if ("why" in data) return data;
    return (await data.isUnchanged()) ? { hash: data.hash } : { why: "changed while they were read" };
  };
  return {
    settled: async () =>
      new Map(await Promise.all([...hashed].map(async ([name, data]) => [name, await settledHash(data)] as const))),
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
