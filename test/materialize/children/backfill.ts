import { openEmbedded } from "../../../runtime/online/embedded/index.js";
import { openDuckDB } from "../../../runtime/warehouse/duckdb/index.js";
import { backfill } from "../backfill.js";

/** A run in slices that reports its progress; the test kills it. */
const [path = "", name = "", at = ""] = process.argv.slice(2);
await using store = openEmbedded(path);
await using warehouse = await openDuckDB({ threads: 1 });
await backfill({
  warehouse,
  store,
  name,
  at: Number(at),
  onProgress: ({ rows, slice }) => process.send?.([rows, slice]),
});
