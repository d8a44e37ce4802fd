/** Reads of properties, counted: how much work is done with a value, whatever the machine. */
export interface CountedReads<T> {
  /** The value; reading a property of it, or of anything in it, counts. */
  readonly value: T;
  readonly reads: () => number;
}

const isCounted = (value: unknown): value is object =>
  Array.isArray(value) ||
  (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype);

export function countedReads<T>(of: T): CountedReads<T> {
  let reads = 0;
  // The same object is always the same proxy, so that comparing objects goes on to work.
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
