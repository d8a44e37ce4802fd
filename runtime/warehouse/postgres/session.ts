import {
  Client,
  type ClientConfig,
  DatabaseError,
  type QueryArrayResult,
  type QueryConfig,
  type Submittable,
} from "pg";
import Cursor from "pg-cursor";
import { DataError } from "../../errors.js";
import { urlProblem, withSslModes } from "../../postgres-url.js";
import { dataError, type Where } from "./errors.js";
import { prelude as ownPrelude } from "./prelude.js";

const settings: Readonly<Record<string, string>> = {
  TimeZone: "UTC",
  DateStyle: "ISO",
  // The shortest digits that read back.
  extra_float_digits: "1",
  bytea_output: "hex",
  standard_conforming_strings: "on",
  // How many rows each row stands for that is read while facts are counted.
  "feat.row_weight": "1",
  // Compiling expressions costs more than it saves, because statements have many.
  jit: "off",
};

/**
 * Lets the server end a statement whose client is gone. Else the statement of a process that was killed would run to
 * its end. Some systems cannot check it.
 */
const endWithClient = `DO $feat$ BEGIN
  PERFORM set_config('client_connection_check_interval', '2s', false);
EXCEPTION WHEN others THEN NULL;
END $feat$`;

/** All values are texts, as the server writes them. */
const texts = { getTypeParser: () => (text: string) => text };

/** How many rows a cursor fetches at a time. */
const FETCHED = 5000;

export type Row = readonly (string | null)[];

/** A connection with its own session. Statements run one after the other. */
export class Session {
  #lost: Error | null = null;
  #closed = false;

  private constructor(
    private readonly client: Client,
    private readonly config: ClientConfig,
    readonly where: Where,
    /** The statements that the session ran first. */
    readonly prelude: readonly string[],
  ) {
    // The server may end the connection while nothing runs.
    client.on("error", (error) => {
      this.#lost ??= error;
    });
  }

  static async open(url: string, more: readonly string[]): Promise<Session> {
    const config: ClientConfig = { connectionString: url, connectionTimeoutMillis: 15_000, application_name: "feat" };
    const client = clientOf(config);
    const where: Where = {
      host: client.host,
      port: client.port,
      database: client.database ?? "",
      user: client.user ?? "",
    };
    const session = new Session(client, config, where, [...ownPrelude, ...more]);
    try {
      await client.connect();
      const set = Object.entries(settings).map(([name, value]) => `SET ${name} = '${value}'`);
      // One round trip, because a server may be far away. Checking the bodies takes as long as all the rest.
      const prelude = ["SET check_function_bodies = off", ...session.prelude, "RESET check_function_bodies"];
      await session.run([...set, endWithClient, ...prelude].join(";\n"));
      return session;
    } catch (error) {
      await session.close();
      throw dataError(error, "can't open the warehouse: ", where);
    }
  }

  async run(sql: string): Promise<void> {
    this.#check();
    await this.client.query(sql);
  }

  async runAlone(sql: string): Promise<void> {
    this.#check();
    // The extended protocol takes one statement.
    const alone: QueryConfig & { readonly queryMode: "extended" } = { text: sql, queryMode: "extended" };
    try {
      await this.client.query(alone);
    } catch (error) {
      if (error instanceof DatabaseError && /multiple commands/.test(error.message))
        throw new DataError("there are several statements where one SELECT is expected", { cause: error });
      throw error;
    }
  }

  async rows(sql: string, values: readonly (string | null)[] = []): Promise<readonly Row[]> {
    this.#check();
    const result = (await this.client.query({
      text: sql,
      values: [...values],
      rowMode: "array",
      types: texts,
    })) as QueryArrayResult<(string | null)[]>;
    return result.rows;
  }

  /** The rows of a statement, and its columns' names. */
  async named(sql: string): Promise<{ readonly names: readonly string[]; readonly rows: readonly Row[] }> {
    this.#check();
    const result = await this.client.query({ text: sql, rowMode: "array", types: texts });
    return { names: result.fields.map(({ name }) => name), rows: result.rows as Row[] };
  }

  /** The rows of a statement in batches, and its columns' names. */
  async *stream(
    sql: string,
    values: readonly (string | null)[] = [],
  ): AsyncGenerator<{ readonly names: readonly string[]; readonly rows: readonly Row[] }> {
    this.#check();
    const cursor = this.client.query(new Cursor<Row>(sql, [...values], { rowMode: "array", types: texts }));
    try {
      for (;;) {
        const { names, rows } = await new Promise<{ names: readonly string[]; rows: readonly Row[] }>(
          (resolve, reject) => {
            cursor.read(FETCHED, (error: Error | undefined, found: Row[], result) => {
              if (error) reject(error);
              else resolve({ names: result.fields.map(({ name }) => name), rows: found });
            });
          },
        );
        yield { names, rows };
        if (rows.length < FETCHED) return;
      }
    } finally {
      // A statement that failed has an error of its own to show, and a lost connection has no cursor.
      await cursor.close().catch(() => undefined);
    }
  }

  /** A stream into or out of a table. */
  copy<Stream extends Submittable>(stream: Stream): Stream {
    this.#check();
    return this.client.query(stream);
  }

  /** Ends the running statement with an error, from another connection. */
  cancel(): void {
    const processID: unknown = Reflect.get(this.client, "processID");
    const other = clientOf(this.config);
    other.on("error", () => undefined);
    other
      .connect()
      .then(() => other.query("SELECT pg_cancel_backend($1)", [processID]))
      // Where the server takes no other connection, ending this one ends its statement too.
      .catch(() => this.client.end())
      .catch((error: Error) => {
        this.#lost ??= error;
      })
      .finally(() => other.end().catch(() => undefined));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    // A connection that is lost already need not be ended.
    await this.client.end().catch(() => undefined);
  }

  #check(): void {
    if (this.#closed) throw new DataError("the warehouse is closed");
    if (this.#lost !== null) throw dataError(this.#lost, "", this.where);
  }
}

function clientOf(config: ClientConfig): Client {
  try {
    return new Client({ ...config, connectionString: withSslModes(config.connectionString ?? "") });
  } catch (error) {
    throw urlProblem(error);
  }
}
