/** What names of columns say, and which names of the language they get. */
import { describe, expect, test } from "vitest";
import { plainName } from "../../cli/pull/plain-name.js";
import {
  isKeyName,
  isOtherTime,
  isStateTime,
  isWrittenName,
  keyRank,
  timeRank,
} from "../../runtime/warehouse/data/index.js";

test.each(["id", "ID", "customer_id", "customerId", "Order ID", "order-key", "uuid"])("%s names a key", (name) => {
  expect(isKeyName(name)).toBe(true);
});
test.each(["idea", "paid", "valid", "monkey", "id_of_nothing", ""])("%s names no key", (name) => {
  expect(isKeyName(name)).toBe(false);
});

test("keys of the source's own things come before others, and codes come last", () => {
  const names = ["zip_code", "customer_id", "order_id", "id"];
  expect(names.toSorted((a, b) => keyRank(a, "orders") - keyRank(b, "orders"))).toEqual(names.toReversed());
});

test.each([
  ["event_timestamp", "ts"],
  ["eventTime", "ordered_at"],
  ["updated_at", "ordered_at"],
  ["ts", "date"],
])("%s is a better name of a row's time than %s", (better, worse) => {
  expect(timeRank(better)).toBeLessThan(timeRank(worse) ?? -1);
});
test.each(["amount", "status", "update", "timeout", ""])("%s names no time", (name) => {
  expect(timeRank(name)).toBe(null);
});

describe("roles of times", () => {
  test.each([
    [isWrittenName, ["created_timestamp", "ingested_at", "_loaded_at", "created"], ["updated_at", "creator", "ts"]],
    [isStateTime, ["updated_at", "valid_from", "ds", "snapshot_date"], ["ordered_at", "event_time", "date"]],
    [isOtherTime, ["valid_to", "birth_date", "expires_at"], ["valid_from", "ordered_at"]],
  ] as const)("%s", (is, those, others) => {
    expect(those.filter((name) => !is(name))).toEqual([]);
    expect(others.filter((name) => is(name))).toEqual([]);
  });
});

test.each([
  ["amount", "amount"],
  ["Zip Code", "Zip_Code"],
  ["  %  ", "column_1"],
  ["价格", "column_1"],
  ["Größe", "Gro_e"],
  ["9z", "_9z"],
  ["over", "over_"],
  ["_x", "_x"],
  ["@time", "time"],
  ["a\nb", "a_b"],
])("%j becomes %s", (name, plain) => {
  expect(plainName(name, "column_1", new Set())).toBe(plain);
});
test("names differ by more than case", () => {
  const taken = new Set(["a"]);
  expect(["A", "a!", "b", "B"].map((name) => plainName(name, "x", taken))).toEqual(["A_2", "a_3", "b", "B_2"]);
});
