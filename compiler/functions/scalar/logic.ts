import { exactly, example, gives } from "../define.js";
import { allKinds } from "../kinds.js";
import type { ScalarFunction } from "../row.js";

/** Three-valued logic, as in SQL. `and` and `or` evaluate both sides (MEANING B2). */
const connective = (name: "and" | "or", doc: string, examples: ScalarFunction["examples"]): ScalarFunction => ({
  name,
  operator: true,
  doc,
  overloads: [
    {
      key: "bool",
      params: [exactly("a", "bool"), exactly("b", "bool")],
      result: gives("bool"),
      nulls: "own",
      nullable: (args) => args.some((arg) => arg.nullable),
      ts: name,
    },
  ],
  examples,
});

export const logic: readonly ScalarFunction[] = [
  connective("and", "True if both are true; false if one is false; otherwise null.", [
    example("true and false", false),
    example("false and null", false),
    example("true and null", null),
  ]),
  connective("or", "True if one is true; false if both are false; otherwise null.", [
    example("true or null", true),
    example("false or null", null),
    example("false or false", false),
  ]),
  {
    name: "not",
    operator: true,
    doc: "True for false, false for true, null for null.",
    overloads: [
      {
        key: "bool",
        params: [exactly("x", "bool")],
        result: gives("bool"),
        nulls: "strict",
        ts: "not",
      },
    ],
    examples: [example("not true", false), example("not (1 == 2)", true)],
  },
  {
    name: "is null",
    operator: true,
    doc: "Whether the value is null. The result itself is never null.",
    overloads: [
      {
        key: "any",
        params: [exactly("x", ...allKinds)],
        result: gives("bool"),
        nulls: "own",
        nullable: () => false,
        ts: "isNull",
      },
    ],
    examples: [example("1 / 0 is null", true), example("1 / 1 is not null", true)],
  },
];
