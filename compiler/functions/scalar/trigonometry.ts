import { exactly, example, gives, guarded } from "../define.js";
import type { Overload, ScalarFunction, SqlTemplate } from "../row.js";

/* Angles are in radians. DuckDB raises for arguments that are not finite, where IEEE gives NaN. */

const angle = (name: string): Overload => ({
  key: "float64",
  params: [exactly("x", "float64")],
  result: gives("float64"),
  nulls: "strict",
  sql: {
    duckdb: ([x], facts) =>
      facts?.[0]?.finite === true
        ? `${name}(${x})`
        : `CASE WHEN isfinite(${x}) THEN ${name}(${x}) ELSE ${x} - ${x} END`,
  },
  ts: name,
});
const plain = (sql: string | SqlTemplate, ts: string): Overload => ({ ...angle(ts), sql: { duckdb: sql } });
/** Null below -1 and above 1. */
const inverse = (name: string): Overload => ({
  ...plain(guarded("{0} BETWEEN -1 AND 1", `${name}({0})`), name),
  nulls: "partial",
});

/** -0 would change the angle by half a circle. */
const unsigned = (x: string): string => `CASE WHEN ${x} = 0 THEN 0::DOUBLE ELSE ${x} END`;

export const trigonometry: readonly ScalarFunction[] = [
  {
    name: "pi",
    doc: "The number π.",
    overloads: [{ ...plain("3.141592653589793::DOUBLE", "pi"), params: [] }],
    examples: [example("pi()", Math.PI)],
  },
  { name: "sin", doc: "The sine of an angle in radians.", overloads: [angle("sin")], examples: [example("sin(0)", 0)] },
  {
    name: "cos",
    doc: "The cosine of an angle in radians.",
    overloads: [angle("cos")],
    examples: [example("cos(0)", 1), example("cos(pi())", -1)],
  },
  {
    name: "tan",
    doc: "The tangent of an angle in radians.",
    overloads: [angle("tan")],
    examples: [example("tan(0)", 0)],
  },
  {
    name: "asin",
    doc: "The angle whose sine is x, in radians; null below -1 and above 1.",
    overloads: [inverse("asin")],
    examples: [example("asin(1)", Math.PI / 2), example("asin(1.5)", null)],
  },
  {
    name: "acos",
    doc: "The angle whose cosine is x, in radians; null below -1 and above 1.",
    overloads: [inverse("acos")],
    examples: [example("acos(1)", 0), example("acos(-1)", Math.PI), example("acos(-1.5)", null)],
  },
  {
    name: "atan",
    doc: "The angle whose tangent is x, in radians.",
    overloads: [plain("atan({0})", "atan")],
    examples: [example("atan(0)", 0), example("atan(1)", Math.PI / 4)],
  },
  {
    name: "atan2",
    doc: "The angle of the point (x, y), in radians, from -π (excluded) to π; 0 for the origin.",
    overloads: [
      {
        ...plain(([y, x]) => `atan2(${unsigned(y!)}, ${unsigned(x!)})`, "atan2"),
        params: [exactly("y", "float64"), exactly("x", "float64")],
      },
    ],
    examples: [
      example("atan2(1, 0)", Math.PI / 2),
      example("atan2(0, -1)", Math.PI),
      example("atan2(-0.0, -1)", Math.PI),
      example("atan2(0, 0)", 0),
    ],
  },
  {
    name: "degrees",
    doc: "Radians as degrees: x times 180 / π.",
    overloads: [plain("({0} * 57.29577951308232::DOUBLE)", "degrees")],
    examples: [example("degrees(pi())", 180), example("degrees(0)", 0)],
  },
  {
    name: "radians",
    doc: "Degrees as radians: x times π / 180.",
    overloads: [plain("({0} * 0.017453292519943295::DOUBLE)", "radians")],
    examples: [example("radians(180)", Math.PI), example("radians(0)", 0)],
  },
];
