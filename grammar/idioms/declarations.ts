/** Types, parameters and the heads of declarations. */
import type { Idiom } from "./idiom.js";

const SIMPLE = String.raw`[A-Za-z_]\w*`;
const table = "files and tables are declared in the YAML that `sources:` of `feat.yaml` names";
const join = "write `join table on key`, or `join table on (theirs = ours)`; it keeps rows without a partner";

export const declarationIdioms: readonly Idiom[] = [
  /* Types */
  {
    pattern: new RegExp(
      String.raw`(?<at>\b(?:Optional|Nullable|Option|Maybe)\s*[[(<]\s*(?<t>${SIMPLE})[^,})\]>]*[\])>]?)`,
    ),
    message: "a nullable type ends with `?`",
    help: "write `int64?`, `string?`",
  },
  {
    pattern: new RegExp(String.raw`:\s*(?<at>(?:nullable|optional)\s+(?<t>${SIMPLE}))[\s}]*`, "i"),
    message: "a nullable type ends with `?`",
    help: "write `$<t>?`",
    fix: "$<t>?",
  },
  {
    pattern: new RegExp(
      String.raw`:\s*${SIMPLE}(?<at>\s*(?:\|\s*(?:null|None|undefined)|\bor\s+null|\bnullable|\bnull))\b[\s}]*`,
      "i",
    ),
    message: "a nullable type ends with `?`",
    help: "write `int64?`, `string?`",
    fix: "?",
  },
  {
    pattern: new RegExp(String.raw`:\s*${SIMPLE}\s+(?<at>not\s+null)\b`, "i"),
    message: "a type without `?` is never null",
    help: "leave it out",
    fix: "",
  },
  {
    pattern: new RegExp(String.raw`${SIMPLE}(?<at>\?)\s*:`),
    within: ["entity", "request", "fn", "extern"],
    message: "`?` stands behind the type",
    help: "write `name: int64?`",
  },
  {
    pattern: /:\s*(?<at>\?)\s*\w/,
    within: ["entity", "request", "fn", "extern"],
    message: "`?` stands behind the type",
    help: "write `name: int64?`",
  },
  {
    pattern: new RegExp(
      String.raw`(?<at>\b(?:list|array|seq|set|tuple|sequence|iterable|vector)\s*[[(<]\s*(?<t>${SIMPLE})?[^})\]>]*[\])>]?)`,
      "i",
    ),
    message: "a list's type ends with `[]`",
    help: "write `int64[]`, `string[]`; a vector of fixed length is `float32[768]`",
  },
  {
    pattern: new RegExp(String.raw`:\s*(?<at>\[\s*\]\s*(?<t>${SIMPLE})|\[\s*(?<u>${SIMPLE})\s*\])`),
    within: ["entity", "request", "fn", "extern"],
    message: "a list's type ends with `[]`",
    help: "write `int64[]`, `string[]`",
  },
  {
    pattern:
      /(?<at>\b(?:Map|MAP|dict|Dict|Record|HashMap|object|mapping|Mapping)\s*[[(<][^})\]>]*[\])>]?|\bmap\s*[[(][^})\]]*[\])]?\w*)/,
    message: "there is no such type",
    help: "a map's type is `map<string, int64>`",
  },
  {
    pattern: /\bmap<\s*[\w?]+\s+(?<at>[\w?]+)/,
    message: "a comma stands between the types of a map",
    help: "write `map<string, int64>`",
  },
  {
    pattern: /(?<at>\b(?:struct|row|record|object)\s*[(<][^})>]*[)>]?|(?<=:\s*)\{)/i,
    within: ["entity", "request", "fn", "extern"],
    message: "there is no such type",
    help: "a struct's type is `struct { a: int64, b: string }`",
  },
  {
    pattern: /:\s*(?<at>"[^"]*")/,
    within: ["entity", "request", "fn", "extern", "view", "transform", "source"],
    message: "a type stands in no quotes",
    help: "write `name: int64`",
  },
  {
    pattern: /(?<!\)\s*):\s*\w+\??\s*(?<at>=|default\b)/,
    within: ["entity", "request", "fn"],
    message: "this has no default",
    help: "who calls gives every value; a nullable type may be left null: `int64?`",
  },
  /* Entities, requests, enums */
  {
    pattern: /\b(?:entity|request|enum|service|transform|view)\s+(?<n>\w+)\s*(?<at>[:=])/,
    within: ["entity", "request", "enum", "service", "transform"],
    message: "no `$<at>` stands behind the name of a declaration",
    help: ({ n = "" }) => `its braces follow: \`${n} { … }\``,
    fix: "",
  },
  {
    pattern: /(?:\{|,|^)\s*(?<n>\w+)\s*(?<at>[:=])\s*[\w"]+/,
    within: ["enum"],
    message: "the values of an enum are names alone",
    help: "write `enum name { a, b }`",
  },
  /* Views */
  {
    pattern: /\b(?<at>and|&|\+)\s+\w+.*\bfrom\b/,
    within: ["view"],
    message: "commas stand between entities",
    help: "write `for customer, product from source`",
    fix: ",",
  },
  {
    pattern: /\bfrom\s+(?<at>"[^"]*"|file\s*\(|table\s*\(|read_\w+\s*\()/,
    message: "`from` names a source",
    help: table,
  },
  { pattern: /\bfrom\s+\w+(?<at>\.\w+)/, message: "a source's name has no dot", help: table },
  {
    pattern: /\bfrom\s+\w+\s+(?<at>(?:left|right|inner|outer|full|cross)(?:\s+outer)?\s+join\b)/i,
    within: ["source", "view"],
    message: "there is one kind of join",
    help: join,
    fix: "join",
  },
  {
    pattern: /\bfrom\s+\w+\s+(?<at>join)\b/,
    within: ["view"],
    message: "a view reads one source",
    help: "join in a source, and read that: `source name from a join b on key { * }`",
  },
  { pattern: /\bjoin\s+\w+\s+(?<at>using)\b/i, message: "there is no `using`", help: join, fix: "on" },
  {
    pattern: /\bon\s+(?<at>[\w.]+\s*={1,2}\s*[\w.]+|\w+\.\w+)/,
    message: "the keys of a join are columns' names",
    help: join,
  },
  {
    pattern: /\bjoin\s+(?<t>\w+)\s+(?<at>(?!on\b|as\b|where\b|each\b|join\b)\w+)\s+on\b/,
    message: "another name begins with `as`",
    help: "write `join $<t> as $<at> on key`",
    fix: "as $<at>",
  },
  {
    pattern: /\bfrom\s+\w+\s*(?<at>,|\bunion\b(?:\s+all)?)/i,
    within: ["source"],
    message: "a source does not list others",
    help: "a union has braces: `source name { from a { * } from b { * } }`; a join is `join b on key`",
  },
  {
    pattern:
      /\bfrom\s+\w+\s+(?<at>(?:as\s+)?(?!where|ttl|delay|every|upto|before|known|for|at|with|as\b)[A-Za-z_]\w*)\s*\{/,
    within: ["view"],
    message: "the source of a view has no other name",
    help: "its columns are named alone",
    fix: "",
  },
  {
    pattern: /\b(?<at>select)\s+/i,
    within: ["view", "source"],
    message: "there is no `$<at>`",
    help: "features stand in the braces: `view name for entity from source { a, b }`",
  },
  {
    pattern: /\{\s*(?<at>file|table|query|kind|path|url)\s*:.*/,
    within: ["source"],
    message: "a file or table is not declared here",
    help: table,
  },
  /* Functions */
  {
    pattern: /(?<=\)\s*)(?<at>->)/,
    within: ["fn", "extern"],
    message: "`->` does not begin a result type",
    help: ({ at = "" }) => `write \`:\` for \`${at}\`: a function is \`fn name(x: int64): int64 = …\``,
    fix: ":",
  },
  {
    pattern: /(?<at>=>)/,
    within: ["fn"],
    message: "`=>` does not begin a function's value",
    help: "a function is `fn name(x: int64): int64 = …`",
    fix: "=",
  },
  {
    pattern: /\)\s*(?::\s*[\w?[\]]+\s*)?(?<at>\{)/,
    within: ["fn"],
    message: "a function's value stands in no braces",
    help: "a function is `fn name(x: int64): int64 = …`",
  },
  {
    pattern: /=\s*(?<at>return)\b\s*\w*/,
    within: ["fn"],
    message: "there is no `return`",
    help: "a function is `fn name(x: int64): int64 = …`",
    fix: "",
  },
  {
    pattern: /(?<=[(,]\s*)(?<at>(?<t>\w+)\s+(?<n>\w+))(?=\s*[,)])/,
    within: ["fn", "extern"],
    message: "a parameter is written `name: type`",
    help: "a parameter says its type behind `:`: `x: int64`",
  },
  /* Tests */
  {
    pattern: /\btest\s+(?<at>[A-Za-z_]\w*)/,
    within: ["test"],
    message: "a test's title stands in quotes",
    help: 'write `test "$<at>" { … }`',
    fix: '"$<at>"',
  },
  {
    pattern: /\b(?:given|expect)\s+(?<n>\w+)\s*(?<at>[=:])\s*(?=[[{])/,
    within: ["test"],
    message: "no `$<at>` stands before the values",
    help: "write `$<n> { feature: value }`",
    fix: "",
  },
  {
    pattern: /\b(?<w>given|expect)\s+(?<n>\w+)\.(?<f>\w+)\s*(?<at>={1,2})?/,
    within: ["test"],
    message: "values of a test stand in braces",
    help: "write `$<w> $<n> { $<f>: value }`",
  },
  {
    pattern: /\b(?<w>given|expect)\s+(?<n>\w+)\s*(?<at>\(|[<>=!]=?)/,
    within: ["test"],
    message: "values of a test stand in braces",
    help: "write `$<w> view { feature: value }`",
  },
  {
    pattern: /\b(?<at>assert|then|should|when|check|verify)\s+\w+/,
    within: ["test"],
    message: "there is no `$<at>` in a test",
    help: "write `given view { feature: value }` and `expect view { feature: value }`",
  },
  {
    pattern: /\bat\s*(?<at>=|:|now\s*\(\s*\)|[\d-]+)/,
    within: ["test"],
    message: "`at` is followed by an instant in quotes",
    help: 'write `at "2024-01-31T09:30:00Z"`',
  },
  {
    pattern: /\bfor\s+(?<at>\w+\s*(?:=|:)?\s*[\w"]*)/,
    within: ["test"],
    message: "the key of a test stands in braces",
    help: "write `for { customer_id: 1 }`",
  },
  {
    pattern: /[{,]\s*(?<n>\w+)\s*(?<at>={1,2}|=>|\()\s*/,
    within: ["test"],
    message: "a value of a test is given by `:`",
    help: "write `$<n>: value`",
    fix: ":",
  },
  {
    pattern: /@\w+\s*(?<at>[=:]?\s*")/,
    message: "an annotation's values stand in brackets",
    help: 'write `@owner("team")`',
  },
];
