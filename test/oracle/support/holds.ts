import fc from "fast-check";

export interface Runs<T> {
  /** How many cases are drawn, unless FEAT_RUNS says another number. */
  readonly runs: number;
  /** A failing case as text, under its error. */
  readonly show: (drawn: T) => string;
}

/** How long a failure is made smaller, in milliseconds. */
const shrinkFor = 30_000;

/**
 * Runs a property over drawn cases. The same cases are drawn in every run; FEAT_SEED draws others. A failure is made
 * smaller for a limited time and then shown.
 *
 * The number of cases never depends on the clock, and no case is left while it runs: fast-check's
 * `interruptAfterTimeLimit` goes on at the limit and lets the case that is running write into the tables of the next
 * test.
 */
export async function holds<T>(
  cases: fc.Arbitrary<T>,
  { runs, show }: Runs<T>,
  property: (drawn: T) => Promise<void>,
): Promise<void> {
  const seed = Number(process.env.FEAT_SEED ?? 1);
  let failedFirst: number | undefined;
  const details = await fc.check(
    fc.asyncProperty(cases, async (drawn) => {
      // Once the time is over, every smaller case counts as passed: the smallest failure so far is the one to show.
      if (failedFirst !== undefined && Date.now() - failedFirst > shrinkFor) return;
      try {
        await property(drawn);
      } catch (error) {
        failedFirst ??= Date.now();
        throw error;
      }
    }),
    { seed, numRuns: Number(process.env.FEAT_RUNS ?? runs) },
  );
  if (!details.failed) return;
  const error = details.errorInstance;
  const [smallest] = details.counterexample ?? [];
  throw new Error(
    [
      `FEAT_SEED=${seed}, case ${details.numRuns}, made smaller ${details.numShrinks} times`,
      error instanceof Error ? (error.stack ?? error.message) : String(error),
      ...(smallest === undefined ? [] : [show(smallest)]),
    ].join("\n"),
  );
}
