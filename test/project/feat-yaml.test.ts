import { describe, expect, test } from "vitest";
import { check } from "./check.js";

const sources = "sources: {}\n";

describe("feat.yaml", () => {
  test("every key is read", () => {
    const text = `# the project
project: customer_analytics
features: features/**/*.feat
sources: features/sources.yaml
out: generated
dialects: [duckdb, postgres]
targets:
  dev:
    offline: { kind: duckdb, path: .feat/warehouse.duckdb }
    online: { kind: embedded, path: .feat/online }
  prod:
    offline: { kind: postgres, url: "\${PG_URL}" }
    online: { kind: redis, url: "\${REDIS_URL}" }
`;
    const files = {
      "feat.yaml": text,
      "features/sources.yaml": sources,
      "features/b/x.feat": "",
      "features/a.feat": "",
      "z.feat": "",
    };
    const { config, said } = check(files);
    expect(said).toEqual([]);
    expect(config).toMatchObject({
      name: "customer_analytics",
      features: ["features/a.feat", "features/b/x.feat"],
      out: "generated",
      dialects: ["duckdb", "postgres"],
    });
    expect(config?.targets.get("prod")).toMatchObject({
      offline: { kind: "postgres", path: null, url: "${PG_URL}" },
      online: { kind: "redis", settings: { url: "${REDIS_URL}" } },
    });
  });

  test("only the name is required", () => {
    const { config, said } = check({
      "feat.yaml": "project: p",
      "a.feat": "",
      "sources.yaml": sources,
      "generated/p/x.feat": "",
    });
    expect(said).toEqual([]);
    expect(config).toMatchObject({ features: ["a.feat"], out: "generated", dialects: ["duckdb"] });
    expect(config?.targets.get("dev")).toMatchObject({
      offline: { kind: "duckdb" },
      online: { kind: "embedded", settings: { path: ".feat/online" } },
    });
  });

  test("several files of features and of sources", () => {
    const one = (name: string) =>
      `sources:\n  ${name}: { kind: state, file: ${name}.csv, time: t, columns: { a: int64 } }\n`;
    const { config, said } = check({
      "feat.yaml": "project: p\nfeatures: [b.feat, '*.feat']\nsources: [y/two.yaml, ./one.yaml]\n",
      "a.feat": "",
      "b.feat": "",
      "one.yaml": one("first"),
      "y/two.yaml": one("second"),
    });
    expect(said).toEqual([]);
    expect(config?.features).toEqual(["a.feat", "b.feat"]);
    const [two, first] = [
      { file: "y/two.yaml", line: 2 },
      { file: "one.yaml", line: 2 },
    ];
    expect(config?.sources.map(({ source }) => [source.name, source.location, source.at])).toEqual([
      ["second", { kind: "file", path: "y/second.csv", format: "csv", at: two }, two],
      ["first", { kind: "file", path: "first.csv", format: "csv", at: first }, first],
    ]);
  });

  const wrong: readonly (readonly [title: string, yaml: string, said: readonly string[]])[] = [
    [
      "empty",
      "",
      ["FEAT2007 wrong-shape feat.yaml:1:1 || `feat.yaml` must be a map, but this is empty (write `project: …`)"],
    ],
    [
      "a list",
      "- project: p\n",
      [
        "FEAT2007 wrong-shape feat.yaml:1:1 |- project: p\n| `feat.yaml` must be a map, but this is a list (write `name: …` on a line of its own for each, without `-`)",
      ],
    ],
    [
      "no name",
      "features: '*.feat'\n",
      [
        "FEAT2006 missing-key feat.yaml:1:1 |features: '*.feat'| `feat.yaml` needs `project` (add `project: my_project`)",
      ],
    ],
    [
      "a misspelt key is reported once",
      "projct: p\n",
      ["FEAT2005 unknown-key feat.yaml:1:1 |projct| there is no key `projct` here (did you mean `project`?)"],
    ],
    [
      "a name with a space",
      "project: my shop\n",
      [
        "FEAT2009 bad-name feat.yaml:1:10 |my shop| `my shop` cannot name a project (a name is made of letters, digits and `_`, and does not begin with a digit)",
      ],
    ],
    [
      "a number instead of a text",
      "project: 12\n",
      [
        'FEAT2007 wrong-shape feat.yaml:1:10 |12| `project` must be a text, but this is the number 12 (put it in quotes: `"12"`)',
      ],
    ],
    [
      "an unknown kind of store",
      "project: p\ntargets: { dev: { online: { kind: rediss, url: x } } }\n",
      [
        "FEAT2008 not-one-of feat.yaml:2:35 |rediss| `rediss` is not one of `embedded`, `sqlite`, `redis`, `postgres`, `dynamodb`, `cassandra`, `bigtable` (did you mean `redis`?)",
      ],
    ],
    [
      "a store without its place",
      "project: p\ntargets: { dev: { online: { kind: redis, path: x } } }\n",
      [
        "FEAT2024 missing-setting feat.yaml:2:19 |online| `redis` needs `url`",
        "FEAT2005 unknown-key feat.yaml:2:42 |path| there is no key `path` here (keys: `url`, `mode`, `nodes`, `primary`, `sentinel_username`, `sentinel_password`, `read_from`, `ca`, `cert`, `key`, `server_name`, `timeout`, and 4 more)",
      ],
    ],
    [
      "a misspelt kind of store",
      "project: p\ntargets: { dev: { online: { knd: redis, url: x } } }\n",
      ["FEAT2005 unknown-key feat.yaml:2:29 |knd| there is no key `knd` here (did you mean `kind`?)"],
    ],
    [
      "an absolute path for the artifacts",
      "project: p\nout: /gen\n",
      [
        "FEAT2025 bad-out-folder feat.yaml:2:6 |/gen| `out: /gen` is not a relative path to a folder (artifacts are written to `<out>/<project>/`, and any other file there is reported as an orphan)",
      ],
    ],
    [
      "an unknown dialect",
      "project: p\ndialects: [duck]\n",
      [
        "FEAT2008 not-one-of feat.yaml:2:12 |duck| `duck` is not one of `duckdb`, `postgres`, `bigquery`, `snowflake`, `redshift`, `databricks`, `spark`, `trino`, `clickhouse` (write one of these)",
      ],
    ],
    [
      "a key twice",
      "project: p\nout: a\nout: b\n",
      [
        "FEAT2004 duplicate-key feat.yaml:3:1 |out| `out` is written twice here (remove one of them: otherwise the last would win silently)",
      ],
    ],
  ];
  test.each(wrong)("%s", (_, yaml, said) => {
    expect(check({ "feat.yaml": yaml, "a.feat": "", "sources.yaml": sources }).said).toEqual(said);
  });

  test("invalid YAML has its place", () => {
    const { config, said } = check({ "feat.yaml": "project: p\ntargets: { dev: [ }\n" });
    expect(config).toBeNull();
    expect(said[0]).toMatch(/^FEAT2003 yaml-syntax feat\.yaml:2:19 \|.*\| this is not valid YAML: /s);
  });

  test("the message for a struct's type without quotes asks for quotes", () => {
    const text =
      "sources:\n  s: { kind: state, file: s.csv, time: tm, columns: { k: int64 } }\n  t:\n    columns:\n      a: struct { b: int64 }\n";
    const { said } = check({ "feat.yaml": "project: p\nsources: sources.yaml\n", "a.feat": "", "sources.yaml": text });
    expect(said[0]).toMatch(/^FEAT2003 yaml-syntax sources\.yaml:5:10 /);
    expect(said[0]).toContain('in quotes: `"struct { a: int64 }"`');
  });

  test("files that do not exist", () => {
    expect(check({}).said).toEqual([
      "FEAT2001 missing-file feat.yaml:1:1 || there is no file `feat.yaml` with the project",
    ]);
    expect(check({ "feat.yaml": "project: p\nsources: srcs.yaml\nfeatures: x/*.feat\n" }).said).toEqual([
      "FEAT2002 no-feature-files feat.yaml:3:11 |x/*.feat| no file matches `x/*.feat` (there is no `.feat` file in this folder or below it; patterns are relative to this file)",
      "FEAT2001 missing-file feat.yaml:2:10 |srcs.yaml| there is no file `srcs.yaml` with the sources",
    ]);
  });

  const misspelt: readonly (readonly [features: string, said: readonly string[]])[] = [
    ["feature/**/*.feat", ["3:11 |feature/**/*.feat| (did you mean `features/**/*.feat`?)"]],
    ["Features/**/*.feat", ["3:11 |Features/**/*.feat| (did you mean `features/**/*.feat`?)"]],
    ["features/**/*.fet", ["3:11 |features/**/*.fet| (did you mean `features/**/*.feat`?)"]],
    ["features", ["3:11 |features| (did you mean `features/**/*.feat`?)"]],
    ["[features/*.feat, feature/b/*.feat]", ["3:29 |feature/b/*.feat| (did you mean `features/b/*.feat`?)"]],
    [
      "[x/*.feat, features/b/c.feat]",
      [
        "3:12 |x/*.feat| (the `.feat` files here match `features/*.feat`, `features/**/*.feat`, `features/b/*.feat`; patterns are relative to this file)",
        "3:22 |features/b/c.feat| (did you mean `features/b/*.feat`?)",
      ],
    ],
    // An artifact is not a file of features.
    [
      "generated/**/*.feat",
      [
        "3:11 |generated/**/*.feat| (the `.feat` files here match `features/*.feat`, `features/**/*.feat`, `features/b/*.feat`; patterns are relative to this file)",
      ],
    ],
    ["features/**/*.feat", []],
  ];
  test.each(misspelt)("124: features: %s", (features, expected) => {
    const { said } = check({
      "feat.yaml": `project: p\nout: generated\nfeatures: ${features}\n`,
      "sources.yaml": sources,
      "features/a.feat": "",
      "features/b/d.feat": "",
      "generated/x.feat": "",
    });
    const parts = said.map((text) => /^FEAT2002 no-feature-files feat.yaml:(.*\|).* (\(.*\))$/.exec(text));
    expect(parts.map((found) => `${found?.[1]} ${found?.[2]}`)).toEqual(expected);
  });

  test("files of sources that do not exist are named", () => {
    const files = { "a.feat": "", "src/sources.yaml": sources, "more.yml": sources };
    const said = (path: string) => check({ ...files, "feat.yaml": `project: p\nsources: ${path}\n` }).said[0];
    expect(said("source.yaml")).toMatch(/\(files: `src\/sources\.yaml`, `more\.yml`\)$/);
    expect(said("src/source.yaml")).toMatch(/\(did you mean `src\/sources\.yaml`\?\)$/);
    expect(said("src/*.yaml")).toMatch(/\(write the path of each file: patterns are not allowed here\)$/);
  });

  test("places are right after Windows line ends, a byte order mark, and characters of two UTF-16 units", () => {
    const { said } = check({
      "feat.yaml": "\ufeffproject: p\r\n# 🦆🦆\r\nfeatures: '*.feat' \r\nsourcs: x\r\n",
      "a.feat": "",
      "sources.yaml": sources,
    });
    expect(said).toEqual([
      "FEAT2005 unknown-key feat.yaml:4:1 |sourcs| there is no key `sourcs` here (did you mean `sources`?)",
    ]);
  });

  test("names that every object has are ordinary names", () => {
    const yaml = `project: constructor\ntargets:\n  __proto__: { offline: { kind: duckdb } }\n  toString: { offline: { kind: duckdb } }\n`;
    const { config, said } = check({ "feat.yaml": yaml, "a.feat": "", "sources.yaml": sources });
    expect(said).toEqual([]);
    expect([...(config?.targets.keys() ?? [])]).toEqual(["__proto__", "toString"]);
  });

  test("aliases that expand without end, or contain themselves, do not hang", () => {
    const bomb = Array.from(
      { length: 12 },
      (_, i) =>
        `l${i}: &l${i} [${
          i === 0
            ? "x"
            : Array(10)
                .fill(`*l${i - 1}`)
                .join(", ")
        }]`,
    ).join("\n");
    expect(check({ "feat.yaml": `project: p\n${bomb}\n` }).config).toBeNull();
    expect(check({ "feat.yaml": "project: p\ntargets: &t { dev: *t }\n" }).config).toBeNull();
  });
});
