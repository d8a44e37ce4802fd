import { StoreError } from "../../errors.js";

/** The parts of a Redis URL, all of them: the driver would ignore what it does not understand. */
export interface RedisUrl {
  readonly host: string;
  readonly port: number;
  readonly username: string | null;
  readonly password: string | null;
  readonly tls: boolean;
  /** Null if the URL names none. Then it is 0, which every new connection uses. */
  readonly database: number | null;
  readonly family: 4 | 6 | null;
  /** Host, port and database, for messages. Without user and password. */
  readonly address: string;
}

const FORM =
  "a Redis URL is redis://HOST:PORT/DATABASE, or rediss:// for TLS, with USER:PASSWORD@ before the host if there is a user";
/** A number that `SELECT` takes. Some versions read a number above 2^31 - 1 as another number. */
const database = /^(?:0|[1-9][0-9]{0,9})$/;
const GREATEST = 2 ** 31 - 1;

/** Throws a `StoreError` that never quotes the user, the password or a text that may hold part of them. */
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
  if (path !== null && query !== null && path !== query) throw wrong(`names two databases, ${path} and ${query}`);
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
      throw wrong(`has an unknown parameter${quoted(name)}; known parameters are ${parameters.join(", ")}`);
    if (said.has(name)) throw wrong(`says \`${name}\` twice`);
    said.set(name, value);
  }
  return said;
}

function databaseOf(text: string): number {
  if (database.test(text) && Number(text) <= GREATEST) return Number(text);
  // A password with an unescaped `/` ends up here too.
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

/** Only a short plain text is quoted: a broken URL may have its password anywhere. */
const quoted = (text: string): string => (/^[\w./ -]{1,24}$/.test(text) ? ` (\`${text}\`)` : "");
const wrong = (what: string): StoreError => new StoreError("", `the Redis URL ${what}`);
