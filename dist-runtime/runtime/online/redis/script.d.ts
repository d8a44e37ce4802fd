/**
 * A Lua script that Redis runs as one step. Instants are compared as two 32-bit numbers, because Lua's own `<` on
 * strings uses the server's locale and not bytes.
 */
export interface Script {
  readonly lua: string;
  readonly sha: string;
}
/**
 * KEYS: keys of rows. ARGV: their values. Returns how many were put, followed by the indexes of rows that met a greater
 * T. Or it returns -1 and the index of a key that holds no string, and puts nothing.
 */
export declare const putIfNotOlder: Script;
/**
 * KEYS: keys. ARGV: two letters for each key, then for each key its expected value and its new value. The first letter
 * says whether the key is expected to be there (`v`) or not (`n`), the second whether to set it (`v`) or to remove it
 * (`n`). Returns how many were changed, followed by the indexes of the others. Or it returns -1 and the index of a key
 * that holds no string, and changes nothing.
 */
export declare const swapIfSame: Script;
/**
 * KEYS: a view's meta, and the view's record. ARGV: the meta's expected value (empty: nothing), its new value, and the
 * mark that the record must hold (empty: not checked). Returns 1 if the meta was moved. Else it returns 0 and the index
 * of the key that is not as expected. The record lists the view's metas, for `forgetView`.
 */
export declare const moveMeta: Script;
/** KEYS[1]: a view's record. Removes the record and the metas of all its definitions. */
export declare const forgetView: Script;
