/** `feat pull`: what it writes, what it keeps, and that its result is valid for any data. */
import { describe, expect, test } from "vitest";
import { type Folder, folder } from "../cli/feat.js";
import { checkData, dataProject, engines } from "./support.js";

const featYaml = `project: p\nfeatures: "*.feat"\nsources: sources.yaml\ntargets: { dev: { offline: { kind: duckdb } } }\n`;
const filesProject = (files: Readonly<Record<string, string>>): Folder =>
  folder({ "feat.yaml": featYaml, "all.feat": "", ...files });

/** The file after `feat pull`, which a second run leaves as it is, and which `feat check --data` finds good. */
async function pulled(project: Folder, argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const first = await project.feat(["pull", ...argv], { env });
  expect({ code: first.code, out: first.out }).toMatchObject({ code: 0 });
  const text = project.read("sources.yaml");
  expect(await project.feat(["pull", ...argv], { env })).toMatchObject({ code: 0 });
  expect(project.read("sources.yaml")).toBe(text);
  expect(await project.feat(["pull"], { env })).toMatchObject({ code: 0 });
  expect(project.read("sources.yaml")).toBe(text);
  const checked = await project.feat(["check", "--data", "--strict"], { env });
  expect({ code: checked.code, err: checked.err, out: checked.out }).toMatchObject({ code: 0, err: "" });
  return { text, err: first.err };
}

const source = (text: string): string => text.replace(/^sources:\n/, "").replace(/^ {2}/gm, "");

describe("files", () => {
  test.each([
    {
      title: "events with an id",
      file: "data/orders.csv",
      data: "order_id,customer_id,amount,paid,ordered_at\n1,7,9.5,true,2024-01-05T12:00:00Z\n2,7,,false,2024-01-06T12:00:00Z\n",
      yaml: `orders:
  kind: events # guessed: each row has a key of its own; say \`state\` if it says how a thing stands
  file: data/orders.csv
  time: ordered_at # guessed: by its name
  sequence: order_id # guessed: it orders the rows of one time
  key: order_id # guessed: no two of 2 rows have the same
  columns:
    order_id: int64 # guessed: whole numbers, no nulls in 2 rows
    customer_id: int64 # guessed: whole numbers, no nulls in 2 rows
    amount: float64? # guessed: numbers
    paid: bool # guessed: true and false, no nulls in 2 rows
    ordered_at: timestamp # guessed: times, no nulls in 2 rows
`,
    },
    {
      title: "events whose id says no order",
      file: "clicks.csv",
      data: "uuid,ts\na,1706695200000\nb,1706695200001\n",
      yaml: `clicks:
  kind: events # guessed: each row has a key of its own; say \`state\` if it says how a thing stands
  file: clicks.csv
  time: # guessed: by its name; by the size of the numbers in 2 rows
    column: ts
    format: unix_ms
  # key: uuid # guessed: no two of 2 rows have the same; say it with \`created\` or \`sequence\` if a row may come twice
  columns:
    uuid: string # guessed: no nulls in 2 rows
    ts: timestamp # guessed: whole numbers, no nulls in 2 rows
`,
    },
    {
      title: "states of a key, by day",
      file: "users.csv",
      data: "user_id,zip,ds\n1,00123,2024-01-01\n2,10115,2024-01-01\n1,00124,2024-01-02\n",
      yaml: `users:
  kind: state # guessed: each row says how a key stands from its time on; say \`events\` if something happened
  file: users.csv
  time: # guessed: by its name; a day's rows are known when it is over, else say \`at: start\`
    column: ds
    format: date
    at: end
  key: user_id # guessed: no two of 3 rows have it and one time
  columns:
    user_id: int64 # guessed: whole numbers, no nulls in 3 rows
    zip: string # guessed: no nulls in 3 rows
    ds: date # guessed: days, no nulls in 3 rows
`,
    },
    {
      title: "rows that say when they were written",
      file: "stats.csv",
      data: "user_id,event_timestamp,created_timestamp,n\n1,2024-01-01T10:00:00Z,2024-01-01T12:00:00Z,1\n1,2024-01-02T10:00:00Z,2024-01-02T12:00:00Z,2\n",
      yaml: `stats:
  kind: state # guessed: each row says how a key stands from its time on; say \`events\` if something happened
  file: stats.csv
  time: event_timestamp # guessed: by its name
  created: created_timestamp # guessed: by its name, and it is never before the time
  key: user_id # guessed: no two of 2 rows have it and one time
  columns:
    user_id: int64 # guessed: whole numbers, no nulls in 2 rows
    event_timestamp: timestamp # guessed: times, no nulls in 2 rows
    created_timestamp: timestamp # guessed: times, no nulls in 2 rows
    n: int64 # guessed: whole numbers, no nulls in 2 rows
`,
    },
    {
      title: "an account's creation is not when its row was written",
      file: "accounts.csv",
      data: "account_id,created_at,updated_at\n1,2023-01-01T10:00:00Z,2024-01-01T12:00:00Z\n",
      yaml: `accounts:
  kind: state # guessed: each row says how a key stands from its time on; say \`events\` if something happened
  file: accounts.csv
  time: updated_at # guessed: by its name
  key: account_id # guessed: no two of 1 row have it and one time
  columns:
    account_id: int64 # guessed: whole numbers, no nulls in 1 row
    created_at: timestamp # guessed: times, no nulls in 1 row
    updated_at: timestamp # guessed: times, no nulls in 1 row
`,
    },
    {
      title: "a file without rows, names that are none, and JSON",
      file: "odd data.json",
      data: '{"time": "2024-01-01T00:00:00Z", "over": 1, "Zip Code": "1", "a\\"b\\\\\\n": [1], "ID": 1.5, "id": true}\n',
      yaml: `odd_data:
  kind: events # guessed: say \`state\` if a row says how a thing stands from its time on
  file: odd data.json
  time: time # guessed: by its name
  columns:
    ID: float64 # guessed: numbers, no nulls in 1 row
    Zip_Code: # guessed: no nulls in 1 row
      type: string
      column: Zip Code
    a_b: # guessed: values of several kinds, no nulls in 1 row
      type: json
      column: "a\\"b\\\\\\n"
    id_2: # guessed: true and false, no nulls in 1 row
      type: bool
      column: id
    over_: # guessed: whole numbers, no nulls in 1 row
      type: int64
      column: over
    time: timestamp # guessed: times, no nulls in 1 row
`,
    },
    {
      title: "semicolons, and decimal commas",
      file: "sums.csv",
      data: "at;sum;text\n2024-01-01T00:00:00Z;1,5;a\n2024-01-02T00:00:00Z;2,25;b,c\n",
      yaml: `sums:
  kind: events # guessed: say \`state\` if a row says how a thing stands from its time on
  file: sums.csv
  csv: # guessed: by the first line and the numbers
    delimiter: ";"
    decimal: ","
  time: at # guessed: by its name
  columns:
    at: timestamp # guessed: times, no nulls in 2 rows
    sum: float64 # guessed: numbers, no nulls in 2 rows
    text: string # guessed: no nulls in 2 rows
`,
    },
    {
      title: "a file with a header alone",
      file: "empty.csv",
      data: "id,ts,n\n",
      yaml: `empty:
  kind: events # guessed: say \`state\` if a row says how a thing stands from its time on
  file: empty.csv
  time: ts # guessed: by its name
  columns:
    id: string? # guessed: no values
    ts: timestamp? # guessed: no values
    n: string? # guessed: no values
`,
    },
  ])("$title", async ({ file, data, yaml }) => {
    const { text } = await pulled(filesProject({ [file]: data }), [file]);
    expect(source(text)).toBe(yaml);
  });

  test("a folder gives a source for each file, and for a folder of folders that are named like values", async () => {
    const project = filesProject({
      "data/a.csv": "ts,x\n2024-01-01T00:00:00Z,1\n",
      "data/readme.txt": "",
      "data/logs/ds=2024-01-01/1.csv": "x\n1\n",
      "data/logs/ds=2024-01-02/1.csv": "x\n\n",
    });
    const { text } = await pulled(project, ["data"]);
    expect(text).toContain("  a:\n    kind: events");
    expect(text).toContain("file: data/a.csv\n");
    expect(text).toContain('file: "data/logs/ds=*/*.csv"\n');
    expect(text).toContain("ds: date #");
  });

  test("data without a time become a comment, once", async () => {
    const project = filesProject({ "prices.csv": "sku,price\na,1.5\n" });
    const { text, err } = await pulled(project, ["prices.csv"]);
    expect(err).toBe(
      "warning: prices: no column of its data is a time, so it is in sources.yaml as a comment, for you to finish\n",
    );
    expect(text).toMatch(/^sources:\n( {2}#.*\n)+$/);
    // A person finishes it.
    project.write(
      "sources.yaml",
      text
        .replace(/^ {2}# (prices is|Write|a time).*\n/gm, "")
        .replace(/^ {2}# /gm, "  ")
        .replace("time: # which column is the time of a row?", "time: price"),
    );
    expect(await project.feat(["check"])).toMatchObject({ code: 1 });
  });
});

describe("what a person wrote stays", () => {
  const written = `# Our data.
sources:
    orders:   # paid ones
        kind: events
        file: data/orders.csv
        time: {column: at, format: iso8601}
        columns:
            id: int64      # the number on the invoice
            state: {type: colour?, column: "State"}
            # a comment between
            gone: string?  # from the old system
            n: int64 # guessed: whole numbers, no nulls in 2 rows
            m: int64
    # the end
`;
  const data = "id,State,at,n,m,more,extra one\n1,red,2024-01-01T00:00:00Z,1,1,2,x\n2,,2024-01-02T00:00:00Z,,1,2.5,\n";
  const start = () => {
    const project = filesProject({ "data/orders.csv": data, "sources.yaml": written });
    project.write("all.feat", "enum colour { red, green }\n");
    return project;
  };
  const expected = written
    .replace(
      "            gone: string?  # from the old system",
      "            gone: string?  # from the old system # not in the data any more",
    )
    .replace(
      "            n: int64 # guessed: whole numbers, no nulls in 2 rows",
      "            n: int64? # guessed: whole numbers",
    )
    .replace(
      "            m: int64\n",
      `            m: int64
            more: float64 # guessed: numbers, no nulls in 2 rows
            extra_one:
              type: string?
              column: extra one
`,
    );

  test("new columns are added, lost ones are marked, and only a guess is guessed again", async () => {
    const project = start();
    const { code, out, err } = await project.feat(["pull"]);
    expect({ code, out, err }).toEqual({
      code: 0,
      out: "~ orders: 2 new columns: more, extra_one; guessed again: n\n",
      err: "warning: orders: not in the data any more: gone\n",
    });
    expect(project.read("sources.yaml")).toBe(expected);
    await project.feat(["pull", "data/orders.csv"]);
    expect(project.read("sources.yaml")).toBe(expected);
    // The column comes back.
    project.write(
      "data/orders.csv",
      data.replace("id,State,at,n,m,more,extra one", "id,State,at,n,gone,more,extra one").replaceAll(",1,2", ",a,2"),
    );
    await project.feat(["pull"]);
    expect(project.read("sources.yaml")).toContain("gone: string?  # from the old system\n");
    expect(project.read("sources.yaml")).toContain("m: int64 # not in the data any more\n");
  });

  test("what the data contradict is kept, and told", async () => {
    const text =
      "sources:\r\n  t:\r\n    kind: events\r\n    file: t.csv\r\n    time: ts\r\n    columns:\r\n      n: int64\r\n";
    const project = filesProject({ "t.csv": "ts,n,m\n1706695200,x,1\n", "sources.yaml": text });
    const { code, err } = await project.feat(["pull"]);
    expect({ code, err }).toEqual({
      code: 0,
      err: "warning: t: kept, though the data differ: time, n; `feat check --data t` says how\n",
    });
    // The lines end as the others do.
    expect(project.read("sources.yaml")).toBe(`${text}      m: int64 # guessed: whole numbers, no nulls in 1 row\r\n`);
  });

  test("--dry-run prints the difference and writes nothing", async () => {
    const project = start();
    const { out } = await project.feat(["pull", "--dry-run"]);
    expect(project.read("sources.yaml")).toBe(written);
    expect(out).toContain("-             n: int64 # guessed: whole numbers, no nulls in 2 rows\n");
    expect(out).toContain("+             n: int64? # guessed: whole numbers\n");
    expect(out).toContain("nothing was written, because of --dry-run\n");
  });

  test.each([
    [
      "columns in braces",
      "columns: { id: int64, at: timestamp }",
      'columns: { id: int64, at: timestamp, n: "int64", b_c: { type: "string", column: "b c" } }',
    ],
    ["no columns of its own", "columns: {}\n", null],
  ])("%s", async (_, before, after) => {
    const text = `sources:\n  t:\n    kind: events\n    file: t.csv\n    time: at\n    ${before}\n`;
    const project = filesProject({ "t.csv": "id,at,n,b c\n1,2024-01-01T00:00:00Z,2,x\n", "sources.yaml": text });
    const { code } = await project.feat(["pull"]);
    expect(code).toBe(after === null ? 1 : 0);
    expect(project.read("sources.yaml")).toBe(after === null ? text : text.replace(before, after));
  });

  test("a file that cannot be added to is left alone", async () => {
    const text = "sources: { t: { kind: events, file: t.csv, time: at, columns: { at: timestamp } } }\n";
    const project = filesProject({ "t.csv": "id,at\n1,2024-01-01T00:00:00Z\n", "sources.yaml": text });
    const { code, err } = await project.feat(["pull"]);
    expect(code).toBe(3);
    expect(err).toMatch(/^error: t: sources.yaml is not a map of sources that can be added to/);
    expect(project.read("sources.yaml")).toBe(text);
  });

  test("errors of the YAML are shown, and nothing is written", async () => {
    const project = filesProject({ "t.csv": "ts\n", "sources.yaml": "sources:\n  a:\n    kind: event\n" });
    expect(await project.feat(["pull", "t.csv"])).toMatchObject({
      code: 1,
      err: expect.stringMatching(/sources.yaml:3/),
    });
  });

  test("what is no data is an error with the way out", async () => {
    const project = filesProject({ "a.txt": "", "sources.yaml": "sources:\n" });
    expect(await project.feat(["pull", "a.txt"])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/its name does not say its format/),
    });
    expect(await project.feat(["pull", "nothing.csv"])).toMatchObject({
      code: 2,
      err: "error: there is no file nothing.csv\nhelp: a table of such a name is `table:nothing.csv`\n",
    });
    expect(await project.feat(["pull", "nothing"])).toMatchObject({
      code: 2,
      err: expect.stringMatching(
        /there is no file, source or table `nothing`\nhelp: the target's warehouse has no tables/,
      ),
    });
  });
});

describe.each(engines)("tables on %s", (engine) => {
  test("each type of the database, names of any kind, and columns without a type", async () => {
    const interval = "CAST('1 day' AS INTERVAL)";
    const project = await dataProject(
      engine,
      `CREATE SCHEMA raw; CREATE TABLE raw.events ("Event ID" BIGINT NOT NULL, "at" TIMESTAMP, n INTEGER, s SMALLINT, f REAL, d DOUBLE PRECISION,
        money NUMERIC(12, 2), ok BOOLEAN, day DATE, tags VARCHAR[], raw ${engine === "duckdb" ? "BLOB" : "BYTEA"}, doc JSON, lapse INTERVAL, "a""b\\c
d" TEXT, "'; DROP TABLE raw.events; --" TEXT);
      INSERT INTO raw.events VALUES (1, '2024-01-01 10:00:00', 1, 1, 1.5, 2.5, 3.25, TRUE, '2024-01-01', NULL, NULL, '{"a": 1}', ${interval}, 'x', NULL),
        (2, '2024-01-02 10:00:00', 1, 1, 1.5, NULL, 3.25, TRUE, '2024-01-01', NULL, NULL, '{"a": 1}', ${interval}, 'x', NULL)`,
      { "sources.yaml": "" },
    );
    const { text, err } = await pulled(project, ["raw.events"], project.env);
    expect(err).toBe('warning: events: left out, see the comments in sources.yaml: "lapse"\n');
    const notNull = engine === "postgres" ? "" : " # guessed: no nulls in 2 rows";
    // The type of an array does not say how many dimensions it has.
    const dimensions = engine === "postgres" ? " # guessed: no values" : "";
    expect(source(text)).toBe(
      `events:
  kind: events # guessed: each row has a key of its own; say \`state\` if it says how a thing stands
  table: raw.events
  time: at # guessed: by its name
  sequence: Event_ID # guessed: it orders the rows of one time
  key: Event_ID # guessed: no two of 2 rows have the same
  columns:
    Event_ID:${notNull}
      type: int64
      column: Event ID
    at: timestamp # guessed: no nulls in 2 rows
    n: int32 # guessed: no nulls in 2 rows
    s: int32 # guessed: no nulls in 2 rows
    f: float32 # guessed: no nulls in 2 rows
    d: float64?
    money: decimal(12, 2) # guessed: no nulls in 2 rows
    ok: bool # guessed: no nulls in 2 rows
    day: date # guessed: no nulls in 2 rows
    tags: string[]?${dimensions}
    raw: bytes?
    doc: json # guessed: no nulls in 2 rows
    a_b_c_d: # guessed: no nulls in 2 rows
      type: string
      column: "a\\"b\\\\c\\nd"
    DROP_TABLE_raw_events:
      type: string?
      column: "'; DROP TABLE raw.events; --"
    # left out "lapse": there is no type for ${engine === "duckdb" ? "INTERVAL" : "interval"}
`,
    );
    expect((await checkData(project)).code).toBe(0);
  });

  test("a table that is not there is an error that names those that are", async () => {
    const project = await dataProject(engine, "CREATE TABLE orders (a INTEGER); CREATE TABLE visits (b INTEGER)", {
      "sources.yaml": "",
    });
    expect(await project.feat(["pull", "order"], { env: project.env })).toMatchObject({
      code: 2,
      err: "error: there is no file, source or table `order`\nhelp: did you mean `orders`? its tables: orders, visits\n",
    });
  });

  test("a source whose data are gone does not keep the others from being updated", async () => {
    const yaml = ["a", "b"].map(
      (name) => `  ${name}:\n    kind: events\n    table: ${name}\n    time: at\n    columns:\n      at: timestamp?\n`,
    );
    const project = await dataProject(engine, 'CREATE TABLE b ("at" TIMESTAMP, n INTEGER)', {
      "sources.yaml": `sources:\n${yaml.join("")}`,
    });
    const { code, out, err } = await project.feat(["pull"], { env: project.env });
    expect({ code, out }).toEqual({ code: 3, out: "~ b: 1 new column: n\n" });
    expect(err).toMatch(/^error: a: .*a.* does not exist/);
    expect(project.read("sources.yaml")).toBe(`sources:\n${yaml.join("")}      n: int32?\n`);
  });
});
