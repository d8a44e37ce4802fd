import type { Connection } from "./connection.js";
/**
 * Removes a view's record and everything under the keys that begin with it. The metas are removed before the rows, so
 * that nobody takes the remaining rows for all of them. The metas and the mark are removed again at the end, because a
 * run that began in the meantime may have lost rows.
 */
export declare function clearView(connection: Connection, record: Buffer): Promise<number>;
