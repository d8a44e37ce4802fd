/* What a column's name says of it. Names may be written like_this, like-this or likeThis. */

/** The words of a name, in lower case. */
const wordsOf = (name: string): readonly string[] =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");

const keyWords: ReadonlySet<string> = new Set(["id", "key", "uuid", "guid", "sku", "code"]);
/** `id`, `customer_id`, `customerId`: the name of a thing's key. */
export const isKeyName = (name: string): boolean => keyWords.has(wordsOf(name).at(-1) ?? "");

/**
 * How well a name names the key of a source's rows: the less, the better. `id` and `order_id` of `orders` come first,
 * and codes, which many things share, last.
 */
export function keyRank(name: string, source: string): number {
  const words = wordsOf(name);
  const last = words.at(-1) ?? "";
  if (words.length === 1 && last !== "code") return 0;
  const thing = words.slice(0, -1).join("");
  if (thing !== "" && wordsOf(source).join("").startsWith(thing)) return 1;
  return last === "code" || last === "sku" ? 3 : 2;
}

const timeWords: ReadonlySet<string> = new Set([
  "timestamp",
  "time",
  "ts",
  "at",
  "date",
  "datetime",
  "ds",
  "dt",
  "day",
  "when",
  "on",
  "month",
  "since",
]);
export const isTimeName = (name: string): boolean => timeWords.has(wordsOf(name).at(-1) ?? "");

const written: ReadonlySet<string> = new Set([
  "created",
  "inserted",
  "ingested",
  "loaded",
  "written",
  "landed",
  "recorded",
  "processed",
  "synced",
]);
/** `created_timestamp`, `ingested_at`: when a row was written. */
export const isWrittenName = (name: string): boolean => {
  const words = wordsOf(name);
  const [last = "", before = ""] = words.toReversed();
  return written.has(last) || (timeWords.has(last) && written.has(before));
};

/** Names of a row's time, the best first. */
const best: readonly (readonly string[])[] = [
  ["event", "timestamp"],
  ["event", "time"],
  ["event", "ts"],
  ["timestamp"],
  ["ts"],
  ["time"],
  ["datetime"],
  ["occurred", "at"],
  ["happened", "at"],
  ["updated", "at"],
  ["modified", "at"],
  ["changed", "at"],
  ["valid", "from"],
  ["date"],
  ["ds"],
  ["dt"],
  ["day"],
];

/** How well a name names the time of a row: the less, the better. Null if it names no time. */
export function timeRank(name: string): number | null {
  const words = wordsOf(name);
  const rank = best.findIndex((each) => each.join(" ") === words.join(" "));
  if (rank >= 0) return rank;
  return isTimeName(name) ? best.length : null;
}

const otherWords: ReadonlySet<string> = new Set([
  "until",
  "to",
  "end",
  "ended",
  "expires",
  "expiry",
  "expired",
  "birth",
  "birthday",
  "born",
  "due",
  "deleted",
]);
/** `valid_to`, `birth_date`: a time, but not the one from which a row counts. */
export const isOtherTime = (name: string): boolean => wordsOf(name).some((word) => otherWords.has(word));

const stateWords: ReadonlySet<string> = new Set([
  "updated",
  "modified",
  "changed",
  "valid",
  "effective",
  "snapshot",
  "asof",
  "since",
  "ds",
]);
/** `updated_at`, `valid_from`, `ds`: the time from which a row says how things stand. */
export const isStateTime = (name: string): boolean => wordsOf(name).some((word) => stateWords.has(word));
