import { narrow } from "../functions/int64.js";
import type { ArrayType, MapType, ScalarName, StructType, Type } from "../types.js";
import type { Int, Value } from "../values.js";
import { fromHalves, highHalf, lowHalf } from "./int64.js";
import { ownProperty, setProperty } from "./record.js";
import type { Scratch } from "./scratch.js";

/** How the non-null values of a type are packed. */
export interface ValueCodec {
  readonly write: (to: Scratch, value: Value) => void;
  readonly read: (from: Scratch) => Value;
}

const int64: ValueCodec = {
  write: (to, value) => {
    to.reserve(8);
    to.view.setInt32(to.at, highHalf(value as Int));
    to.view.setUint32(to.at + 4, lowHalf(value as Int));
    to.at += 8;
  },
  read: (from) => {
    const at = from.take(8);
    return fromHalves(from.view.getInt32(at), from.view.getUint32(at + 4));
  },
};

const int32: ValueCodec = {
  write: (to, value) => {
    to.reserve(4);
    to.view.setInt32(to.at, Number(value));
    to.at += 4;
  },
  read: (from) => from.view.getInt32(from.take(4)),
};

const text: ValueCodec = {
  write: (to, value) => {
    const string = value as string;
    // Three bytes hold any UTF-16 unit. The length is known only after the bytes are written, so a short text reserves
    // one byte for it.
    if (string.length < 43) {
      to.reserve(1 + string.length * 3);
      const length = to.bytes.write(string, to.at + 1);
      to.bytes[to.at] = length;
      to.at += 1 + length;
    } else {
      const length = Buffer.byteLength(string);
      to.writeCount(length);
      to.reserve(length);
      to.bytes.write(string, to.at);
      to.at += length;
    }
  },
  read: (from) => {
    const length = from.readCount();
    const at = from.take(length);
    return from.bytes.toString("utf8", at, at + length);
  },
};

const scalars: Readonly<Record<ScalarName, ValueCodec>> = {
  bool: {
    write: (to, value) => {
      to.reserve(1);
      to.bytes[to.at++] = value === true ? 1 : 0;
    },
    read: (from) => from.bytes[from.take(1)] === 1,
  },
  int32,
  int64,
  float32: {
    write: (to, value) => {
      to.reserve(4);
      to.view.setFloat32(to.at, value as number);
      to.at += 4;
    },
    read: (from) => from.view.getFloat32(from.take(4)),
  },
  float64: {
    write: (to, value) => {
      to.reserve(8);
      to.view.setFloat64(to.at, value as number);
      to.at += 8;
    },
    read: (from) => from.view.getFloat64(from.take(8)),
  },
  string: text,
  json: text,
  bytes: {
    write: (to, value) => {
      const bytes = value as Uint8Array;
      to.writeCount(bytes.length);
      to.reserve(bytes.length);
      to.bytes.set(bytes, to.at);
      to.at += bytes.length;
    },
    read: (from) => {
      const length = from.readCount();
      const at = from.take(length);
      return new Uint8Array(from.bytes.subarray(at, at + length));
    },
  },
  timestamp: int64,
  date: int32,
};

/** A decimal may have more digits than an int64, so it is packed as text. */
const decimal: ValueCodec = {
  write: (to, value) => text.write(to, String(value)),
  read: (from) => narrow(BigInt(text.read(from) as string)),
};

/**
 * The length (unless it is fixed), a null bit per element (unless elements cannot be null), then the other elements.
 */
function array(type: ArrayType): ValueCodec {
  const element = valueCodec(type.element);
  const nullable = type.element.nullable;
  const { size } = type;
  return {
    write: (to, value) => {
      const items = value as readonly Value[];
      if (size === null) to.writeCount(items.length);
      else if (items.length !== size) throw new RangeError(`a vector of ${size} with ${items.length} elements`);
      const bitmap = nullable ? (items.length + 7) >> 3 : 0;
      to.reserve(bitmap);
      const start = to.at;
      to.bytes.fill(0, start, start + bitmap);
      to.at += bitmap;
      for (const [index, item] of items.entries()) {
        if (item !== null) element.write(to, item);
        else if (nullable) to.bytes[start + (index >> 3)]! |= 1 << (index & 7);
        else throw new RangeError("null in a fixed vector");
      }
    },
    read: (from) => {
      const length = size ?? from.readCount();
      const bitmap = nullable ? (length + 7) >> 3 : 0;
      // A length greater than the bytes allow is not valid. This is checked before memory is allocated.
      if (length > (from.end - from.at) * 8 + 8) throw new RangeError("its bytes end too early");
      const start = from.take(bitmap);
      const items: Value[] = [];
      for (let index = 0; index < length; index++) {
        const isNull = nullable && (from.bytes[start + (index >> 3)]! & (1 << (index & 7))) !== 0;
        items.push(isNull ? null : element.read(from));
      }
      return items;
    },
  };
}

/** A null bit per field, then the other fields. */
function struct(type: StructType): ValueCodec {
  const fields = type.fields.map((field) => ({ name: field.name, codec: valueCodec(field.type) }));
  const bitmap = (fields.length + 7) >> 3;
  return {
    write: (to, value) => {
      to.reserve(bitmap);
      const start = to.at;
      to.bytes.fill(0, start, start + bitmap);
      to.at += bitmap;
      for (const [index, { name, codec }] of fields.entries()) {
        const own = ownProperty(value as Readonly<Record<string, Value>>, name) ?? null;
        if (own === null) to.bytes[start + (index >> 3)]! |= 1 << (index & 7);
        else codec.write(to, own);
      }
    },
    read: (from) => {
      const start = from.take(bitmap);
      const record: Record<string, Value> = {};
      for (const [index, { name, codec }] of fields.entries()) {
        const isNull = (from.bytes[start + (index >> 3)]! & (1 << (index & 7))) !== 0;
        setProperty(record, name, isNull ? null : codec.read(from));
      }
      return record;
    },
  };
}

/** The keys and then the values, each as an array. */
function map(type: MapType): ValueCodec {
  const list = (element: Type): ValueCodec => array({ kind: "array", element, size: null, nullable: false });
  const keys = list({ ...type.key, nullable: false });
  const values = list({ ...type.value, nullable: true });
  return {
    write: (to, value) => {
      const entries = value as ReadonlyMap<Value, Value>;
      keys.write(to, [...entries.keys()]);
      values.write(to, [...entries.values()]);
    },
    read: (from) => {
      const names = keys.read(from) as readonly Value[];
      const found = values.read(from) as readonly Value[];
      if (names.length !== found.length) throw new RangeError("a map with a different number of keys and values");
      return new Map(names.map((name, index) => [name, found[index]!]));
    },
  };
}

export function valueCodec(type: Type): ValueCodec {
  switch (type.kind) {
    case "array":
      return array(type);
    case "struct":
      return struct(type);
    case "map":
      return map(type);
    case "decimal":
      return decimal;
    case "enum":
      return text;
    default:
      return scalars[type.kind];
  }
}
