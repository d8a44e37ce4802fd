import type { File, Span } from "../../grammar/ast.js";
import type { Place } from "../diagnostics/diagnostic.js";
import type { At } from "../model/ir.js";

/** A parsed `.feat` file, as the phases get it. */
export interface ParsedFile {
  /** Relative to the project's folder, with `/`. */
  readonly path: string;
  readonly text: string;
  readonly ast: File;
  /** Its syntax errors: declarations may be missing from the tree. */
  readonly issues?: readonly { readonly span: Span }[];
}

/** A file that gives the place of each of its nodes. */
export interface SourceFile extends ParsedFile {
  place(node: { readonly span: Span }): Place;
  at(node: { readonly span: Span }): At;
}

export function sourceFile(file: ParsedFile): SourceFile {
  const lineStarts = [0];
  for (let i = 0; i < file.text.length; i++) {
    if (file.text[i] === "\n") lineStarts.push(i + 1);
  }
  return {
    ...file,
    place: (node) => ({ file: file.path, span: node.span }),
    at: (node) => ({ file: file.path, line: lineOf(lineStarts, node.span.start) }),
  };
}

function lineOf(lineStarts: readonly number[], offset: number): number {
  let low = 0;
  let high = lineStarts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lineStarts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}
