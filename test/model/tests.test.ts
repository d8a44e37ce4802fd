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
  test("their values are typed by the features and columns that they name", () => {
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
      given: [
        {
          source: "clickstream",
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
      cases: [
        {
          given: [
            {
              target: { kind: "view", name: "stats" },
              row: [
                { name: "total_spend", value: { node: "literal", type: { kind: "float64" }, value: 6000 } },
                { name: "half", value: { type: { kind: "float32" }, value: Math.fround(0.1) } },
                { name: "birthday", value: { type: { kind: "date" }, value: "19723" } },
                { name: "zip", value: { node: "status", status: "stale" } },
              ],
            },
            { target: { kind: "request", name: "checkout" } },
          ],
          instantMicros: "1704103200000000",
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
        },
      ],
    });
  });

  test("an item after an `expect` begins a case, which keeps the items that it does not repeat", () => {
    const [found] = sound(`${base}
      test "it" {
        given stats { total_spend: 6.0 } given checkout { cart_value: 3.0, items: 2 }
        expect t { ratio: 0.5 }
        expect stats { zip: null }
        given checkout { cart_value: 6.0, items: 2 }
        expect t { ratio: approx(1, 0.01) }
        at "2024-01-01T10:00:00Z" for { customer_id: null }
        expect stats { zip: missing, half: error }
      }`).tests;
    const cases = found?.cases.map(({ given, instantMicros, for: row, expect: wanted }) => ({
      given: given.map(({ target, row: values }) => [target.name, values[0]?.value]),
      at: instantMicros,
      for: row?.map(({ name, value }) => [name, value]),
      expect: wanted.map((one) => [one.target.name, one.row.map(({ value }) => value)]),
    }));
    const float = (value: number) => ({ node: "literal", type: { kind: "float64" }, value });
    expect(cases).toMatchObject([
      {
        given: [
          ["stats", float(6)],
          ["checkout", float(3)],
        ],
        at: null,
        expect: [
          ["t", [float(0.5)]],
          ["stats", [{ value: null }]],
        ],
      },
      {
        given: [
          ["stats", float(6)],
          ["checkout", float(6)],
        ],
        expect: [["t", [{ node: "approx", value: float(1), tolerance: 0.01 }]]],
      },
      {
        given: [
          ["stats", float(6)],
          ["checkout", float(6)],
        ],
        at: "1704103200000000",
        for: [["customer_id", { node: "literal", value: null }]],
        expect: [["stats", [{ node: "status", status: "missing" }, { node: "error" }]]],
      },
    ]);
  });

  test.each<[string, string]>([
    ["given «nope» { a: 1 } expect stats { zip: null }", "unknown-name"],
    ["given «s» { zip: null } expect stats { zip: null }", "test-target"],
    ["given «derived» [{ price: 1.0 }] expect stats { zip: null }", "test-target"],
    ["«given stats [{ zip: null } { zip: null }]» expect stats { zip: null }", "test-one-row"],
    ["given stats { «nope»: 1 } expect stats { zip: null }", "unknown-member"],
    ["given stats { zip: «1» } expect stats { zip: null }", "type-mismatch"],
    ["given stats { zip: «1 + 1» } expect stats { zip: null }", "type-mismatch"],
    ["given stats { zip: trim(«other») } expect stats { zip: null }", "test-value"],
    ["given stats { zip: «other».zip } expect stats { zip: null }", "test-value"],
    ["given stats { zip: string(«sum(1)») } expect stats { zip: null }", "aggregate-outside-view"],
    ["given stats { zip: string(«now()») } expect stats { zip: null }", "now-not-here"],
    ["given stats { zip: «nope»(1) } expect stats { zip: null }", "unknown-function"],
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
    ["given stats { zip: «error» } expect stats { zip: null }", "test-not-expected"],
    ["given stats { total_spend: «approx(1.0, 0.1)» } expect stats { zip: null }", "test-not-expected"],
    ["expect stats { total_spend: «approx(1.0)» }", "test-approx"],
    ["expect stats { total_spend: «approx(1.0, 0.1, 2)» }", "test-approx"],
    ["expect stats { total_spend: «approx(1.0, -0.1)» }", "test-approx"],
    ["expect stats { total_spend: «approx(1.0, off: 0.1)» }", "test-approx"],
    ["expect stats { total_spend: «approx(null, 0.1)» }", "test-approx"],
    ["expect stats { total_spend: approx(«missing», 0.1) }", "test-value"],
    ['expect stats { total_spend: approx(«"1.0"», 0.1) }', "type-mismatch"],
    ['expect stats { zip: «approx("1", 0.1)» }', "test-approx-type"],
    [
      "given checkout { cart_value: 1.0, items: 1 } «given checkout { cart_value: 1.0, items: 1 }» expect stats { zip: null }",
      "said-twice",
    ],
    ["for { customer_id: 1 } «for { customer_id: 1 }» expect stats { zip: null }", "said-twice"],
    ["expect stats { zip: null } «given clickstream { price: 1.0 }» expect stats { zip: null }", "test-rows-late"],
    ["expect stats { zip: null } «for { customer_id: 1 }»", "test-left-over"],
    ['expect stats { zip: null } «at "2024-01-01T00:00:00Z"» for { customer_id: 1 }', "test-left-over"],
  ])("%s is refused: %s", (steps, name) => {
    check(`${base}test "it" { ${steps} }`, [name]);
  });

  test("a test without expectations", () => {
    check(`${base}test «"it"» { given stats { zip: null } }`, ["test-expects-nothing"]);
  });

  test("`for` takes a request's field", () => {
    const [found] = check(`${base}test "it" { for { «cart_value»: 1.0 } expect stats { zip: null } }`, [
      "unknown-member",
    ]);
    expect(found?.help).toBe("it is a field of a request: `given checkout { cart_value: … }`");
  });

  test("two tests with one title", () => {
    const [found] = check(
      `${base}test "it" { expect stats { zip: null } }\ntest «"it"» { expect stats { zip: null } }`,
      ["test-title"],
    );
    expect(found).toMatchObject({ severity: "warning", related: [{ message: "the first one is here" }] });
  });
});
