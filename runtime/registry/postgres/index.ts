/**
 * A registry in a database of Postgres.
 *
 * In: `postgres://…`. Out: a `RegistryPlace`.
 * Always: the pointer moves in one transaction that holds the lock of its row, so a writer that ends in between leaves
 * nothing. Who applies makes the tables if they are not there; a reader never does.
 */
import { Client, Pool, type PoolClient } from "pg";
import { urlProblem, withSslModes } from "../../postgres-url.js";
import type { NumberedText, Pointer, RegistryPlace } from "../place.js";
import { type Reasons, reason } from "../reason.js";
import { RegistryError } from "../registry-error.js";

export interface PostgresSettings {
  readonly url: string;
  readonly project: string;
}

export async function openPostgresRegistry({ url, project }: PostgresSettings): Promise<RegistryPlace> {
  try {
    const connectionString = withSslModes(url);
    const { host, port, database = "" } = new Client({ connectionString });
    const pool = new Pool({
      connectionString,
      max: 4,
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      allowExitOnIdle: true,
      application_name: "feat",
    });
    // A connection that is lost while nothing uses it has left the pool already.
    pool.on("error", () => undefined);
    pool.on("connect", (client) => client.on("error", () => undefined));
    return new PostgresPlace(`postgres ${host}:${port}/${database}`, pool, project);
  } catch (error) {
    throw new RegistryError("postgres", urlProblem(error).message.replace("the target's `url`", "`registry.url`"));
  }
}

const CONNECT_TIMEOUT = 5000;

const tables = [
  `CREATE TABLE IF NOT EXISTS feat_registry_snapshots (
    project text NOT NULL, id text NOT NULL, bytes bytea NOT NULL, PRIMARY KEY (project, id))`,
  `CREATE TABLE IF NOT EXISTS feat_registry_versions (
    project text NOT NULL, target text NOT NULL, number bigint NOT NULL, text text NOT NULL,
    PRIMARY KEY (project, target, number))`,
  `CREATE TABLE IF NOT EXISTS feat_registry_targets (
    project text NOT NULL, target text NOT NULL, number bigint NOT NULL, PRIMARY KEY (project, target))`,
];

class PostgresPlace implements RegistryPlace {
  constructor(
    readonly address: string,
    private readonly pool: Pool,
    private readonly project: string,
  ) {}

  async snapshot(id: string): Promise<Uint8Array | null> {
    const [row] = await this.#rows<{ readonly bytes: Buffer }>(
      "SELECT bytes FROM feat_registry_snapshots WHERE project = $1 AND id = $2",
      [id],
    );
    return row?.bytes ?? null;
  }

  async putSnapshot(id: string, bytes: Uint8Array): Promise<void> {
    await this.#write((client) =>
      client.query(
        "INSERT INTO feat_registry_snapshots VALUES ($1, $2, $3) ON CONFLICT (project, id) DO UPDATE SET bytes = excluded.bytes",
        [this.project, id, Buffer.from(bytes)],
      ),
    );
  }

  async snapshots(): Promise<readonly string[]> {
    const rows = await this.#rows<{ readonly id: string }>("SELECT id FROM feat_registry_snapshots WHERE project = $1");
    return rows.map(({ id }) => id).sort();
  }

  async targets(): Promise<readonly string[]> {
    const rows = await this.#rows<{ readonly target: string }>(
      "SELECT target FROM feat_registry_targets WHERE project = $1 AND number > 0",
    );
    return rows.map(({ target }) => target).sort();
  }

  async current(target: string): Promise<Pointer | null> {
    const [row] = await this.#rows<{ readonly number: string; readonly text: string | null }>(
      `SELECT t.number, v.text FROM feat_registry_targets t LEFT JOIN feat_registry_versions v USING (project, target, number)
       WHERE t.project = $1 AND t.target = $2 AND t.number > 0`,
      [target],
    );
    // A pointer to nothing reads as an empty version, which is damaged.
    return row === undefined ? null : { number: Number(row.number), text: row.text ?? "", token: row.number };
  }

  async move(target: string, from: Pointer | null, to: NumberedText): Promise<boolean> {
    return this.#write(async (client) => {
      await client.query("BEGIN");
      try {
        // Makes the row whose lock follows. 0: nothing is applied.
        await client.query("INSERT INTO feat_registry_targets VALUES ($1, $2, 0) ON CONFLICT DO NOTHING", [
          this.project,
          target,
        ]);
        const { rows } = await client.query<{ readonly number: string }>(
          "SELECT number FROM feat_registry_targets WHERE project = $1 AND target = $2 FOR UPDATE",
          [this.project, target],
        );
        const isSame = rows[0]?.number === (from?.token ?? "0");
        if (isSame) {
          await client.query("INSERT INTO feat_registry_versions VALUES ($1, $2, $3, $4)", [
            this.project,
            target,
            to.number,
            to.text,
          ]);
          await client.query("UPDATE feat_registry_targets SET number = $3 WHERE project = $1 AND target = $2", [
            this.project,
            target,
            to.number,
          ]);
        }
        await client.query("COMMIT");
        return isSame;
      } catch (error) {
        // A connection that is lost has no transaction either. The first error is the one to tell.
        await client.query("ROLLBACK").catch(() => undefined);
        throw error;
      }
    });
  }

  async version(target: string, number: number): Promise<string | null> {
    const [row] = await this.#rows<{ readonly text: string }>(
      "SELECT text FROM feat_registry_versions WHERE project = $1 AND target = $2 AND number = $3",
      [target, number],
    );
    return row?.text ?? null;
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  /** `$1` is the project. Nothing is there as long as the tables are not. */
  async #rows<R extends object>(statement: string, values: readonly unknown[] = []): Promise<readonly R[]> {
    try {
      const { rows } = await this.pool.query<R>(statement, [this.project, ...values]);
      return rows;
    } catch (error) {
      if (stateOf(error) === "42P01") return [];
      throw this.#problem(error);
    }
  }

  async #write<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    try {
      const client = await this.pool.connect();
      try {
        try {
          return await work(client);
        } catch (error) {
          if (stateOf(error) !== "42P01") throw error;
          for (const table of tables)
            await client.query(table).catch((failed: unknown) => {
              // Another process made it at the same moment.
              if (!/^(23505|42P07|42710)$/.test(stateOf(failed))) throw failed;
            });
          return await work(client);
        }
      } finally {
        client.release();
      }
    } catch (error) {
      throw this.#problem(error);
    }
  }

  #problem(error: unknown): RegistryError {
    return new RegistryError(this.address, reason(error, reasons), { cause: error });
  }
}

/** The SQLSTATE of an error of the server. */
const stateOf = (error: unknown): string =>
  error instanceof Error && "severity" in error && "code" in error ? String(error.code) : "";

const reasons: Reasons = [
  [/ 28P01 /, (message) => `it refused the password (${message})`],
  [/ 28\w{3} /, (message) => `it refused the connection (${message})`],
  [/ 3D000 /, (message) => `${message}: make it, or correct \`registry.url\` in feat.yaml`],
  [
    / 42501 /,
    (message) =>
      `${message}: a reader needs SELECT on feat_registry_snapshots, feat_registry_versions and feat_registry_targets, who applies also INSERT and UPDATE, and who applies first CREATE on the schema`,
  ],
  [/ 25006 /, () => "it is a standby or read-only: name the primary server in `registry.url`"],
  [/password must be a (non-empty )?string/, () => "it wants a password, and the URL has none"],
  [/does not support SSL/, () => "it has no TLS, which the URL asks for (`sslmode`)"],
  [/Connection terminated|not queryable/, () => "the connection was lost"],
];
