/** Forms of other languages that people write where a declaration should begin. */
import type { Idiom } from "./idiom.js";

const view = "a view is `view name for entity from source { … }`";
const opening = (words: string, help: string): Idiom => ({
  pattern: new RegExp(`^\\s*(?<at>${words})(?![\\w:])`, "i"),
  within: [""],
  message: "no declaration begins with `$<at>`",
  help,
});

export const openingIdioms: readonly Idiom[] = [
  {
    pattern: /^\s*(?<at>(?<w>entitie|request|enum|source|view|transform|service|test)s)\b/i,
    within: [""],
    message: "no declaration begins with `$<at>`",
    help: ({ w = "" }) => `write \`${w === "entitie" ? "entity" : w.toLowerCase()} name …\``,
  },
  opening(
    "class|struct|type|interface|record|dataclass|schema",
    "an entity is `entity name { key: type }`, a request `request name { field: type }`",
  ),
  opening(
    "def|function|func|fun|macro|let|const|var|val|lambda|udf|return",
    "a function is `fn name(x: int64): int64 = …`; a computed feature belongs in a `transform` or a `view`",
  ),
  opening(
    "create|select|with|insert|update|feature_view|featureview|features?|table|dataset|feature_group|feature_set|feature_table|dataframe|model|query|batch_feature_view|stream_feature_view",
    view,
  ),
  opening(
    "on_demand_feature_view|transformation|pipeline|udaf|derived",
    "a transform is `transform name { feature = value }`",
  ),
  opening("feature_service|featureservice|endpoint|api", "a service is `service name { view.*, view.feature }`"),
  opening(
    "data_source|file_source|filesource|datasource|stream|kafka|push_source",
    "files and tables are declared in the YAML that `sources:` of `feat.yaml` names",
  ),
  opening(
    "import|include|from|use|require|package|namespace|module",
    "there are no imports: the files of a project share their names",
  ),
  opening(
    "export|public|private|protected|static|pub|async|abstract|declare|final",
    "what is declared can be used in all files: leave the word out",
  ),
  opening(
    "it|describe|assert|expect|given|should",
    'a test is `test "title" { given view { x: 1 } expect view { y: 2 } }`',
  ),
  opening("where|ttl|delay|every|upto|before|known|join|on|for", `${view}; its clauses go before the braces`),
  opening(
    "over|by|each|group|order",
    "a window follows an aggregate, in a feature of a view: `total = sum(x) over 7d`; a view's entity groups its rows",
  ),
  opening("pass|end|begin|if|else|match", view),
];
