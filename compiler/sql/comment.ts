import { visible } from "../../runtime/visible.js";

/** A comment of one line, whatever the text: a line end in it would let out what follows. */
export const comment = (text: string): string => `-- ${visible(text)}\n`;
