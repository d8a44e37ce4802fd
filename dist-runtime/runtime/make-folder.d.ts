/**
 * Makes a folder and its parents. Node's own `recursive` never returns if a parent cannot hold folders and fails with
 * ENOENT, as /proc does.
 */
export declare function makeFolder(path: string): void;
