/** The name of a key or request field in the table of labels. */
export const labelColumn = (input: string): string => `feat_in_${input}`;
