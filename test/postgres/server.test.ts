import { Client } from "pg";
import { expect, test } from "vitest";
import { ownPostgres } from "../support/own-postgres.js";

test("each caller gets its own empty database", async () => {
  const urls = [await ownPostgres(), await ownPostgres()];
  expect(new Set(urls).size).toBe(2);
  for (const url of urls) {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      await client.query("CREATE TABLE t (x int)");
      const { rows } = await client.query("SELECT current_setting('server_version_num')::int AS version");
      expect(rows[0].version).toBeGreaterThanOrEqual(150_000);
    } finally {
      await client.end();
    }
  }
});
