import { describe, expect, test } from "vitest";
import { check, sound } from "./support/check.js";
import { entities } from "./support/sources.js";

const base = `${entities}
request checkout { cart_value: float64, items: int64 }
view stats for customer from customer_features { total_spend, zip, is_vip default false, half, birthday }
view activity for product from clickstream { views = count() over [1d, 7d] }
transform t { ratio = checkout.cart_value / stats.total_spend }
source derived from clickstream where not is_bot
service s { stats.*, t.* }
`;

describe("tests", () => {
  test("are typed by what they speak of", () => {
    const [found] = sound(`${base}
      test "it" {
        given stats { total_spend: 6000, half: 0.1, birthday: "2024-01-01", zip: stale }
        given checkout { cart_value: 3, items: 2 }
        given clickstream [
          { product_id: "p1", event_time: "2024-01-01T09:59:59Z", written_at: "2024-01-01T10:00:00Z" }
          { product_id: "p1", price: -1, \`Zip Code\`: null }
        ]
        at "2024-01-01T10:00:00Z"
        for { customer_id: 7, product_id: "p1" }
        expect s { ratio: 0.5, zip: missing, is_vip: true }
        expect activity { views_1d: 1 }
      }`).tests;
    expect(found).toMatchObject({
      title: "it",
      instantMicros: "1704103200000000",
      given: [
        {
          target: { kind: "view", name: "stats" },
          rows: [
            [
              { name: "total_spend", value: { node: "literal", type: { kind: "float64" }, value: 6000 } },
              { name: "half", value: { type: { kind: "float32" }, value: Math.fround(0.1) } },
              { name: "birthday", value: { type: { kind: "date" }, value: "19723" } },
              { name: "zip", value: { node: "status", status: "stale" } },
            ],
          ],
        },
        { target: { kind: "request", name: "checkout" } },
        {
          target: { kind: "source", name: "clickstream" },
          rows: [
            [
              { name: "product_id", value: { value: "p1" } },
              { name: "event_time", value: { type: { kind: "timestamp" }, value: "1704103199000000" } },
              { name: "written_at", value: { value: "1704103200000000" } },
            ],
            [
              { name: "product_id" },
              { name: "price", value: { type: { kind: "float64" }, value: -1 } },
              { name: "Zip Code", value: { value: null } },
            ],
          ],
        },
      ],
      for: [
        { name: "customer_id", value: { type: { kind: "int64" }, value: "7" } },
        { name: "product_id", value: { value: "p1" } },
      ],
      expect: [
        {
          target: { kind: "service", name: "s" },
          row: [{ name: "ratio" }, { name: "zip", value: { status: "missing" } }, { name: "is_vip" }],
        },
        {
          target: { kind: "view", name: "activity" },
          row: [{ name: "views_1d", value: { type: { kind: "int64" }, value: "1" } }],
        },
      ],
    });
  });

  test.each<[string, string]>([
    ["given «nope» { a: 1 } expect stats { zip: null }", "unknown-name"],
    ["given «s» { zip: null } expect stats { zip: null }", "test-target"],
    ["given «derived» [{ price: 1.0 }] expect stats { zip: null }", "test-target"],
    ["«given stats [{ zip: null } { zip: null }]» expect stats { zip: null }", "test-one-row"],
    ["given stats { «nope»: 1 } expect stats { zip: null }", "unknown-member"],
    ["given stats { zip: «1» } expect stats { zip: null }", "type-mismatch"],
    ["given stats { zip: «1 + 1» } expect stats { zip: null }", "test-value"],
    ["given stats { zip: «other» } expect stats { zip: null }", "test-value"],
    ["given clickstream [{ country: «missing» }] expect stats { zip: null }", "test-status"],
    ['given clickstream [{ event_time: «"yesterday"» }] expect stats { zip: null }', "not-a-time"],
    ["given stats { zip: null, «zip»: null } expect stats { zip: null }", "duplicate-name"],
    ["expect stats { is_vip: «null» }", "test-null"],
    ["expect activity { «views»: 1 }", "unknown-member"],
    ["expect «clickstream» { price: 1.0 }", "test-target"],
    ["expect «nothing» { price: 1.0 }", "unknown-name"],
    ['at «"noon"» expect stats { zip: null }', "not-a-time"],
    ['at "2024-01-01T00:00:00Z" «at "2024-01-01T00:00:00Z"» expect stats { zip: null }', "said-twice"],
    ['for { «product_id»: "p" } expect stats { zip: null }', "unknown-member"],
    ['for { customer_id: «"p"» } expect stats { zip: null }', "type-mismatch"],
  ])("%s is refused: %s", (steps, name) => {
    check(`${base}test "it" { ${steps} }`, [name]);
  });

  test("a test that expects nothing", () => {
    check(`${base}test «"it"» { given stats { zip: null } }`, ["test-expects-nothing"]);
  });
});
