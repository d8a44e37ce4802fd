/** Nested values in files, read and written, in JSON and in the client. */
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, test } from "vitest";
import { diskHost } from "../../cli/disk-host.js";
import { compile } from "../../compiler/compile.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import { createClientRuntime, openEmbedded } from "../../runtime/index.js";
import { type Folder, folder } from "../cli/feat.js";

const columns = `      k: int64
      d: "decimal(6, 2)?"
      day: date?
      raw: bytes?
      m: "map<string, int64?>?"
      by_day: "map<date, float64>?"
      s: "struct { a: int64?, b: string? }?"
      xs: "int64[]?"
      e: "float32[2]?"
      j: json?
      tm: timestamp`;
const program = `entity e { k: int64 }
view v for e from ev { d, day, raw, m, by_day, s, xs, e, j,
  whole = int64(j.a.b), word = string(j.a.c), first = int64(j.list[0]), odd = int64(j.a.c), gone = int64(j.x.y), none = string(j.a.n), big = int64(j.big)
}
service all_of_it { v.* }
service some { v.d, v.day, v.raw, v.m, v.by_day, v.s, v.e, v.whole }
`;
const json = '{"a": {"b": 7, "c": "x", "n": null}, "list": [9007199254740993, 2], "big": 9223372036854775807}';

/** One row with a column of each type, in a file of the format. */
async function project(format: "csv" | "parquet" | "jsonl"): Promise<Folder> {
  const made = folder({
    "feat.yaml": "project: p\nfeatures: a.feat\nsources: sources.yaml\n",
    "sources.yaml": `sources:\n  ev:\n    kind: events\n    file: ev.${format}\n    time: tm\n    columns:\n${columns}\n`,
    "a.feat": program,
    "labels.csv": "k,event_timestamp\n1,2024-01-02T00:00:00Z\n2,2024-01-02T00:00:00Z\n",
    "ev.csv": `k,d,day,raw,m,by_day,s,xs,e,j,tm
1,12.30,2024-02-29,AAH/,"{""b"": 2, ""a"": null}","{""2024-01-02"": 0.5, ""2024-01-01"": 1.5}","{""a"": 1, ""b"": ""y""}","[1, null, 9007199254740993]","[0.5, -1.5]","${json.replaceAll('"', '""')}",2024-01-01T00:00:00Z
`,
    "ev.jsonl": `{"k": 1, "d": "12.30", "day": "2024-02-29", "raw": "AAH/", "m": {"b": 2, "a": null}, "by_day": {"2024-01-02": 0.5, "2024-01-01": 1.5}, "s": {"a": 1, "b": "y"}, "xs": [1, null, 9007199254740993], "e": [0.5, -1.5], "j": ${json}, "tm": "2024-01-01T00:00:00Z"}\n`,
  });
  if (format === "parquet") {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    await connection.run(`COPY (SELECT 1::BIGINT AS k, 12.30::DECIMAL(6, 2) AS d, DATE '2024-02-29' AS day, '\\x00\\x01\\xFF'::BLOB AS raw,
      MAP {'b': 2::BIGINT, 'a': NULL} AS m, MAP {DATE '2024-01-02': 0.5::DOUBLE, DATE '2024-01-01': 1.5} AS by_day, {'a': 1::BIGINT, 'b': 'y'} AS s,
      [1, NULL, 9007199254740993]::BIGINT[] AS xs, [0.5, -1.5]::FLOAT[2] AS e, '${json}'::JSON AS j, TIMESTAMP '2024-01-01' AS tm) TO '${join(made.path, "ev.parquet")}'`);
    connection.closeSync();
  }
  return made;
}

const at = "2024-01-02T00:00:00Z";
const features = {
  d: "12.30",
  day: "2024-02-29",
  raw: "AAH/",
  m: { a: null, b: 2 },
  by_day: { "2024-01-01": 1.5, "2024-01-02": 0.5 },
  s: { a: 1, b: "y" },
  xs: [1, null, "9007199254740993"],
  e: [0.5, -1.5],
  whole: 7,
  word: "x",
  first: "9007199254740993",
  odd: null,
  gone: null,
  none: null,
  big: "9223372036854775807",
};

describe.each(["csv", "parquet", "jsonl"] as const)("from %s", (format) => {
  test("77: json is read by paths; a cast states the type; an absent, null or other kind of value is null; ints are exact", async () => {
    const { feat } = await project(format);
    expect(await feat(["materialize", "--to", at])).toMatchObject({ code: 0 });
    const got = JSON.parse((await feat(["get", "all_of_it", "--key", "k=1", "--at", at, "--json"])).out);
    const { whole, word, first, odd, gone, none, big } = features;
    expect(got.features).toMatchObject({ whole, word, first, odd, gone, none, big });
  });

  test("78: entries go by key ascending, as an object in JSON, JSON text in CSV, and MAP, LIST and STRUCT in Parquet; bytes are base64", async () => {
    const { feat, read, path } = await project(format);
    expect(await feat(["train", "all_of_it", "--labels", "labels.csv", "--out", "out.csv"])).toMatchObject({ code: 0 });
    const [, row, nothing] = read("out.csv").split("\n");
    expect(row).toContain(
      '12.30,2024-02-29,AAH/,"{""a"":null,""b"":2}","{""2024-01-01"":1.5,""2024-01-02"":0.5}","{""a"":1,""b"":""y""}","[1,null,9007199254740993]","[0.5,-1.5]",',
    );
    expect(nothing).toMatch(/^2,2024-01-02T00:00:00Z,+$/);
    expect(await feat(["train", "all_of_it", "--labels", "labels.csv", "--out", "out.parquet"])).toMatchObject({
      code: 0,
    });
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const types = await connection.runAndReadAll(
      `DESCRIBE SELECT d, day, raw, m, by_day, s, xs, e FROM '${join(path, "out.parquet")}'`,
    );
    expect(types.getRows().map(([name, type]) => [name, type])).toEqual([
      ["d", "DECIMAL(6,2)"],
      ["day", "DATE"],
      ["raw", "BLOB"],
      ["m", "MAP(VARCHAR, BIGINT)"],
      ["by_day", "MAP(DATE, DOUBLE)"],
      ["s", "STRUCT(a BIGINT, b VARCHAR)"],
      ["xs", "BIGINT[]"],
      ["e", "FLOAT[]"],
    ]);
    connection.closeSync();
    await feat(["materialize", "--to", at]);
    const { out } = await feat(["get", "all_of_it", "--key", "k=1", "--at", at, "--json"]);
    expect(JSON.parse(out).features).toMatchObject(features);
    expect(out.replaceAll(/\s/g, "")).toContain('"by_day":{"2024-01-01":1.5,"2024-01-02":0.5}');
  });

  test("81: in the client decimals and dates are strings, bytes a Uint8Array, maps a record for string keys, else a Map, and json is unknown", async () => {
    const { feat, path } = await project(format);
    await feat(["materialize", "--to", at]);
    const { value } = compile(diskHost, path);
    const store = openEmbedded(join(path, ".feat/online"));
    await using client = createClientRuntime(loadArtifact(value!.project), { online: store });
    const row = await client.service("some").get({ k: 1 }, { at: new Date(at) });
    expect(row.features).toEqual({
      d: "12.30",
      day: "2024-02-29",
      raw: new Uint8Array([0, 1, 255]),
      m: { a: null, b: 2 },
      by_day: new Map([
        ["2024-01-01", 1.5],
        ["2024-01-02", 0.5],
      ]),
      s: { a: 1, b: "y" },
      e: [0.5, -1.5],
      whole: 7,
    });
    // An int64 that no JavaScript number can hold is an error for a client that reads numbers.
    await expect(client.service("all_of_it").get({ k: 1 }, { at: new Date(at) })).rejects.toThrow(/safe integer/);
    await store.close();
  });
});

test("81: in the client's types", async () => {
  const { feat, read } = await project("csv");
  await feat(["compile"]);
  const client = read("generated/p/client.ts");
  for (const line of [
    "readonly d: string | null;",
    "readonly day: string | null;",
    "readonly raw: Uint8Array | null;",
    "readonly m: Readonly<Record<string, number | null>> | null;",
    "readonly by_day: ReadonlyMap<string, number | null> | null;",
    "readonly j: unknown;",
  ])
    expect(client).toContain(line);
});

test.each(["csv", "jsonl"] as const)(
  "77: JSON's null is null in a column, an element, a label and a request, from %s",
  async (format) => {
    const { feat, read } = folder({
      "feat.yaml": "project: p\nfeatures: a.feat\nsources: sources.yaml\n",
      "sources.yaml": `sources:\n  ev:\n    kind: state\n    file: ev.${format}\n    time: tm\n    columns: { k: int64, j: "json?", js: "json[]?", tm: timestamp }\n`,
      "a.feat": `entity e { k: int64 }
request q { r: json? }
view v for e from ev { j, js, none = j is null, first = js[0] is null, all = count() each x in js where x is null }
transform t { asked = q.r is null, either = v.j ?? q.r, id = int64(q.r.a) }
service s { v.*, t.* }
`,
      "ev.csv": `k,j,js,tm\n1,null,"[null, 1]",2024-01-01T00:00:00Z\n2,"[null]",,2024-01-01T00:00:00Z\n`,
      "ev.jsonl": `{"k": 1, "j": null, "js": [null, 1], "tm": "2024-01-01T00:00:00Z"}\n{"k": 2, "j": [null], "js": null, "tm": "2024-01-01T00:00:00Z"}\n`,
      "labels.csv": `k,r,event_timestamp\n1, null ,2024-01-02T00:00:00Z\n2,"{""a"": null}",2024-01-02T00:00:00Z\n`,
    });
    expect(await feat(["train", "s", "--labels", "labels.csv", "--out", "out.csv"])).toMatchObject({ code: 0 });
    const [, ...rows] = read("out.csv").trim().split("\n");
    expect(rows.map((row) => row.replace(/^.*?T00:00:00Z,/, ""))).toEqual([
      ',"[null,1]",true,true,1,true,,',
      "[null],,false,true,0,false,[null],",
    ]);
    expect(await feat(["materialize", "--to", at])).toMatchObject({ code: 0 });
    const got = async (...args: readonly string[]) =>
      JSON.parse((await feat(["get", "s", ...args, "--at", at, "--json"])).out).features;
    expect(await got("--key", "k=1", "--request", "r=null")).toMatchObject({
      ...{ j: null, js: [null, 1], none: true, first: true, all: 1, asked: true, either: null },
    });
    expect(await got("--key", "k=2", "--request", 'r={"a": 9007199254740993}')).toMatchObject({
      ...{ j: [null], none: false, js: null, first: true, all: 0, asked: false, id: "9007199254740993" },
    });
    expect(await feat(["get", "s", "--key", "k=1", "--request", "r=what"])).toMatchObject({
      code: 2,
      err: expect.stringContaining('request field `r`: expected JSON, found "what"'),
    });
  },
);

describe("JSON numbers with more digits than a double has", () => {
  const files = {
    "feat.yaml": "project: p\nfeatures: a.feat\nsources: sources.yaml\n",
    "sources.yaml": `sources:
  ev: { kind: state, file: ev.jsonl, time: tm, columns: { k: int64, d: "decimal(20, 3)?", m: "map<string, decimal(20, 3)>?", j: "json?", tm: timestamp } }
`,
    "a.feat": `entity e { k: int64 }
request q { r: json?, p: "decimal(20, 3)?", s: "struct { p: decimal(20, 3)?, n: int64 }?" }
view v for e from ev { d, m, j }
transform t { asked = q.r, price = q.p, pair = q.s }
service s { v.*, t.* }
`.replaceAll(/"(decimal|struct)([^"]*)"/g, "$1$2"),
    "ev.jsonl": `{"k": 1, "d": "12345678901234567.891", "m": {"a": 1234567890123.45}, "j": {"id": 9007199254740993}, "tm": "2024-01-01T00:00:00Z"}\n`,
  };
  const asked =
    '{"k": 1, "r": {"id": 9007199254740993}, "p": 12345678901234567.891, "s": {"p": 0.001, "n": 9007199254740993}}';

  test("77, 84: json and rows keep their digits when they are read and written", async () => {
    const { feat, write } = folder(files);
    write("rows.jsonl", `${asked}\n`);
    expect(await feat(["materialize", "--to", at])).toMatchObject({ code: 0 });
    const { out } = await feat(["get", "s", "--rows", "rows.jsonl", "--at", at, "--json"]);
    expect(out.replaceAll(/\s/g, "")).toContain(
      '"features":{"d":"12345678901234567.891","m":{"a":"1234567890123.450"},"j":{"id":9007199254740993},' +
        '"asked":{"id":9007199254740993},"price":"12345678901234567.891","pair":{"p":"0.001","n":"9007199254740993"}}',
    );
  });

  test.each([
    ['"d": 12345678901234567.891', "`d`"],
    ['"d": 1234567890123.4567', "`d`"],
    ['"d": 1e21', "`d`"],
    ['"m": {"a": 12345678901234567.891}', "`m`"],
  ])("80: a decimal that is written %s is an error, because its digits would be lost", async (member, column) => {
    const { feat } = folder({
      ...files,
      "ev.jsonl": `${files["ev.jsonl"]}{"k": 2, ${member}, "tm": "2024-01-01T00:00:00Z"}\n`,
    });
    const { code, err } = await feat(["materialize", "--to", at]);
    expect(err).toContain("write it as a string");
    expect(err).toContain(`row 2 of ev.jsonl, column ${column}`);
    expect(code).toBe(3);
  });
});

describe("85: a JSON key that some rows lack", () => {
  const files = (types: string, lines: readonly string[], extension = "jsonl") => ({
    "feat.yaml": "project: p\nfeatures: a.feat\nsources: sources.yaml\n",
    "sources.yaml": `sources:\n  ev:\n    kind: state\n    file: ev.${extension}\n    time: tm\n    until: ends\n    deleted: gone\n    columns:\n      k: int64\n      tm: timestamp\n${types}`,
    "a.feat": "entity e { k: int64 }\nview v for e from ev { x, j }\nservice s { v.* }\n",
    [`ev.${extension}`]: lines.join(extension === "json" ? ",\n" : "\n"),
    "labels.csv": "k,event_timestamp\n1,2024-01-02T00:00:00Z\n2,2024-01-02T00:00:00Z\n",
  });
  const row = (k: number, more = "") => `{"k": ${k}, "tm": "2024-01-01T00:00:00Z"${more}}`;
  const out = async (made: Folder) => {
    expect(await made.feat(["train", "s", "--labels", "labels.csv", "--out", "out.csv"])).toMatchObject({ code: 0 });
    return made.read("out.csv").replaceAll(/\d,2024-01-02T00:00:00Z,/g, "");
  };

  test.each(["int64", "string", "float64[]", "map<string, int64>", "bytes", "decimal(4, 2)", "struct { a: int64 }"])(
    "a nullable column that no row of a %s has is null",
    async (type) => {
      const types = `      x: "${type}?"\n      j: json?\n`;
      expect(await out(folder(files(types, [row(1), row(2)])))).toBe("k,event_timestamp,x,j\n,\n,\n");
    },
  );

  test("a column that only a late row has is read, with its digits", async () => {
    const types = "      x: int64?\n      j: json?\n";
    const lines = [
      ...Array.from({ length: 30_000 }, (_, n) => row(n + 10)),
      row(1, ', "x": 9007199254740993, "j": {"a": 18446744073709551616, "b": [1.0, -9223372036854775808]}'),
      row(2, ', "j": "\\u00e9"'),
    ];
    expect(await out(folder(files(types, lines)))).toBe(
      'k,event_timestamp,x,j\n9007199254740993,"{""a"":18446744073709551616,""b"":[1.0,-9223372036854775808]}"\n,"""é"""\n',
    );
  });

  test("the same holds in an array of objects", async () => {
    const made = files(
      "      x: int64?\n      j: json?\n",
      [row(1, ', "z": 3').replace(/^/, "["), `${row(2, ', "x": 2')}]`],
      "json",
    );
    expect(await out(folder(made))).toBe("k,event_timestamp,x,j\n,\n2,\n");
  });

  test("C24: a missing key of a non-null column is an error that names the column and the row", async () => {
    const { feat } = folder(files("      x: int64\n      j: json?\n", [row(1, ', "x": 1'), row(2)]));
    const { code, err } = await feat(["train", "s", "--labels", "labels.csv", "--out", "out.csv"]);
    expect(err).toContain(
      "column x of source ev is null, and is declared not to be, in the row of 2024-01-01T00:00:00Z",
    );
    expect(code).toBe(3);
  });
});

test("78: a float32 in CSV is written as the float64 that its JSON has", async () => {
  const { feat, read } = folder({
    "feat.yaml": "project: p\nfeatures: a.feat\nsources: sources.yaml\n",
    "sources.yaml":
      "sources:\n  ev: { kind: state, file: ev.csv, time: tm, columns: { k: int64, x: float32, tm: timestamp } }\n",
    "a.feat": "entity e { k: int64 }\nview v for e from ev { x }\nservice s { v.* }\n",
    "ev.csv": "k,x,tm\n1,0.1,2024-01-01T00:00:00Z\n",
    "labels.csv": "k,event_timestamp\n1,2024-01-02T00:00:00Z\n",
  });
  expect(await feat(["train", "s", "--labels", "labels.csv", "--out", "out.csv"])).toMatchObject({ code: 0 });
  expect(read("out.csv")).toContain(",0.10000000149011612\n");
});
