import { readFileSync } from "node:fs";
import { usage } from "../exit.js";
import type { Card } from "./card.js";

/** Reads a card. It ends the command if the file is none. */
export function readCard(path: string, shown: string): Card {
  const none = (why: string) =>
    usage(`${shown} is no dataset card: ${why}`, "`feat train` writes one beside its output, NAME.card.json");
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw none(`it is not JSON: ${error.message}`);
  }
  if (typeof value !== "object" || value === null || !("card" in value))
    throw none("it has no `card`, which says the version of its form");
  if (value.card !== 1) throw none(`its \`card\` is ${JSON.stringify(value.card)}; this version of Feat reads 1`);
  if (isCard(value)) return value;
  const missing = Object.keys(parts).find((name) => !hasPart(value, name as keyof Card));
  throw none(`its \`${missing}\` is not as Feat writes it`);
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): boolean => typeof value === "string";
const isRead = (value: unknown): boolean =>
  isObject(value) &&
  isText(value.place) &&
  typeof value.rows === "number" &&
  (value.data === null || isHash(value.data));
const isHash = (value: unknown): boolean =>
  isObject(value) &&
  isText(value.sha256) &&
  (value.kind === "rows" || (value.kind === "files" && isList(value.files, isFile)));
const isFile = (value: unknown): boolean =>
  isObject(value) && isText(value.path) && isText(value.sha256) && typeof value.size === "number";
const isList = (value: unknown, isOne: (value: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(isOne);

/** What each part of a card is. */
const parts: Readonly<Record<keyof Card, (value: unknown) => boolean>> = {
  card: (value) => value === 1,
  feat: isText,
  command: isText,
  project: isText,
  folder: isText,
  manifest: isText,
  git: (value) => value === null || (isObject(value) && isText(value.commit) && typeof value.modified === "boolean"),
  service: isText,
  target: isText,
  warehouse: isText,
  options: (value) =>
    isObject(value) &&
    [value.time, value.strategy].every((each) => each === null || isText(each)) &&
    typeof value.anyOrder === "boolean",
  labels: (value) =>
    isRead(value) && isObject(value) && [value.first, value.last].every((each) => each === null || isText(each)),
  sources: (value) => isList(value, (each) => isRead(each) && isObject(each) && isText(each.source)),
  features: (value) =>
    isList(value, (each) => isObject(each) && isText(each.name) && isText(each.type) && typeof each.nulls === "number"),
  output: (value) =>
    isObject(value) &&
    isText(value.file) &&
    (value.format === "parquet" || value.format === "csv") &&
    isText(value.sha256) &&
    typeof value.rows === "number",
};
const hasPart = (value: object, name: keyof Card): boolean => parts[name](Reflect.get(value, name));
const isCard = (value: object): value is Card =>
  (Object.keys(parts) as (keyof Card)[]).every((name) => hasPart(value, name));
