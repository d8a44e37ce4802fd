import { messageOf } from "../../errors.js";

/** Where the store is, for messages. */
export interface Place {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  /** As it is written in SQL. */
  readonly rows: string;
  readonly views: string;
}

type Says = (message: string, place: Place) => string;

/** By SQLSTATE: a state, or a class of states. The first row that matches counts. */
const states: readonly (readonly [state: RegExp, says: Says])[] = [
  [/^28P01$/, (_, { user }) => `it refused the password of role ${user}`],
  [/^28/, (message) => `it refused the connection: ${message}`],
  [/^3D000$/, (_, { database }) => `it has no database ${database}`],
  [/^3F000$/, (message) => `${message}: make it (\`CREATE SCHEMA\`), or name another one by the target's \`schema\``],
  [
    /^42P01$/,
    (_, { rows }) =>
      `it has no table ${rows}: \`feat materialize\` makes it; if it is elsewhere, the target's \`schema\` and \`table\` name it`,
  ],
  [
    /^(42703|42804|42883|42P10|42809|23502)$/,
    (message, { rows }) =>
      `table ${rows} was not made by Feat (${message}): name another one by the target's \`table\``,
  ],
  [
    /^42501$/,
    (message, { rows, views }) =>
      `${message}: a reader needs SELECT on ${rows} and ${views} (and USAGE on their schema), a writer also INSERT, UPDATE and DELETE, and who makes the tables CREATE on the schema`,
  ],
  [/^25006$/, () => "it is a standby or read-only: name the primary server in the target's URL"],
  [
    /^53300$/,
    (message) =>
      `it takes no more connections (${message}): raise \`max_connections\`, or lower the target's \`connections\``,
  ],
  [/^53100$/, () => "its disk is full"],
  [/^57014$/, (message) => message.replace(/^canceling statement/, "it cancelled the statement")],
  [/^57P03$/, (message) => `it takes no connections yet: ${message}`],
  [/^(57P|08)/, () => LOST],
];

const LOST = "the connection was lost";

/** By code or message of the driver and the system. */
const others: readonly (readonly [pattern: RegExp, says: Says])[] = [
  [/ECONNREFUSED/, () => "connection refused"],
  [/ENOTFOUND|EAI_AGAIN/, (_, { host }) => `there is no host ${host}`],
  [/EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/, () => "host not reachable"],
  [/EMFILE|ENFILE/, () => "this process has too many files and sockets open"],
  [/ETIMEDOUT|timeout expired|timeout exceeded when trying to connect/, () => "no answer in time"],
  [/does not support SSL/, () => "it has no TLS, which the URL asks for (`sslmode`)"],
  [
    /certificate|self.signed|ERR_TLS/i,
    (message) =>
      `its TLS certificate is not trusted (${message}): the URL names who signed it by \`sslrootcert=/path/root.crt\``,
  ],
  [/password must be a (non-empty )?string/, () => "it wants a password, and the URL has none"],
  [
    /unexpected.*message|unknown.*message|received invalid response/i,
    () => "what answers there does not speak Postgres's protocol",
  ],
  [/ECONNRESET|EPIPE|Connection terminated|not queryable|connection error|socket/i, () => LOST],
];

export function reason(error: unknown, place: Place): string {
  const message = messageOf(error);
  const code = codeOf(error);
  const rows = isServers(error) ? states : others;
  const text = isServers(error) ? code : `${code} ${message}`;
  const found = rows.find(([pattern]) => pattern.test(text));
  return found?.[1](message, place) ?? (message || code);
}

/** The connection can't be used any more; the server may have done what was asked or not. */
export const isLost = (error: unknown): boolean =>
  isServers(error) ? /^(57P|08)/.test(codeOf(error)) : !(error instanceof TypeError);

/** Another transaction was in the way, and nothing was done. */
export const isConflict = (error: unknown): boolean => isServers(error) && /^(40001|40P01)$/.test(codeOf(error));

export const isMissingTable = (error: unknown): boolean => isServers(error) && codeOf(error) === "42P01";

/** Another process made the same table at the same moment. */
export const isMadeTwice = (error: unknown): boolean => isServers(error) && /^(23505|42P07|42710)$/.test(codeOf(error));

/** An error that the server sent. It is told by its fields, so that this file loads no driver. */
const isServers = (error: unknown): boolean => error instanceof Error && "severity" in error && "code" in error;

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && error.code !== undefined ? String(error.code) : "";
