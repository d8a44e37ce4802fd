import { describe, expect, test } from "vitest";
import { typeText } from "../../runtime/types.js";
import { check, sound } from "./support/check.js";
import { print, printView } from "./support/print.js";
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

  test("families lift, lets hold them, and features may be read before they are defined", () => {
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

  test("with a ttl aggregates may be stale, so they are nullable", () => {
    expect(view("view v for product from clickstream ttl 1d { n = count() over 7d default 0 }").slice(3)).toEqual([
      "agg n: int64? = count/rows() over 604800000000 empty 0",
      "n: int64 = agg.n default 0:int64 [aggregate n]",
    ]);
  });

  test("keys: several entities, bound keys, converted keys, no keys; each source's own delay and boundary", () => {
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

  test("a derived source: a star, columns replaced in place, added columns, nested sources", () => {
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

  test("array defaults fill nulls as a default does, and keep the status", () => {
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
    [
      "view v for customer from customer_features { a = «customer_features».zip }",
      "reference-not-here",
      "by its bare name",
    ],
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
    // One mistake, though three features depend on it.
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
    ["view v for user from users_keyed { n = count() «over 7d» }", "over-on-state", "leave"],
    ["view v for product from clickstream { n = count() over last «0» rows }", "bad-count", null],
    ["view v for product from clickstream { n = count() over 1d times «0» }", "bad-count", null],
    ["view v for product from clickstream { n = count() over this «fortnight» }", "unknown-unit", "quarter"],
    ['view v for product from clickstream { n = count() over this day in «"Mars/Olympus"» }', "unknown-zone", "IANA"],
    ["view v for product from clickstream { n = count() over [1d, this «dya»] }", "unknown-unit", null],
    ["view v for product from clickstream { n = count() over since «price» }", "condition-not-bool", null],
    ["view v for product from clickstream { n = last_n(price, «0») over 1d }", "argument-range", null],
    ["view v for product from clickstream { n = last_n(price, «click_id») over 1d }", "argument-not-literal", null],
    ["view v for product from clickstream { n = percentile(price, «1.5») over 1d }", "argument-range", null],
    ["view v for product from clickstream { n = decayed_sum(price, «7») over 1d }", "duration-argument", "7d"],
    ["view v for product from clickstream { n = decayed_sum(price, «0s») over 1d }", "duration-argument", null],
    ['view v for product from clickstream { n = count() by event in [«null», "a"] over 1d }', "by-literal", null],
    ['view v for product from clickstream { n = count() by event in [«""»] over 1d }', "by-literal", null],
    [
      'view v for product from clickstream { n = count() by event in ["a", «nope»] over [1d, 7d] }',
      "unknown-name",
      null,
    ],
    ['view v for product from clickstream { n = count() by event in ["a", "b", «5»] over 1d }', "no-overload", null],
    ['view v for product from clickstream { «n = count() by event in ["a-b", "a_b"] over 1d» }', "window-twice", null],
    ["view v for product from clickstream { n = count() by event in [«1»] over 1d }", "no-overload", null],
    ["view v for product from clickstream { a = count() over 7d, n = sum(«a») over 7d }", "unknown-column", null],
    // Families
    [
      "view v for product from clickstream { a = count() over [1d, 7d], b = count() over [7d, 1d], c = a / «b» }",
      "families-differ",
      null,
    ],
    // Of fewer members than the family that reads it.
    [
      "view v for product from clickstream { a = count() over [1d, 7d], b = count() over [1d, ], c = a / «b» }",
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
    ["view v for customer from customer_features { zip default «north» }", "unknown-name", "quotes"],
    ["view v for product from clickstream { n = count() over 7d default «0» }", "needless-null-handling", null],
  ])("%s is refused: %s", (text, name, help) => {
    const [first] = check(entities + text, [name]);
    if (help !== null) expect(first?.help).toContain(help);
  });

  test("windows of every kind, and their names", () => {
    expect(
      view(`view v for product from clickstream {
        a = count() over [7d offset 7d, last 5 rows, this month in "Europe/Berlin", since event == "login", 14d last 200 rows]
        b = sum(price) by event in ["web-shop", "app"] over [1d, lifetime]
        c = count() by is_bot in [true] over 1d
        d = last_n(price, 3) over lifetime
        e = sum(price) over 1d times 3
      }`).filter((line) => line.startsWith("agg") || line.startsWith("e")),
    ).toMatchInlineSnapshot(`
      [
        "agg a_7d_offset_7d: int64 = count/rows() over 604800000000 offset 604800000000 empty 0",
        "agg a_last_5_rows: int64 = count/rows() over lifetime last 5 rows empty 0",
        "agg a_this_month: int64 = count/rows() over this month in Europe/Berlin empty 0",
        "agg a_since: int64 = count/rows() over since ==/string(col.event, "login") empty 0",
        "agg a_14d_last_200_rows: int64 = count/rows() over 1209600000000 last 200 rows empty 0",
        "agg b_web_shop_1d: float64? = sum/float64(col.price) where ==/string(col.event, "web-shop") over 86400000000 empty null",
        "agg b_web_shop_lifetime: float64? = sum/float64(col.price) where ==/string(col.event, "web-shop") over lifetime empty null",
        "agg b_app_1d: float64? = sum/float64(col.price) where ==/string(col.event, "app") over 86400000000 empty null",
        "agg b_app_lifetime: float64? = sum/float64(col.price) where ==/string(col.event, "app") over lifetime empty null",
        "agg c_true: int64 = count/rows() where ==/bool(col.is_bot, true:bool) over 86400000000 empty 0",
        "agg d: float64[] = last_n/any(col.price, 3:int64) over lifetime empty []",
        "agg e: float64? = sum/float64(col.price) over 86400000000 offset 172800000000 empty null",
        "agg e_2: float64? = sum/float64(col.price) over 86400000000 offset 86400000000 empty null",
        "agg e_3: float64? = sum/float64(col.price) over 86400000000 empty null",
        "e: float64[] = [agg.e, agg.e_2, agg.e_3]:float64[] [computed]",
      ]
    `);
  });

  test("joins, elements and times, each of which sees the names before it", () => {
    const project = sound(
      `${entities}
      view activity for product from clickstream { views_7d = count() over 7d, rating = avg(rating) over 7d default 0.0 }
      source s from clickstream at timestamp("2024-01-01T00:00:00Z")
        join activity on (product_id)
        where not is_bot and activity.rating > 1.0
        join users_keyed as u on (user_id = click_id)
        each part in [event, u.zip] where part is not null and price > 1.0 {
        *
        price = price * activity.rating
        part
        named = u.name
        seen = activity.views_7d
      }`.replace("\n        part\n", "\n        the_part = part\n"),
    );
    const source = project.sources.find(({ name }) => name === "s");
    if (source?.node !== "derived") throw new Error("no source");
    expect({
      where: source.where === null ? null : print(source.where),
      steps: source.steps.map((step) => ({
        ...step,
        ...(step.step === "where" ? { condition: print(step.condition) } : {}),
        ...(step.step === "each" ? { list: print(step.list), element: typeText(step.element) } : {}),
        ...(step.step === "join"
          ? {
              on: step.on.map(({ name, value }) => `${name} = ${print(value)}`),
              columns: step.columns.map(({ name, type }) => `${name}: ${typeText(type)}`),
            }
          : {}),
      })),
      columns: source.columns
        .filter(({ value }) => value.node !== "column" || /[.]/.test(value.name))
        .map(({ name, type, value }) => `${name}: ${typeText(type)} = ${print(value)}`),
    }).toMatchInlineSnapshot(`
      {
        "columns": [
          "price: float64 = */float64(col.price, col.activity.rating)",
          "the_part: string? = col.each.part",
          "named: string? = col.u.name",
          "seen: int64? = col.activity.views_7d",
        ],
        "steps": [
          {
            "alias": "activity",
            "columns": [
              "rating: float64",
              "views_7d: int64?",
            ],
            "on": [
              "product_id = col.product_id",
            ],
            "step": "join",
            "target": {
              "kind": "view",
              "name": "activity",
            },
          },
          {
            "condition": "and/bool(not/bool(col.is_bot), >/float64(col.activity.rating, 1:float64))",
            "step": "where",
          },
          {
            "alias": "u",
            "columns": [
              "zip: string?",
              "name: string?",
            ],
            "on": [
              "user_id = col.click_id",
            ],
            "step": "join",
            "target": {
              "kind": "source",
              "name": "users_keyed",
            },
          },
          {
            "element": "string?",
            "list": "[col.event, col.u.zip]:string[]",
            "name": "part",
            "step": "each",
          },
          {
            "condition": "and/bool(not/bool(is null/any(col.each.part)), >/float64(col.price, 1:float64))",
            "step": "where",
          },
        ],
        "where": null,
      }
    `);
  });

  test("a union: columns match by name, types unify, each branch keeps its own delay", () => {
    const project = sound(`${entities}
      source s {
        from clickstream where not is_bot { product_id, n = quantity, price }
        from clicks_keyed { price = 1, product_id = string(user_id), n = user_id }
      }
      view v for product from s { n, total = sum(price) over 7d }
      view w for product from s delay 2h { n }`);
    const source = project.sources.find(({ name }) => name === "s");
    if (source?.node !== "union") throw new Error("no union");
    expect(source.columns.map(({ name, type }) => `${name}: ${typeText(type)}`)).toEqual([
      "product_id: string",
      "n: int64",
      "price: float64",
    ]);
    expect(
      source.branches.map(({ name, from, columns }) => [name, from, ...columns.map(({ value }) => print(value))]),
    ).toEqual([
      ["s.1", "clickstream", "col.product_id", ":int64(col.quantity)", "col.price"],
      ["s.2", "clicks_keyed", "string/int64(col.user_id)", "col.user_id", "1:float64"],
    ]);
    expect(project.views.map(({ name, delayMicros }) => [name, delayMicros])).toEqual([
      ["v", null],
      ["w", "7200000000"],
    ]);
  });

  test("a view's items spread into another view, in place and resolved anew", () => {
    expect(
      view(`view all for product from clickstream ttl 1d { let n = count() over 1d, doubled = n * 2, price }
        view v for product from clickstream { first = event, ...all, last = doubled + 1 }`),
    ).toMatchInlineSnapshot(`
      [
        "view v for product_id: string = col.product_id from clickstream",
        "before delay 3600000000",
        "latest event: string?, price: float64?",
        "agg n: int64 = count/rows() over 86400000000 empty 0",
        "first: string? = latest.event [latest event]",
        "let n: int64 = agg.n [aggregate n]",
        "doubled: int64 = */int64(n, 2:int64) [computed]",
        "price: float64? = latest.price [latest price]",
        "last: int64 = +/int64(doubled, 1:int64) [computed]",
      ]
    `);
  });

  test.each([
    ["view v for user from «clicks_keyed» { n = count() over 7d }", "versions-unordered"],
    ["view v for product from clickstream every 1d { n = «count() over this day» }", "always-empty"],
    ["view v for product from clickstream every 24h { n = «sum(price) over this hour» }", "always-empty"],
    ["view v for product from clickstream { n = «collect(price) over lifetime» }", "unbounded"],
  ])("%s warns: %s", (text, name) => {
    check(`${entities}${text}\nservice all { v.* }`, [name]);
  });

  test.each([
    "view v for product from clickstream every 1d { n = count() over this month }",
    'view v for product from clickstream every 1d { n = count() over this day in "Europe/Berlin" }',
    "view v for product from clickstream { n = collect(price) over lifetime last 10 rows }",
  ])("%s is accepted", (text) => {
    check(`${entities}${text}\nservice all { v.* }`, []);
  });

  test.each([
    ["source s { from clickstream { event } from «clickstream» { price } }", "branch-columns"],
    ["source s { from clickstream { event } from «clicks_keyed» { event = user_id } }", "branch-types"],
    ["source s { from clickstream { event } from «customer_features» { event = zip } }", "branch-kinds"],
    ["source s from clickstream join «nope» on product_id { * }", "unknown-name"],
    ["source s from clickstream join «clickstream» as c on product_id { * }", "join-target"],
    ["source s from clickstream «join zip_facts_table» { * }", "join-needs-keys"],
    ["source s from clickstream «join users_keyed on (name = event)» { * }", "join-needs-keys"],
    ["source s from clickstream join zip_facts_table on («zap» = event) { * }", "unknown-member"],
    ["source s from clickstream join zip_facts_table on (zip = «click_id») { * }", "type-mismatch"],
    ["source s from clickstream join zip_facts_table as z on (zip = event) { x = z.«nope» }", "unknown-column"],
    ["source s from clickstream join zip_facts_table as z on (zip = event) { x = «z» }", "whole-alias"],
    ["source s from clickstream join zip_facts_table as «event» on (zip = event) { * }", "alias-taken"],
    ["source s from clickstream each x in [1] each «x» in [2] { * }", "alias-taken"],
    ["source s from clickstream each x in «event» { * }", "not-an-array"],
    ["source s from clickstream at «event» { * }", "retime-type"],
    [
      "source s from clickstream join v on product_id { p = v.n }\nview v for product from «s» { n = count() over 1d }",
      "cycle",
    ],
    [
      "source s from clickstream join zip_facts_table as z on (zip = event) { *, m = z.median_income }\nview v for product from s «known» { m }",
      "join-known",
    ],
    ["view v for product from clickstream { price, ...«nope» }", "unknown-name"],
    ["view v for product from clickstream { price, ...«clickstream» }", "wrong-kind-of-name"],
    ["view v for product from clickstream { price, ...«v» }", "cycle"],
    [
      "view w for customer from customer_features { zip }\nview v for product from clickstream { price, «...w» }",
      "unknown-column",
    ],
    [
      "view w for product from clickstream { price }\nview v for product from clickstream { price, «...w» }",
      "duplicate-name",
    ],
  ])("%s is refused: %s", (text, name) => {
    check(entities + text, [name]);
  });

  test("aggregates over current rows", () => {
    expect(view("view v for zipcode from users_keyed { n = count(), names = collect(name) }")).toMatchInlineSnapshot(`
      [
        "view v for zip: string = col.zip from users_keyed",
        "upto delay 0",
        "latest ",
        "agg n: int64 = count/rows() empty 0",
        "agg names: string[] = collect/any(col.name) empty []",
        "n: int64 = agg.n [aggregate n]",
        "names: string[] = agg.names [aggregate names]",
      ]
    `);
  });
});
