import fc from "fast-check";

/** Random choices. The same seed gives the same choices in the same order. */
export interface Choose {
  /** Picks one of the values. */
  of<T>(choices: readonly T[]): T;
  /** A number from 0 up to, not including, `end`. */
  below(end: number): number;
  /** True once in `times`. */
  once(times: number): boolean;
  /** Draws a value from a fast-check arbitrary. */
  drawn<T>(arbitrary: fc.Arbitrary<T>): T;
}

const same = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> => arbitrary;
/** A range far above every bound that is used, so that taking a remainder has no visible bias. */
const wide = { min: 0, max: 2 ** 31 - 1 } as const;

/** The result of `make` with the choices of this seed. */
export function chosen<T>(seed: number, make: (choose: Choose) => T): T {
  const arbitrary = fc.noBias(
    fc.gen().map((generate) => {
      const below = (end: number): number => generate(fc.integer, wide) % end;
      return make({
        below,
        of: (choices) => {
          const choice = choices[below(choices.length)];
          if (choice === undefined) throw new Error("nothing to choose from");
          return choice;
        },
        once: (times) => below(times) === 0,
        drawn: (own) => generate(same, own),
      });
    }),
  );
  const [value] = fc.sample(arbitrary, { seed, numRuns: 1 });
  return value as T;
}

/** Derives unrelated seeds from one seed and a number (SplitMix's 32-bit mixing). */
export function seedOf(seed: number, index: number): number {
  let mixed = (Math.imul(seed, 0x9e3779b1) + Math.imul(index + 1, 0x85ebca6b)) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 1;
}
