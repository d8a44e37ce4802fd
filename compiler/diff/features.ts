import { typeText } from "../../runtime/types.js";
import type { Item, Literal } from "../ir/index.js";
import type { FeatureMeaning } from "../ir/meanings.js";
import type { Detail } from "./change.js";
import { describedDetails } from "./described.js";
import { pairs } from "./pairs.js";
import { typeChange } from "./type-change.js";

/** A feature of a view or a transform. */
export interface FeatureSide {
  readonly name: string;
  readonly item: Item;
  readonly meaning: FeatureMeaning;
}

export function featureSides(
  items: readonly Item[],
  meanings: ReadonlyMap<string, FeatureMeaning>,
): readonly FeatureSide[] {
  return items
    .filter(({ node }) => node === "feature")
    .map((item) => ({ name: item.name, item, meaning: meanings.get(item.name)! }));
}

export function featureDetails(before: readonly FeatureSide[], after: readonly FeatureSide[]): readonly Detail[] {
  const all = pairs(before, after);
  const added = all.flatMap((pair) => (pair.before === null && pair.after !== null ? [pair.after] : []));
  const removed = all.flatMap((pair) => (pair.after === null && pair.before !== null ? [pair.before] : []));
  return all.flatMap((pair): readonly Detail[] => {
    const part = `feature ${pair.name}`;
    if (pair.before !== null && pair.after !== null) return changedFeature(part, pair.before, pair.after);
    if (pair.before === null) {
      const own = added.find(({ name }) => name === pair.name)!;
      const former = removed.find((other) => sameButName(other, own));
      const was = former === undefined ? "it is new" : `it was ${former.name}`;
      return [{ action: "added", part, class: "added", reason: `${was}: ${typeText(own.item.type)}` }];
    }
    const renamed = added.find((other) => sameButName(pair.before!, other));
    return [
      {
        action: "removed",
        part,
        class: "breaking",
        reason: renamed === undefined ? "it is removed" : `it is renamed to ${renamed.name}`,
      },
    ];
  });
}

function changedFeature(part: string, before: FeatureSide, after: FeatureSide): readonly Detail[] {
  const type = typeChange(before.item.type, after.item.type, "out");
  const changed = (reason: string, grave: Detail["class"]): Detail => ({
    action: "changed",
    part,
    class: grave,
    reason,
  });
  const values = [
    ...(before.meaning.value === after.meaning.value ? [] : ["it is computed in another way"]),
    ...(before.meaning.default === after.meaning.default
      ? []
      : [`its default changes from ${defaultText(before.item.default)} to ${defaultText(after.item.default)}`]),
  ];
  return [
    ...type.breaks.map((reason) => changed(reason, "breaking")),
    ...values.map((reason) => changed(reason, "values")),
    ...type.other.map((reason) => changed(reason, "metadata")),
    ...describedDetails(part, before.item, after.item),
  ];
}

const sameButName = (before: FeatureSide, after: FeatureSide): boolean =>
  before.meaning.value === after.meaning.value &&
  before.meaning.default === after.meaning.default &&
  JSON.stringify(before.item.type) === JSON.stringify(after.item.type);

const defaultText = (literal: Literal | null): string => (literal === null ? "none" : JSON.stringify(literal.value));
