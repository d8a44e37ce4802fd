import type { Int } from "../values.js";
export declare const md5: import("./strict.js").Strict1<string, string>;
export declare const sha256: import("./strict.js").Strict1<string, string>;
export declare const hashBucketString: (text: string | null, n: Int | null) => number | null;
export declare const hashBucketInt64: (value: Int | null, n: Int | null) => number | null;
export declare const hexOfBytes: import("./strict.js").Strict1<Uint8Array<ArrayBufferLike>, string>;
export declare const base64OfBytes: import("./strict.js").Strict1<Uint8Array<ArrayBufferLike>, string>;
export declare const hexOfString: import("./strict.js").Strict1<string, string>;
export declare const base64OfString: import("./strict.js").Strict1<string, string>;
