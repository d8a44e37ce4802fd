import { describe, expect, test } from "vitest";
import type { ProjectRules } from "../../compiler/project/config.js";
import { build, check } from "./support/check.js";
import { entities } from "./support/sources.js";

const error = { severity: "error" } as const;
const view = "view v for customer from customer_features";
const days = (n: number) => ({ ...error, max: `${n}d`, maxMicros: String(BigInt(n) * 86_400_000_000n) });
const windows = (text: string) => `view w for product from clickstream { ${text} }`;

describe("rules of a project", () => {
  const rows: readonly (readonly [
    text: string,
    rules: ProjectRules,
    names: readonly string[],
    ...messages: readonly string[],
  ])[] = [
    ["view «v» for customer from customer_features { zip }", { owner: error }, ["rule-owner"], "view `v` has no owner"],
    [`@owner("me") ${view} { zip }`, { owner: error }, []],
    [
      `@tags("me") @owner("me") ${view} { zip }\ntransform «t» { a = v.zip }\nservice «s» { t.a }`,
      { owner: error },
      ["rule-owner", "rule-owner"],
    ],
    ["source x from clickstream\nfn f(x: int64): int64 = x", { owner: error }, []],
    [
      "/// E.\nentity e { x: int64 }\nentity «f» { y: int64 }\nrequest «r» { z: int64 }\nfn g(x: int64): int64 = x\nsource «o» from clickstream\nview «v» for e (x = click_id) from o { n = count() over 1d }\ntransform «t» { a = v.n }\n///\nservice «s» { t.a }",
      { docs: error },
      ["rule-docs", "rule-docs", "rule-docs", "rule-docs", "rule-docs", "rule-docs"],
      "entity `f` is not documented",
      "request `r` is not documented",
      "source `o` is not documented",
      "view `v` is not documented",
      "transform `t` is not documented",
      "service `s` is not documented",
    ],
    [
      "view «v» for customer from customer_features { zip, a = total_spend + 1.0 }",
      { ttl: error },
      ["rule-ttl"],
      "`v` has no `ttl`, and serves `zip` and `total_spend` of `customer_features` however old they are",
    ],
    [`${view} ttl 7d { zip }`, { ttl: error }, []],
    ["source o from customer_features\nview «v» for customer from o { zip }", { ttl: error }, ["rule-ttl"]],
    [
      "source o { from customer_features { customer_id, zip }\n from customer_features { customer_id, zip } }\nview «v» for customer from o { zip }",
      { ttl: error },
      ["rule-ttl"],
    ],
    ["view v for product from clickstream { country }", { ttl: error }, []],
    ["view v for zipcode from users_keyed { n = count() }", { ttl: error }, []],
    [`${view} { a = 1 }`, { ttl: error }, []],
    [
      "request «R» { «Field»: int64, good: int64 }\nsource «Src» from clickstream { *, «Col» = price }\nfn «F»(X: int64): int64 = X\nview «V» for product (product_id = product_id) from clickstream { «Best» = max(price) over [1d, 7d], let L = 1, a = L }\ntransform «T» { «A» = V.a }\nservice «S» { V as «Al» { a as «B» }, V.a as «C», T.* }",
      { names: { ...error, pattern: "^[a-z_]+$" } },
      Array.from({ length: 13 }, () => "rule-names"),
      "the name of request `R` does not match `^[a-z_]+$`",
      "the name of field `Field` does not match `^[a-z_]+$`",
      "the name of source `Src` does not match `^[a-z_]+$`",
      "the name of column `Col` does not match `^[a-z_]+$`",
      "the name of fn `F` does not match `^[a-z_]+$`",
      "the name of view `V` does not match `^[a-z_]+$`",
      "the name of feature `Best` does not match `^[a-z_]+$`",
      "the name of transform `T` does not match `^[a-z_]+$`",
      "the name of feature `A` does not match `^[a-z_]+$`",
      "the name of service `S` does not match `^[a-z_]+$`",
      "the name of alias `Al` does not match `^[a-z_]+$`",
      "the name of feature `B` does not match `^[a-z_]+$`",
      "the name of feature `C` does not match `^[a-z_]+$`",
    ],
    [
      windows("a = count() over [7d, 30d, «31d»]"),
      { longest_window: days(30) },
      ["rule-longest-window"],
      "this window reaches 31d back, and the project's longest is 30d",
    ],
    [
      windows("a = count() over «lifetime», b = count() over «last 5 rows», c = count() over «since is_bot»"),
      { longest_window: days(30) },
      ["rule-longest-window", "rule-longest-window", "rule-longest-window"],
      "this window reaches back without end, and the project's longest is 30d",
      "this window reaches back without end, and the project's longest is 30d",
      "this window reaches back without end, and the project's longest is 30d",
    ],
    [
      windows("a = count() over 7d last 5 rows, b = count() over 7d offset 23d, c = count() over «7d offset 24d»"),
      { longest_window: days(30) },
      ["rule-longest-window"],
    ],
    [
      windows("a = count() over 1d times 30, b = count() over «36h times 21»"),
      { longest_window: days(30) },
      ["rule-longest-window"],
      "this window reaches 756h back, and the project's longest is 30d",
    ],
    [
      windows("a = count() over this week, b = count() over «this month», c = count() over this hour offset 30d"),
      { longest_window: days(30) },
      ["rule-longest-window"],
    ],
    [windows("a = count() over lifetime"), {}, []],
  ];
  test.each(rows.map(([text, rules, names, ...messages]) => [text, rules, names, messages] as const))(
    "%s under %j",
    (text, rules, names, messages) => {
      const found = check(text.startsWith("///") ? text : entities + text, names, undefined, rules);
      expect(found.every(({ severity }) => severity === "error")).toBe(true);
      if (messages.length > 0) expect(found.map(({ message }) => message)).toEqual(messages);
    },
  );

  test("have the severity that the project says, and are silent while there are errors", () => {
    const warn: ProjectRules = { owner: { severity: "warning" } };
    const severities = (text: string) =>
      build(entities + text, undefined, warn).diagnostics.filter(({ name }) => name === "rule-owner");
    expect(severities(`${view} { zip }`).map(({ severity }) => severity)).toEqual(["warning"]);
    expect(severities(`${view} { nothing }`)).toEqual([]);
  });
});
