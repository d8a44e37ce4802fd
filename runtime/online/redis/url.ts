import { StoreError } from "../../errors.js";

/** What a Redis URL says, all of it: nothing of it is left to the driver, which ignores what it does not understand. */
export interface RedisUrl {
  readonly host: string;
  readonly port: number;
  readonly username: string | null;
  readonly password: string | null;
  readonly tls: boolean;
  /** Null where none is said: 0, where every new connection is. */
  readonly database: number | null;
  readonly family: 4 | 6 | null;
  /** Host, port and database, for messages: without user and password. */
  readonly address: string;
}

const FORM =
  "a Redis URL is redis://HOST:PORT/DATABASE, or rediss:// for TLS, with USER:PASSWORD@ before the host if there is a user";
/** A number as `SELECT` takes it; a greater one than 2^31 - 1 is another number to some versions. */
const database = /^(?:0|[1-9][0-9]{0,9})$/;
const GREATEST = 2 ** 31 - 1;

/** Throws a `StoreError` that never quotes the user, the password or what may be a part of them. */
export function readRedisUrl(text: string): RedisUrl {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw wrong(`can't be read: ${FORM}`);
  }
  if (url.protocol !== "redis:" && url.protocol !== "rediss:")
    throw wrong(`must begin with redis:// or rediss://: ${FORM}`);
  if (!text.slice(url.protocol.length).startsWith("//")) throw wrong(`must begin with redis:// or rediss://: ${FORM}`);
  if (url.hash !== "") throw wrong("has a `#`, which is written %23 in a password");
  const said = queryOf(url);
  const path =
    url.pathname === "" || url.pathname === "/" ? null : databaseOf(decoded(url.pathname.slice(1), "database"));
  const query = said.has("db") ? databaseOf(said.get("db") ?? "") : null;
  if (path !== null && query !== null && path !== query) throw wrong(`says two databases, ${path} and ${query}`);
  const number = path ?? query;
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1") || "localhost";
  const port = url.port === "" ? 6379 : Number(url.port);
  return {
    host,
    port,
    username: (decoded(url.username, "user") || said.get("username")) ?? null,
    password: (decoded(url.password, "password") || said.get("password")) ?? null,
    tls: url.protocol === "rediss:",
    database: number,
    family: familyOf(said.get("family")),
    address: `${url.hostname || "localhost"}:${port}${number === null ? "" : `/${number}`}`,
  };
}

const parameters: readonly string[] = ["db", "username", "password", "family"];

function queryOf(url: URL): ReadonlyMap<string, string> {
  const said = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    if (!parameters.includes(name))
      throw wrong(`has a parameter that is not known${quoted(name)}; known are ${parameters.join(", ")}`);
    if (said.has(name)) throw wrong(`says \`${name}\` twice`);
    said.set(name, value);
  }
  return said;
}

function databaseOf(text: string): number {
  if (database.test(text) && Number(text) <= GREATEST) return Number(text);
  // A password with a `/` that is not escaped ends up here too.
  if (text.includes("@")) throw wrong("has a `/`, `?` or `@` in its password: they are written %2F, %3F and %40");
  throw wrong(`names a database that Redis can't have${quoted(text)}: it is a number from 0 to ${GREATEST}`);
}

function familyOf(text: string | undefined): 4 | 6 | null {
  if (text === undefined || text === "0") return null;
  if (text === "4") return 4;
  if (text === "6") return 6;
  throw wrong("has a `family` that is neither 4 nor 6");
}

function decoded(text: string, what: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong(`has a \`%\` in its ${what} that begins no escape: it is written %25`);
  }
}

/** Only what is short and plain is quoted: a URL that is broken may have its password anywhere. */
const quoted = (text: string): string => (/^[\w./ -]{1,24}$/.test(text) ? ` (\`${text}\`)` : "");
const wrong = (what: string): StoreError => new StoreError("", `the Redis URL ${what}`);
