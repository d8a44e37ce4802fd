/**
 * What the compiler says, and how it is shown.
 *
 * In: diagnostics of the phases, and the texts they stand in. Out: the same sorted, as text for people or as JSON.
 * Always: rows of the catalog are data; rendering changes nothing, reads no file and knows no terminal: texts and colours
 * are handed in.
 */
export * from "./diagnostic.js";
export { type Position, positionAt } from "./position.js";
export { cells, textOf, widthOf } from "./render/display.js";
export { type JsonDiagnostic, renderJson } from "./render/json.js";
export { type Colours, noColours, type ReadText, renderTerminal, summary } from "./render/terminal.js";
export { sortDiagnostics } from "./sort.js";
export { suggest, suggestion } from "./suggest.js";
