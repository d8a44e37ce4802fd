/**
 * How values of the data are read under a declared type, by format, physical type, declared type and nesting. The
 * result is the exact value, or an error that names the place.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SourceLocation } from "../../runtime/artifacts.js";
import type { Value } from "../../runtime/values.js";
import { Bound, file, query, shown, table } from "./support/bound.js";

const said = (type: string) => ({ columns: { x: type } });
const bound = await Bound.open();
afterAll(() => bound.close());

const time = "TIMESTAMP '2024-01-01 10:00:00' AS t";

/** A declared type, the SQL of a value in the data, and the result: `= ` and the value, or a part of the error. */
const values: readonly (readonly [declared: string, sql: string, read: string])[] = [
  ["int64", "7::BIGINT", "= 7"],
  ["int64", "7::TINYINT", "= 7"],
  ["int64", "7::UINTEGER", "= 7"],
  ["int64", "7::UBIGINT", "= 7"],
  ["int64", "18446744073709551615::UBIGINT", '"18446744073709551615" is out of range for int64'],
  ["int64", "9223372036854775808::HUGEINT", '" is out of range for int64'],
  ["int64", "2.0::DOUBLE", "= 2"],
  ["int64", "2.5::DOUBLE", '"2.5" is not a valid int64'],
  ["int64", "1e19::DOUBLE", '"1e+19" is out of range for int64'],
  ["int64", "'nan'::DOUBLE", "= null"],
  ["int64", "'infinity'::DOUBLE", "= null"],
  ["int64", "2.00::DECIMAL(10,2)", "= 2"],
  ["int64", "2.50::DECIMAL(10,2)", '"2.50" is not a valid int64'],
  ["int64", "'12'", "= 12"],
  ["int64", "'1.5'", '"1.5" is not a valid int64'],
  ["int64", "'1e3'", "= 1000"],
  ["int64", "TRUE", '"true" is BOOLEAN, not int64'],
  ["int64", "DATE '2024-01-01'", '"2024-01-01" is DATE, not int64'],
  ["int32", "7::INTEGER", "= 7"],
  ["int32", "7::BIGINT", "= 7"],
  ["int32", "3000000000::BIGINT", '"3000000000" is out of range for int32'],
  ["float64", "1.5::DOUBLE", "= 1.5"],
  ["float64", "1.5::FLOAT", "= 1.5"],
  ["float64", "7::BIGINT", "= 7"],
  ["float64", "1.25::DECIMAL(10,2)", "= 1.25"],
  ["float64", "'nan'::DOUBLE", "= null"],
  ["float64", "'-infinity'::FLOAT", "= null"],
  ["float64", "'1.5e3'", "= 1500"],
  ["float64", "'NA'", '"NA" is not a valid float64'],
  ["float64", "'1e999'", '"1e999" is out of range for float64'],
  ["float32", "1.5::FLOAT", "= 1.5"],
  ["float32", "0.5::DOUBLE", "= 0.5"],
  ["float32", "1e300::DOUBLE", '"1e+300" is out of range for float32'],
  ["float32", "'infinity'::DOUBLE", "= null"],
  ["decimal(10,2)", "12.30::DECIMAL(10,2)", "= 1230"],
  ["decimal(10,2)", "12.3::DECIMAL(4,1)", "= 1230"],
  ["decimal(10,2)", "12.345::DECIMAL(10,3)", '"12.345" is not a valid decimal(10, 2)'],
  ["decimal(10,2)", "12.340::DECIMAL(10,3)", "= 1234"],
  ["decimal(10,2)", "1.005::DOUBLE", '"1.005" is not a valid decimal(10, 2)'],
  ["decimal(10,2)", "0.1::DOUBLE", "= 10"],
  ["decimal(10,2)", "7::BIGINT", "= 700"],
  ["decimal(10,2)", "123456789::BIGINT", '"123456789" is not a valid decimal(10, 2)'],
  ["decimal(10,2)", "'nan'::DOUBLE", "= null"],
  ["decimal(38,0)", "'123456789012345678901234567890123456789'", "is not a valid decimal(38, 0)"],
  ["bool", "TRUE", "= true"],
  ["bool", "1::INTEGER", "= true"],
  ["bool", "2::INTEGER", '"2" is not a valid bool'],
  ["bool", "0.0::DOUBLE", "= false"],
  ["bool", "'nan'::DOUBLE", "= null"],
  ["bool", "'True'", "= true"],
  ["bool", "'perhaps'", '"perhaps" is not a valid bool'],
  ["string", "'café'", '= "café"'],
  ["string", "''", '= ""'],
  ["string", "12::BIGINT", '= "12"'],
  ["string", "'caf\\xC3\\xA9'::BLOB", '= "café"'],
  ["string", "'\\xC3\\x28'::BLOB", "is not text in UTF-8"],
  ["string", "1.5::DOUBLE", '"1.5" is not a valid string'],
  ["string", "DATE '2024-01-01'", "is DATE, not string"],
  ["bytes", "'\\x00\\xFF'::BLOB", "= bytes 0,255"],
  ["bytes", "'AP8='", "= bytes 0,255"],
  ["bytes", "'!!'", '"!!" is not a valid bytes'],
  ["timestamp", "TIMESTAMP '2024-01-01'", "= 1704067200000000"],
  ["timestamp", "TIMESTAMPTZ '2024-01-01 00:00:00+00'", "= 1704067200000000"],
  ["timestamp", "TIMESTAMP_NS '1969-12-31 23:59:59.999999999'", "= -1"],
  ["timestamp", "DATE '2024-01-01'", "= 1704067200000000"],
  ["timestamp", "'2024-01-01T01:00:00+01:00'", "= 1704067200000000"],
  ["timestamp", "'2024-01-01 00:00:00 UTC'", "= 1704067200000000"],
  ["timestamp", "'1969-12-31T23:59:59.9999999Z'", "= -1"],
  ["timestamp", "'soon'", '"soon" is not a valid timestamp'],
  ["timestamp", "TIMESTAMP 'infinity'", '"infinity" is not a valid timestamp'],
  ["timestamp", "1704067200::BIGINT", "is BIGINT, not timestamp"],
  ["timestamp", "'nan'::DOUBLE", "= null"],
  ["date", "DATE '2024-01-01'", "= 19723"],
  ["date", "TIMESTAMP '2024-01-01'", "= 19723"],
  ["date", "TIMESTAMP '2024-01-01 10:00:00'", '"2024-01-01 10:00:00" is not a valid date'],
  ["date", "'2024-01-01'", "= 19723"],
  ["date", "'20240101'", '"20240101" is not a valid date'],
  ["date", "'2024-02-30'", '"2024-02-30" is not a valid date'],
  ["kind", "'web'", '= "web"'],
  ["kind", "'fax'", '"fax" is not a valid kind'],
  ["kind", "'web'::BLOB", '= "web"'],
  ["json", "'{\"a\": 1}'", '= "{\\"a\\": 1}"'],
  ["json", "'{'", "is not a valid json"],
];

interface Nesting {
  readonly type: (type: string) => string;
  readonly sql: (sql: string) => string;
  readonly read: (value: string) => string;
  readonly path: string;
}
const nestings: Readonly<Record<string, Nesting>> = {
  "a column": { type: (type) => `${type}?`, sql: (sql) => sql, read: (value) => value, path: "" },
  "a list": {
    type: (type) => `${type}[]?`,
    sql: (sql) => `[NULL, ${sql}]`,
    read: (value) => `[null, ${value}]`,
    path: ", at x[1]",
  },
  "a struct": {
    type: (type) => `struct { a: ${type}?, b: int64? }?`,
    sql: (sql) => `{'b': 1::BIGINT, 'a': ${sql}}`,
    read: (value) => `(a: ${value}, b: 1)`,
    path: ", at x.a",
  },
  "a map": {
    type: (type) => `map<string, ${type}>?`,
    sql: (sql) => `MAP {'k': ${sql}}`,
    read: (value) => `{"k": ${value}}`,
    path: ', at x["k"]',
  },
  "a list of structs": {
    type: (type) => `struct { a: ${type}? }[]?`,
    sql: (sql) => `[{'a': ${sql}}]`,
    read: (value) => `[(a: ${value})]`,
    path: ", at x[0].a",
  },
};

const places: Readonly<Record<string, (select: string) => Promise<SourceLocation>>> = {
  "a Parquet file": async (select) => {
    await bound.copy("x.parquet", select);
    return file("x.parquet");
  },
  "a table": async (select) => {
    await bound.warehouse.run(`CREATE OR REPLACE TABLE x AS ${select}`);
    return table("x");
  },
  "a query": async (select) => query(select),
};

async function outcome(location: SourceLocation, type: string): Promise<string> {
  try {
    const [value = null] = await bound.rows(location, said(type));
    return `= ${shown(value)}`;
  } catch (error) {
    return (error as Error).message;
  }
}

describe.each(Object.entries(places))("131: in %s", (name, place) => {
  describe.each(Object.entries(nestings))("a value in %s", (_, nesting) => {
    // The values that read are columns of one row.
    const read = values
      .filter(([, , read]) => read.startsWith("= "))
      .map(([declared, sql, read], index) => ({ column: `x${index}`, declared, sql, read }));
    let found: Readonly<Record<string, Value>>;
    beforeAll(async () => {
      const row = read.map(({ column, sql }) => `${nesting.sql(sql)} AS ${column}`);
      const types = read.map(({ column, declared }) => [column, nesting.type(declared)]);
      const location = await place(`SELECT ${row.join(", ")}, ${time}`);
      found = await bound.row(location, { columns: Object.fromEntries(types) });
    });

    test.each(read)("is exact, as $declared: $sql", ({ column, read }) => {
      expect(shown(found[column]!)).toBe(nesting.read(read.slice(2)));
    });

    const refused = values.filter(([, , read]) => !read.startsWith("= "));
    test.each(refused)("is refused, as %s: %s", async (declared, sql, read) => {
      const location = await place(`SELECT ${nesting.sql(sql)} AS x, ${time}`);
      const said = await outcome(location, nesting.type(declared));
      expect(said).toContain(read);
      expect(said).toContain("s.yaml:1 source s: ");
      expect(said).toContain(`column \`x\`${nesting.path}: `);
      if (name === "a Parquet file") expect(said).toContain("row 1 of x.parquet, ");
      if (nesting.path !== "") expect(said).toContain(", in the row of 2024-01-01 10:00:00");
    });
  });
});

/** A declared type, a cell of a CSV file, a value of a JSON file, and the result. */
const texts: readonly (readonly [declared: string, cell: string | null, json: string | null, read: string])[] = [
  ["int64", "12", "12", "= 12"],
  ["int64", " 12 ", null, "= 12"],
  ["int64", "2.0", "2.0", "= 2"],
  ["int64", "2.5", "2.5", '"2.5" is not a valid int64'],
  ["int64", "9007199254740993", "9007199254740993", "= 9007199254740993"],
  ["int64", "9223372036854775808", "9223372036854775808", "is out of range for int64"],
  ["int64", "NA", '"NA"', '"NA" is not a valid int64'],
  ["int64", null, "[1]", "is not a valid int64"],
  ["int64", null, '"12"', "= 12"],
  ["int64", "", "null", "= null"],
  ["float64", "1.5", "1.5", "= 1.5"],
  ["float64", '"1,5"', '"1,5"', '"1,5" is not a valid float64'],
  ["float32", "1e300", "1e300", "is out of range for float32"],
  ["decimal(10,2)", "1.005", "1.005", "is not a valid decimal(10, 2)"],
  ["decimal(10,2)", "1.50", "1.50", "= 150"],
  ["bool", "true", "true", "= true"],
  ["bool", "maybe", '"maybe"', '"maybe" is not a valid bool'],
  ["string", '"a ""b"""', '"a \\"b\\""', '= "a \\"b\\""'],
  ["string", '""', '""', '= ""'],
  ["string", "012", null, '= "012"'],
  ["string", null, "[1]", "is not a valid string"],
  ["bytes", "AP8=", '"AP8="', "= bytes 0,255"],
  ["bytes", "!!", '"!!"', '"!!" is not a valid bytes'],
  ["timestamp", "2024-01-01T00:00:00Z", '"2024-01-01T00:00:00Z"', "= 1704067200000000"],
  ["timestamp", "soon", '"soon"', '"soon" is not a valid timestamp'],
  ["date", "2024-01-01", '"2024-01-01"', "= 19723"],
  ["date", "01.02.2024", '"01.02.2024"', "is not a valid date"],
  ["kind", "web", '"web"', '= "web"'],
  ["kind", "fax", '"fax"', '"fax" is not a valid kind'],
  ["int64[]", '"[1, null, 2.0]"', "[1, null, 2.0]", "= [1, null, 2]"],
  ["int64[]", '"[1, 1.5]"', "[1, 1.5]", "at x[1]: "],
  ["int64[]", '"[1, 2"', '"[1, 2"', "is not a valid int64[]"],
  ["float32[2]", '"[1, 2.5]"', "[1, 2.5]", "= [1, 2.5]"],
  ["float32[2]", '"[1]"', "[1]", "has 1 elements, and is not a valid float32[2]"],
  ["float32[2]", '"[1, 1e300]"', "[1, 1e300]", "at x[1]: "],
  ["struct { a: int64, b: string? }", '"{""a"": 1}"', '{"a": 1}', "= (a: 1, b: null)"],
  ["struct { a: int64, b: string? }", '"{""b"": ""x""}"', '{"b": "x"}', "at x.a: null is not a valid int64"],
  ["struct { a: int64 }", "{a=1}", '"{a=1}"', "is not a valid struct"],
  ["map<string, int64>", '"{""b"": 2, ""a"": 1}"', '{"b": 2, "a": 1}', '= {"a": 1, "b": 2}'],
  ["map<string, int64>", "{a=1}", '"{a=1}"', "is not a valid map"],
  ["map<string, int64>", '"{""a"": 1.5}"', '{"a": 1.5}', 'at x["a"]: '],
  [
    "struct { p: map<int64, date[]> }[]",
    '"[{""p"": {""7"": [""2024-01-01""]}}]"',
    '[{"p": {"7": ["2024-01-01"]}}]',
    "= [(p: {7: [19723]})]",
  ],
  [
    "struct { p: map<int64, date[]> }[]",
    '"[{""p"": {""7"": [""x""]}}]"',
    '[{"p": {"7": ["x"]}}]',
    'at x[0].p["7"][0]: ',
  ],
];

describe("125: a text that does not parse is an error, whatever the type", () => {
  test.each(texts.flatMap(([type, cell, , read]) => (cell === null ? [] : [[type, cell, read] as const])))(
    "CSV, %s: %s",
    async (type, cell, read) => {
      bound.write("x.csv", `t,x\n2024-01-01T10:00:00Z,${cell}\n`);
      const found = await outcome(file("x.csv"), `${type}?`);
      if (read.startsWith("= ")) expect(found).toBe(read);
      else expect(found).toMatch(/row 1 of x\.csv, column `x`.*in the row of 2024-01-01T10:00:00Z$/s);
      expect(found).toContain(read);
    },
  );

  test.each(texts.flatMap(([type, , json, read]) => (json === null ? [] : [[type, json, read] as const])))(
    "JSON, %s: %s",
    async (type, json, read) => {
      bound.write("x.jsonl", `{"t": "2024-01-01T10:00:00Z", "x": ${json}}\n`);
      const found = await outcome(file("x.jsonl"), `${type}?`);
      if (read.startsWith("= ")) expect(found).toBe(read);
      else expect(found).toMatch(/row 1 of x\.jsonl, column `x`.*in the row of 2024-01-01T10:00:00Z$/s);
      expect(found).toContain(read);
    },
  );
});

test.each([
  ["int64", "'nan'::DOUBLE"],
  ["bool", "'nan'::DOUBLE"],
  ["decimal(10,2)", "'nan'::FLOAT"],
  ["float64", "'nan'::DOUBLE"],
  ["int64", "NULL::BIGINT"],
])("134: %s without `?` refuses %s as a null", async (type, sql) => {
  const location = query(`SELECT ${sql} AS x, ${time}`);
  expect(await outcome(location, type)).toMatch(/column x of source s is null.*in the row of 2024-01-01 10:00:00$/);
  expect(await bound.rows(location, said(type), '"@nullable.x"')).toEqual([null]);
});
