import fc from "fast-check";

/*
 * Random expressions as text. They are typed by construction. Numbers stay small and binary fractions short, so that
 * sums are exact in any order and comparisons of them are determined.
 */

export type Kind = "int" | "float" | "bool" | "string" | "time" | "date";
/** Names (or other atoms) that an expression may use, by kind. */
export type Atoms = Readonly<Record<Kind, readonly string[]>>;

type Text = fc.Arbitrary<string>;

const literals: Readonly<Record<Kind, readonly string[]>> = {
  int: ["0", "1", "-2", "3", "10"],
  float: ["0.0", "0.5", "-1.25", "2.0", "3.0"],
  bool: ["true", "false"],
  string: ['""', '"a"', '"B"', '" é "', '"a𝒳b"', '"12"'],
  time: ['timestamp(date("2024-01-01"))'],
  date: ['date(timestamp("2024-01-01T12:00:00Z"))'],
};

export type Expressions = Readonly<Record<Kind, Text>>;

/** For each kind, an arbitrary of expressions over these atoms, nested no deeper than `depth`. */
export function expressions(atoms: Atoms, depth: number): Expressions {
  const leaf = (kind: Kind): Text => {
    const names = atoms[kind];
    const literal = fc.constantFrom(...literals[kind]);
    return names.length === 0
      ? literal
      : fc.oneof({ arbitrary: fc.constantFrom(...names), weight: 4 }, { arbitrary: literal, weight: 1 });
  };
  if (depth === 0) {
    return {
      int: leaf("int"),
      float: leaf("float"),
      bool: leaf("bool"),
      string: leaf("string"),
      time: leaf("time"),
      date: leaf("date"),
    };
  }
  const e = expressions(atoms, depth - 1);
  const of = (...parts: readonly Text[]) => ({
    as: (make: (...texts: string[]) => string): Text => fc.tuple(...parts).map((texts) => make(...texts)),
  });
  /** Forms of expression that every kind has. */
  const shared = (kind: Kind): readonly Text[] => [
    leaf(kind),
    of(e[kind], e[kind]).as((a, b) => `(${a} ?? ${b})`),
    of(e.bool, e[kind], e[kind]).as((c, a, b) => `(if ${c} then ${a} else ${b})`),
    of(e.bool, e[kind]).as((c, a) => `(if ${c} then ${a} else null)`),
    of(e.bool, e.bool, e[kind], e[kind], e[kind]).as(
      (c, d, x, y, z) => `match { ${c} => ${x}, ${d} => ${y}, else => ${z} }`,
    ),
  ];
  const compared = fc.constantFrom("==", "!=", "<", "<=", ">", ">=");
  const ordered: readonly Kind[] = ["int", "float", "string", "time", "date"];
  const comparisons = ordered.flatMap((kind) => [
    of(e[kind], compared, e[kind]).as((a, op, b) => `(${a} ${op} ${b})`),
    of(e[kind], e[kind], e[kind]).as((x, a, b) => `(${x} between ${a} and ${b})`),
  ]);
  const extremes = (kind: Kind): readonly Text[] => [
    of(e[kind], e[kind]).as((a, b) => `least(${a}, ${b})`),
    of(e[kind], e[kind], e[kind]).as((a, b, c) => `greatest(${a}, ${b}, ${c})`),
    of(e[kind], e[kind], e[kind]).as((a, b, c) => `clamp(${a}, ${b}, ${c})`),
  ];
  return {
    int: fc.oneof(
      ...shared("int"),
      ...extremes("int"),
      of(e.int, fc.constantFrom("+", "-"), e.int).as((a, op, b) => `(${a} ${op} ${b})`),
      of(e.int).as((a) => `(${a} * 3)`),
      of(e.int, e.int).as((a, b) => `div(${a}, ${b})`),
      of(e.int, e.int).as((a, b) => `(${a} % ${b})`),
      of(e.int).as((a) => `abs(${a})`),
      of(e.int).as((a) => `-(${a})`),
      of(e.float).as((a) => `int64(${a})`),
      of(e.string).as((a) => `length(${a})`),
      of(e.string).as((a) => `int64(${a})`),
      of(e.time).as((a) => `hour_of(${a})`),
      of(e.date).as((a) => `day_of_week(${a})`),
      of(e.int, e.int, e.int).as((x, a, b) => `match ${x} { ${a.startsWith("-") ? `(${a})` : a} => ${b}, else => 7 }`),
    ),
    float: fc.oneof(
      ...shared("float"),
      ...extremes("float"),
      of(e.float, fc.constantFrom("+", "-", "/", "%"), e.float).as((a, op, b) => `(${a} ${op} ${b})`),
      of(e.float).as((a) => `(${a} * 0.5)`),
      of(e.int, e.int).as((a, b) => `(${a} / ${b})`),
      of(e.int, e.float).as((a, b) => `(${a} + ${b})`),
      of(fc.constantFrom("abs", "round", "floor", "ceil", "sqrt"), e.float).as((f, a) => `${f}(${a})`),
      of(fc.constantFrom("seconds_between", "hours_between", "days_between"), e.time, e.time).as(
        (f, a, b) => `${f}(${a}, ${b})`,
      ),
      of(e.date, e.time).as((a, b) => `days_between(${a}, ${b})`),
    ),
    bool: fc.oneof(
      ...shared("bool"),
      ...comparisons,
      of(e.bool, fc.constantFrom("and", "or", "==", "!="), e.bool).as((a, op, b) => `(${a} ${op} ${b})`),
      of(e.bool).as((a) => `(not ${a})`),
      of(e.int, e.int).as((x, a) => `(${x} in [${a}, 1, null])`),
      of(e.string).as((x) => `(${x} not in ["a", "B"])`),
      of(e.string, e.string).as((a, b) => `contains(${a}, ${b})`),
      of(e.string, e.string).as((a, b) => `starts_with(${a}, ${b})`),
      of(fc.oneof(e.int, e.float, e.string), fc.constantFrom("is null", "is not null")).as((a, is) => `(${a} ${is})`),
      of(e.int, e.float).as((a, b) => `(${a} < ${b})`),
    ),
    string: fc.oneof(
      ...shared("string"),
      ...extremes("string"),
      of(e.string, e.string).as((a, b) => `concat(${a}, ${b})`),
      of(fc.constantFrom("lower", "upper", "trim"), e.string).as((f, a) => `${f}(${a})`),
      of(e.string, e.int).as((a, i) => `substr(${a}, ${i})`),
      of(e.string, e.int).as((a, i) => `substr(${a}, ${i}, 2)`),
      of(fc.oneof(e.int, e.bool, e.float, e.time, e.date)).as((a) => `string(${a})`),
    ),
    time: fc.oneof(
      ...shared("time"),
      ...extremes("time"),
      of(e.date).as((a) => `timestamp(${a})`),
    ),
    date: fc.oneof(
      ...shared("date"),
      ...extremes("date"),
      of(e.time).as((a) => `date(${a})`),
    ),
  };
}
