import fc from "fast-check";
import { expressions } from "./expressions.js";
import { type Program, program } from "./program.js";

/** Expressions over features that every view of a random program has. */
const item = expressions(
  {
    int: ["i", "n", "c_int"],
    float: ["f", "g", "c_float"],
    bool: ["b", "c_bool"],
    string: ["s", "c_string", "m"],
    time: ["moment", "c_time", "now()"],
    date: ["today", "renamed", "c_date"],
  },
  2,
);
const compared = fc.constantFrom("==", "!=", "<", "<=", ">", ">=");
const where = fc.option(item.bool, { nil: null });
const overKeys: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom("count()", "count_distinct(s)", "count_distinct(i)", "length(largest_n(i, 2))"),
  fc.tuple(fc.constantFrom("count", "sum", "min", "max", "mode"), item.int).map(([name, x]) => `${name}(${x})`),
);
const rule: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: item.bool, weight: 3 },
  { arbitrary: fc.constantFrom("i is not null", "n > 0", "c_bool", "m != s"), weight: 1 },
  {
    arbitrary: fc
      .tuple(overKeys, where, compared, fc.integer({ min: -3, max: 6 }))
      .map(([call, filter, op, n]) =>
        filter === null || !/^(count|sum|min|max|mode)/.test(call)
          ? `${call} ${op} ${n}`
          : `(${call} where ${filter}) ${op} ${n}`,
      ),
    weight: 2,
  },
  { arbitrary: item.bool.map((x) => `fraction(${x}) >= 0.5 and not any(${x})`), weight: 1 },
  { arbitrary: fc.tuple(item.time, compared).map(([x, op]) => `max(${x}) ${op} now()`), weight: 1 },
);

/** A random program with rules in its views. */
export const programWithRules: fc.Arbitrary<Program> = fc
  .tuple(program, fc.array(fc.array(rule, { minLength: 1, maxLength: 4 }), { minLength: 3, maxLength: 3 }))
  .map(([drawn, rules]) => {
    let index = 0;
    const text = (drawn.files["main.feat"] ?? "").replaceAll(/^view v\d[\s\S]*?\n(?=\}\n)/gm, (view) => {
      const own = rules[index++] ?? [];
      return `${view}${own.map((one) => `  expect ${one}\n`).join("")}`;
    });
    return { ...drawn, files: { ...drawn.files, "main.feat": text } };
  });
