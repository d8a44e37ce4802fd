import { describe, expect, test } from "vitest";
import { viewFingerprint } from "../../compiler/model/index.js";
import { check, sound } from "./support/check.js";
import { printView } from "./support/print.js";
import { entities } from "./support/sources.js";

const expects = (text: string, name = "v") => {
  const lines = printView(sound(entities + text).views.find((v) => v.name === name)!);
  return lines.slice(lines.findIndex((line) => line.startsWith("expect")));
};
const line = entities.split("\n").length;

describe("expect in views", () => {
  test("conditions read features, lets, columns of the latest row, and now", () => {
    expect(
      expects(`view v for customer from customer_features ttl 7d {
        total_spend default 0.0
        let ratio = total_spend / total_purchases
        expect total_spend >= 0.0
        expect   ratio < 100.0 or // not yet
                 ratio is null,
        expect zip != "a  // b" and seen_at <= now()
        /// Sums.
        expect true
      }`),
    ).toEqual([
      `expect total_spend >= 0.0 = >=/float64(total_spend, 0:float64) line ${line + 3}`,
      `expect ratio < 100.0 or ratio is null = or/bool(</float64(ratio, 100:float64), is null/any(ratio)) line ${line + 4}`,
      `expect zip != "a  // b" and seen_at <= now() = and/bool(!=/string(latest.zip, "a  // b"), <=/timestamp(latest.seen_at, now)) line ${line + 6}`,
      `expect true = true:bool line ${line + 8}`,
    ]);
  });

  test("aggregates in rules run over keys, with `where`", () => {
    expect(
      expects(`view v for customer from customer_features {
        total_spend
        expect fraction(total_spend is null) < 0.01
        expect count() > 100 and (count() where is_vip) < 5
        expect max(seen_at) > now() and length(largest_n(small + 1, 3)) == 3
      }`),
    ).toEqual([
      `expect fraction(total_spend is null) < 0.01 = </float64(agg.over_keys_1, 0.01:float64) line ${line + 2}`,
      "  agg over_keys_1: float64? = fraction/bool(is null/any(total_spend)) empty null",
      `expect count() > 100 and (count() where is_vip) < 5 = and/bool(>/int64(agg.over_keys_1, 100:int64), </int64(agg.over_keys_2, 5:int64)) line ${line + 3}`,
      "  agg over_keys_1: int64 = count/rows() empty 0",
      "  agg over_keys_2: int64 = count/rows() where latest.is_vip empty 0",
      `expect max(seen_at) > now() and length(largest_n(small + 1, 3)) == 3 = and/bool(>/timestamp(agg.over_keys_1, now), ==/int64(length/array(agg.over_keys_2), 3:int64)) line ${line + 4}`,
      "  agg over_keys_1: timestamp? = max/timestamp(latest.seen_at) empty null",
      "  agg over_keys_2: int64[] = largest_n/any(+/int64(:int64?(latest.small), 1:int64), 3:int64) empty []",
    ]);
  });

  test("a family makes one rule for each member, inside aggregates too", () => {
    expect(
      expects(`view v for product from clickstream {
        views = count() over [1d, 7d]
        let bots = count() where is_bot over [1d, 7d]
        expect views >= 0
        expect views_1d <= views_7d
        expect max(views) < 1000 and (count() where bots > 0) < 10
      }`),
    ).toEqual([
      `expect views_1d >= 0 = >=/int64(views_1d, 0:int64) line ${line + 3}`,
      `expect views_7d >= 0 = >=/int64(views_7d, 0:int64) line ${line + 3}`,
      `expect views_1d <= views_7d = <=/int64(views_1d, views_7d) line ${line + 4}`,
      `expect max(views_1d) < 1000 and (count() where bots_1d > 0) < 10 = and/bool(</int64(agg.over_keys_1, 1000:int64), </int64(agg.over_keys_2, 10:int64)) line ${line + 5}`,
      "  agg over_keys_1: int64? = max/int64(views_1d) empty null",
      "  agg over_keys_2: int64 = count/rows() where >/int64(bots_1d, 0:int64) empty 0",
      `expect max(views_7d) < 1000 and (count() where bots_7d > 0) < 10 = and/bool(</int64(agg.over_keys_1, 1000:int64), </int64(agg.over_keys_2, 10:int64)) line ${line + 5}`,
      "  agg over_keys_1: int64? = max/int64(views_7d) empty null",
      "  agg over_keys_2: int64 = count/rows() where >/int64(bots_7d, 0:int64) empty 0",
    ]);
  });

  test("spread items bring their rules, which have the place of the spread and the text as written", () => {
    const text = `
      view base for customer from customer_features { zip total_spend expect length(zip) == 5 expect total_spend > 0.0 }
      view v for customer from customer_features {
        ...base
        expect zip != ""
      }`;
    expect(expects(text)).toEqual([
      `expect length(zip) == 5 = ==/int64(length/string(zip), 5:int64) line ${line + 3}`,
      `expect total_spend > 0.0 = >/float64(total_spend, 0:float64) line ${line + 3}`,
      `expect zip != "" = !=/string(zip, "") line ${line + 4}`,
    ]);
  });

  test("rules store no features, and do not change the items, their order or the fingerprint", () => {
    const project = (rules: string) =>
      sound(`${entities}view v for customer from customer_features { a = total_spend b = zip ${rules} }
        source joined from customer_features join v on customer_id { customer_id v_a = v.a }
        view w for customer from joined { v_a }`);
    const [without, having] = [project(""), project("expect b == zip expect count(is_vip) > 0 expect small > 1")];
    for (const [index, view] of having.views.entries()) {
      const { expects: _, ...rest } = view;
      const { expects: none, ...before } = without.views[index]!;
      expect(none).toEqual([]);
      expect(rest).toEqual(before);
      expect(viewFingerprint(having, view)).toBe(viewFingerprint(without, without.views[index]!));
    }
    expect(having.views.map((view) => view.expects.length)).toEqual([3, 0]);
  });

  test("a let or a function that only rules read counts as used", () => {
    const text = `fn ok(x: float64?): bool? = x > 0.0
      view v for customer from customer_features { zip let a = total_spend + 1.0 expect ok(a) }
      service s { v.* }`;
    check(`entity customer { customer_id: int64 }\n${text}`, []);
  });

  test.each([
    ["expect «total_spend»", "condition-not-bool"],
    ["expect «count()»", "condition-not-bool"],
    ["expect «now()»", "condition-not-bool"],
    ['expect «"yes"»', "condition-not-bool"],
    ["expect «nothing» > 1", "unknown-column"],
    ["expect count(«nothing») > 1", "unknown-column"],
    ['expect «customer_features».zip == ""', "reference-not-here"],
    ["expect max(«min(total_spend)») > 1.0", "nested-aggregate"],
    ["expect count() > 5 and «total_spend» > 0.0", "expect-mixes"],
    ["expect «n» < max(n)", "expect-mixes"],
    ["expect count() «over 7d» > 5", "expect-rollup"],
    ["expect count() «over last 5 rows» > 5", "expect-rollup"],
    ["expect count() «over since is_vip > 5»", "expect-rollup"],
    ["expect count() «over [1d, 7d]» > 5", "expect-rollup"],
    ['expect (count() «by zip in ["a", "b"]») > 5', "expect-rollup"],
    ["expect «last(total_spend)» > 5.0", "expect-order"],
    ["expect «decayed_sum(total_spend, 1d)» > 5.0", "expect-order"],
    ["expect percentile(total_spend, «1.5») > 5.0", "argument-range"],
    ["expect (count() where «n») > 5", "condition-not-bool"],
    ["expect «fraction(n)» > 0.5", "no-overload"],
  ])("%s is refused: %s", (rule, name) => {
    check(`${entities}view v for customer from customer_features { n = total_purchases ${rule} }`, [name]);
  });

  test("families that differ, and an error in all members, are reported once", () => {
    const view = (rule: string) =>
      `${entities}view v for product from clickstream { a = count() over [1d, 7d] b = count() over [1d, 2d] ${rule} }`;
    check(view("expect a > 0 and «b» > 0"), ["families-differ"]);
    check(view("expect «a»"), ["condition-not-bool"]);
    check(view("expect max(a) > 0 and «b_1d» > 0"), ["expect-mixes"]);
  });

  test("`expect` is still a name", () => {
    const { items, expects: rules } = sound(
      `${entities}view v for customer from customer_features { expect = total_spend let use = zip, expect expect > 0.0 and use != "" }`,
    ).views[0]!;
    expect([items.map(({ name }) => name), rules.map(({ text }) => text)]).toEqual([
      ["expect", "use"],
      ['expect > 0.0 and use != ""'],
    ]);
  });
});
