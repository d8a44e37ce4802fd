import { expect, test } from "vitest";
import { openDuckDB } from "../../runtime/index.js";

test("a statement with more steps than DuckDB's default limit, as for a service of sixty views", async () => {
  await using warehouse = await openDuckDB({ environment: {} });
  const steps = Array.from({ length: 1100 }, (_, index) => `, c${index + 1} AS (SELECT x + 1 AS x FROM c${index})`);
  await warehouse.run(`CREATE TABLE last AS WITH c0 AS (SELECT 0 AS x)${steps.join("")} SELECT x FROM c1100`);
  const batches = [];
  for await (const { rows, columns } of warehouse.read({
    sql: "SELECT x FROM last",
    of: "steps",
    columns: [{ name: "x", type: { kind: "int32", nullable: false } }],
  }))
    batches.push([rows, columns]);
  expect(batches).toEqual([[1, [[1100]]]]);
});
