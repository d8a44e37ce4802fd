/**
 * From an SQL tree to text.
 *
 * In: a tree, and how an engine quotes names and writes literals. Out: text, laid out for people: a clause per line, no
 * line past the width unless a name or literal is longer. Always: the same tree gives the same text. Names and literals
 * are escaped here and nowhere else.
 */
export { printLine, printTree, type Spelling } from "./print-tree.js";
