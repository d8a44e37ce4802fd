/**
 * The language's patterns: those that RE2 and JavaScript match alike (MEANING 89), and their form in JavaScript.
 *
 * Always: \d \w \s \b are ASCII's. A dot matches everything but a line feed. The first alternative that leads to a
 * match is taken. A repeated part must not match the empty text and must not hold a group, because there the engines
 * differ.
 */
export interface Pattern {
  /** The source for `new RegExp(source, "u")`. */
  readonly source: string;
  readonly groups: number;
}
export type ParsedPattern =
  | {
      readonly pattern: Pattern;
    }
  | {
      readonly problem: string;
    };
export declare function parsePattern(text: string): ParsedPattern;
