import { expect, test } from "vitest";
import { edits, suggest } from "../../compiler/symbols/suggest.js";

test.each([
  ["kitten", "sitting", 3],
  ["", "abc", 3],
  ["ab", "ba", 1],
  ["same", "same", 0],
])("edits from %s to %s: %i", (from, to, count) => {
  expect(edits(from, to)).toBe(count);
  expect(edits(to, from)).toBe(count);
});

test.each([
  ["totl_spend", ["total_spend", "total"], "total_spend"],
  ["ZIP", ["zap", "zip"], "zip"],
  ["x", ["y", "abc"], null],
  ["X", ["x", "abc"], "x"],
  ["country", ["county", "countries"], "county"],
  ["abcdef", ["zzz"], null],
  ["a", [], null],
  ["None", ["nine"], "null"],
  // If several are equally near, the alphabetically first is suggested, whatever their order.
  ["cat", ["hat", "bat"], "bat"],
])("%s among %j: %s", (name, candidates, expected) => {
  expect(suggest(name, candidates)).toBe(expected);
  expect(suggest(name, [...candidates].reverse())).toBe(expected);
});
