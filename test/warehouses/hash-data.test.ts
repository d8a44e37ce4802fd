/** The hash of a table depends on its rows alone, on every engine: not on their order, and on each value. */
import { expect, test } from "vitest";
import { hashData } from "../../runtime/training/card/index.js";
import { openDuckDB } from "../../runtime/warehouse/duckdb/index.js";
import { openPostgres } from "../../runtime/warehouse/postgres/index.js";
import type { Warehouse } from "../../runtime/warehouse/warehouse.js";
import { ownPostgres } from "../support/own-postgres.js";

const engines: readonly (readonly [name: string, open: () => Promise<Warehouse>])[] = [
  ["DuckDB", () => openDuckDB()],
  ["Postgres", async () => openPostgres({ url: await ownPostgres() })],
];

test.each(engines)("%s", async (_, open) => {
  await using warehouse = await open();
  const hash = async (rows: string): Promise<unknown> => {
    await warehouse.run("DROP TABLE IF EXISTS d");
    await warehouse.run('CREATE TABLE d (k BIGINT, "Ünï ""x" VARCHAR, y DOUBLE PRECISION)');
    if (rows !== "") await warehouse.run(`INSERT INTO d VALUES ${rows}`);
    const { hash: found } = await hashData(warehouse, { kind: "table", name: "d" }, { folder: "" });
    return found;
  };
  const rows = "(1, 'a', 0.1), (2, NULL, NULL), (9007199254740993, '', -1e300)";
  const known = await hash(rows);
  expect(known).toMatchObject({ kind: "rows", rows: 3, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(await hash("(9007199254740993, '', -1e300), (1, 'a', 0.1), (2, NULL, NULL)")).toEqual(known);
  const others = [
    "",
    "(1, 'a', 0.1), (2, '', NULL), (9007199254740993, '', -1e300)",
    "(1, 'a', 0.1), (2, NULL, NULL), (9007199254740992, '', -1e300)",
    `${rows}, (1, 'a', 0.1)`,
    // Two equal rows do not cancel each other.
    `${rows}, (1, 'a', 0.1), (1, 'a', 0.1)`,
    "(1, 'a', 0.1000000000000001), (2, NULL, NULL), (9007199254740993, '', -1e300)",
  ];
  const hashes = [known];
  for (const other of others) hashes.push(await hash(other));
  expect(new Set(hashes.map((each) => JSON.stringify(each))).size).toBe(others.length + 1);
  const query = await hashData(
    warehouse,
    { kind: "query", sql: "SELECT * FROM d WHERE k = 1", folder: "" },
    { folder: "" },
  );
  expect(query.hash).toMatchObject({ kind: "rows", rows: 1 });
});
