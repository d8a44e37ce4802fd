import { expect, test } from "vitest";
import {
  FeatureError,
  stored,
  storedEach,
  storedList,
  storedNotNull,
  storedStruct,
  storedVector,
  storedVectorNotNull,
} from "../../runtime/functions/index.js";

test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
  "%d is stored as null, or is an error if the type is not nullable (MEANING B33)",
  (value) => {
    expect(stored(value)).toBeNull();
    expect(() => storedNotNull(value)).toThrow(FeatureError);
  },
);

test("a finite float is stored as it is, except that -0 becomes 0 (MEANING B8)", () => {
  expect([stored(1.5), storedNotNull(-1.5)]).toEqual([1.5, -1.5]);
  expect(Object.is(stored(-0), 0) && Object.is(storedNotNull(-0), 0)).toBe(true);
  expect(stored(null)).toBeNull();
});

test("a list is stored element by element", () => {
  expect(storedList([1.5, Number.NaN, null, Number.NEGATIVE_INFINITY])).toEqual([1.5, null, null, null]);
  expect(storedList(null)).toBeNull();
});

test("a nested value is stored part by part", () => {
  const part = (struct: { a: number | null; s: string }) => ({ a: stored(struct.a), s: struct.s });
  expect(storedStruct({ a: Number.NaN, s: "x" }, part)).toEqual({ a: null, s: "x" });
  expect(storedStruct(null, part)).toBeNull();
  expect(storedEach([[1, Number.NaN], null], storedList)).toEqual([[1, null], null]);
  expect(storedEach(null, (value) => value)).toBeNull();
});

test("a vector of fixed size with a missing element is stored as null (MEANING 72)", () => {
  const broken = [1, Number.POSITIVE_INFINITY];
  expect([storedVector([1, 2]), storedVector(broken), storedVector(null)]).toEqual([[1, 2], null, null]);
  expect(Object.is(storedVectorNotNull([-0])[0], 0)).toBe(true);
  expect(() => storedVectorNotNull(broken)).toThrow(FeatureError);
});
