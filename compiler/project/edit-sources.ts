import { isMap, isScalar, type Pair, parseDocument, type Scalar, type YAMLMap } from "yaml";

/** A change of a text: what is from `start` to `end` is replaced. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with all changes. Whatever no change covers stays as it is, down to its spaces. */
export function edited(text: string, edits: readonly Edit[]): string {
  const eol = text.includes("\r\n") ? "\r\n" : "\n";
  let out = text;
  // From the end, so that places stay right. Of changes at one place, the first one comes first in the text.
  for (const { start, end, text: own } of edits.toReversed().sort((a, b) => b.start - a.start))
    out = `${out.slice(0, start)}${own.replace(/\r?\n/g, eol)}${out.slice(end)}`;
  return out;
}

/** A YAML file of sources, with the places where it can be changed. */
export interface SourcesText {
  /** Adds sources at the end of the file. */
  addSources(blocks: readonly (readonly string[])[]): readonly Edit[];
  /** The columns of a source. Null if they are not written there as a map of their own, but as an alias. */
  columnsOf(source: string): ColumnsText | null;
}
export interface ColumnsText {
  /** Adds columns after the last one. `lines`: as a block; `flow`: between braces, where null is left out. */
  add(columns: readonly { readonly lines: readonly string[]; readonly flow: string | null }[]): readonly Edit[];
  /** The comment behind a column's key or plain value, from its `#`. Empty without one. */
  commentOf(column: string): string;
  /** Puts a comment behind a column, after the one that is there. */
  addComment(column: string, comment: string): readonly Edit[];
  removeComment(column: string, comment: string): readonly Edit[];
  /** Replaces a column and its comment. */
  replace(column: string, lines: readonly string[]): readonly Edit[];
}

/** Null if the file has another form than a map of sources in block style: then it cannot be added to. */
export function sourcesText(text: string): SourcesText | null {
  const document = parseDocument(text, { uniqueKeys: false, logLevel: "silent", prettyErrors: false });
  if (document.errors.length > 0) return null;
  const root = document.contents;
  if (root !== null && !isMap<Scalar, unknown>(root)) return null;
  const pair = root?.items.find((item) => isScalar(item.key) && item.key.value === "sources");
  if (root !== null && (pair === undefined || root.items.length > 1)) return null;
  const sources = isMap<Scalar, unknown>(pair?.value) ? pair.value : null;
  if (sources?.flow === true && sources.items.length > 0) return null;
  const key = sources?.items[0]?.key;
  const step = key === undefined ? 2 : columnAt(text, startOf(key));
  return {
    addSources: (blocks) => (blocks.length === 0 ? [] : [added(text, blocks, step, pair, sources)]),
    columnsOf: (source) => {
      const own = sources?.items.find((item) => isScalar(item.key) && item.key.value === source);
      const map = isMap<Scalar, unknown>(own?.value) ? own.value : null;
      const columns = map?.items.find((item) => isScalar(item.key) && item.key.value === "columns")?.value;
      return isMap<Scalar, unknown>(columns) ? columnsText(text, columns) : null;
    },
  };
}

function added(
  text: string,
  blocks: readonly (readonly string[])[],
  step: number,
  pair: Pair<Scalar, unknown> | undefined,
  sources: YAMLMap<Scalar, unknown> | null,
): Edit {
  const written = blocks
    .map((lines) => lines.map((line) => `${" ".repeat(step)}${line}`.trimEnd()).join("\n"))
    .join("\n\n");
  if (pair === undefined) return { start: text.length, end: text.length, text: `${ended(text)}sources:\n${written}\n` };
  // `sources: {}` gives way to a block.
  if (sources?.range && sources.flow === true) {
    const [start, end] = sources.range;
    const behind = text.slice(end).trimEnd();
    return { start: text.slice(0, start).trimEnd().length, end: text.length, text: `${behind}\n${written}\n` };
  }
  const hasOthers = (sources?.items.length ?? 0) > 0 || /\n\s*#/.test(text.slice(startOf(pair.key)));
  const rest = text.trimEnd();
  return { start: rest.length, end: text.length, text: `${hasOthers ? "\n\n" : "\n"}${written}\n` };
}

const ended = (text: string): string => (text === "" || text.endsWith("\n") ? "" : "\n");
const startOf = (key: Scalar): number => key.range?.[0] ?? 0;
/** How far a place is from the beginning of its line. */
const columnAt = (text: string, at: number): number => at - (text.lastIndexOf("\n", at - 1) + 1);
const endOfLine = (text: string, at: number): number => {
  const end = text.indexOf("\n", at);
  return end < 0 ? text.length : text[end - 1] === "\r" ? end - 1 : end;
};

function columnsText(text: string, map: YAMLMap<Scalar, unknown>): ColumnsText {
  const find = (name: string): Pair<Scalar, unknown> | undefined =>
    map.items.find((item) => isScalar(item.key) && String(item.key.value) === name);
  const isBlock = map.flow !== true;
  const indent = map.items[0] === undefined ? 6 : columnAt(text, startOf(map.items[0].key));
  const line = (own: string): string => `${" ".repeat(indent)}${own}`;
  /** The end of the line on which a column begins, where its comment is. */
  const endOf = (pair: Pair<Scalar, unknown>): number => {
    const { key, value } = pair;
    return endOfLine(text, isScalar(value) && value.range ? value.range[1] : (key.range?.[1] ?? 0));
  };
  const commentStart = (pair: Pair<Scalar, unknown>): number => {
    const { key, value } = pair;
    const from = isScalar(value) && value.range ? value.range[1] : (key.range?.[1] ?? 0);
    const own = text.slice(from, endOf(pair)).search(/(^|\s)#/);
    return own < 0 ? -1 : from + own;
  };
  return {
    add: (columns) => {
      if (columns.length === 0) return [];
      if (!isBlock) {
        const entries = columns.flatMap(({ flow }) => flow ?? []);
        if (entries.length === 0) return [];
        const close = (map.range?.[1] ?? 1) - 1;
        const before = text.slice(0, close).trimEnd();
        const comma = map.items.length === 0 || before.endsWith(",") ? "" : ",";
        const space = map.items.length === 0 ? "" : " ";
        return [{ start: before.length, end: close, text: `${comma}${space}${entries.join(", ")} ` }];
      }
      const last = map.items.at(-1);
      const at = last === undefined ? text.length : endOfLine(text, endOfValue(last));
      return [
        { start: at, end: at, text: columns.flatMap(({ lines }) => lines.map((own) => `\n${line(own)}`)).join("") },
      ];
    },
    commentOf: (name) => {
      const pair = find(name);
      const start = pair === undefined || !isBlock ? -1 : commentStart(pair);
      return pair === undefined || start < 0 ? "" : text.slice(start, endOf(pair)).trim();
    },
    addComment: (name, comment) => {
      const pair = find(name);
      if (pair === undefined || !isBlock) return [];
      const at = endOf(pair);
      return [{ start: at, end: at, text: ` ${comment}` }];
    },
    removeComment: (name, comment) => {
      const pair = find(name);
      if (pair === undefined || !isBlock) return [];
      const from = commentStart(pair);
      const at = from < 0 ? -1 : text.slice(from, endOf(pair)).indexOf(` ${comment}`);
      return at < 0 ? [] : [{ start: from + at, end: from + at + comment.length + 1, text: "" }];
    },
    replace: (name, lines) => {
      const pair = find(name);
      if (pair === undefined || !isBlock) return [];
      const end = endOfLine(text, endOfValue(pair));
      return [
        { start: startOf(pair.key), end, text: lines.map((own, index) => (index === 0 ? own : line(own))).join("\n") },
      ];
    },
  };
}

/** The end of the last thing that a column's value has. */
function endOfValue({ key, value }: Pair<Scalar, unknown>): number {
  if (isMap<Scalar, unknown>(value) && value.flow !== true) {
    const last = value.items.at(-1);
    return last === undefined ? (key.range?.[1] ?? 0) : endOfValue(last);
  }
  const range = isScalar(value) || isMap(value) ? value.range : null;
  return range?.[1] ?? key.range?.[1] ?? 0;
}
