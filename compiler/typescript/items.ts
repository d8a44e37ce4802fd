import { type Type, withNullable } from "../../runtime/types.js";
import type { Item } from "../model/ir.js";
import { mayBeInfinite, needsFinite, noElements } from "../model/not-finite.js";
import { raises } from "../model/raises.js";
import { inputsIn, itemsIn } from "../model/substitute.js";
import { widens } from "../model/types/convert.js";
import { type ExpressionContext, expression, literal } from "./expression.js";
import { readsKey } from "./reads-key.js";
import { storedExpression } from "./stored.js";
import { docComment, property, string, typeProperty } from "./text.js";
import { memoryType, type Style } from "./writer.js";

/** The property under which a computed feature's value before its default is returned: its status is told by it. */
export const rawProperty = (name: string): string => `${name}$raw`;
export const hasRaw = ({ node, default: otherwise, origin }: Item): boolean =>
  node === "feature" && otherwise !== null && origin.kind === "computed" && origin.of === undefined;

/**
 * One `const` per feature and let, and the object of the features. `lazy` ones are computed when they are first read, by name: only what is used
 * may fail.
 */
export function itemsBody(
  items: readonly Item[],
  owner: string,
  context: ExpressionContext,
  lazy: ReadonlySet<string> = new Set(),
): string {
  const read = new Set<string>();
  const noting: ExpressionContext = {
    ...context,
    leaf: (leaf) => {
      if (leaf.node === "item") read.add(leaf.name);
      return context.leaf(leaf);
    },
  };
  // Each stands after what it reads: from the end, it is known of a let whether anything reads it.
  const lines = items
    .toReversed()
    .flatMap((item) =>
      item.node === "feature" || read.has(item.name) ? [itemLines(item, owner, noting, lazy.has(item.name))] : [],
    )
    .toReversed();
  const features = items.filter(({ node }) => node === "feature");
  const returned = features.flatMap((item) => {
    const name = context.local(item.name);
    if (lazy.has(item.name)) {
      const own = `get ${property(item.name)}() { return ${name}(); }`;
      return hasRaw(item) ? [own, `get ${rawProperty(item.name)}() { return ${rawProperty(item.name)}(); }`] : [own];
    }
    const own = name === item.name && item.name !== "__proto__" ? name : `${property(item.name)}: ${name}`;
    return hasRaw(item) ? [own, rawProperty(item.name)] : [own];
  });
  return `${lines.join("\n")}\nreturn { ${returned.join(", ")} };`;
}

/** The items that may throw, by themselves or by what they read: of other steps, what `inputs` says. */
export function raisingItems(
  items: readonly Item[],
  functions: ExpressionContext["functions"],
  inputs: (from: string, feature: string) => boolean = () => false,
): ReadonlySet<string> {
  const found = new Set<string>();
  // Each stands after what it reads.
  for (const item of items) {
    const raising =
      mayThrow(item, functions) ||
      [...itemsIn(item.value, functions)].some((name) => found.has(name)) ||
      [...inputsIn(item.value, functions)].some(({ from, name }) => inputs(from, name));
    if (raising) found.add(item.name);
  }
  return found;
}

/** The type under which its value is stored, before its default. */
const rawType = ({ type, default: otherwise }: Item): Type => withNullable(type, type.nullable || otherwise !== null);
/** Is an error what has no value? Of a key that the request does not know it is null. */
const isStrict = (item: Item): boolean => !rawType(item).nullable && !readsKey(item.value);
/** Is it rounded to a decimal where null may not stand? */
const isRounded = ({ value }: Item): boolean =>
  value.node === "convert" && value.type.kind === "decimal" && !widens(value.value.type, value.type);
const mayThrow = (item: Item, functions: ExpressionContext["functions"]): boolean =>
  raises(item.value, functions) ||
  (mayBeInfinite(item.value) && needsFinite(rawType(item))) ||
  (isRounded(item) && isStrict(item));

/** The type of what `itemsBody` returns. */
export const featuresType = (items: readonly Item[], style: Style): string =>
  `{ ${items
    .filter(({ node }) => node === "feature")
    .flatMap((item) => {
      const own = `${item.doc === null ? "" : `\n${docComment([item.doc])}`}readonly ${typeProperty(item.name)}: ${memoryType(item.type, style)};`;
      return hasRaw(item)
        ? [own, `readonly ${rawProperty(item.name)}: ${memoryType({ ...item.type, nullable: true }, style)};`]
        : [own];
    })
    .join("\n")} }`;

function itemLines(item: Item, owner: string, context: ExpressionContext, lazy: boolean): string {
  const { style } = context;
  const { f } = style.imports;
  const value = storedExpression(item.value, rawType(item), noElements, style, (expr) => expression(expr, context));
  const checked = isRounded(item) && isStrict(item) ? `${f("storedInRange")}(${value})` : value;
  const named = mayThrow(item, context.functions)
    ? `${f("inFeature")}(${string(`${owner}.${item.name}`)}, () => ${checked})`
    : checked;
  const constant = (name: string, code: string): string =>
    `const ${name} = ${lazy ? `${f("once")}(() => ${code})` : code};`;
  const name = context.local(item.name);
  if (item.default === null) return constant(name, named);
  if (!hasRaw(item)) return constant(name, `${named} ?? ${literal(item.default, style)}`);
  const raw = rawProperty(item.name);
  return `${constant(raw, named)}\n${constant(name, `${lazy ? `${raw}()` : raw} ?? ${literal(item.default, style)}`)}`;
}
