/** Lines one step further in. No text or name of a statement holds a line end itself. */
export const indent = (text: string): string =>
  text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
