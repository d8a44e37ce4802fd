/** Constructs whose length in a program has no limit, and their values. */

/** A row of the source; a `null` is in a nullable column. */
export interface Row {
  readonly id: number;
  readonly i: number;
  readonly f: number;
  readonly ni: number | null;
  readonly nf: number | null;
  readonly b: boolean;
  readonly s: string;
  readonly t: string;
}

export const rows: readonly Row[] = [
  { id: 1, i: 3, f: 0.1, ni: 7, nf: 0.3, b: true, s: "a", t: "v7" },
  { id: 2, i: -2, f: 2.5, ni: null, nf: null, b: false, s: "b", t: "other" },
];

type Value = number | string | boolean | null | readonly (number | string | null)[];

export interface Kind {
  readonly name: string;
  /** The length that must work. */
  readonly size: number;
  /** The items of the view. */
  readonly items: (n: number) => string;
  /** The view's source, if it is not `data`. */
  readonly from?: string;
  /** Other declarations of the program. */
  readonly beside?: (n: number) => string;
  /** The value of feature `x` for a row. */
  readonly x: (row: Row, n: number) => Value;
}

const range = (n: number): readonly number[] => Array.from({ length: n }, (_, index) => index);
const join = (n: number, term: (index: number) => string, between: string): string => range(n).map(term).join(between);
const or0 = (value: number | null, make: (value: number) => number | null): number | null =>
  value === null ? null : make(value);
const fold = (n: number, first: number, step: (value: number, index: number) => number): number =>
  range(n).reduce((value, index) => step(value, index), first);
/** Names that no column of the source has. */
const name = (index: number): string => `a${index}`;

/** For ni = 7 the second arm is taken; the later ones would overflow. */
const arm = (k: number): string =>
  `ni + ${k} == 8 => 9223372036854775800 + (ni - 7 + ${(k - 1) * 100}) - 9223372036854775800`;

export const kinds: readonly Kind[] = [
  {
    name: "sum of ints",
    size: 2000,
    items: (n) => `x = i${" + i".repeat(n - 1)}`,
    x: ({ i }, n) => i * n,
  },
  {
    name: "sum of nullable ints",
    size: 2000,
    items: (n) => `x = ni${" + ni".repeat(n - 1)}`,
    x: ({ ni }, n) => or0(ni, (v) => v * n),
  },
  {
    name: "sum of floats",
    size: 2000,
    items: (n) => `x = f${" + f".repeat(n - 1)}`,
    x: ({ f }, n) => fold(n - 1, f, (v) => v + f),
  },
  {
    name: "sum of nullable floats",
    size: 2000,
    items: (n) => `x = nf${" + nf".repeat(n - 1)}`,
    x: ({ nf }, n) => or0(nf, (value) => fold(n - 1, value, (v) => v + value)),
  },
  {
    name: "sum of an int and floats",
    size: 2000,
    items: (n) => `x = i + i${join(n, (k) => ` + ${k}.5 - f`, "")}`,
    x: ({ i, f }, n) => fold(n, i + i, (v, k) => v + (k + 0.5) - f),
  },
  {
    name: "plus and minus",
    size: 2000,
    items: (n) => `x = i${join(n, (k) => (k % 2 === 0 ? " - i" : ` + ${k}`), "")}`,
    x: ({ i }, n) => fold(n, i, (v, k) => (k % 2 === 0 ? v - i : v + k)),
  },
  {
    name: "times, divide and remainder",
    size: 2000,
    items: (n) => `x = f${join(n, (k) => ["* 1.5", "/ 1.25", "% 7.5", "/ nf"][k % 4]!, " ").replace(/^/, " ")}`,
    x: ({ f, nf }, n) => or0(nf, (value) => fold(n, f, (v, k) => [v * 1.5, v / 1.25, v % 7.5, v / value][k % 4]!)),
  },
  {
    name: "remainders of ints",
    size: 1000,
    items: (n) => `x = 1000000007${join(n, (k) => ` % (ni + ${1_000_000 - k})`, "")}`,
    x: ({ ni }, n) => or0(ni, (value) => fold(n, 1_000_000_007, (v, k) => v % (value + 1_000_000 - k))),
  },
  {
    name: "divisions",
    size: 1000,
    items: (n) => `x = f${" / nf / 0.5 / f".repeat(n / 2)}`,
    x: ({ f, nf }, n) =>
      or0(nf, (value) => {
        const v = fold(n / 2, f, (w) => w / value / 0.5 / f);
        return Number.isFinite(v) ? v : null;
      }),
  },
  {
    name: "decimals",
    size: 2000,
    items: (n) => `x = string(p${" + p - 0.25".repeat(n / 2)})`,
    x: (_, n) => String(1.5 + (n / 2) * 1.25),
  },
  {
    name: "and",
    size: 2000,
    items: (n) => `x = ${join(n, (k) => `i > ${-k - 10}`, " and ")}`,
    x: () => true,
  },
  {
    name: "or of nullable values",
    size: 2000,
    items: (n) => `x = ${join(n, (k) => `ni == ${k + 100}`, " or ")}`,
    x: ({ ni }) => (ni === null ? null : false),
  },
  {
    name: "coalesce",
    size: 2000,
    items: (n) => `x = ${"ni ?? nf ?? ".repeat(n / 2)}f`,
    x: ({ ni, nf, f }) => ni ?? nf ?? f,
  },
  {
    name: "coalesce of values that can fail",
    size: 1000,
    items: (n) => `x = ni${join(n, (k) => ` ?? (ni + ${k})`, "")} ?? i`,
    x: ({ ni, i }) => ni ?? i,
  },
  {
    name: "match without subject",
    size: 5000,
    items: (n) => `x = match {\n${join(n, (k) => `i == ${k} => ${k * 2}`, "\n")}\nelse => i }`,
    x: ({ i }) => (i >= 0 ? i * 2 : i),
  },
  {
    name: "match with subject",
    size: 5000,
    items: (n) => `x = match t {\n${join(n, (k) => `"v${k}" => ${k}`, "\n")}\nelse => -1 }`,
    x: ({ t }) => (t === "v7" ? 7 : -1),
  },
  {
    name: "match with a computed subject",
    size: 2000,
    items: (n) => `x = match i + ni + i * 2 {\n${join(n, (k) => `${k} => "${k}"`, "\n")}\nelse => "none" }`,
    x: ({ ni, i }) => (ni === null ? "none" : String(i + ni + i * 2)),
  },
  {
    name: "match with arms of many values",
    size: 2000,
    items: (n) => `x = match i {\n${join(n, (k) => `${k}`, " | ")} => "in"\nelse => "out" }`,
    x: ({ i }) => (i >= 0 ? "in" : "out"),
  },
  {
    name: "match with arms that can fail",
    size: 2000,
    items: (n) => `x = match {\n${join(n, arm, "\n")}\nelse => i }`,
    x: ({ ni, i }) => (ni === null ? i : 0),
  },
  {
    name: "else if",
    size: 2000,
    items: (n) => `x = ${join(n, (k) => `if i == ${k} then ${k}.5 else `, "")} f`,
    x: ({ i, f }) => (i >= 0 ? i + 0.5 : f),
  },
  {
    name: "list of literals",
    size: 10_000,
    items: (n) => `x = length([${join(n, (k) => `${k}`, ", ")}])`,
    x: (_, n) => n,
  },
  {
    name: "list of computed values",
    size: 5000,
    items: (n) => `x = [${join(n, (k) => `i + ${k}`, ", ")}]`,
    x: ({ i }, n) => range(n).map((k) => i + k),
  },
  {
    name: "in",
    size: 10_000,
    items: (n) => `x = i in [${join(n, (k) => `${k}`, ", ")}]`,
    x: ({ i }) => i >= 0,
  },
  {
    name: "not in strings",
    size: 10_000,
    items: (n) => `x = t not in [${join(n, (k) => `"v${k}"`, ", ")}]`,
    x: ({ t }) => t === "other",
  },
  {
    name: "least",
    size: 2000,
    items: (n) => `x = least(${join(n, (k) => `ni + ${k}`, ", ")})`,
    x: ({ ni }) => ni,
  },
  {
    name: "concat",
    size: 2000,
    items: (n) => `x = concat(${join(n, (k) => (k % 2 === 0 ? "s" : `"${k % 10}"`), ", ")})`,
    x: ({ s }, n) => join(n, (k) => (k % 2 === 0 ? s : String(k % 10)), ""),
  },
  {
    name: "struct",
    size: 1000,
    items: (n) => `let made = { ${join(n, (k) => `${name(k)}: i + ${k}`, ", ")} }\nx = made.${name(n - 1)}`,
    x: ({ i }, n) => i + n - 1,
  },
  {
    name: "path in JSON",
    size: 400,
    items: (n) => `x = string(j${".a".repeat(n)}${"[0]".repeat(n)}) ?? s`,
    x: ({ s }) => s,
  },
  {
    name: "lets that read each other",
    size: 2000,
    items: (n) => `let ${name(0)} = i\n${join(n, (k) => `let ${name(k + 1)} = ${name(k)} + 1`, "\n")}\nx = ${name(n)}`,
    x: ({ i }, n) => i + n,
  },
  {
    name: "lets that come before the lets that they read",
    size: 2000,
    items: (n) =>
      `x = ${name(n)}\n${join(n, (k) => `let ${name(n - k)} = ${name(n - k - 1)} + 1`, "\n")}\nlet ${name(0)} = i`,
    x: ({ i }, n) => i + n,
  },
  {
    name: "lets that read each other twice",
    size: 60,
    items: (n) =>
      `let ${name(0)} = f\n${join(n, (k) => `let ${name(k + 1)} = (${name(k)} + ${name(k)}) / 2.0`, "\n")}\nx = ${name(n)}`,
    x: ({ f }) => f,
  },
  {
    name: "features that read each other",
    size: 400,
    items: (n) => `${name(0)} = f\n${join(n, (k) => `${name(k + 1)} = ${name(k)} + 0.5`, "\n")}\nx = ${name(n)}`,
    x: ({ f }, n) => fold(n, f, (v) => v + 0.5),
  },
  {
    name: "windows of one view",
    size: 300,
    from: "happened",
    items: (n) => `${join(n, (k) => `${name(k)} = sum(f) where i > ${k} over 365d`, "\n")}\nx = count() over 365d`,
    x: () => 1,
  },
  {
    name: "branches of a union whose rows have versions",
    size: 60,
    beside: (n) => `source kept {\n${join(n, (k) => `from versions where i == ${k} { id, made = i + ${k} }`, "\n")}\n}`,
    items: () => "x = sum(made)",
    x: ({ i }) => (i >= 0 ? 2 * i : null),
  },
  {
    name: "features of one row",
    size: 2000,
    items: (n) => `${join(n, (k) => `${name(k)} = i + ${k}`, "\n")}\nx = i`,
    x: ({ i }) => i,
  },
  {
    name: "fns that call each other",
    size: 390,
    beside: (n) =>
      `fn g0(a: int64?): int64? = a\n${join(n, (k) => `fn g${k + 1}(a: int64?): int64? = g${k}(a + 1)`, "\n")}`,
    items: (n) => `x = g${n}(i)`,
    x: ({ i }, n) => i + n,
  },
  {
    name: "fns that come before the fns that they call",
    size: 390,
    beside: (n) =>
      `${join(n, (k) => `fn g${n - k}(a: int64?): int64? = g${n - k - 1}(a + 1)`, "\n")}\nfn g0(a: int64?): int64? = a`,
    items: (n) => `x = g${n}(i)`,
    x: ({ i }, n) => i + n,
  },
  {
    name: "a where that needs an operand twice",
    size: 24,
    beside: (n) => `source kept from data where ${nested(n, "ln(", "f + 9.0", " + 9.0)")} < 9.0 { * }`,
    items: () => "x = i",
    x: ({ i }) => i,
  },
  {
    name: "columns that need an operand twice",
    size: 24,
    beside: (n) => `source kept from data { *, made = ${nested(n, "ln(", "f + 9.0", " + 9.0)")} }`,
    items: () => "x = made < 9.0 and ((made + 1.0) / made) > 0.5",
    x: () => true,
  },
  {
    name: "fns that are not called",
    size: 3000,
    beside: (n) => join(n, (k) => `fn g${k}(a: int64, b: int64): int64 = if a > b then a * ${k} else b - ${k}`, "\n"),
    items: () => "x = i",
    x: ({ i }) => i,
  },
  {
    name: "where",
    size: 2000,
    beside: (n) => `source kept from data where ${join(n, (k) => `i > ${-k - 10}`, " and ")} { * }`,
    items: () => "x = i",
    x: ({ i }) => i,
  },
];

/** A core inside n levels. */
const nested = (n: number, open: string, core: string, close: string): string =>
  open.repeat(n) + core + close.repeat(n);

/** Operations that need an operand twice, nested to any depth. */
export const repeats: readonly Kind[] = (
  [
    [
      "ln",
      "",
      (n) => nested(n, "ln(", "(f / nf + 1.0)", " + 1.0)"),
      ({ f, nf }, n) => or0(nf, (v) => fold(n, f / v + 1, (w) => Math.log(w + 1))),
    ],
    [
      "sqrt, abs and least",
      "",
      (n) => nested(n, "sqrt(abs(least(", "f", ", 9.0)))"),
      ({ f }, n) => fold(n, f, (v) => Math.sqrt(Math.abs(Math.min(v, 9)))),
    ],
    ["pow", "", (n) => nested(n, "pow(", "f", ", 0.5)"), ({ f }, n) => fold(n, f, (v) => v ** 0.5)],
    [
      "comparisons of floats",
      "",
      (n) => nested(n, "(if ", "f * 2.0", " > 1.0 then f / 2.0 else f) * 3.0"),
      ({ f }, n) => fold(n, f * 2, (v) => (v > 1 ? f / 2 : f) * 3),
    ],
    [
      "remainders",
      "",
      (n) => nested(n, "(7 % (", "ni", " + 9))"),
      ({ ni }, n) => or0(ni, (v) => fold(n, v, (w) => 7 % (w + 9))),
    ],
    [
      "?? of values that can fail",
      "",
      (n) => nested(n, "((ni + ", "i", ") ?? (i + 1))"),
      ({ ni, i }, n) => fold(n, i, (v) => (ni === null ? i + 1 : ni + v)),
    ],
    [
      "and of values that can fail",
      "",
      (n) => nested(n, "(if b and i + ", "i", " > 0 then 1 else 2)"),
      ({ b, i }, n) => fold(n, i, (v) => (b && i + v > 0 ? 1 : 2)),
    ],
    [
      "between",
      "",
      (n) => nested(n, "(if ", "i", " + 1 between 0 and 9 then 1 else 2)"),
      ({ i }, n) => fold(n, i, (v) => (v + 1 >= 0 && v + 1 <= 9 ? 1 : 2)),
    ],
    [
      "match",
      "",
      (n) => nested(n, "match ", "i", " + 1 { 1 => 2, 2 => 3, 3 => i, else => 1 }"),
      ({ i }, n) => fold(n, i, (v) => ({ 1: 2, 2: 3, 3: i })[v + 1] ?? 1),
    ],
    ["fn, ints twice", "fn g(x: int64?): int64? = x - x + x", (n) => nested(n, "g(", "i", ")"), ({ i }) => i],
    [
      "fn, floats twice",
      "fn g(x: float64?): float64? = least(x, 5.0) / (1.0 + x)",
      (n) => nested(n, "g(", "f", ")"),
      ({ f }, n) => fold(n, f, (v) => Math.min(v, 5) / (1 + v)),
    ],
    [
      "fn, in a condition and arms",
      "fn g(x: int64?): int64? = if x > 0 then x + 1 else x - 1",
      (n) => nested(n, "g(", "i", ")"),
      ({ i }, n) => (i > 0 ? i + n : i - n),
    ],
    [
      "fn, in both arms",
      "fn g(x: int64?, c: bool?): int64? = if c then x + 1 else x - 1",
      (n) => nested(n, "g(", "i", ", b)"),
      ({ i, b }, n) => (b ? i + n : i - n),
    ],
    [
      "fn, in some arms",
      "fn g(x: int64?, c: bool?, d: bool?): int64? = match { c => x + 1\nd => x + 2\nelse => 0 }",
      (n) => nested(n, "g(", "i", ", b, i < 0)"),
      ({ i, b }, n) => i + (b ? n : 2 * n),
    ],
    [
      "fn, behind ??",
      "fn g(x: int64?, y: int64?): int64? = y ?? (x + x - x + 1)",
      (n) => nested(n, "g(", "i", ", ni)"),
      ({ i, ni }, n) => ni ?? i + n,
    ],
    [
      "elements that need an operand twice",
      "",
      (n) => `sum(${nested(n, "ln(", "(e / 3.0 + 1.0)", " + 1.0)")}) each e in [f + 9.0, 4.0]`,
      ({ f }, n) => [f + 9, 4].map((e) => fold(n, e / 3 + 1, (w) => Math.log(w + 1))).reduce((a, b) => a + b),
    ],
    [
      "elements in a where that needs an operand twice",
      "",
      (n) => `count() each e in [f + 9.0, 4.0] where ${nested(n, "sqrt(abs(least(", "e", ", 9.0)))")} > 0.5`,
      () => 2,
    ],
    [
      "elements in fns that read them twice",
      "fn g(x: int64?): int64? = x + x - x + 1",
      (n) => `sum(${nested(n, "g(", "e", ")")}) each e in [i, 1]`,
      ({ i }, n) => i + 1 + 2 * n,
    ],
    [
      "elements in fns that read them in both arms",
      "fn g(x: int64?, c: bool?): int64? = if c then x + 1 else x - 1",
      (n) => `sum(${nested(n, "g(", "e", ", b)")}) each e in [i, 1]`,
      ({ i, b }, n) => i + 1 + (b ? 2 * n : -2 * n),
    ],
    [
      "elements in fns that read them behind ??",
      "fn g(x: float64?, y: float64?): float64? = y ?? (x + x - x + 1.0)",
      (n) => `sum(${nested(n, "g(", "e", ", nf)")}) each e in [f, 1.5]`,
      ({ f, nf }, n) => (nf === null ? f + 1.5 + 2 * n : 2 * nf),
    ],
    [
      "fn of fns",
      "fn h(x: int64?): int64? = x - x + x\nfn g(x: int64?): int64? = h(x) + h(x) - h(x)",
      (n) => nested(n, "g(", "i", ")"),
      ({ i }) => i,
    ],
  ] as const satisfies readonly (readonly [string, string, Kind["items"], Kind["x"]])[]
).map(([what, beside, value, x]) => ({
  name: what,
  size: 8,
  beside: () => beside,
  items: (n) => `x = ${value(n)}`,
  x,
}));

/** Constructs that nest. Every depth that the grammar allows must work. */
export const nests: readonly Kind[] = (
  [
    ["( ) of ints", (n) => nested(n, "(i + ", "i", ")"), ({ i }, n) => i * (n + 1)],
    ["( ) of floats", (n) => nested(n, "(f - ", "f", ")"), ({ f }, n) => fold(n, f, (v) => f - v)],
    [
      "every operator",
      (n) => nested(n / 4, "(if b or b and not i == ni ?? 1 + 0 * -", "i", " then 1 else i)"),
      ({ b, i, ni }, n) => fold(n / 4, i, (v) => (b || (b && i !== (ni ?? 1 + 0 * -v)) ? 1 : i)),
    ],
    ["[ ]", (n) => `length(${nested(n - 1, "[", "i", "]")})`, () => 1],
    ["{ }", (n) => `(${nested(n - 1, "{ a: ", "i", " }")})${".a".repeat(n - 1)}`, ({ i }) => i],
    ["f( )", (n) => nested(n, "abs(", "i", ")"), ({ i }) => Math.abs(i)],
    ["f( ) with a guard", (n) => nested(n, "sqrt(", "f", " + 1.0)"), ({ f }, n) => fold(n, f, (v) => Math.sqrt(v + 1))],
    ["f( ) of two", (n) => nested(n, "least(ni, ", "i", " + 1)"), ({ ni, i }, n) => or0(ni, (v) => Math.min(v, i + n))],
    ["a[ ]", (n) => nested(n, "[0, 2, 1][", "1", "]"), (_, n) => (n % 2 === 0 ? 1 : 2)],
    ["arms of match", (n) => nested(n, "match { b => ", "i", "\nelse => 0 }"), ({ b, i }) => (b ? i : 0)],
    ["patterns of match", (n) => nested(n, "match { ", "b", " => b\nelse => false }"), ({ b }) => b],
    ["subjects of match", (n) => nested(n, "match ", "i", " { 3 => 3\nelse => 0 }"), ({ i }) => (i === 3 ? 3 : 0)],
    ["conditions of if", (n) => nested(n, "if ", "b", " then b else false"), ({ b }) => b],
    ["branches of if", (n) => nested(n, "if b then ", "i", " else 0"), ({ b, i }) => (b ? i : 0)],
    ["else in ( )", (n) => nested(n / 2, "if b then 0 else (", "i", ")"), ({ b, i }) => (b ? 0 : i)],
    ["not", (n) => nested(n, "not ", "b", ""), ({ b }, n) => (n % 2 === 0 ? b : !b)],
    ["-", (n) => nested(n, "- ", "ni", ""), ({ ni }, n) => or0(ni, (v) => (n % 2 === 0 ? v : -v))],
    ["?? in ( )", (n) => nested(n, "ni ?? (", "i", " + 1)"), ({ ni, i }, n) => ni ?? i + n],
    ["and in ( )", (n) => nested(n, "b and (", "ni > 0", " or b)"), ({ b }) => b],
  ] as const satisfies readonly (readonly [string, Kind["items"], Kind["x"]])[]
).map(([what, value, x]) => ({ name: what, size: 200, items: (n) => `x = ${value(n)}`, x }));

/** The file, time and columns of all sources: they have the same rows. */
const columns =
  'file: rows.csv, time: at, columns: { id: int64, at: timestamp, i: int64, f: float64, ni: int64?, nf: float64?, b: bool, s: string, t: string, j: json?, p: "decimal(6, 2)" }';

const csv = (value: number | string | boolean | null): string => (value === null ? "" : String(value));

/** The files of a project with a view `v`, which has the kind's items, and a service `s` with all its features. */
export function programOf({ items, beside, from: source = "data" }: Kind, n: number): Readonly<Record<string, string>> {
  const declarations = beside?.(n) ?? "";
  const from = declarations.startsWith("source kept") ? "kept" : source;
  return {
    "feat.yaml": "project: long\nsources: sources.yaml\nfeatures: long.feat\nout: generated\n",
    "sources.yaml": `sources:
  data: { kind: state, ${columns} }
  happened: { kind: events, ${columns} }
  versions: { kind: state, key: [id], ${columns} }
`,
    "rows.csv": `id,at,i,f,ni,nf,b,s,t,j,p\n${rows
      .map(({ id, i, f, ni, nf, b, s, t }) =>
        [id, "2024-01-01T00:00:00Z", i, f, ni, nf, b, s, t, "{}", "1.50"].map(csv).join(),
      )
      .join("\n")}\n`,
    "long.feat": `entity e { id: int64 }\n${declarations}\nview v for e from ${from} {\n${items(n)}\n}\nservice s { v.* }\n`,
  };
}
