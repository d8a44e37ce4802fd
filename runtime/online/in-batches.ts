/** Parts of at most `size`, in order. */
export function inBatches<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  if (all.length <= size) return all.length === 0 ? [] : [all];
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
