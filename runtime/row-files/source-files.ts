import { join } from "node:path";
import { dateText } from "../functions/calendar.js";
import type { StreamSource } from "../stream-artifacts.js";
import { removeMarked } from "../temporary-files.js";
import type { Int } from "../values.js";
import { type FileColumn, fileColumn } from "./columns.js";
import type { FiledRow } from "./filed-row.js";
import { parquetOf } from "./parquet.js";
import { WRITING, writeOnce } from "./write-once.js";

/** The files of one source. */
export interface SourceFiles {
  readonly folder: string;
  /** Makes a file, or answers false if there is one of this name. */
  write(rows: readonly FiledRow[], name: string, notes?: Readonly<Record<string, string>>): Promise<boolean>;
}

export function sourceFiles(folder: string, { name, data }: StreamSource): SourceFiles {
  const columns: readonly FileColumn[] = (data ?? []).map(fileColumn);
  const own = join(folder, name);
  const scratch = join(own, SCRATCH);
  removeMarked(scratch, WRITING, "");
  return {
    folder: own,
    write: async (rows, file, notes = {}) => {
      const bytes = await parquetOf(
        columns,
        rows.map(({ inputs }) => inputs),
        notes,
      );
      return writeOnce(join(own, ...hourOf(rows[0]!.time), `${file}.parquet`), scratch, bytes);
    },
  };
}

/** No pattern for Parquet files matches what is in it. */
const SCRATCH = ".feat";

const [HOUR, DAY] = [3_600_000_000n, 86_400_000_000n];

/** The folders of an hour. */
function hourOf(time: Int): readonly [day: string, hour: string] {
  const micros = BigInt(time);
  const day = micros >= 0n ? micros / DAY : -((-micros + DAY - 1n) / DAY);
  return [dateText(Number(day)), String((micros - day * DAY) / HOUR).padStart(2, "0")];
}
