import { materialize } from "../../../runtime/materialize/index.js";
import { openEmbedded } from "../../../runtime/online/embedded/index.js";
import { openDuckDB } from "../../../runtime/warehouse/duckdb/index.js";
import { project, statsView } from "../artifacts.js";
import { statsMaterialize } from "../materialize-artifact.js";

/** Materializes and reports its progress; the test kills it midway. */
const [path = "", name = "", at = ""] = process.argv.slice(2);
await using store = openEmbedded(path);
await using warehouse = await openDuckDB();
await materialize({
  warehouse,
  store,
  project: project(name, [statsView()], []),
  views: [statsMaterialize(100_000)],
  at: Number(at),
  onProgress: ({ rows }) => process.send?.(rows),
});
