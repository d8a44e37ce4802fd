/** Lists, maps, structs, enums, decimals and JSON. FEAT44xx. */
import { define } from "../diagnostic.js";

export const mapKey = define<{ type: string }>({
  code: "FEAT4401",
  name: "map-key",
  severity: "error",
  message: ({ type }) => `the keys of a map can't be of type ${type}`,
  help: () => "a key is a bool, an int, a string, date, timestamp or enum, and never null",
});

export const decimalDigits = define<object>({
  code: "FEAT4402",
  name: "decimal-digits",
  severity: "error",
  message: () => "a decimal needs its number of digits, and how many of them are after the point",
  help: () => "as in `decimal(18, 2)`: 1 to 38 digits",
});

export const badLiteralValue = define<{ text: string; type: string; known: readonly string[] }>({
  code: "FEAT4403",
  name: "bad-literal-value",
  severity: "error",
  message: ({ text, type }) => `"${text}" is not a valid ${type}`,
  help: ({ known }) => (known.length === 0 ? null : `its values are ${known.map((value) => `"${value}"`).join(", ")}`),
});

export const unknownField = define<{ name: string; type: string }>({
  code: "FEAT4404",
  name: "unknown-field",
  severity: "error",
  message: ({ name, type }) => `there is no field \`${name}\` in ${type}`,
});

export const structField = define<{ name: string; problem: "twice" | "missing" }>({
  code: "FEAT4405",
  name: "struct-field",
  severity: "error",
  message: ({ name, problem }) =>
    problem === "twice" ? `field \`${name}\` is given twice` : `field \`${name}\` is not given`,
});

export const enumValues = define<{ name: string; value: string | null }>({
  code: "FEAT4406",
  name: "enum-values",
  severity: "error",
  message: ({ name, value }) =>
    value === null ? `enum \`${name}\` has no values` : `enum \`${name}\` lists "${value}" twice`,
});

export const eachNotList = define<{ type: string }>({
  code: "FEAT4407",
  name: "each-not-list",
  severity: "error",
  message: ({ type }) => `\`each\` needs a list, but this is ${type}`,
  help: ({ type }) => (type.startsWith("map<") ? "use `keys(…)` or `values(…)`" : null),
});

export const eachWithWindow = define<{ name: string }>({
  code: "FEAT4408",
  name: "each-and-over",
  severity: "error",
  message: ({ name }) => `\`${name}\` aggregates the elements of a list with \`each\`, so it has no window`,
  help: () => "leave `over` out",
});

export const eachTimed = define<{ name: string }>({
  code: "FEAT4409",
  name: "each-timed",
  severity: "error",
  message: ({ name }) => `\`${name}\` needs the times of rows, and the elements of a list have none`,
});

export const groupType = define<{ type: string }>({
  code: "FEAT4410",
  name: "by-type",
  severity: "error",
  message: ({ type }) => `\`by\` needs values that can be a key, but these are ${type}`,
  help: ({ type }) =>
    type.startsWith("float")
      ? "group by a rounded value: `by int64(round(x))`"
      : type.endsWith("]")
        ? "group by one value: `by concat(a, b)` joins several"
        : null,
});

export const unboundedGroups = define<{ name: string }>({
  code: "FEAT4411",
  name: "unbounded-by",
  severity: "warning",
  message: ({ name }) => `the map of \`${name}\` grows with every new value, without a limit`,
  help: () => "bound it: `by … top 100`, `by … in [ … ]`, or a window",
});

export const topCount = define<object>({
  code: "FEAT4412",
  name: "top-count",
  severity: "error",
  message: () => "`top` takes a number of values, at least 1",
});

export const jsonIndex = define<{ type: string }>({
  code: "FEAT4413",
  name: "json-index",
  severity: "error",
  message: ({ type }) => `json is indexed by an int or a string, not by ${type}`,
});
