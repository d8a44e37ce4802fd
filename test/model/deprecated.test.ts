import { describe, expect, test } from "vitest";
import { build, check } from "./support/check.js";
import { entities } from "./support/sources.js";

const base = `${entities}
@deprecated("use visitor")
entity guest { customer_id: int64 }
@deprecated("ask for less")
request old_call { x: int64 }
request call { @deprecated("use y") x: int64, y: int64 }
@deprecated
fn twice(x: int64): int64 = x * 2
@deprecated("use clean")
source raw from clickstream where not is_bot
source clean from clickstream { *, @deprecated("use euros") cents = price * 100.0, euros = price }
source cleaner from clean { *, total = price }
source kept from zip_facts_table { zip, @deprecated("it is wrong") median_income }
@deprecated("use stats")
view older for customer from customer_features { zip }
view stats for customer from customer_features { zip, @deprecated("use zip") home = zip, total_spend }
view facts for zipcode from kept { n = zip }
view activity for product from clean { @deprecated("count less") views = count() over [1d, 7d], best = max(price) over 7d }
@deprecated("use signals")
transform gone { a = stats.zip }
transform signals { a = stats.zip, @deprecated b = stats.zip }
`;

describe("using something deprecated gives a warning (MEANING 97)", () => {
  const rows: readonly (readonly [text: string, names: readonly string[], ...messages: readonly string[]])[] = [
    ["view v for «guest» from customer_features { zip }", ["deprecated"], "entity `guest` is deprecated: use visitor"],
    ["view v for customer from «raw» { n = count() over 1d }", ["deprecated"], "source `raw` is deprecated: use clean"],
    ["source s from «raw» { * }", ["deprecated"]],
    ["source s { from «raw» { id = click_id }\n from clean { id = click_id } }", ["deprecated"]],
    [
      "source s from clickstream join «older» on customer_id { *, z = older.zip }",
      ["deprecated"],
      "view `older` is deprecated: use stats",
    ],
    [
      "source s from clickstream join stats on customer_id { *, z = stats.«home» }",
      ["deprecated"],
      "feature `home` is deprecated: use zip",
    ],
    [
      "source s from clickstream join kept on (zip = country) { *, z = kept.«median_income» }",
      ["deprecated"],
      "column `median_income` is deprecated: it is wrong",
    ],
    [
      "view v for product from clean { a = max(«cents») over 1d }",
      ["deprecated"],
      "column `cents` is deprecated: use euros",
    ],
    ["view v for product from clean { «cents» }", ["deprecated"]],
    ["view v for product from clean where «cents» > 1.0 { euros }", ["deprecated"]],
    ["view v for product from cleaner { a = max(«cents») over 1d }", ["deprecated"]],
    ["source s from clean { *, d = «cents» + 1.0 }", ["deprecated"]],
    ["source s from clean { *, cents = price }\nview v for product from s { cents }", []],
    ["view v for customer from customer_features { ...«older» }", ["deprecated"]],
    [
      "view v for customer from clickstream { n = sum(«twice»(quantity)) over 1d }",
      ["deprecated"],
      "fn `twice` is deprecated",
    ],
    ["fn four(x: int64): int64 = «twice»(x) * 2", ["deprecated"]],
    [
      '@deprecated("it is slow") extern fn score(x: int64): float64 from "./score.ts"\ntransform t { c = «score»(call.y) }',
      ["deprecated"],
      "fn `score` is deprecated: it is slow",
    ],
    [
      'view v for customer from customer_features { @deprecated a = zip, b = concat(«a», "x") }',
      ["deprecated"],
      "feature `a` is deprecated",
    ],
    ["transform t { c = «older».zip }", ["deprecated"]],
    ["transform t { use «older», c = «older».zip }", ["deprecated", "deprecated"]],
    ["transform t { use «older» as o, c = o.zip }", ["deprecated"]],
    ["transform t { c = stats.«home» }", ["deprecated"]],
    [
      "transform t { c = activity.«views», d = activity.«views_7d» + 1 }",
      ["deprecated", "deprecated"],
      "feature `views` is deprecated: count less",
      "feature `views_7d` is deprecated: count less",
    ],
    ["transform t { c = «gone».a }", ["deprecated"]],
    ["transform t { c = signals.«b» }", ["deprecated"], "feature `b` is deprecated"],
    ["transform t { c = call.«x», d = call.y }", ["deprecated"], "field `x` is deprecated: use y"],
    ["transform t { c = «old_call».x }", ["deprecated"], "request `old_call` is deprecated: ask for less"],
    ["service s { «older».zip, stats.«home» }", ["deprecated", "deprecated"]],
    ["service s { «older» as o { zip } }", ["deprecated"]],
    ["service s { stats as o { «home» as place, zip } }", ["deprecated"]],
    ["service s { activity.«views» }", ["deprecated"]],
    ["service s { activity.«views_1d» }", ["deprecated"]],
    [
      "service s { «stats.*», activity.* }",
      ["deprecated-by-star"],
      "`*` includes deprecated features: `stats.home`, `activity.views_1d` and `activity.views_7d`",
    ],
    ["service s { «stats as o { * }», stats as p (customer_id = other) { * } }", ["deprecated-by-star"]],
    ["service s { stats.* except { home }, signals.a }", []],
    ['@deprecated("too") service s { stats.zip }', []],
  ];
  test.each(rows.map(([text, names, ...messages]) => [text, names, messages] as const))(
    "%s",
    (text, names, messages) => {
      const found = check(base + text, names);
      expect(found.every(({ severity }) => severity === "warning")).toBe(true);
      if (messages.length > 0) expect(found.map(({ message }) => message)).toEqual(messages);
    },
  );

  test("a test may use it", () => {
    check(`${base}test "t" { given older { zip: "x" } expect gone { a: null } }`, []);
  });

  test("is not reported while there are errors", () => {
    const { diagnostics } = build(`${base}view v for customer from raw { nothing }`);
    expect(diagnostics.map(({ name }) => name)).not.toContain("deprecated");
  });
});
