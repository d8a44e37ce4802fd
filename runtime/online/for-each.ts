/** Does the work for each, so many at a time. Returns the results in order. After a failure no more is begun. */
export async function forEach<T, R>(
  all: readonly T[],
  atOnce: number,
  work: (each: T, index: number) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = new Array(all.length);
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < all.length && !failed) {
      const index = next++;
      try {
        results[index] = await work(all[index]!, index);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, worker));
  return results;
}
