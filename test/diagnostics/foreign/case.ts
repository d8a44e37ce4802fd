/**
 * What somebody typed, with each place that must be underlined in « », and for each place in order the code and the words that the message or
 * its help must hold: what slipped, and the way out.
 */
export type Case = readonly [
  marked: string,
  ...said: readonly (readonly [code: string, ...words: readonly string[]])[],
];
