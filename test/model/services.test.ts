import { describe, expect, test } from "vitest";
import { check, sound } from "./support/check.js";
import { printService } from "./support/print.js";
import { entities } from "./support/sources.js";

const base = `${entities}
request checkout { cart_value: float64, items: int64 }
view stats for customer from customer_features { total_spend, zip, is_vip default false }
view activity for product from clickstream { views = count() over [1d, 7d], best = max(price) over 7d }
view zip_facts for zipcode from zip_facts_table { median_income }
view world from clickstream { total = count() over 1d }
transform signals {
  use zip_facts (zip = home)
  let home = stats.zip
  ratio = checkout.cart_value / stats.total_spend
  interest = activity.best
  wealth = zip_facts.median_income
  who = customer_id
}
transform outer { r = signals.ratio, w = signals.wealth + 1 }
transform cart { n = checkout.items * 2 }
`;
const service = (text: string) => printService(sound(base + text).services[0]!);

describe("services", () => {
  test("only what the picked features need becomes keys, requests and steps", () => {
    expect(
      service(`service s {
        stats as buyer (customer_id = buyer_id) { total_spend, is_vip as vip }
        stats as seller (customer_id = seller_id) { total_spend }
        signals (customer_id = buyer_id) { ratio as cart_ratio }
      }`),
    ).toEqual([
      "keys buyer_id: int64, seller_id: int64",
      "requests checkout.cart_value: float64",
      "read buyer = stats(customer_id = key.buyer_id) hop 0",
      "read seller = stats(customer_id = key.seller_id) hop 0",
      "call signals = signals(stats = buyer; ) { ratio }",
      "buyer_total_spend: float64? = buyer.total_spend",
      "buyer_vip: bool = buyer.is_vip",
      "seller_total_spend: float64? = seller.total_spend",
      "cart_ratio: float64? = signals.ratio",
    ]);
  });

  test("hops, keys as values, nested transforms, families, except", () => {
    expect(
      service(
        "service s { outer as o (customer_id = c) { * }, signals (customer_id = c) { who }, activity.* except { views } }",
      ),
    ).toEqual([
      "keys c: int64, product_id: string",
      "requests checkout.cart_value: float64",
      "read stats = stats(customer_id = key.c) hop 0",
      "read signals_zip_facts = zip_facts(zip = stats.zip) hop 1",
      "call signals = signals(stats = stats, zip_facts = signals_zip_facts; customer_id = c) { ratio, wealth, who }",
      "call o = outer(signals = signals; ) { r, w }",
      "read activity = activity(product_id = key.product_id) hop 0",
      "o_r: float64? = o.r",
      "o_w: float64? = o.w",
      "who: int64 = signals.who",
      "best: float64? = activity.best",
    ]);
  });

  test("one transform under two bindings is two calls; a family is picked and renamed as a whole", () => {
    expect(
      service(
        "service s { signals as a (customer_id = x) { who }, signals as b (customer_id = y) { who }, activity.views as seen }",
      ),
    ).toEqual([
      "keys x: int64, y: int64, product_id: string",
      "requests ",
      "call a = signals(; customer_id = x) { who }",
      "call b = signals(; customer_id = y) { who }",
      "read activity = activity(product_id = key.product_id) hop 0",
      "a_who: int64 = a.who",
      "b_who: int64 = b.who",
      "seen_1d: int64 = activity.views_1d",
      "seen_7d: int64 = activity.views_7d",
    ]);
  });

  test("without keys there is one row for everyone (MEANING D16)", () => {
    expect(service("service s { world.*, cart.n }")).toEqual([
      "keys ",
      "requests checkout.items: int64",
      "read world = world() hop 0",
      "call cart = cart(; ) { n }",
      "total: int64 = world.total",
      "n: int64 = cart.n",
    ]);
  });

  test("names of Object.prototype are ordinary names", () => {
    const project = sound(`${entities}
      view toString for customer from customer_features { constructor = zip, __proto__ = is_vip }
      transform hasOwnProperty { use toString as __proto__ (customer_id = isPrototypeOf), valueOf = __proto__.constructor, k = isPrototypeOf }
      service __proto__ { hasOwnProperty.*, toString.* }`);
    expect(printService(project.services[0]!)).toEqual([
      "keys isPrototypeOf: int64, customer_id: int64",
      "requests ",
      "read hasOwnProperty___proto__ = toString(customer_id = key.isPrototypeOf) hop 0",
      "call hasOwnProperty = hasOwnProperty(__proto__ = hasOwnProperty___proto__; isPrototypeOf = isPrototypeOf) { valueOf, k }",
      "read toString = toString(customer_id = key.customer_id) hop 0",
      "valueOf: string? = hasOwnProperty.valueOf",
      "k: int64 = hasOwnProperty.k",
      "constructor: string? = toString.constructor",
      "__proto__: bool? = toString.__proto__",
    ]);
  });

  test.each<[string, string, string | null]>([
    ["service s { stats.zip, «stats.*» }", "service-collision", "except"],
    ["service s { stats.zip, activity.best as «ZIP» }", "service-collision", null],
    ["service s { «stat».* }", "unknown-name", "did you mean `stats`?"],
    ["service s { «checkout».* }", "wrong-kind-of-name", "transforms"],
    ["service s { stats.«zp» }", "unknown-member", "did you mean `zip`?"],
    ["service s { stats.* except { «zp» } }", "unknown-member", null],
    ["service s { stats («custmer_id» = a) { zip } }", "unknown-member", null],
    ["service s { stats (customer_id = «a + 1») { zip } }", "binding-not-a-name", "use"],
    ["service s { stats (customer_id = a, «customer_id» = b) { zip } }", "key-given-twice", null],
    ["service «s» {}", "empty-body", null],
    ["service «s» { stats (customer_id = k) { zip }, activity (product_id = k) { best } }", "key-conflict", "bind"],
    ["service s { stats (customer_id = zip) { «zip» } }", "service-collision", null],
    ["service s { zip_facts.*, stats.«zip» }", "service-collision", null],
    [
      "request other { items: int64 }\ntransform u { m = other.items }\nservice «s» { cart.*, u.* }",
      "request-field-conflict",
      "rename",
    ],
    [
      "request other { customer_id: string }\ntransform u { m = other.customer_id }\nservice «s» { stats.*, u.* }",
      "request-field-is-key",
      null,
    ],
    ["service «a_b» { stats.zip }\nservice aB { stats.zip }", "client-member-collision", null],
  ])("%s: %s", (text, name, help) => {
    const marked = name === "client-member-collision" ? text.replace("«a_b»", "a_b").replace(" aB", " «aB»") : text;
    const found = check(base + marked, [name]);
    if (help !== null) expect(found[0]?.help).toContain(help);
  });

  test("a request field and a key of one name and type are one input", () => {
    const text =
      "request other { customer_id: int64 }\ntransform u { m = other.customer_id + 1 }\nservice s { stats.zip, u.* }";
    expect(service(text).slice(0, 2)).toEqual(["keys customer_id: int64", "requests other.customer_id: int64"]);
  });
});

describe("unused declarations", () => {
  test("each has a warning at its name", () => {
    const text = `
      entity customer { customer_id: int64 }
      entity «lonely» { k: int64 }
      request «asked» { a: int64 }
      fn «f»(x: int64): int64 = x
      fn g(x: int64): int64 = x
      view used for customer from customer_features { a = g(total_purchases ?? 0), let «b» = zip }
      view through for customer from customer_features { zip }
      view «left» for customer from customer_features { zip }
      transform t { x = through.zip }
      transform «u» { y = left.zip }
      service s { used.a, t.x }
    `;
    const found = check(
      text,
      Array.from({ length: 6 }, () => "unused"),
    );
    expect(found.every((d) => d.severity === "warning")).toBe(true);
  });
});
