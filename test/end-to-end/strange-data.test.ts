/** Awkward data: quotes, fractions of seconds, nanoseconds, NaN for ints, and names that confuse engines. */
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { openDuckDB } from "../../runtime/index.js";
import { newProject, type TestProject } from "./support/project.js";

const made: TestProject[] = [];
afterAll(() => {
  for (const project of made) project[Symbol.dispose]();
});

function project(sources: string, feat: string, files: Readonly<Record<string, string>>): TestProject {
  const one = newProject({
    "feat.yaml": "project: strange\nfeatures: main.feat\nsources: s.yaml\n",
    "s.yaml": sources,
    "main.feat": feat,
    ...files,
  });
  made.push(one);
  return one;
}
async function train(one: TestProject, service = "x", labels = "l.csv"): Promise<readonly string[]> {
  await one.feat("train", service, "--labels", labels, "--out", "out.csv");
  return one.read("out.csv").trimEnd().split("\n").slice(1);
}
async function parquet(one: TestProject, file: string, sql: string): Promise<void> {
  await using warehouse = await openDuckDB({ folder: one.folder });
  await warehouse.run(`COPY (${sql}) TO '${join(one.folder, file)}' (FORMAT parquet)`);
}

test("double quotes in a CSV are quotes, wherever they first appear, and other quote characters are not", async () => {
  const rows = Array.from({ length: 30_000 }, () => "1,2024-01-01,x").join("\n");
  const one = project(
    "sources:\n  s: { kind: state, file: s.csv, time: t, columns: { id: string, t: timestamp, s: string? } }\n",
    "entity e { id: string }\nview w for e from s { s, there = s is not null }\nservice x { w.* }\n",
    {
      "s.csv": `id,t,s\n${rows}\n2,2024-01-01,"w"\n3,2024-01-01,""\n4,2024-01-01,"a ""b"""\nb,2024-01-01,"x,y\nz"\n'q',2024-01-01,'v'\n#,2024-01-01,c\n`,
      "l.csv":
        "id,event_timestamp\n2,2024-02-01\n3,2024-02-01\n4,2024-02-01\nb,2024-02-01\n'q',2024-02-01\n#,2024-02-01\n",
    },
  );
  expect((await train(one)).join("\n")).toBe(
    '2,2024-02-01,w,true\n3,2024-02-01,"",true\n4,2024-02-01,"a ""b""",true\nb,2024-02-01,"x,y\nz",true\n\'q\',2024-02-01,\'v\',true\n"#",2024-02-01,c,true',
  );
});

test("a fraction of a second is rounded down to the microsecond, in text, decimals and floats (C19)", async () => {
  const one = project(
    `sources:
  text: { kind: state, file: s.csv, time: { column: t, format: unix_s }, columns: { id: int64, t: timestamp, v: int64 } }
  decimals: { kind: state, file: d.parquet, time: { column: t, format: unix_s }, columns: { id: int64, t: timestamp, v: int64 } }
  nanos: { kind: state, file: n.parquet, time: t, columns: { id: int64, t: timestamp, v: int64 } }
`,
    "entity e { id: int64 }\nview a for e from text { t, v }\nview b for e from decimals { bt = t }\nview c for e from nanos { ct = t }\nservice x { a.*, b.*, c.* }\n",
    {
      "s.csv": "id,t,v\n1,1710037800.4,2\n1,1710037799.9999999,1\n",
      "l.csv": "id,event_timestamp\n1,2024-03-10T02:30:00Z\n1,2024-03-10T02:30:01Z\n",
    },
  );
  await parquet(one, "d.parquet", "SELECT 1 AS id, 1710037799.999999::DECIMAL(18, 6) AS t, 1 AS v");
  await parquet(one, "n.parquet", "SELECT 1 AS id, TIMESTAMP_NS '1960-01-01 00:00:00.123456789' AS t, 1 AS v");
  expect(await train(one)).toEqual([
    "1,2024-03-10T02:30:00Z,2024-03-10T02:29:59.999999Z,1,2024-03-10T02:29:59.999999Z,1960-01-01T00:00:00.123456Z",
    "1,2024-03-10T02:30:01Z,2024-03-10T02:30:00.400000Z,2,2024-03-10T02:29:59.999999Z,1960-01-01T00:00:00.123456Z",
  ]);
});

test("NaN and infinity read as null for an int or a time, and a value that a float32 cannot hold is an error", async () => {
  const one = project(
    "sources:\n  s: { kind: state, file: s.parquet, time: { column: t, format: unix_s }, columns: { id: int64, t: timestamp, v: int64?, g: float32? } }\n",
    "entity e { id: int64 }\nview w for e from s { v, g }\nservice x { w.* }\n",
    { "l.csv": "id,event_timestamp\n1,2024-03-10T02:30:01Z\n2,2024-03-10T02:30:01Z\n3,2024-03-10T02:30:01Z\n" },
  );
  await parquet(
    one,
    "s.parquet",
    "SELECT * FROM (VALUES (1, 1e9, 'nan'::DOUBLE, 1.5::DOUBLE), (2, 1e9, 7, 'infinity'), (3, 'infinity'::DOUBLE, 7, 1)) AS s(id, t, v, g)",
  );
  expect(await train(one)).toEqual([
    "1,2024-03-10T02:30:01Z,,1.5",
    "2,2024-03-10T02:30:01Z,7,",
    "3,2024-03-10T02:30:01Z,,",
  ]);
  await parquet(one, "s.parquet", "SELECT 1 AS id, 1e9 AS t, 7 AS v, 1e39::DOUBLE AS g");
  await expect(train(one)).rejects.toThrow('row 1 of s.parquet, column `g`: "1e+39" is out of range for float32');
});

test("a value with a fraction is refused for an int, in Parquet too", async () => {
  const one = project(
    "sources:\n  s: { kind: state, file: s.parquet, time: t, columns: { id: int64, t: timestamp, v: int64? } }\n",
    "entity e { id: int64 }\nview w for e from s { v }\nservice x { w.* }\n",
    { "l.csv": "id,event_timestamp\n1,2024-03-10\n" },
  );
  await parquet(one, "s.parquet", "SELECT 1 AS id, TIMESTAMP '2024-01-01' AS t, 2.5::DOUBLE AS v");
  await expect(train(one)).rejects.toThrow('row 1 of s.parquet, column `v`: "2.5" is not a valid int64');
  await parquet(one, "s.parquet", "SELECT 1 AS id, TIMESTAMP '2024-01-01' AS t, 9223372036854775807 AS v");
  expect(await train(one)).toEqual(["1,2024-03-10,9223372036854775807"]);
});

test.each(["a", "at", "of", "the", "view", "data", "Select", "__proto__", "constructor"])(
  "a view named %s, with columns that are not identifiers, is trained, stored and read",
  async (name) => {
    const one = project(
      'sources:\n  s: { kind: state, file: s.csv, time: t, columns: { id: int64, t: timestamp, "a b": int64?, "it\'s": string?, "x.y": float64? } }\n',
      `entity e { id: int64 }\nview ${name} for e from s { one = \`a b\`, two = \`it's\`, three = \`x.y\` * 2.0 }\nservice x { ${name} as w { * } }\n`,
      { "s.csv": "id,t,a b,it's,x.y\n1,2024-01-01,5,yes,1.5\n", "l.csv": "id,event_timestamp\n1,2024-02-01\n" },
    );
    await one.feat("compile");
    expect(await train(one)).toEqual(["1,2024-02-01,5,yes,3.0"]);
    await one.feat("materialize", "--to", "2024-02-01T00:00:00Z");
    const got = JSON.parse(await one.feat("get", "x", "--key", "id=1", "--at", "2024-02-01T00:00:00Z", "--json"));
    expect(got.features).toEqual({ w_one: 5, w_two: "yes", w_three: 3 });
  },
);

test("an overflow inside a comparison is an error in the warehouse too", async () => {
  const one = project(
    "sources:\n  s: { kind: state, file: s.csv, time: t, columns: { id: int64, t: timestamp, v: int64 } }\n",
    `entity e { id: int64 }
request r { b: int64 }
view w for e from s { v }
transform t { more = r.b + 1 > 0, within = r.b + w.v between 0 and 5 }
service x { t.more, w.v }
service y { t.within }
`,
    {
      "s.csv": "id,t,v\n1,2024-01-01,5\n",
      "l.csv": "id,event_timestamp,b\n1,2024-02-01,1\n1,2024-02-01,9223372036854775807\n",
    },
  );
  await expect(train(one)).rejects.toThrow("feature more of x: int64 overflow at label row 2");
  await expect(train(one, "y")).rejects.toThrow("feature within of y: int64 overflow at label row 2");
});

test("a column that the data does not have is named with its source", async () => {
  const one = project(
    "sources:\n  s: { kind: state, file: s.csv, time: t, columns: { id: int64, t: timestamp, w: int64? } }\n",
    "entity e { id: int64 }\nview v for e from s { w }\nservice x { v.* }\n",
    { "s.csv": "id,t,v\n1,2024-01-01,5\n", "l.csv": "id,event_timestamp\n1,2024-02-01\n" },
  );
  await expect(train(one)).rejects.toThrow('s.yaml:2 source s: there is no column "w" in its data');
  one.write("s.csv", "");
  expect(await train(one)).toEqual(["1,2024-02-01,"]);
  one.write("s.csv", "id,t,w\n1,2024-01-01\n1,2024-01-01,5\n");
  await expect(train(one)).rejects.toThrow(/s\.csv cannot be read as CSV|line \d+ of the CSV file/);
});

test("a float with an exponent converts to a decimal only if no digit is lost", async () => {
  const one = project(
    "sources:\n  s: { kind: state, file: s.parquet, time: t, columns: { id: int64, t: timestamp, d: 'decimal(38, 10)' } }\n",
    "entity e { id: int64 }\nview w for e from s { d }\nservice x { w.* }\n",
    { "l.csv": "id,event_timestamp\n1,2024-02-01\n" },
  );
  const rows = (value: string) =>
    parquet(one, "s.parquet", `SELECT 1::BIGINT AS id, TIMESTAMP '2024-01-01' AS t, ${value}::DOUBLE AS d`);
  for (const [value, decimal] of [
    ["1.25e27", "1250000000000000000000000000.0000000000"],
    ["1e20", "100000000000000000000.0000000000"],
    ["1.5e-9", "0.0000000015"],
  ] as const) {
    await rows(value);
    expect(await train(one)).toEqual([`1,2024-02-01,${decimal}`]);
  }
  for (const [value, text] of [
    ["1.25e30", "1.25e+30"],
    ["1.5e-10", "1.5e-10"],
  ] as const) {
    await rows(value);
    await expect(train(one)).rejects.toThrow(
      `row 1 of s.parquet, column \`d\`: "${text}" is not a valid decimal(38, 10)`,
    );
  }
});
