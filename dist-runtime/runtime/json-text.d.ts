/** A JSON number whose digits a double may lose. */
export declare class JsonNumber {
  readonly text: string;
  constructor(text: string);
  /** For code that writes it with `JSON.stringify`: the number that any JSON parser would read. */
  toJSON(): number;
}
/** Like `JSON.parse`, including its errors. */
export declare function parseJson(text: string): unknown;
/** Like `JSON.stringify`. */
export declare function jsonTextOf(value: unknown, indent?: number, depth?: number): string;
