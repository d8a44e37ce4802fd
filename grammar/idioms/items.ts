/** What stands in the braces of a declaration. */
import type { Idiom } from "./idiom.js";

const START = String.raw`(?<=(?:^|[{,])\s*)`;
const item = (rest: string, flags = ""): RegExp => new RegExp(START + rest, flags);
const TYPE = String.raw`(?:bool|boolean|int\d*|bigint|float\d*|double|string|str|text|timestamp|date|datetime|json|bytes)\b\??`;
const features = ["view", "transform"];

export const itemIdioms: readonly Idiom[] = [
  /* Of a service */
  {
    pattern: item(String.raw`(?<at>features?|columns?|views?|inputs?)\s*[:=]\s*[[{]`),
    within: ["service", ...features, "source"],
    message: "there is no key `$<at>`",
    help: "features stand in the braces themselves, each on its line or with a comma",
  },
  {
    pattern: item(String.raw`(?<at>use|include|select|import|from|let)\s+(?<v>\w+)`),
    within: ["service"],
    message: "`$<at>` does not begin an item of a service",
    help: "write `view.*`, `view.feature` or `view { a, b }`",
  },
  {
    pattern: item(String.raw`(?<at>\w+)\s*=\s*(?<f>\w+\.\w+)(?![\w\s]*[-+*/(])`),
    within: ["service"],
    message: "a picked feature is not renamed by `=`",
    help: "write `$<f> as $<at>`",
  },
  {
    pattern: item(String.raw`\w+\.\w+\s*(?<at>=)\s*\w+`),
    within: ["service"],
    message: "a picked feature is not renamed by `=`",
    help: "write `view.feature as name`",
    fix: "as",
  },
  {
    pattern: item(String.raw`(?:\w+\s*=\s*)?\w+\.\w+\s*(?<at>[-+*/]|default\b|\?\?)`),
    within: ["service"],
    message: "a service computes nothing",
    help: "compute it in a `transform`, and pick that: `transform.feature`",
  },
  {
    pattern: item(String.raw`(?<at>\w+)\(\s*\w+\.`),
    within: ["service"],
    message: "a service computes nothing",
    help: "compute it in a `transform`, and pick that: `transform.feature`",
  },
  {
    pattern: item(String.raw`(?<v>\w+)(?<at>\.?[([](?<l>[\w\s,]+)[)\]]|\.\{(?<m>[\w\s,]+)\})(?!\s*\{)[\s}]*`),
    within: ["service"],
    message: "several features of a view stand in braces",
    help: ({ v = "", l = "", m = "" }) => `write \`${v} { ${(l + m).trim()} }\``,
  },
  {
    pattern: item(String.raw`(?<v>\w+)\s*(?<at>:{1,2}|\[)\s*[[*"]`),
    within: ["service"],
    message: "a pick is not written with `$<at>`",
    help: "write `$<v>.*`, `$<v>.feature` or `$<v> { a, b }`",
  },
  {
    pattern: item(String.raw`(?<at>\.\.\.)\s*(?<v>\w+)`),
    within: ["service"],
    message: "a service does not spread views",
    help: "write `$<v>.*`",
    fix: "",
  },
  {
    pattern: /(?<=(?:^|\bservice\s+\w+\s*\{)\s*)(?<at>\*)/,
    within: ["service"],
    message: "`*` stands behind a view's name",
    help: "write `view.*` for all features of a view",
  },
  {
    pattern: item(String.raw`(?<at>allow_pii)\b`),
    within: ["service"],
    message: "there is no `allow_pii`",
    help: "write `allow pii`",
    fix: "allow pii",
  },
  {
    pattern: /\ballow\s+pii\s*(?<at>[:=])/,
    within: ["service"],
    message: "nothing follows `allow pii`",
    help: "write `allow pii` alone",
  },
  {
    pattern: /\*\s*(?<at>except)\s*(?:[([]?\s*)(?<l>\w+(?:\s*,\s*\w+)*)[)\]]?[\s}]*/i,
    message: "what `except` leaves out stands in braces",
    help: "write `view.* except { $<l> }`",
  },
  {
    pattern: /\*\s*(?<at>exclude|but|without|minus|omit|-)\s*[({[]?\s*(?<l>[\w\s,]*)/i,
    message: "features are not left out by `$<at>`",
    help: "write `view.* except { a, b }`",
  },
  {
    pattern: /(?<v>\w+)\s+(?<at>on)\s+(?<k>\w+)\s*\{/,
    within: ["service"],
    message: "a pick is not bound by `on`",
    help: "keys stand in brackets: `$<v> (customer_id = $<k>) { … }`",
  },
  {
    pattern: /(?:\b(?:use|for)\s+\w+\s*|\w\s+|,\s*\w+\s*)\((?<k>\w+)\s*(?<at>:|\bas\b|==|=>)\s*(?<o>\w+)/,
    within: ["service", "transform", "view"],
    message: "a key is bound by `=`",
    help: "write `($<k> = $<o>)`",
    fix: " =",
  },
  {
    pattern: /\{[^{}]*?\b(?<f>\w+)\s*(?<at>:|=>|=)\s*(?<n>\w+)[^{}]*\}/,
    within: ["service"],
    message: "a picked feature is renamed by `as`",
    help: "write `$<f> as $<n>`",
    fix: " as",
  },
  {
    pattern: item(String.raw`(?<at>(?<v>[A-Za-z_]\w*)\s+as\s+(?<a>\w+))(?=\s*(?:[,}]|$))`),
    within: ["service"],
    message: "`$<v>` alone picks no feature",
    help: "write `$<v> as $<a> { * }` for all its features, `$<v>.feature as $<a>` for one",
  },
  {
    pattern: item(String.raw`(?<at>(?<v>[A-Za-z_]\w*))(?=\s*(?:[,}]|$)|\s+\w)`),
    within: ["service"],
    message: "`$<v>` alone picks no feature",
    help: "write `$<v>.*` for all features of a view, `$<v>.feature` for one, `$<v> { a, b }` for some",
  },
  /* Names and values of features */
  {
    pattern: item(String.raw`(?<at>where|ttl|delay|every|upto|before|known)\s+(?![=:,}]|default\b)[\w(]`),
    within: ["view"],
    message: "`$<at>` does not stand in a view's braces",
    help: "it stands before them: `view name for entity from source where condition ttl 7d { … }`",
  },
  {
    pattern: item(String.raw`(?<at>ttl|delay|every)\s*[=:]\s*"?\d+`),
    within: ["view"],
    message: "`$<at>` does not stand in a view's braces",
    help: "it stands before them: `view name for entity from source ttl 7d { … }`",
  },
  {
    pattern: /\b(?<at>ttl|delay|every|after)\s*(?<s>[=:(])/,
    message: "no `$<s>` stands behind `$<at>`",
    help: "write `$<at> 7d`",
  },
  {
    pattern: item(String.raw`let\s+\w+\s*(?<at>:\s*[\w?<>[\], ]+?)\s*=`),
    message: "a `let` has no type",
    help: "write `let name = value`; a feature may say its type: `name: type = value`",
    fix: "",
  },
  {
    pattern: item(String.raw`let\s+(?<at>mut|const)\s+\w`),
    message: "a `let` never changes",
    help: "write `let name = value`",
    fix: "",
  },
  {
    pattern: item(
      String.raw`(?<at>feature|const|var|val|final|static|def|field|column|float64|float|int64|int|string|bool|double)\s+(?<n>[A-Za-z_]\w*)(?=\s*(?:[=:,}]|$))`,
    ),
    within: [...features, "source"],
    message: "no word stands before a feature's name",
    help: "write `$<n> = value`, or with its type `$<n>: int64 = value`; `let` makes a helper",
  },
  {
    pattern: item(String.raw`(?<n>[A-Za-z_]\w*)\s+(?<at>${TYPE})(?=\s*(?:[=,}]|$))`),
    within: [...features, "source"],
    message: "a type stands behind `:`",
    help: "write `$<n>: $<at>`",
    fix: ": $<at>",
  },
  {
    pattern: item(String.raw`(?<at>select|return|yield|import|(?<!,\s*)from)\s+[\w.(*]+`, "i"),
    within: [...features, "source"],
    message: "there is no `$<at>` here",
    help: "a feature is `name = value`; in a view a column's name alone is its latest value",
  },
  {
    pattern: item(String.raw`(?<at>"_*")\s*[=:]`),
    within: features,
    message: "a name stands in no quotes",
    help: "a feature is `name = value`",
  },
  {
    pattern: item(String.raw`(?<at>[A-Za-z_]\w*(?:-\w+)+)(?=\s*(?:[=:,}]|$))`),
    within: [...features, "source", "entity", "request"],
    message: "`$<at>` is not a name",
    help: ({ at = "" }) => `a name has letters, digits and \`_\`: \`${at.replaceAll("-", "_")}\``,
    fix: ({ at = "" }) => at.replaceAll("-", "_"),
  },
  {
    pattern: /\b(?:view|entity|request|enum|source|transform|service|fn)\s+(?<at>[A-Za-z_]\w*(?:-\w+)+)/,
    message: "`$<at>` is not a name",
    help: ({ at = "" }) => `a name has letters, digits and \`_\`: \`${at.replaceAll("-", "_")}\``,
    fix: ({ at = "" }) => at.replaceAll("-", "_"),
  },
  {
    pattern: item(
      String.raw`(?<n>[A-Za-z_]\w*)\s*(?<at>:)\s*(?!=)(?:[A-Za-z_]\w*\s*[(.+*/<>-]|["[{(\d-]|(?:if|match|not|null|true|false)\b)[^=]*$`,
    ),
    within: features,
    message: "a value is not given by `:`",
    help: "a type stands behind `:`, a value behind `=`: `$<n> = …`",
    fix: " =",
  },
  {
    pattern: item(String.raw`\w+\s*(?<at><-)`),
    within: features,
    message: "a value is not given by `<-`",
    help: "a feature is `name = value`",
    fix: "=",
  },
  {
    pattern: item(String.raw`\w+\s*(?<at>=>)`),
    within: features,
    message: "a value is not given by `=>`",
    help: "a feature is `name = value`",
    fix: "=",
  },
  {
    pattern: item(String.raw`(?<at>(?<v>[A-Za-z_]\w*\(.*?)\s+as\s+(?<n>\w+))`, "i"),
    within: features,
    message: "a feature is not named by `as`",
    help: "its name stands first: `$<n> = $<v>`",
    fix: "$<n> = $<v>",
  },
  {
    pattern: item(String.raw`(?<at>(?<v>[\w.]+)\s+as\s+(?<n>\w+))`, "i"),
    within: features,
    message: "a feature is not named by `as`",
    help: "its name stands first: `$<n> = $<v>`",
    fix: "$<n> = $<v>",
  },
  {
    pattern: /=\s*(?<v>[^={}]+?)\s+(?<at>as\s+\w+)/i,
    within: features,
    message: "a feature is not named by `as`",
    help: "its name stands first: `name = value`",
    fix: "",
  },
  {
    pattern: item(String.raw`(?<at>[A-Za-z_]\w*)\s*\(`),
    within: features,
    message: "this value has no name",
    help: "a feature is `name = value`",
  },
  {
    pattern: item(String.raw`(?<v>[A-Za-z_]\w*)(?<at>\.\*)`),
    within: features,
    message: "features are not taken over by `*`",
    help: "a view repeats another view's features by `...name`; a service picks all by `name.*`",
  },
  {
    pattern: item(String.raw`(?<at>(?<v>[A-Za-z_]\w*)\.(?<f>[A-Za-z_]\w*))`),
    within: features,
    message: "this value has no name",
    help: "a feature is `name = value`: `$<f> = $<at>`; a view names its own source's columns alone",
  },
  {
    pattern: item(String.raw`(?<at>\*)`),
    within: features,
    message: "features are named one by one",
    help: "a column's name alone is a feature; `*` stands in a `source` or a `service`",
  },
  {
    pattern: /=\s*\w+(?<at>\.\*)/,
    within: features,
    message: "a feature has one value",
    help: "write `view.feature`; a service picks all by `view.*`",
  },
  {
    pattern: /=\s*(?<f>\w+)\s+(?<at>from\s+(?<v>\w+))/,
    within: ["transform"],
    message: "a feature of a view is not read by `from`",
    help: "write `$<v>.$<f>`",
  },
  {
    pattern: /\buse\s+(?<v>\w+)\s+(?<at>on)\s+(?<k>\w+)/,
    message: "`use` is not bound by `on`",
    help: "keys stand in brackets: `use $<v> ($<k> = value)`",
  },
  {
    pattern: /\bdefault\s*(?<at>[:=])/,
    message: "no `$<at>` stands behind `default`",
    help: "write `default 0.0`",
    fix: "",
  },
  {
    pattern: /\?\?\s*(?<at>default\b)/,
    message: "`??` is followed by the value itself",
    help: "write `x ?? 0`, or `name = x default 0`",
    fix: "",
  },
  {
    pattern: /\bdefault\s*(?<at>\(|-?[\w.]+\s*[-+*/])/,
    message: "a default is a literal",
    help: "write the value itself, `default 0.0`, or compute it by `??`: `name = x ?? (1.0 + 1.0)`",
  },
  {
    pattern: /(?:^|[{,=])\s*(?<at>default\b)/,
    message: "a default stands behind its feature",
    help: "write `name = value default 0.0`, or `column default 0.0`",
  },
];
