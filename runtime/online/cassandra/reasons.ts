import { messageOf } from "../../errors.js";

export interface Place {
  readonly hosts: string;
  readonly datacenter: string;
  readonly keyspace: string;
}

type Says = (message: string, place: Place) => string;

/** By the message of an error and of the errors that it has of each host. The first row that matches counts. */
const reasons: readonly (readonly [pattern: RegExp, says: Says])[] = [
  [
    /keyspace '?"?\w*'?"? does not exist|unconfigured keyspace/i,
    (_, { keyspace }) =>
      `there is no keyspace ${keyspace}: make it (\`CREATE KEYSPACE ${keyspace} WITH replication = {…}\`), or name another one by the target's \`keyspace\``,
  ],
  [
    /table '?"?[\w.]*'?"? does not exist|unconfigured (?:table|columnfamily)/i,
    (_, { keyspace }) => `keyspace ${keyspace} has no tables of Feat: \`feat materialize\` makes them`,
  ],
  [
    /Undefined column|unknown identifier|Undefined name|Some .*key parts are missing|Invalid .* type|Expected \d+ bytes/i,
    (message, { keyspace }) =>
      `a table of keyspace ${keyspace} was not made by Feat (${message}): name another keyspace`,
  ],
  [
    /requires authentication|provided.*credentials|bad credentials|username and\/or password|AuthenticationError|Authentication provider not set/i,
    (message) =>
      /requires authentication|not set/.test(message)
        ? "it asks for a user and password, and the target has none"
        : "it refused the user or password",
  ],
  [
    /has no (\w+) permission|not authorized|permission on/i,
    (message) =>
      `${message}: a reader needs SELECT on the keyspace, a writer also MODIFY, and who makes the tables CREATE`,
  ],
  [
    /datacenter .*(?:was not found|found)|local data ?center|localDataCenter/i,
    (message, { datacenter }) => `it has no datacenter ${datacenter}, which the target names (${message})`,
  ],
  [
    /Cannot achieve consistency level (\w+)|Not enough replicas|unavailable/i,
    (message) => `too few replicas are up (${message})`,
  ],
  [
    /oversized mutation|too (?:big|large)|exceeds maximum/i,
    (message) =>
      `a row or record is larger than it takes (${message}): store less in it, or raise \`max_mutation_size\``,
  ],
  [/Server timeout|timed out|timeout|OperationTimedOut|ETIMEDOUT/i, () => "no answer in time"],
  [/ECONNREFUSED/, () => "connection refused"],
  [/ENOTFOUND|EAI_AGAIN/, () => "no such host"],
  [/EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/, () => "host not reachable"],
  [/certificate|self.signed|CERT_|ERR_SSL|wrong version number/i, (message) => `TLS failed (${message})`],
  [/ECONNRESET|EPIPE|Connection .*(?:closed|destroyed)|Socket was closed|not open/i, () => "the connection was lost"],
  [
    /protocol version|Invalid or unsupported|not a valid (?:frame|protocol)/i,
    () => "what answers there does not speak Cassandra's protocol",
  ],
  [/^All host\(s\) tried/, () => "the connection was lost, and no node can be reached"],
];

export function reason(error: unknown, place: Place): string {
  const texts = [error, ...causesOf(error)].map((each) => `${messageOf(each)} ${codeOf(each)}`.trim());
  for (const [pattern, says] of reasons) {
    const found = texts.find((text) => pattern.test(text));
    if (found !== undefined) return says(found, place);
  }
  return texts.at(-1) || "the connection failed";
}

export const isNoTable = (error: unknown): boolean =>
  /table '?"?[\w.]*'?"? does not exist|unconfigured (?:table|columnfamily)/i.test(messageOf(error));

/** No node was there to ask, or none answered. */
export const isUnreached = (error: unknown): boolean => error instanceof Error && error.name === "NoHostAvailableError";

/** The server gave up on a change with a condition; whether it was done is not known. */
export const isUndecided = (error: unknown): boolean =>
  error instanceof Error &&
  (/CAS/i.test(String("writeType" in error ? error.writeType : "")) ||
    /CAS operation|SERIAL|Operation timed out/i.test(error.message) ||
    error.name === "OperationTimedOutError");

/** The errors of the hosts that were tried. */
function causesOf(error: unknown): readonly unknown[] {
  if (!(error instanceof Error && "innerErrors" in error)) return [];
  const inner = error.innerErrors;
  return typeof inner === "object" && inner !== null ? Object.values(inner) : [];
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
