/**
 * Makes the lock file with all its bytes on the disk. LMDB would make a sparse file and write to it through memory. On
 * a full disk that ends the process with a signal that cannot be caught.
 */
export declare function makeLockFile(path: string): void;
