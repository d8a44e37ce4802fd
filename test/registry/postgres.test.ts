/** The registry in a database of a real Postgres. */
import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { openRegistry } from "../../runtime/registry/index.js";
import { ownPostgres } from "../support/own-postgres.js";
import { registryConformance } from "./conformance.js";
import { made, nowhere } from "./under-test.js";

async function sql(url: string, statement: string, values: readonly unknown[] = []) {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement, [...values])).rows as readonly Readonly<Record<string, unknown>>[];
  } finally {
    await client.end();
  }
}

const database = ownPostgres;
let shared: Promise<string> | null = null;

registryConformance({
  kind: "Postgres",
  fresh: async () => {
    shared ??= database();
    const url = await shared;
    await sql(url, "DROP TABLE IF EXISTS feat_registry_snapshots, feat_registry_versions, feat_registry_targets");
    return { ...nowhere, url };
  },
  tamper: async ({ url }, part, change) => {
    const isSnapshot = part.part === "snapshot";
    const table = isSnapshot ? "feat_registry_snapshots" : "feat_registry_versions";
    const column = isSnapshot ? "bytes" : "text";
    const [where, values] = isSnapshot
      ? ["id = $1", [part.id]]
      : ["target = $1 AND number = $2", [part.target, part.number]];
    const [row] = await sql(url!, `SELECT ${column} AS value FROM ${table} WHERE ${where}`, values);
    const value = row!.value;
    const bytes = change(Buffer.isBuffer(value) ? value : Buffer.from(String(value)));
    if (bytes === null) await sql(url!, `DELETE FROM ${table} WHERE ${where}`, values);
    else
      await sql(url!, `UPDATE ${table} SET ${column} = $${values.length + 1} WHERE ${where}`, [
        ...values,
        isSnapshot ? bytes : bytes.toString("utf8"),
      ]);
  },
});

describe("what can be wrong", () => {
  test("a role that may only read, a database that is not there, a password, and a URL that is none", async () => {
    const url = await database();
    await using registry = await openRegistry({ ...nowhere, url }, "shop", "/");
    await registry.apply(null, "{}", made("prod", "ann"));
    const reader = `feat_reader_${process.pid}_${Date.now()}`;
    await sql(url, `CREATE ROLE ${reader} LOGIN`);
    await sql(url, `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${reader}`);
    const as = (user: string, name: string): string => {
      const other = new URL(url);
      other.username = user;
      other.pathname = name;
      return other.href;
    };
    const { pathname } = new URL(url);
    await using read = await openRegistry({ ...nowhere, url: as(reader, pathname) }, "shop", "/");
    const current = await read.current("prod");
    expect(current).toMatchObject({ number: 1 });
    await expect(read.apply(current, "[]", made("prod", "eve"))).rejects.toThrow(
      /permission denied.*who applies also INSERT and UPDATE/,
    );
    await using none = await openRegistry({ ...nowhere, url: as(reader, "/nothing") }, "shop", "/");
    await expect(none.current("prod")).rejects.toThrow(
      /database "nothing" does not exist: make it, or correct `registry.url`/,
    );
    const failed = await openRegistry({ ...nowhere, url: "postgres://ann:geheim@127.0.0.1:no/x" }, "shop", "/").catch(
      String,
    );
    expect(failed).toContain("`registry.url` is no URL of Postgres");
    expect(failed).not.toContain("geheim");
  });

  test("a pointer to nothing is found", async () => {
    const url = await database();
    await using registry = await openRegistry({ ...nowhere, url }, "shop", "/");
    await registry.apply(null, "{}", made("prod", "ann"));
    await sql(url, "DELETE FROM feat_registry_versions");
    await expect(registry.current("prod")).rejects.toThrow("version 1 of target prod is damaged");
    expect(await registry.verify()).toEqual([{ what: "version 1 of target prod", why: "it is gone" }]);
  });
});
