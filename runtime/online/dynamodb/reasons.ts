import { messageOf } from "../../errors.js";

export interface Place {
  readonly table: string;
  /** As the settings have it. Null: that of AWS's own configuration. */
  readonly region: string | null;
  readonly endpoint: string | null;
}

type Says = (message: string, place: Place) => string;

const READS = "dynamodb:BatchGetItem";
const WRITES =
  "dynamodb:PartiQLInsert, PartiQLUpdate, PutItem, UpdateItem, DeleteItem, GetItem, Query and ConditionCheckItem, and to make the table dynamodb:CreateTable and DescribeTable";

/** By the name, code or message of an error. The first row that matches counts. */
const reasons: readonly (readonly [pattern: RegExp, says: Says])[] = [
  [
    /^ResourceNotFoundException/,
    (_, place) => `there is no such table; \`feat materialize\` makes it; if it is elsewhere, ${elsewhere(place)}`,
  ],
  [/^AccessDeniedException/, (message) => `${message}: a reader needs ${READS}, a writer also ${WRITES}, on the table`],
  [
    /^(UnrecognizedClientException|InvalidSignatureException|InvalidAccessKeyId|SignatureDoesNotMatch|IncompleteSignature|MissingAuthenticationToken)/,
    () => "AWS refused the credentials: check AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
  ],
  [/^ExpiredToken/, () => "the AWS credentials have expired: sign in again"],
  [
    /^(CredentialsProviderError|TokenProviderError)|Could not load credentials|Credential is missing/,
    () =>
      "no AWS credentials were found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give the machine a role",
  ],
  [
    /Region (?:is missing|not accepted)/,
    (_, { region }) =>
      region === null
        ? "no region was given: set `region` in the target, or AWS_REGION"
        : `\`${region}\` is the name of no region: correct the target's \`region\``,
  ],
  [
    /^ValidationException.*(key element|key schema|conditions on the keys|Type mismatch for key|does not match the schema)/s,
    (message) => `the table was not made by Feat (${message}): name another one by the target's \`table\``,
  ],
  [
    /^(ProvisionedThroughputExceeded|Throttling|RequestLimitExceeded)/,
    () => "it is throttled: the table or the account takes no more requests at present",
  ],
  [/^ItemCollectionSizeLimitExceeded|^LimitExceededException/, (message) => message],
  [/ECONNREFUSED/, () => "connection refused"],
  [
    /ENOTFOUND|EAI_AGAIN/,
    (message, { region }) => `no such host (${message})${region === null ? "" : `: is ${region} a region?`}`,
  ],
  [/EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/, () => "host not reachable"],
  [/EMFILE|ENFILE/, () => "this process has too many files and sockets open"],
  [
    /certificate|self.signed|CERT_/i,
    (message) =>
      `its certificate is not trusted (${message}); NODE_EXTRA_CA_CERTS names a file with the authority that signed it`,
  ],
  [/ECONNRESET|EPIPE|socket hang up/, () => "the connection was lost"],
  [/^TimeoutError|ETIMEDOUT/, () => "no answer in time"],
  [
    /^SyntaxError|UnknownError|Deserialization error|is not valid JSON|Parse Error|HPE_/,
    () => "what answers there does not speak DynamoDB's protocol",
  ],
];

export function reason(error: unknown, place: Place): string {
  const text = textOf(error);
  const message = messageOf(error);
  return reasons.find(([pattern]) => pattern.test(text))?.[1](message, place) ?? (message || text);
}

const elsewhere = ({ region }: Place): string =>
  `the target's \`table\` and \`region\`${region === null ? " (now that of AWS's configuration)" : ""} name it`;

/** Nothing was done, and it may work in a moment. */
export const isThrottled = (error: unknown): boolean =>
  /^(ProvisionedThroughputExceeded|Throttling|RequestLimitExceeded|TransactionInProgress|LimitExceeded)|TransactionConflict/.test(
    textOf(error),
  );

/** It may work in a moment; whether it was done is not known. */
export const isPassing = (error: unknown): boolean =>
  /^(InternalServerError|ServiceUnavailable|TimeoutError)|ECONNRESET|EPIPE|socket hang up/.test(textOf(error)) ||
  (error instanceof Error && "$fault" in error && error.$fault === "server");

export const isNoTable = (error: unknown): boolean => nameOf(error) === "ResourceNotFoundException";
export const isRefused = (error: unknown): boolean => nameOf(error) === "ConditionalCheckFailedException";

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "");
const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && error.code !== undefined ? String(error.code) : "";
const textOf = (error: unknown): string => `${nameOf(error)} ${codeOf(error)} ${messageOf(error)}`;
