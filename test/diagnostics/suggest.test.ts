import { describe, expect, test } from "vitest";
import { suggest, suggestion } from "../../compiler/diagnostics/index.js";

describe("did you mean", () => {
  test.each([
    ["custmer_id", ["customer_id", "customer"], "customer_id"],
    ["total_spned", ["total_spend", "total"], "total_spend"],
    ["Customer", ["customer", "customers"], "customer"],
    ["TIME", ["time"], "time"],
    ["ab", ["ba"], "ba"],
    ["zp", ["zip", "total"], "zip"],
    ["ab", ["cd"], null],
    ["x", ["y"], null],
    ["zip", ["zap", "zop"], "zap"],
    ["zip", ["zop", "zap"], "zap"],
    ["same", ["same"], null],
    ["foo", ["quux", "barbaz"], null],
    ["", ["a"], null],
    ["length", ["lenght"], "lenght"],
    ["🦆🦆🦆", ["🦆🦆"], "🦆🦆"],
    ["constructor", ["constructr"], "constructr"],
  ])("%s among %j is %s", (name, candidates, near) => {
    expect(suggest(name, candidates)).toBe(near);
  });

  test("the nearest name is suggested, whatever the order of the names", () => {
    expect(suggest("views_7", ["views_1d", "views_7d", "views"])).toBe("views_7d");
    expect(suggest("views_7", ["views_7d", "views", "views_1d"])).toBe("views_7d");
  });

  test("otherwise the choices are listed", () => {
    expect(suggestion("qqq", ["alpha", "beta"], "columns")).toBe("columns: `alpha`, `beta`");
    expect(suggestion("alpa", ["alpha", "beta"], "columns")).toBe("did you mean `alpha`?");
    expect(suggestion("qqq", [], "columns")).toBeNull();
    const many = Array.from({ length: 15 }, (_, i) => `name_${i}`);
    expect(suggestion("qqq", many, "names")).toMatch(/`name_11`, and 3 more$/);
  });
});
