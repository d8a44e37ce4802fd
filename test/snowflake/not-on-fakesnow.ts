const TRIM = "it leaves out the characters to take away, so DuckDB takes away blanks of its own choice";
const UPPER64 = "it has no MD5_NUMBER_UPPER64";

/** The examples that the dialect writes and fakesnow cannot run, or gives another value for, and why. */
export const notOnFakesnow: ReadonlyMap<string, string> = new Map([
  ['trim("  a b\\n")', TRIM],
  ['trim("\\u{A0}a")', TRIM],
  ['ltrim(" \\ta b ")', TRIM],
  ['rtrim(" a b\\n ")', TRIM],
  ['hash_bucket("abc", 1000)', UPPER64],
  ['hash_bucket("", 16)', UPPER64],
  ["hash_bucket(-12, 1)", UPPER64],
  ['hash_bucket("abc", 0)', UPPER64],
  ['year_of(timestamp("9999-12-31T23:59:59.999999Z"))', "it divides the microseconds as floats, which rounds them up"],
]);
