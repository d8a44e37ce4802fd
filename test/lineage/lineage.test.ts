import { describe, expect, test } from "vitest";
import { Lineage, nodeText } from "../../compiler/lineage/index.js";
import { sound } from "../model/support/check.js";
import { shop, source } from "../model/support/sources.js";

const rates = source("fx_rates", "state", { country: "string", usd_rate: "float64" });
const project = sound(
  `
entity customer { customer_id: int64 }
entity product { product_id: string }
entity place { zip: string }
request checkout { cart_value: float64, country: string? }
source priced from clickstream where not is_bot
  join fx_rates on country {
  *
  usd = price * fx_rates.usd_rate
}
source known_clicks from clickstream join customer_stats on customer_id { product_id, event, vip = customer_stats.is_vip }
view customer_stats for customer from customer_features {
  total_spend
  zip
  is_vip default false
  let half = total_spend / 2.0
  quarter = half / 2.0
}
view product_activity for product from priced {
  spent_7d = sum(usd) where event == "purchase" over 7d
  kinds = count() by event over 7d
}
view vip_clicks for product from known_clicks { vips = count() where vip over 7d }
view places for place from customer_features { people = total_purchases }
transform signals {
  use places (zip = customer_stats.zip)
  ratio = checkout.cart_value / customer_stats.quarter
  busy = places.people
}
service shop_v1 { customer_stats.*, signals.* }
service catalog_v1 { product_activity.*, vip_clicks.* }
`,
  [...shop, rates],
);
const lineage = new Lineage(project);
const named = (name: string) => {
  const found = lineage.nodes.find((node) => nodeText(node) === name);
  expect(found, name).toBeDefined();
  return found!;
};

describe("what a node reads directly", () => {
  test.each<[name: string, values: readonly string[], conditions: readonly string[]]>([
    [
      "priced.usd",
      ["clickstream.price", "fx_rates.usd_rate"],
      ["rows of priced", "clickstream.country", "rows of fx_rates"],
    ],
    ["rows of priced", [], ["rows of clickstream", "clickstream.is_bot"]],
    ["known_clicks.vip", ["customer_stats.is_vip"], ["rows of known_clicks", "clickstream.customer_id"]],
    ["customer_stats.total_spend", ["customer_features.total_spend"], ["rows of customer_stats"]],
    ["customer_stats.quarter", ["customer_stats.total_spend"], []],
    ["product_activity.spent_7d", ["priced.usd"], ["rows of product_activity", "priced.event"]],
    ["product_activity.kinds", ["priced.event"], ["rows of product_activity"]],
    ["rows of product_activity", [], ["rows of priced", "priced.product_id"]],
    ["signals.ratio", ["checkout.cart_value", "customer_stats.quarter"], []],
    ["signals.busy", ["places.people"], ["customer_stats.zip"]],
    ["shop_v1.busy", ["signals.busy"], ["customer_stats.zip", "shop_v1.customer_id"]],
    ["clickstream.price", [], []],
  ])("%s", (name, values, conditions) => {
    const found = lineage.beside(named(name), "up");
    const of = (how: string) => found.filter((one) => one.how === how).map(({ node }) => nodeText(node));
    expect(of("value").sort()).toEqual([...values].sort());
    expect(of("condition").sort()).toEqual([...conditions].sort());
  });
});

test("the way up and the way down are the same edges", () => {
  for (const node of lineage.nodes)
    for (const { node: other, how } of lineage.beside(node, "up"))
      expect(lineage.beside(other, "down")).toContainEqual({ node, how });
});

test("a column reaches the services that read it, and nothing else", () => {
  const served = (name: string) =>
    lineage
      .reach([named(name)], "down")
      .filter(({ kind }) => kind === "service feature")
      .map(nodeText);
  expect(served("clickstream.price")).toEqual(["catalog_v1.spent_7d"]);
  expect(served("fx_rates.usd_rate")).toEqual(["catalog_v1.spent_7d"]);
  expect(served("customer_features.is_vip").sort()).toEqual(["catalog_v1.vips", "shop_v1.is_vip"]);
  expect(served("clickstream.is_bot").sort()).toEqual(["catalog_v1.kinds", "catalog_v1.spent_7d"]);
  expect(served("checkout.country")).toEqual([]);
});
