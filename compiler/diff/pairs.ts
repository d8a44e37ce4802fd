/** Objects of two lists, paired by name: those of the first list in its order, then those only in the second. */
export interface Pair<T> {
  readonly name: string;
  readonly before: T | null;
  readonly after: T | null;
}

export function pairs<T extends { readonly name: string }>(before: readonly T[], after: readonly T[]): Pair<T>[] {
  const old = new Map(before.map((one) => [one.name, one]));
  const now = new Map(after.map((one) => [one.name, one]));
  return [
    ...before.map((one) => ({ name: one.name, before: one, after: now.get(one.name) ?? null })),
    ...after.filter(({ name }) => !old.has(name)).map((one) => ({ name: one.name, before: null, after: one })),
  ];
}
