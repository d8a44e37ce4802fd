import { describe, expect, test } from "vitest";
import { check, sound } from "./support/check.js";
import { printView } from "./support/print.js";
import { entities } from "./support/sources.js";

const view = (text: string, name = "v") => printView(sound(entities + text).views.find((v) => v.name === name)!);

describe("views", () => {
  test("bare columns, renames, defaults, annotations and statuses", () => {
    expect(
      view(`view v for customer from customer_features ttl 7d {
        total_purchases: int64
        total_spend
        half: float64
        is_vip default false
        small default 0
        avg_purchase_value = total_spend / total_purchases
        renamed = total_spend default 0
        again = renamed
        zip = lower(zip)
      }`),
    ).toEqual([
      "view v for customer_id: int64 = col.customer_id from customer_features",
      "upto delay 0 ttl 604800000000",
      "latest total_purchases: int64?, total_spend: float64?, half: float32?, is_vip: bool?, small: int32?, zip: string?",
      "total_purchases: int64? = latest.total_purchases [latest total_purchases]",
      "total_spend: float64? = latest.total_spend [latest total_spend]",
      "half: float64? = :float64?(latest.half) [latest half]",
      "is_vip: bool = latest.is_vip default false:bool [latest is_vip]",
      "small: int32 = latest.small default 0:int32 [latest small]",
      "avg_purchase_value: float64? = //float64(total_spend, :float64?(total_purchases)) [computed]",
      "renamed: float64 = total_spend default 0:float64 [latest total_spend]",
      "again: float64 = renamed [latest total_spend]",
      "zip: string? = lower/string(latest.zip) [computed]",
    ]);
  });

  test("families lift, lets hold them, and forward reads come first", () => {
    expect(
      view(`view v for product from clickstream where not is_bot every 1d after 3h {
        conversion = purchases / views default 0.0
        views      = count() where event == "view" over [1d, lifetime]
        let purchases = count() where event == "purchase" over [1d, lifetime]
        rating_7d  = avg(rating) over 7d
        quiet      = hours_between(max(event_time) over lifetime, now())
        twice      = count() over 1d + count(country) over 2d
      }`),
    ).toEqual([
      "view v for product_id: string = col.product_id from clickstream",
      "where not/bool(col.is_bot)",
      "before delay 3600000000 every 86400000000 after 10800000000",
      "latest ",
      'agg purchases_1d: int64 = count/rows() where ==/string(col.event, "purchase") over 86400000000 empty 0',
      'agg views_1d: int64 = count/rows() where ==/string(col.event, "view") over 86400000000 empty 0',
      'agg purchases_lifetime: int64 = count/rows() where ==/string(col.event, "purchase") over lifetime empty 0',
      'agg views_lifetime: int64 = count/rows() where ==/string(col.event, "view") over lifetime empty 0',
      "agg rating_7d: float64? = avg/float64(:float64?(col.rating)) over 604800000000 empty null",
      "agg quiet: timestamp? = max/timestamp(col.event_time) over lifetime empty null",
      "agg twice: int64 = count/rows() over 86400000000 empty 0",
      "agg twice_2: int64 = count/values(col.country) over 172800000000 empty 0",
      "let purchases_1d: int64 = agg.purchases_1d [aggregate purchases_1d]",
      "views_1d: int64 = agg.views_1d [aggregate views_1d]",
      "conversion_1d: float64 = //float64(:float64(purchases_1d), :float64(views_1d)) default 0:float64 [computed]",
      "let purchases_lifetime: int64 = agg.purchases_lifetime [aggregate purchases_lifetime]",
      "views_lifetime: int64 = agg.views_lifetime [aggregate views_lifetime]",
      "conversion_lifetime: float64 = //float64(:float64(purchases_lifetime), :float64(views_lifetime)) default 0:float64 [computed]",
      "rating_7d: float64? = agg.rating_7d [aggregate rating_7d]",
      "quiet: float64? = hours_between/timestamp(agg.quiet, now) [computed]",
      "twice: int64 = +/int64(agg.twice, agg.twice_2) [computed]",
    ]);
  });

  test("with a ttl aggregates can read stale, so they are nullable", () => {
    expect(view("view v for product from clickstream ttl 1d { n = count() over 7d default 0 }").slice(3)).toEqual([
      "agg n: int64? = count/rows() over 604800000000 empty 0",
      "n: int64 = agg.n default 0:int64 [aggregate n]",
    ]);
  });

  test("keys: several entities, bound, converted, none; own delay and boundary", () => {
    const two = `entity buyer { buyer_id: int64 }
      view v for buyer (buyer_id = quantity), product from clickstream delay 2h upto known { n = count() over 1d }`;
    expect(view(two).slice(0, 2)).toEqual([
      "view v for buyer_id: int64 = :int64(col.quantity), product_id: string = col.product_id from clickstream",
      "upto delay 7200000000 known",
    ]);
    expect(view("view v from clickstream { n = count() over 1d }")[0]).toBe("view v for  from clickstream");
    expect(
      view(
        "entity a { k: int64, zip: string }\nview v for a (k = small), zipcode from customer_features { is_vip }",
      )[0],
    ).toBe("view v for k: int64 = :int64(col.small), zip: string = col.zip from customer_features");
  });

  test("a derived source: star, replaced in place, added, cut, nested", () => {
    const project = sound(`
      source a from clickstream where not is_bot { *, price = price * 2.0, extra = event }
      source b from a where price > 1.0 where event == "x" { product_id, p = price, tier = match { price > 5.0 => "hi", else => "lo" } }
    `);
    const [a, b] = ["a", "b"].map((name) => project.sources.find((s) => s.name === name)!);
    if (a?.node !== "derived" || b?.node !== "derived") throw new Error("no source");
    expect(a.columns.map((c) => c.name)).toEqual([
      "click_id",
      "product_id",
      "customer_id",
      "event",
      "rating",
      "price",
      "event_time",
      "day",
      "country",
      "is_bot",
      "quantity",
      "Zip Code",
      "over",
      "extra",
    ]);
    expect(a.columns[5]!.value.node).toBe("call");
    expect(b.from).toBe("a");
    expect(b.columns.map((c) => c.name)).toEqual(["product_id", "p", "tier"]);
    expect(b.columns[2]!.type).toEqual({ kind: "string", nullable: false, values: ["hi", "lo"] });
    expect(b.where?.node).toBe("call");
  });

  test("array defaults fill as a default does, and keep the status", () => {
    expect(view('view v for customer from customer_features { tags default ["a"] }').slice(2)).toEqual([
      "latest tags: string[]?",
      'tags: string[] = (latest.tags ?? ["a"]:string[]) [latest tags]',
    ]);
  });

  test.each<[string, string, string | null]>([
    // Names
    ["view v for customer from customer_features { «total_spnd» }", "unknown-column", "did you mean `total_spend`?"],
    ["view v for «custmer» from customer_features { zip }", "unknown-name", "did you mean `customer`?"],
    ["view v for customer from «customer_feature» { zip }", "unknown-name", "did you mean"],
    ["view v for «customer_id» from customer_features { zip }", "unknown-name", "key of entity `customer`"],
    ["view «clickstream» for customer from customer_features { zip }", "duplicate-declaration", "one namespace"],
    ["view v for customer from customer_features { zip, «zip» = lower(zip) }", "duplicate-name", null],
    ["view v for customer from customer_features { zip, «ZIP» = lower(zip) }", "duplicate-name", null],
    ["view v for customer from customer_features { a = b, b = «a» }", "cycle", null],
    ["view v for customer from customer_features { a = «customer_features».zip }", "reference-not-here", "named alone"],
    [
      "view w for customer from customer_features { zip }\nview v for customer from customer_features { a = «w».zip }",
      "reference-not-here",
      "transform",
    ],
    [
      "view w for customer from customer_features { zip }\nview v for customer from «w» { zip }",
      "wrong-kind-of-name",
      null,
    ],
    ["view v for product from clickstream { «`Zip Code`» }", "backticked-item", "zip_code_ = `Zip Code`"],
    ["view v for product from clickstream { «`x`» = price }", "backticked-declaration", null],
    // One mistake, though three features hang on it.
    [
      "view v for customer from customer_features { a = «nope» + 1, b = a * 2, c = b / a, d = total_spend }",
      "unknown-column",
      null,
    ],
    // Keys
    ["view v for «product» from customer_features { zip }", "key-column-missing", "bind it"],
    ["view v for customer, «customer» from customer_features { zip }", "entity-twice", null],
    ["view v for customer («nope» = small) from customer_features { zip }", "unknown-member", null],
    [
      "view v for customer (customer_id = small, «customer_id» = small) from customer_features { zip }",
      "key-given-twice",
      null,
    ],
    ["view v for customer (customer_id = «zip») from customer_features { zip }", "type-mismatch", "cast it"],
    ["entity e { zip: int64 }\nview v for «e» from customer_features { is_vip }", "type-mismatch", null],
    [
      "entity e { zip: int64 }\nview v for zipcode, «e (zip = small)» from customer_features { is_vip }",
      "key-conflict",
      "bind",
    ],
    ["view v for user (user_id = «customer_id») from users_keyed { name }", "unknown-column", null],
    ["view v for zipcode from users_keyed { «name» }", "bare-column-needs-key", null],
    // Clauses
    ["view v for customer from customer_features ttl 1d «ttl 2d» { zip }", "said-twice", null],
    ["view v for customer from customer_features upto «before» { zip }", "contradiction", null],
    ["view v for customer from customer_features every «0s» { zip }", "zero-duration", null],
    ["view v for customer from customer_features where «zip» { is_vip }", "condition-not-bool", null],
    ["view v for customer from customer_features «known» { zip }", "known-needs-created", null],
    ["view v for product from clickstream where («count() over 7d») > 1 { price }", "aggregate-outside-view", null],
    ["view «v» for product from clickstream {}", "empty-body", null],
    // Aggregates
    ["view v for product from clickstream { n = «count()» }", "over-missing", "over 7d"],
    ["view v for product from clickstream { n = sum(«sum(price)») over 7d }", "nested-aggregate", null],
    ["view v for product from clickstream { n = count() where event_time < «now()» over 7d }", "now-not-here", null],
    ["view v for product from clickstream { n = sum(«nope») over 7d }", "unknown-column", "its columns are"],
    ["view v for product from clickstream { n = «sum(event) over 7d» }", "no-overload", null],
    ["view v for product from clickstream { n = «min(is_bot) over 7d» }", "no-overload", "any"],
    ["view v for product from clickstream { n = «max(price, 2.0) over 7d» }", "argument-count", "greatest"],
    ["view v for product from clickstream { n = count() over «0s» }", "zero-duration", null],
    ["view v for customer from customer_features { n = «count()» }", "aggregate-over-state", "events"],
    ["view v for user from users_keyed { n = «count()» }", "later-keyed-aggregate", null],
    ["view v for user from «clicks_keyed» { n = count() over 7d }", "later-keyed-events", null],
    ["view v for product from clickstream { a = count() over 7d, n = sum(«a») over 7d }", "unknown-column", null],
    // Families
    [
      "view v for product from clickstream { a = count() over [1d, 7d], b = count() over [7d, 1d], c = a / «b» }",
      "families-differ",
      null,
    ],
    ["view v for product from clickstream { «a = count() over [1d, 1d]» }", "window-twice", null],
    ["view v for product from clickstream { a = count() over [1d], «a_1d» = price }", "duplicate-name", null],
    ["view v for product from clickstream { a = count() over [1d, 7d], «a» = price }", "duplicate-name", null],
    ["view v for product from clickstream { a = price, «a» = count() over [1d] }", "duplicate-name", null],
    // Types and defaults
    ["view v for customer from customer_features { zip: «int64» }", "type-mismatch", null],
    [
      "view v for customer from customer_features { a: float64 = «total_spend» }",
      "unhandled-null",
      "declare `float64?`",
    ],
    ["view v for customer from customer_features { is_vip default «1» }", "type-mismatch", null],
    ["view v for customer from customer_features { small default «1.5» }", "type-mismatch", null],
    ["view v for customer from customer_features { small default «3_000_000_000» }", "type-mismatch", null],
    ['view v for customer from customer_features { birthday default «"1.1.1970"» }', "not-a-time", null],
    ["view v for customer from customer_features { zip default «north» }", "unknown-name", "literal"],
    ["view v for product from clickstream { n = count() over 7d default «0» }", "needless-null-handling", null],
  ])("%s is refused: %s", (text, name, help) => {
    const [first] = check(entities + text, [name]);
    if (help !== null) expect(first?.help).toContain(help);
  });

  test.each([
    ["source s from clickstream «join zip_facts_table on zip» { * }", "later-join"],
    ["source s from clickstream «each x in [1]» { * }", "later-each"],
    ["source s from clickstream at «event_time» { * }", "later-at"],
    ["source «s» { from clickstream { * } from clickstream { * } }", "later-union"],
    ["view v for product from clickstream { n = count() «by event» over 7d }", "later-by"],
    ["view v for product from clickstream { n = sum(x) «each x in [1]» }", "later-each"],
    ["view v for product from clickstream { n = count() over «last 5 rows» }", "later-window"],
    ["view v for product from clickstream { n = count() over «7d offset 1d» }", "later-window"],
    ["view v for product from clickstream { n = count() over «1d times 7» }", "later-window"],
    ["view v for product from clickstream { n = count() over «this day» }", "later-window"],
    ['view v for product from clickstream { n = count() over «since event == "x"» }', "later-window"],
    ["view v for product from clickstream { n = count() over [1d, «this day»] }", "later-window"],
    ["view v for product from clickstream { price «...w» }", "later-spread"],
    ["view v for product from clickstream { price «expect price > 0.0» }", "later-expect"],
    ["enum «trend» { up down }\nview v for product from clickstream { t: trend = price }", "later-enum"],
    ['extern fn «f»(x: int64): int64 from "./f.js"\nsource s from clickstream { x = f(click_id) }', "later-extern-fn"],
    ["view v for customer from customer_features { a = «extra.x» }", "later-json-path"],
  ])("%s comes later: %s", (text, name) => {
    check(entities + text, [name]);
  });
});
