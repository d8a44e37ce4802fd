import { describe, expect, test } from "vitest";
import { check, checkSource, featYaml } from "./check.js";

const state = "kind: state\nfile: d/x.parquet\ntime: t\n";
const events = "kind: events\nfile: d/x.parquet\ntime: t\n";
const int64 = { kind: "int64", nullable: false };

describe("a source of YAML", () => {
  test("every key of a state source is read", () => {
    const { source, said } = checkSource(`
kind: state
description: How it stands.
file: data/*.parquet
time: { column: at, format: unix_ms }
created: written
sequence: n
delay: 2h
deleted: gone
until: { column: ends, format: iso8601, zone: Europe/Berlin }
key: id
complete: false
columns:
  id: int64
  zip: { type: string?, column: "Zip Code", pii: true }
  at: { type: timestamp, column: "At!", pii: false }
  n: { type: int32?, column: seq }
  v: float32[3]
  tags: string[]?`);
    expect(said).toEqual([]);
    expect(source).toEqual({
      node: "physical",
      name: "s",
      doc: "How it stands.",
      annotations: [],
      at: { file: "sources.yaml", line: 2 },
      kind: "state",
      location: { kind: "file", path: "data/*.parquet", format: "parquet", at: { file: "sources.yaml", line: 5 } },
      columns: [
        { name: "id", column: "id", type: int64 },
        { name: "zip", column: "Zip Code", type: { kind: "string", nullable: true }, pii: true },
        { name: "at", column: "At!", type: { kind: "timestamp", nullable: false } },
        { name: "n", column: "seq", type: { kind: "int32", nullable: true } },
        {
          name: "v",
          column: "v",
          type: { kind: "array", element: { kind: "float32", nullable: false }, size: 3, nullable: false },
        },
        {
          name: "tags",
          column: "tags",
          type: { kind: "array", element: { kind: "string", nullable: true }, size: null, nullable: true },
        },
      ],
      time: { column: "At!", format: "unix_ms", zone: null, day: "start" },
      created: { column: "written", format: "timestamp", zone: null, day: "start" },
      sequence: { column: "seq", type: { kind: "int32", nullable: true } },
      delayMicros: "7200000000",
      deleted: "gone",
      until: { column: "ends", format: "iso8601", zone: "Europe/Berlin", day: "start" },
      key: ["id"],
      complete: false,
    });
  });

  const locations: readonly (readonly [title: string, yaml: string, location: unknown])[] = [
    [
      "one table for all dialects",
      "table: raw.clicks",
      { kind: "table", table: { duckdb: "raw.clicks", postgres: "raw.clicks" } },
    ],
    [
      "a table per dialect",
      "table: { duckdb: a, postgres: d, bigquery: b.c }",
      { kind: "table", table: { duckdb: "a", postgres: "d", bigquery: "b.c" } },
    ],
    ["a query", "query: SELECT 1", { kind: "query", query: { duckdb: "SELECT 1", postgres: "SELECT 1" } }],
    [
      "a file for this dialect",
      "file: { duckdb: x.csv }\n    table: { postgres: t }",
      { kind: "file", path: "y/x.csv", format: "csv" },
    ],
    ["an absolute file", "file: /d/x.ndjson", { kind: "file", path: "/d/x.ndjson", format: "json" }],
    [
      "a file over the network",
      "file: s3://b//x.parquet",
      { kind: "file", path: "s3://b//x.parquet", format: "parquet" },
    ],
    ["a packed file", "file: ../x.csv.gz", { kind: "file", path: "x.csv.gz", format: "csv" }],
    [
      "how CSV files are written",
      'file: x.tsv\n    csv: { delimiter: ";", quote: "\'", nulls: ["NA", ""], decimal: ",", header: false, compression: gzip }',
      {
        kind: "file",
        path: "y/x.tsv",
        format: "csv",
        csv: { delimiter: ";", quote: "'", nulls: ["NA", ""], decimal: ",", header: false, compression: "gzip" },
      },
    ],
    ["a variable", 'file: "${DIR:-d}/x.json"', { kind: "file", path: "y/${DIR:-d}/x.json", format: "json" }],
    [
      "a variable whose default lies outside the folder",
      'file: "./${DIR:-../../d}/../x.json"',
      { kind: "file", path: "y/${DIR:-../../d}/../x.json", format: "json" },
    ],
    ["a variable as the whole path", 'file: "${F:-x.csv}"', { kind: "file", path: "y/${F:-x.csv}", format: "csv" }],
  ];
  test.each(locations)("location: %s", (_, yaml, location) => {
    const { config, said } = check({
      "feat.yaml": `${featYaml}sources: y/s.yaml\ndialects: [duckdb, postgres]\n`,
      "a.feat": "",
      "y/s.yaml": `sources:\n  s:\n    kind: state\n    time: t\n    columns: { a: int64 }\n    ${yaml}\n`,
    });
    expect(said.filter((line) => !line.includes("later-dialect"))).toEqual([]);
    expect(config?.sources[0]?.source.location).toEqual({ ...Object(location), at: { file: "y/s.yaml", line: 6 } });
  });

  const times: readonly (readonly [title: string, yaml: string, time: unknown])[] = [
    ["undeclared", "time: t\ncolumns: { a: int64 }", { column: "t", format: "timestamp", zone: null, day: "start" }],
    [
      "declared and renamed",
      "time: t\ncolumns: { t: { type: timestamp, column: T1 } }",
      { column: "T1", format: "timestamp", zone: null, day: "start" },
    ],
    [
      "a date with `at`",
      "time: { column: ds, format: date, at: end, zone: Asia/Tokyo }\ncolumns: { ds: date }",
      { column: "ds", format: "date", zone: "Asia/Tokyo", day: "end" },
    ],
    [
      "a date by its declared type",
      "time: { column: ds, at: start }\ncolumns: { ds: date? }",
      { column: "ds", format: "date", zone: null, day: "start" },
    ],
  ];
  test.each(times)("time: %s", (_, yaml, time) => {
    const { source, said } = checkSource(`kind: state\nfile: x.csv\n${yaml}`);
    expect(said).toEqual([]);
    expect(source?.time).toEqual(time);
  });

  test("a sequence that is not declared is an int64, unless its type is given", () => {
    expect(checkSource(`${events}sequence: n\ncolumns: { a: int64 }`).source?.sequence).toEqual({
      column: "n",
      type: { kind: "int64", nullable: true },
    });
    const said = checkSource(`${events}sequence: { column: n, type: string }\ncolumns: { a: int64 }`);
    expect(said.source?.sequence).toEqual({ column: "n", type: { kind: "string", nullable: false } });
  });

  const wrong: readonly (readonly [title: string, yaml: string, said: readonly (string | RegExp)[]])[] = [
    ...(
      [
        ["a table", "table: raw.clicks"],
        ["a query", "query: SELECT 1"],
        ["Parquet files", "file: x.parquet"],
        ["JSON files", "file: x.jsonl.gz"],
      ] as const
    ).map(([what, yaml]): readonly [string, string, readonly string[]] => [
      `how CSV files are written, for ${what}`,
      `kind: state\n${yaml}\ncsv: { delimiter: ";" }\ntime: t\ncolumns: { a: int64 }`,
      [
        `FEAT2029 csv-without-csv sources.yaml:5:5 |csv| \`csv\` is for CSV files, but this source reads ${what} (a CSV file's name ends in .csv or .tsv, and in .gz or .zst behind it if the file is packed)`,
      ],
    ]),
    [
      "CSV settings of other kinds",
      `kind: state\nfile: x.csv\ncsv: { delimiter: "||", nulls: [], decimal: ";", sep: x }\ntime: t\ncolumns: { a: int64 }`,
      [
        /FEAT2007 .*\|"\|\|"\| .*must NOT have more than 1 characters/,
        /FEAT2007 .*\|\[\]\| .*must be not empty/,
        /FEAT2008 .*\|";"\| .*is not one of `\.`, `,`/,
        /FEAT2005 .*\|sep\| there is no key `sep` here/,
      ],
    ],
    [
      "an empty source",
      "{}",
      [
        /source-location .*\|s\| a source needs `file`, `table` or `query`/,
        /missing-key .*\|s\| source `s` needs `kind`/,
        /needs `time`/,
        /needs `columns`/,
      ],
    ],
    [
      "two locations",
      `${state}table: x\ncolumns: { a: int64 }`,
      [
        "FEAT2010 source-location sources.yaml:6:5 |table| a source has one of `file` and `table`, not 2 (keep the one that it reads)",
      ],
    ],
    [
      "no columns",
      `${state}columns: {}`,
      [
        "FEAT2007 wrong-shape sources.yaml:6:14 |{}| `columns` must be not empty, but this is empty (write its value after the `:`)",
      ],
    ],
    [
      "an unknown kind",
      "kind: event\nfile: x.csv\ntime: t\ncolumns: { a: int64 }",
      [/FEAT2008 .*:3:11 \|event\|.*did you mean `events`/],
    ],
    [
      "an unknown key",
      `${state}delayed: 2h\ncolumns: { a: int64 }`,
      ["FEAT2005 unknown-key sources.yaml:6:5 |delayed| there is no key `delayed` here (did you mean `delay`?)"],
    ],
    [
      "an unknown key of a column",
      `${state}columns: { a: { type: int64, colum: x } }`,
      [/FEAT2005 .*\|colum\|.*did you mean `column`/],
    ],
    [
      "an empty type",
      `${state}columns:\n  a:`,
      [
        "FEAT2007 wrong-shape sources.yaml:7:7 |a| column `a` must be a text or a map, but this is empty (write its value after the `:`)",
      ],
    ],
    [
      "a type of another language",
      `${state}columns: { a: varchar }`,
      ["FEAT2013 bad-type sources.yaml:6:19 |varchar| `varchar` is not a type (it is called `string` here)"],
    ],
    [
      "a misspelt type with suffixes",
      `${state}columns:\n  a: "flot64?"`,
      ["FEAT2013 bad-type sources.yaml:7:11 |flot64| `flot64` is not a type (did you mean `float64`?)"],
    ],
    ["two question marks", `${state}columns: { a: int64?? }`, [/FEAT2013 .*\|int64\?\?\|/]],
    ["a vector of strings", `${state}columns:\n  a: string[3]`, [/FEAT2013 .*a fixed vector holds numbers/]],
    ["a vector of length zero", `${state}columns:\n  a: float32[0]`, [/FEAT2013 .*a fixed vector holds numbers/]],
    ["a decimal without digits", `${state}columns:\n  a: decimal`, [/FEAT2013 .*sources.yaml:7:10 \|decimal\|/]],
    ["a map of floats", `${state}columns:\n  a: map<float64, int64>`, [/FEAT2013 /]],
    ["an empty struct", `${state}columns:\n  a: "struct { }"`, [/FEAT2013 /]],
    [
      "columns that differ by case",
      `${state}columns: { a: int64, A: int64 }`,
      [
        "FEAT2012 columns-differ-by-case sources.yaml:6:26 |A| columns `a` and `A` differ by case only (readers of tables and Parquet files ignore case)",
      ],
    ],
    [
      "a column whose name generated SQL uses",
      `${state}columns: { a: int64, "@time": timestamp, "~a": { type: string, column: "~b" } }`,
      [
        'FEAT2027 own-column sources.yaml:6:26 |"@time"| column `@time`: names that begin with `@` or `~` are reserved for columns of the generated SQL (read it under another name: `time: { type: …, column: "@time" }`)',
        /FEAT2027 own-column sources.yaml:6:46 \|"~a"\| column `~a`/,
      ],
    ],
    [
      "a null character in the name of a column",
      `kind: state\nfile: d/x.parquet\ntime: "t\\0"\ncolumns: { a: { type: int64, column: "a\\0" } }`,
      [
        "FEAT2028 null-character sources.yaml:5:5 |time| `time` has a null character in its name (SQL cannot name this column: rename it in the data)",
        "FEAT2028 null-character sources.yaml:6:16 |a| `a` has a null character in its name (SQL cannot name this column: rename it in the data)",
      ],
    ],
    [
      "a column twice",
      `${state}columns:\n  a: int64\n  a: string`,
      [
        "FEAT2004 duplicate-key sources.yaml:8:7 |a| `a` is written twice here (remove one of them: otherwise the last would win silently)",
      ],
    ],
    [
      "a key that is not a column",
      `${state}key: [id, zap]\ncolumns: { id: int64, zip: string }`,
      [
        "FEAT2020 undeclared-key sources.yaml:6:15 |zap| `key` names `zap`, which is not a column of this source (did you mean `zip`?)",
      ],
    ],
    [
      "a key of floats",
      `${state}key: [x]\ncolumns: { x: float64 }`,
      [
        /FEAT2019 column-type sources.yaml:6:11 \|x\| `key` must be of a type that can be a key.* but column `x` is float64/,
      ],
    ],
    [
      "a key twice",
      `${state}key: [x, x]\ncolumns: { x: int64 }`,
      [/FEAT2007 .*sources.yaml:6:14 \|x\|.*without repetitions/],
    ],
    [
      "a sequence of floats",
      `${state}sequence: x\ncolumns: { x: float32 }`,
      [/FEAT2019 .*\|x\| `sequence` must be of a type/],
    ],
    [
      "a sequence of a list",
      `${state}sequence: x\ncolumns:\n  x: int64[]`,
      [/FEAT2019 .*`sequence`.*column `x` is int64\[\]/],
    ],
    [
      "deleted that is not a bool",
      `${state}deleted: x\ncolumns: { x: int64? }`,
      [/FEAT2019 .*:6:14 \|x\| `deleted` must be a bool, but column `x` is int64\?/],
    ],
    [
      "created that is not a time",
      `${state}created: x\ncolumns: { x: int64 }`,
      [/FEAT2019 .*\|x\| `created` must be a timestamp or a date, but column `x` is int64/],
    ],
    [
      "until that is not a time",
      `${state}until: x\ncolumns: { x: string }`,
      [/FEAT2019 .*`until` must be a timestamp or a date/],
    ],
    [
      "a stored format, declared as it is stored",
      "kind: state\nfile: x.csv\ntime: { column: x, format: unix_ms }\ncolumns: { x: int64 }",
      [/FEAT2019 .*`time` must be declared timestamp where its format is unix_ms, but column `x` is int64/],
    ],
    [
      "a date declared as timestamp",
      "kind: state\nfile: x.csv\ntime: { column: x, format: date, at: end }\ncolumns: { x: timestamp }",
      [/FEAT2019 .*declared date where its format is date/],
    ],
    [
      "a date without at",
      "kind: state\nfile: x.csv\ntime: { column: ds, format: date }\ncolumns: { a: int64 }",
      [/FEAT2016 date-needs-at sources.yaml:5:11 .*choose which moment/],
    ],
    ["a declared date without at", `${state}columns: { t: date }`, [/FEAT2016 .*:5:11 \|t\|/]],
    ["a date of events without at", `${events}columns: { t: date }`, [/FEAT2016 /]],
    [
      "at without a date",
      "kind: state\nfile: x.csv\ntime: { column: t, at: end }\ncolumns: { a: int64 }",
      ["FEAT2017 at-without-date sources.yaml:5:24 |at| `at` is for dates, but the format of this time is `timestamp`"],
    ],
    [
      "an unknown zone",
      "kind: state\nfile: x.csv\ntime: { column: t, zone: Europe/Berln }\ncolumns: { a: int64 }",
      [/FEAT2015 .*\|Europe\/Berln\|.*did you mean `Europe\/Berlin`/],
    ],
    [
      "an offset instead of a zone",
      "kind: state\nfile: x.csv\ntime: { column: t, zone: '+02:00' }\ncolumns: { a: int64 }",
      [/FEAT2015 /],
    ],
    [
      "an epoch format with a zone",
      "kind: state\nfile: x.csv\ntime: { column: t, format: unix_s, zone: UTC }\ncolumns: { a: int64 }",
      [/FEAT2018 /],
    ],
    [
      "an unknown format",
      "kind: state\nfile: x.csv\ntime: { column: t, format: epoch }\ncolumns: { a: int64 }",
      [/FEAT2008 .*\|epoch\|/],
    ],
    ["a bad delay", `${state}delay: 2 hours\ncolumns: { a: int64 }`, [/FEAT2014 .*sources.yaml:6:12 \|2 hours\|/]],
    ["a delay beyond int64", `${state}delay: 99999999999999999d\ncolumns: { a: int64 }`, [/FEAT2014 /]],
    [
      "a delay without unit",
      `${state}delay: 7200\ncolumns: { a: int64 }`,
      [
        "FEAT2007 wrong-shape sources.yaml:6:12 |7200| `delay` must be a text, but this is the number 7200 (a duration has its unit: `7200h`, `7200d`)",
      ],
    ],
    [
      "until on events",
      `${events}until: u\ncolumns: { a: int64 }`,
      ["FEAT2021 state-only sources.yaml:6:5 |until| `until` is for sources of kind `state`: an event does not end"],
    ],
    ["deleted on events", `${events}deleted: u\ncolumns: { a: int64 }`, [/FEAT2021 .*\|deleted\|/]],
    ["complete on events", `${events}complete: true\ncolumns: { a: int64 }`, [/FEAT2021 .*\|complete\|/]],
    [
      "a file without an ending",
      "kind: state\nfile: data/x\ntime: t\ncolumns: { a: int64 }",
      [/FEAT2022 .*\|data\/x\|/],
    ],
    [
      "two locations for one dialect",
      `${state}table: { duckdb: y }\nquery: { duckdb: SELECT 1 }\ncolumns: { a: int64 }`,
      [/FEAT2040 twice-for-place/],
    ],
    [
      "no table for this dialect",
      "kind: state\ntable: { bigquery: x }\ntime: t\ncolumns: { a: int64 }",
      [
        "FEAT2023 missing-place sources.yaml:4:5 |table| there is no table here for `duckdb` (add `duckdb: …`, or write one text for all)",
      ],
    ],
    ["an invalid name", "x", [/FEAT2007 .*source `s` must be a map, but this is the text "x"/]],
  ];
  test.each(wrong)("%s", (_, yaml, expected) => {
    const { said } = checkSource(yaml);
    expect(said.length, said.join("\n")).toBe(expected.length);
    for (const [i, one] of expected.entries()) {
      if (typeof one === "string") expect(said[i]).toBe(one);
      else expect(said[i]).toMatch(one);
    }
  });

  test("several errors are each reported, and the sources without one are read", () => {
    const { config, said } = check({
      "feat.yaml": featYaml,
      "a.feat": "",
      "sources.yaml": `sources:
  one: { kind: stat, file: x.csv, time: t, columns: { a: int64 } }
  two: { kind: state, file: x.csv, time: t, columns: { a: int64 } }
  "th ree": { kind: state, file: x.csv, time: t, columns: { a: int64 } }
other: 1
`,
    });
    expect(said.map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
      "FEAT2008 not-one-of sources.yaml:2:16",
      "FEAT2009 bad-name sources.yaml:4:3",
      "FEAT2005 unknown-key sources.yaml:5:1",
    ]);
    expect(config?.sources.map(({ source }) => source.name)).toEqual(["two"]);
  });

  test("one name in two files", () => {
    const text = "sources:\n  s: { kind: state, file: x.csv, time: t, columns: { a: int64 } }\n";
    const { said } = check({
      "feat.yaml": `${featYaml}sources: [a.yaml, b.yaml]\n`,
      "a.feat": "",
      "a.yaml": text,
      "b.yaml": text,
    });
    expect(said).toEqual(["FEAT2011 duplicate-source b.yaml:2:3 |s| there are two sources named `s`"]);
  });

  test("columns named like every object's properties keep their order", () => {
    const { source, said } = checkSource(
      `${state}key: [__proto__]\ncolumns:\n  toString: string\n  __proto__: int64\n  constructor: int64\n  "10": int64`,
    );
    expect(said).toEqual([]);
    expect(source?.columns.map((column) => column.name)).toEqual(["toString", "__proto__", "constructor", "10"]);
    expect(source?.key).toEqual(["__proto__"]);
  });

  test("a source named by a reserved word", () => {
    const text = "sources:\n  match: { kind: state, file: x.csv, time: t, columns: { a: int64 } }\n";
    expect(check({ "feat.yaml": featYaml, "a.feat": "", "sources.yaml": text }).said).toEqual([
      "FEAT2009 bad-name sources.yaml:2:3 |match| `match` cannot name a source (it is a word of the language, and `from` could not name it)",
    ]);
  });

  test("an anchor is read where it is used", () => {
    const { config, said } = check({
      "feat.yaml": featYaml,
      "a.feat": "",
      "sources.yaml": `sources:
  a: { kind: state, file: a.csv, time: t, columns: &c { id: int64 } }
  b: { kind: state, file: b.csv, time: t, columns: *c }
`,
    });
    expect(said).toEqual([]);
    expect(config?.sources[1]?.source.columns).toEqual([{ name: "id", column: "id", type: int64 }]);
  });
});
