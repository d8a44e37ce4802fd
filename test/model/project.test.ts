import { describe, expect, test } from "vitest";
import { manifestText, viewFingerprint } from "../../compiler/model/index.js";
import { buildFiles, sound } from "./support/check.js";
import { printService } from "./support/print.js";
import { entities, source } from "./support/sources.js";

const sources = [
  source("customer_features", "state", {
    customer_id: "int64",
    total_purchases: "int64?",
    total_spend: "float64?",
    days_since_last_purchase: "int64?",
    zip: "string?",
    is_vip: "bool?",
  }),
  source("clickstream", "events", {
    click_id: "int64",
    product_id: "string",
    customer_id: "int64",
    event: "string",
    price: "float64",
    rating: "float32?",
    event_time: "timestamp",
    country: "string?",
    is_bot: "bool?",
  }),
  source("zip_facts_table", "state", { zip: "string", median_income: "float64?" }),
];

/** The language's example program, without the features that this version lacks. */
const example = `
/// A person with an account.
entity customer { customer_id: int64 }
entity product { product_id: string }
entity zipcode { zip: string }

/// What checkout knows when it asks.
request checkout {
  current_cart_value: float64
  items_in_cart: int64
  country: string
}

/// Human clicks only.
source human_clicks from clickstream where not is_bot {
  *
  cents = price * 100.0
}

/// Nightly snapshot of each customer's purchase history.
@owner("growth-ml") @tags(team: "data-science", domain: "customer")
view customer_stats for customer from customer_features ttl 7d {
  total_purchases: int64                       // a column of the source, latest value wins
  total_spend
  days_since_last_purchase
  zip
  is_vip default false                         // used when missing, stale or null
  avg_purchase_value = total_spend / total_purchases
}

view product_activity for product from human_clicks {
  views       = count() where event == "view" over [1d, 7d]        // views_1d, views_7d
  purchases   = count() where event == "purchase" over [1d, 7d]
  conversion  = purchases / views default 0.0                      // lifted: conversion_1d, conversion_7d
  rating_7d   = avg(rating) over 7d
  hours_quiet = hours_between(max(event_time) over lifetime, now())
}
view customer_product for customer, product from human_clicks { views_30d = count() over 30d }
view zip_facts for zipcode from zip_facts_table { median_income }

fn tier(spend: float64): string = match {
  spend > 10_000 => "platinum"
  spend > 5_000  => "gold"
  spend > 1_000  => "silver"
  else           => "bronze"
}

transform customer_segments {
  purchase_frequency_category = match {
    customer_stats.days_since_last_purchase < 7  => "weekly"
    customer_stats.days_since_last_purchase < 30 => "monthly"
    else => "infrequent"
  }
  spending_tier = tier(customer_stats.total_spend ?? 0.0)
}

transform cart_signals {
  use zip_facts (zip = customer_stats.zip)                 // one feature's value is the next one's key
  cart_to_avg_ratio = checkout.current_cart_value / customer_stats.avg_purchase_value default 0.0
  let recency = 1.0 / (1.0 + customer_stats.days_since_last_purchase)
  expected_purchase_probability = least(recency * (1.0 + checkout.items_in_cart / 10.0), 1.0)
  wealth_ratio = customer_stats.total_spend / zip_facts.median_income
  local = product_activity.views_7d
}

service customer_churn_v1 {
  customer_stats.*
  customer_segments.*
}

service fraud_v2 {
  customer_stats as buyer (customer_id = buyer_id) { total_spend, is_vip }
  customer_stats as seller (customer_id = seller_id) { total_spend }
  cart_signals (customer_id = buyer_id) { cart_to_avg_ratio as cart_ratio }
}
service all { cart_signals.*, product_activity.*, customer_product.* }

test "a big spender is gold" {
  given customer_stats { total_spend: 6000.0 }
  expect customer_segments { spending_tier: "gold" }
}

test "an event at the label's own instant is not counted" {
  given clickstream [
    { product_id: "p1", event: "view", event_time: "2024-01-01T09:59:59Z" }
    { product_id: "p1", event: "view", event_time: "2024-01-01T10:00:00Z" }
  ]
  at "2024-01-01T10:00:00Z" for { product_id: "p1" }
  expect product_activity { views_1d: 1 }
}
`;

test("the language's example program", () => {
  const { project, diagnostics } = buildFiles([{ path: "a.feat", text: example }], sources);
  expect(diagnostics).toEqual([]);
  const service = (name: string) => printService(project.services.find((s) => s.name === name)!);
  expect(service("customer_churn_v1")).toEqual([
    "keys customer_id: int64",
    "requests ",
    "read customer_stats = customer_stats(customer_id = key.customer_id) hop 0",
    "call customer_segments = customer_segments(customer_stats = customer_stats; ) { purchase_frequency_category, spending_tier }",
    "total_purchases: int64? = customer_stats.total_purchases",
    "total_spend: float64? = customer_stats.total_spend",
    "days_since_last_purchase: int64? = customer_stats.days_since_last_purchase",
    "zip: string? = customer_stats.zip",
    "is_vip: bool = customer_stats.is_vip",
    "avg_purchase_value: float64? = customer_stats.avg_purchase_value",
    "purchase_frequency_category: string{weekly|monthly|infrequent} = customer_segments.purchase_frequency_category",
    "spending_tier: string{platinum|gold|silver|bronze} = customer_segments.spending_tier",
  ]);
  expect(service("fraud_v2").slice(0, 5)).toEqual([
    "keys buyer_id: int64, seller_id: int64",
    "requests checkout.current_cart_value: float64",
    "read buyer = customer_stats(customer_id = key.buyer_id) hop 0",
    "read seller = customer_stats(customer_id = key.seller_id) hop 0",
    "call cart_signals = cart_signals(customer_stats = buyer; ) { cart_to_avg_ratio }",
  ]);
});

describe("the manifest", () => {
  const text = (files: { path: string; text: string }[]) => manifestText(buildFiles(files, sources).project);
  const declarations = example.split(
    /\n(?=(?:\/\/\/|@|entity|request|source|view|fn|transform|service|test)\b|\/\/\/|@owner)/,
  );

  test("does not change with comments, layout or the distribution of declarations over files", () => {
    const plain = text([{ path: "a.feat", text: example }]);
    const spaced = example.replaceAll("\n", "\n\n// a remark\n");
    // A doc comment must stay before its declaration.
    const layout = spaced.replaceAll("//// a remark", "///");
    expect(text([{ path: "a.feat", text: layout }])).toBe(plain);
    expect(declarations.length).toBeGreaterThan(10);
    expect(plain.endsWith("}\n")).toBe(true);
    expect(plain).not.toMatch(/\r|"line"/);
    expect(JSON.parse(plain).project ?? JSON.parse(plain).name).toBe("shop");
  });

  test("is the same for one file and for two, in any order", () => {
    const cut = example.indexOf("view product_activity");
    const [first, second] = [example.slice(0, cut), example.slice(cut)];
    const whole = text([{ path: "a.feat", text: example }]);
    expect(
      text([
        { path: "a.feat", text: first },
        { path: "b.feat", text: second },
      ]),
    ).toBe(whole);
    expect(
      text([
        { path: "z.feat", text: first },
        { path: "b.feat", text: second },
      ]),
    ).toBe(whole);
  });

  test("is complete: reading its JSON gives the project back", () => {
    const { project } = buildFiles([{ path: "a.feat", text: example }], sources);
    expect(JSON.parse(JSON.stringify(project))).toEqual(project);
  });
});

describe("a view's fingerprint", () => {
  const print = (text: string, over = sources) => {
    const project = sound(text, over);
    return viewFingerprint(project, project.views.find((view) => view.name === "v")!);
  };
  const base = `${entities.split("\n")[1]}
fn twice(x: float64): float64 = x * 2.0
source s from clickstream where not is_bot { *, d = twice(price) }
view v for product from s { n = sum(d) over 7d, m = n + 1.0 default 0.0 }`;

  test.each([
    ["// a comment\n\n", (text: string) => `// a comment\n\n${text}`],
    ["doc and annotations", (text: string) => text.replace("view v", '/// Says something.\n@owner("me")\nview v')],
    [
      "a feature that is computed on read",
      (text: string) => text.replace("n + 1.0 default 0.0", "n + 2.0 default 1.0, k = n"),
    ],
    ["another name of a fn", (text: string) => text.replaceAll("twice", "doubled")],
    ["a fn's body in place of its call", (text: string) => text.replace("twice(price)", "price * 2.0")],
    ["another name of a derived source", (text: string) => text.replaceAll(/\bs\b/g, "humans")],
    ["another name of what is stored", (text: string) => text.replace("n = sum", "k = sum").replace("m = n", "m = k")],
    ["another name for a fn that is not read", (text: string) => `${text}\nfn other(x: float64): float64 = x`],
  ])("stays the same under %s", (_, change) => {
    expect(print(change(base))).toBe(print(base));
  });

  test.each([
    ["its window", (text: string) => text.replace("7d", "8d")],
    ["its where", (text: string) => text.replace("from s {", "from s where price > 1.0 {")],
    ["its delay", (text: string) => text.replace("from s {", "from s delay 1h {")],
    ["a source's where", (text: string) => text.replace("not is_bot", "is_bot")],
    ["a fn's body", (text: string) => text.replace("x * 2.0", "x * 3.0")],
    ["another latest column", (text: string) => text.replace("default 0.0", "default 0.0, country")],
  ])("changes with %s", (_, change) => {
    expect(print(change(base))).not.toBe(print(base));
  });

  test("changes with the columns of its table", () => {
    const renamed = sources.map((declared) =>
      declared.source.name === "clickstream"
        ? { ...declared, source: { ...declared.source, delayMicros: "5" } }
        : declared,
    );
    expect(print(base, renamed)).not.toBe(print(base));
  });
});
