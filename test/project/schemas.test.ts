import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { foreignTypeNames } from "../../compiler/diagnostics/foreign/types.js";
import { featSchema } from "../../compiler/project/schema/feat-schema.js";
import { sourcesSchema } from "../../compiler/project/schema/sources-schema.js";
import { typePattern } from "../../compiler/project/schema/type-pattern.js";
import { readType } from "../../compiler/project/type-text.js";
import { check } from "./check.js";
import { configurationPage } from "./support/configuration.js";

const schemas = [
  ["feat", featSchema],
  ["sources", sourcesSchema],
] as const;

/** After a change of the schemas: `npx vitest run test/project -u`. */
test.each(schemas)("the published schema of %s is the one that is checked", async (name, schema) => {
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(`../../schemas/${name}.schema.json`);
});

test("docs/configuration.md has every key as the schemas describe it", async () => {
  await expect(configurationPage()).toMatchFileSnapshot("../../docs/configuration.md");
});

/** The schema of every key, with the path to it. */
function keys(
  node: unknown,
  path = "",
): readonly (readonly [path: string, schema: Readonly<Record<string, unknown>>])[] {
  if (typeof node !== "object" || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    // Alternatives and conditions only narrow keys that are described elsewhere.
    if (key === "oneOf" || key === "if") return [];
    const inner = keys(value, `${path}/${key}`);
    return path.endsWith("/properties") ? [[`${path}/${key}`, value], ...inner] : inner;
  });
}

test.each(schemas)("every key of %s has a description in sentences, and examples", (_, schema) => {
  expect(keys(schema).length).toBeGreaterThan(10);
  for (const [path, { description, examples }] of keys(schema)) {
    expect(description, path).toMatch(/^[A-Z`].*\.$/s);
    expect(examples, path).toEqual(expect.arrayContaining([expect.anything()]));
  }
});

/** The schema of one key, with its examples and its default. */
const valid = schemas.flatMap(([name, schema]) =>
  keys(schema).flatMap(([path, key]) =>
    [...(key.examples as readonly unknown[]), ...("default" in key ? [key.default] : [])].map(
      (value) =>
        [
          `${name}${path.replaceAll("/properties", "")}`,
          value,
          { ...key, definitions: sourcesSchema.definitions },
        ] as const,
    ),
  ),
);
test.each(valid)("%s may be %j", (_, value, schema) => {
  const validate = new Ajv({ strict: false }).compile(schema);
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
});

test.each(schemas)("%s is a valid schema of its draft", (_, schema) => {
  expect(new Ajv({ strict: false }).validateSchema(schema)).toBe(true);
});

describe("the schema accepts the types that the reader accepts, and no others", () => {
  const enums = new Map(["Size", "where", "Int64", "structs", "a"].map((name) => [name, ["x"]] as const));
  const scalars = ["bool", "int32", "int64", "float32", "float64", "string", "bytes", "timestamp", "date", "json"];
  const numbers = ["int32", "int64", "float32", "float64"];
  const decimals = [
    "decimal(1)",
    "decimal(38)",
    "decimal(18,2)",
    "decimal( 10 , 10 )",
    "decimal (38, 38)",
    "decimal(007, 07)",
    "decimal(29, 20)",
  ];
  const structs = [
    "struct { a: int64 }",
    "struct{a:int64?,b:string[]}",
    "struct { a: int64 b: string, }",
    "struct { a: decimal(4, 2), decimal: int64, int: Size? }",
    "struct { a: struct { b: map<string, float32[3]> } }[]",
  ];
  const maps = [
    "map<string, int64>",
    "map<Size,string?>",
    "map < date , decimal(9,1)[] >",
    "map<int32, map<bool, struct { a: json }>>",
  ];
  const heads = [
    ...scalars,
    ...decimals,
    ...structs,
    ...maps,
    "Size",
    ...numbers.flatMap((name) => [`${name}[3]`, `${name} [ 1_024 ]`]),
  ];
  const suffixes = ["", "?", "[]", "[]?", "?[]", " ? ", "[ ]", "[][]", "?[]?"];
  const good = heads.flatMap((head) => suffixes.map((suffix) => `${head}${suffix}`));
  const bad = [
    ...[
      "",
      " ",
      "?",
      "[]",
      "64int",
      "-",
      "int64 x",
      "int64??",
      "int64[",
      "int64]",
      "int64[-1]",
      "int64[1.5]",
      "int64, string",
    ],
    ...[
      "string[3]",
      "int64?[3]",
      "int64[][3]",
      "float32[3][3]",
      "float32[0]",
      "float32[_]",
      "Size[2]",
      "decimal(3, 1)[2]",
      "json[1]",
    ],
    ...[
      "decimal",
      "decimal()",
      "decimal(0)",
      "decimal(39)",
      "decimal(10, 11)",
      "decimal(3, 21)",
      "decimal(30, 31)",
      "decimal(10,)",
      "decimal(a)",
      "decimal?",
    ],
    ...[
      "struct",
      "struct {}",
      "struct { a }",
      "struct { a int64 }",
      "struct { a: }",
      "struct { a: int64",
      "struct { a: string[2] }",
      "struct { 1: int64 }",
      "struct { a: decimal(2, 3) }",
    ],
    ...[
      "map",
      "map<>",
      "map<string>",
      "map<string, >",
      "map<float64, string>",
      "map<string?, string>",
      "map<string[], string>",
      "map<json, string>",
      "map<decimal(3), string>",
      "map<string, int64",
      "map<string, string[2]>",
      "map<struct { a: int64 }, string>",
    ],
    ...foreignTypeNames,
  ];
  const inEditor = new RegExp(typePattern, "u");
  test.each(good)("%s", (text) => {
    expect([readType(text, enums).kind, inEditor.test(text)]).toEqual(["type", true]);
  });
  test.each(bad)("not %s", (text) => {
    expect([readType(text, enums).kind === "type", inEditor.test(text)]).toEqual([false, false]);
  });

  test("the message for a wrong type is the reader's", () => {
    const columns =
      "sources: { s: { kind: state, file: s.csv, time: t, delay: 2 h, columns: { a: 'decimal(3, 4)', b: { type: text } } } }\n";
    const { said } = check({ "feat.yaml": "project: p\n", "a.feat": "", "sources.yaml": columns });
    expect(said.map((text) => text.replace(/ .*\|/, ""))).toEqual([
      expect.stringMatching(/^FEAT2013 .*`decimal\(3, 4\)`/),
      expect.stringMatching(/^FEAT2013 .*`text`.*`string`/),
      expect.stringMatching(/^FEAT2014 .*`2 h`/),
    ]);
  });
});
