/* The names of the columns that a derived source's steps add, as its expressions have them. */

export const elementColumn = (name: string): string => `each.${name}`;
export const joinedColumn = (alias: string, name: string): string => `${alias}.${name}`;
