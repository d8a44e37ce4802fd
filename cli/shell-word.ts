/** A word as a shell takes it. */
export const shellWord = (text: string): string =>
  /^[A-Za-z0-9_@+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
