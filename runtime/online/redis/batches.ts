export function inBatches<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  if (all.length <= size) return all.length === 0 ? [] : [all];
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}

/** The elements by their group, each with its index. */
export function grouped<T, G>(
  all: readonly T[],
  groupOf: (each: T) => G,
): ReadonlyMap<G, readonly { readonly each: T; readonly index: number }[]> {
  const groups = new Map<G, { readonly each: T; readonly index: number }[]>();
  for (const [index, each] of all.entries()) {
    const group = groupOf(each);
    const known = groups.get(group);
    if (known === undefined) groups.set(group, [{ each, index }]);
    else known.push({ each, index });
  }
  return groups;
}
