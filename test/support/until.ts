/** Tries until it is so, for at most 20 seconds. An error counts as no. */
export async function until(test: () => Promise<boolean>): Promise<void> {
  // Not `Date`, which a test may have set.
  const end = performance.now() + 20_000;
  let last: unknown = null;
  while (performance.now() < end) {
    try {
      if (await test()) return;
      last = null;
    } catch (error) {
      last = error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`it did not come to be within 20 s${last === null ? "" : `: ${String(last)}`}`);
}
