import { typeText } from "../../runtime/types.js";
import type { View } from "../ir/index.js";
import type { Meanings } from "../ir/meanings.js";
import { spanText } from "../ir/span-text.js";
import type { Detail } from "./change.js";
import { describedDetails } from "./described.js";
import { featureDetails, featureSides } from "./features.js";

export function viewDetails(before: View, after: View, old: Meanings, now: Meanings): readonly Detail[] {
  return [
    ...keyDetails(before, after),
    ...storedDetails(before, after, old, now),
    ...featureDetails(
      featureSides(before.items, old.view(before).features),
      featureSides(after.items, now.view(after).features),
    ),
    ...ttlDetails(before, after),
    ...expectationDetails(before, after),
    ...describedDetails(null, before, after),
  ];
}

const keysText = ({ keys }: View): string => keys.map(({ name, type }) => `${name}: ${typeText(type)}`).join(", ");

function keyDetails(before: View, after: View): readonly Detail[] {
  const [old, now] = [keysText(before), keysText(after)];
  if (old === now) return [];
  return [{ action: "changed", part: "key", class: "breaking", reason: `its key changes from (${old}) to (${now})` }];
}

const spanOf = (micros: string | null): string => (micros === null ? "none" : spanText(BigInt(micros)));
const everyText = ({ every }: View): string =>
  every === null ? "none" : `every ${spanOf(every.everyMicros)} after ${spanOf(every.afterMicros)}`;

/** What decides which rows a view reads, and how it is told. */
const rules: readonly {
  readonly part: string;
  readonly of: (view: View, meanings: Meanings) => string;
  readonly text?: (view: View) => string;
}[] = [
  { part: "source", of: ({ from }, meanings) => meanings.source(from), text: ({ from }) => from },
  { part: "where", of: ({ where }, meanings) => (where === null ? "" : meanings.expression(where)) },
  { part: "delay", of: ({ delayMicros }) => `${delayMicros}`, text: ({ delayMicros }) => spanOf(delayMicros) },
  { part: "boundary", of: ({ boundary }) => boundary, text: ({ boundary }) => boundary },
  { part: "known", of: ({ known }) => `${known}` },
  { part: "every", of: ({ every }) => JSON.stringify(every), text: everyText },
  {
    part: "key",
    of: ({ keys }, meanings) => JSON.stringify(keys.map(({ value }) => meanings.expression(value))),
  },
];

function storedDetails(before: View, after: View, old: Meanings, now: Meanings): readonly Detail[] {
  const [was, is] = [old.view(before), now.view(after)];
  if (was.stored === is.stored) return [];
  const stored = (part: string, reason: string, grave: Detail["class"] = "rebuild"): Detail => ({
    action: "changed",
    part,
    class: grave,
    reason,
  });
  if (was.values === is.values)
    return [stored("stored columns", "the same values are stored in another order", "layout")];
  const found = rules.flatMap(({ part, of, text }): readonly Detail[] => {
    if (of(before, old) === of(after, now)) return [];
    const [first, second] = text === undefined ? ["", ""] : [text(before), text(after)];
    return [stored(part, first === second ? `its ${part} changes` : `its ${part} changes from ${first} to ${second}`)];
  });
  const columns = [
    ...differing(aggregatesOf(before, old), aggregatesOf(after, now), "aggregate"),
    ...differing(latestOf(before), latestOf(after), "column"),
  ];
  return [...found, ...columns.map((reason) => stored("stored columns", reason))];
}

/** By meaning: the name. */
const aggregatesOf = (view: View, meanings: Meanings): ReadonlyMap<string, string> =>
  new Map(view.aggregates.map((aggregate) => [meanings.aggregate(aggregate), aggregate.id]));
const latestOf = (view: View): ReadonlyMap<string, string> =>
  new Map(view.latest.map(({ column, type }) => [`${column}: ${typeText(type)}`, `${column}: ${typeText(type)}`]));

function differing(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
  kind: string,
): readonly string[] {
  const gone = [...before].filter(([meaning]) => !after.has(meaning)).map(([, name]) => name);
  const come = [...after].filter(([meaning]) => !before.has(meaning)).map(([, name]) => name);
  const changed = gone.filter((name) => come.includes(name));
  const only = (names: readonly string[]): readonly string[] => names.filter((name) => !changed.includes(name));
  return [
    ...changed.map((name) => `the stored ${kind} ${name} changes`),
    ...only(gone).map((name) => `the ${kind} ${name} is stored no longer`),
    ...only(come).map((name) => `the ${kind} ${name} is stored too`),
  ];
}

function ttlDetails(before: View, after: View): readonly Detail[] {
  if (before.ttlMicros === after.ttlMicros) return [];
  const reason = `its ttl changes from ${spanOf(before.ttlMicros)} to ${spanOf(after.ttlMicros)}`;
  return [{ action: "changed", part: "ttl", class: "values", reason }];
}

function expectationDetails(before: View, after: View): readonly Detail[] {
  const texts = ({ expects }: View): readonly string[] => expects.map(({ text }) => text);
  const [old, now] = [texts(before), texts(after)];
  const rule = (action: Detail["action"], text: string, reason: string): Detail => ({
    action,
    part: `expect ${text}`,
    class: "metadata",
    reason,
  });
  return [
    ...old.filter((text) => !now.includes(text)).map((text) => rule("removed", text, "the rule is removed")),
    ...now.filter((text) => !old.includes(text)).map((text) => rule("added", text, "the rule is new")),
  ];
}
