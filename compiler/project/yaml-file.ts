import {
  type Alias,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from "yaml";
import { duplicateKey, yamlSyntax } from "../diagnostics/catalog/project.js";
import type { Diagnostic, Outcome, Place } from "../diagnostics/diagnostic.js";
import { yamlProblems } from "../diagnostics/foreign/yaml.js";
import { linesOf } from "../diagnostics/position.js";

/** Keys and indexes from the root to a value. */
export type Path = readonly (string | number)[];

/** A YAML file as plain data, with the place of each value and key. */
export interface YamlFile {
  readonly path: string;
  readonly data: unknown;
  /** The keys of a map in the order of the file. A JavaScript object would put keys that look like indexes first. */
  keys(path: Path): readonly string[];
  /** The place of the value, or of its key if the value is empty. */
  value(path: Path): Place;
  /** The place of a value's key. */
  key(path: Path): Place;
  /** The line of a place, counted from 1. */
  line(place: Place): number;
  /** The place of a part of a text, by offsets in its value. */
  within(path: Path, start: number, end: number): Place;
}

/** The value is null if the text is not YAML. */
export function parseYaml(path: string, text: string): Outcome<YamlFile | null> {
  const document = parseDocument(text, { uniqueKeys: false, logLevel: "silent", prettyErrors: false });
  /** The parser points past the end where something is missing there. */
  const place = (start: number, end: number): Place => {
    return { file: path, span: { start: Math.min(start, text.length), end: Math.min(end, text.length) } };
  };
  // The first error mostly causes those that follow it.
  const diagnostics: Diagnostic[] = document.errors.slice(0, 1).map(({ pos: [start, end], code, message }) => {
    const [problem, help] = yamlProblems[code] ?? [plain(message), "look at this line and the one before it"];
    return yamlSyntax.at(place(start, end), { problem: `this is not valid YAML: ${problem}` }, { help });
  });
  if (diagnostics.length > 0) return { value: null, diagnostics };

  const placeOf = (node: Node | null | undefined): Place | null =>
    node?.range ? place(node.range[0], node.range[1]) : null;
  // Finding the anchor of an alias searches the whole document, so each is found once.
  const anchors = new Map<unknown, unknown>();
  let unknownAlias: Alias | undefined;
  const resolve = (node: unknown): unknown => {
    if (!isAlias(node)) return node;
    if (!anchors.has(node)) {
      const anchor = node.resolve(document);
      anchors.set(node, anchor);
      if (anchor === undefined) unknownAlias ??= node;
    }
    return anchors.get(node);
  };

  // A map may have thousands of keys, and each is asked for by its name.
  const indexes = new Map<unknown, ReadonlyMap<string, Pair<Node, Node | null>>>();
  const indexOf = (map: YAMLMap<Node, Node | null>): ReadonlyMap<string, Pair<Node, Node | null>> => {
    const known = indexes.get(map);
    if (known !== undefined) return known;
    // The first of equal keys counts.
    const index = new Map(map.items.toReversed().map((item) => [keyText(item.key), item]));
    indexes.set(map, index);
    return index;
  };
  const pairAt = (parent: unknown, key: string | number): Pair<Node, Node | null> | null =>
    isMap<Node, Node | null>(parent) ? (indexOf(parent).get(String(key)) ?? null) : null;
  const step = (parent: unknown, key: string | number): unknown =>
    isSeq(parent) ? parent.items[Number(key)] : pairAt(parent, key)?.value;
  const nodeAt = (to: Path): unknown => to.reduce<unknown>((node, key) => step(resolve(node), key), document.contents);

  const lineOf = linesOf(text);
  const top = place(0, Math.max(0, text.search(/\r?\n|$/)));
  const file: YamlFile = {
    path,
    data: toPlain(document.contents, resolve),
    keys: (to) => {
      const map = resolve(nodeAt(to));
      return isMap<Node, Node | null>(map) ? [...new Set(map.items.map((item) => keyText(item.key)))] : [];
    },
    value: (to) => {
      const found = placeOf(nodeAt(to) as Node | null);
      return found !== null && found.span.end > found.span.start ? found : file.key(to);
    },
    key: (to) => {
      if (to.length === 0) return top;
      const pair = pairAt(resolve(nodeAt(to.slice(0, -1))), to.at(-1)!);
      return placeOf(pair?.key) ?? placeOf(nodeAt(to) as Node | null) ?? file.key(to.slice(0, -1));
    },
    line: ({ span }) => lineOf(span.start),
    within: (to, start, end) => {
      const node = nodeAt(to);
      const whole = file.value(to);
      if (!isScalar(node) || typeof node.value !== "string") return whole;
      // Offsets in the value are offsets in the text only if the text has no escapes and no folded lines.
      const from = text.indexOf(node.value, whole.span.start);
      return from >= 0 && from <= whole.span.start + 1 ? place(from + start, from + end) : whole;
    },
  };
  if (unknownAlias !== undefined) {
    const [problem, help] = yamlProblems.BAD_ALIAS ?? ["", ""];
    const at = placeOf(unknownAlias) ?? top;
    return {
      value: null,
      diagnostics: [yamlSyntax.at(at, { problem: `this is not valid YAML: ${problem}` }, { help })],
    };
  }
  duplicates(document.contents, diagnostics, placeOf);
  return { value: file, diagnostics };
}

const keyText = (key: unknown): string => (isScalar(key) ? String(key.value) : String(key));

/** The first line of the message, in the style of Feat's messages. */
function plain(message: string): string {
  const line = message.split("\n")[0]!.replace(/\.$/, "");
  return `${line.charAt(0).toLowerCase()}${line.slice(1)}`;
}

/** How many values a file may hold with its aliases replaced, because aliases of aliases multiply. */
const limit = 200_000;

/** Like `toJS`, but it never throws: an alias within itself is null, and every key becomes an own property. */
function toPlain(root: unknown, resolve: (node: unknown) => unknown): unknown {
  let count = 0;
  const visit = (node: unknown, open: ReadonlySet<unknown>): unknown => {
    const actual = resolve(node);
    if (isScalar(actual)) return actual.value;
    count += 1;
    if (!isCollection(actual) || open.has(actual) || open.size > 40 || count > limit) return null;
    const inside = new Set([...open, actual]);
    if (isSeq(actual)) return actual.items.map((item) => visit(item, inside));
    if (!isMap<Node, Node | null>(actual)) return null;
    return Object.fromEntries(actual.items.map((item) => [keyText(item.key), visit(item.value, inside)] as const));
  };
  return visit(root, new Set());
}

function duplicates(node: unknown, diagnostics: Diagnostic[], placeOf: (node: Node) => Place | null): void {
  if (isSeq(node)) for (const item of node.items) duplicates(item, diagnostics, placeOf);
  if (!isMap<Node, Node | null>(node)) return;
  const seen = new Map<string, Node>();
  for (const { key, value } of node.items) {
    const name = keyText(key);
    const first = seen.get(name);
    const place = placeOf(key);
    if (first !== undefined && place !== null) {
      const before = placeOf(first);
      const related = before === null ? [] : [{ place: before, message: "the first is here" }];
      diagnostics.push(duplicateKey.at(place, { name }, { related }));
    }
    seen.set(name, key);
    duplicates(value, diagnostics, placeOf);
  }
}
