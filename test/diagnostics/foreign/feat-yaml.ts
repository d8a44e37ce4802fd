/** `feat.yaml`. */
import type { Case } from "./case.js";

export const featYaml: readonly Case[] = [
  [
    "project: p\nfeatures: '*.feat'\n«source»: sources.yaml",
    ["FEAT2005", "there is no key `source` here", "`sources`"],
  ],
  ["«name»: p\nfeatures: '*.feat'\nsources: sources.yaml", ["FEAT2005", "there is no key `name` here", "`project`"]],
  [
    "project: p\nfeatures: '*.feat'\nsources: sources.yaml\ntargets:\n  dev:\n    offline: «duckdb»",
    ["FEAT2007", '`offline` must be a map, but this is the text "duckdb"', "`key: value`"],
  ],
  [
    "project: p\nfeatures: '*.feat'\nsources: sources.yaml\n«dialect»: duckdb",
    ["FEAT2005", "there is no key `dialect` here", "`dialects`"],
  ],
  [
    "project: p\nfeatures: '*.feat'\nsources: sources.yaml\nrules: { owner: «true» }",
    ["FEAT2008", "`true` is not one of `error`, `warn`, `off`", "`error`"],
  ],
  [
    "project: p\nfeatures: «*.feat»\nsources: sources.yaml",
    ["FEAT2003", "this is not valid YAML: `*` begins an alias, and no anchor has its name", "`*`"],
  ],
  [
    "project: p\nfeatures: '*.feat'\nsources: sources.yaml\ntargets: { dev: { retention: «30 days» } }",
    ["FEAT2014", "`30 days` is not a duration", "`2h`"],
  ],
  [
    "project: p\nfeatures: '*.feat'\nsources: sources.yaml\ntargets: { dev: { retention: «59m» } }",
    ["FEAT2047", "a `retention` is at least an hour, and `59m` is less", "longer than clocks differ"],
  ],
  [
    "project: p\nfeatures: '*.feat'\nsources: sources.yaml\n«online_store»: redis",
    ["FEAT2005", "there is no key `online_store` here", "`targets:`"],
  ],
];
