import { Client } from "pg";
import { spaceId } from "../../runtime/online/space-id.js";
import { ownPostgres } from "../support/own-postgres.js";
import { conformance } from "./conformance.js";
import type { StoreUnderTest } from "./under-test.js";

async function postgres(): Promise<StoreUnderTest> {
  const url = await ownPostgres();
  const client = new Client({ connectionString: url });
  await client.connect();
  const { host, port, pathname } = new URL(url) && { ...parts(new URL(url)) };
  await client.query(`
    CREATE SCHEMA serving;
    CREATE ROLE nobody_${client.database} LOGIN PASSWORD 'geheim';
    CREATE TABLE other (a int);
    CREATE TABLE other_views (a int)`);
  const nobody = `postgres://nobody_${client.database}:geheim@${host}:${port}${pathname}`;
  return {
    name: "postgres",
    kind: "postgres",
    settings: { url, schema: "serving", table: "Online rows", timeout: 5000, write_timeout: 60_000 },
    get: async (space, key) => {
      const { rows } =
        key === null
          ? await client.query(`SELECT value FROM serving."Online rows_views" WHERE space = $1`, [spaceId(space)])
          : await client.query(`SELECT value FROM serving."Online rows" WHERE space = $1 AND key = $2`, [
              spaceId(space),
              Buffer.from(key),
            ]);
      return (rows[0] as { readonly value: Buffer } | undefined)?.value ?? null;
    },
    set: async (space, key, bytes) => {
      if (key === null)
        await client.query(`UPDATE serving."Online rows_views" SET value = $2 WHERE space = $1`, [
          spaceId(space),
          Buffer.from(bytes),
        ]);
      else
        await client.query(
          `INSERT INTO serving."Online rows" VALUES ($1, $2, $3) ON CONFLICT (space, key) DO UPDATE SET value = EXCLUDED.value`,
          [spaceId(space), Buffer.from(key), Buffer.from(bytes)],
        );
    },
    limits: { fits: 4_000_000, tooLarge: null },
    refused: [
      {
        title: "a table that isn't there",
        settings: { url },
        message: /it has no table "feat_online": `feat materialize` makes it/,
        fails: "read",
      },
      {
        title: "another program's table",
        settings: { url, table: "other" },
        message: /not made by Feat/,
        fails: "read",
      },
      {
        title: "a schema that isn't there",
        settings: { url, schema: "nowhere" },
        message: /no table "nowhere"/,
        fails: "read",
      },
      {
        title: "a role without rights",
        settings: { url: nobody, schema: "serving", table: "Online rows" },
        message: /permission denied for schema serving: a reader needs SELECT/,
        fails: "read",
      },
      {
        title: "a role that may make no table",
        settings: { url: nobody, table: "new" },
        message: /it has no table "new"/,
        fails: "read",
      },
      {
        title: "a database that isn't there",
        settings: { url: nobody.replace(/[^/]*$/, "nowhere") },
        message: /it has no database nowhere/,
        fails: "read",
      },
      {
        title: "a role that isn't there",
        settings: { url: nobody.replace("nobody_", "somebody_") },
        message: /it refused the connection: role "somebody_\w+" does not exist/,
        fails: "read",
      },
      {
        title: "a server that isn't there",
        settings: { url: "postgres://user:geheim@127.0.0.1:1/db" },
        message: /^Postgres at 127\.0\.0\.1:1\/db \(table "feat_online"\): connection refused$/,
        fails: "read",
      },
      { title: "no URL", settings: { url: "geheim" }, message: /no URL of Postgres/, fails: "read" },
    ],
    close: async () => {
      await client.query(`DROP OWNED BY nobody_${client.database}; DROP ROLE nobody_${client.database}`);
      await client.end();
    },
  };
}

const parts = ({ hostname, port, pathname }: URL) => ({ host: hostname, port, pathname });

conformance(postgres, "postgres");
