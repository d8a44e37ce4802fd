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
    ["FEAT2007", "`kind` is a key of source `orders`, this is beside it", "`kind:`"],
  ],
  [
    "sources:\n  orders:\n    kind: «e»vents\n      file: a.parquet\n    time: t",
    [
      "FEAT2003",
      "this is not valid YAML: a second `: ` stands in this value, or the next line is indented too far",
      "`: `",
    ],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    «kind»: state\n    file: a.parquet\n    time: t\n    columns: { t: timestamp }",
    ["FEAT2004", "`kind` stands here twice", "remove one of them: the last would win without a word"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    «colums»: { t: timestamp }",
    ["FEAT2005", "there is no key `colums` here", "`columns`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    columns: { t: «datetime», n: «int», x: «float» }",
    ["FEAT2013", "`datetime` is no type", "`timestamp`"],
    ["FEAT2013", "`int` is no type", "`int64`"],
    ["FEAT2013", "`float` is no type", "`float64`"],
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
    ["FEAT2008", "`table` is none of `state`, `events`", "`state`"],
  ],
  [
    "sources:\n  orders:\n    kind: «event»\n    file: a.parquet\n    «table»: b\n    time: t\n    columns: { t: timestamp }",
    ["FEAT2008", "`event` is none of `state`, `events`", "`events`"],
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
      "`epoch` is none of `timestamp`, `date`, `iso8601`, `unix_s`, `unix_ms`, `unix_us`, `unix_ns`",
      "`unix_s`",
    ],
  ],
  [
    'sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: { column: t, format: «"%Y-%m-%d"» }\n    columns: { t: timestamp }',
    [
      "FEAT2008",
      "`%Y-%m-%d` is none of `timestamp`, `date`, `iso8601`, `unix_s`, `unix_ms`, `unix_us`, `unix_ns`",
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
    ["FEAT2014", "`2 hours` is no duration", "`2h`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    delay: «2»\n    columns: { t: timestamp }",
    ["FEAT2007", "`delay` is a text, this is the number 2", "`2h`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    columns: «[t, x]»",
    ["FEAT2007", "`columns` is a map, this is a list", "`name: …`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    columns:\n      «t timestamp»",
    ["FEAT2007", '`columns` is a map, this is the text "t timestamp"', "`key: value`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    columns: { t: { type: timestamp, «nullable»: true } }",
    ["FEAT2005", "there is no key `nullable` here", "`?`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    columns: { t: timestamp, x: list<int64>, y: Optional«[»int], z: int64 | null, w: varchar(10) }",
    ["FEAT2003", "this is not valid YAML: a sign stands where none can", "`{`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: «[a.parquet]»\n    time: t\n    columns: { t: timestamp }",
    [
      "FEAT2007",
      "`file` is a text or a map, this is a list",
      "write the text alone; one that begins with a sign stands in quotes",
    ],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: {DATA}«/a.parquet»\n    time: t\n    columns: { t: timestamp }",
    ["FEAT2003", "this is not valid YAML: a sign stands where none can", "`{`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    columns: { t: timestamp, x: struct «{» a: int64 } }",
    ["FEAT2003", "this is not valid YAML: a sign stands where none can", "`{`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    key: «order_id»\n    columns: { t: timestamp }",
    ["FEAT2020", "`key` names `order_id`, which is no column of this source", "`t`"],
  ],
  [
    "sources:\n  «my-orders»:\n    kind: events\n    file: a.parquet\n    time: t\n    columns: { t: timestamp }",
    ["FEAT2009", "`my-orders` cannot name a source", "`_`"],
  ],
  [
    "sources:\n  orders:\n    kind: state\n    file: a.parquet\n    time: t\n    complete: «yes»\n    columns: { t: timestamp }",
    ["FEAT2007", '`complete` is true or false, this is the text "yes"', "`true`"],
  ],
  [
    "sources:\n  orders:\n    kind: state\n    file: a.parquet\n    time: t\n    columns: { t: timestamp, x: «True» }",
    [
      "FEAT2007",
      "column `x` is a text or a map, this is true",
      "write the text alone; one that begins with a sign stands in quotes",
    ],
  ],
  [
    "sources:\n  orders:\n    kind: state\n    file: «a.txt»\n    time: t\n    columns: { t: timestamp }",
    [
      "FEAT2022",
      "the end of `a.txt` does not say what kind of file it is",
      "it is one of .parquet, .csv, .json, .jsonl, .ndjson",
    ],
  ],
  [
    "sources:\n  orders:\n    kind: state\n    file: a.parquet\n    time: «t»\n    created: made\n    columns: { t: string }",
    ["FEAT2019", "`time` is a timestamp or a date, and column `t` is string", "`t: timestamp`"],
  ],
  ["«source»:\n  orders:\n    kind: state", ["FEAT2005", "there is no key `source` here", "`sources`"]],
  ["«# nothing»", ["FEAT2007", "`the file` is a map, this is empty", "`sources: …`"]],
  ["sources: «orders»", ["FEAT2007", '`sources` is a map or empty, this is the text "orders"', "`key: value`"]],
  [
    "sources:\n  orders: «a.parquet»",
    ["FEAT2007", 'source `orders` is a map, this is the text "a.parquet"', "`key: value`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t\n    columns:\n      «t:timestamp\n      x»: int64",
    ["FEAT2003", "this is not valid YAML: this line is no `key: value`", "`key: value`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: t;\n    columns: { «t = timestamp» }",
    ["FEAT2007", "column `t = timestamp` is a text or a map, this is empty", "write its value behind the `:`"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: a.parquet\n    time: «@»t\n    columns: { t: timestamp }",
    ["FEAT2003", "this is not valid YAML: a text does not begin with this sign", "put the text in quotes"],
  ],
  [
    "sources:\n  orders:\n    kind: events\n    file: «*.parquet»\n    time: t\n    columns: { t: timestamp }",
    ["FEAT2003", "this is not valid YAML: `*` begins an alias, and no anchor has its name", "`*`"],
  ],
];
