import { describe, expect, test } from "vitest";
import { check, sound } from "./support/check.js";
import { printTransform } from "./support/print.js";
import { entities } from "./support/sources.js";

const views = `${entities}
request checkout { cart_value: float64, items: int64, country: string, note: string? }
view stats for customer from customer_features { total_spend, days_since_last_purchase, zip, is_vip default false, let hidden = zip }
view activity for product from clickstream { views = count() over [1d, 7d], best = max(price) over 7d }
view zip_facts for zipcode from zip_facts_table { median_income }
`;
const transform = (text: string, name = "t") =>
  printTransform(sound(views + text).transforms.find((t) => t.name === name)!);

describe("transforms", () => {
  test("references, requests, keys, families, hops and statuses", () => {
    expect(
      transform(`transform t {
        use zip_facts (zip = stats.zip)
        ratio = checkout.cart_value / stats.total_spend default 0.0
        let recency = 1.0 / (1.0 + stats.days_since_last_purchase)
        score = least(recency * 2, 1.0)
        vip = stats.is_vip
        vip_again = vip
        per_item = activity.views / checkout.items
        wealth = stats.total_spend / zip_facts.median_income
        me = customer_id
        asked = now()
      }`),
    ).toEqual([
      "use zip_facts as zip_facts (zip = stats.zip)",
      "use stats as stats (customer_id = key.customer_id)",
      "use activity as activity (product_id = key.product_id)",
      "keys customer_id: int64, product_id: string",
      "ratio: float64 = //float64(checkout!cart_value, stats.total_spend) default 0:float64 [computed]",
      "let recency: float64? = //float64(1:float64, +/float64(1:float64, :float64?(stats.days_since_last_purchase))) [computed]",
      "score: float64? = least/float64(*/float64(recency, 2:float64), 1:float64) [computed]",
      "vip: bool = stats.is_vip [stats.is_vip]",
      "vip_again: bool = vip [stats.is_vip]",
      "per_item_1d: float64? = //float64(:float64(activity.views_1d), :float64(checkout!items)) [computed]",
      "per_item_7d: float64? = //float64(:float64(activity.views_7d), :float64(checkout!items)) [computed]",
      "wealth: float64? = //float64(stats.total_spend, zip_facts.median_income) [computed]",
      "me: int64 = key.customer_id [computed]",
      "asked: timestamp = now [computed]",
    ]);
  });

  test("one view in two roles, keys that no entity has, other transforms", () => {
    expect(
      transform(`
        transform base { x = stats.total_spend }
        transform t {
          use stats as sender (customer_id = sender_id)
          use stats as recipient (customer_id = recipient_id)
          both = sender.total_spend + recipient.total_spend
          same = base.x
          mine = sender_id
        }`),
    ).toEqual([
      "use stats as sender (customer_id = key.sender_id)",
      "use stats as recipient (customer_id = key.recipient_id)",
      "reads base",
      "keys sender_id: int64, recipient_id: int64",
      "both: float64? = +/float64(sender.total_spend, recipient.total_spend) [computed]",
      "same: float64? = base.x [base.x]",
      "mine: int64 = key.sender_id [computed]",
    ]);
  });

  test.each<[string, string, string | null]>([
    ["transform t { x = stats.«totl_spend» }", "unknown-member", "did you mean `total_spend`?"],
    ["transform t { x = stats.«hidden» }", "let-is-hidden", null],
    ["transform t { x = «stat».zip }", "unknown-name", "did you mean `stats`?"],
    ["transform t { x = checkout.«cart» }", "unknown-member", "its fields are"],
    ["transform t { x = «checkout» }", "reference-without-feature", null],
    ["transform t { x = «clickstream».price }", "reference-not-here", null],
    ["transform t { x = «customer».customer_id }", "reference-not-here", "write a key without its entity"],
    ["transform t { x = «total_spend» + stats.total_spend }", "unknown-bare-name", "stats.total_spend"],
    ["transform t { x = stats.total_spend, y = «x2» }", "unknown-bare-name", null],
    ["transform t { x = y, y = «x» }", "cycle", null],
    ["transform t { x = a.y }\ntransform a { y = «t».x }", "cycle", null],
    ["transform t { x = «count()» }", "aggregate-outside-view", null],
    ["request r { ns: int64[] }\ntransform t { x = if true then «r.ns» else [0.5] }", "types-do-not-meet", null],
    ["request r { ns: int64[] }\ntransform t { x = [0.5] ?? «r.ns» }", "types-do-not-meet", null],
    ["request r { ns: int64[], fs: float64[] }\ntransform t { x = [r.fs, «r.ns»][0][0] }", "types-do-not-meet", null],
    ["transform t { «x» }", "no-value", null],
    ["transform «t» {}", "empty-body", null],
    ["transform «t» { let x = 1 }", "empty-body", null],
    ["transform t { use «stat» as s, x = s.zip }", "unknown-name", null],
    ["transform t { use «checkout» as s, x = s.zip }", "wrong-kind-of-name", null],
    [
      "transform t { use stats as s (customer_id = a), use stats as «s» (customer_id = b), x = s.zip }",
      "duplicate-name",
      null,
    ],
    ["transform t { use stats as «activity», x = activity.zip }", "duplicate-declaration", null],
    [
      "transform t { use stats as s (customer_id = «activity.views»), x = s.zip }",
      "family-not-here",
      "activity.views_1d",
    ],
    ["transform t { use stats as s («customer» = a), x = s.zip }", "unknown-member", "its keys are"],
    ["transform t { use stats as s (customer_id = «activity.best»), x = s.zip }", "type-mismatch", null],
    ["transform t { «use zip_facts (zip = a)», a = string(zip_facts.median_income) }", "key-needs-itself", null],
    [
      "transform t { use stats as s (customer_id = «custmer_id»), x = s.zip }",
      "near-miss-key",
      "did you mean `customer_id`?",
    ],
    [
      "transform t { use zip_facts (zip = k), use stats as s (customer_id = «k»), x = s.zip, y = zip_facts.median_income }",
      "key-conflict",
      null,
    ],
    [
      "view w for product from clickstream { q = count() over [1d, 2d] }\ntransform t { x = w.q + «activity.views» }",
      "families-differ",
      null,
    ],
    // One mistake in a view is one diagnostic, however many features read it.
    [
      "view w for customer from customer_features { a = «nope» }\ntransform t { x = w.a + 1 }\nservice s { t.*, w.* }",
      "unknown-column",
      null,
    ],
    [
      "view w for customer from «nope» { a = 1 }\ntransform t { x = w.a + 1, y = w.b }\nservice s { t.*, w.q }",
      "unknown-name",
      null,
    ],
  ])("%s: %s", (text, name, help) => {
    const found = check(views + text, [name]);
    if (help !== null) expect(found[0]?.help).toContain(help);
  });
});
