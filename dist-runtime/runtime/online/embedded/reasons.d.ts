/** How many processes may read at once. LMDB's default is 126. */
export declare const READERS = 1024;
export declare function reason(error: unknown): string;
export declare const isReadersFull: (error: unknown) => boolean;
