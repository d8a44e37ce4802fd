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
  const properties = names.map((name, index) => `${propertyName(name)}: values[from + ${index}]`);
  return compiled<RecordBuilder<T>>(["values", "from = 0"], `return { ${properties.join(", ")} };`);
}

/**
 * A name in an object literal. A computed one defines an own property even if it is `__proto__`; a plain one makes faster
 * code.
 */
const propertyName = (name: string): string => (name === "__proto__" ? '["__proto__"]' : JSON.stringify(name));

/** Takes values out of a record of records by their paths. A value that is not there is `undefined`. */
export type Plucker<T> = (record: Readonly<Record<string, Readonly<Record<string, T>>>>) => (T | undefined)[];

export function plucker<T>(paths: readonly (readonly [string, string])[]): Plucker<T> {
  const read = paths.map(([outer, inner]) => `record[${JSON.stringify(outer)}][${JSON.stringify(inner)}]`);
  const plain: Plucker<T> = (record) => paths.map(([outer, inner]) => record[outer]![inner]);
  return compiled<Plucker<T>>(["record"], `return [${read.join(", ")}];`) ?? plain;
}

/** A property of a record that is written. `write` is left out if the value is written as it is. */
export interface Written<T, Out> {
  readonly name: string;
  /** Where its value is. */
  readonly path: readonly [string, string];
  readonly write: ((value: T) => Out) | null;
}

/** Takes values out of a record of records and writes them into one. `absent` throws if there is no value. */
export function recordWriter<T, Out>(
  fields: readonly Written<T, Out>[],
  absent: (field: number) => never,
): (record: Readonly<Record<string, Readonly<Record<string, T>>>>) => Record<string, Out> {
  const writes = fields.map(({ write }) => write);
  const properties = fields.map(({ name, path: [outer, inner], write }, index) => {
    const value = `(value = record[${JSON.stringify(outer)}][${JSON.stringify(inner)}]) === undefined ? absent(${index})`;
    return `${propertyName(name)}: ${value} : ${write === null ? "value" : `writes[${index}](value)`}`;
  });
  const make = compiled<(own: typeof writes, none: typeof absent) => ReturnType<typeof recordWriter<T, Out>>>(
    ["writes", "absent"],
    `return (record) => { let value; return { ${properties.join(", ")} }; };`,
  );
  if (make !== null) return make(writes, absent);
  const [pluck, build] = [
    plucker<T>(fields.map(({ path }) => path)),
    plainBuilder<Out>(fields.map(({ name }) => name)),
  ];
  return (record) =>
    build(
      pluck(record).map((value, index) => {
        if (value === undefined) return absent(index);
        const write = writes[index];
        return write ? write(value) : (value as T & Out);
      }),
    );
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
