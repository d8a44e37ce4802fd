import { expect, test } from "vitest";
import { buildFiles, check, sound } from "../model/support/check.js";
import { entities } from "../model/support/sources.js";

test("entities, services and functions do not share names with views and sources", () => {
  sound(`
    entity stats { customer_id: int64 }
    view stats for stats from customer_features { zip }
    fn stats2(x: int64): int64 = x
    transform stats2 { x = stats2(1) }
    service stats { stats.zip, stats2.x }
  `);
});

test.each([
  ["view a for customer from customer_features { zip }\ntransform «a» { x = 1 }", "duplicate-declaration"],
  ["request a { x: int64 }\nrequest «a» { x: int64 }", "duplicate-declaration"],
  ["source «clickstream» from customer_features", "duplicate-declaration"],
  ["entity «customer» { id: int64 }", "duplicate-declaration"],
  [
    "service s { a.zip }\nservice «s» { a.zip }\nview a for customer from customer_features { zip }",
    "duplicate-declaration",
  ],
  ["view «`a`» for customer from customer_features { zip }", "backticked-declaration"],
  ["view «`a b`» for customer from customer_features { zip }", "backticked-declaration"],
  ["source a from «b»\nsource b from «a»", "cycle"],
])("%s: %s", (text, name) => {
  const closing = text.lastIndexOf("«");
  const marked = name === "cycle" ? text.slice(0, closing).replaceAll(/[«»]/g, "") + text.slice(closing) : text;
  check(entities + marked, [name]);
});

test("if two files declare one name, the first by path has it, and both places are reported", () => {
  const view = "view v for customer from customer_features { zip }";
  const files = [
    { path: "b.feat", text: view },
    { path: "a.feat", text: entities + view },
  ];
  const [found] = buildFiles(files).diagnostics.filter((d) => d.severity === "error");
  expect(found?.place.file).toBe("b.feat");
  expect(found?.related[0]?.place.file).toBe("a.feat");
});

test("names in the second of two declarations with one name are not reported as missing", () => {
  const text = `${entities}
    view v for customer from customer_features { zip }
    view «v» for customer from customer_features { total_spend }
    transform t { x = v.total_spend }
    service s { v.total_spend, t.x }`;
  check(text, ["duplicate-declaration"]);
});
