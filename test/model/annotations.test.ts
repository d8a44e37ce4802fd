import { describe, expect, test } from "vitest";
import { check } from "./support/check.js";
import { entities } from "./support/sources.js";

describe("annotations", () => {
  const rows: readonly (readonly [text: string, names: readonly string[], ...said: readonly string[]])[] = [
    ['@owner("a") @tags(team: "b", "c", level: 1, on: true)\nview v for customer from customer_features { zip }', []],
    ["@deprecated view v for customer from customer_features { zip }", []],
    [
      '@«deprected»("x") view v for customer from customer_features { zip }',
      ["unknown-annotation"],
      "did you mean `@deprecated`?",
    ],
    ["@«pi» view v for customer from customer_features { zip }", ["unknown-annotation"], "did you mean `@pii`?"],
    [
      '@«slack»("#x") view v for customer from customer_features { zip }',
      ["unknown-annotation"],
      'annotations are: `deprecated`, `owner`, `pii`, `tags`; what is your own goes into `@tags(slack: "…")`',
    ],
    ["@«constructor» view v for customer from customer_features { zip }", ["unknown-annotation"]],
    [
      "@owner(«1») view v for customer from customer_features { zip }",
      ["annotation-arguments"],
      'write `@owner("team")`',
    ],
    ["«@owner» view v for customer from customer_features { zip }", ["annotation-arguments"]],
    ['@owner(«team: "x"») view v for customer from customer_features { zip }', ["annotation-arguments"]],
    ['@owner(«""») view v for customer from customer_features { zip }', ["annotation-arguments"]],
    ["@owner(«7d») view v for customer from customer_features { zip }", ["annotation-arguments"]],
    ["@tags(«7d») view v for customer from customer_features { zip }", ["annotation-arguments"]],
    ["@owner(«me») view v for customer from customer_features { zip }", ["annotation-argument"]],
    ["@tags(a: «1 + 1») view v for customer from customer_features { zip }", ["annotation-argument"]],
    ['@deprecated("a", «"b"») view v for customer from customer_features { zip }', ["annotation-arguments"]],
    ["@deprecated(«true») view v for customer from customer_features { zip }", ["annotation-arguments"]],
    ["@pii(«true») view v for customer from customer_features { zip }", ["annotation-arguments"]],
    ["@pii «@pii» view v for customer from customer_features { zip }", ["annotation-twice"]],
    ["entity e { @«pi» x: int64 }", ["unknown-annotation"]],
    [
      "entity e { «@deprecated» x: int64 }",
      ["misplaced-annotation"],
      "it stands before a view, a feature, a source, a column of a source, an entity, a request, a field of a request, a transform, a service or an `fn`",
    ],
    ["request r { @«pi» x: int64 }", ["unknown-annotation"]],
    ["source s from clickstream { *, @«pi» x = price }", ["unknown-annotation"]],
    [
      "view v for customer from customer_features { @«pi» zip, @«pi» let a = zip, b = a }",
      ["unknown-annotation", "unknown-annotation"],
    ],
    ["view v for customer from customer_features { «@deprecated» let a = zip, b = a }", ["misplaced-annotation"]],
    [
      "view w for customer from customer_features { zip }\nview v for customer from customer_features { «@pii» ...w }",
      ["misplaced-annotation"],
    ],
    ["«@pii» fn f(x: int64): int64 = x", ["misplaced-annotation"]],
    ["view v for customer from customer_features { zip }\n«@pii» service s { v.zip }", ["misplaced-annotation"]],
    ["view v for customer from customer_features { zip }\nservice s { «@pii» v.zip }", ["misplaced-annotation"]],
    [
      "view v for customer from customer_features { zip }\ntransform t { «@pii» use v, a = v.zip }",
      ["misplaced-annotation"],
    ],
    [
      '«@pii» test "t" { given w { zip: null } expect w { zip: null } }\nview w for customer from customer_features { zip }',
      ["misplaced-annotation"],
    ],
  ];
  test.each(rows.map(([text, names, ...said]) => [text, names, said] as const))("%s", (text, names, said) => {
    const found = check(entities + text, names);
    if (said.length > 0) expect(found.map(({ help }) => help)).toEqual(said);
  });

  test("an error in a spread view's annotation is reported once, at its place", () => {
    check(
      `${entities}view w for customer from customer_features { @«pi» zip }\nview v for customer from customer_features { ...w }`,
      ["unknown-annotation"],
    );
  });
});
