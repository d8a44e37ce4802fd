/**
 * From an SQL tree to text.
 *
 * In: a tree, and how an engine quotes names and writes literals. Out: text, laid out for people: a clause a line, no
 * line past the width as far as names and literals allow.
 * Always: the same tree gives the same text; a name or a literal is escaped here and nowhere else.
 */
export { printLine, printTree, type Spelling } from "./print-tree.js";
