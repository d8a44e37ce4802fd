/** How files, tables and queries become the columns that a source declares. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import type { SourceLocation } from "../../runtime/artifacts.js";
import { Bound, file, query, type Said, shown, table } from "./support/bound.js";

const bound = await Bound.open();
afterAll(() => bound.close());

const x = (type: string): Said => ({ columns: { x: type } });
const at = (hour: number) => `TIMESTAMP '2024-01-01 ${String(hour).padStart(2, "0")}:00:00' AS t`;
let folders = 0;
/** Parquet files of one source, in their own folder, each given by its rows. The first file has the first hour. */
async function parquet(...files: readonly string[]): Promise<SourceLocation> {
  const folder = `p${folders++}`;
  for (const [index, sql] of files.entries())
    await bound.copy(`${folder}/d${index}.parquet`, `SELECT ${sql}, ${at(index)}`);
  return file(`${folder}/d*.parquet`);
}
function texts(end: string, ...files: readonly string[]): SourceLocation {
  const folder = `p${folders++}`;
  for (const [index, text] of files.entries()) bound.write(`${folder}/d${index}.${end}`, text);
  return file(`${folder}/d*.${end}`);
}
const read = async (location: SourceLocation, said: Said, expression = "x"): Promise<string> =>
  (await bound.rows(location, said, expression)).map(shown).join("; ");

describe("129: each file is read by its own schema, and the first file does not decide for the others", () => {
  const orders: readonly (readonly [what: string, type: string, files: readonly string[], read: string])[] = [
    ["ints, then floats", "float64?", ["3::BIGINT AS x", "2.75::DOUBLE AS x", "9.5::DOUBLE AS x"], "3; 2.75; 9.5"],
    ["float32, then float64", "float64?", ["0.5::FLOAT AS x", "0.1::DOUBLE AS x"], "0.5; 0.1"],
    [
      "decimals of different scales",
      "decimal(12,4)?",
      ["1.25::DECIMAL(10,2) AS x", "1.2345::DECIMAL(10,4) AS x"],
      "12500; 12345",
    ],
    ["int32, then int64", "int64?", ["1::INTEGER AS x", "3000000000::BIGINT AS x"], "1; 3000000000"],
    ["nulls of another type, then text", "string?", ["NULL::INTEGER AS x", "'a' AS x"], 'null; "a"'],
    ["text, then text in bytes", "string?", ["'a' AS x", "'caf\\xC3\\xA9'::BLOB AS x"], '"a"; "café"'],
    [
      "a field that later files add",
      "struct { a: int64, b: string? }?",
      ["{'a': 1::BIGINT} AS x", "{'b': 'y', 'a': 2::BIGINT} AS x"],
      '(a: 1, b: null); (a: 2, b: "y")',
    ],
    [
      "other columns, in another order",
      "int64?",
      ["1::BIGINT AS x, 'z' AS y", "'z' AS y, 'w' AS w, 2::BIGINT AS x"],
      "1; 2",
    ],
    ["a list of ints, then of floats", "float64[]?", ["[1::BIGINT] AS x", "[1.5::DOUBLE] AS x"], "[1]; [1.5]"],
    ["text, then dates", "date?", ["'2024-01-01' AS x", "DATE '2024-01-02' AS x"], "19723; 19724"],
  ];
  test.each(orders)("%s", async (_, type, files, found) => {
    expect(await read(await parquet(...files), x(type))).toBe(found);
    const reversed = found.split("; ").reverse().join("; ");
    expect(await read(await parquet(...[...files].reverse()), x(type))).toBe(reversed);
  });

  test("a value that does not convert names the file that has it", async () => {
    const location = await parquet("1::BIGINT AS x", "2.5::DOUBLE AS x");
    await expect(read(location, x("int64?"))).rejects.toThrow(
      /^s\.yaml:1 source s: row 1 of .*d1\.parquet, column `x`: "2\.5" is not a valid int64; it takes .*, in the row of 2024-01-01 01:00:00$/,
    );
  });

  test("a struct's field that is not nullable is an error in the files that lack it", async () => {
    const location = await parquet("{'b': 'y'} AS x", "{'a': 1::BIGINT, 'b': 'y'} AS x");
    await expect(read(location, x("struct { a: int64, b: string? }?"))).rejects.toThrow(
      /d0\.parquet, column `x`, at x\.a: null is not a valid int64/,
    );
  });

  test("a time of another type in each file", async () => {
    const folder = `p${folders++}`;
    const times = [
      "TIMESTAMP '2024-01-01 00:00:01'",
      "TIMESTAMPTZ '2024-01-01 00:00:02Z'",
      "TIMESTAMP_NS '2024-01-01 00:00:03.000000999'",
      "'2024-01-01T00:00:04Z'",
    ];
    for (const [index, sql] of times.entries())
      await bound.copy(`${folder}/d${index}.parquet`, `SELECT ${index} AS x, ${sql} AS t`);
    expect(await read(file(`${folder}/*.parquet`), x("int64?"), '"@time"')).toBe(
      '"1704067201000000"; "1704067202000000"; "1704067203000000"; "1704067204000000"',
    );
  });

  test("a time that is a DATE in one file alone asks which instant of the day it is", async () => {
    const folder = `p${folders++}`;
    await bound.copy(`${folder}/d0.parquet`, "SELECT 1 AS x, TIMESTAMP '2024-01-01 10:00:00' AS t");
    await bound.copy(`${folder}/d1.parquet`, "SELECT 1 AS x, DATE '2024-01-02' AS t");
    const binding = bound.binding(file(`${folder}/*.parquet`), x("int64?"));
    await expect(bound.warehouse.look({ name: "s", binding, late: null })).rejects.toThrow(
      /its time column `t` of .*d1\.parquet is a DATE in the data.*at: end/,
    );
  });

  test("CSV and JSON files whose columns and their order differ", async () => {
    expect(await read(texts("csv", "t,x\n2024-01-01,1\n", "x,y,t\n2,z,2024-01-02\n"), x("int64?"))).toBe("1; 2");
    expect(
      await read(texts("jsonl", '{"t":"2024-01-01","x":1}\n', '{"x":2.0,"y":{},"t":"2024-01-02"}\n'), x("int64?")),
    ).toBe("1; 2");
  });

  test("a thousand files of one schema are one scan", async () => {
    const folder = `p${folders++}`;
    await bound.copy(
      folder,
      "SELECT i AS x, i AS ds, TIMESTAMP '2024-01-01' + to_seconds(i) AS t FROM range(1000) r(i)",
      "FORMAT parquet, PARTITION_BY (ds)",
    );
    const binding = bound.binding(file(`${folder}/ds=*/*.parquet`), x("int64"));
    const [view = ""] = await bound.warehouse.views({ sources: [binding], blocks: [], result: "SELECT 1" });
    expect(view.match(/read_parquet/g)).toHaveLength(1);
    expect(await read(file(`${folder}/ds=*/*.parquet`), x("int64"), "count(*) OVER ()")).toContain('"1000"; "1000"');
  });
});

describe("118: a column that some files lack", () => {
  const some = [
    ["Parquet", () => parquet("1::BIGINT AS x", "2 AS y"), "d1.parquet"],
    ["CSV", async () => texts("csv", "t,x\n2024-01-01,1\n", "t,y\n2024-01-02,2\n"), "d1.csv"],
  ] as const;
  test.each(some)(
    "is null in the rows of such %s files, and an error that names a file if it is not nullable",
    async (_, make, name) => {
      const location = await make();
      expect(await read(location, x("int64?"))).toBe("1; null");
      await expect(read(location, x("int64"))).rejects.toThrow(
        new RegExp(
          `^s\\.yaml:1 source s: there is no column "x" in its data \\(.*${name}\\); it has .*"y".*; other files have it`,
        ),
      );
    },
  );

  test("is an error if no file has it, nullable or not", async () => {
    await expect(read(await parquet("1 AS y", "2 AS y"), x("int64?"))).rejects.toThrow(
      /there is no column "x" in its data \(p\d+\/d\*\.parquet\)/,
    );
  });

  test("may be missing from any JSON object", async () => {
    const location = texts("jsonl", '{"t":"2024-01-01"}\n', '{"t":"2024-01-02","x":2}\n');
    expect(await read(location, x("int64?"))).toBe("null; 2");
    await expect(read(location, x("int64"))).rejects.toThrow(
      "column x of source s is null, and is declared not to be, in the row of 2024-01-01",
    );
  });

  test("is an error if it is the time; `created`, `until` and `deleted` are null in that file", async () => {
    const roles = {
      created: { column: "c", format: "timestamp", zone: null, day: "start" },
      until: { column: "u", format: "timestamp", zone: null, day: "start" },
      deleted: "gone",
    } as const;
    const location = await parquet(
      "1::BIGINT AS x",
      "2::BIGINT AS x, TIMESTAMP '2024-01-05' AS c, TIMESTAMP '2024-01-06' AS u, TRUE AS gone",
    );
    expect(await read(location, { ...x("int64"), ...roles }, '[x, "@created", "@until", "@deleted"::INT]')).toBe(
      '"[1, NULL, NULL, 0]"; "[2, 1704412800000000, 1704499200000000, 1]"',
    );
    await expect(read(location, { ...x("int64"), time: { column: "c" } })).rejects.toThrow(
      /there is no column "c" in its data \(.*d0\.parquet\)/,
    );
  });
});

describe("130: names", () => {
  // DuckDB's own writer would rename the second column.
  bound.write("names.parquet", readFileSync(join(import.meta.dirname, "support/data/names.parquet")));
  const formats = [
    ["Parquet", async () => file("names.parquet")],
    ["CSV", async () => texts("csv", "t,Tier,tier\n2024-01-01,1,2\n")],
    ["JSON", async () => texts("jsonl", '{"t":"2024-01-01","Tier":1,"tier":2}\n')],
    ["a query", async () => query(`SELECT 1 AS "Tier", 2 AS tier, ${at(0)} -- the end`)],
  ] as const;
  test.each(formats)("that differ only by case are two columns of %s", async (_, make) => {
    const location = await make();
    const columns = { big: { type: "int64", column: "Tier" }, small: { type: "int64", column: "tier" } };
    expect(await read(location, { columns }, "[big, small]")).toBe('"[1, 2]"');
    expect(await read(location, { columns: { tier: "int64" } }, "tier")).toBe("2");
    await expect(read(location, { columns: { TIER: "int64" } }, "TIER")).rejects.toThrow(
      'there is no column "TIER" in its data',
    );
    await expect(read(location, { columns: { TIER: "int64" } }, "TIER")).rejects.toThrow(
      /say which one: .*"Tier".* or .*"tier"/,
    );
  });

  test.each([
    ["Parquet", () => parquet('1::BIGINT AS "Tier"')],
    ["CSV", async () => texts("csv", "t,Tier\n2024-01-01,1\n")],
    ["JSON", async () => texts("jsonl", '{"t":"2024-01-01","Tier":1}\n')],
    [
      "a table",
      async () => (
        await bound.warehouse.run(`CREATE OR REPLACE TABLE names AS SELECT 1 AS "Tier", ${at(0)}`), table("names")
      ),
    ],
    ["a query", async () => query(`SELECT 1 AS "Tier", ${at(0)}`)],
  ] as const)("match ignoring case where there is only one, in %s", async (_, make) => {
    expect(await read(await make(), { columns: { tier: "int64" } }, "tier")).toBe("1");
  });

  test.each([
    ["CSV", () => texts("csv", "t,x,x\n2024-01-01,1,2\n")],
    ["a query", () => query(`SELECT 1 AS x, 2 AS x, ${at(0)}`)],
  ] as const)("that are equal are an error in %s, if one is read", async (_, make) => {
    await expect(read(make(), x("int64"))).rejects.toThrow('there are several columns "x" in its data');
    expect(await read(make(), { columns: {} }, "'read'")).toBe('"read"');
  });

  test("of a struct's fields follow the same rules", async () => {
    for (const [field, found] of [
      ["Tier", "1"],
      ["tier", "2"],
    ])
      expect(await read(file("names.parquet"), { columns: { s: `struct { ${field}: int64 }` } }, `s.${field}`)).toBe(
        `"${found}"`,
      );
  });

  test("are matched in each file on its own", async () => {
    expect(
      await read(
        await parquet('1::BIGINT AS "Tier"', "2::BIGINT AS tier", "3::BIGINT AS tier, 4::BIGINT AS tiers"),
        { columns: { tier: "int64" } },
        "tier",
      ),
    ).toBe("1; 2; 3");
  });

  test("may equal that of Feat's own reader", async () => {
    expect(
      await read(
        await parquet("'mine' AS filename, 1::BIGINT AS \"@file\", 3 AS x"),
        { columns: { filename: "string", own: { type: "int64", column: "@file" } } },
        "[filename, own::VARCHAR]",
      ),
    ).toBe('"[mine, 1]"');
  });
});

describe("130: folders that are named like values", () => {
  test.each(["date", "int64", "string", "int32?"])("`ds=20240301` reads as %s", async (type) => {
    await bound.copy("hive/ds=20240301/a.parquet", `SELECT 1 AS y, ${at(0)}`);
    await bound.copy("hive/ds=20240302/a.parquet", `SELECT 2 AS y, ${at(1)}`);
    const found = { date: "19783; 19784", string: '"20240301"; "20240302"' }[type] ?? "20240301; 20240302";
    expect(await read(file("hive/ds=*/*.parquet"), { columns: { ds: type } }, "ds")).toBe(found);
  });

  test.each([
    ["start", "1709251200000000", "ds=20240301"],
    ["end", "1709337600000000", "ds=20240301"],
    ["end", "1709337600000000", "ds=2024-03-01"],
  ] as const)("as the time of a day, at its %s: %s of %s", async (day, micros, folder) => {
    const root = `days${folders++}`;
    await bound.copy(`${root}/${folder}/a.parquet`, "SELECT 1 AS x");
    const said: Said = { columns: { x: "int64", ds: "date" }, time: { column: "ds", format: "date", day } };
    expect(await read(file(`${root}/*/*.parquet`), said, '"@time"')).toBe(`"${micros}"`);
    const binding = bound.binding(file(`${root}/*/*.parquet`), said);
    expect(await bound.warehouse.look({ name: "s", binding, late: null })).toMatchObject({ rows: 1, withoutTime: 0 });
  });

  test("a text that is not a day is an error", async () => {
    await bound.copy("nodays/ds=20240230/a.parquet", "SELECT 1 AS x");
    await expect(
      read(
        file("nodays/*/*.parquet"),
        { columns: { ds: "date" }, time: { column: "ds", format: "date", day: "end" } },
        "ds",
      ),
    ).rejects.toThrow(/"20240230" is no/);
  });

  test("CSV and JSON files have them too; escapes and nulls are those that writers make", async () => {
    bound.write("kinds/k=a%20b/x.csv", "t\n2024-01-01\n");
    bound.write("kinds/k=__HIVE_DEFAULT_PARTITION__/x.csv", "t\n2024-01-02\n");
    bound.write("kinds/k=c/x.jsonl", '{"t":"2024-01-03"}\n');
    expect(await read(file("kinds/k=*/*.csv"), { columns: { k: "string?" } }, "k")).toBe('"a b"; null');
    expect(await read(file("kinds/k=*/*.jsonl"), { columns: { k: "string?" } }, "k")).toBe('"c"');
  });

  test("a folder never replaces a column of the file: both are named", async () => {
    await bound.copy("both/tier=gold/a.parquet", `SELECT 'silver' AS tier, 1::BIGINT AS x, ${at(0)}`);
    await expect(read(file("both/*/*.parquet"), { columns: { tier: "string" } }, "tier")).rejects.toThrow(
      /^s\.yaml:1 source s: column "tier" of .*both\/tier=gold\/a\.parquet and its folder `tier=…` have one name/,
    );
    expect(await read(file("both/*/*.parquet"), x("int64"))).toBe("1");
  });

  test("a folder above the source's own is not a column", async () => {
    await bound.copy("ds=1/in/a.parquet", `SELECT 1::BIGINT AS x, ${at(0)}`);
    await expect(read(file("a.parquet", { folder: "ds=1/in" }), { columns: { ds: "string?" } }, "ds")).rejects.toThrow(
      'there is no column "ds" in its data',
    );
  });
});

describe("132: bytes without the UTF-8 annotation", () => {
  test("equal the same text as a key, and are an error with the row if they are not UTF-8", async () => {
    const location = await parquet("'caf\\xC3\\xA9'::BLOB AS x", "'café' AS x");
    expect(await read(location, { ...x("string"), key: ["x"] })).toBe('"café"; "café"');
    await expect(read(await parquet("'a'::BLOB AS x", "'\\xFF'::BLOB AS x"), x("string"))).rejects.toThrow(
      /row 1 of .*d1\.parquet, column `x`: .* is not text in UTF-8/,
    );
  });
});

describe("133: a column without values, and files without rows, fit every nullable type", () => {
  const types = [
    "int64",
    "float32",
    "decimal(9,2)",
    "bool",
    "string",
    "bytes",
    "timestamp",
    "date",
    "kind",
    "json",
    "int64[]",
    "float32[3]",
    "struct { a: int64 }",
    "map<string, int64>",
  ];
  test.each(types)("%s", async (type) => {
    for (const sql of ["NULL::INTEGER", "NULL::BOOLEAN", "NULL::VARCHAR", "NULL::STRUCT(q TIME)"]) {
      expect(await read(await parquet(`${sql} AS x`), x(`${type}?`))).toBe("null");
      await expect(read(await parquet(`${sql} AS x`), x(type))).rejects.toThrow("column x of source s is null");
    }
    await bound.copy("empty/a.parquet", `SELECT TIME '10:00:00' AS x, ${at(0)} WHERE false`);
    expect(await read(file("empty/a.parquet"), x(type))).toBe("");
    bound.write("empty/a.csv", "t,x\n");
    bound.write("empty/none.csv", "");
    bound.write("empty/none.jsonl", "");
    bound.write("empty/list.json", "[]");
    for (const name of ["a.csv", "none.csv", "none.jsonl", "list.json"])
      expect(await read(file(`empty/${name}`), x(type))).toBe("");
  });

  test("an empty file among others", async () => {
    expect(await read(texts("csv", "", "t,x\n2024-01-01,1\n"), x("int64"))).toBe("1");
    expect(await read(texts("jsonl", "", '{"t":"2024-01-01","x":1}\n'), x("int64"))).toBe("1");
  });

  test("a column whose type cannot fit is refused before anything runs", async () => {
    const binding = bound.binding(await parquet("TIME '10:00:00' AS x"), x("int64?"));
    await expect(bound.warehouse.look({ name: "s", binding, late: null })).rejects.toThrow(
      /row 1 of .*, column `x`: "10:00:00" is TIME, not int64; it takes a whole number/,
    );
  });
});

describe("135: decimals beyond 38 digits", () => {
  const wide = readFileSync(join(import.meta.dirname, "support/data/wide-decimals.parquet"));
  bound.write("wide.parquet", wide);
  test.each(["decimal(38,2)", "decimal(10,2)", "int64", "float64", "string"])(
    "are an error with row and column under %s",
    async (type) => {
      await expect(read(file("wide.parquet"), x(`${type}?`))).rejects.toThrow(
        /row 1 of wide\.parquet, column `x`: a DECIMAL of 50 digits is beyond the 38 digits/,
      );
    },
  );
  test("are an error in a list too", async () => {
    await expect(read(file("wide.parquet"), { columns: { xs: "decimal(38,2)[]?" } }, "xs")).rejects.toThrow(
      /column `xs`, at xs\[0\]: /,
    );
  });
  test("are accepted if they are null", async () => {
    expect(await read(file("wide.parquet"), { columns: { none: "decimal(38,2)?" } }, "none")).toBe("null; null");
  });
  test("a column of the null type fits every nullable type", async () => {
    expect(await read(file("wide.parquet"), { columns: { nothing: "struct { a: int64 }?" } }, "nothing")).toBe(
      "null; null",
    );
  });
});

describe("136: collations", () => {
  test("text is compared by code points, as a key too", async () => {
    await bound.warehouse.run(
      `CREATE OR REPLACE TABLE names AS SELECT x, TIMESTAMP '2024-01-01' AS t FROM (VALUES ('a'), ('A')) v(x)`,
    );
    await bound.warehouse.run("ALTER TABLE names ALTER x TYPE VARCHAR COLLATE NOCASE");
    for (const location of [table("names"), query("SELECT * FROM names")]) {
      expect(
        await read(location, x("string"), "(SELECT count(*) FROM feat_source_s o WHERE o.x = feat_source_s.x)"),
      ).toBe('"1"; "1"');
      expect((await bound.rows(location, x("string"), "x", "x")).map(shown).join()).toBe('"A","a"');
    }
  });
});

describe("139: instants are floored, toward the past, in every format", () => {
  const formats = [
    ["timestamp", "TIMESTAMP_NS '1969-12-31 23:59:59.999999999'", "-1"],
    ["timestamp", "'1969-12-31T23:59:59.9999999Z'", "-1"],
    ["unix_s", "-0.0000015::DOUBLE", "-2"],
    ["unix_s", "-0.0000015::DECIMAL(18,7)", "-2"],
    ["unix_s", "'-0.0000015'", "-2"],
    ["unix_s", "(-1)::BIGINT", "-1000000"],
    ["unix_ms", "-0.0015::DOUBLE", "-2"],
    ["unix_us", "-1.5::DOUBLE", "-2"],
    ["unix_ns", "(-1)::BIGINT", "-1"],
    ["unix_ns", "-1.5::DECIMAL(18,1)", "-1"],
    ["unix_ns", "1700000000123456789::BIGINT", "1700000000123456"],
    ["unix_s", "'nan'::DOUBLE", "null"],
  ] as const;
  test.each(formats)("%s: %s", async (format, sql, micros) => {
    for (const location of [query(`SELECT 1 AS x, ${sql} AS t`), await parquetTime(sql)]) {
      const found = await read(
        location,
        { columns: { x: "int64", t: "timestamp?" }, time: { format } },
        '["@time", t]',
      );
      expect(found).toBe(micros === "null" ? '"[NULL, NULL]"' : `"[${micros}, ${micros}]"`);
    }
  });
  const parquetTime = async (sql: string): Promise<SourceLocation> => {
    await bound.copy("time.parquet", `SELECT 1 AS x, ${sql} AS t`);
    return file("time.parquet");
  };

  test.each([
    ["unix_s", "9300000000000::BIGINT"],
    ["unix_ms", "1e300::DOUBLE"],
  ] as const)("a number beyond all instants is an error: %s %s", async (format, sql) => {
    await expect(read(query(`SELECT 1 AS x, ${sql} AS t`), { ...x("int64"), time: { format } })).rejects.toThrow(
      /column `t`: .* is not a valid time/,
    );
  });

  test("times without a zone are in the source's zone, and times with a zone keep it", async () => {
    const zone = "Europe/Berlin";
    for (const [sql, micros] of [
      ["TIMESTAMP '2024-01-01 01:00:00'", "1704067200000000"],
      ["TIMESTAMPTZ '2024-01-01 00:00:00Z'", "1704067200000000"],
      ["TIMESTAMP_NS '2024-01-01 01:00:00.000000999'", "1704067200000000"],
      ["'2024-01-01T01:00:00'", "1704067200000000"],
      ["'2024-01-01T00:00:00Z'", "1704067200000000"],
      ["'2024-01-01 00:00:00 UTC'", "1704067200000000"],
      ["'2024-01-01T02:00:00+02'", "1704067200000000"],
      ["'2024-01-01'", "1704063600000000"],
    ])
      expect(await read(query(`SELECT 1 AS x, ${sql} AS t`), { ...x("int64"), time: { zone } }, '"@time"')).toBe(
        `"${micros}"`,
      );
  });
});

describe("125: `csv:` describes how a CSV file is written", () => {
  const csvs = [
    [
      "a delimiter and decimal commas",
      { delimiter: ";", decimal: "," },
      "t;x\n2024-01-01;1,5\n2024-01-02;7\n",
      "float64?",
      "1.5; 7",
    ],
    [
      "words for null",
      { nulls: ["NA", ""] },
      't,x\n2024-01-01,NA\n2024-01-02,\n2024-01-03,"NA"\n',
      "string?",
      'null; null; "NA"',
    ],
    [
      "words for null without the empty text",
      { nulls: ["NA"] },
      "t,x\n2024-01-01,NA\n2024-01-02,\n",
      "string?",
      'null; ""',
    ],
    ["no header", { header: false }, "2024-01-01,5\n2024-01-02,6\n", "int64?", "5; 6"],
    ["another quote", { quote: "'" }, "t,x\n2024-01-01,'a,''b\"'\n", "string?", '"a,\'b\\""'],
    ["tabs", { delimiter: "\t" }, "t\tx\n2024-01-01\t5,6\n", "string?", '"5,6"'],
  ] as const;
  test.each(csvs)("%s", async (_, csv, text, type, found) => {
    bound.write("said.csv", text);
    const plain = !("header" in csv);
    const said: Said = plain ? x(type) : { columns: { x: { type, column: "column1" } }, time: { column: "column0" } };
    expect(await read(file("said.csv", { csv }), said)).toBe(found);
  });

  test("a point is not a decimal comma, and a text that is not a null word is an error", async () => {
    bound.write("said.csv", "t;x\n2024-01-01;1.5\n");
    await expect(read(file("said.csv", { csv: { delimiter: ";", decimal: "," } }), x("float64?"))).rejects.toThrow(
      '"1.5" is not a valid float64',
    );
    bound.write("said.csv", "t,x\n2024-01-01,\n");
    await expect(read(file("said.csv", { csv: { nulls: ["NA"] } }), x("float64?"))).rejects.toThrow(
      '"" is not a valid float64',
    );
  });

  test.each([
    ["line ends of Windows", "t,x\r\n2024-01-01,a\r\n2024-01-02,\r\n", '"a"; null'],
    ["a byte order mark", "\uFEFFt,x\n2024-01-01,a\n", '"a"'],
    ["blank lines, and none at the end", "t,x\n2024-01-01,a\n\n2024-01-02,b", '"a"; "b"'],
    ["a line end in quotes", 't,x\n2024-01-01,"a\nb"\n', '"a\nb"'.replace("\n", "\\n")],
    ["a value that looks like a comment", "t,x\n2024-01-01,#a\n", '"#a"'],
  ])("%s changes no value", async (_, text, found) => {
    bound.write("said.csv", text);
    expect(await read(file("said.csv"), x("string?"))).toBe(found);
  });

  test.each([
    ["fewer fields", "t,x,y\n2024-01-01,a\n", /cannot be read as CSV: a row has more or fewer fields/],
    ["more fields", "t,x\n2024-01-01,a,b\n", /cannot be read as CSV: a row has more or fewer fields/],
    ["another encoding", Uint8Array.from([...Buffer.from("t,x\n2024-01-01,caf"), 0xe9, 10]), /not utf-8 encoded/],
  ])("a row with %s is an error", async (_, text, message) => {
    bound.write("said.csv", text);
    await expect(read(file("said.csv"), x("string?"))).rejects.toThrow(message);
  });

  test.each([
    [
      "a line that is not an object",
      '{"t":"2024-01-01","x":1}\n5\n',
      /holds 5, and every row of a JSON source is an object/,
    ],
    ["a line that is not JSON", '{"t":"2024-01-01","x":1}\n{broken\n', /Malformed JSON/],
  ])("a JSON file with %s is an error", async (_, text, message) => {
    await expect(read(texts("jsonl", text), x("int64?"))).rejects.toThrow(message);
  });

  test("a .tsv file has tabs, and compressed files are decompressed", async () => {
    bound.write("said.tsv", "t\tx\n2024-01-01\t5\n");
    expect(await read(file("said.tsv"), x("int64?"))).toBe("5");
    bound.write("said.csv.gz", gzipSync("t,x\n2024-01-01,5\n"));
    expect(await read(file("said.csv.gz"), x("int64?"))).toBe("5");
    bound.write("said.jsonl.gz", gzipSync('{"t":"2024-01-01","x":5}\n'));
    expect(await read(file("said.jsonl.gz"), x("int64?"))).toBe("5");
    bound.write("packed.csv", gzipSync("t,x\n2024-01-01,5\n"));
    expect(await read(file("packed.csv", { csv: { compression: "gzip" } }), x("int64?"))).toBe("5");
    await bound.copy("said.csv.zst", "SELECT '2024-01-01' AS t, 5 AS x", "FORMAT csv, HEADER true, COMPRESSION zstd");
    expect(await read(file("said.csv.zst"), x("int64?"))).toBe("5");
  });
});

describe("a column of the declared type costs nothing", () => {
  test("it is read as it is, and checked only where the data can be wrong", async () => {
    const location = await parquet(
      "1::BIGINT AS a, NULL::BIGINT AS b, 2::INTEGER AS c, 'x' AS d, 1.5::DOUBLE AS e, [1::BIGINT] AS f",
    );
    const said: Said = { columns: { a: "int64", b: "int64?", c: "int64", d: "string", e: "float64", f: "int64[]?" } };
    const [view = ""] = await bound.warehouse.views({
      sources: [bound.binding(location, said)],
      blocks: [],
      result: "SELECT 1",
    });
    const lines = view.split("\n").map((line) => line.trim().replace(/,$/, ""));
    for (const line of [
      'data."a" AS "a"',
      'data."b" AS "b"',
      'CAST(data."c" AS BIGINT) AS "c"',
      'data."d" AS "d"',
      'data."f" AS "f"',
    ])
      expect(lines).toContain(line);
    expect(lines.find((line) => line.endsWith('AS "e"'))).toContain("error(");
  });
});
