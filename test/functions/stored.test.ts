import { expect, test } from "vitest";
import { FeatureError, stored, storedList, storedNotNull } from "../../runtime/functions/index.js";

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  "%d is not stored (MEANING B33)",
  (value) => {
    expect(stored(value)).toBeNull();
    expect(() => storedNotNull(value)).toThrow(FeatureError);
  },
);

test("a finite float is, and never as -0 (MEANING B8)", () => {
  expect([stored(1.5), storedNotNull(-1.5)]).toEqual([1.5, -1.5]);
  expect(Object.is(stored(-0), 0) && Object.is(storedNotNull(-0), 0)).toBe(true);
  expect(stored(null)).toBeNull();
});

test("a list is stored element by element", () => {
  expect(storedList([1.5, Number.NaN, null, Number.NEGATIVE_INFINITY])).toEqual([1.5, null, null, null]);
  expect(storedList(null)).toBeNull();
});
