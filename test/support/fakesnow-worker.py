"""
A worker for the tests: fakesnow, which is DuckDB behind sqlglot, and sqlglot's parser of Snowflake's SQL.

In: a line of JSON for each request. Out: a line of JSON for each answer. Always: one answer for each request, in order.
"""
import base64
import datetime
import decimal
import json
import sys
import warnings

warnings.filterwarnings("ignore")
import fakesnow
import pyarrow
import snowflake.connector
import sqlglot
from snowflake_rules import RULES, broken
from sqlglot import exp


def shown(value):
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return {"int": str(value)}
    if isinstance(value, float):
        return {"float": repr(value)}
    if isinstance(value, decimal.Decimal):
        return {"decimal": format(value, "f")}
    if isinstance(value, (bytes, bytearray)):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, str):
        return value
    return {"other": repr(value)}


def parsed(text):
    statements = sqlglot.parse(text, read="snowflake", error_level=sqlglot.ErrorLevel.RAISE)
    # What sqlglot does not understand becomes a command.
    if len(statements) != 1 or any(isinstance(each, exp.Command) for each in statements):
        raise ValueError("not one statement that the parser understands")
    return statements[0]


def loaded(cursor, table, file, columns):
    """A file of JSON lists as rows of a table. DuckDB reads it, because fakesnow parses each literal of a statement."""
    with open(file, encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    if not rows:
        return []
    # Each value is a text, which the column's type reads without a loss.
    texts = [[None if row[place] is None else written(row[place]) for row in rows] for place in range(columns)]
    given = pyarrow.table({f"c{place}": pyarrow.array(each, pyarrow.string()) for place, each in enumerate(texts)})
    name = '"' + table.replace('"', '""') + '"'
    cursor._duck_conn.register("feat_given", given)
    cursor._duck_conn.execute(f"INSERT INTO FEAT.FEAT.{name} SELECT * FROM feat_given")
    cursor._duck_conn.unregister("feat_given")
    return []


def written(value):
    return value if isinstance(value, str) else repr(value)


def answer(cursor, request):
    kind, text, *others = request
    if kind == "load":
        return loaded(cursor, text, *others)
    if kind == "parse":
        parsed(text)
        return []
    if kind == "rules":
        return [[json.dumps(broken(parsed(text)))]]
    if kind == "broken examples":
        rules = [
            {"name": name, "source": source, "broken": [each for each, _ in broken(parsed(example))]}
            for name, (source, _, example) in RULES.items()
        ]
        return [[json.dumps(rules)]]
    cursor.execute(text)
    return [[shown(value) for value in row] for row in cursor.fetchall()]


def main():
    with fakesnow.patch():
        connection = snowflake.connector.connect(database="feat", schema="feat")
        cursor = connection.cursor()
        for line in sys.stdin:
            try:
                found = {"rows": answer(cursor, json.loads(line))}
            except Exception as error:
                found = {"error": f"{type(error).__name__}: {error}"}
            print(json.dumps(found), flush=True)


main()
