import type { FuzzType } from "./types.js";

const slugs = new Map<string, string>();
/** A unique name for a type. */
export function slug({ name }: FuzzType): string {
  const known = slugs.get(name);
  if (known !== undefined) return known;
  const plain = name
    .replace(/struct \{.*\}/, "struct")
    .replaceAll("[]", "s")
    .replace(/\[(\d+)\]/, "x$1")
    .replaceAll(/\W+/g, "_")
    .replace(/_$/, "");
  const taken = [...slugs.values()].includes(plain);
  slugs.set(name, taken ? `${plain}_${slugs.size}` : plain);
  return slugs.get(name)!;
}
