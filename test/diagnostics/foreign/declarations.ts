/** Declarations. */
import type { Case } from "./case.js";

export const declarations: readonly Case[] = [
  ["entity c«:» cid", ["FEAT1007", "no `:` stands behind the name of a declaration", "`c { … }`"]],
  ["entity c«:» cid int64", ["FEAT1007", "no `:` stands behind the name of a declaration", "`c { … }`"]],
  ["entity c«(»cid: int64)", ["FEAT1001", "expected `{`, found `(`", "`entity name { key: type }`"]],
  ["entity c «(»cid int64)", ["FEAT1001", "expected `{`, found `(`", "`(`"]],
  ["entity c { cid «}»", ["FEAT1001", "expected `:`, found `}`", "`name: type`"]],
  ["entity c { cid «int64» }", ["FEAT1001", "expected `:`, found `int64`", "`name: type`"]],
  ["entity c { int64 «cid» }", ["FEAT1001", "expected `:`, found `cid`", "`name: type`"]],
  ["entity c { cid «=» int64 }", ["FEAT1001", "expected `:`, found `=`", "`name: type`"]],
  ["entity c { cid: «int» }", ["FEAT3007", "there is no type `int`", "`int64`"]],
  [
    "entity c { cid: integer«;» }",
    ["FEAT1007", "there are no semicolons", "items need no separator: a line end or a comma will do"],
  ],
  ["entity c { cid: «bigint» }", ["FEAT3007", "there is no type `bigint`", "`int64`"]],
  ['entity c { cid: «"int64"» }', ["FEAT1007", "a type stands in no quotes", "`name: int64`"]],
  ["entity c { cid: «INT64» }", ["FEAT3007", "there is no type `INT64`", "`int64`"]],
  ["entity c { cid: «INT» }", ["FEAT3007", "there is no type `INT`", "`int64`"]],
  ["entity c { cid: «Int64» }", ["FEAT3007", "there is no type `Int64`", "`int64`"]],
  ["entity c { join_keys: «[cid]» }", ["FEAT1007", "a list's type ends with `[]`", "`int64[]`"]],
  ["entity c { key: «cid» }", ["FEAT3007", "there is no type `cid`", "`bool`"]],
  ["entity c { primary «key» cid: int64 }", ["FEAT1001", "expected `:`, found `key`", "`name: type`"]],
  ["entity c «=» { cid: int64 }", ["FEAT1007", "no `=` stands behind the name of a declaration", "`c { … }`"]],
  [
    'entity c «=» Entity(name="c", join_keys=["cid"])',
    ["FEAT1007", "no `=` stands behind the name of a declaration", "`c { … }`"],
  ],
  [
    '«c» = Entity(name="c")',
    [
      "FEAT1001",
      "expected a declaration, found `c`",
      "a declaration begins with one of entity, request, enum, source, view, transform, service, fn, extern, test",
    ],
  ],
  ["entity c «join_keys» cid", ["FEAT1001", "expected `{`, found `join_keys`", "`entity name { key: type }`"]],
  ["entity c «key» cid", ["FEAT1001", "expected `{`, found `key`", "`entity name { key: type }`"]],
  ["entity c «key» (cid: int64)", ["FEAT1001", "expected `{`, found `key`", "`entity name { key: type }`"]],
  ["entity «c»", ["FEAT1001", "expected `{` after `c`", "`entity name { key: type }`"]],
  ["entity «{» cid: int64 }", ["FEAT1001", "expected a name, found `{`", "`entity name { key: type }`"]],
  ['entity «"c"» { cid: int64 }', ["FEAT1001", 'expected a name, found `"c"`', "a name stands in no quotes"]],
  ["entity c «extends» d { cid: int64 }", ["FEAT1001", "expected `{`, found `extends`", "`entity name { key: type }`"]],
  ["«entities» c { cid: int64 }", ["FEAT1007", "no declaration begins with `entities`", "`entity name …`"]],
  ["«Entity» c { cid: int64 }", ["FEAT1001", "expected a declaration, found `Entity`", "`entity`"]],
  ["«ENTITY» c { cid: int64 }", ["FEAT1001", "expected a declaration, found `ENTITY`", "`entity`"]],
  ["«type» c = { cid: int64 }", ["FEAT1007", "no declaration begins with `type`", "`entity name { key: type }`"]],
  ["«class» c { cid: int64 }", ["FEAT1007", "no declaration begins with `class`", "`entity name { key: type }`"]],
  [
    "«interface» c { cid: int64 }",
    ["FEAT1007", "no declaration begins with `interface`", "`entity name { key: type }`"],
  ],
  ["«struct» c { cid: int64 }", ["FEAT1007", "no declaration begins with `struct`", "`entity name { key: type }`"]],
  [
    "«CREATE» VIEW v AS SELECT * FROM orders",
    ["FEAT1007", "no declaration begins with `CREATE`", "`view name for entity from source { … }`"],
  ],
  [
    "«create» view v for customer from orders { amount }",
    ["FEAT1007", "no declaration begins with `create`", "`view name for entity from source { … }`"],
  ],
  [
    "«SELECT» amount FROM orders",
    ["FEAT1007", "no declaration begins with `SELECT`", "`view name for entity from source { … }`"],
  ],
  [
    "«WITH» x AS (SELECT 1)",
    ["FEAT1007", "no declaration begins with `WITH`", "`view name for entity from source { … }`"],
  ],
  [
    "@entity\n«class» Customer:\n    pass",
    ["FEAT1007", "no declaration begins with `class`", "`entity name { key: type }`"],
  ],
  ["request r { x: «float» }", ["FEAT3007", "there is no type `float`", "`float64`"]],
  ["request r { x: «double» }", ["FEAT3007", "there is no type `double`", "`float64`"]],
  ["request r { x: float32, y: «str» }", ["FEAT3007", "there is no type `str`", "`string`"]],
  ["request r { x: «text» }", ["FEAT3007", "there is no type `text`", "`string`"]],
  ["request r { x: «varchar(10)» }", ["FEAT3007", "there is no type `varchar`", "`string`"]],
  ["request r { x: «boolean» }", ["FEAT3007", "there is no type `boolean`", "`bool`"]],
  ["request r { x: «datetime» }", ["FEAT3007", "there is no type `datetime`", "`timestamp`"]],
  ["request r { x: «Optional[int]» }", ["FEAT1007", "a nullable type ends with `?`", "`int64?`"]],
  ["request r { x: «Optional[int64]» }", ["FEAT1007", "a nullable type ends with `?`", "`int64?`"]],
  ["request r { x«?»: int64 }", ["FEAT1007", "`?` stands behind the type", "`name: int64?`"]],
  ["request r { x: «?»int64 }", ["FEAT1007", "`?` stands behind the type", "`name: int64?`"]],
  ["request r { x: int64« | null» }", ["FEAT1007", "a nullable type ends with `?`", "`int64?`"]],
  ["request r { x: int64« or null» }", ["FEAT1007", "a nullable type ends with `?`", "`int64?`"]],
  ["request r { x: int64« null» }", ["FEAT1007", "a nullable type ends with `?`", "`int64?`"]],
  ["request r { x: int64 «not null» }", ["FEAT1007", "a type without `?` is never null", "leave it out"]],
  ["request r { x: «nullable int64» }", ["FEAT1007", "a nullable type ends with `?`", "`int64?`"]],
  ["request r { x: int64« nullable» }", ["FEAT1007", "a nullable type ends with `?`", "`int64?`"]],
  ["request r { x: «Nullable(int64)» }", ["FEAT1007", "a nullable type ends with `?`", "`int64?`"]],
  ["request r { x: «optional int64» }", ["FEAT1007", "a nullable type ends with `?`", "`int64?`"]],
  ["request r { x: «list<int64>» }", ["FEAT1007", "a list's type ends with `[]`", "`int64[]`"]],
  ["request r { x: «List[int64]» }", ["FEAT1007", "a list's type ends with `[]`", "`int64[]`"]],
  ["request r { x: «list[int64]» }", ["FEAT1007", "a list's type ends with `[]`", "`int64[]`"]],
  ["request r { x: «array<int64>» }", ["FEAT1007", "a list's type ends with `[]`", "`int64[]`"]],
  ["request r { x: «Array<int64>» }", ["FEAT1007", "a list's type ends with `[]`", "`int64[]`"]],
  ["request r { x: «ARRAY(int64)» }", ["FEAT1007", "a list's type ends with `[]`", "`int64[]`"]],
  ["request r { x: «[int64]» }", ["FEAT1007", "a list's type ends with `[]`", "`int64[]`"]],
  ["request r { x: «[]int64» }", ["FEAT1007", "a list's type ends with `[]`", "`int64[]`"]],
  ["request r { x: «vector<float32, 3>» }", ["FEAT1007", "a list's type ends with `[]`", "`int64[]`"]],
  ["request r { x: «vector(3)» }", ["FEAT3007", "there is no type `vector`", "`float32[768]`"]],
  ["request r { x: «Map<string, int64>» }", ["FEAT1007", "there is no such type", "`map<string, int64>`"]],
  [
    "request r { x: map<string «int64»> }",
    ["FEAT1007", "a comma stands between the types of a map", "`map<string, int64>`"],
  ],
  ["request r { x: «map[string, int64]» }", ["FEAT1007", "there is no such type", "`map<string, int64>`"]],
  ["request r { x: «map[string]int64» }", ["FEAT1007", "there is no such type", "`map<string, int64>`"]],
  ["request r { x: «dict» }", ["FEAT3007", "there is no type `dict`", "`map<string, int64>`"]],
  ["request r { x: «Dict[str, int]» }", ["FEAT1007", "there is no such type", "`map<string, int64>`"]],
  ["request r { x: «dict<string, int64>» }", ["FEAT1007", "there is no such type", "`map<string, int64>`"]],
  ["request r { x: «Record<string, int64>» }", ["FEAT1007", "there is no such type", "`map<string, int64>`"]],
  ["request r { x: «{» a: int64 } }", ["FEAT1007", "there is no such type", "`struct { a: int64, b: string }`"]],
  ["request r { x: «struct<a: int64>» }", ["FEAT1007", "there is no such type", "`struct { a: int64, b: string }`"]],
  ["request r { x: «struct(a: int64)» }", ["FEAT1007", "there is no such type", "`struct { a: int64, b: string }`"]],
  ["request r { x: struct { a «int64» } }", ["FEAT1001", "expected `:`, found `int64`", "`name: type`"]],
  ["request r { x: «tuple<int64>» }", ["FEAT1007", "a list's type ends with `[]`", "`int64[]`"]],
  ["request r { x: «set<int64>» }", ["FEAT1007", "a list's type ends with `[]`", "`int64[]`"]],
  ["request r { x: «any» }", ["FEAT3007", "there is no type `any`", "`json`"]],
  ["request r { x: «object» }", ["FEAT3007", "there is no type `object`", "`json`"]],
  ["request r { x: «number» }", ["FEAT3007", "there is no type `number`", "`float64`"]],
  [
    "request r { x: «decimal» }",
    ["FEAT4402", "a decimal says how many digits it has, and how many of them after the point", "`decimal(18, 2)`"],
  ],
  ["request r { x: «numeric(10, 2)» }", ["FEAT3007", "there is no type `numeric`", "`decimal(18, 2)`"]],
  ["request r { x: «date_time» }", ["FEAT3007", "there is no type `date_time`", "`timestamp`"]],
  ["request r { x: «uuid» }", ["FEAT3007", "there is no type `uuid`", "`string`"]],
  ["request r { x: int64 «=» 5 }", ["FEAT1007", "this has no default", "`int64?`"]],
  ["request r { x: int64 «default» 5 }", ["FEAT1007", "this has no default", "`int64?`"]],
  ["request r«(»x: int64)", ["FEAT1001", "expected `{`, found `(`", "`request name { field: type }`"]],
  [
    "request r { x: int64«;» y: int64«;» }",
    ["FEAT1007", "there are no semicolons", "items need no separator: a line end or a comma will do"],
    ["FEAT1007", "there are no semicolons", "items need no separator: a line end or a comma will do"],
  ],
  [
    "request r {\n  x: int64«;»\n  y: int64«;»\n}",
    ["FEAT1007", "there are no semicolons", "items need no separator: a line end or a comma will do"],
    ["FEAT1007", "there are no semicolons", "items need no separator: a line end or a comma will do"],
  ],
  [
    "enum e { a «=» 1, b «=» 2 }",
    ["FEAT1007", "the values of an enum are names alone", "`enum name { a, b }`"],
    ["FEAT1007", "the values of an enum are names alone", "`enum name { a, b }`"],
  ],
  ["enum e «=» a | b", ["FEAT1007", "no `=` stands behind the name of a declaration", "`e { … }`"]],
  ["enum e«:» a, b", ["FEAT1007", "no `:` stands behind the name of a declaration", "`e { … }`"]],
  ['enum e «[»"a", "b"]', ["FEAT1001", "expected `{`, found `[`", "`enum name { a, b }`"]],
  ['enum e { a«:» "x" }', ["FEAT1007", "the values of an enum are names alone", "`enum name { a, b }`"]],
  [
    "view v from orders «for» customer { x = amount }",
    ["FEAT1001", "expected `{`, found `for`", "`view name for entity from source { … }`"],
  ],
  [
    "view v «(»customer) from orders { x = amount }",
    ["FEAT1001", "expected `from`, found `(`", "`view name for entity from source { … }`"],
  ],
  [
    "view v«(»customer) from orders { x = amount }",
    ["FEAT1001", "expected `from`, found `(`", "`view name for entity from source { … }`"],
  ],
  [
    "view v for customer «{» x = amount }",
    ["FEAT1001", "expected `from`, found `{`", "`view name for entity from source { … }`"],
  ],
  ["view v «{» x = amount }", ["FEAT1001", "expected `from`, found `{`", "`view name for entity from source { … }`"]],
  [
    "view v for customer from «orders»",
    ["FEAT1001", "expected `{` after `orders`", "`view name for entity from source { … }`"],
  ],
  [
    "view v «of» customer from orders { x = amount }",
    ["FEAT1001", "expected `from`, found `of`", "`view name for entity from source { … }`"],
  ],
  [
    "view v «on» customer from orders { x = amount }",
    ["FEAT1001", "expected `from`, found `on`", "`view name for entity from source { … }`"],
  ],
  [
    "view v for customer «on» orders { x = amount }",
    ["FEAT1001", "expected `from`, found `on`", "`view name for entity from source { … }`"],
  ],
  [
    "view v for customer «in» orders { x = amount }",
    ["FEAT1001", "expected `from`, found the word `in`", "`view name for entity from source { … }`"],
  ],
  [
    "view v for customer, from «orders» { x = amount }",
    ["FEAT1001", "expected `from`, found `orders`", "`view name for entity from source { … }`"],
  ],
  [
    "view v for customer «and» product from orders { x = amount }",
    ["FEAT1007", "commas stand between entities", "`for customer, product from source`"],
  ],
  [
    "view v for «customer_id» from orders { x = amount }",
    ["FEAT3003", "there is no entity `customer_id`", "`customer_id`"],
  ],
  [
    "view v for «(»customer) from orders { x = amount }",
    ["FEAT1001", "expected an entity's name, found `(`", "`view name for entity from source { … }`"],
  ],
  [
    "view v for «[»customer] from orders { x = amount }",
    ["FEAT1001", "expected an entity's name, found `[`", "`view name for entity from source { … }`"],
  ],
  ['view v for customer from «"orders"» { x = amount }', ["FEAT1007", "`from` names a source", "`sources:`"]],
  [
    "view v for customer from orders«.parquet» { x = amount }",
    ["FEAT1007", "a source's name has no dot", "`sources:`"],
  ],
  ["view v for customer from raw«.orders» { x = amount }", ["FEAT1007", "a source's name has no dot", "`sources:`"]],
  [
    "view v for customer «source» orders { x = amount }",
    ["FEAT1001", "expected `from`, found `source`", "`view name for entity from source { … }`"],
  ],
  [
    "view v«:» customer from orders { x = amount }",
    ["FEAT1001", "expected `from`, found `:`", "`view name for entity from source { … }`"],
  ],
  [
    "view v «=» customer from orders { x = amount }",
    ["FEAT1001", "expected `from`, found `=`", "`view name for entity from source { … }`"],
  ],
  [
    "view v for customer from orders«:» x = amount",
    ["FEAT1001", "expected `{`, found `:`", "`view name for entity from source { … }`"],
  ],
  [
    "view v for customer from orders «(» x = amount )",
    ["FEAT1001", "expected `{`, found `(`", "`view name for entity from source { … }`"],
  ],
  [
    "view v for customer from orders «[» x = amount ]",
    ["FEAT1001", "expected `{`, found `[`", "`view name for entity from source { … }`"],
  ],
  [
    "view v for customer from orders «as o» { x = o.amount }",
    ["FEAT1007", "the source of a view has no other name", "its columns are named alone"],
  ],
  [
    "view v for customer from orders «o» { x = amount }",
    ["FEAT1007", "the source of a view has no other name", "its columns are named alone"],
  ],
  [
    "view v for customer from orders «join» customers on customer_id { x = amount }",
    ["FEAT1007", "a view reads one source", "`source name from a join b on key { * }`"],
  ],
  [
    "view v for customer from orders «select» amount { x = amount }",
    ["FEAT1007", "there is no `select`", "`match x { 1 => value, else => value }`"],
  ],
  [
    "view v for customer from orders «group by» customer_id { x = amount }",
    ["FEAT1007", "there is no `group by`", "`count() by country`"],
  ],
  ["view v for customer from orders where paid «=» true { x = amount }", ["FEAT1007", "`=` does not compare", "`==`"]],
  [
    "view v for customer from orders where paid and status == «'a'» { x = amount }",
    ["FEAT1007", "single quotes do not make a string", "a string stands in double quotes"],
  ],
  [
    "view v for customer from orders where«:» paid { x = amount }",
    ["FEAT1007", "no `:` stands behind `where`", "`where paid`"],
  ],
  [
    "view v for customer from orders «filter» paid { x = amount }",
    ["FEAT1007", "rows are not filtered by `filter`", "`where condition`"],
  ],
  [
    "view v for customer from orders «filter»(paid) { x = amount }",
    ["FEAT1007", "rows are not filtered by `filter`", "`where condition`"],
  ],
  [
    'view v for customer from orders where paid«,» status == "a" { x = amount }',
    ["FEAT1001", "expected `{`, found `,`", "`view name for entity from source { … }`"],
  ],
  ["view v for customer from orders «ttl» = 7d { x = amount }", ["FEAT1007", "no `=` stands behind `ttl`", "`ttl 7d`"]],
  ["view v for customer from orders «ttl»: 7d { x = amount }", ["FEAT1007", "no `:` stands behind `ttl`", "`ttl 7d`"]],
  ["view v for customer from orders ttl «7 days» { x = amount }", ["FEAT1007", "a duration is one word", "`7d`"]],
  ['view v for customer from orders ttl «"7d"» { x = amount }', ["FEAT1007", "a duration stands in no quotes", "`7d`"]],
  ["view v for customer from orders «ttl»(7d) { x = amount }", ["FEAT1007", "no `(` stands behind `ttl`", "`ttl 7d`"]],
  ["view v for customer from orders ttl «7» { x = amount }", ["FEAT1001", "expected a duration, found `7`", "`7d`"]],
  ["view v for customer from orders ttl «7D» { x = amount }", ["FEAT1003", "`7D` is not a duration", "`7d`"]],
  [
    "view v for customer from orders ttl «timedelta»(days=7) { x = amount }",
    ["FEAT1007", "there is no `timedelta`", "`7d`"],
  ],
  ["view v for customer from orders «TTL» 7d { x = amount }", ["FEAT1001", "expected `{`, found `TTL`", "`ttl`"]],
  [
    "view v for customer from orders«,» ttl 7d { x = amount }",
    ["FEAT1001", "expected `{`, found `,`", "`view name for entity from source { … }`"],
  ],
  [
    "view v for customer from orders «with» ttl 7d { x = amount }",
    ["FEAT1001", "expected `{`, found `with`", "`view name for entity from source { … }`"],
  ],
  [
    "view v for customer from orders «over» 7d { x = amount }",
    ["FEAT1007", "a view has no window", "`sum(x) over 7d`"],
  ],
  [
    "view v for customer from orders «window» 7d { x = amount }",
    ["FEAT1007", "a view has no window", "`sum(x) over 7d`"],
  ],
  [
    "view v for customer «ttl» 7d from orders { x = amount }",
    ["FEAT1001", "expected `from`, found `ttl`", "`view name for entity from source { … }`"],
  ],
  [
    "view v «ttl» 7d for customer from orders { x = amount }",
    ["FEAT1001", "expected `from`, found `ttl`", "`view name for entity from source { … }`"],
  ],
  [
    "view v for customer «where» paid from orders { x = amount }",
    ["FEAT1001", "expected `from`, found the word `where`", "`view name for entity from source { … }`"],
  ],
  [
    "view v for customer from orders every «day» { x = amount }",
    ["FEAT1001", "expected a duration, found `day`", "`7d`"],
  ],
  ["view v for customer from orders every «1 day» { x = amount }", ["FEAT1007", "a duration is one word", "`1d`"]],
  [
    'view v for customer from orders every «"1d"» { x = amount }',
    ["FEAT1007", "a duration stands in no quotes", "`7d`"],
  ],
  [
    "view v for customer from orders «at» midnight { x = amount }",
    ["FEAT1001", "expected `{`, found `at`", "`view name for entity from source { … }`"],
  ],
  [
    "view v for customer from orders «delay» = 2h { x = amount }",
    ["FEAT1007", "no `=` stands behind `delay`", "`delay 7d`"],
  ],
  [
    "view v for customer from orders «refresh» 1d { x = amount }",
    ["FEAT1001", "expected `{`, found `refresh`", "`view name for entity from source { … }`"],
  ],
  [
    "view v for customer from orders «order by» created_at { x = amount }",
    ["FEAT1007", "there is no `order by`", "`first_n`"],
  ],
  [
    "view v for customer from orders «limit 10» { x = amount }",
    ["FEAT1007", "there is no `limit`", "`over last 10 rows`"],
  ],
  [
    "view v for customer from orders { x = amount }«;»",
    ["FEAT1007", "there are no semicolons", "items need no separator: a line end or a comma will do"],
  ],
  ["view v for customer from orders «{»\n  x = amount", ["FEAT1002", "`{` is not closed", "`}`"]],
  [
    "view v for customer from «orders»\n  x = amount\n}",
    ["FEAT1001", "expected `{` after `orders`", "`view name for entity from source { … }`"],
  ],
  [
    "view v for customer from orders {«{»\n  x = amount\n}}",
    ["FEAT1001", "expected a feature, found `{`", "`name = value`"],
  ],
  [
    "«feature_view» v for customer from orders { x = amount }",
    ["FEAT1007", "no declaration begins with `feature_view`", "`view name for entity from source { … }`"],
  ],
  [
    "«FeatureView» v for customer from orders { x = amount }",
    ["FEAT1007", "no declaration begins with `FeatureView`", "`view name for entity from source { … }`"],
  ],
  [
    "«feature» v for customer from orders { x = amount }",
    ["FEAT1007", "no declaration begins with `feature`", "`view name for entity from source { … }`"],
  ],
  [
    "«table» v for customer from orders { x = amount }",
    ["FEAT1007", "no declaration begins with `table`", "`view name for entity from source { … }`"],
  ],
  [
    "@«feature_view»\nview v for customer from orders { x = amount }",
    ["FEAT4305", "there is no annotation `@feature_view`, so it does nothing", "`deprecated`"],
  ],
  [
    "source s «=» orders",
    ["FEAT1001", "expected `from`, or `{` and the branches of a union, found `=`", "`source name from other { … }`"],
  ],
  [
    "source s«:» orders",
    ["FEAT1001", "expected `from`, or `{` and the branches of a union, found `:`", "`source name from other { … }`"],
  ],
  ["source s from orders «filter» paid { * }", ["FEAT1007", "rows are not filtered by `filter`", "`where condition`"]],
  [
    "source s from orders { *«;» y = amount * 2.0 }",
    ["FEAT1007", "there are no semicolons", "items need no separator: a line end or a comma will do"],
  ],
  ["source s from orders { «select» * }", ["FEAT1007", "there is no `select` here", "`name = value`"]],
  ["source s from orders { «all» }", ["FEAT3004", "source `orders` has no column `all`", "`all`"]],
  ["source s from orders { «...» }", ["FEAT1001", "expected a column, found `...`", "`name`"]],
  ["source s from orders { «...»orders }", ["FEAT1001", "expected a column, found `...`", "`name`"]],
  [
    "source s from orders join customers on «orders.customer_id = customers.customer_id» { * }",
    ["FEAT1007", "the keys of a join are columns' names", "`join table on key`"],
  ],
  [
    "source s from orders join customers on «customer_id = customer_id» { * }",
    ["FEAT1007", "the keys of a join are columns' names", "`join table on key`"],
  ],
  [
    "source s from orders join customers on «customer_id == customer_id» { * }",
    ["FEAT1007", "the keys of a join are columns' names", "`join table on key`"],
  ],
  [
    "source s from orders join customers «using» (customer_id) { * }",
    ["FEAT1007", "there is no `using`", "`join table on key`"],
  ],
  [
    "source s from orders join customers «using» customer_id { * }",
    ["FEAT1007", "there is no `using`", "`join table on key`"],
  ],
  [
    "source s from orders «left join» customers on customer_id { * }",
    ["FEAT1007", "there is one kind of join", "`join table on key`"],
  ],
  [
    "source s from orders «inner join» customers on customer_id { * }",
    ["FEAT1007", "there is one kind of join", "`join table on key`"],
  ],
  [
    "source s from orders «LEFT JOIN» customers ON customer_id { * }",
    ["FEAT1007", "there is one kind of join", "`join table on key`"],
  ],
  [
    "source s from orders join customers «c» on customer_id { * }",
    ["FEAT1007", "another name begins with `as`", "`join customers as c on key`"],
  ],
  [
    "source s from orders join customers as c on «c.customer_id» { * }",
    ["FEAT1007", "the keys of a join are columns' names", "`join table on key`"],
  ],
  [
    "source s from orders«,» customers { * }",
    ["FEAT1007", "a source does not list others", "`source name { from a { * } from b { * } }`"],
  ],
  [
    "source s from orders «union» customers { * }",
    ["FEAT1007", "a source does not list others", "`source name { from a { * } from b { * } }`"],
  ],
  ['source s from «file(»"a.csv")', ["FEAT1007", "`from` names a source", "`sources:`"]],
  ['source s from «"a.csv"» { * }', ["FEAT1007", "`from` names a source", "`sources:`"]],
  ['source s { «file»: "a.csv" }', ["FEAT1007", "a file or table is not declared here", "`sources:`"]],
  ["source s { «table»: orders }", ["FEAT1007", "a file or table is not declared here", "`sources:`"]],
  ['source s { «kind»: events, file: "a.csv" }', ["FEAT1007", "a file or table is not declared here", "`sources:`"]],
  ["transform t «=» profile.age + 1", ["FEAT1007", "no `=` stands behind the name of a declaration", "`t { … }`"]],
  [
    "transform t«(»profile) { x = profile.age }",
    ["FEAT1001", "expected `{`, found `(`", "`transform name { feature = value }`"],
  ],
  [
    "transform t «from» profile { x = profile.age }",
    ["FEAT1001", "expected `{`, found `from`", "`transform name { feature = value }`"],
  ],
  [
    "transform t «for» customer { x = profile.age }",
    ["FEAT1001", "expected `{`, found `for`", "`transform name { feature = value }`"],
  ],
  ["transform t { x«:» profile.age }", ["FEAT1007", "a value is not given by `:`", "`:`"]],
  ["transform t { x«:» profile.age + 1 }", ["FEAT1007", "a value is not given by `:`", "`:`"]],
  ["transform t { «return» profile.age }", ["FEAT1007", "there is no `return` here", "`name = value`"]],
  [
    "«def» t(profile): return profile.age",
    ["FEAT1007", "no declaration begins with `def`", "`fn name(x: int64): int64 = …`"],
  ],
  [
    "«function» t(x) { return x }",
    ["FEAT1007", "no declaration begins with `function`", "`fn name(x: int64): int64 = …`"],
  ],
  ["fn f(x«)» -> int64 { x }", ["FEAT1001", "expected `:`, found `)`", "`x: int64`"]],
  ["fn f(x«)» -> T { }", ["FEAT1001", "expected `:`, found `)`", "`x: int64`"]],
  [
    "«OVER» 30d",
    ["FEAT1007", "no declaration begins with `OVER`", "a window follows an aggregate", "`total = sum(x) over 7d`"],
  ],
  [
    "fn f(x: int64) «->» int64 { x }",
    ["FEAT1007", "`->` does not begin a result type", "`fn name(x: int64): int64 = …`"],
  ],
  ["fn f(x: int64) «->» int64 = x", ["FEAT1007", "`->` does not begin a result type", "write `:`"]],
  [
    "fn f(x: int64): int64 «{» x }",
    ["FEAT1007", "a function's value stands in no braces", "`fn name(x: int64): int64 = …`"],
  ],
  [
    "fn f(x: int64): int64 «{» return x }",
    ["FEAT1007", "a function's value stands in no braces", "`fn name(x: int64): int64 = …`"],
  ],
  [
    "fn f(x: int64): int64 «=>» x",
    ["FEAT1007", "`=>` does not begin a function's value", "`fn name(x: int64): int64 = …`"],
  ],
  ["fn f(x: int64) «=>» x", ["FEAT1007", "`=>` does not begin a function's value", "`fn name(x: int64): int64 = …`"]],
  ["fn f(x: int64) «=» x", ["FEAT1001", "expected `:`, found `=`", "`fn name(x: int64): int64 = …`"]],
  ["fn f(x«)» = x", ["FEAT1001", "expected `:`, found `)`", "`x: int64`"]],
  ["fn f(x) «{» x }", ["FEAT1007", "a function's value stands in no braces", "`fn name(x: int64): int64 = …`"]],
  ["fn f(«int64 x»): int64 = x", ["FEAT1007", "a parameter is written `name: type`", "`:`"]],
  ["fn f(«x int64»): int64 = x", ["FEAT1007", "a parameter is written `name: type`", "`:`"]],
  ["fn f(x: int64 «=» 1): int64 = x", ["FEAT1007", "this has no default", "`int64?`"]],
  ["fn f(x: int64): int64 = «return» x", ["FEAT1007", "there is no `return`", "`fn name(x: int64): int64 = …`"]],
  ["fn f(x: int64): int64 = { x «}»", ["FEAT1001", "expected `:`, found `}`", "`name: value`"]],
  ["fn f(x: int64): int64 «=»\n  let y = x + 1\n  y", ["FEAT1001", "expected an expression after `=`", "`let`"]],
  [
    "fn f(x: int64): int64 = x«;»",
    ["FEAT1007", "there are no semicolons", "items need no separator: a line end or a comma will do"],
  ],
  ["fn f: int64 «=» 1", ["FEAT1007", "this has no default", "`int64?`"]],
  ["fn «(»x: int64): int64 = x", ["FEAT1001", "expected a name, found `(`", "`fn name(x: int64): int64 = …`"]],
  [
    "«func» f(x: int64): int64 = x",
    ["FEAT1007", "no declaration begins with `func`", "`fn name(x: int64): int64 = …`"],
  ],
  [
    "«function» f(x: int64): int64 = x",
    ["FEAT1007", "no declaration begins with `function`", "`fn name(x: int64): int64 = …`"],
  ],
  ["«def» f(x: int64): int64 = x", ["FEAT1007", "no declaration begins with `def`", "`fn name(x: int64): int64 = …`"]],
  ["«def» f(x):\n    return x + 1", ["FEAT1007", "no declaration begins with `def`", "`fn name(x: int64): int64 = …`"]],
  ["«let» f = 1", ["FEAT1007", "no declaration begins with `let`", "`fn name(x: int64): int64 = …`"]],
  ["«const» f = 1", ["FEAT1007", "no declaration begins with `const`", "`fn name(x: int64): int64 = …`"]],
  ["«var» f = 1", ["FEAT1007", "no declaration begins with `var`", "`fn name(x: int64): int64 = …`"]],
  ["«macro» f(x) = x", ["FEAT1007", "no declaration begins with `macro`", "`fn name(x: int64): int64 = …`"]],
  [
    '«import» "a.feat"',
    [
      "FEAT1007",
      "no declaration begins with `import`",
      "there are no imports: the files of a project share their names",
    ],
  ],
  [
    '«import» a from "a"',
    [
      "FEAT1007",
      "no declaration begins with `import`",
      "there are no imports: the files of a project share their names",
    ],
  ],
  [
    "«from» a import b",
    ["FEAT1007", "no declaration begins with `from`", "there are no imports: the files of a project share their names"],
  ],
  [
    '«include» "a.feat"',
    [
      "FEAT1007",
      "no declaration begins with `include`",
      "there are no imports: the files of a project share their names",
    ],
  ],
  [
    "«use» profile",
    ["FEAT1007", "no declaration begins with `use`", "there are no imports: the files of a project share their names"],
  ],
  [
    "«namespace» a",
    [
      "FEAT1007",
      "no declaration begins with `namespace`",
      "there are no imports: the files of a project share their names",
    ],
  ],
  [
    "«package» a",
    [
      "FEAT1007",
      "no declaration begins with `package`",
      "there are no imports: the files of a project share their names",
    ],
  ],
  [
    "«export» view v for customer from orders { x = amount }",
    [
      "FEAT1007",
      "no declaration begins with `export`",
      "what is declared can be used in all files: leave the word out",
    ],
  ],
  [
    "«public» view v for customer from orders { x = amount }",
    [
      "FEAT1007",
      "no declaration begins with `public`",
      "what is declared can be used in all files: leave the word out",
    ],
  ],
  ["«service» s: { profile.* }", ["FEAT1007", "`service` alone picks no feature", "`service.*`"]],
  ["service s «=» { profile.* }", ["FEAT1007", "no `=` stands behind the name of a declaration", "`s { … }`"]],
  ["service s «=» profile.*", ["FEAT1007", "no `=` stands behind the name of a declaration", "`s { … }`"]],
  ["service s «[»profile.*]", ["FEAT1001", "expected `{`, found `[`", "`service name { view.*, view.feature }`"]],
  ["«service» s(profile) { profile.* }", ["FEAT1007", "`service` alone picks no feature", "`service.*`"]],
  [
    "service s «for» customer { profile.* }",
    ["FEAT1001", "expected `{`, found `for`", "`service name { view.*, view.feature }`"],
  ],
  [
    "service s «from» profile { age }",
    ["FEAT1001", "expected `{`, found `from`", "`service name { view.*, view.feature }`"],
  ],
  [
    "service s { «features»: [profile.age] }",
    [
      "FEAT1007",
      "there is no key `features`",
      "features stand in the braces themselves, each on its line or with a comma",
    ],
  ],
  [
    "service s { «features» = [profile.age] }",
    [
      "FEAT1007",
      "there is no key `features`",
      "features stand in the braces themselves, each on its line or with a comma",
    ],
  ],
  ["service s { profile «}»", ["FEAT1001", "expected `{` and the features, found `}`", "`view.*`"]],
  ["service s {\n  «profile»\n}", ["FEAT1007", "`profile` alone picks no feature", "`profile.*`"]],
  [
    "service s {\n  «profile»\n  «activity»\n}",
    ["FEAT1007", "`profile` alone picks no feature", "`profile.*`"],
    ["FEAT1007", "`activity` alone picks no feature", "`activity.*`"],
  ],
  [
    "service s { «profile», activity «}»",
    ["FEAT1007", "`profile` alone picks no feature", "`profile.*`"],
    ["FEAT1001", "expected `{` and the features, found `}`", "`view.*`"],
  ],
  ["service s { «profile» activity.total }", ["FEAT1007", "`profile` alone picks no feature", "`profile.*`"]],
  ["service s { profile.«all» }", ["FEAT3005", "`profile` has no feature `all`", "`age`"]],
  ["service s { profile«:» * }", ["FEAT1007", "a pick is not written with `:`", "`profile.*`"]],
  ["service s { profile«:» [age, zip] }", ["FEAT1007", "a pick is not written with `:`", "`profile.*`"]],
  [
    "service s { profile«[age, zip]» }",
    ["FEAT1007", "several features of a view stand in braces", "`profile { age, zip }`"],
  ],
  ['service s { profile«[»"age"] }', ["FEAT1007", "a pick is not written with `[`", "`profile.*`"]],
  [
    "service s { profile«(age, zip)» }",
    ["FEAT1007", "several features of a view stand in braces", "`profile { age, zip }`"],
  ],
  [
    "service s { profile«.(age, zip)» }",
    ["FEAT1007", "several features of a view stand in braces", "`profile { age, zip }`"],
  ],
  [
    "service s { profile«.{age, zip}» }",
    ["FEAT1007", "several features of a view stand in braces", "`profile { age, zip }`"],
  ],
  [
    "service s { profile { age«;» zip } }",
    ["FEAT1007", "there are no semicolons", "items need no separator: a line end or a comma will do"],
  ],
  ['service s { profile «{» "age" } }', ["FEAT1001", "expected `{` and the features, found `{`", "`view.*`"]],
  ["service s { profile { age«:» a } }", ["FEAT1007", "a picked feature is renamed by `as`", "`age as a`"]],
  ["service s { profile { age «=» a } }", ["FEAT1007", "a picked feature is renamed by `as`", "`age as a`"]],
  ["service s { profile { age «->» a } }", ["FEAT1007", "there is no `->`", "`pattern => value`"]],
  ["service s { «a» = profile.age }", ["FEAT1007", "a picked feature is not renamed by `=`", "`profile.age as a`"]],
  ["service s { profile.age «=» a }", ["FEAT1007", "a picked feature is not renamed by `=`", "`view.feature as name`"]],
  ["service s { profile.age AS «a» }", ["FEAT1001", "expected `{` and the features, found `a`", "`view.*`"]],
  ["service s { profile.age a «}»", ["FEAT1001", "expected `{` and the features, found `}`", "`view.*`"]],
  ["service s { «*» }", ["FEAT1007", "`*` stands behind a view's name", "`view.*`"]],
  ["service s { «*».* }", ["FEAT1007", "`*` stands behind a view's name", "`view.*`"]],
  ["service s { profile.«**» }", ["FEAT1007", "there is no `**`", "`pow(x, y)`"]],
  ["service s { profile«::» * }", ["FEAT1007", "a pick is not written with `::`", "`profile.*`"]],
  [
    "service s { profile.* «except» age }",
    ["FEAT1007", "what `except` leaves out stands in braces", "`view.* except { age }`"],
  ],
  [
    "service s { profile.* «except» (age) }",
    ["FEAT1007", "what `except` leaves out stands in braces", "`view.* except { age }`"],
  ],
  [
    "service s { profile.* «except» [age] }",
    ["FEAT1007", "what `except` leaves out stands in braces", "`view.* except { age }`"],
  ],
  [
    "service s { profile.* «EXCEPT» (age) }",
    ["FEAT1007", "what `except` leaves out stands in braces", "`view.* except { age }`"],
  ],
  [
    "service s { profile.* «exclude» { age } }",
    ["FEAT1007", "features are not left out by `exclude`", "`view.* except { a, b }`"],
  ],
  ["service s { profile.* «but» age }", ["FEAT1007", "features are not left out by `but`", "`view.* except { a, b }`"]],
  ["service s { profile.* «-» age }", ["FEAT1007", "features are not left out by `-`", "`view.* except { a, b }`"]],
  ["service s { «...»profile }", ["FEAT1007", "a service does not spread views", "`profile.*`"]],
  ["service s { age «}»", ["FEAT1001", "expected `{` and the features, found `}`", "`view.*`"]],
  [
    'service s { «"profile.age"» }',
    ["FEAT1001", 'expected `view.*`, `view.feature` or `view { … }`, found `"profile.age"`', "`view.*`"],
  ],
  ["service s { «use» profile }", ["FEAT1007", "`use` does not begin an item of a service", "`view.*`"]],
  ["service s { «include» profile }", ["FEAT1007", "`include` does not begin an item of a service", "`view.*`"]],
  ["service s { «select» profile.age }", ["FEAT1007", "`select` does not begin an item of a service", "`view.*`"]],
  ["service s { «let» x = profile.age }", ["FEAT1007", "`let` does not begin an item of a service", "`view.*`"]],
  ["service s { x = profile.age «+» 1 }", ["FEAT1007", "a service computes nothing", "`transform`"]],
  ["service s { profile.age «+» 1 }", ["FEAT1007", "a service computes nothing", "`transform`"]],
  ["service s { «sum»(profile.age) }", ["FEAT1007", "a service computes nothing", "`transform`"]],
  ["service s { profile.age «default» 0 }", ["FEAT1007", "a service computes nothing", "`transform`"]],
  ["service s { «profil».* }", ["FEAT3003", "there is no view or transform `profil`", "`profile`"]],
  ["service s { profile.«agee» }", ["FEAT3005", "`profile` has no feature `agee`", "`age`"]],
  ["service s { profile.age as «}»", ["FEAT1001", "expected a name, found `}`", "`view.*`"]],
  ["service s { profile as p «}»", ["FEAT1001", "expected `{` and the features, found `}`", "`view.*`"]],
  [
    "service s { profile «on» customer_id { age } }",
    ["FEAT1007", "a pick is not bound by `on`", "`profile (customer_id = customer_id) { … }`"],
  ],
  [
    "service s { profile (customer_id«:» cid) { age } }",
    ["FEAT1007", "a key is bound by `=`", "`(customer_id = cid)`"],
  ],
  [
    "service s { profile (customer_id «as» cid) { age } }",
    ["FEAT1007", "a key is bound by `=`", "`(customer_id = cid)`"],
  ],
  ["service s { profile («cid») { age } }", ["FEAT3005", "`profile` has no key `cid`", "`customer_id`"]],
  ["service s { allow_pii «}»", ["FEAT1001", "expected `{` and the features, found `}`", "`view.*`"]],
  ["service s { allow pii«:» true, profile.* }", ["FEAT1007", "nothing follows `allow pii`", "`allow pii`"]],
  ["service s { profile.*\n  profile.«zip»\n}", ["FEAT4068", "`zip` is a feature of this service already", "`as`"]],
  [
    'test "x"«:» given profile { age: 1 }',
    ["FEAT1001", "expected `{`, found `:`", '`test "title" { given view { x: 1 } expect view { y: 2 } }`'],
  ],
  [
    "test «x» { given profile { age: 1 } expect all_v1 { age: 1 } }",
    ["FEAT1007", "a test's title stands in quotes", '`test "x" { … }`'],
  ],
  [
    'test "x" { given profile «=» { age: 1 } expect all_v1 { age: 1 } }',
    ["FEAT1007", "no `=` stands before the values", "`profile { feature: value }`"],
  ],
  [
    'test "x" { given profile«:» { age: 1 } expect all_v1 { age: 1 } }',
    ["FEAT1007", "no `:` stands before the values", "`profile { feature: value }`"],
  ],
  [
    'test "x" { given profile«(»age = 1) expect all_v1 { age: 1 } }',
    ["FEAT1007", "values of a test stand in braces", "`given view { feature: value }`"],
  ],
  [
    'test "x" { given profile { age «=» 1 } expect all_v1 { age: 1 } }',
    ["FEAT1007", "a value of a test is given by `:`", "`age: value`"],
  ],
  [
    'test "x" { given profile { «"age":» 1 } expect all_v1 { age: 1 } }',
    ["FEAT1007", "a field's name stands in no quotes", "`{ name: value }`"],
  ],
  [
    'test "x" { given profile.age «=» 1 expect all_v1 { age: 1 } }',
    ["FEAT1007", "values of a test stand in braces", "`given profile { age: value }`"],
  ],
  [
    'test "x" { given «{» profile: { age: 1 } } expect all_v1 { age: 1 } }',
    ["FEAT1001", "expected a name, found `{`", "`given view { x: 1 }`"],
  ],
  [
    'test "x" { given orders [{ customer_id: 1, amount: 1.0, created_at: "2024-01-01T00:00:00Z" }] at «now()» for { customer_id: 1 } expect activity { total: 1.0 } }',
    ["FEAT1007", "`at` is followed by an instant in quotes", '`at "2024-01-31T09:30:00Z"`'],
  ],
  [
    'test "x" { given orders [{ customer_id: 1, amount: 1.0, created_at: "2024-01-01T00:00:00Z" }] at «2024-01-02» for { customer_id: 1 } expect activity { total: 1.0 } }',
    ["FEAT1007", "`at` is followed by an instant in quotes", '`at "2024-01-31T09:30:00Z"`'],
  ],
  [
    'test "x" { given orders [{ customer_id: 1, amount: 1.0, created_at: "2024-01-01T00:00:00Z" }] at «"2024-01-02"» for { customer_id: 1 } expect activity { total: 1.0 } }',
    [
      "FEAT4008",
      '"2024-01-02" is no timestamp',
      'a timestamp is written with its zone, "2024-01-31T09:30:00Z", with at most six digits of a second\'s fraction',
    ],
  ],
  [
    'test "x" { given orders [{ customer_id: 1, amount: 1.0, created_at: "2024-01-01T00:00:00Z" }] at «=» "2024-01-02T00:00:00Z" for customer_id = 1 expect activity { total: 1.0 } }',
    ["FEAT1007", "`at` is followed by an instant in quotes", '`at "2024-01-31T09:30:00Z"`'],
  ],
  [
    'test "x" { given orders [{ customer_id: 1, amount: 1.0, created_at: "2024-01-01T00:00:00Z" }] at "2024-01-02T00:00:00Z" for «customer 1» expect activity { total: 1.0 } }',
    ["FEAT1007", "the key of a test stands in braces", "`for { customer_id: 1 }`"],
  ],
  [
    'test "x" { given orders [{ customer_id: 1, amount: 1.0, created_at: «"2024-01-01 00:00:00"» }] at "2024-01-02T00:00:00Z" for { customer_id: 1 } expect activity { total: 1.0 } }',
    [
      "FEAT4008",
      '"2024-01-01 00:00:00" is no timestamp',
      'a timestamp is written with its zone, "2024-01-31T09:30:00Z", with at most six digits of a second\'s fraction',
    ],
  ],
  [
    'test "x" { given profile { age: 1 } expect profile.age «==» 1 }',
    ["FEAT1007", "values of a test stand in braces", "`expect profile { age: value }`"],
  ],
  [
    'test "x" { given profile { age: 1 } expect x «==» 1 }',
    ["FEAT1007", "values of a test stand in braces", "`expect view { feature: value }`"],
  ],
  [
    'test "x" { given profile { age: 1 } «assert» profile { age: 1 } }',
    ["FEAT1007", "there is no `assert` in a test", "`given view { feature: value }`"],
  ],
  [
    'test "x" { given profile { age: 1 } «then» all_v1 { age: 1 } }',
    ["FEAT1007", "there is no `then` in a test", "`given view { feature: value }`"],
  ],
  [
    'test "x" { given profile { age: 1 } expect all_v1 { age «==» 1 } }',
    ["FEAT1007", "a value of a test is given by `:`", "`age: value`"],
  ],
  [
    'test "x" { given profile { age: 1 } expect all_v1 { age: «None» } }',
    ["FEAT7003", "`None` means nothing here: a value of a test is made of what is written in it", "`null`"],
  ],
  [
    'test "x" { given profile { age: «NULL» } expect all_v1 { age: null } }',
    ["FEAT7003", "`NULL` means nothing here: a value of a test is made of what is written in it", "`null`"],
  ],
  [
    'test "x" { given profile { age: 1 }«;» expect all_v1 { age: 1 }«;» }',
    ["FEAT1007", "there are no semicolons", "items need no separator: a line end or a comma will do"],
    ["FEAT1007", "there are no semicolons", "items need no separator: a line end or a comma will do"],
  ],
  [
    'test "x" { «profile» { age: 1 } => all_v1 { age: 1 } }',
    ["FEAT1001", "expected `given`, `at`, `for` or `expect`, found `profile`", "`given view { x: 1 }`"],
  ],
  [
    'test "x" «=» { given profile { age: 1 } }',
    ["FEAT1001", "expected `{`, found `=`", '`test "title" { given view { x: 1 } expect view { y: 2 } }`'],
  ],
  [
    '«it» "x" { given profile { age: 1 } }',
    ["FEAT1007", "no declaration begins with `it`", '`test "title" { given view { x: 1 } expect view { y: 2 } }`'],
  ],
  ["«@owner» view v for customer from orders { x = amount }", ["FEAT4307", "`@owner` takes texts", '`@owner("team")`']],
  [
    '@owner «"»growth" view v for customer from orders { x = amount }',
    ["FEAT1007", "an annotation's values stand in brackets", '`@owner("team")`'],
  ],
  [
    '@owner «= "»growth" view v for customer from orders { x = amount }',
    ["FEAT1007", "an annotation's values stand in brackets", '`@owner("team")`'],
  ],
  [
    '@«description»("a") view v for customer from orders { x = amount }',
    ["FEAT4305", "there is no annotation `@description`, so it does nothing", "`deprecated`"],
  ],
  ["«# a comment»", ["FEAT1007", "a comment does not begin with `#`", "`//`"]],
  ["«-- a comment»", ["FEAT1007", "a comment does not begin with `--`", "`//`"]],
  ["«/* a\ncomment */»", ["FEAT1007", "a comment does not begin with `/*`", "`//`"]],
  ["«/** a doc\n * comment */»", ["FEAT1007", "a comment does not begin with `/*`", "`//`"]],
  ['«""" a docstring """»', ["FEAT1007", "there are no strings in triple quotes", "`///`"]],
  ["«''' a\ndocstring '''»", ["FEAT1007", "there are no strings in triple quotes", "`///`"]],
  [
    'view v for customer from orders { «"""doc"""» x = amount }',
    ["FEAT1007", "there are no strings in triple quotes", "`///`"],
  ],
  [
    "view v for customer from orders «{» x = amount\nview w for customer from orders { x = amount }",
    ["FEAT1002", "`{` is not closed", "`}`"],
  ],
  ["view v for customer from orders { x = (amount «}»", ["FEAT1001", "expected `)`, found `}`", "`(`"]],
  [
    "view v for customer from orders { x = amount } «}»",
    ["FEAT1001", "`}` closes no bracket", "remove it, or open the bracket before it"],
  ],
  [
    "view v for customer from orders «{» x = amount «)»",
    ["FEAT1002", "`{` is not closed", "`}`"],
    ["FEAT1001", "`)` closes no bracket", "remove it, or open the bracket before it"],
  ],
  ["«{% set x = 1 %}»", ["FEAT1007", "there are no templates", "write the name itself"]],
  ['«{{ config(materialized="table") }}»', ["FEAT1007", "there are no templates", "write the name itself"]],
  [
    'view v for customer from «{{ ref("orders") }}» { x = amount }',
    ["FEAT1007", "there are no templates", "write the name itself"],
  ],
  [
    "view v for customer from «${SRC}» «{» x = amount }",
    ["FEAT1007", "there is no `${SRC}`", "`${NAME}`"],
    ["FEAT1001", "expected a name, found `{`", "`view name for entity from source { … }`"],
  ],
  [
    "view «over» for customer from orders { x = amount }",
    [
      "FEAT1013",
      "`over` is a reserved word, no name",
      "choose another name; a column of that name is written in backticks",
    ],
  ],
  ["view «my-view» for customer from orders { x = amount }", ["FEAT1007", "`my-view` is not a name", "`_`"]],
  [
    "view v«.»w for customer from orders { x = amount }",
    ["FEAT1001", "expected `from`, found `.`", "`view name for entity from source { … }`"],
  ],
  [
    'view «"v"» for customer from orders { x = amount }',
    ["FEAT1001", 'expected a name, found `"v"`', "a name stands in no quotes"],
  ],
  [
    "view «7d» for customer from orders { x = amount }",
    ["FEAT1001", "expected a name, found `7d`", "a name begins with a letter"],
  ],
  [
    "view for «customer» from orders { x = amount }",
    ["FEAT1001", "expected `from`, found `customer`", "`view name for entity from source { … }`"],
  ],
];
