import { describe, expect, it } from "vitest";
import { printTree } from "../../compiler/sql/print/index.js";
import {
  all,
  any,
  as,
  caseOf,
  cast,
  closed,
  col,
  fillSql,
  fn,
  id,
  number,
  op,
  select,
  sql,
  star,
  text,
  union,
  withBlocks,
} from "../../compiler/sql/tree/index.js";

const spelling = {
  identifier: (name: string) => (/^[a-z_]+$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`),
  text: (value: string) => `'${value.replaceAll("'", "''")}'`,
};
const print = (node: Parameters<typeof printTree>[0], width?: number) => printTree(node, spelling, width);

describe("the SQL tree", () => {
  it.each([
    ["a column", col("a"), "a"],
    ["a column of a table", col("x y", "l"), 'l."x y"'],
    ["a name with a quote", id('a"b'), '"a""b"'],
    ["a string with a quote", text("it's"), "'it''s'"],
    ["a negative number", number(-3), "-3"],
    ["a negative number as an operand", closed(number(-3)), "(-3)"],
    ["minus a negative number", op("-", col("a"), number(-3)), "a - -3"],
    ["a call", fn("greatest", col("a"), number(1)), "greatest(a, 1)"],
    ["a cast", cast(col("a"), "BIGINT"), "CAST(a AS BIGINT)"],
    ["a case", caseOf([[sql`${col("a")} > 0`, number(1)]], number(2)), "CASE WHEN a > 0 THEN 1 ELSE 2 END"],
    ["a template", fillSql("ln({0}) + {x}", [col("a")], { x: col("b") }), "ln(a) + b"],
    ["all arguments", fillSql("least({*})", [col("a"), col("b")]), "least(a, b)"],
    ["and within or", any([all([col("a"), col("b")]), col("c")]), "(a AND b) OR c"],
    ["or within and", all([any([col("a"), col("b")]), col("c")]), "(a OR b) AND c"],
    ["an operand", closed(sql`${col("a")} + 1`), "(a + 1)"],
    ["a call as an operand", closed(sql`ln(${col("a")})`), "ln(a)"],
    ["two calls as an operand", closed(sql`ln(${col("a")}) + ln(${col("b")})`), "(ln(a) + ln(b))"],
    ["a case as an operand", closed(sql`CASE WHEN a THEN 1 END`), "CASE WHEN a THEN 1 END"],
    [
      "two cases as an operand",
      closed(sql`CASE WHEN a THEN 1 END + CASE WHEN b THEN 1 END`),
      "(CASE WHEN a THEN 1 END + CASE WHEN b THEN 1 END)",
    ],
  ])("%s", (_, node, expected) => {
    expect(print(node)).toBe(expected);
  });

  it("a query has one clause per line", () => {
    const query = select({
      columns: [star({ of: "l", except: ["x"] }), as(fn("count", col("a")), "n")],
      from: id("labels"),
      joins: [{ kind: "asof left", table: id("rows"), on: [sql`l.k = r.k`, sql`l.t >= r.t`] }],
      where: [sql`a IS NOT NULL`],
      groupBy: [col("k")],
      qualify: sql`row_number() OVER w = 1`,
      windows: [["w", sql`(PARTITION BY k)`]],
      orderBy: [col("k")],
    });
    expect(
      print(withBlocks([{ name: "labels", query: select({ columns: [star()], from: id("feat_labels") }) }], query)),
    ).toBe(
      [
        "WITH",
        "  labels AS (",
        "    SELECT *",
        "    FROM feat_labels",
        "  )",
        "SELECT l.* EXCLUDE (x), count(a) AS n",
        "FROM labels",
        "ASOF LEFT JOIN rows ON l.k = r.k AND l.t >= r.t",
        "WHERE a IS NOT NULL",
        "GROUP BY k",
        "WINDOW w AS (PARTITION BY k)",
        "QUALIFY row_number() OVER w = 1",
        "ORDER BY k",
      ].join("\n"),
    );
  });

  it("a long expression breaks at its spaces, not within quotes", () => {
    const long = sql`CASE WHEN ${col("aaaaaaaaaaaaaaaa")} > 0 THEN 'one two three four five' ELSE ${fn("f", col("bbbbbbbbbbbbbbbb"), col("cccccccccccccccc"))} END`;
    const lines = print(long, 40).split("\n");
    expect(Math.max(...lines.map((each) => each.length))).toBeLessThanOrEqual(40);
    expect(lines.join(" ").replaceAll(/ +/g, " ")).toContain("'one two three four five'");
  });

  it("a union's branches are printed below each other", () => {
    const one = select({ columns: [col("a")], from: id("x") });
    expect(print(union([one, one]))).toBe("SELECT a\nFROM x\nUNION ALL\nSELECT a\nFROM x");
  });
});
