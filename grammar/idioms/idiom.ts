import type { Span } from "../ast.js";
import type { SyntaxIssue } from "../issues.js";

type Text = string | ((groups: Groups) => string);
type Groups = Readonly<Record<string, string>>;

/**
 * A form of other languages for which this language has another one. In texts, `$<x>` is replaced by what the group `x`
 * of the pattern matched.
 */
export interface Idiom {
  /**
   * Matches in a line in which strings and comments are blanked. The group `at` is the wrong part; without it, the
   * whole match is.
   */
  readonly pattern: RegExp;
  readonly message: Text;
  readonly help: Text;
  readonly fix?: Text;
  /** The group that matched the name of a function, called as a method. */
  readonly method?: string;
  /** The row is tried for unknown names as well, in a line that parses. */
  readonly names?: true;
  /** The declarations that the row is for; all, if left out. */
  readonly within?: readonly string[];
}

/** The first idiom of the table that covers `place` in its line, or null. */
export function findIdiom(table: readonly Idiom[], text: string, place: Span, within: string): SyntaxIssue | null {
  const line = lineAround(text, place);
  const written = text.slice(line.start, line.end);
  const blank = written.replace(/"(?:[^"\\]|\\.)*"?|'[^']*'?|`[^`]*`?|\/\/.*$/g, blanked);
  for (const row of table) {
    if (row.within !== undefined && !row.within.includes(within)) continue;
    for (const match of blank.matchAll(row.pattern)) {
      const start = line.start + match.index;
      const end = start + match[0].trimEnd().length;
      if (place.start < start || place.start > end) continue;
      return issueOf(row, match, written, line.start);
    }
  }
  return null;
}

/** The rows of the tables, with patterns that find all matches and the positions of their groups. */
export const prepared = (...tables: readonly (readonly Idiom[])[]): readonly Idiom[] =>
  tables.flat().map((row) => ({ ...row, pattern: new RegExp(row.pattern.source, `${row.pattern.flags}dg`) }));

/** Blanks a string or a comment. A string keeps its quotes. */
const blanked = (piece: string): string =>
  piece.startsWith("/") ? " ".repeat(piece.length) : piece.replace(/(?<=.).(?=.)/gs, "_");

function issueOf(row: Idiom, match: RegExpExecArray, written: string, offset: number): SyntaxIssue {
  const indices = match.indices?.groups ?? {};
  const groups: Record<string, string> = {};
  for (const [name, range] of Object.entries(indices))
    groups[name] = range === undefined ? "" : written.slice(...range);
  const [from, to] = indices.at ?? [match.index, match.index + match[0].trimEnd().length];
  const say = (text: Text): string =>
    typeof text === "function" ? text(groups) : text.replace(/\$<(\w+)>/g, (_, name: string) => groups[name] ?? "");
  return {
    code: "foreign",
    message: say(row.message),
    span: { start: offset + from, end: offset + to },
    help: say(row.help),
    ...(row.fix === undefined ? {} : { fix: say(row.fix) }),
    ...(row.method === undefined ? {} : { method: groups[row.method] ?? "" }),
  };
}

/** The line around a place, at most 160 characters to each side: this bounds the time that the patterns take. */
function lineAround(text: string, { start }: Span): Span {
  const before = text.slice(Math.max(0, start - 160), start);
  const after = text.slice(start, start + 160);
  return {
    start: start - (/[^\r\n]*$/.exec(before)?.[0].length ?? 0),
    end: start + (/^[^\r\n]*/.exec(after)?.[0].length ?? 0),
  };
}
