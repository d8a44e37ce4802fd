import { relative, resolve, sep } from "node:path";
import { usage } from "../../../exit.js";

/** The warehouse of a new project, and the data to start from. */
export interface Database {
  /** The target's `offline`, as YAML in braces. */
  readonly offline: string;
  readonly dialects: readonly string[];
  /** Files, and tables of the database. */
  readonly places: readonly string[];
  /** A database without named tables: all of them are meant. */
  readonly all: boolean;
  /** Variables that `offline` names. */
  readonly environment: Readonly<Record<string, string>>;
}

const isUrl = (text: string): boolean => /^postgres(ql)?:\/\//.test(text);
const isDuckDB = (text: string): boolean => /\.(duckdb|ddb|db)$/i.test(text);

/** Tells a database (a URL of Postgres, a file of DuckDB) from the data in it. */
export function databaseOf(
  said: readonly string[],
  cwd: string,
  dir: string,
  exists: (path: string) => boolean,
): Database {
  const databases = said.filter((text) => isUrl(text) || (isDuckDB(text) && exists(resolve(cwd, text))));
  const others = said.filter((text) => !databases.includes(text));
  const [database, second] = databases;
  if (second !== undefined) throw usage("--from takes one database", "a project's target has one warehouse");
  const places = others.map((text) => {
    if (text.startsWith("table:") || exists(resolve(cwd, text)) || /[*?[]/.test(text)) return text;
    if (database === undefined)
      throw usage(
        `there is no file or folder ${text}`,
        "a table needs its database before it: --from shop.duckdb orders",
      );
    return `table:${text}`;
  });
  if (database === undefined && others.some((text) => text.startsWith("table:")))
    throw usage("a table needs its database", "name it too: --from shop.duckdb table:orders");
  const own = { places, all: database !== undefined && others.length === 0 };
  if (database === undefined) return { ...own, offline: "{ kind: duckdb }", dialects: [], environment: {} };
  if (isUrl(database))
    return {
      ...own,
      // The URL may have a password, so it is not written down.
      offline: '{ kind: postgres, url: "${DATABASE_URL}" }',
      dialects: ["duckdb", "postgres"],
      environment: { DATABASE_URL: database },
    };
  const path = relative(dir, resolve(cwd, database)).split(sep).join("/");
  return { ...own, offline: `{ kind: duckdb, path: ${JSON.stringify(path)} }`, dialects: [], environment: {} };
}
