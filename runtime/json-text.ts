import { type Node, parseTree } from "jsonc-parser";

/*
 * JSON with all its digits: numbers that a double does not hold are kept as they are written, when parsing and when
 * printing.
 */

/** A JSON number whose digits a double may lose. */
export class JsonNumber {
  constructor(readonly text: string) {}
  /** For code that writes it with `JSON.stringify`: the number that any JSON parser would read. */
  toJSON(): number {
    return Number(this.text);
  }
}

/** Sixteen digits or more. Up to fifteen digits, two different numbers are two different doubles. */
const long = /\d(?:\.?\d){15}/;

/** Like `JSON.parse`, including its errors. */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const tree = long.test(text) ? parseTree(text) : undefined;
  return tree === undefined ? value : valueIn(tree, text);
}

function valueIn(node: Node, text: string): unknown {
  switch (node.type) {
    case "array":
      return (node.children ?? []).map((child) => valueIn(child, text));
    case "object":
      return Object.fromEntries(
        (node.children ?? []).map(({ children = [] }) => [
          children[0]?.value,
          children[1] && valueIn(children[1], text),
        ]),
      );
    case "number": {
      const written = text.slice(node.offset, node.offset + node.length);
      return long.test(written) ? new JsonNumber(written) : node.value;
    }
    default:
      return node.value;
  }
}

/** Like `JSON.stringify`. */
export function jsonTextOf(value: unknown, indent = 0, depth = 0): string {
  if (value instanceof JsonNumber) return value.text;
  if (typeof value !== "object" || value === null || value instanceof Date) return JSON.stringify(value) ?? "null";
  const inner = (each: unknown) => jsonTextOf(each, indent, depth + 1);
  if (Array.isArray(value)) return enclosed("[", value.map(inner), "]", indent, depth);
  const members = Object.entries(value).filter(([, each]) => each !== undefined);
  const colon = indent === 0 ? ":" : ": ";
  const texts = members.map(([name, each]) => `${JSON.stringify(name)}${colon}${inner(each)}`);
  return enclosed("{", texts, "}", indent, depth);
}

function enclosed(open: string, parts: readonly string[], close: string, indent: number, depth: number): string {
  if (indent === 0 || parts.length === 0) return `${open}${parts.join(",")}${close}`;
  const line = (at: number) => `\n${" ".repeat(indent * at)}`;
  return `${open}${line(depth + 1)}${parts.join(`,${line(depth + 1)}`)}${line(depth)}${close}`;
}
