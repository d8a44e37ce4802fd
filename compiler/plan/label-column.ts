/** What the table of labels calls a key or request field. */
export const labelColumn = (input: string): string => `feat_in_${input}`;
