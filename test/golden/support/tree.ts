import type { Node } from "../../../grammar/ast.js";

/**
 * A syntax tree as an indented outline of kinds, written text and children. It has no offsets, so that layout does not
 * change it.
 */
export function treeText(node: Node): string {
  return `${lines(node, "", 0).join("\n")}\n`;
}

function lines(value: object, role: string, depth: number): readonly string[] {
  const own: string[] = [];
  const inner: string[] = [];
  for (const [name, part] of Object.entries(value)) {
    if (name === "kind" || name === "span") continue;
    if (part === null || part === false || isEmpty(part)) continue;
    const child = typeof part === "object" ? nameOf(part) : JSON.stringify(part);
    if (child !== null) own.push(name === "name" || name === "text" || name === "value" ? child : `${name}=${child}`);
    else if (Array.isArray(part)) for (const each of part) inner.push(...nested(each, name, depth + 1));
    else inner.push(...nested(part, name, depth + 1));
  }
  const kind = "kind" in value ? String(value.kind) : "";
  const head = [role === "" ? kind : `${role}: ${kind}`, ...own].join(" ").trimEnd();
  return [`${"  ".repeat(depth)}${head}`, ...inner];
}

function nested(part: unknown, role: string, depth: number): readonly string[] {
  if (typeof part === "object" && part !== null) {
    const name = nameOf(part);
    if (name !== null) return [`${"  ".repeat(depth)}${role}: ${name}`];
    // A lead without a doc comment and annotations is left out.
    if (role === "lead" && "doc" in part && part.doc === null && "annotations" in part && isEmpty(part.annotations)) return [];
    return lines(part, role, depth);
  }
  return part === null ? [] : [`${"  ".repeat(depth)}${role}: ${JSON.stringify(part)}`];
}

function nameOf(part: unknown): string | null {
  if (typeof part !== "object" || part === null || !("kind" in part) || part.kind !== "name" || !("text" in part)) return null;
  return "backticked" in part && part.backticked === true ? `\`${part.text}\`` : String(part.text);
}

const isEmpty = (part: unknown): boolean => Array.isArray(part) && part.length === 0;
