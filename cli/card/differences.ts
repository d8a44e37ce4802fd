import type { ColumnDifference, DataHash } from "../../runtime/training/card/index.js";
import { grouped, plural } from "../terminal/table.js";
import type { Card } from "./card.js";

/** A part in which two cards differ, and its values for people. */
export interface CardDifference {
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/**
 * What differs between two runs: what they read and how first, then what came out. `values`: the columns in which the two files
 * differ, if both are there.
 */
export function differencesBetween(
  before: Card,
  after: Card,
  values: readonly ColumnDifference[] | null,
): readonly CardDifference[] {
  const differing = (what: string, one: string, other: string): readonly CardDifference[] =>
    one === other ? [] : [{ what, before: one, after: other }];
  const of = (what: string, text: (card: Card) => string) => differing(what, text(before), text(after));
  return [
    ...of("Feat", ({ feat }) => feat),
    ...of("git", ({ git }) => (git === null ? "none" : `${git.commit.slice(0, 10)}${git.modified ? "+" : ""}`)),
    ...of("manifest", ({ manifest }) => manifest.slice(0, 10)),
    ...of("target", ({ target, warehouse }) => `${target} (${warehouse})`),
    ...of("strategy", ({ options }) => options.strategy ?? "by cost"),
    ...of("order of sums", ({ options }) => (options.anyOrder ? "any" : "fixed")),
    ...of("labels", ({ labels }) => `${readText(labels)}, ${labels.first ?? "no time"} to ${labels.last ?? "no time"}`),
    ...filesOf("labels", before.labels.data, after.labels.data),
    ...byName(before.sources, after.sources, ({ source }) => source).flatMap(([name, one, other]) => [
      ...differing(`source ${name}`, sourceText(one), sourceText(other)),
      ...filesOf(`source ${name}`, one?.data ?? null, other?.data ?? null),
    ]),
    ...of("rows", ({ output }) => grouped(output.rows)),
    ...byName(before.features, after.features, ({ name }) => name).flatMap(([name, one, other]) =>
      differing(`feature ${name}`, featureText(one), featureText(other)),
    ),
    ...(values ?? []).map(({ column, rows }) => ({
      what: `column ${column}`,
      before: "",
      after: `other values in ${plural(rows, "row")} of ${grouped(after.output.rows)}`,
    })),
    ...of("output", ({ output }) => `${output.sha256.slice(0, 10)}, ${plural(output.size, "byte")}`),
  ];
}

export const differenceText = ({ what, before, after }: CardDifference): string =>
  before === "" ? `${what}: ${after}` : `${what}: ${before} → ${after}`;

function readText({ place, rows, data }: Card["labels"]): string {
  return `${place}, ${plural(rows, "row")}, ${hashText(data)}`;
}

function sourceText(source: Card["sources"][number] | undefined): string {
  if (source === undefined) return "not read";
  // An estimate changes although the data does not.
  const rows = source.estimated === true ? "" : `${plural(source.rows, "row")}, `;
  return `${source.place}, ${rows}${hashText(source.data)}`;
}

const hashText = (data: DataHash | null): string => (data === null ? "not hashed" : data.sha256.slice(0, 10));

function featureText(feature: Card["features"][number] | undefined): string {
  return feature === undefined ? "none" : `${feature.type}, ${plural(feature.nulls, "null")}`;
}

/** The files that were added, removed or changed. */
function filesOf(what: string, before: DataHash | null, after: DataHash | null): readonly CardDifference[] {
  if (before?.kind !== "files" || after?.kind !== "files" || before.sha256 === after.sha256) return [];
  // The line above already tells it for a single file.
  if (before.files.length === 1 && after.files.length === 1 && before.files[0]!.path === after.files[0]!.path)
    return [];
  return byName(before.files, after.files, ({ path }) => path).flatMap(([path, one, other]) =>
    one?.sha256 === other?.sha256
      ? []
      : [
          {
            what: `${what}, file ${path}`,
            before: one === undefined ? "none" : `${one.sha256.slice(0, 10)}, ${plural(one.size, "byte")}`,
            after: other === undefined ? "none" : `${other.sha256.slice(0, 10)}, ${plural(other.size, "byte")}`,
          },
        ],
  );
}

function byName<T>(
  before: readonly T[],
  after: readonly T[],
  nameOf: (one: T) => string,
): readonly (readonly [name: string, before: T | undefined, after: T | undefined])[] {
  const [one, other] = [before, after].map((list) => new Map(list.map((each) => [nameOf(each), each])));
  return [...new Set([...one!.keys(), ...other!.keys()])].map((name) => [name, one!.get(name), other!.get(name)]);
}
