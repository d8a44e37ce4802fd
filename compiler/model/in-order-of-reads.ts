/** A chain of reads of this length is safe to visit recursively. */
const MANY = 50;

/**
 * The same order, unless there is a long chain of reads: then each item comes after those that it reads. Code that
 * makes an item when it is first read, and visits the items in this order, does not recurse along the chain.
 */
export function inOrderOfReads<T>(all: readonly T[], reads: (one: T) => readonly T[]): readonly T[] {
  const depths = depthsOfReads(all, reads);
  return [...depths.values()].some((depth) => depth > MANY) ? [...depths.keys()] : all;
}

/** The length of the longest chain of reads below each item. Each item comes after those that it reads. */
export function depthsOfReads<T>(all: readonly T[], reads: (one: T) => readonly T[]): ReadonlyMap<T, number> {
  const every = new Set(all);
  const readBy = new Map(all.map((one) => [one, reads(one).filter((other) => every.has(other))]));
  const depths = new Map<T, number>();
  for (const one of readFirst(all, readBy)) {
    const below = readBy.get(one)!.map((read) => depths.get(read) ?? 0);
    depths.set(
      one,
      below.reduce((most, depth) => Math.max(most, depth + 1), 0),
    );
  }
  return depths;
}

/** Each item comes after those that it reads. In a cycle, the first one comes last. */
function readFirst<T>(all: readonly T[], readBy: ReadonlyMap<T, readonly T[]>): readonly T[] {
  const done = new Set<T>();
  const begun = new Set<T>();
  for (const first of all) {
    const waiting = [first];
    for (let next = waiting.at(-1); next !== undefined; next = waiting.at(-1)) {
      const before = begun.has(next) ? [] : readBy.get(next)!.filter((other) => !begun.has(other));
      begun.add(next);
      if (before.length > 0) waiting.push(...[...before].reverse());
      else {
        waiting.pop();
        done.add(next);
      }
    }
  }
  return [...done];
}
