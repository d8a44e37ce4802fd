import type {
  AliasNode,
  AndNode,
  BinaryOperationNode,
  CaseNode,
  CastNode,
  ColumnNode,
  CommonTableExpressionNode,
  FunctionNode,
  GroupByNode,
  HavingNode,
  IdentifierNode,
  JoinNode,
  LimitNode,
  OffsetNode,
  OnNode,
  OperationNode,
  OperatorNode,
  OrderByItemNode,
  OrderByNode,
  OrNode,
  ParensNode,
  RawNode,
  ReferenceNode,
  SchemableIdentifierNode,
  SelectionNode,
  SelectModifierNode,
  SelectQueryNode,
  SetOperationNode,
  TableNode,
  UnaryOperationNode,
  ValueNode,
  WhenNode,
  WhereNode,
  WithNode,
} from "kysely";
import { builders, printer } from "prettier/doc";
import { closed, floatText, isLambda, isStar, type LambdaNode, NULL, operatorOf, starText } from "../tree/index.js";
import { flatText } from "./flat-text.js";
import { fragmentPieces } from "./fragment-pieces.js";

type Doc = builders.Doc;

const { fill, group, hardline, indent, join, line, softline } = builders;

/** How an engine writes what standard SQL does not fix. */
export interface Spelling {
  /** A name, quoted. */
  readonly identifier: (name: string) => string;
  /** A string literal, which can be an operand of anything. */
  readonly text: (value: string) => string;
  /** The word for a union without duplicates, if it is not `UNION`. */
  readonly union?: string;
  /** True to write a typed literal as `5::BIGINT`. */
  readonly shortCasts?: true;
  /** How a lambda is written: `lambda x: …` if left out, `x -> …` for arrows. */
  readonly lambdas?: "arrows";
}

/** The width of a line. Indented text is printed narrower. */
export const WIDTH = 116;

export function printTree(node: OperationNode, spelling: Spelling, width = WIDTH): string {
  const doc = new Layout(spelling).doc(node);
  const flat = flatText(doc, width);
  if (flat !== null) return flat;
  const printed = printer.printDocToString(doc, {
    printWidth: width,
    tabWidth: 2,
    useTabs: false,
  });
  return printed.formatted;
}

/**
 * The deepest indentation of a line, in levels. Deeper text begins at the same column, so that the text of an
 * expression grows with its size and not with the square of its depth.
 */
const DEEPEST = 24;

/** On one line, if it holds no query. */
export const printLine = (node: OperationNode, spelling: Spelling): string =>
  printTree(node, spelling, Number.POSITIVE_INFINITY);

class Layout {
  #depth = 0;

  constructor(private readonly spelling: Spelling) {}

  #deeper<Made>(make: () => Made): Made {
    this.#depth++;
    const made = make();
    this.#depth--;
    return made;
  }

  /** The result of `make`, one level further in. */
  #indent(make: () => Doc): Doc {
    const made = this.#deeper(make);
    return this.#depth < DEEPEST ? indent(made) : made;
  }

  doc(node: OperationNode): Doc {
    if (isLambda(node)) return this.#lambda(node);
    if (isStar(node)) return this.doc(starText(node));
    switch (node.kind) {
      case "RawNode":
        return this.#raw(node as RawNode);
      case "IdentifierNode":
        return this.spelling.identifier((node as IdentifierNode).name);
      case "ColumnNode":
        return this.doc((node as ColumnNode).column);
      case "ReferenceNode": {
        const { table, column } = node as ReferenceNode;
        return table === undefined ? this.doc(column) : [this.doc(table), ".", this.doc(column)];
      }
      case "TableNode":
        return this.doc((node as TableNode).table);
      case "SchemableIdentifierNode": {
        const { schema, identifier } = node as SchemableIdentifierNode;
        return schema === undefined ? this.doc(identifier) : [this.doc(schema), ".", this.doc(identifier)];
      }
      case "ValueNode":
        return this.#value((node as ValueNode).value);
      case "FunctionNode": {
        const { func, arguments: args } = node as FunctionNode;
        return [func, "(", this.#listed(args), ")"];
      }
      case "CastNode": {
        const { expression, dataType } = node as CastNode;
        if (this.spelling.shortCasts === true && (expression.kind === "ValueNode" || expression === NULL))
          return [this.doc(closed(expression)), "::", this.doc(dataType)];
        return group([
          "CAST(",
          this.#indent(() => [softline, this.doc(expression), " AS ", this.doc(dataType)]),
          softline,
          ")",
        ]);
      }
      case "CaseNode":
        return this.#case(node as CaseNode);
      case "WhenNode": {
        const { condition, result } = node as WhenNode;
        const then = () => (result === undefined ? "" : [line, "THEN ", this.doc(result)]);
        return group(["WHEN ", this.doc(condition), this.#indent(then)]);
      }
      case "ParensNode": {
        const { node: within } = node as ParensNode;
        if (within.kind === "SelectQueryNode") return this.#within(within);
        return group(["(", this.#indent(() => [softline, this.doc(within)]), softline, ")"]);
      }
      case "AndNode":
        return this.#chain(node, "AND");
      case "OrNode":
        return this.#chain(node, "OR");
      case "BinaryOperationNode": {
        const { leftOperand, operator, rightOperand } = node as BinaryOperationNode;
        return group([
          this.doc(leftOperand),
          " ",
          this.doc(operator),
          this.#indent(() => [line, this.doc(rightOperand)]),
        ]);
      }
      case "UnaryOperationNode": {
        const { operator, operand } = node as UnaryOperationNode;
        if (operatorOf(node) === "-") return ["-", this.doc(operand)];
        return [this.doc(operator), " ", this.doc(operand)];
      }
      case "OperatorNode":
        return (node as OperatorNode).operator.toUpperCase();
      case "AliasNode": {
        const { node: named, alias } = node as AliasNode;
        if (named.kind === "SelectQueryNode") return [this.#nested(named), " AS ", this.doc(alias)];
        return group([this.doc(named), this.#indent(() => [line, "AS ", this.doc(alias)])]);
      }
      case "SelectQueryNode":
        return this.#query(node as SelectQueryNode);
      default:
        throw new Error(`no way to print a ${node.kind}`);
    }
  }

  /** A query within another, in brackets, on lines of its own. */
  #nested(node: OperationNode): Doc {
    return ["(", this.#indent(() => [hardline, this.doc(node)]), hardline, ")"];
  }

  /** A part of an expression. A query is in brackets, on one line if it fits. */
  #within(node: OperationNode): Doc {
    if (node.kind !== "SelectQueryNode") return this.doc(node);
    return group(["(", this.#indent(() => [softline, this.#query(node as SelectQueryNode, line)]), softline, ")"]);
  }

  /** A relation in FROM or JOIN. */
  #relation(node: OperationNode): Doc {
    return node.kind === "SelectQueryNode" ? this.#nested(node) : this.doc(node);
  }

  #raw({ sqlFragments, parameters }: RawNode): Doc {
    const pieces = this.#deeper(() =>
      fragmentPieces(
        sqlFragments,
        parameters.map((each) => this.#within(each)),
      ),
    );
    return pieces.length === 1 ? pieces[0]! : group(this.#indent(() => fill(join(line, [...pieces]))));
  }

  #lambda({ params, body }: LambdaNode): Doc {
    const names = join(
      ", ",
      params.map((each) => this.doc(each)),
    );
    return this.spelling.lambdas === "arrows"
      ? [params.length === 1 ? names : ["(", names, ")"], " -> ", this.#within(body)]
      : ["lambda ", names, ": ", this.#within(body)];
  }

  #value(value: unknown): Doc {
    if (typeof value === "string") return this.spelling.text(value);
    if (typeof value === "bigint") return String(value);
    if (typeof value === "number") return floatText(value);
    throw new Error(`a literal of ${typeof value}`);
  }

  #listed(nodes: readonly OperationNode[]): Doc {
    if (nodes.length === 0) return "";
    const separated = () =>
      join(
        [",", line],
        nodes.map((each) => this.#within(each)),
      );
    return group([this.#indent(() => [softline, separated()]), softline]);
  }

  #case({ value, when = [], else: otherwise }: CaseNode): Doc {
    const branches = () => [
      ...when.map((each) => [line, this.doc(each)]),
      ...(otherwise === undefined ? [] : [line, "ELSE ", this.doc(otherwise)]),
    ];
    return group(["CASE", value === undefined ? "" : [" ", this.doc(value)], this.#indent(branches), line, "END"]);
  }

  #chain(node: OperationNode, word: "AND" | "OR"): Doc {
    const kind = node.kind;
    const operands: OperationNode[] = [];
    let at = node;
    while (at.kind === kind) {
      const { left, right } = at as AndNode | OrNode;
      operands.push(right);
      at = left;
    }
    operands.push(at);
    operands.reverse();
    return group(
      this.#indent(() =>
        join(
          [line, `${word} `],
          operands.map((each) => this.#within(each)),
        ),
      ),
    );
  }

  #query(node: SelectQueryNode, between: Doc = hardline): Doc {
    const clauses: Doc[] = [];
    if (node.with !== undefined) clauses.push(this.#with(node.with));
    clauses.push(this.#selected(node));
    if (node.from !== undefined)
      clauses.push([
        "FROM ",
        join(
          ", ",
          node.from.froms.map((each) => (between === hardline ? this.#relation(each) : this.#within(each))),
        ),
      ]);
    for (const each of node.joins ?? []) clauses.push(this.#join(each));
    if (node.where !== undefined) clauses.push(this.#conditions("WHERE", (node.where as WhereNode).where));
    if (node.groupBy !== undefined)
      clauses.push(
        this.#items(
          "GROUP BY",
          (node.groupBy as GroupByNode).items.map(({ groupBy }) => groupBy),
        ),
      );
    if (node.having !== undefined) clauses.push(this.#conditions("HAVING", (node.having as HavingNode).having));
    for (const modifier of node.endModifiers ?? []) {
      const { rawModifier } = modifier as SelectModifierNode;
      if (rawModifier !== undefined) clauses.push(this.doc(rawModifier));
    }
    const sets = (node.setOperations ?? []).map((each) => this.#set(each));
    if (node.orderBy !== undefined)
      clauses.push(
        this.#items(
          "ORDER BY",
          (node.orderBy as OrderByNode).items.map((each) => (each as OrderByItemNode).orderBy),
        ),
      );
    if (node.limit !== undefined) clauses.push(["LIMIT ", this.doc((node.limit as LimitNode).limit)]);
    if (node.offset !== undefined) clauses.push(["OFFSET ", this.doc((node.offset as OffsetNode).offset)]);
    return join(between, [...clauses, ...sets]);
  }

  #with({ expressions }: WithNode): Doc {
    const blocks = () =>
      expressions.map(({ name, expression }: CommonTableExpressionNode) => [
        this.doc(name.table),
        " AS ",
        this.#nested(expression),
      ]);
    return ["WITH", this.#indent(() => [hardline, join([",", hardline], blocks())])];
  }

  #selected({ selections = [], frontModifiers = [], distinctOn }: SelectQueryNode): Doc {
    const distinct = frontModifiers.some((each) => (each as SelectModifierNode).modifier === "Distinct");
    const on =
      distinctOn === undefined
        ? ""
        : [
            " ON (",
            join(
              ", ",
              distinctOn.map((each) => this.doc(each)),
            ),
            ")",
          ];
    const word = [distinct || distinctOn !== undefined ? "SELECT DISTINCT" : "SELECT", on];
    const columns = () => selections.map((each) => this.#within((each as SelectionNode).selection));
    return group([word, this.#indent(() => [line, join([",", line], columns())])]);
  }

  #join({ joinType, table, on }: JoinNode): Doc {
    const words: string = joinWords[joinType] ?? joinType;
    const conditions = on === undefined ? [] : [this.#indent(() => [line, this.#conditions("ON", (on as OnNode).on)])];
    return group([words, " ", this.#relation(table), ...conditions]);
  }

  #conditions(word: string, condition: OperationNode): Doc {
    return group([word, " ", this.doc(condition)]);
  }

  #items(word: string, items: readonly OperationNode[]): Doc {
    const docs = () => items.map((each) => this.doc(each));
    return group([word, this.#indent(() => [line, join([",", line], docs())])]);
  }

  #set({ expression, all }: SetOperationNode): Doc {
    return [all ? "UNION ALL" : (this.spelling.union ?? "UNION"), hardline, this.doc(expression)];
  }
}

const joinWords: Readonly<Record<string, string>> = {
  InnerJoin: "JOIN",
  LeftJoin: "LEFT JOIN",
  CrossJoin: "CROSS JOIN",
  AsofLeftJoin: "ASOF LEFT JOIN",
  AsofInnerJoin: "ASOF JOIN",
  SemiJoin: "SEMI JOIN",
  AntiJoin: "ANTI JOIN",
  LateralLeftJoin: "LEFT JOIN LATERAL",
  LateralCrossJoin: "CROSS JOIN LATERAL",
};
