import { createRequire as $createRequire } from "node:module";
const require = $createRequire(import.meta.url);
var __defProp = Object.defineProperty;
var __export = (target, all) => {
  for (var name in all) __defProp(target, name, { get: all[name], enumerable: true });
};

// runtime/functions/feature-error.ts
var FeatureError = class extends Error {
  name = "FeatureError";
};
function inFeature(feature, compute) {
  try {
    return compute();
  } catch (error) {
    if (error instanceof FeatureError && !(error.cause instanceof FeatureError))
      throw new FeatureError(`feature ${feature}: ${error.message}`, { cause: error });
    throw error;
  }
}
function once(compute) {
  let done = null;
  return () => {
    done ??= { value: compute() };
    return done.value;
  };
}

// runtime/codec/checksum.ts
function checksum(seed, view, end) {
  let hash = seed ^ 2538058380 ^ end;
  const words = end & ~3;
  for (let at = 0; at < words; at += 4) {
    hash ^= Math.imul(view.getInt32(at), 1540483477);
    hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 1684360102;
  }
  for (let at = words; at < end; at++) hash = Math.imul(hash ^ view.getUint8(at), 16777619);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 73244475);
  return (hash ^ (hash >>> 16)) >>> 0;
}
var spaceSeed = (space) => keySeed(2166136261, Buffer.from(space));
function keySeed(space, key) {
  let hash = space ^ key.length;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key[at], 16777619);
  return hash;
}

// runtime/codec/int64.ts
var TWO_32 = 4294967296;
var SIGN = 2147483648;
function highHalf(value) {
  return typeof value === "number" ? Math.floor(value / TWO_32) | 0 : Number(BigInt.asIntN(32, value >> 32n));
}
function lowHalf(value) {
  return typeof value === "number" ? value >>> 0 : Number(BigInt.asUintN(32, value));
}
function fromHalves(high, low) {
  if (high >= -2097152 && high < 2097152 && !(high === -2097152 && low === 0)) return high * TWO_32 + low;
  return (BigInt(high) << 32n) | BigInt(low);
}
function writeSortable(view, at, value) {
  view.setUint32(at, (highHalf(value) ^ SIGN) >>> 0);
  view.setUint32(at + 4, lowHalf(value));
}
function readSortable(view, at) {
  return fromHalves(view.getUint32(at) ^ SIGN, view.getUint32(at + 4));
}
function sortableBytes(value) {
  const bytes = Buffer.alloc(8);
  writeSortable(new DataView(bytes.buffer, bytes.byteOffset, 8), 0, value);
  return bytes;
}
function fromSortableBytes(bytes) {
  return readSortable(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
}

// runtime/codec/record.ts
function recordBuilder(names) {
  return compiledBuilder(names) ?? plainBuilder(names);
}
function compiledBuilder(names) {
  const key = (name) => (name === "__proto__" ? '["__proto__"]' : JSON.stringify(name));
  const properties = names.map((name, index) => `${key(name)}: values[from + ${index}]`);
  return compiled(["values", "from = 0"], `return { ${properties.join(", ")} };`);
}
function plucker(paths) {
  const read = paths.map(([outer, inner]) => `record[${JSON.stringify(outer)}][${JSON.stringify(inner)}]`);
  const plain = (record) => paths.map(([outer, inner]) => record[outer][inner]);
  return compiled(["record"], `return [${read.join(", ")}];`) ?? plain;
}
function compiled(parameters, body) {
  try {
    return new Function(...parameters, body);
  } catch (error) {
    if (error instanceof EvalError) return null;
    throw error;
  }
}
function plainBuilder(names) {
  return (values, from = 0) => {
    const record = {};
    for (let index = 0; index < names.length; index++) setProperty(record, names[index], values[from + index]);
    return record;
  };
}
function setProperty(record, name, value) {
  if (name !== "__proto__") record[name] = value;
  else Object.defineProperty(record, name, { value, enumerable: true, writable: true, configurable: true });
}
function ownProperty(record, name) {
  return Object.hasOwn(record, name) ? record[name] : void 0;
}

// runtime/codec/scratch.ts
var Scratch = class {
  bytes = Buffer.alloc(4096);
  view = viewOf(this.bytes);
  /** Where the next value is written or read. */
  at = 0;
  /** When reading: the position after the last byte. */
  end = 0;
  /** Makes room for `size` more bytes after `at`. */
  reserve(size) {
    if (this.at + size <= this.bytes.length) return;
    const grown = Buffer.alloc(Math.max(this.bytes.length * 2, this.at + size));
    grown.set(this.bytes.subarray(0, this.at));
    this.bytes = grown;
    this.view = viewOf(grown);
  }
  /** Loads `bytes` for reading. */
  load(bytes) {
    this.at = 0;
    this.reserve(bytes.length);
    this.bytes.set(bytes);
    this.end = bytes.length;
  }
  /** Skips `size` bytes and returns where they begin. */
  take(size) {
    const start = this.at;
    if (size < 0 || start + size > this.end) throw new RangeError("its bytes end too early");
    this.at = start + size;
    return start;
  }
  /** LEB128, up to 2^32 - 1. */
  writeCount(count) {
    this.reserve(5);
    let rest = count;
    while (rest > 127) {
      this.bytes[this.at++] = (rest & 127) | 128;
      rest >>>= 7;
    }
    this.bytes[this.at++] = rest;
  }
  readCount() {
    let count = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.bytes[this.take(1)] ?? 0;
      count += (byte & 127) * 2 ** shift;
      if (byte < 128) return count;
    }
    throw new RangeError("a length in it is not valid");
  }
  /** A copy of the written bytes. */
  copy() {
    const out = Buffer.allocUnsafe(this.at);
    out.set(this.bytes.subarray(0, this.at));
    return out;
  }
};
function viewOf(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

// runtime/functions/int64.ts
var MIN = -(2n ** 63n);
var MAX = 2n ** 63n - 1n;
function toInt64(value) {
  if (value < MIN || value > MAX) throw new FeatureError("int64 overflow");
  return narrow(value);
}
var fitInt64 = (value) => (value < MIN || value > MAX ? null : narrow(value));
function narrow(value) {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
function add(a, b) {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return toInt64(BigInt(a) + BigInt(b));
}
function subtract(a, b) {
  if (typeof a === "number" && typeof b === "number") {
    const difference = a - b;
    if (Number.isSafeInteger(difference)) return difference;
  }
  return toInt64(BigInt(a) - BigInt(b));
}
function multiply(a, b) {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return toInt64(BigInt(a) * BigInt(b));
}
var negate = (a) => (typeof a === "number" ? 0 - a : toInt64(-a));
var magnitude = (a) => (typeof a === "number" ? Math.abs(a) : a < 0n ? toInt64(-a) : a);
function quotient(a, b) {
  if (typeof a === "number" && typeof b === "number") {
    return (a - (a % b)) / b + 0;
  }
  return toInt64(BigInt(a) / BigInt(b));
}
function remainder(a, b) {
  if (typeof a === "number" && typeof b === "number") return (a % b) + 0;
  return narrow(BigInt(a) % BigInt(b));
}
function floorDivide(a, b) {
  if (typeof a === "number") {
    const over = a % b;
    const rest2 = over < 0 ? over + b : over + 0;
    const whole = a - rest2;
    if (Number.isSafeInteger(whole)) return { quotient: whole / b + 0, rest: rest2 };
  }
  const [x, y] = [BigInt(a), BigInt(b)];
  const rest = ((x % y) + y) % y;
  return { quotient: narrow((x - rest) / y), rest: Number(rest) };
}

// runtime/codec/values.ts
var int64 = {
  write: (to, value) => {
    to.reserve(8);
    to.view.setInt32(to.at, highHalf(value));
    to.view.setUint32(to.at + 4, lowHalf(value));
    to.at += 8;
  },
  read: (from) => {
    const at = from.take(8);
    return fromHalves(from.view.getInt32(at), from.view.getUint32(at + 4));
  },
};
var int32 = {
  write: (to, value) => {
    to.reserve(4);
    to.view.setInt32(to.at, Number(value));
    to.at += 4;
  },
  read: (from) => from.view.getInt32(from.take(4)),
};
var text = {
  write: (to, value) => {
    const string = value;
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
var scalars = {
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
      to.view.setFloat32(to.at, value);
      to.at += 4;
    },
    read: (from) => from.view.getFloat32(from.take(4)),
  },
  float64: {
    write: (to, value) => {
      to.reserve(8);
      to.view.setFloat64(to.at, value);
      to.at += 8;
    },
    read: (from) => from.view.getFloat64(from.take(8)),
  },
  string: text,
  json: text,
  bytes: {
    write: (to, value) => {
      const bytes = value;
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
var decimal = {
  write: (to, value) => text.write(to, String(value)),
  read: (from) => narrow(BigInt(text.read(from))),
};
function array(type) {
  const element = valueCodec(type.element);
  const nullable = type.element.nullable;
  const { size } = type;
  return {
    write: (to, value) => {
      const items = value;
      if (size === null) to.writeCount(items.length);
      else if (items.length !== size) throw new RangeError(`a vector of ${size} with ${items.length} elements`);
      const bitmap = nullable ? (items.length + 7) >> 3 : 0;
      to.reserve(bitmap);
      const start = to.at;
      to.bytes.fill(0, start, start + bitmap);
      to.at += bitmap;
      for (const [index, item] of items.entries()) {
        if (item !== null) element.write(to, item);
        else if (nullable) to.bytes[start + (index >> 3)] |= 1 << (index & 7);
        else throw new RangeError("null in a fixed vector");
      }
    },
    read: (from) => {
      const length = size ?? from.readCount();
      const bitmap = nullable ? (length + 7) >> 3 : 0;
      if (length > (from.end - from.at) * 8 + 8) throw new RangeError("its bytes end too early");
      const start = from.take(bitmap);
      const items = [];
      for (let index = 0; index < length; index++) {
        const isNull = nullable && (from.bytes[start + (index >> 3)] & (1 << (index & 7))) !== 0;
        items.push(isNull ? null : element.read(from));
      }
      return items;
    },
  };
}
function struct(type) {
  const fields = type.fields.map((field) => ({ name: field.name, codec: valueCodec(field.type) }));
  const bitmap = (fields.length + 7) >> 3;
  return {
    write: (to, value) => {
      to.reserve(bitmap);
      const start = to.at;
      to.bytes.fill(0, start, start + bitmap);
      to.at += bitmap;
      for (const [index, { name, codec }] of fields.entries()) {
        const own = ownProperty(value, name) ?? null;
        if (own === null) to.bytes[start + (index >> 3)] |= 1 << (index & 7);
        else codec.write(to, own);
      }
    },
    read: (from) => {
      const start = from.take(bitmap);
      const record = {};
      for (const [index, { name, codec }] of fields.entries()) {
        const isNull = (from.bytes[start + (index >> 3)] & (1 << (index & 7))) !== 0;
        setProperty(record, name, isNull ? null : codec.read(from));
      }
      return record;
    },
  };
}
function map(type) {
  const list = (element) => array({ kind: "array", element, size: null, nullable: false });
  const keys = list({ ...type.key, nullable: false });
  const values = list({ ...type.value, nullable: true });
  return {
    write: (to, value) => {
      const entries = value;
      keys.write(to, [...entries.keys()]);
      values.write(to, [...entries.values()]);
    },
    read: (from) => {
      const names = keys.read(from);
      const found = values.read(from);
      if (names.length !== found.length) throw new RangeError("a map with a different number of keys and values");
      return new Map(names.map((name, index) => [name, found[index]]));
    },
  };
}
function valueCodec(type) {
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

// runtime/codec/row.ts
var FORMAT = 2;
var INSTANT_AT = 1;
var FLAGS_AT = 9;
var BODY_AT = 10;
var LIVE = 1;
var HAS_TIME = 2;
var HAS_UNTIL = 4;
var TOO_SHORT = "its bytes end too early";
var CHECKSUM = "its bytes are damaged or belong to another key: the checksum differs";
function rowIsIntact(space, key, bytes) {
  const end = bytes.length - 4;
  if (end < BODY_AT || bytes[0] !== FORMAT) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getUint32(end) === checksum(keySeed(spaceSeed(space), key), view, end);
}
function rowCodec(view, space) {
  const seed = spaceSeed(space);
  const codecs = [...view.latest, ...view.aggregates].map(({ type }) => valueCodec(type));
  const count = codecs.length;
  const bitmap = (count + 7) >> 3;
  const split = view.latest.length;
  const latest = recordBuilder(view.latest.map(({ name }) => name));
  const aggregates = recordBuilder(view.aggregates.map(({ name }) => name));
  const scratch = new Scratch();
  function encode(key, head, values) {
    scratch.at = 0;
    scratch.reserve(BODY_AT + 16 + bitmap);
    scratch.bytes[0] = FORMAT;
    writeSortable(scratch.view, INSTANT_AT, head.at);
    scratch.bytes[FLAGS_AT] =
      (head.live ? LIVE : 0) | (head.time !== null ? HAS_TIME : 0) | (head.until !== null ? HAS_UNTIL : 0);
    scratch.at = BODY_AT;
    for (const instant of [head.time, head.until]) {
      if (instant === null) continue;
      writeSortable(scratch.view, scratch.at, instant);
      scratch.at += 8;
    }
    const nulls = scratch.at;
    scratch.bytes.fill(0, nulls, nulls + bitmap);
    scratch.at += bitmap;
    for (let index = 0; index < count; index++) {
      const value = values[index] ?? null;
      if (value === null) scratch.bytes[nulls + (index >> 3)] |= 1 << (index & 7);
      else codecs[index].write(scratch, value);
    }
    scratch.reserve(4);
    scratch.view.setUint32(scratch.at, checksum(keySeed(seed, key), scratch.view, scratch.at));
    scratch.at += 4;
    return scratch.copy();
  }
  function open(key, bytes) {
    const end = bytes.length - 4;
    if (bytes.length === 0) throw new RangeError("its bytes are missing");
    if (bytes[0] !== FORMAT) throw new RangeError(`its format is ${bytes[0]}, not ${FORMAT}`);
    if (end < BODY_AT + bitmap) throw new RangeError(TOO_SHORT);
    scratch.load(bytes);
    if (scratch.view.getUint32(end) !== checksum(keySeed(seed, key), scratch.view, end)) throw new RangeError(CHECKSUM);
    scratch.end = end;
    const flags = scratch.bytes[FLAGS_AT] ?? 0;
    scratch.at = BODY_AT;
    const time = (flags & HAS_TIME) !== 0 ? readSortable(scratch.view, scratch.take(8)) : null;
    const until = (flags & HAS_UNTIL) !== 0 ? readSortable(scratch.view, scratch.take(8)) : null;
    return { at: readSortable(scratch.view, INSTANT_AT), time, live: (flags & LIVE) !== 0, until };
  }
  function readValues() {
    const nulls = scratch.take(bitmap);
    const values = new Array(count);
    for (let index = 0; index < count; index++) {
      const isNull = (scratch.bytes[nulls + (index >> 3)] & (1 << (index & 7))) !== 0;
      values[index] = isNull ? null : codecs[index].read(scratch);
    }
    if (scratch.at !== scratch.end) throw new RangeError(`${scratch.end - scratch.at} bytes too many`);
    return values;
  }
  function decodeValues(key, bytes) {
    const head = open(key, bytes);
    return { head, values: readValues() };
  }
  return {
    encode,
    decodeValues,
    decode: (key, bytes) => {
      const { head, values } = decodeValues(key, bytes);
      const stored = { latest: latest(values), aggregates: aggregates(values, split) };
      return { at: head.at, time: head.time, live: head.live, until: head.until, stored };
    },
  };
}

// runtime/codec/key.ts
import { createHash } from "node:crypto";

var PLAIN = 1;
var HASHED = 2;
var LONGEST = 512;
var wide = (to, value) => {
  to.reserve(8);
  writeSortable(to.view, to.at, value);
  to.at += 8;
};
var integers = /* @__PURE__ */ new Set(["int32", "int64", "timestamp", "date"]);
function keyEncoder(keys) {
  const writers = keys.map(({ type }) => (integers.has(type.kind) ? wide : valueCodec(type).write));
  const scratch = new Scratch();
  return (values) => {
    scratch.at = 0;
    scratch.bytes[scratch.at++] = PLAIN;
    for (let index = 0; index < writers.length; index++) writers[index](scratch, values[index]);
    if (scratch.at <= LONGEST) return scratch.copy();
    const hash = createHash("sha256").update(scratch.bytes.subarray(0, scratch.at)).digest();
    return Buffer.concat([Buffer.of(HASHED), hash]);
  };
}

// runtime/errors.ts
var InputError = class extends Error {
  name = "InputError";
  /** The key or request field at fault; null if the error is about something else. */
  field;
  /** The row at fault, counted from 0, if the caller gave several. */
  row;
  constructor(message, { field = null, row = null, ...options } = {}) {
    super(message, options);
    this.field = field;
    this.row = row;
  }
};
var DataError = class extends Error {
  name = "DataError";
};
var StoreError = class extends DataError {
  constructor(address, message, options) {
    super(message, options);
    this.address = address;
  }
  address;
  name = "StoreError";
};
var NotMaterializedError = class extends DataError {
  constructor(views, address) {
    const one = views.length === 1;
    super(
      `${one ? "view" : "views"} ${views.join(", ")} ${one ? "is" : "are"} not in the online store at ${address}: ${one ? "it was" : "they were"} never materialized there (or the first run has not finished), or ${one ? "its definition" : "their definitions"} changed since; run \`feat materialize ${views.join(" ")}\``,
    );
    this.views = views;
    this.address = address;
  }
  views;
  address;
  name = "NotMaterializedError";
};
var messageOf = (error) => (error instanceof Error ? error.message : String(error));

// runtime/online/unreadable.ts
var Unreadable = class {
  constructor(why, foreign = false) {
    this.why = why;
    this.foreign = foreign;
  }
  why;
  foreign;
};
function unreadable(address, what, { why, foreign }, wayOut) {
  const then = wayOut ?? (foreign ? "delete that key, then materialize the view again" : "materialize the view again");
  return new StoreError(address, `can't read ${what} in the online store at ${address}: ${why}; ${then}`);
}

// runtime/online/meta.ts
var FORMAT2 = 130;
var CHECKSUM_AT = 17;
var LENGTH = 21;
function packMeta(space, meta) {
  const bytes = Buffer.concat([
    Buffer.of(FORMAT2),
    packInstant(meta.asOf),
    packInstant(meta.complete),
    Buffer.alloc(4),
  ]);
  bytes.writeUInt32BE(checksumOf(space, bytes), CHECKSUM_AT);
  return bytes;
}
function unpackMeta(space, bytes) {
  if (!bytes) return { asOf: null, complete: null };
  if (bytes[0] !== FORMAT2) return new Unreadable(`its format is ${bytes[0] ?? "missing"}, not ${FORMAT2}`);
  if (bytes.length !== LENGTH) return new Unreadable(`its length is ${bytes.length} bytes, not ${LENGTH}`);
  const stored = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (stored.readUInt32BE(CHECKSUM_AT) !== checksumOf(space, bytes))
    return new Unreadable("its bytes are damaged or belong to another view: the checksum differs");
  return { asOf: unpackInstant(bytes.subarray(1, 9)), complete: unpackInstant(bytes.subarray(9, 17)) };
}
function laterMeta(a, b) {
  return { asOf: later(a.asOf, b.asOf), complete: later(a.complete, b.complete) };
}
var viewText = ({ project, view }) => joined([project, view]);
var spaceText = ({ project, view, fingerprint }) => joined([project, view, fingerprint]);
var joined = (parts) => parts.map((part) => part.replace(/[%:]/g, encodeURIComponent)).join(":");
var NONE = Buffer.alloc(8);
var packInstant = (instant) => (instant === null ? NONE : sortableBytes(instant));
var unpackInstant = (bytes) => (NONE.equals(bytes) ? null : fromSortableBytes(bytes));
var later = (a, b) => (a === null ? b : b === null ? a : a < b ? b : a);
var checksumOf = (space, bytes) =>
  checksum(spaceSeed(spaceText(space)), new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), CHECKSUM_AT);

// runtime/online/call.ts
function within({ signal, timeout }, late, work) {
  if (timeout !== void 0 && !(timeout > 0)) return Promise.reject(wrongTimeout(timeout));
  if (signal?.aborted === true) return Promise.reject(signal.reason);
  if (signal === void 0 && (timeout === void 0 || timeout > LONGEST2)) return work();
  return new Promise((resolve, reject) => {
    let timer;
    let over;
    const abort = () => end(() => reject(signal?.reason));
    const end = (settle) => {
      clearTimeout(timer);
      clearImmediate(over);
      signal?.removeEventListener("abort", abort);
      settle();
    };
    const expire = (milliseconds) => {
      over = setImmediate(() => end(() => reject(late(milliseconds))));
    };
    if (timeout !== void 0 && timeout <= LONGEST2) timer = setTimeout(expire, timeout, timeout);
    signal?.addEventListener("abort", abort);
    work().then(
      (value) => end(() => resolve(value)),
      (error) => end(() => reject(error)),
    );
  });
}
var LONGEST2 = 2 ** 31 - 1;
var wrongTimeout = (timeout) => new InputError(`a timeout is a number of milliseconds above 0, not ${timeout}`);

// runtime/online/distinct-keys.ts
function requireDistinctKeys(swaps) {
  const seen = new Set(swaps.map(({ key }) => Buffer.from(key).toString("latin1")));
  if (seen.size < swaps.length) throw new Error("a swap names a key twice");
}

// runtime/online/record-key.ts
var recordKey = (key) => Buffer.concat([ZERO, key]);
var isRowKey = (stored) => stored.length > 0 && stored[0] !== 0;
var ZERO = Buffer.of(0);

export {
  __export,
  add,
  DataError,
  FeatureError,
  fitInt64,
  floorDivide,
  INSTANT_AT,
  InputError,
  inFeature,
  isRowKey,
  keyEncoder,
  laterMeta,
  magnitude,
  messageOf,
  multiply,
  NotMaterializedError,
  narrow,
  negate,
  once,
  ownProperty,
  packMeta,
  plucker,
  quotient,
  recordBuilder,
  recordKey,
  remainder,
  requireDistinctKeys,
  rowCodec,
  rowIsIntact,
  StoreError,
  setProperty,
  spaceText,
  subtract,
  toInt64,
  Unreadable,
  unpackMeta,
  unreadable,
  viewText,
  within,
};
//# sourceMappingURL=chunk-3N4C6R2J.js.map
