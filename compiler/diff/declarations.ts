import { typeText } from "../../runtime/types.js";
import type { Entity, Enum, Field, Location, PhysicalSource, Request, Source } from "../ir/index.js";
import { spanText } from "../ir/span-text.js";
import type { Detail } from "./change.js";
import { describedDetails } from "./described.js";
import { pairs } from "./pairs.js";
import { typeChange } from "./type-change.js";

/*
 * Declarations that nobody reads online. A change of theirs has the class of what it does to views and services, which
 * are compared on their own. Here it is only told.
 */

const told = (action: Detail["action"], part: string | null, reason: string): Detail => ({
  action,
  part,
  class: "metadata",
  reason,
});

interface Column extends Pick<Field, "name" | "type" | "annotations" | "pii"> {
  readonly doc?: string | null;
}

function columnDetails(kind: string, before: readonly Column[], after: readonly Column[]): readonly Detail[] {
  return pairs(before, after).flatMap(({ name, before: old, after: now }): readonly Detail[] => {
    const part = `${kind} ${name}`;
    if (old === null) return [told("added", part, `it is new: ${typeText(now!.type)}`)];
    if (now === null) return [told("removed", part, "it is removed")];
    const { breaks, other } = typeChange(old.type, now.type, "in");
    return [
      ...[...breaks, ...other].map((reason) => told("changed", part, reason)),
      ...describedDetails(part, { ...old, doc: old.doc ?? null }, { ...now, doc: now.doc ?? null }),
    ];
  });
}

export const entityDetails = (before: Entity, after: Entity): readonly Detail[] => [
  ...columnDetails("key", before.keys, after.keys),
  ...describedDetails(null, before, after),
];

export const requestDetails = (before: Request, after: Request): readonly Detail[] => [
  ...columnDetails("field", before.fields, after.fields),
  ...describedDetails(null, before, after),
];

export function enumDetails(before: Enum, after: Enum): readonly Detail[] {
  const [old, now] = [before.values, after.values];
  const kept = old.filter((value) => now.includes(value));
  const inOrder = now.filter((value) => old.includes(value));
  return [
    ...old.filter((value) => !now.includes(value)).map((value) => told("removed", `value ${value}`, "it is removed")),
    ...now.filter((value) => !old.includes(value)).map((value) => told("added", `value ${value}`, "it is new")),
    ...(kept.join("\n") === inOrder.join("\n") ? [] : [told("changed", "values", "their order changes")]),
    ...describedDetails(null, before, after),
  ];
}

/** What YAML says of a source, and how it is told. */
const facts: readonly { readonly part: string; readonly of: (source: PhysicalSource) => string }[] = [
  { part: "kind", of: ({ kind }) => kind },
  { part: "place", of: ({ location }) => placeText(location) },
  { part: "places of targets", of: ({ places }) => placesText(places) },
  { part: "places of dialects", of: ({ elsewhere }) => placesText(elsewhere) },
  { part: "time", of: ({ time }) => JSON.stringify(time) },
  { part: "created", of: ({ created }) => JSON.stringify(created) },
  { part: "until", of: ({ until }) => JSON.stringify(until) },
  { part: "sequence", of: ({ sequence }) => sequence?.column ?? "none" },
  { part: "delay", of: ({ delayMicros }) => spanText(BigInt(delayMicros)) },
  { part: "deleted", of: ({ deleted }) => deleted ?? "none" },
  { part: "key", of: ({ key }) => (key.length === 0 ? "none" : key.join(", ")) },
  { part: "complete", of: ({ complete }) => `${complete}` },
];

export function sourceDetails(before: Source, after: Source): readonly Detail[] {
  const described = describedDetails(null, before, after);
  if (before.node !== after.node)
    return [told("changed", null, `it is ${nodeText[after.node]} now, and was ${nodeText[before.node]}`), ...described];
  const columns = columnDetails("column", before.columns, after.columns);
  if (before.node !== "physical" || after.node !== "physical") return [...columns, ...described];
  const changed = facts.flatMap(({ part, of }) => {
    const [old, now] = [of(before), of(after)];
    return old === now ? [] : [told("changed", part, `its ${part} changes from ${old} to ${now}`)];
  });
  const moved = pairs(before.columns, after.columns).flatMap(({ name, before: old, after: now }) =>
    old === null || now === null || old.column === now.column
      ? []
      : [told("changed", `column ${name}`, `its name in the data changes from ${old.column} to ${now.column}`)],
  );
  return [...changed, ...columns, ...moved, ...described];
}

const nodeText = { physical: "a source of the YAML file", derived: "a derived source", union: "a union" } as const;

const placeText = ({ at: _, ...place }: Location): string =>
  place.kind === "file" ? `file ${place.path}` : JSON.stringify(place.kind === "table" ? place.table : place.query);
const placesText = (places: Readonly<Record<string, Location>> | undefined): string =>
  places === undefined
    ? "none"
    : Object.entries(places)
        .map(([name, place]) => `${name}: ${placeText(place)}`)
        .join(", ");
