/** Lines and columns count from 1. A column counts code points, whatever their width. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** The line and column of an offset. An offset past the end counts as the end. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, Math.max(0, offset));
  const start = before.lastIndexOf("\n") + 1;
  let line = 1;
  for (let at = before.indexOf("\n"); at >= 0; at = before.indexOf("\n", at + 1)) line++;
  return { line, column: [...before.slice(start)].length + 1 };
}

/** Tells the line of an offset, for callers that ask often: it looks at the text once. */
export function linesOf(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}

/** The line that contains an offset, without its line end, and the offset of its first character. */
export function lineAt(text: string, offset: number): { readonly text: string; readonly start: number } {
  const at = Math.min(Math.max(0, offset), text.length);
  const start = text.lastIndexOf("\n", at - 1) + 1;
  const end = text.indexOf("\n", start);
  return { text: text.slice(start, end < 0 ? text.length : end).replace(/\r$/, ""), start };
}
