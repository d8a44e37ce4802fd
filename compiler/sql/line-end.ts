/** A line end within a name, while a statement is laid out: lines are indented, and this one must not be. No name holds a null character. */
export const lineEndInName = "\0";
