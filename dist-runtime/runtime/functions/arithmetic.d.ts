export declare const addInt64: import("./strict.js").Strict2<
  import("../values.js").Int,
  import("../values.js").Int,
  import("../values.js").Int
>;
export declare const subtractInt64: import("./strict.js").Strict2<
  import("../values.js").Int,
  import("../values.js").Int,
  import("../values.js").Int
>;
export declare const multiplyInt64: import("./strict.js").Strict2<
  import("../values.js").Int,
  import("../values.js").Int,
  import("../values.js").Int
>;
export declare const negateInt64: import("./strict.js").Strict1<import("../values.js").Int, import("../values.js").Int>;
export declare const absInt64: import("./strict.js").Strict1<import("../values.js").Int, import("../values.js").Int>;
export declare const addFloat64: import("./strict.js").Strict2<number, number, number>;
export declare const subtractFloat64: import("./strict.js").Strict2<number, number, number>;
export declare const multiplyFloat64: import("./strict.js").Strict2<number, number, number>;
export declare const negateFloat64: import("./strict.js").Strict1<number, number>;
export declare const absFloat64: import("./strict.js").Strict1<number, number>;
type Partial2<A> = (a: A | null, b: A | null) => A | null;
export declare const divideFloat64: Partial2<number>;
export declare const remainderFloat64: Partial2<number>;
export declare const remainderInt64: Partial2<import("../values.js").Int>;
export declare const divInt64: Partial2<import("../values.js").Int>;
