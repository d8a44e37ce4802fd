/**
 * A string survives every path unchanged, whatever characters it has. Generated code is never searched for placeholders
 * after user text has been put into it.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import { quoted } from "../fuzz/expressions.js";
import { type Got, newProject } from "./support/project.js";

/** Pieces that look like templates, replacements, comments, quotes and parts of generated statements. */
const pieces = [
  ..."${}&'\"\\-/*%;`?:@|()[]<>=,.! \n\r\t",
  ...["${HOME}", "${a}${b}", "${NOPE:-x}", "$&", "$1", "$'", "$`", "$$", "$<a>", "$at", "$from", "$t$"],
  ...["{{x}}", "{0}", "{1}", "{*}", "{arg1}", "{order}", "{time}", "{t}", "{what}", "%s", "%(x)s", ":name", "?1"],
  ...["--", "/*", "*/", "//", "\\n", "\\'", "\\u0041", "''", '""', "' || '", "'); DROP TABLE x; --", "</script>"],
  ...["feat_labels", "feat_source_raw", "read_csv('x.csv')", "a.", "f.", "callExtern(", " as Foo)", "stored.stale"],
  ...[
    "\nSELECT\n",
    "\nGROUP BY ",
    "\nLINE 3: ",
    " AS (\n",
    ' lambda x: "',
    "CASE ",
    " END",
    " CASE END",
    "int64 overflow",
  ],
  ...["x", "HOME", "ä", "ß", "🦆", "\u2028", "\u2029", "\u00a0", "\u200b", "\ufeff", "\u0001", "\u007f", "\u0301", "𝒳"],
];
const text = fc.array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 6 }).map((some) => some.join(""));

interface Case {
  /** The expected features: one for each place where a program may have a string. */
  readonly expected: Readonly<Record<string, unknown>>;
  readonly feat: string;
  readonly tests: string;
}

function caseOf(value: string, n: number): Case {
  const t = quoted(value);
  const family = `n_${value.replaceAll(/[^A-Za-z0-9_]/gu, "_")}`;
  const expected = {
    filled: value,
    equal: "yes",
    among: true,
    armed: `${value}!`,
    result: value,
    joined: `${value}+${value}`,
    through: `<${value}>`,
    parted: `a${value}b`,
    counted: 1,
    [family]: 1,
    groups: { [value]: 1 },
    added: value,
    listed: [value, "x"],
    packed: { a: value },
    chosen: value,
    asked: `${value}?`,
    key: value,
    tag: value,
  };
  const feat = `
enum enum${n} { ${t}, "another one" }
fn through${n}(x: string): string = concat("<", x, ${quoted(">")})
source kept${n} from raw where name == ${t} { *, added = ${t} }
view v${n} for e from kept${n} {
  filled  = nothing default ${t}
  equal   = if name == ${t} then "yes" else "no"
  among   = name in ["x", ${t}]
  armed   = match { name == ${t} => ${quoted(`${value}!`)}, else => "none" }
  result  = match name { "y" => "none", ${t} => ${t}, else => "none" }
  joined  = concat(${t}, "+", name)
  through = through${n}(${t})
  parted  = join(["a", "b"], ${t})
  counted = count() where name == ${t} over 1d
  n       = count() by name in [${t}] over 1d
  groups  = count() by name over 1d
  added
  tag
  listed  = [${t}, "x"]
  packed: struct { a: string } = { a: ${t} }
  chosen: enum${n} = ${t}
}
transform w${n} { asked = concat(v${n}.filled, if v${n}.equal == "yes" then "?" else ${t}), key = e_name${n}.said${n} }
request e_name${n} { said${n}: string }
`;
  const shown = Object.entries(expected).filter(
    ([name]) => !ofTransform.has(name) && name !== "packed" && name !== "groups",
  );
  const cells = shown.map(([name, one]) => `${name}: ${literal(one)}`).join(", ");
  const tests = `
test ${quoted(`test ${n}: ${value}`)} {
  given raw [
    { id: 1, name: ${t}, tag: ${t}, at: "2024-01-01T00:00:00Z" }
    { id: 1, name: ${quoted(`${value}.`)}, tag: ${t}, at: "2024-01-01T00:00:00Z" }
  ]
  at "2024-01-01T12:00:00Z" for { id: 1 } given e_name${n} { said${n}: ${t} }
  expect v${n} { ${cells}, packed: { a: ${t} } }
  expect w${n} { asked: ${quoted(`${value}?`)}, key: ${t} }
}
`;
  return { expected, feat, tests };
}
const literal = (value: unknown): string =>
  typeof value === "string"
    ? quoted(value)
    : Array.isArray(value)
      ? `[${value.map(literal).join(", ")}]`
      : String(value);

/** The features of `w`; the others are those of `v`. */
const ofTransform = new Set(["asked", "key"]);

const csvCell = (value: unknown): string => `"${String(value).replaceAll('"', '""')}"`;

/** The rows of a CSV file. */
function parsed(csv: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  for (const [, quotes, plain = "", end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/g)) {
    rows.at(-1)!.push(quotes?.replaceAll('""', '"') ?? plain);
    if (end === "\n") rows.push([]);
  }
  return rows;
}

async function check(values: readonly string[]): Promise<void> {
  const cases = values.map(caseOf);
  // One service has the features of all cases, each with a key and a request field of its own.
  const picks = cases.flatMap((_, n) => ["v", "w"].map((kind) => `  ${kind}${n} as ${kind}${n} (id = id${n}) { * }`));
  const inputs = Object.fromEntries([
    ...values.map((_, n) => [`id${n}`, n]),
    ...values.map((value, n) => [`said${n}`, value]),
  ]);
  const rows = values.map((name, n) => ({ id: n, name, tag: name, at: "2024-01-01T00:00:00Z" }));
  using project = newProject({
    "feat.yaml":
      "project: texts\nfeatures: a.feat\nsources: s.yaml\ntargets:\n  dev: { offline: { kind: duckdb }, online: { kind: embedded, path: store } }\n",
    "s.yaml":
      "sources:\n  raw: { kind: events, file: raw.json, time: at, columns: { id: int64, name: string, tag: tags, nothing: string?, at: timestamp } }\n",
    "raw.json": rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
    "a.feat": `entity e { id: int64 }\nenum tags { ${values.map(quoted).join(", ")} }\n${cases.map(({ feat, tests }) => feat + tests).join("")}service s {\n${picks.join("\n")}\n}\n`,
    "l.csv": `event_timestamp,${Object.keys(inputs).join(",")}\n2024-01-01T12:00:00Z,${Object.values(inputs).map(csvCell).join(",")}\n`,
    "rows.jsonl": `${JSON.stringify(inputs)}\n`,
  });
  expect(await project.feat("test")).toContain(`${values.length} tests passed`);
  await project.feat("compile");
  await project.feat("materialize", "--to", "2024-01-01T12:00:00Z");
  const got = await project.feat("get", "s", "--rows", "rows.jsonl", "--at", "2024-01-01T12:00:00Z", "--json");
  const { answers }: { readonly answers: readonly Got[] } = JSON.parse(got);
  const expected = Object.fromEntries(
    cases.flatMap(({ expected }, n) =>
      Object.entries(expected).map(([name, one]) => [`${ofTransform.has(name) ? "w" : "v"}${n}_${name}`, one]),
    ),
  );
  expect(answers[0]?.features).toEqual(expected);
  await project.feat("train", "s", "--labels", "l.csv", "--out", "out.csv");
  const [head = [], row = []] = parsed(project.read("out.csv"));
  const trained = Object.fromEntries(
    Object.entries(expected).map(([name, one]) => {
      const cell = row[head.indexOf(name)] ?? "";
      return [name, typeof one === "string" ? cell : JSON.parse(cell)];
    }),
  );
  expect(trained).toEqual(expected);
}

test("strings that look like template placeholders round-trip", { timeout: 120_000 }, () =>
  check([
    "${HOME}",
    "${a}${b}",
    "$& $1 $' $`",
    "{{x}} {0} {arg1} {order}",
    "%s ?",
    "\\ '' \"",
    "-- ' /* */ ;",
    "a\nb\r\n c",
    "\ufeffmarked",
  ]),
);

test("random strings round-trip", { timeout: 240_000 }, () =>
  fc.assert(fc.asyncProperty(fc.uniqueArray(text, { minLength: 6, maxLength: 6 }), check), {
    numRuns: 3,
    endOnFailure: true,
  }),
);
