/**
 * A text as somebody typed it, with « » around each place that must be underlined. For each place, in order, it has the
 * code and the words that the message and the help must contain, which name the mistake and the fix.
 */
export type Case = readonly [
  marked: string,
  ...said: readonly (readonly [code: string, ...words: readonly string[]])[],
];
