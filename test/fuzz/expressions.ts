import { typeText, withNullable } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";
import { type Call, exactCalls, inexactCalls } from "./calls.js";
import type { Choose } from "./choose.js";
import { listAggregate } from "./list-aggregates.js";
import { fuzzType, fuzzTypes } from "./types.js";

/*
 * Random expressions as text. They are typed by construction and use every function and operator.
 */

/** Names that an expression may use, by type. */
export type Atoms = ReadonlyMap<string, readonly string[]>;

/**
 * The type of a float whose last digits may differ between engines. It is never compared, rounded or converted to text,
 * only added and chosen.
 */
export const inexact = "inexact";
/** The types that a random expression can have. */
export const askedTypes: readonly string[] = [...fuzzTypes.map(({ name }) => name), inexact];

const infix = new Set(["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "and", "or", "in"]);
const prefix: Readonly<Record<string, string>> = { negate: "-", not: "not " };

function written(name: string, args: readonly string[]): string {
  if (infix.has(name)) return `(${args[0]} ${name} ${args[1]})`;
  const sign = prefix[name];
  if (sign !== undefined) return `(${sign}${args[0]})`;
  if (name === "is null") return `(${args[0]} is null)`;
  if (name === "element") return `(${args[0]})[${args[1]}]`;
  return `${name}(${args.join(", ")})`;
}

/** A string literal of the language. */
export const quoted = (text: string): string =>
  `"${[...text].map((char) => (char === '"' || char === "\\" ? `\\${char}` : /[\p{Cc}\p{Cs}\u2028\u2029\ufeff]/u.test(char) ? `\\u{${char.codePointAt(0)?.toString(16)}}` : char)).join("")}"`;
const literal = (value: Value): string =>
  typeof value === "string"
    ? quoted(value)
    : Array.isArray(value)
      ? `[${value.map(literal).join(", ")}]`
      : String(value);

/** The types that widen to a type without a cast (MEANING A5). */
const narrower: Readonly<Record<string, readonly string[]>> = {
  int64: ["int32"],
  float64: ["int64", "float32", "int32"],
  "decimal(38, 4)": ["decimal(9, 2)", "int64", "int32"],
};
const comparable = [
  ...["bool", "int32", "int64", "float64", "string", "timestamp", "date"],
  ...["decimal(9, 2)", "decimal(38, 4)", "colour"],
];
const ordered = ["int64", "float64", "string", "timestamp", "date", "decimal(9, 2)", "decimal(38, 4)"];
const decimals = ["decimal(9, 2)", "decimal(38, 4)"];
/** Struct types and their fields, by the type of the field. */
const holders = new Map<string, readonly (readonly [struct: string, field: string])[]>(
  fuzzTypes.map(({ name: wanted }) => [
    wanted,
    fuzzTypes.flatMap(({ name, type }) =>
      type.kind === "struct"
        ? type.fields
            .filter((field) => typeText(withNullable(field.type, false)) === wanted)
            .map((field) => [name, field.name] as const)
        : [],
    ),
  ]),
);

const worded = fuzzTypes.filter(({ texts }) => texts !== undefined);

/**
 * Names of elements by nesting depth, so that an inner element does not hide an outer one. Some occur in generated code
 * too, and some differ only in case.
 */
const elementNames = [
  ["e", "x", "value"],
  ["E", "X", "Value"],
  ["a", "b", "row"],
] as const;

/** An expression of a type, nested no deeper than `depth`. */
export function expression(type: string, depth: number, choose: Choose, atoms: Atoms): string {
  const inner = (of: string): string => expression(of, depth - 1, choose, atoms);
  if (type === inexact) return inexactly(depth, choose, inner, atoms);
  const narrow = narrower[type];
  if (narrow !== undefined && choose.once(8)) return expression(choose.of(narrow), depth, choose, atoms);
  if (depth <= 0) return leaf(type, choose, atoms);
  // Most expressions are calls, since functions outnumber all other forms.
  const roll = choose.below(20);
  if (roll < 3) return leaf(type, choose, atoms);
  if (roll < 6) return choice(type, choose, inner);
  if (type === "bool" && roll < 10) return condition(choose, inner);
  const held = holders.get(type) ?? [];
  if (held.length > 0 && roll === 10) {
    const [struct, field] = choose.of(held);
    return `(${inner(struct)}).${field}`;
  }
  if (roll === 11) {
    // The element's name is added three times, so that the expression reads it often.
    const within = (of: string, [element, name]: readonly [type: string, name: string]): string =>
      expression(
        of,
        depth - 1,
        choose,
        new Map([...atoms, [element, [name, name, name, ...(atoms.get(element) ?? [])]]]),
      );
    const aggregate = listAggregate(fuzzType(type).type, choose, inner, within, choose.of(elementNames[depth % 3]!));
    if (aggregate !== null) return aggregate;
  }
  const made = madeOf(type, choose, inner);
  if (made !== null && roll < 14) return made;
  if (type.endsWith("[]") && roll < 10) {
    const element = type.slice(0, -2);
    const elements = Array.from({ length: 1 + choose.below(3) }, () => (choose.once(6) ? "null" : inner(element)));
    return `[${[inner(element), ...elements].join(", ")}]`;
  }
  const calls = exactCalls.get(type) ?? [];
  return calls.length === 0 ? choice(type, choose, inner) : call(evenly(calls, choose), choose, inner);
}

/**
 * An expression that builds a value of a type without a function: a struct, a map, JSON and the like; null for other
 * types.
 */
function madeOf(type: string, choose: Choose, inner: (type: string) => string): string | null {
  const { type: own } = fuzzType(type);
  switch (own.kind) {
    case "struct": {
      const fields = own.fields.map((field) => `${field.name}: ${inner(typeText(withNullable(field.type, false)))}`);
      return `{ ${fields.join(", ")} }`;
    }
    case "decimal": {
      // Sums and products have another precision and scale, so they are cast.
      const from = choose.of(["int64", "float64", "string", ...decimals]);
      const operands = (): string =>
        `${inner(choose.of(decimals))} ${choose.of(["+", "-", "*"])} ${inner(choose.of([...decimals, "int64", "int32"]))}`;
      const value = choose.once(2) ? operands() : inner(from);
      return `decimal(${value}, ${own.precision}, ${own.scale})`;
    }
    case "json":
      return choose.once(2)
        ? `(${inner(type)}).${choose.of(["a", "b", "c"])}`
        : `(${inner(type)})[${choose.of(['"a"', '"é"', '"__proto__"', "0", "1", inner("int64"), inner("string")])}]`;
    default:
      return null;
  }
}
/**
 * Chooses a function first and then an overload: otherwise `least`, which has many overloads, would outnumber `length`.
 */
function evenly(calls: readonly Call[], choose: Choose): Call {
  const name = choose.of([...new Set(calls.map(({ row }) => row.name))]);
  return choose.of(calls.filter(({ row }) => row.name === name));
}

function call({ row, args, literals }: Call, choose: Choose, inner: (type: string) => string): string {
  const fixed = literals.length === 0 ? [] : choose.of(literals);
  return written(
    row.name,
    args.map((type, i) => {
      const value = fixed[i];
      return value === undefined ? inner(type) : literal(value);
    }),
  );
}

function leaf(type: string, choose: Choose, atoms: Atoms): string {
  const names = atoms.get(type) ?? [];
  const { literals } = fuzzType(type);
  if (names.length === 0 && literals.length === 0)
    throw new Error(`there is no name and no literal of the type ${type}`);
  return literals.length === 0 || (names.length > 0 && !choose.once(4)) ? choose.of(names) : choose.of(literals);
}

/** Forms that give every type: `if`, `match`, `??` and the like. */
function choice(type: string, choose: Choose, inner: (type: string) => string): string {
  switch (choose.below(5)) {
    case 0:
      return `(${inner(type)} ?? ${inner(type)})`;
    case 1:
      return `(if ${inner("bool")} then ${inner(type)} else ${inner(type)})`;
    case 2:
      return `(if ${inner("bool")} then ${inner(type)} else null)`;
    case 3:
      return `match { ${inner("bool")} => ${inner(type)}, ${inner("bool")} => ${inner(type)}, else => ${inner(type)} }`;
    default: {
      const subject = choose.of(comparable);
      const arm = () => `(${inner(subject)})`;
      return `match (${inner(subject)}) { ${arm()} | ${arm()} => ${inner(type)}, ${arm()} => ${inner(type)}, else => ${inner(type)} }`;
    }
  }
}

function condition(choose: Choose, inner: (type: string) => string): string {
  const of = choose.of(ordered);
  switch (choose.below(5)) {
    case 4: {
      // A comparison with a string, which is read as a value of the other type.
      const { name, texts = [] } = choose.of(worded);
      const [text, other] = [quoted(choose.of(texts)), quoted(choose.of(texts))];
      const signs = fuzzType(name).type.kind === "enum" ? ["==", "!="] : ["==", "!=", "<", "<=", ">", ">="];
      return choose.once(3)
        ? `(${inner(name)} in [${text}, ${choose.once(3) ? "null" : other}])`
        : `(${inner(name)} ${choose.of(signs)} ${text})`;
    }
    case 0:
      return `(${inner(of)} ${choose.of(["between", "not between"])} ${inner(of)} and ${inner(of)})`;
    case 1:
      return `(${inner(of)} ${choose.of(["in", "not in"])} [${inner(of)}, ${choose.once(4) ? "null" : inner(of)}])`;
    case 2:
      return `(${inner(choose.of(fuzzTypes).name)} is not null)`;
    default:
      return `(${inner(of)} ${choose.of(["==", "!=", "<", "<=", ">", ">="])} ${inner(of)})`;
  }
}

/** An inexact float. It uses only operations that do not increase the difference between engines. */
function inexactly(depth: number, choose: Choose, inner: (type: string) => string, atoms: Atoms): string {
  const exact = (type: string): string => (depth <= 0 ? leaf(type, choose, atoms) : inner(type));
  if (depth <= 1 || !choose.once(3)) return call(evenly(inexactCalls, choose), choose, exact);
  switch (choose.below(6)) {
    case 0:
      return `(${inner(inexact)} ${choose.of(["+", "-"])} ${inner(choose.of([inexact, "float64"]))})`;
    case 1:
      return `${choose.of(["least", "greatest"])}(${inner(inexact)}, ${inner(choose.of([inexact, "float64"]))})`;
    case 2:
      return `(-${inner(inexact)})`;
    case 3:
      return `abs(${inner(inexact)})`;
    case 4:
      return `(${inner(inexact)} * 0.5)`;
    default:
      return choice(inexact, choose, inner);
  }
}
