import type { Schema, Type, types } from "avsc";
import { narrow } from "../client/instant.js";
import { dateText, timestampText } from "../functions/calendar.js";
import { decimalText } from "../functions/decimals.js";
import type { AvroPackage } from "./package.js";
import type { RegisteredSchema } from "./registry.js";

/**
 * Types of Avro whose values are in the form of JSON: an instant is a text in RFC 3339, a date and a decimal are texts,
 * a long is a bigint. All unions are wrapped, so that their branches can be told apart.
 */
export function avroTypes(avro: AvroPackage): (schema: RegisteredSchema) => Type {
  const long = avro.types.LongType.__with({
    fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
    toBuffer: (value: bigint) => {
      const bytes = Buffer.alloc(8);
      bytes.writeBigInt64LE(BigInt(value));
      return bytes;
    },
    fromJSON: (value: number) => BigInt(value),
    toJSON: (value: bigint) => Number(value),
    isValid: (value: unknown) => typeof value === "bigint",
    compare: (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0),
  });

  /** A value that is read by one logical type may have been written by another one of the same group. */
  const logical = (groups: readonly string[], from: (schema: Logical) => (value: never) => string) => {
    class Own extends avro.types.LogicalType {
      readonly #from: (value: never) => string;
      constructor(schema: Schema, options: unknown) {
        super(schema, options);
        this.#from = from(schema as Logical);
      }
      protected override _fromValue(value: unknown): Read {
        return new Read(value, this.#from(value as never));
      }
      /** The library writes the defaults of a schema, and reads them from there. */
      protected override _toValue(value: unknown): unknown {
        return value instanceof Read ? value.written : value;
      }
      protected override _resolve(writer: Type): ((value: unknown) => unknown) | undefined {
        const written = (writer as { readonly typeName: string }).typeName;
        if (groups.some((name) => written === `logical:${name}`)) return (value) => value;
        if (written.startsWith("logical:")) return undefined;
        return this.underlyingType.typeName === written ? (value) => this._fromValue(value) : undefined;
      }
    }
    return Own;
  };
  const instants = ["timestamp-millis", "timestamp-micros", "timestamp-nanos"];
  const locals = instants.map((name) => `local-${name}`);
  const instant = (unit: bigint, divisor: bigint) => () => (value: bigint) => {
    const scaled = BigInt(value) * unit;
    return timestampText(narrow(scaled >= 0n ? scaled / divisor : -((-scaled + divisor - 1n) / divisor)));
  };
  /** Without a zone, which the source says. */
  const local = (unit: bigint, divisor: bigint) => () => {
    const text = instant(unit, divisor)();
    return (value: bigint) => text(value).slice(0, -1);
  };
  const classes: Readonly<Record<string, { readonly on: readonly string[]; readonly make: LogicalClass }>> = {
    "timestamp-millis": { on: ["long"], make: logical(instants, instant(1000n, 1n)) },
    "timestamp-micros": { on: ["long"], make: logical(instants, instant(1n, 1n)) },
    "timestamp-nanos": { on: ["long"], make: logical(instants, instant(1n, 1000n)) },
    "local-timestamp-millis": { on: ["long"], make: logical(locals, local(1000n, 1n)) },
    "local-timestamp-micros": { on: ["long"], make: logical(locals, local(1n, 1n)) },
    "local-timestamp-nanos": { on: ["long"], make: logical(locals, local(1n, 1000n)) },
    date: { on: ["int"], make: logical(["date"], () => (value: number) => dateText(value)) },
    decimal: {
      on: ["bytes", "fixed"],
      make: logical(
        ["decimal"],
        ({ scale = 0 }) =>
          (bytes: Buffer) =>
            decimalText(narrow(signed(bytes)), scale),
      ),
    },
  };

  return ({ text, references }) => {
    // What is inside a logical type is asked for with the same schema once more.
    let inside: unknown = null;
    const options = {
      registry: {} as Record<string, Type>,
      wrapUnions: true,
      typeHook: (schema: unknown, own: unknown): Type | undefined => {
        const type = typeof schema === "object" && schema !== null ? (schema as Logical).type : schema;
        const name = typeof schema === "object" && schema !== null ? (schema as Logical).logicalType : undefined;
        const found = name !== undefined && Object.hasOwn(classes, name) ? classes[name] : undefined;
        if (found !== undefined && schema !== inside && found.on.includes(String(type))) {
          inside = schema;
          try {
            return new found.make(schema as Schema, own);
          } finally {
            inside = null;
          }
        }
        return type === "long" ? long : undefined;
      },
    };
    for (const reference of references) avro.Type.forSchema(JSON.parse(reference) as Schema, options);
    return avro.Type.forSchema(JSON.parse(text) as Schema, options);
  };
}

/** A value of a logical type: what is written, and what it means. */
class Read {
  constructor(
    readonly written: unknown,
    readonly text: string,
  ) {}
}

interface Logical {
  readonly type?: unknown;
  readonly logicalType?: string;
  readonly scale?: number;
}
type LogicalClass = new (schema: Schema, options: unknown) => Type;

/** An integer in two's complement, its greatest byte first. */
function signed(bytes: Buffer): bigint {
  if (bytes.length === 0) return 0n;
  const value = BigInt(`0x${bytes.toString("hex")}`);
  return bytes[0]! < 0x80 ? value : value - (1n << BigInt(bytes.length * 8));
}

/** A value without the wrappers of its unions. */
export function unwrapped(type: Type, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (value instanceof Read) return value.text;
  switch ((type as { readonly typeName: string }).typeName) {
    case "union:wrapped": {
      const [name = ""] = Object.keys(value as object);
      const branch = (type as types.WrappedUnionType).types.find((each) => each.branchName === name);
      return branch === undefined ? null : unwrapped(branch, (value as Record<string, unknown>)[name]);
    }
    case "record":
    case "error":
      return Object.fromEntries(
        (type as types.RecordType).fields.map((field) => [
          field.name,
          unwrapped(field.type, (value as Record<string, unknown>)[field.name]),
        ]),
      );
    case "array":
      return (value as readonly unknown[]).map((item) => unwrapped((type as types.ArrayType).itemsType, item));
    case "map":
      return Object.fromEntries(
        Object.entries(value as object).map(([key, item]) => [
          key,
          unwrapped((type as types.MapType).valuesType as Type, item),
        ]),
      );
    default:
      return value;
  }
}
