/** Reached only if a union grew and a switch did not: a fault of the compiler's own. */
export function assertNever(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
}
