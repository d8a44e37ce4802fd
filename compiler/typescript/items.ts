import { type Type, withNullable } from "../../runtime/types.js";
import type { Item } from "../ir/index.js";
import { mayBeInfinite, needsFinite, noElements } from "../ir/not-finite.js";
import { raises } from "../ir/raises.js";
import { inputsIn, itemsIn } from "../ir/substitute.js";
import { widens } from "../ir/types/convert.js";
import { type ExpressionContext, expression, literal } from "./expression.js";
import { readsKey } from "./reads-key.js";
import { storedExpression } from "./stored.js";
import { docComment, property, string, typeProperty } from "./text.js";
import { memoryType, type Style } from "./writer.js";

/** The property that holds a computed feature's value before its default: its status is derived from it. */
export const rawProperty = (name: string): string => `${name}$raw`;
export const hasRaw = ({ node, default: otherwise, origin }: Item): boolean =>
  node === "feature" && otherwise !== null && origin.kind === "computed" && origin.of === undefined;

/**
 * One `const` per feature and let, and an object of the features. Those in `lazy` are computed when they are first
 * read, so that only a value that is used can fail.
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
  // Each item stands after those that it reads. Going backwards, all readers of a let are known when it is reached.
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

/**
 * The items that may throw, on their own or through the items and inputs that they read; `inputs` tells which inputs
 * may throw.
 */
export function raisingItems(
  items: readonly Item[],
  functions: ExpressionContext["functions"],
  inputs: (from: string, feature: string) => boolean = () => false,
): ReadonlySet<string> {
  const found = new Set<string>();
  // Each item stands after those that it reads.
  for (const item of items) {
    const raising =
      mayThrow(item, functions) ||
      [...itemsIn(item.value, functions)].some((name) => found.has(name)) ||
      [...inputsIn(item.value, functions)].some(({ from, name }) => inputs(from, name));
    if (raising) found.add(item.name);
  }
  return found;
}

/** The type under which an item's value is stored, before its default. */
const rawType = ({ type, default: otherwise }: Item): Type => withNullable(type, type.nullable || otherwise !== null);
/**
 * True if it is an error when the item has no value. Items that read a key are excluded: a key that the request does
 * not know reads as null.
 */
const isStrict = (item: Item): boolean => !rawType(item).nullable && !readsKey(item.value);
/** True if the value is rounded to a decimal that it may not fit. */
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
