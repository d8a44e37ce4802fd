/**
 * The default branch of an exhaustive switch. It is reached only if a union grew and a switch did not: a fault of the
 * compiler itself.
 */
export function assertNever(value: never): never {
  throw new Error(`unexpected ${JSON.stringify(value)}`);
}
