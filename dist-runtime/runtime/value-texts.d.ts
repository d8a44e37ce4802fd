import { type Type } from "./types.js";
/** The values that a declared type takes, in words. Error messages use it to say how to fix a value. */
export declare function takes(type: Type): string;
/** The values that a declared type takes, for an error about a value that is out of range. */
export declare function range(type: Type): string;
