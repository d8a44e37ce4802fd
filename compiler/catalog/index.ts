/**
 * What a project declares, for people who look for something.
 *
 * In: a project as typed IR. Out: an entry for each declaration and each feature, with facts, parts and readers.
 * Always: pure. All that is told comes from the IR, so a manifest tells the same but for lines.
 */
import { typeText } from "../../runtime/types.js";
import { ownerOf } from "../ir/annotations.js";
import { viewFingerprint } from "../ir/fingerprint.js";
import type { Annotation, At, Item, Location, Project, Source, TimeColumn, View } from "../ir/index.js";
import { Meanings } from "../ir/meanings.js";
import { spanText } from "../ir/span-text.js";
import { featureOf, Lineage, type LineageNode, nodeText, rowsOf } from "../lineage/index.js";

export const entryKinds = ["source", "entity", "enum", "request", "view", "transform", "feature", "service"] as const;
export type EntryKind = (typeof entryKinds)[number];

export interface Entry {
  readonly kind: EntryKind;
  /** A feature's has its view's or transform's name before it: `customer_stats.zip`. */
  readonly name: string;
  readonly at: At | null;
  readonly doc: string | null;
  readonly owner: string | null;
  /** By `@tags`; a tag without a name has itself as its value. */
  readonly tags: Readonly<Record<string, string>>;
  readonly pii: boolean;
  /** What else there is to say, in order: `ttl`, `7d`. */
  readonly facts: readonly (readonly [label: string, text: string])[];
  /** Columns, keys, fields, features or values. */
  readonly parts: readonly Part[];
}
export interface Part {
  readonly name: string;
  /** Null for the values of an enum. */
  readonly type: string | null;
  readonly doc: string | null;
  readonly pii: boolean;
}

export interface Description extends Entry {
  /** The columns of physical sources that its values are computed from. */
  readonly from: readonly string[];
  /** The features, views, transforms and services that read it directly. */
  readonly readBy: readonly string[];
}

interface Declaration {
  readonly name: string;
  readonly doc: string | null;
  readonly annotations?: readonly Annotation[];
  readonly at?: At;
  readonly pii?: true;
}

export class Catalog {
  readonly entries: readonly Entry[];
  readonly #lineage: Lineage;
  readonly #physical: ReadonlySet<string>;

  constructor(project: Project) {
    const meanings = new Meanings(project);
    this.#lineage = new Lineage(project);
    this.#physical = new Set(project.sources.flatMap(({ node, name }) => (node === "physical" ? [name] : [])));
    this.entries = [
      ...project.sources.map(sourceEntry),
      ...project.entities.map((one) => entry("entity", one, [], one.keys.map(partOf))),
      ...project.enums.map((one) =>
        entry(
          "enum",
          one,
          [],
          one.values.map((name) => ({ name, type: null, doc: null, pii: false })),
        ),
      ),
      ...project.requests.map((one) => entry("request", one, [], one.fields.map(partOf))),
      ...project.views.map((view) =>
        entry(
          "view",
          view,
          [...viewFacts(view), ["fingerprint", viewFingerprint(project, view, meanings)]],
          featuresIn(view.items).map(partOf),
        ),
      ),
      ...project.transforms.map((one) => entry("transform", one, [], featuresIn(one.items).map(partOf))),
      ...[...project.views, ...project.transforms].flatMap((owner) =>
        featuresIn(owner.items).map((item) => ({
          ...entry("feature", { ...item, name: `${owner.name}.${item.name}` }, featureFacts(item), []),
          owner: ownerOf(item.annotations) ?? ownerOf(owner.annotations),
        })),
      ),
      ...project.services.map((one) =>
        entry(
          "service",
          one,
          [
            ["keys", fieldsText(one.keys)],
            ...(one.requests.length === 0 ? [] : [["request", fieldsText(one.requests)] as const]),
          ],
          one.features.map((feature) => ({ ...partOf(feature), pii: feature.pii === true })),
        ),
      ),
    ];
  }

  /** With what it comes from, and who reads it. */
  describe(entry: Entry): Description {
    const nodes = this.#nodesOf(entry);
    const from = this.#lineage
      .reach(nodes, "up")
      .filter(({ kind, owner }) => kind === "column" && this.#physical.has(owner) && owner !== entry.name)
      .map(nodeText);
    const own = new Set(nodes);
    const readers = nodes
      .flatMap((node) => this.#lineage.beside(node, "down").map((beside) => beside.node))
      .filter((node) => !own.has(node) && node.owner !== entry.name && !nodes.some((one) => same(one, node)))
      .map(readerText);
    return { ...entry, from: [...new Set(from)], readBy: [...new Set(readers)] };
  }

  #nodesOf({ kind, name }: Entry): readonly LineageNode[] {
    const [owner = "", feature = ""] = name.split(".");
    switch (kind) {
      case "feature":
        return [featureOf(owner, feature)];
      case "source":
      case "view":
      case "transform":
        return [
          rowsOf(name),
          ...this.#lineage.nodes.filter(
            (node) => node.owner === name && (node.kind === "column" || node.kind === "feature"),
          ),
        ];
      case "request":
        return this.#lineage.nodes.filter((node) => node.owner === name && node.kind === "request field");
      case "service":
        return this.#lineage.nodes.filter((node) => node.owner === name && node.kind === "service feature");
      case "entity":
      case "enum":
        return [];
    }
  }
}

const same = (a: LineageNode, b: LineageNode): boolean => a.kind === b.kind && a.owner === b.owner && a.name === b.name;
const readerText = ({ kind, owner, name }: LineageNode): string =>
  kind === "service feature" ? `service ${owner}` : name === null ? owner : `${owner}.${name}`;

function entry(kind: EntryKind, one: Declaration, facts: Entry["facts"], parts: readonly Part[]): Entry {
  const annotations = one.annotations ?? [];
  return {
    kind,
    name: one.name,
    at: one.at ?? null,
    doc: one.doc,
    owner: ownerOf(annotations),
    tags: tagsOf(annotations),
    pii: one.pii === true,
    facts,
    parts,
  };
}

const tagsOf = (annotations: readonly Annotation[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    annotations
      .filter(({ name }) => name === "tags")
      .flatMap(({ args }) => args.map(({ name, value }) => [name ?? String(value), String(value)])),
  );

const featuresIn = (items: readonly Item[]): readonly Item[] => items.filter(({ node }) => node === "feature");

interface Typed {
  readonly name: string;
  readonly type: Parameters<typeof typeText>[0];
  readonly doc?: string | null;
  readonly pii?: true;
}
const partOf = ({ name, type, doc, pii }: Typed): Part => ({
  name,
  type: typeText(type),
  doc: doc ?? null,
  pii: pii === true,
});
const fieldsText = (fields: readonly Typed[]): string =>
  fields.map(({ name, type }) => `${name}: ${typeText(type)}`).join(", ") || "none";

function sourceEntry(source: Source): Entry {
  return entry("source", source, sourceFacts(source), source.columns.map(partOf));
}

function sourceFacts(source: Source): Entry["facts"] {
  switch (source.node) {
    case "physical":
      return [
        ["kind", source.kind],
        ["place", placeText(source.location)],
        ["time", timeText(source.time)],
        ...(source.delayMicros === "0" ? [] : [["delay", spanText(BigInt(source.delayMicros))] as const]),
        ...(source.key.length === 0 ? [] : [["key", source.key.join(", ")] as const]),
      ];
    case "derived":
      return [["from", [source.from, ...joinsOf(source.steps)].join(", ")]];
    case "union":
      return [["union of", source.branches.map(({ from }) => from).join(", ")]];
  }
}

const joinsOf = (steps: Extract<Source, { node: "derived" }>["steps"]): readonly string[] =>
  steps.flatMap((step) => (step.step === "join" ? [`joined with ${step.target.name}`] : []));
const timeText = ({ column, format }: TimeColumn): string =>
  format === "timestamp" ? column : `${column} (${format})`;
const placeText = (place: Location): string =>
  place.kind === "file"
    ? `file ${place.path}`
    : Object.entries(place.kind === "table" ? place.table : place.query)
        .map(([dialect, text]) => `${place.kind} ${text}${dialect === "" ? "" : ` (${dialect})`}`)
        .join(", ");

const viewFacts = ({ entities, keys, from, ttlMicros, every, known, boundary }: View): Entry["facts"] => [
  ["for", entities.join(", ") || "everyone"],
  ["keys", fieldsText(keys)],
  ["from", from],
  ...(ttlMicros === null ? [] : [["ttl", spanText(BigInt(ttlMicros))] as const]),
  ...(every === null
    ? []
    : [["every", `${spanText(BigInt(every.everyMicros))} after ${spanText(BigInt(every.afterMicros))}`] as const]),
  ...(known ? [["known", "a row counts only from its `created` time"] as const] : []),
  ["boundary", boundary],
];

const featureFacts = ({ type, default: otherwise, origin }: Item): Entry["facts"] => [
  ["type", typeText(type)],
  ...(otherwise === null ? [] : [["default", JSON.stringify(otherwise.value)] as const]),
  ["value", originTexts[origin.kind]],
];

const originTexts: Readonly<Record<Item["origin"]["kind"], string>> = {
  latest: "a column of the latest row",
  aggregate: "an aggregate",
  aggregates: "a list of aggregates",
  input: "a feature of another view or transform",
  computed: "computed on read",
};
