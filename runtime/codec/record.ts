/**
 * Builds objects with the same property names from values in order. Every row of every read is built this way, so the
 * builder is compiled once per list of names (four times as fast as setting properties one by one). A name such as
 * `__proto__` becomes an ordinary property.
 */
export type RecordBuilder<T> = (values: readonly T[], from?: number) => Record<string, T>;

export function recordBuilder<T>(names: readonly string[]): RecordBuilder<T> {
  return compiledBuilder<T>(names) ?? plainBuilder<T>(names);
}

/** Null if the process forbids code from strings. */
export function compiledBuilder<T>(names: readonly string[]): RecordBuilder<T> | null {
  // In an object literal a computed name defines an own property even if it is `__proto__`. A plain name makes faster
  // code.
  const key = (name: string) => (name === "__proto__" ? '["__proto__"]' : JSON.stringify(name));
  const properties = names.map((name, index) => `${key(name)}: values[from + ${index}]`);
  return compiled<RecordBuilder<T>>(["values", "from = 0"], `return { ${properties.join(", ")} };`);
}

/** Takes values out of a record of records by their paths. A value that is not there is `undefined`. */
export type Plucker<T> = (record: Readonly<Record<string, Readonly<Record<string, T>>>>) => (T | undefined)[];

export function plucker<T>(paths: readonly (readonly [string, string])[]): Plucker<T> {
  const read = paths.map(([outer, inner]) => `record[${JSON.stringify(outer)}][${JSON.stringify(inner)}]`);
  const plain: Plucker<T> = (record) => paths.map(([outer, inner]) => record[outer]![inner]);
  return compiled<Plucker<T>>(["record"], `return [${read.join(", ")}];`) ?? plain;
}

function compiled<F>(parameters: readonly string[], body: string): F | null {
  try {
    return new Function(...parameters, body) as F;
  } catch (error) {
    if (error instanceof EvalError) return null;
    throw error;
  }
}

export function plainBuilder<T>(names: readonly string[]): RecordBuilder<T> {
  return (values, from = 0) => {
    const record: Record<string, T> = {};
    for (let index = 0; index < names.length; index++) setProperty(record, names[index]!, values[from + index]!);
    return record;
  };
}

export function setProperty<T>(record: Record<string, T>, name: string, value: T): void {
  if (name !== "__proto__") record[name] = value;
  else Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true });
}

/** A property of the object itself, never an inherited one. */
export function ownProperty<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
