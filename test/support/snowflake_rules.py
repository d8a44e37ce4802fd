"""
Rules of Snowflake's documentation that neither fakesnow nor sqlglot's parser checks.

Each has its source, the parts of a statement that break it, and a statement that does.
"""
from sqlglot import exp

DOCS = "https://docs.snowflake.com/en/sql-reference/"

# The aggregates for which the documentation shows frames that slide.
FRAMED = (exp.Count, exp.Sum, exp.Avg, exp.Min, exp.Max, exp.StddevSamp, exp.StddevPop, exp.Variance, exp.VariancePop)


def named_windows(tree):
    return [each for each in tree.find_all(exp.Select) if each.args.get("windows")] + [
        each for each in tree.find_all(exp.Window) if each.args.get("alias") is not None
    ]


def laterals(tree):
    """A LATERAL that is not a FLATTEN may hold what Snowflake refuses, such as a LIMIT."""
    return [each for each in tree.find_all(exp.Lateral) if not isinstance(each.this, exp.Explode)]


def names(tree):
    return [each for each in tree.find_all(exp.Identifier) if len(each.this) > 255]


def unquoted(tree):
    """A column or table without quotes would be folded to upper case. VALUE and INDEX are FLATTEN's own."""
    return [
        each
        for each in tree.find_all(exp.Column, exp.Table, exp.TableAlias)
        if isinstance(each.this, exp.Identifier)
        and not each.this.args.get("quoted")
        and each.this.this.upper() not in ("VALUE", "INDEX")
    ]


def range_frames(tree):
    """RANGE with an offset has one key, and whole numbers for offsets."""
    found = []
    for each in tree.find_all(exp.Window):
        spec = each.args.get("spec")
        if spec is None or spec.args.get("kind") != "RANGE":
            continue
        offsets = [spec.args.get(side) for side in ("start", "end")]
        offsets = [side for side in offsets if isinstance(side, exp.Expression)]
        order = each.args.get("order")
        if offsets and (
            order is None
            or len(order.expressions) != 1
            or any(not isinstance(side, exp.Literal) or side.is_string for side in offsets)
        ):
            found.append(each)
    return found


def sliding(tree):
    return [
        each
        for each in tree.find_all(exp.Window)
        if each.args.get("spec") is not None
        and not isinstance(each.this, FRAMED + (exp.FirstValue, exp.LastValue, exp.NthValue))
    ]


def distinct_frames(tree):
    return [each for each in tree.find_all(exp.Window) if each.args.get("order") and each.this.find(exp.Distinct)]


def other_joins(tree):
    return [each for each in tree.find_all(exp.Join) if each.kind in ("SEMI", "ANTI") or each.side in ("SEMI", "ANTI")]


def filters(tree):
    return list(tree.find_all(exp.Filter))


def distinct_on(tree):
    return [each for each in tree.find_all(exp.Distinct) if each.args.get("on")]


def limits(tree):
    """The count is a number."""
    return [each for each in tree.find_all(exp.Limit) if not isinstance(each.expression, exp.Literal)]


def equal_asof(tree):
    return [each for each in tree.find_all(exp.Join) if (each.args.get("method") or "").upper() == "ASOF"]


RULES = {
    "a window is written where it is used": (
        DOCS + "functions-window-syntax",
        named_windows,
        'SELECT SUM(1) OVER "w" FROM "t"',
    ),
    "LATERAL holds only FLATTEN": (
        DOCS + "constructs/join-lateral",
        laterals,
        'SELECT 1 FROM "t", LATERAL (SELECT 1 AS "a" FROM "u" LIMIT 1) AS "l"',
    ),
    "a name has at most 255 characters": (DOCS + "identifiers-syntax", names, f'SELECT 1 AS "{"a" * 256}"'),
    "every name is quoted": (DOCS + "identifiers-syntax", unquoted, "SELECT a FROM t"),
    "RANGE has one key and whole offsets": (
        DOCS + "functions-window-syntax",
        range_frames,
        'SELECT SUM(1) OVER (ORDER BY "a", "b" RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM "t"',
    ),
    "frames are of aggregates that have them": (
        DOCS + "functions-window",
        sliding,
        'SELECT MEDIAN("a") OVER (ORDER BY "a" ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM "t"',
    ),
    "DISTINCT has no order in a window": (
        DOCS + "functions/count",
        distinct_frames,
        'SELECT COUNT(DISTINCT "a") OVER (ORDER BY "b") FROM "t"',
    ),
    "no semi and anti joins": (DOCS + "constructs/join", other_joins, 'SELECT 1 FROM "t" SEMI JOIN "u" ON TRUE'),
    "no FILTER": (DOCS + "functions-aggregation", filters, 'SELECT SUM("a") FILTER (WHERE "b") FROM "t"'),
    "no DISTINCT ON": (DOCS + "sql/select", distinct_on, 'SELECT DISTINCT ON ("a") "a" FROM "t"'),
    "LIMIT counts": (DOCS + "constructs/limit", limits, 'SELECT 1 FROM "t" LIMIT ALL'),
    "no as-of join, whose ties Snowflake leaves open": (
        DOCS + "constructs/asof-join",
        equal_asof,
        'SELECT 1 FROM "t" ASOF JOIN "u" MATCH_CONDITION ("t"."a" >= "u"."a")',
    ),
}


def broken(tree):
    """The rules that a statement breaks, each with the first part that does."""
    found = []
    for name, (_, parts, _) in RULES.items():
        bad = parts(tree)
        if bad:
            found.append([name, bad[0].sql(dialect="snowflake")[:200]])
    return found
