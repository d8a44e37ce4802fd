import type { PhysicalSource } from "../../../../compiler/ir/index.js";
import { tokenTable } from "../../../../grammar/index.js";
import { isFloat, isInteger, type Type, typeText } from "../../../../runtime/types.js";
import { isKeyName } from "../../../../runtime/warehouse/data/index.js";
import { plainName } from "../../../pull/plain-name.js";
import { isLabelTime, type ProposedEntity, proposeEntities } from "./entities.js";

/** The features that a project starts with, and its first service. */
export interface ProposedFeatures {
  readonly text: string;
  /** Null if there is no source. */
  readonly service: string | null;
  /** The entity of the first service. Null if its values are the same for everyone. */
  readonly entity: ProposedEntity | null;
  /** The source that the example of labels is made from. */
  readonly labels: PhysicalSource | null;
}

export function proposeFeatures(sources: readonly PhysicalSource[]): ProposedFeatures {
  const taken = new Set(sources.map(({ name }) => name.toLowerCase()));
  const { entities, without } = proposeEntities(sources, taken);
  const parts = [
    ...entities.map((entity) => entityPart(entity, taken)),
    ...(without.length === 0 ? [] : [keylessPart(without, taken)]),
  ];
  const [first] = parts;
  const [entity = null] = entities;
  const all = entity?.sources.map(({ source }) => source) ?? without;
  const labels = all.find(({ kind }) => kind === "events") ?? all[0] ?? null;
  return { text: `${parts.map(({ text }) => text).join("\n")}`, service: first?.service ?? null, entity, labels };
}

interface Part {
  readonly text: string;
  readonly service: string;
}

function entityPart({ name, key, type, guess, sources }: ProposedEntity, taken: Set<string>): Part {
  const views = sources.map(({ source, column }) => viewOf(source, column, taken, { entity: name, key }));
  const service = plainName(`${name}_v1`, "service_v1", taken);
  const texts = [
    `// guessed: ${guess}`,
    `entity ${name} { ${key}: ${typeText(type)} }`,
    "",
    ...views.map(({ text }) => text),
    serviceText(service, views),
  ];
  return { text: texts.join("\n"), service };
}

/** Sources whose rows are about nothing that has a key: their values are the same for everyone. */
function keylessPart(sources: readonly PhysicalSource[], taken: Set<string>): Part {
  const views = sources.map((source) => viewOf(source, null, taken, null));
  const service = plainName("everyone_v1", "service_v1", taken);
  const why =
    "// guessed: no column looks like a key, so these values are the same for everyone; add `for` with an entity";
  return { text: [why, ...views.map(({ text }) => text), serviceText(service, views)].join("\n"), service };
}

interface ViewText {
  readonly name: string;
  readonly source: string;
  readonly features: readonly string[];
  readonly text: string;
}

/** An item of a view. `name` is what it makes. */
interface Item {
  readonly name: string;
  readonly text: string;
  readonly features: readonly string[];
  readonly comment: string;
}

/** How many columns of numbers have an aggregate. */
const AGGREGATED = 3;

function viewOf(
  source: PhysicalSource,
  column: string | null,
  taken: Set<string>,
  of: { readonly entity: string; readonly key: string } | null,
): ViewText {
  const { name: from, kind, columns, time, created, until, deleted, key } = source;
  const roles = new Set([time.column, created?.column, until?.column, deleted, ...key]);
  const free = columns.filter(({ name, column: own }) => name !== column && !roles.has(own) && !roles.has(name));
  const latest = free.filter(({ name }) => !isLabelTime(name));
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  const bare = latest.map(({ name }): Item => ({ name, text: name, features: [name], comment: "" }));
  const items: Item[] = [...bare];
  if (kind === "events") {
    const count = plainName(`${from}_count`, "rows_count", names);
    items.push({
      name: count,
      text: `${count} = count() over [7d, 30d]`,
      features: [`${count}_7d`, `${count}_30d`],
      comment: ` // ${count}_7d, ${count}_30d`,
    });
    for (const { name } of free.filter((each) => isNumber(each.type) && !isKeyName(each.name)).slice(0, AGGREGATED)) {
      const own = plainName(`avg_${name}_30d`, "avg_30d", names);
      items.push({ name: own, text: `${own} = avg(${name}) over 30d`, features: [own], comment: "" });
    }
  }
  const at = columns.find((each) => each.column === time.column);
  if (items.length === 0) {
    const own = plainName("last_time", "last_time", names);
    const text =
      at === undefined ? `${own} = ${kind === "state" ? "1" : "count() over lifetime"}` : `${own} = ${at.name}`;
    items.push({ name: own, text, features: [own], comment: "" });
  }
  const name = plainName(/features?$/i.test(from) ? `${from}_view` : `${from}_features`, "features", taken);
  const binding = of === null || of.key === column ? "" : ` (${of.key} = ${column})`;
  const head = `view ${name}${of === null ? "" : ` for ${of.entity}${binding}`} from ${from}${created === null ? "" : " known"} {`;
  const lines = items.map((item, index) => {
    // A word of the language would go on the line before it, or take the one after it.
    const ambiguous = softWords.has(item.name) || softWords.has(items[index + 1]?.name ?? "");
    return `  ${item.text}${ambiguous ? "," : ""}${item.comment}`;
  });
  const said = `The latest values of ${from}${kind === "events" ? ", and what happened in windows of time" : ""}.`;
  const text = [`/// ${said}`, head, ...lines, "}", ""].join("\n");
  return { name, source: from, features: items.flatMap(({ features }) => features), text };
}

const isNumber = (type: Type): boolean => isInteger(type) || isFloat(type) || type.kind === "decimal";

const softWords: ReadonlySet<string> = new Set(
  tokenTable.filter(({ word }) => word === "soft").map(({ pattern }) => pattern.replaceAll("\\b", "")),
);

/** A view some of whose features have the names of another view's has them under its source's name. */
function serviceText(service: string, views: readonly ViewText[]): string {
  const counts = new Map<string, number>();
  for (const { features } of views)
    for (const feature of features) counts.set(feature.toLowerCase(), (counts.get(feature.toLowerCase()) ?? 0) + 1);
  const picks = views.map(({ name, source, features }) =>
    features.some((feature) => (counts.get(feature.toLowerCase()) ?? 0) > 1)
      ? `  ${name} as ${source} { * },`
      : `  ${name}.*,`,
  );
  return [`service ${service} {`, ...picks, "}", ""].join("\n");
}
