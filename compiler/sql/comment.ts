import { visible } from "../../runtime/visible.js";

/** A one-line comment, whatever the text. A line end in the text would turn the rest into SQL. */
export const comment = (text: string): string => `-- ${visible(text)}\n`;
