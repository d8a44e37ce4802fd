import { DataError, InputError, messageOf, NotMaterializedError, StoreError } from "../errors.js";
import { FeatureError } from "../functions/index.js";

/** An error as RFC 9457 (problem details) describes it. */
export interface Problem {
  /** What kind of error it is, for programs. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  /** The key, request field or header at fault. */
  readonly field?: string;
  /** The row at fault, counted from 0. */
  readonly row?: number;
  /** The views that the store was never filled for. */
  readonly views?: readonly string[];
}

export const problemType = "application/problem+json";

/** An error with a status of its own. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly kind: string,
    message: string,
    readonly field: string | null = null,
  ) {
    super(message);
  }
}

const titles: Readonly<Record<string, string>> = {
  "invalid-input": "The input is not what the service takes",
  "invalid-json": "The body is not valid JSON",
  "unsupported-media-type": "The body must be JSON",
  unauthorized: "A token is missing or wrong",
  "not-found": "There is no such route or service",
  "too-large": "The request is over a limit",
  "cannot-compute": "A feature cannot be computed",
  "before-stored": "The store cannot answer for that instant",
  "not-materialized": "The online store was never filled",
  "store-unavailable": "The online store cannot be used",
  timeout: "The answer took too long",
  "caller-gone": "The caller has gone",
  "not-allowed": "The server was not started for this",
  busy: "Another run has not ended",
  "materialize-failed": "The views could not be materialized",
  fault: "A fault of the server",
};

/** What a caller is told about an error. A fault of the server is not told: it may hold anything. */
export function problemOf(error: unknown): Problem {
  const of = (status: number, kind: string, more: Partial<Problem> = {}): Problem => ({
    type: `urn:feat:problem:${kind}`,
    title: titles[kind]!,
    status,
    detail: messageOf(error),
    ...more,
  });
  if (error instanceof HttpError)
    return of(error.status, error.kind, error.field === null ? {} : { field: error.field });
  if (error instanceof InputError)
    return of(400, "invalid-input", {
      ...(error.field === null ? {} : { field: error.field }),
      ...(error.row === null ? {} : { row: error.row }),
    });
  if (error instanceof FeatureError) return of(422, "cannot-compute");
  if (error instanceof NotMaterializedError) return of(503, "not-materialized", { views: error.views });
  if (error instanceof StoreError) return of(503, "store-unavailable");
  if (error instanceof DataError) return of(409, "before-stored");
  const status = statusOf(error);
  if (status === 413) return of(413, "too-large");
  if (status === 415) return of(415, "unsupported-media-type");
  if (status !== null && status < 500) return of(status, "invalid-input");
  return of(500, "fault", { detail: "the server's log has more" });
}

/** The status that the HTTP library gave an error. */
function statusOf(error: unknown): number | null {
  const status = typeof error === "object" && error !== null && "statusCode" in error ? error.statusCode : null;
  return typeof status === "number" && status >= 400 ? status : null;
}
