/** The YAML of sources. */
import type { Case } from "./case.js";

export const sourcesYaml: readonly Case[] = [
  [
    "«orders»:\n  kind: events\n  file: a.parquet\n  time: t\n  columns: { t: timestamp }",
    ["FEAT2006", "`the file` needs `sources`", "`sources:`"],
  ],
  [
    "sources:\n«\t»orders:\n\t\tkind: events",
    ["FEAT2003", "this is not valid YAML: a line begins with a tab", "indent with spaces, two for each level"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n« »  file: a.parquet\n    time: t",
    [
      "FEAT2003",
      "this is not valid YAML: this line is not indented like its neighbours",
      "keys of one map begin in the same column, two spaces for each level",
    ],
  ],
  [
    "sources:\n  orders:\n  «kind»: events\n  file: a.parquet\n  time: t\n  columns: { t: timestamp }",
    ["FEAT2007", "`kind` must be a key of source `orders`, but this is beside it", "`kind:`"],
  ],
  [
    "sources:\n  orders:\n    kind: «e»vents\n      file: a.parquet\n    time: t",
    [
      "FEAT2003",
      "this is not valid YAML: this value contains a second `: `, or the next line is indented too far",
      "`: `",
    ],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    «kind»: state\n    file: a.parquet\n    time: t\n    columns: { t: timestamp }",
    ["FEAT2004", "`kind` is written twice here", "remove one of them: otherwise the last would win silently"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    «colums»: { t: timestamp }",
    ["FEAT2005", "there is no key `colums` here", "`columns`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    columns: { t: «datetime», n: «int», x: «float» }",
    ["FEAT2013", "`datetime` is not a type", "`timestamp`"],
    ["FEAT2013", "`int` is not a type", "`int64`"],
    ["FEAT2013", "`float` is not a type", "`float64`"],
  ],
  [
    "sources:\n  «orders»:\n    kind: events\n    file: a.parquet\n    columns: { t: timestamp }",
    ["FEAT2006", "source `orders` needs `time`", "`time: created_at`"],
  ],
  [
    "sources:\n  «orders»:\n    kind: events\n    file: a.parquet\n    time: t",
    ["FEAT2006", "source `orders` needs `columns`", "`columns: { id: int64, created_at: timestamp }`"],
  ],
  [
    "sources:\n  «orders»:\n    file: a.parquet\n    time: t\n    columns: { t: timestamp }",
    ["FEAT2006", "source `orders` needs `kind`", "`kind: events`"],
  ],
  [
    "sources:\n  «orders»:\n    kind: events\n    time: t\n    columns: { t: timestamp }",
    ["FEAT2010", "a source needs `file`, `table` or `query`", "`file: data/orders.parquet`"],
  ],
  [
    "sources:\n  orders:\n    kind: «table»\n    file: a.parquet\n    time: t\n    columns: { t: timestamp }",
    ["FEAT2008", "`table` is not one of `state`, `events`", "`state`"],
  ],
  [
    "sources:\n  orders:\n    kind: «event»\n    file: a.parquet\n    «table»: b\n    time: t\n    columns: { t: timestamp }",
    ["FEAT2008", "`event` is not one of `state`, `events`", "`events`"],
    ["FEAT2010", "a source has one of `file` and `table`, not 2", "keep the one that it reads"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    «table»: b\n    time: t\n    columns: { t: timestamp }",
    ["FEAT2010", "a source has one of `file` and `table`, not 2", "keep the one that it reads"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    «ttl»: 7d\n    columns: { t: timestamp }",
    ["FEAT2005", "there is no key `ttl` here", "`ttl`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: { column: t, format: «epoch» }\n    columns: { t: timestamp }",
    [
      "FEAT2008",
      "`epoch` is not one of `timestamp`, `date`, `iso8601`, `unix_s`, `unix_ms`, `unix_us`, `unix_ns`",
      "`unix_s`",
    ],
  ],
  [
    'sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: { column: t, format: «"%Y-%m-%d"» }\n    columns: { t: timestamp }',
    [
      "FEAT2008",
      "`%Y-%m-%d` is not one of `timestamp`, `date`, `iso8601`, `unix_s`, `unix_ms`, `unix_us`, `unix_ns`",
      "`iso8601`",
    ],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    «path»: a.parquet\n    time: t\n    columns: { t: timestamp }",
    ["FEAT2005", "there is no key `path` here", "`file`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    «timestamp»: t\n    columns: { t: timestamp }",
    ["FEAT2005", "there is no key `timestamp` here", "`time`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    «event_time»: t\n    columns: { t: timestamp }",
    ["FEAT2005", "there is no key `event_time` here", "`time`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    delay: «2 hours»\n    columns: { t: timestamp }",
    ["FEAT2014", "`2 hours` is not a duration", "`2h`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    delay: «2»\n    columns: { t: timestamp }",
    ["FEAT2007", "`delay` must be a text, but this is the number 2", "`2h`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    columns: «[t, x]»",
    ["FEAT2007", "`columns` must be a map, but this is a list", "`name: …`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    columns:\n      «t timestamp»",
    ["FEAT2007", '`columns` must be a map, but this is the text "t timestamp"', "`key: value`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    columns: { t: { type: timestamp, «nullable»: true } }",
    ["FEAT2005", "there is no key `nullable` here", "`?`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    columns: { t: timestamp, x: list<int64>, y: Optional«[»int], z: int64 | null, w: varchar(10) }",
    ["FEAT2003", "this is not valid YAML: a symbol is not allowed here", "`{`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: «[a.parquet]»\n    time: t\n    columns: { t: timestamp }",
    [
      "FEAT2007",
      "`file` must be a text or a map, but this is a list",
      "write the text itself; put it in quotes if it begins with a symbol",
    ],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: {DATA}«/a.parquet»\n    time: t\n    columns: { t: timestamp }",
    ["FEAT2003", "this is not valid YAML: a symbol is not allowed here", "`{`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    columns: { t: timestamp, x: struct «{» a: int64 } }",
    ["FEAT2003", "this is not valid YAML: a symbol is not allowed here", "`{`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    key: «order_id»\n    columns: { t: timestamp }",
    ["FEAT2020", "`key` names `order_id`, which is not a column of this source", "`t`"],
  ],
  [
    "sources:\n  «my-orders»:\n    kind: events\n    file: a.parquet\n    time: t\n    columns: { t: timestamp }",
    ["FEAT2009", "`my-orders` cannot name a source", "`_`"],
  ],
  [
    "sources:\n  orders:\n    kind: state\n    file: a.parquet\n    time: t\n    complete: «yes»\n    columns: { t: timestamp }",
    ["FEAT2007", '`complete` must be true or false, but this is the text "yes"', "`true`"],
  ],
  [
    "sources:\n  orders:\n    kind: state\n    file: a.parquet\n    time: t\n    columns: { t: timestamp, x: «True» }",
    [
      "FEAT2007",
      "column `x` must be a text or a map, but this is true",
      "write the text itself; put it in quotes if it begins with a symbol",
    ],
  ],
  [
    "sources:\n  orders:\n    kind: state\n    file: «a.txt»\n    time: t\n    columns: { t: timestamp }",
    [
      "FEAT2022",
      "the ending of `a.txt` does not tell the file's format",
      "the ending is one of .parquet, .csv, .json, .jsonl, .ndjson",
    ],
  ],
  [
    "sources:\n  orders:\n    kind: state\n    file: a.parquet\n    time: «t»\n    created: made\n    columns: { t: string }",
    ["FEAT2019", "`time` must be a timestamp or a date, but column `t` is string", "`t: timestamp`"],
  ],
  ["«source»:\n  orders:\n    kind: state", ["FEAT2005", "there is no key `source` here", "`sources`"]],
  ["«# nothing»", ["FEAT2007", "`the file` must be a map, but this is empty", "`sources: …`"]],
  [
    "sources: «orders»",
    ["FEAT2007", '`sources` must be a map or empty, but this is the text "orders"', "`key: value`"],
  ],
  [
    "sources:\n  orders: «a.parquet»",
    ["FEAT2007", 'source `orders` must be a map, but this is the text "a.parquet"', "`key: value`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    columns:\n      «t:timestamp\n      x»: int64",
    ["FEAT2003", "this is not valid YAML: this line is not `key: value`", "`key: value`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t;\n    columns: { «t = timestamp» }",
    ["FEAT2007", "column `t = timestamp` must be a text or a map, but this is empty", "write its value after the `:`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: «@»t\n    columns: { t: timestamp }",
    ["FEAT2003", "this is not valid YAML: a text cannot begin with this symbol", "put the text in quotes"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: «*.parquet»\n    time: t\n    columns: { t: timestamp }",
    ["FEAT2003", "this is not valid YAML: `*` begins an alias, and no anchor has its name", "`*`"],
  ],
];
