import type { Item } from "../model/ir.js";
import { type ExpressionContext, expression, literal, raises, readsKey } from "./expression.js";
import { memoryType, property, typeProperty } from "./writer.js";

/** The property under which a computed feature's value before its default is returned: its status is told by it. */
export const rawProperty = (name: string): string => `${name}$raw`;
export const hasRaw = (item: Item): boolean =>
  item.node === "feature" && item.default !== null && item.origin.kind === "computed";

/** One `const` per feature and let, and the object of the features. */
export function itemsBody(items: readonly Item[], owner: string, context: ExpressionContext): string {
  const lines = items.map((item) => itemLines(item, owner, context));
  const features = items.filter(({ node }) => node === "feature");
  const returned = features.flatMap((item) => {
    const name = context.local(item.name);
    const own = name === item.name && item.name !== "__proto__" ? name : `${property(item.name)}: ${name}`;
    return hasRaw(item) ? [own, rawProperty(item.name)] : [own];
  });
  return `${lines.join("\n")}\nreturn { ${returned.join(", ")} };`;
}

/** The type of what `itemsBody` returns. */
export const featuresType = (items: readonly Item[]): string =>
  `{ ${items
    .filter(({ node }) => node === "feature")
    .flatMap((item) => {
      const own = `${docLine(item)}readonly ${typeProperty(item.name)}: ${memoryType(item.type)};`;
      return hasRaw(item)
        ? [own, `readonly ${rawProperty(item.name)}: ${memoryType({ ...item.type, nullable: true })};`]
        : [own];
    })
    .join("\n")} }`;

const docLine = (item: Item): string =>
  item.doc === null ? "" : `\n/** ${item.doc.replaceAll("*/", "* /").split("\n").join(" ")} */\n`;

function itemLines(item: Item, owner: string, context: ExpressionContext): string {
  const value = expression(item.value, context);
  const float = item.type.kind === "float64" || item.type.kind === "float32";
  const nullable = item.type.nullable || item.default !== null;
  const computed = !["latest", "aggregate", "item", "input", "literal", "request", "key"].includes(item.value.node);
  // Where a value is stored, what is not finite is null, or an error if the type has none.
  const strict = !nullable && !readsKey(item.value);
  const sure = strict || nullable || !context.style.types ? "" : "!";
  const checked = computed && float ? `f.${strict ? "storedNotNull" : "stored"}(${value})${sure}` : value;
  const throws = raises(item.value, context.functions) || (computed && float && strict);
  const named = throws ? `f.inFeature(${JSON.stringify(`${owner}.${item.name}`)}, () => ${checked})` : checked;
  const name = context.local(item.name);
  if (item.default === null) return `const ${name} = ${named};`;
  if (hasRaw(item))
    return `const ${rawProperty(item.name)} = ${named};\nconst ${name} = ${rawProperty(item.name)} ?? ${literal(item.default)};`;
  return `const ${name} = ${named} ?? ${literal(item.default)};`;
}
