import { identifier, literal } from "./duckdb/text.js";
import { type Environment, withEnvironment } from "./environment.js";

const token = new RegExp(
  [
    /--[^\n]*/, // a comment
    /\/\*/, // the beginning of a comment that may hold others
    /\$(?:[A-Za-z_]\w*)?\$/, // the beginning of a text in dollars
    /[eE]'(?:[^'\\]|''|\\[\s\S])*'/, // a text with escapes
    /'(?:[^']|'')*'/,
    /"(?:[^"]|"")*"/,
    /\$\{[^}]*\}/,
    /[A-Za-z_][\w$]*/,
    /\s+/,
    /[\s\S]/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "y",
);
const readers =
  /^(read_parquet|parquet_scan|read_csv|read_csv_auto|read_json|read_json_auto|read_ndjson|read_ndjson_auto|read_json_objects|read_text|read_blob)$/i;

/**
 * A query that a user wrote, with environment variables replaced, and with the paths in `read_parquet('…')` and similar
 * calls made absolute by `absolute`.
 *
 * The query is read token by token, so that a value is quoted for its place: in a text, in a quoted name, or bare.
 * Nothing is replaced in comments or in dollar-quoted texts (`$$…$$`).
 */
export function userQuery(sql: string, environment: Environment, absolute: (path: string) => string): string {
  let out = "";
  // A path is the text after a reader's name and `(`, or in its list after `[` and `,`.
  let reader: Reader = "no";
  for (let at = 0; at < sql.length; ) {
    token.lastIndex = at;
    const [text] = token.exec(sql)!;
    const end = text === "/*" ? endOfComment(sql, at) : isDollar(text) ? endOfDollars(sql, at, text) : null;
    const whole = end === null ? text : sql.slice(at, end);
    at += whole.length;
    if (end !== null || whole.startsWith("--") || /^\s/.test(whole)) {
      out += whole;
      if (isDollar(text)) reader = "no";
      continue;
    }
    const isPath = reader === "path" || reader === "list";
    out += replaced(whole, environment, isPath ? absolute : (value) => value);
    reader = readers.test(whole) ? "named" : nextState(reader, whole);
  }
  return out;
}

type Reader = "no" | "named" | "path" | "list" | "inList";

function nextState(reader: Reader, text: string): Reader {
  if (reader === "named" && text === "(") return "path";
  if (reader === "path" && text === "[") return "list";
  if (reader === "list" && text !== "]") return "inList";
  if (reader === "inList" && text !== "]") return text === "," ? "list" : "inList";
  return "no";
}

function replaced(text: string, environment: Environment, path: (value: string) => string): string {
  // The engine reports a quote that is never closed.
  if (text === "'" || text === '"') return text;
  if (text.startsWith("'")) return literal(path(withEnvironment(text.slice(1, -1).replaceAll("''", "'"), environment)));
  if (text.startsWith('"'))
    return text.includes("${")
      ? identifier(withEnvironment(text.slice(1, -1).replaceAll('""', '"'), environment))
      : text;
  if (/^[eE]'/.test(text)) return withEscapes(text, environment);
  return text.startsWith("${") ? withEnvironment(text, environment) : text;
}

/** In a text with escapes, the value is escaped in the same way. */
function withEscapes(text: string, environment: Environment): string {
  const escaped = Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, value?.replace(/[\\']/g, "\\$&")]),
  );
  return withEnvironment(text, escaped);
}

const isDollar = (text: string): boolean => /^\$\w*\$$/.test(text);

function endOfDollars(sql: string, at: number, tag: string): number {
  const end = sql.indexOf(tag, at + tag.length);
  return end < 0 ? sql.length : end + tag.length;
}

function endOfComment(sql: string, at: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = at;
  let depth = 0;
  for (let mark = marks.exec(sql); mark !== null; mark = marks.exec(sql)) {
    depth += mark[0] === "/*" ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return sql.length;
}
