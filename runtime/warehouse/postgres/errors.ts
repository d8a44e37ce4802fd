import { DatabaseError } from "pg";
import { DataError, messageOf } from "../../errors.js";

/** The database's address, without user and password. */
export interface Where {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
}
export const addressOf = ({ host, port, database }: Where): string => `${host}:${port}/${database}`;

/**
 * Postgres' errors in plain words. An error of the server that is not about data or environment is a bug in Feat, and
 * stays as it is.
 */
export function dataError(error: unknown, doing: string, where: Where): Error {
  if (error instanceof DataError) return error;
  const words = wordsOf(error, where);
  if (words === null) return error instanceof Error ? error : new Error(messageOf(error));
  return new DataError(`${doing}${words}`, { cause: error });
}

type Words = (message: string, where: Where) => string;

/** By SQLSTATE: a single state, or a class of states. */
const states: readonly (readonly [state: RegExp, words: Words])[] = [
  [
    /^28P01$/,
    (_, where) =>
      `Postgres at ${addressOf(where)} refused the password of role ${where.user}: correct it in the target's URL`,
  ],
  [
    /^28/,
    (message, where) =>
      `Postgres at ${addressOf(where)} refused the connection: ${message}${/no encryption/.test(message) ? "; where it wants TLS, add `?sslmode=require` to the target's URL" : ""}`,
  ],
  [/^3D000$/, (_, where) => `there is no database ${where.database} on Postgres at ${where.host}:${where.port}`],
  [/^53300$/, (message, where) => `Postgres at ${addressOf(where)} takes no more connections: ${message}`],
  [
    /^53(100|400)$/,
    (message, where) =>
      `Postgres at ${addressOf(where)} is out of temporary space: ${message}; raise \`temp_file_limit\` or free space on the server`,
  ],
  [/^53200$/, (message, where) => `Postgres at ${addressOf(where)} is out of memory: ${message}`],
  [
    /^57014$/,
    (message, where) =>
      /statement timeout/.test(message)
        ? `Postgres at ${addressOf(where)}: the statement took longer than \`statement_timeout\` allows; set another one in the target's URL: \`?statement_timeout=600000\` (milliseconds)`
        : "interrupted",
  ],
  [/^(57P|08)/, (_, where) => lost(where)],
  [
    /^42501$/,
    (message, where) =>
      /temporary/.test(message)
        ? `Postgres at ${addressOf(where)}: ${message}: GRANT TEMPORARY ON DATABASE ${quoted(where.database)} TO ${quoted(where.user)}`
        : `${message}: grant the role SELECT on what the project reads, and USAGE on its schema`,
  ],
  [
    /^25006$/,
    (message, where) =>
      `Postgres at ${addressOf(where)} is a standby or read-only, and Feat needs temporary tables: name the primary server in the target's URL, or a role without \`default_transaction_read_only\` (${message})`,
  ],
  [
    /^42P01$/,
    (message) => message.replace(/^relation "(.*)" does not exist$/, "table $1 does not exist in the warehouse"),
  ],
  [/^(42703|42601|3F000|42P|22|23|42)/, (message) => message],
  [/^(P0001|54|55|40|0A|58)/, (message) => message],
];

const lost: (where: Where) => string = (where) =>
  `the connection to Postgres at ${addressOf(where)} was lost: it stopped, or closed the connection; nothing was written; run the command again when it answers`;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

function wordsOf(error: unknown, where: Where): string | null {
  const message = messageOf(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (error instanceof DatabaseError) {
    // A NUL in text.
    if (code === "22021" || code === "22P05") return `${message}: Postgres' text cannot hold that character`;
    if (code === "2BP01")
      return `${message}${error.detail === undefined ? "" : ` (${error.detail})`}: drop what depends on it first, or name another table`;
    return states.find(([state]) => state.test(code))?.[1](message, where) ?? null;
  }
  if (code === "ECONNREFUSED") return `no Postgres answers at ${where.host}:${where.port}`;
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return `there is no host ${where.host}`;
  if (code === "ETIMEDOUT" || /timeout expired/.test(message)) return `Postgres at ${addressOf(where)} does not answer`;
  if (
    code === "ECONNRESET" ||
    code === "EPIPE" ||
    /Connection terminated|not queryable|connection error/i.test(message)
  )
    return lost(where);
  if (/does not support SSL/.test(message)) return `Postgres at ${addressOf(where)} has no TLS`;
  if (/certificate|self.signed/i.test(message) || code.startsWith("ERR_TLS"))
    return `the TLS certificate of Postgres at ${addressOf(where)} is not trusted: ${message}; name the certificate of who signed it in the target's URL (\`sslrootcert=/path/root.crt\`), or check nothing with \`sslmode=require\``;
  if (/password must be a (non-empty )?string/.test(message))
    return `Postgres at ${addressOf(where)} wants a password: write it in the target's URL, best as a variable: \`postgres://user:\${PASSWORD}@…\``;
  return null;
}

/** An int64 beyond its range. */
export const isOutOfRange = (error: unknown): boolean => error instanceof DatabaseError && error.code === "22003";

/** The problem in the language's words. Floats raise an error where they would be infinite (MEANING B33). */
export function rangeProblem(error: unknown): string {
  const message = messageOf(error);
  if (/^value out of range|double precision|real/.test(message)) return "not a finite number";
  return /numeric/.test(message) ? "decimal overflow" : "int64 overflow";
}
