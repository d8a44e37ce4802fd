/** Counts the reads of properties, which measures the work on a value independently of the machine. */
export interface CountedReads<T> {
  /** The value. Each read of one of its properties, at any depth, is counted. */
  readonly value: T;
  readonly reads: () => number;
}

const isCounted = (value: unknown): value is object =>
  Array.isArray(value) ||
  (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype);

export function countedReads<T>(of: T): CountedReads<T> {
  let reads = 0;
  // An object always has the same proxy, so that comparisons of objects still work.
  const proxies = new WeakMap<object, object>();
  const counted = (value: unknown): unknown => {
    if (!isCounted(value)) return value;
    const known = proxies.get(value);
    if (known !== undefined) return known;
    const proxy = new Proxy(value, {
      get: (target, key, receiver) => {
        reads++;
        return counted(Reflect.get(target, key, receiver));
      },
    });
    proxies.set(value, proxy);
    return proxy;
  };
  return { value: counted(of) as T, reads: () => reads };
}
