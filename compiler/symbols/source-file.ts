import type { File, Span } from "../../grammar/ast.js";
import type { Place } from "../diagnostics/diagnostic.js";
import { linesOf } from "../diagnostics/position.js";
import type { At } from "../ir/index.js";

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
  const lineOf = linesOf(file.text);
  return {
    ...file,
    place: (node) => ({ file: file.path, span: node.span }),
    at: (node) => ({ file: file.path, line: lineOf(node.span.start) }),
  };
}
