import { messageOf } from "../errors.js";

/** The errors of the client nest: the one that says most is the last of the innermost. */
export function reason(error: unknown): string {
  if (error instanceof AggregateError && error.errors.length > 0) return reason(error.errors.at(-1));
  if (error instanceof Error && error.cause !== undefined && error.message.endsWith("failed."))
    return reason(error.cause);
  const said = serverMessage(error) ?? messageOf(error);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : null;
  return cause === null || said.includes(cause) ? said : `${said.replace(/\.$/, "")}: ${cause}`;
}

function serverMessage(error: unknown): string | null {
  if (!(error instanceof Error) || !("serverErrorMessage" in error)) return null;
  return typeof error.serverErrorMessage === "string" ? `${error.message} (${error.serverErrorMessage})` : null;
}

/** True if an error, or one that it holds, has the property. */
export function has(error: unknown, property: string, value: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (Reflect.get(error, property) === value) return true;
  if (error instanceof AggregateError && error.errors.some((inner: unknown) => has(inner, property, value)))
    return true;
  return has(error.cause, property, value);
}
