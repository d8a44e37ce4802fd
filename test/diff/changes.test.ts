import { describe, expect, test } from "vitest";
import { type Change, diffProjects } from "../../compiler/diff/index.js";
import { sound } from "../model/support/check.js";
import { shop } from "../model/support/sources.js";

const base = `
entity customer { customer_id: int64 }
entity product { product_id: string }
enum tier { low, high }
request checkout { cart_value: float64, country: string? }
source human_clicks from clickstream where not is_bot { *, price_usd = price * 1.1 }

/// Purchases so far.
@owner("growth")
view customer_stats for customer from customer_features ttl 7d {
  total_spend
  total_purchases
  zip
  is_vip default false
  average = total_spend / total_purchases
}
view product_activity for product from human_clicks {
  views_7d = count() where event == "view" over 7d
  spent_7d = sum(price_usd) over 7d
  let prices = max(price) over 30d
  top_price = prices default 0.0
}
fn tiered(spend: float64): tier = if spend > 10.0 then "high" else "low"
transform segments {
  level = tiered(customer_stats.total_spend ?? 0.0)
  word = match { customer_stats.is_vip => "vip", else => "plain" }
  ratio = checkout.cart_value / customer_stats.average
  abroad = checkout.country != customer_stats.zip
}
@owner("risk")
service churn_v1 {
  customer_stats.*
  segments.*
}
service catalog_v1 {
  product_activity.*
}
`;

const lines = (changes: readonly Change[]): readonly string[] =>
  changes.flatMap(({ kind, name, details }) =>
    details.map((detail) => {
      const part = detail.part === null ? "" : ` / ${detail.part}`;
      return `${kind} ${name}${part} [${detail.class}] ${detail.reason}`;
    }),
  );

/** Replaces texts of the base, each of which must be there. */
function edited(edits: readonly (readonly [string, string])[]): string {
  return edits.reduce((text, [from, to]) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  }, base);
}

const between = (before: string, after: string): readonly Change[] => diffProjects(sound(before), sound(after));

describe("a change of the text, and what it changes", () => {
  test.each<[title: string, edits: readonly (readonly [string, string])[], expected: readonly string[]]>([
    ["nothing", [], []],
    ["a comment", [["entity product", "// things\nentity product"]], []],
    [
      "a feature is removed",
      [
        ["  zip\n", ""],
        ["  abroad = checkout.country != customer_stats.zip\n", "  abroad = checkout.country is null\n"],
      ],
      [
        "view customer_stats / stored columns [rebuild] the column zip: string? is stored no longer",
        "view customer_stats / feature zip [breaking] it is removed",
        "transform segments / feature abroad [values] it is computed in another way",
        "transform segments / feature abroad [metadata] its type is no longer nullable: bool? to bool",
        "service churn_v1 / feature zip [breaking] it is removed",
        "service churn_v1 / feature abroad [values] what it reads of segments.abroad is computed in another way",
        "service churn_v1 / feature abroad [metadata] its type is no longer nullable: bool? to bool",
      ],
    ],
    [
      "a feature is renamed",
      [
        ["  zip\n", "  zip_code = zip\n"],
        ["customer_stats.zip\n", "customer_stats.zip_code\n"],
      ],
      [
        "view customer_stats / feature zip [breaking] it is renamed to zip_code",
        "view customer_stats / feature zip_code [added] it was zip: string?",
        "service churn_v1 / feature zip [breaking] it is renamed to zip_code",
        "service churn_v1 / feature zip_code [added] it was zip: string?",
      ],
    ],
    [
      "a window",
      [["sum(price_usd) over 7d", "sum(price_usd) over 8d"]],
      [
        "view product_activity / stored columns [rebuild] the stored aggregate spent_7d changes",
        "view product_activity / feature spent_7d [values] it is computed in another way",
        "service catalog_v1 / feature spent_7d [values] what it reads of product_activity.spent_7d is computed in another way",
      ],
    ],
    [
      "a value that is computed on read",
      [["average = total_spend / total_purchases", "average = total_spend / total_purchases * 2.0"]],
      [
        "view customer_stats / feature average [values] it is computed in another way",
        "transform segments / feature ratio [values] it is computed in another way",
        "service churn_v1 / feature average [values] what it reads of customer_stats.average is computed in another way",
        "service churn_v1 / feature ratio [values] what it reads of segments.ratio is computed in another way",
      ],
    ],
    [
      "a feature is added that reads what is stored",
      [["  is_vip default false\n", "  is_vip default false\n  rich = total_spend > 1000.0\n"]],
      [
        "view customer_stats / feature rich [added] it is new: bool?",
        "service churn_v1 / feature rich [added] it is new: bool?",
      ],
    ],
    [
      "features in another order",
      [["  total_spend\n  total_purchases\n", "  total_purchases\n  total_spend\n"]],
      ["view customer_stats / stored columns [layout] the same values are stored in another order"],
    ],
    [
      "a default",
      [["is_vip default false", "is_vip default true"]],
      [
        "view customer_stats / feature is_vip [values] its default changes from false to true",
        "transform segments / feature word [values] it is computed in another way",
        "service churn_v1 / feature is_vip [values] what it reads of customer_stats.is_vip is computed in another way",
        "service churn_v1 / feature word [values] what it reads of segments.word is computed in another way",
      ],
    ],
    [
      "a default is gone, so a value may be null",
      [
        ["is_vip default false", "is_vip"],
        ["match { customer_stats.is_vip =>", "match { customer_stats.is_vip ?? false =>"],
      ],
      [
        "view customer_stats / feature is_vip [breaking] its type turns nullable: bool to bool?",
        "view customer_stats / feature is_vip [values] its default changes from false to none",
        "transform segments / feature word [values] it is computed in another way",
        "service churn_v1 / feature is_vip [breaking] its type turns nullable: bool to bool?",
        "service churn_v1 / feature is_vip [values] what it reads of customer_stats.is_vip is computed in another way",
        "service churn_v1 / feature word [values] what it reads of segments.word is computed in another way",
      ],
    ],
    ["a ttl", [["ttl 7d", "ttl 14d"]], ["view customer_stats / ttl [values] its ttl changes from 7d to 14d"]],
    [
      "a condition of a view",
      [["from human_clicks {", "from human_clicks where price > 1.0 {"]],
      ["view product_activity / where [rebuild] its where changes"],
    ],
    [
      "a boundary",
      [["from human_clicks {", "from human_clicks upto {"]],
      ["view product_activity / boundary [rebuild] its boundary changes from before to upto"],
    ],
    [
      "a derived source",
      [["where not is_bot {", "where is_bot {"]],
      ["view product_activity / source [rebuild] its source changes"],
    ],
    [
      "a body of a fn",
      [["spend > 10.0", "spend > 20.0"]],
      [
        "transform segments / feature level [values] it is computed in another way",
        "service churn_v1 / feature level [values] what it reads of segments.level is computed in another way",
      ],
    ],
    [
      "a literal union is widened",
      [['else => "plain" }', 'customer_stats.total_purchases == 0 => "new", else => "plain" }']],
      [
        'transform segments / feature word [breaking] its type gains the values "new"',
        "transform segments / feature word [values] it is computed in another way",
        'service churn_v1 / feature word [breaking] its type gains the values "new"',
        "service churn_v1 / feature word [values] what it reads of segments.word is computed in another way",
      ],
    ],
    [
      "an enum gains a value",
      [["enum tier { low, high }", "enum tier { low, high, top }"]],
      [
        "enum tier / value top [metadata] it is new",
        'transform segments / feature level [breaking] its type gains the values "top"',
        'service churn_v1 / feature level [breaking] its type gains the values "top"',
      ],
    ],
    [
      "a request's field turns nullable",
      [["cart_value: float64,", "cart_value: float64?,"]],
      [
        "request checkout / field cart_value [metadata] its type turns nullable: float64 to float64?",
        "transform segments / feature ratio [values] it is computed in another way",
        "service churn_v1 / request field cart_value [metadata] its type turns nullable: float64 to float64?",
        "service churn_v1 / feature ratio [values] what it reads of segments.ratio is computed in another way",
      ],
    ],
    [
      "a request's field may no longer be null",
      [["country: string?", "country: string"]],
      [
        "request checkout / field country [metadata] its type is no longer nullable: string? to string",
        "transform segments / feature abroad [values] it is computed in another way",
        "service churn_v1 / request field country [breaking] its type is no longer nullable: string? to string",
        "service churn_v1 / feature abroad [values] what it reads of segments.abroad is computed in another way",
      ],
    ],
    [
      "a key's type",
      [["product_id: string", "product_id: string, customer_id: int64"]],
      [
        "entity product / key customer_id [metadata] it is new: int64",
        "view product_activity / key [breaking] its key changes from (product_id: string) to (product_id: string, customer_id: int64)",
        "view product_activity / key [rebuild] its key changes",
        "service catalog_v1 / key customer_id [breaking] it is new: int64, and callers must give it",
        "service catalog_v1 / feature views_7d [values] what it reads of product_activity.views_7d is computed in another way",
        "service catalog_v1 / feature spent_7d [values] what it reads of product_activity.spent_7d is computed in another way",
        "service catalog_v1 / feature top_price [values] what it reads of product_activity.top_price is computed in another way",
      ],
    ],
    [
      "docs, owners",
      [
        ["/// Purchases so far.", "/// Purchases up to now."],
        ['@owner("growth")', '@owner("growth-ml")'],
      ],
      [
        "view customer_stats [metadata] its doc comment changes",
        'view customer_stats [metadata] it loses @owner("growth")',
        'view customer_stats [metadata] it gains @owner("growth-ml")',
      ],
    ],
    [
      "a service is removed",
      [["service catalog_v1 {\n  product_activity.*\n}", ""]],
      ["service catalog_v1 [breaking] it is removed"],
    ],
    [
      "a service is added",
      [["service catalog_v1", "service more { segments.word }\nservice catalog_v1"]],
      ["service more [added] it is new"],
    ],
  ])("%s", (_, edits, expected) => {
    expect(lines(between(base, edited(edits)))).toEqual(expected);
  });

  test("names who reads what changed, to the end", () => {
    const [view] = between(base, edited([["is_vip default false", "is_vip default true"]]));
    expect(view?.affects).toEqual([
      { kind: "transform", name: "segments", owner: null, project: null },
      { kind: "service", name: "churn_v1", owner: "risk", project: null },
    ]);
  });

  test("names the views and services that read a source which changed", () => {
    const later = shop.map((declared) =>
      declared.source.name === "clickstream"
        ? { ...declared, source: { ...declared.source, delayMicros: "10800000000" } }
        : declared,
    );
    const changes = diffProjects(sound(base), sound(base, later));
    expect(lines(changes)).toEqual([
      "source clickstream / delay [metadata] its delay changes from 1h to 3h",
      "view product_activity / source [rebuild] its source changes",
      "view product_activity / delay [rebuild] its delay changes from 1h to 3h",
    ]);
    expect(changes[0]).toMatchObject({
      class: "rebuild",
      affects: [
        { kind: "view", name: "product_activity" },
        { kind: "service", name: "catalog_v1" },
      ],
    });
  });
});
