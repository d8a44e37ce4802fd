/** A database with odd names, types and rights: what Feat cannot read it says, and reads the rest. */
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { newProject, type TestProject } from "../end-to-end/support/project.js";
import { ownPostgres } from "../support/own-postgres.js";
import { withClient } from "./support.js";

let url: string;
let project: TestProject;
const named = `"My Schema"."Ümläut Tâble ""q"""`;
const dotted = `"dot.ted"."a.b"`;

beforeAll(async () => {
  url = await ownPostgres();
  await withClient(url, (client) =>
    client.query(`CREATE SCHEMA "My Schema"; CREATE SCHEMA "dot.ted";
      CREATE TYPE pair AS (a int, b text); CREATE TYPE mood AS ENUM ('sad', 'très "heureux"');
      CREATE DOMAIN posint AS integer CHECK (VALUE > 0); CREATE DOMAIN tags AS text[];
      CREATE TABLE ${named} ("Kunden Nr" bigint, "Größe" float8, "select" int, "Zeit" timestamptz NOT NULL);
      INSERT INTO ${named} SELECT i % 3, i / 2.0, i, TIMESTAMPTZ '2024-01-01Z' + i * interval '1h' FROM generate_series(1, 20) i;
      CREATE TABLE ${dotted} (id bigint, "x.y" int, at timestamptz, "new
line" text); INSERT INTO ${dotted} VALUES (1, 5, '2024-01-01Z', 'n');
      CREATE TABLE "Orders" (id bigint, at timestamptz, v int); INSERT INTO "Orders" VALUES (1, '2024-01-01Z', 7);
      CREATE TABLE orders (id bigint, at timestamptz, v int); INSERT INTO orders VALUES (1, '2024-01-01Z', 8);
      CREATE TABLE types (id bigint GENERATED ALWAYS AS IDENTITY, at timestamp, m mood, p posint, t tags, n numeric, one pair, many pair[], iv interval, twice numeric GENERATED ALWAYS AS (n * 2) STORED);
      INSERT INTO types (at, m, p, t, n, one, many, iv) VALUES
        ('2024-01-01', 'très "heureux"', 3, '{a,b}', 1.5, ROW(1, 'x'), ARRAY[ROW(1, 'x'), NULL, ROW(2, 'y')]::pair[], '1 day'),
        ('2024-01-01', NULL, NULL, NULL, NULL, NULL, NULL, NULL);
      CREATE TABLE secret (id bigint, at timestamptz, ok int, salary numeric, "s 2" int);
      INSERT INTO secret SELECT i, '2024-01-01Z', i, i, i FROM generate_series(1, 5) i;
      CREATE ROLE odd_reader LOGIN; GRANT SELECT (id, at, ok) ON secret TO odd_reader; GRANT SELECT ON types TO odd_reader`),
  );
  const reader = new URL(url);
  reader.username = "odd_reader";
  project = newProject({
    "feat.yaml": `project: odd\nsources: sources.yaml\ntargets:
  dev: { offline: { kind: postgres, url: "${url}" } }
  reader: { offline: { kind: postgres, url: "${reader.href}" } }\n`,
    "sources.yaml": "sources: {}\n",
    "main.feat": "",
    "labels.csv": "id,event_timestamp\n1,2024-01-02T00:00:00Z\n",
  });
}, 60_000);
afterAll(async () => {
  project[Symbol.dispose]();
  await withClient(url, (client) => client.query("DROP OWNED BY odd_reader; DROP ROLE odd_reader"));
});

const failure = (action: Promise<string>): Promise<string> =>
  action.then(
    (out) => `it succeeded: ${out}`,
    (error: Error) => error.message,
  );
/** The project with these sources and a service over them. */
function withSources(yaml: string, feat: string): void {
  project.write("sources.yaml", `sources:\n${yaml}`);
  project.write("main.feat", `entity e { id: int64 }\n${feat}`);
}
const tablesIn = (yaml: string): readonly string[] => {
  const { sources } = parse(yaml) as { readonly sources: Readonly<Record<string, { readonly table: string }>> };
  return Object.values(sources).map(({ table }) => table);
};
async function trained(...more: readonly string[]): Promise<string> {
  rmSync(join(project.folder, "out.csv"), { force: true });
  await project.feat("train", "s", "--labels", "labels.csv", "--out", "out.csv", ...more);
  return project.read("out.csv").split("\n")[1]!;
}

describe("names", () => {
  test.each([
    [named, `My Schema.Ümläut Tâble "q"`],
    ['My Schema.Ümläut Tâble "q"', `My Schema.Ümläut Tâble "q"`],
    [dotted, dotted],
    ['"Orders"', "Orders"],
  ])("pull table:%s", async (said, written) => {
    withSources("", "");
    project.write("sources.yaml", "sources: {}\n");
    await project.feat("pull", `table:${said}`);
    expect(tablesIn(project.read("sources.yaml"))).toEqual([written]);
    expect(await project.feat("check", "--data").catch((error: Error) => error.message)).not.toMatch(/cannot be read/);
  });

  test("tables whose names differ only in case, and names with dots and line ends, are read", async () => {
    withSources(
      `  upper: { kind: events, table: '"Orders"', time: at, columns: { id: int64, v: int32 } }
  lower: { kind: events, table: orders, time: at, columns: { id: int64, v: int32 } }
  dotted: { kind: events, table: '${dotted}', time: at, columns: { id: int64, y: { type: int32, column: x.y }, line: { type: string, column: "new\\nline" } } }\n`,
      `view a for e from upper { v1 = sum(v) over lifetime }\nview b for e from lower { v2 = sum(v) over lifetime }
view c for e from dotted { y = sum(y) over lifetime, line = last(line) over lifetime }\nservice s { a.* b.* c.* }\n`,
    );
    expect(await trained()).toBe("1,2024-01-02T00:00:00Z,7,8,5,n");
    const others = await failure(project.feat("train", "s", "--labels", "labels.csv", "--out", `table:${dotted}`));
    expect(others).toMatch(/source `dotted` reads it/);
  });

  test("a project starts from all tables", async () => {
    const folder = join(project.folder, "fresh");
    await project.feat("init", "fresh", "--from", url);
    expect([...tablesIn(project.read("fresh/sources.yaml"))].sort()).toEqual(
      [dotted, `My Schema.Ümläut Tâble "q"`, "Orders", "orders", "secret", "types"].sort(),
    );
    rmSync(folder, { recursive: true });
  });
});

describe("types", () => {
  test("rows and lists of rows are structs and lists; a type without a counterpart is left out, with the reason", async () => {
    project.write("sources.yaml", "sources: {}\n");
    await project.feat("pull", "table:types");
    const text = project.read("sources.yaml");
    expect(text).toMatch(/left out "iv"/);
    withSources(
      `  s: { kind: state, table: types, time: at, columns: { id: int64, m: string?, p: int32?, t: "string[]?", n: "decimal(10, 2)?", twice: "decimal(10, 2)?",
    one: "struct { a: int32?, b: string? }?", many: "struct { a: int32?, b: string? }[]?", raw: { type: json?, column: one } } }\n`,
      "view v for e from s { m p t n twice b = one.b  many  raw }\nservice s { v.* }\n",
    );
    expect(await trained()).toBe(
      '1,2024-01-02T00:00:00Z,"très ""heureux""",3,"[""a"",""b""]",1.50,3.00,x,"[{""a"":1,""b"":""x""},null,{""a"":2,""b"":""y""}]","{""a"": 1, ""b"": ""x""}"',
    );
    expect(await project.feat("check", "--data")).toMatch(/^✓ s /);
  });

  test("an array with several dimensions is a list of lists, and no list of its elements", async () => {
    await withClient(url, (client) =>
      client.query(`CREATE TABLE arrays (id bigint, at timestamptz, flat int[], base0 int[], matrix int[], times timestamptz[]);
        INSERT INTO arrays VALUES (1, '2024-01-01Z', '{1,NULL,3}', '[0:2]={7,8,9}', '{{1,2},{3,NULL}}', ARRAY[ARRAY[TIMESTAMPTZ '2024-01-01Z']])`),
    );
    project.write("sources.yaml", "sources: {}\n");
    await project.feat("pull", "table:arrays");
    const pulled = project.read("sources.yaml");
    expect(pulled).toMatch(
      /flat: int32\[\] #[\s\S]*base0: int32\[\] #[\s\S]*matrix: int32\[\]\[\] #[\s\S]*times: timestamp\[\]\[\] #/,
    );
    const arrays = (matrix: string): string =>
      `  s: { kind: state, table: arrays, time: at, columns: { id: int64, flat: "int32[]", base0: "int32[]", matrix: "${matrix}", times: "timestamp[][]" } }\n`;
    const feat = "view v for e from s { flat base0 first = base0[0] matrix times }\nservice s { v.* }\n";
    withSources(arrays("int32[][]"), feat);
    expect(await trained()).toBe(
      '1,2024-01-02T00:00:00Z,"[1,null,3]","[7,8,9]",7,"[[1,2],[3,null]]","[[""2024-01-01T00:00:00.000000Z""]]"',
    );
    withSources(arrays("int32[]"), feat);
    expect(await failure(trained())).toMatch(/column `matrix`: .*has several dimensions, and is not a valid int32\[\]/);
    expect(await failure(project.feat("check", "--data"))).toMatch(/`matrix`: 1 of 1 row .*has\s+several\s+dimensions/);
  });
});

test("a label's own times before our era and without an end come out as they are", async () => {
  withSources(
    "  s: { kind: events, table: orders, time: at, columns: { id: int64, v: int32 } }\n",
    "view v for e from s { n = count() over lifetime }\nservice s { v.* }\n",
  );
  const labels = `query:SELECT 1::bigint AS id, TIMESTAMPTZ '0044-03-15 BC' AS event_timestamp, DATE '0044-03-15 BC' AS d,
    TIMESTAMP '0044-03-15 01:02:03.4 BC' AS t, ARRAY[DATE '0001-01-01 BC', NULL, '2024-01-01', 'infinity'] AS many`;
  await project.feat("train", "s", "--labels", labels, "--out", "out.csv");
  expect(project.read("out.csv").split("\n")[1]).toBe(
    '1,-43-03-15T00:00:00.000000Z,0044-03-15 (BC),0044-03-15 (BC) 01:02:03.4,"[""0001-01-01 (BC)"",null,""2024-01-01"",""infinity""]",0',
  );
});

test("the error of a view or a query names the source that reads it", async () => {
  await withClient(url, (client) =>
    client.query(`CREATE TABLE broken (id bigint, at timestamptz, t text); INSERT INTO broken VALUES (1, '2024-01-01Z', 'x');
      CREATE VIEW boom AS SELECT id, at, t::int AS n FROM broken`),
  );
  const feat = "view w for e from other { m }\nview v for e from s { n }\nservice s { w.* v.* }\n";
  const other =
    "  other: { kind: state, table: orders, time: at, columns: { id: int64, m: { type: int32?, column: v } } }\n";
  for (const place of ["table: boom", 'query: "SELECT id, at, t::int AS n FROM broken"']) {
    withSources(`${other}  s: { kind: state, ${place}, time: at, columns: { id: int64, n: int32? } }\n`, feat);
    expect(await failure(trained())).toMatch(
      /error: sources\.yaml:3 source s: invalid input syntax for type integer: "x"\n/,
    );
  }
});

describe("rights on some columns only", () => {
  const source = (columns: string): string =>
    `  s: { kind: events, table: secret, time: at, columns: { id: int64, ok: int32${columns} } }\n`;
  const view = (feature: string): string => `view v for e from s { x = ${feature} over lifetime }\nservice s { v.* }\n`;

  test("the others are read and pulled, and what is denied is not declared missing", async () => {
    withSources(source(""), view("sum(ok)"));
    expect(await trained("--target", "reader")).toBe("1,2024-01-02T00:00:00Z,1");
    const before = project.read("sources.yaml");
    await project.feat("pull", "--target", "reader");
    expect(project.read("sources.yaml")).not.toMatch(/salary|not in the data/);
    project.write("sources.yaml", before);
  });

  test("a declared one is an error with the statement that lets the role read it", async () => {
    withSources(source(", salary: float64?"), view("sum(salary)"));
    const grant =
      /the role may not read column .?salary.? ?(of its data: )?[\s\S]*GRANT SELECT \("salary"\) ON "secret" TO\s+"odd_reader"/;
    expect(await failure(trained("--target", "reader"))).toMatch(
      /sources\.yaml:2 source s: the role may not read column "salary"/,
    );
    expect(await failure(trained("--target", "reader"))).toMatch(grant);
    expect(await failure(project.feat("check", "--data", "--target", "reader"))).toMatch(
      /the role may not read column "?`?salary/,
    );
    expect(existsSync(join(project.folder, "out.csv"))).toBe(false);
    const before = project.read("sources.yaml");
    await failure(project.feat("pull", "--target", "reader"));
    expect(project.read("sources.yaml")).toContain("salary: float64?");
    expect(project.read("sources.yaml")).not.toMatch(/not in the data/);
    project.write("sources.yaml", before);
  });
});
