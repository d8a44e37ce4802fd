/**
 * Texts that, if inserted unescaped, would end a comment, a string, an identifier or a line, or change how the rest is
 * read.
 */
export const hostileTexts: Readonly<Record<string, string>> = {
  "ends a block comment": "*/;process.exit(7);/*",
  "ends a block comment and begins a line": "*/ process.exit(7) //",
  "begins a block comment": "/* x",
  "begins a line comment": "-- // x",
  "ends an identifier of SQL": 'x"; DROP TABLE feat_labels; --',
  "ends a string of SQL": "''' || error('x'); DROP TABLE feat_labels; --",
  "ends a string of TypeScript": '\\";process.exit(7);//',
  backslashes: "\\\\\\",
  "is a template": "`${process.exit(7)}` $& $1 $$ {{x}} {0} {*} %s",
  "ends a script": "</script><script>process.exit(7)</script><!--",
  "a line feed": "a\nprocess.exit(7);\nSELECT error('x');\n",
  "a carriage return": "a\rprocess.exit(7);\rSELECT error('x');\r",
  "a line separator": "a\u2028process.exit(7);\u2029process.exit(7);\u0085process.exit(7);\u2028",
  "other line ends": "a\vprocess.exit(7);\fprocess.exit(7);\u001b[2J",
  "changes the text direction": "\u202e/*\u2066// x\u2069\u2066\u200f\u061c",
  "a byte order mark": "x\ufeff\ufffe\uffff",
  "doc tags": "@deprecated {@link x} @ts-ignore */ <b>",
  "a directive": '"use strict"; # !/bin/sh',
};

/** A text as the language writes it. */
export const literal = (text: string): string =>
  `"${[...text].map((char) => (/[\w ;()*/]/.test(char) ? char : `\\u{${char.codePointAt(0)!.toString(16)}}`)).join("")}"`;

/** The text without what a `///` comment can't hold: control characters. */
const inDoc = (text: string): string => text.replace(/\p{Cc}/gu, " ");
/** The text without what a name in backticks can't hold. */
const inTicks = (text: string): string => text.replace(/`|\p{Cc}/gu, "_").replaceAll("${", "$_");
/**
 * The name of a file or folder; `/` separates folders. A `\` separates them on other systems, and `${` begins a
 * variable.
 */
const inPath = (text: string): string => text.replace(/[\0\\]/g, "_").replaceAll("${", "$_");
/** Generated code imports a module by a URL. */
const inModule = (text: string): string => inFile(text).replace(/[%?#\u2028\u2029]|\p{Cc}/gu, "_");
/** The name of one file, without what a pattern would match otherwise. */
const inFile = (text: string): string => inPath(text).replace(/[*?[\]/]/g, "_");

/** The columns of the data whose names contain a text. */
const columns = (text: string) => ({ ticked: inTicks(`c ${text}`), physical: `d ${text.replace(/[\0\r]/g, "_")}` });

/** A project with a text wherever a text may stand. */
export function project(id: string, text: string): Readonly<Record<string, string>> {
  const [doc, quoted] = [`/// ${inDoc(text)}`, literal(text)];
  const { ticked, physical } = columns(text);
  const cell = (value: string): string => `"${value.replaceAll('"', '""')}"`;
  const data = `data ${inFile(text).replace(/[\n\r]/g, "_")}.csv`;
  return {
    "feat.yaml": `project: ${id}\nout: ../generated\nrules: { names: { pattern: ${JSON.stringify(`.|${text.replace(/[^\w ]/g, ".")}`)} } }\n`,
    "sources.yaml": `sources:
  s:
    kind: state
    description: ${JSON.stringify(text)}
    file: ${JSON.stringify(data)}
    time: t
    columns:
      t: timestamp
      id: int64
      ${JSON.stringify(ticked)}: { type: string, pii: true }
      p: { type: string, column: ${JSON.stringify(physical)} }
`,
    [data]: `t,id,${cell(ticked)},${cell(physical)}\n2024-01-01T00:00:00Z,1,one,${cell(text.replaceAll("\0", "_"))}\n`,
    [`${inPath(`a${text}`)}/x${inFile(text)}.feat`]: `${doc}
entity e { ${doc}
  id: int64 }
${doc}
enum u { ${quoted} other }
${doc}
request r { ${doc}
  @deprecated(${quoted}) t: string, f: u, m: map<string, int64>, j: json }
${doc}
source d from s where p != ${literal(`${text}!`)} { * }
${doc}
@owner(${quoted}) @tags(team: ${quoted})
view v for e from d ttl 30d {
  ${doc}
  @deprecated(${quoted}) c = \`${ticked}\`
  p default ${quoted}
  a = match { id > 5 => "other", else => ${quoted} }
  same = p == ${quoted}
  expect a == ${quoted}
}
${doc}
transform w {
  ${doc}
  @deprecated(${quoted}) x = match { r.t == ${quoted} => ${quoted}, else => "other" }
  y = r.f == ${quoted}
  z = r.m[${quoted}] ?? 0
  l = int64(r.j.\`${inTicks(text)}\`) ?? 0
  g = called(r.t)
  h = f(r.t)
  s = { a: ${quoted}, b: [${quoted}] }
  k = sum(1) by ${quoted} each q in [1, 2]
}
${doc}
fn f(x: string): string = concat(x, ${quoted})
${doc}
extern fn called(x: string): string from ${literal(
      `${"../".repeat(
        inPath(`a${text}`)
          .split("/")
          .filter((part) => part !== "").length,
      )}m ${inModule(text)}.ts`,
    )}
${doc}
@deprecated(${quoted})
service one { allow pii, v.*, w.* }
test ${quoted} {
  given s [{ t: "2024-01-01T00:00:00Z", id: 1, p: ${quoted}, \`${ticked}\`: ${quoted} }]
  at "2024-01-02T00:00:00Z" for { id: 1 }
  expect v { a: ${quoted}, c: ${quoted} }
}
`,
    [`m ${inModule(text)}.ts`]: "export const called = (x: string): string => x;\n",
    "labels.csv": `event_timestamp,id,t,f,m,j\n2024-01-02T00:00:00Z,1,${[text, text, JSON.stringify({ [text]: 3 }), JSON.stringify({ [inTicks(text)]: 4 })].map(cell).join(",")}\n`,
  };
}

/** The request to a service. */
export const input = (text: string) => ({ id: 1, t: text, f: text, m: { [text]: 3 }, j: { [inTicks(text)]: 4 } });
/** The expected features. */
export const features = (text: string) => ({
  c: "one",
  p: text.replaceAll("\0", "_"),
  a: text,
  same: !text.includes("\0"),
  x: text,
  y: true,
  z: 3,
  l: 4,
  g: text,
  h: `${text}${text}`,
  s: { a: text, b: [text] },
  k: { [text]: 2 },
});
