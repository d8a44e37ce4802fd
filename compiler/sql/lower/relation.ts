import { scalar, type Type, withNullable } from "../../../runtime/types.js";
import { assertNever } from "../../ir/assert-never.js";
import { noFunctions } from "../../ir/function-table.js";
import type { Expr } from "../../ir/index.js";
import { raises } from "../../ir/raises.js";
import type { Column, Rel, Scalar, Select, WindowAggregate } from "../../plan/algebra.js";
import { withOverElementsFirst } from "../over-elements-first.js";
import { rowFactsNode } from "../row-facts.js";
import { conditionNode, scalarNode } from "../scalar.js";
import { tallyNode } from "../tally.js";
import { as, closed, col, fn, id, list, number, type Sql, select, sql, star, typeName, union } from "../tree/index.js";
import { byNumbers } from "./as-of.js";
import { grouped } from "./grouped.js";
import { greatest, hasTexts, latest } from "./latest.js";
import type { Lowering } from "./lowering.js";
import { orderedNodes } from "./ordered-nodes.js";
import { temporal } from "./temporal.js";
import { temporalBySpans } from "./temporal-by-spans.js";
import { knownBest, snapshots, superseded } from "./versions.js";
import { windows } from "./windows.js";

/** The query for a relation's rows, over the blocks and tables of its inputs. */
export function lowerRelation(rel: Rel, lowering: Lowering, name: string): Sql {
  const { dialect } = lowering;
  switch (rel.node) {
    case "table":
      return select({ columns: [star()], from: lowering.from(rel) });
    case "instant":
      return select({ columns: [as(dialect.parameter("at"), "@t")] });
    case "scan":
    case "labels":
    case "filter":
    case "project":
      throw new Error(`a ${rel.node} is left, of which a pass makes a select`);
    case "select":
      return selected(rel, lowering, name);
    case "distinct": {
      const one = (input: Rel): Sql =>
        select({
          distinct: true,
          columns: rel.columns.map(({ name: to, from }) => (to === from ? col(to) : as(col(from), to))),
          from: lowering.from(input),
        });
      return rel.also === undefined ? one(rel.input) : union([one(rel.input), one(rel.also)], "distinct");
    }
    case "semi":
      return select({
        columns: [star({ of: "e" })],
        from: as(lowering.from(rel.input), "e"),
        joins: [
          {
            kind: "semi",
            table: as(lowering.from(rel.other), "l"),
            on: rel.keys.map((key) => sql`${col(key, "e")} = ${col(key, "l")}`),
          },
        ],
      });
    case "greatest":
      return hasTexts(rel) || !dialect.orderedStructs ? firstInOrder(rel, lowering) : greatest(rel, lowering);
    case "rank": {
      const { from, columns, all } = orderedNodes(rel, lowering);
      const order = list(columns.map((each) => sql`${each} NULLS FIRST`));
      const by = list(rel.by.map((each) => col(each)));
      return select({
        columns: [all, as(sql`row_number() OVER (PARTITION BY ${by} ORDER BY ${order})`, "@rank")],
        from,
      });
    }
    case "knownBest":
      return knownBest(rel, lowering);
    case "asOf":
      if (!dialect.asOfJoins) {
        return byNumbers(
          {
            left: lowering.from(rel.left),
            kept: [...lowering.schemaOf(rel.left).keys()],
            at: col("@t"),
            right: lowering.from(rel.right),
            keys: rel.keys,
            time: "@arrive",
            order: [col("@arrive")],
            columns: rel.columns,
          },
          lowering,
          name,
        );
      }
      return select({
        columns: [star({ of: "l" }), ...rel.columns.map((each) => col(each, "r"))],
        from: as(lowering.from(rel.left), "l"),
        joins: [
          {
            kind: "asof left",
            table: as(lowering.from(rel.right), "r"),
            on: [
              ...rel.keys.map((key) => sql`${col(key, "l")} = ${col(key, "r")}`),
              sql`${col("@t", "l")} >= ${col("@arrive", "r")}`,
            ],
          },
        ],
      });
    case "latest":
      return latest(rel, lowering, name);
    case "join":
      return select({
        columns: [star({ of: "l" }), ...rel.columns.map(({ name: to, from }) => as(col(from, "r"), to))],
        from: as(lowering.from(rel.left), "l"),
        joins: [
          {
            kind: "left",
            table: as(lowering.from(rel.right), "r"),
            on: rel.on.map(({ left, right }) => sql`${col(left, "l")} = ${col(right, "r")}`),
          },
        ],
      });
    case "windows":
      return windows(rel, lowering, name);
    case "unionAll":
      return union(
        rel.inputs.map((input) =>
          select({ columns: rel.columns.map((each) => col(each)), from: lowering.from(input) }),
        ),
      );
    case "retime": {
      const operands = lowering.operands();
      const value = closed(scalarNode({ node: "expr", expr: operands.named(rel.value) }, dialect));
      const from = lowering.withOperands(rel.input, lowering.from(rel.input), operands, name);
      return select({
        columns: [star({ except: operands.names, replace: [["@time", fn("greatest", col("@time"), value)]] })],
        from,
        where: [sql`${value} IS NOT NULL`],
      });
    }
    case "each": {
      const operands = lowering.operands();
      const elements = scalarNode({ node: "expr", expr: operands.named(rel.list) }, dialect);
      if (dialect.listsBehindFrom) {
        const input = lowering.withOperands(rel.input, lowering.from(rel.input), operands, name);
        return select({
          columns: [star({ of: "i", except: operands.names }), col(rel.column, "e"), col(rel.ordinal, "e")],
          from: as(input, "i"),
          joins: [
            {
              kind: "cross lateral",
              table: as(dialect.elements(elements, rel.column, rel.ordinal, [], elementType(rel.list.type)), "e"),
              on: [],
            },
          ],
        });
      }
      return select({
        columns: [
          star({ except: operands.names }),
          as(fn("unnest", elements), rel.column),
          as(fn("generate_subscripts", elements, number(1)), rel.ordinal),
        ],
        from: lowering.withOperands(rel.input, lowering.from(rel.input), operands, name),
      });
    }
    case "superseded":
      return superseded(rel, lowering);
    case "snapshots":
      return snapshots(rel, lowering);
    case "shift": {
      const replace = rel.columns.map((each) => [each, sql`${col(each)} + ${number(rel.micros)}`] as const);
      return select({ columns: [star({ replace })], from: lowering.from(rel.input) });
    }
    case "temporal":
      return rel.method === "spans" ? temporalBySpans(rel, lowering, name) : temporal(rel, lowering, name);
    case "groupAt": {
      const at = dialect.parameter("at");
      const inWindow = ({ micros }: WindowAggregate): readonly Sql[] =>
        micros === null ? [] : [sql`${col("@arrive")} > ${at} - ${number(micros)}`];
      return grouped(
        {
          keys: rel.keys,
          aggregates: rel.aggregates,
          from: lowering.from(rel.events),
          schema: lowering.schemaOf(rel.events),
          conditions: inWindow,
        },
        lowering,
      );
    }
    case "tally":
      return tallyNode(rel, lowering.from(rel.input), lowering.schemaOf(rel.input), dialect);
    case "rowFacts":
      return rowFactsNode(rel, lowering.from(rel.input), dialect);
    case "training": {
      const features = rel.features.map((each) => as(dialect.output(col(each.from, "f"), each.type), each.name));
      if (rel.whole)
        return select({
          columns: [star({ of: "@label", except: ["feat_row"] }), ...features],
          from: as(lowering.from(rel.input), "f"),
          orderBy: [col("@row", "f")],
        });
      // Each label has one row, so the labels are read again only for columns of their own.
      if (!dialect.labelColumns)
        return select({
          columns: [as(col("@row", "f"), "feat_row"), ...features],
          from: as(lowering.from(rel.input), "f"),
          orderBy: [col("@row", "f")],
        });
      const own = ["feat_row", "feat_at", ...rel.inputs.map((each) => `feat_in_${each}`)];
      return select({
        columns: [star({ of: "l", except: own }), ...features],
        from: as(typeName("feat_labels"), "l"),
        joins: [
          {
            kind: "inner",
            table: as(lowering.from(rel.input), "f"),
            on: [sql`${col("@row", "f")} = ${col("feat_row", "l")}`],
          },
        ],
        orderBy: [col("feat_row", "l")],
      });
    }
    case "stage":
      throw new Error(`stage ${rel.name} is read as a table`);
    default:
      return assertNever(rel);
  }
}

function selected(rel: Select, lowering: Lowering, name: string): Sql {
  const { dialect } = lowering;
  const inWhere = lowering.operands();
  const where = rel.where
    .map((each) => (each.node === "holds" ? { ...each, expr: inWhere.named(each.expr) } : each))
    .filter((each) => each.node !== "inWindows" || each.micros !== null)
    .flatMap((each) => ofStamps(each, rel.input, dialect) ?? [conditionNode(each, dialect)]);
  const operands = lowering.operands();
  const values = rel.columns.map((column) => ({
    ...column,
    value: withOperands(whereMet(column.value, rel.where), operands),
  }));
  const { columns, overElements } = withOverElementsFirst(values);
  const named = ({ name: to, value }: Column): Sql => {
    const node = scalarNode(value, dialect);
    return value.node === "column" && value.name === to ? node : as(node, to);
  };
  const input = lowering.withOperands(rel.input, lowering.from(rel.input), inWhere, name);
  const plain = operands.layers.length === 0 && overElements.length === 0;
  if (plain) {
    const whole = (from: Sql): Sql => select({ columns: columns.map(named), from, where });
    return inWhere.layers.length === 0 ? lowering.overKept(rel.input, input, whole) : whole(input);
  }
  // Operands are computed only from rows that meet the conditions. They could fail for other rows.
  const met =
    where.length === 0
      ? input
      : id(lowering.block(`${name}_met`, select({ columns: [star({ except: inWhere.names })], from: input, where })));
  const below = lowering.withOperands(rel.input, met, operands, name);
  const from =
    overElements.length === 0 ? below : select({ columns: [star(), ...overElements.map(named)], from: below });
  return select({ columns: columns.map(named), from });
}

/** That a source's rows have a time, asked of the data's own column. Null if the condition does not ask for it. */
function ofStamps(
  condition: Select["where"][number],
  input: Rel,
  { stamps }: Lowering["dialect"],
): readonly Sql[] | null {
  if (stamps === null || input.node !== "table" || input.of !== "source" || condition.node !== "present") return null;
  const others = condition.columns.filter((column) => column !== "@time");
  if (others.length === condition.columns.length) return null;
  return [stamps.present, ...others.map((each) => sql`${col(each)} IS NOT NULL`)];
}

/**
 * A value that can fail is computed only where the conditions hold. An engine may move a later condition on it ahead of
 * these, and so evaluate it for rows that are filtered out (MEANING B2).
 */
function whereMet(value: Scalar, where: Select["where"]): Scalar {
  if (value.node !== "expr" || !raises(value.expr, noFunctions)) return value;
  const conditions = where.flatMap((each) => (each.node === "holds" ? [each.expr] : []));
  if (conditions.length === 0) return value;
  const and = (left: Expr, right: Expr): Expr => ({
    node: "call",
    type: scalar("bool", true),
    function: "and",
    overload: "bool",
    args: [left, right],
  });
  const { expr } = value;
  const type = withNullable(expr.type, true);
  return {
    node: "expr",
    expr: { node: "case", type, branches: [{ when: conditions.reduce(and), then: expr }], else: null },
  };
}

/** For ties broken by JSON texts: the rows are numbered in their order. */
function firstInOrder(rel: Extract<Rel, { node: "greatest" }>, lowering: Lowering): Sql {
  const { from, columns, all } = orderedNodes(rel, lowering);
  const order = columns.map((each) => sql`${each} DESC NULLS LAST`);
  const by = rel.by.map((each) => col(each));
  if (lowering.dialect.distinctOn) return select({ distinctOn: by, columns: [all], from, orderBy: [...by, ...order] });
  return select({
    columns: [all],
    from,
    qualify: sql`row_number() OVER (PARTITION BY ${list(by)} ORDER BY ${list(order)}) = 1`,
  });
}

function withOperands(
  value: Parameters<typeof scalarNode>[0],
  operands: ReturnType<Lowering["operands"]>,
): Parameters<typeof scalarNode>[0] {
  switch (value.node) {
    case "expr":
      return { ...value, expr: operands.named(value.expr) };
    case "counts":
      return { ...value, where: value.where.map((where) => operands.named(where)) };
    default:
      return value;
  }
}

const elementType = (type: Type): Type => (type.kind === "array" ? type.element : type);
