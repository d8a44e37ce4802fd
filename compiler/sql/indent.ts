/** Each line two columns further in. */
export const indent = (text: string): string => text.replace(/^/gm, "  ");
/** A list with an item a line. */
export const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join(",\n");
