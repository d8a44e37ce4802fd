/**
 * Diagnostics of the compiler, and how they are shown.
 *
 * In: diagnostics of the phases, and the texts they are about. Out: the same diagnostics, sorted, as text for people or
 * as JSON.
 * Always: rows of the catalog are data; rendering changes nothing, reads no file and knows no terminal: the caller
 * passes texts and colours.
 */
export * from "./diagnostic.js";
export { type Position, positionAt } from "./position.js";
export { cells, textOf, widthOf } from "./render/display.js";
export { type JsonDiagnostic, renderJson } from "./render/json.js";
export { type Colours, noColours, type ReadText, renderTerminal, summary } from "./render/terminal.js";
export { sortDiagnostics } from "./sort.js";
export { suggest, suggestion } from "./suggest.js";
