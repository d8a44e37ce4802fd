import { DataError, messageOf } from "./errors.js";

/** The modes mean what they mean for `psql`: with `require` the server's certificate is not checked. */
export const withSslModes = (url: string): string =>
  /[?&]sslmode=(?!no-verify)/.test(url) && !/[?&]uselibpqcompat=/.test(url) ? `${url}&uselibpqcompat=true` : url;

/** What the driver says of a URL that it can't use. Its own message may contain the URL, and with it the password. */
export function urlProblem(error: unknown): DataError {
  const message = messageOf(error);
  if (/sslmode=verify-ca/.test(message))
    return new DataError(
      "the target's `url`: `sslmode=verify-ca` needs `sslrootcert=/path/root.crt`, the certificate of who signed the server's",
      { cause: error },
    );
  // A file that it names cannot be read.
  if (/^[A-Z]+: .*open '/.test(message)) return new DataError(`the target's \`url\`: ${message}`, { cause: error });
  return new DataError(
    "the target's `url` is no URL of Postgres: write `postgres://user:password@host:5432/database`",
    { cause: error },
  );
}
