/** Tries until it is so, for at most so many seconds. An error counts as no. */
export async function until(test: () => Promise<boolean>, seconds = 20): Promise<void> {
  // Not `Date`, which a test may have set.
  const end = performance.now() + seconds * 1000;
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
  throw new Error(`it did not come to be within ${seconds} s${last === null ? "" : `: ${String(last)}`}`);
}
