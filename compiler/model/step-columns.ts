/* The names, in a derived source's expressions, of the columns that its steps add. */

export const elementColumn = (name: string): string => `each.${name}`;
export const joinedColumn = (alias: string, name: string): string => `${alias}.${name}`;
