/** Messages in Avro, decoded by the schema that wrote them or resolved into another one. */
import avro, { type Schema } from "avsc";
import { describe, expect, test } from "vitest";
import { jsonEdge } from "../../runtime/client/edges/json.js";
import { avroDecoder } from "../../runtime/kafka/decode-avro.js";
import type { MessageColumn } from "../../runtime/kafka/message-columns.js";
import { rowOfFields } from "../../runtime/kafka/row-of-fields.js";
import { type } from "../model/support/sources.js";

/** A long as any writer encodes it, past what a number holds too. */
const long = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: BigInt,
  toJSON: String,
  isValid: (value: unknown) => typeof value === "bigint",
  compare: (a: bigint, b: bigint) => Number(a - b),
});
const framed = (schema: Schema, value: unknown, id = 1): Buffer =>
  Buffer.concat([
    Buffer.from([0, 0, 0, 0, id]),
    avro.Type.forSchema(schema, {
      wrapUnions: true,
      typeHook: (own: unknown) =>
        own === "long" || (typeof own === "object" && (own as { type?: unknown } | null)?.type === "long")
          ? long
          : undefined,
    } as never).toBuffer(value),
  ]);
const decoder = (schemas: readonly Schema[], readBy: Schema | null = null, references: readonly Schema[] = []) =>
  avroDecoder(
    async (id) => ({
      text: JSON.stringify(schemas[id - 1]),
      references: references.map((each) => JSON.stringify(each)),
    }),
    readBy === null ? null : JSON.stringify(readBy),
  );
const record = (fields: readonly unknown[], name = "R"): Schema => ({ type: "record", name, fields }) as Schema;
const field = (name: string, of: unknown, more: object = {}) => ({ name, type: of, ...more });
const logical = (of: string, logicalType: string, more: object = {}) => ({ type: of, logicalType, ...more });

describe("values", () => {
  test.each<readonly [title: string, schema: unknown, written: unknown, read: unknown]>([
    ["a long past 2^53", "long", 9_007_199_254_740_993n, 9_007_199_254_740_993n],
    ["the least long", "long", -(2n ** 63n), -(2n ** 63n)],
    ["milliseconds", logical("long", "timestamp-millis"), 1_704_067_200_123n, "2024-01-01T00:00:00.123000Z"],
    ["microseconds", logical("long", "timestamp-micros"), 1_704_067_200_123_456n, "2024-01-01T00:00:00.123456Z"],
    ["nanoseconds are floored", logical("long", "timestamp-nanos"), -1n, "1969-12-31T23:59:59.999999Z"],
    ["a local time has no zone", logical("long", "local-timestamp-micros"), 0n, "1970-01-01T00:00:00.000000"],
    ["a date", logical("int", "date"), -1, "1969-12-31"],
    ["a decimal", logical("bytes", "decimal", { precision: 9, scale: 2 }), Buffer.from([0xff, 0x85]), "-1.23"],
    [
      "a decimal of fixed length",
      logical("fixed", "decimal", { name: "F", size: 17, precision: 38, scale: 0 }),
      Buffer.from(`00${"7f".padEnd(32, "f")}`, "hex"),
      "170141183460469231731687303715884105727",
    ],
    ["a union with null", ["null", "string"], { string: "x" }, "x"],
    ["a null", ["null", "string"], null, null],
    ["a union of numbers", ["int", "long"], { long: 7n }, 7n],
    [
      "an instant in a union",
      ["null", logical("long", "timestamp-millis")],
      { long: 0n },
      "1970-01-01T00:00:00.000000Z",
    ],
    ["an enum", { type: "enum", name: "E", symbols: ["A", "B"] }, "B", "B"],
    ["an array of unions", { type: "array", items: ["null", "long"] }, [null, { long: 1n }], [null, 1n]],
    [
      "a map of records",
      { type: "map", values: record([field("x", ["null", "int"])], "In") },
      { é: { x: { int: 3 } } },
      { é: { x: 3 } },
    ],
    ["an unknown logical type", logical("string", "uuid"), "a-b", "a-b"],
  ])("%s", async (_, schema, written, read) => {
    const whole = record([field("v", schema)]);
    const decode = await decoder([whole]);
    expect(await decode(framed(whole, { v: written }))).toEqual({ v: read });
  });

  test("a schema that refers to another one", async () => {
    const inner = record([field("x", "long")], "Inner");
    const outer = record([field("a", "Inner")], "Outer");
    const decode = await decoder([outer], null, [inner]);
    expect(await decode(framed(record([field("a", inner)], "Outer"), { a: { x: 5n } }))).toEqual({ a: { x: 5n } });
  });
});

describe("a schema to read by", () => {
  const old = record([field("id", "int"), field("label", "string"), field("gone", "string")]);
  const readBy = record([
    field("id", "long"),
    field("name", "string", { aliases: ["label"] }),
    field("added", ["null", "long"], { default: null }),
    field("at", logical("long", "timestamp-micros"), { default: 0 }),
  ]);

  test("brings older messages into its form", async () => {
    const decode = await decoder([old], readBy);
    expect(await decode(framed(old, { id: 7, label: "x", gone: "y" }))).toEqual({
      id: 7n,
      name: "x",
      added: null,
      at: "1970-01-01T00:00:00.000000Z",
    });
  });

  test("reads an instant in the unit in which it was written", async () => {
    const millis = record([field("at", logical("long", "timestamp-millis"))]);
    const micros = record([field("at", logical("long", "timestamp-micros"))]);
    const decode = await decoder([millis], micros);
    expect(await decode(framed(millis, { at: 1000n }))).toEqual({ at: "1970-01-01T00:00:01.000000Z" });
  });

  test.each<readonly [title: string, writer: Schema, says: string]>([
    [
      "a field that is missing",
      record([field("label", "string")]),
      "id 1, cannot be resolved into the one of `schema`",
    ],
    ["another type", record([field("id", "string"), field("label", "string")]), "cannot be resolved"],
  ])("refuses %s", async (_, writer, says) => {
    const decode = await decoder([writer], readBy);
    await expect(decode(framed(writer, { id: "x", label: "x" }))).rejects.toThrow(says);
  });
});

test.each<readonly [title: string, bytes: Buffer, says: string]>([
  ["no framing", Buffer.from("{}"), "does not begin with the number of its schema"],
  ["a message that is cut off", Buffer.from([0, 0, 0, 0, 1]), "it is not what its schema, with the id 1, says"],
  ["more than its schema says", Buffer.from([0, 0, 0, 0, 1, 2, 2]), "it is not what its schema, with the id 1, says"],
])("refuses %s", async (_, bytes, says) => {
  const decode = await decoder([record([field("v", "long")])]);
  await expect(decode(bytes)).rejects.toThrow(says);
});

describe("the fields of a message as a row", () => {
  const column = (name: string, of: string, time: MessageColumn["time"] = null, own = name): MessageColumn => ({
    name,
    column: own,
    type: type(of),
    time,
  });
  const row = (columns: readonly MessageColumn[], fields: Readonly<Record<string, unknown>>) =>
    rowOfFields({ name: "s", columns, key: [], time: "t", deleted: null }, fields);

  test("a field has the declared name or that of the data, and others are left out", () => {
    const columns = [column("zip", "string?", null, "Zip Code"), column("a", "int64")];
    expect(row(columns, { "Zip Code": "1", a: 2, more: 3 })).toEqual({ zip: "1", a: 2 });
    expect(row(columns, { zip: "0", "Zip Code": "1" })).toEqual({ zip: "0" });
  });

  test.each<readonly [format: "unix_s" | "unix_ms" | "unix_us" | "unix_ns", given: unknown, text: string]>([
    ["unix_s", 1.5, "1970-01-01T00:00:01.500000Z"],
    ["unix_ms", 1_704_067_200_123, "2024-01-01T00:00:00.123000Z"],
    ["unix_us", 9_007_199_254_740_993n, "2255-06-05T23:47:34.740993Z"],
    ["unix_ns", -1n, "1969-12-31T23:59:59.999999Z"],
    ["unix_s", "2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z"],
  ])("a time in %s: %s", (format, given, text) => {
    expect(row([column("t", "timestamp", { format, zone: null })], { t: given })).toEqual({ t: text });
  });

  test("a text without a zone has that of the source", () => {
    const t = column("t", "timestamp", { format: "iso8601", zone: "Europe/Berlin" });
    expect(row([t], { t: "2024-07-01 12:00:00" })).toEqual({ t: "2024-07-01T10:00:00.000000Z" });
  });

  test("a number is no time if the source says no unit", () => {
    const t = column("t", "timestamp", { format: "timestamp", zone: null });
    expect(() => row([t], { t: 5 })).toThrow("field `t`: it is a number, but the source says no unit");
  });

  test("bytes are base64, or text under a string; a struct has its declared fields alone", () => {
    const columns = [column("b", "bytes"), column("s", "string"), column("o", "struct { a: int64, x: bytes? }")];
    const made = row(columns, { b: Buffer.from([1]), s: Buffer.from("é"), o: { a: 2n, x: Buffer.from([2]), more: 1 } });
    expect(made).toEqual({ b: "AQ==", s: "é", o: { a: 2, x: "Ag==" } });
    expect(jsonEdge.reader(columns[2]!.type)(made.o)).toEqual({ a: 2, x: new Uint8Array([2]) });
    expect(() => row(columns, { s: Buffer.from([0xff]) })).toThrow("not UTF-8");
  });

  test("json keeps the digits of a long", () => {
    const json = column("j", "json");
    expect(jsonEdge.reader(json.type)(row([json], { j: { n: 9_007_199_254_740_993n } }).j)).toBe(
      '{"n":9007199254740993}',
    );
  });
});
