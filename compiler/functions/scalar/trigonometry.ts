import { exactly, example, gives } from "../define.js";
import type { Overload, ScalarFunction } from "../row.js";

/* Angles are in radians. */

const ofFloat = (name: string): Overload => ({
  key: "float64",
  params: [exactly("x", "float64")],
  result: gives("float64"),
  nulls: "strict",
  ts: name,
});
/** Null below -1 and above 1. */
const inverse = (name: string): Overload => ({ ...ofFloat(name), nulls: "partial" });

export const trigonometry: readonly ScalarFunction[] = [
  {
    name: "pi",
    doc: "The number π.",
    overloads: [{ ...ofFloat("pi"), params: [] }],
    examples: [example("pi()", Math.PI)],
  },
  {
    name: "sin",
    doc: "The sine of an angle in radians.",
    overloads: [ofFloat("sin")],
    examples: [example("sin(0)", 0)],
  },
  {
    name: "cos",
    doc: "The cosine of an angle in radians.",
    overloads: [ofFloat("cos")],
    examples: [example("cos(0)", 1), example("cos(pi())", -1)],
  },
  {
    name: "tan",
    doc: "The tangent of an angle in radians.",
    overloads: [ofFloat("tan")],
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
    overloads: [ofFloat("atan")],
    examples: [example("atan(0)", 0), example("atan(1)", Math.PI / 4)],
  },
  {
    name: "atan2",
    doc: "The angle of the point (x, y), in radians, from -π (excluded) to π; 0 for the origin.",
    overloads: [
      {
        ...ofFloat("atan2"),
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
    overloads: [ofFloat("degrees")],
    examples: [example("degrees(pi())", 180), example("degrees(0)", 0)],
  },
  {
    name: "radians",
    doc: "Degrees as radians: x times π / 180.",
    overloads: [ofFloat("radians")],
    examples: [example("radians(180)", Math.PI), example("radians(0)", 0)],
  },
];
