/**
 * The names of the columns that plans add to those of the data.
 *
 * Always: a name is made here and compared whole. No code takes one apart; what a column stands for is in the plan. A
 * name holds a sign that no declared name can hold (`@`, `.`, `:`), so it never clashes with a declared one.
 */

/** A key of a view, at a row or at an instant. */
export const keyColumn = (index: number): string => `@k${index}`;
/** The same key of a view as its rows have it, where they were found by other keys. */
export const rowKeyColumn = (index: number): string => `@r${index}`;
/** A view's latest value of a column. */
export const latestColumn = (column: string): string => `l.${column}`;
export const aggregateColumn = (id: string): string => `a.${id}`;
/** An aggregate that has its value over no rows where it met none. */
export const filledColumn = (id: string): string => `e.${id}`;
/** A column of a source's data, kept to break ties among its rows. */
export const dataColumn = (column: string): string => `@base.${column}`;

/** A key or request field of a label. */
export const inputColumn = (name: string): string => `in.${name}`;
/** The same in the table of labels, whose columns people may see. */
export const labelColumn = (input: string): string => `feat_in_${input}`;
/** A column of a reading row that an as-of join carries along. */
export const carriedColumn = (column: string): string => `kept.${column}`;

/** A feature, or a `let` among the features, of a step of a service. */
export const featureColumn = (step: string, name: string): string => `${step}:${name}`;
/** A column of a view's values, read by a step. */
export const stepColumn = (step: string, column: string): string => `${step}.${column}`;
/** The instant at which a step reads. */
export const stepTime = (step: string): string => `${step}@t`;
export const stepKeyColumn = (step: string, index: number): string => `${step}@k${index}`;

/** True for a row that a rule holds for. */
export const ruleColumn = (rule: number): string => `@rule${rule}`;
/** True if a rule over all keys holds. */
export const holdsColumn = (rule: number): string => `@holds${rule}`;
/** How many keys a rule does not hold for, and the least of these keys. */
export const failedColumn = (rule: number): string => `@failed${rule}`;
export const sampleColumn = (rule: number, key: number): string => `@sample${rule}.${key}`;
