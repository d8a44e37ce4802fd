import { type StructType, type Type, withNullable } from "../../runtime/types.js";
import { aggregateOverload } from "../functions/index.js";
import { viewFingerprint } from "../ir/fingerprint.js";
import type { Aggregate, DerivedSource, Expr, Source, View } from "../ir/index.js";
import { noElements } from "../ir/not-finite.js";
import {
  type SourcePath,
  sourcePaths,
  streamFingerprint,
  streamReach,
  tileAggregate,
  viewsInStreams,
} from "../ir/streams.js";
import { substitute } from "../ir/substitute.js";
import { type ExpressionContext, expression } from "./expression.js";
import type { Printing } from "./printing.js";
import { storedExpression } from "./stored.js";
import { data, string } from "./text.js";
import { annotation, integer, memoryType } from "./writer.js";

/* Declared names contain no `$`. */
const ROW = "$row";
const ROWS = "$rows";

type Columns = readonly { readonly name: string; readonly type: Type }[];

/** The views that some target streams. */
export const streamedIn = ({ project, lookups }: Printing): ReadonlySet<string> => viewsInStreams(project, lookups);

/** The `stream` of a `ViewArtifact`. */
export function streamText(view: View, printing: Printing): string {
  const { project, lookups } = printing;
  const paths = sourcePaths(view.from, lookups);
  const { bucket, reach, rowsReach, offset, head, tiles } = streamReach(view, paths);
  const columns = columnsOf(lookups.sources.get(view.from)!);
  const printer = new RowPrinter(printing, maybeDeleted(paths));
  const parts: string[] = [];
  const partOf = (aggregate: Aggregate): number | null => {
    const name = tileAggregate(aggregate, paths, view);
    if (name === null) return null;
    const text = printer.part(aggregate, name, columns);
    const known = parts.indexOf(text);
    return known >= 0 ? known : parts.push(text) - 1;
  };
  const aggregates = view.aggregates.map((aggregate) => printer.aggregate(aggregate, partOf(aggregate), columns));
  const span = tiles === null || tiles.span === null ? "null" : integer(String(tiles.span));
  const where = view.where === null ? "() { return true; }" : printer.method(view.where, columns);
  return `{
fingerprint: ${string(streamFingerprint(view, viewFingerprint(project, view, printing.meanings), paths))},
bucket: ${bucket === null ? "null" : integer(String(bucket))},
reach: ${integer(String(reach))},
rowsReach: ${integer(String(rowsReach))},
head: ${head},
tiles: ${tiles === null ? "null" : `{ section: ${integer(String(tiles.section))}, span: ${span} }`},
parts: [${parts.join(", ")}],
offset: ${integer(String(offset))},
columns: ${data(columns)},
paths: [${paths.map((path) => pathText(path, view, printer)).join(", ")}],
key${printer.list(
    view.keys.map(({ value, type }) => ({ value, type })),
    columns,
  )},
where${where},
aggregates: [${aggregates.join(", ")}],
}`;
}

const columnsOf = (source: Source): Columns => source.columns.map(({ name, type }) => ({ name, type }));

/** A row that deletes its key's state may have nulls in all other columns. */
const maybeDeleted = (paths: readonly SourcePath[]): boolean => paths.some(({ source }) => source.deleted !== null);

function pathText({ source, derived, group, united }: SourcePath, view: View, printer: RowPrinter): string {
  const delay = BigInt(view.delayMicros ?? source.delayMicros) + (view.boundary === "before" ? 1n : 0n);
  const versions =
    group === null ? "null" : `{ group: ${string(group.name)}, place: ${group.sources.indexOf(source.name)} }`;
  const steps: string[] = [];
  let columns = columnsOf(source);
  for (const one of derived) {
    steps.push(...stepTexts(one, columns, printer));
    columns = columnsOf({ ...one, node: "derived" });
  }
  return `{ source: ${string(source.name)}, delay: ${integer(String(delay))}, versions: ${versions}, ties: ${derived.length > 0 && !united}, steps: [${steps.join(", ")}] }`;
}

function stepTexts(source: DerivedSource, input: Columns, printer: RowPrinter): readonly string[] {
  const texts: string[] = [];
  const step = (kind: string, rest: string): void => void texts.push(`{ step: ${string(kind)}, ${rest} }`);
  let columns = input;
  if (source.retime !== null) step("retime", `value${printer.method(source.retime, columns)}`);
  if (source.where !== null) step("where", `value${printer.method(source.where, columns)}`);
  for (const one of source.steps) {
    switch (one.step) {
      case "where":
        step("where", `value${printer.method(one.condition, columns)}`);
        break;
      case "each": {
        const column = `each.${one.name}`;
        step("each", `column: ${string(column)}, value${printer.method(one.list, columns)}`);
        columns = [...columns, { name: column, type: one.element }];
        break;
      }
      case "join":
        throw new Error(`the streamed source ${source.name} joins ${one.target.name}`);
    }
  }
  step(
    "columns",
    `names: ${data(source.columns.map(({ name }) => name))}, value${printer.list(source.columns, columns)}`,
  );
  return texts;
}

/** Prints functions of rows, and of lists of rows. */
class RowPrinter {
  readonly #context: ExpressionContext;

  constructor(
    private readonly printing: Printing,
    /** True if columns that are declared non-null may be null after all. */
    private readonly anyNull: boolean,
  ) {
    const { lookups, names, style } = printing;
    this.#context = {
      style,
      leaf: ({ node }) => {
        throw new Error(`a ${node} in a function of rows`);
      },
      functions: lookups.functions,
      functionName: (name) => style.imports.declaredFunction(names.function("fn", name)),
      local: names.local,
    };
  }

  /** A method's parameters and body: the value of an expression over a row's columns. */
  method(expr: Expr, columns: Columns): string {
    return this.#method(columns, (row) => expression(row(expr), this.#rowContext));
  }

  /** The same for a list of values, as they are stored. */
  list(values: readonly { readonly value: Expr; readonly type: Type }[], columns: Columns): string {
    const one = ({ value, type }: { readonly value: Expr; readonly type: Type }, row: (expr: Expr) => Expr): string =>
      storedExpression(row(value), type, noElements, this.printing.style, (each) => expression(each, this.#rowContext));
    return this.#method(columns, (row) => `[${values.map((value) => one(value, row)).join(", ")}]`);
  }

  /** The inputs of an aggregate whose states are kept. */
  part(aggregate: Aggregate, name: string, columns: Columns): string {
    const { params } = aggregateOverload(aggregate);
    const isLiteral = (index: number): boolean => params[index]?.literal === true;
    const taken = aggregate.args.filter((_, index) => !isLiteral(index));
    const [n] = aggregate.args.filter((_, index) => isLiteral(index));
    const { by, where } = aggregate;
    const inputs = by === null ? taken : [by.value, ...taken];
    const code = this.#method(columns, (row) => {
      const list = inputs.map((value) =>
        storedExpression(row(value), value.type, noElements, this.printing.style, (each) =>
          expression(each, this.#rowContext),
        ),
      );
      const values = `[${list.join(", ")}]`;
      return where === null ? values : `${expression(row(where), this.#rowContext)} === true ? ${values} : null`;
    });
    const count = n === undefined ? "0" : expression(n, this.#context);
    const types = data(taken.map(({ type }) => withNullable(type, false)));
    const group = by === null ? "null" : data({ type: withNullable(by.value.type, false), top: by.top });
    return `{ aggregate: ${string(name)}, n: ${count}, types: ${types}, by: ${group}, inputs${code} }`;
  }

  aggregate(aggregate: Aggregate, part: number | null, columns: Columns): string {
    const { window } = aggregate;
    if (window === null || aggregateOverload(aggregate).ts === undefined)
      throw new Error(`the aggregate ${aggregate.id} of a streamed view`);
    const row = this.#onRow(columns);
    const struct = this.#struct(columns);
    const value = expression(
      {
        node: "overElements",
        type: aggregate.type,
        list: {
          node: "element",
          name: ROWS,
          type: { kind: "array", element: struct, size: null, nullable: false },
        },
        name: ROW,
        function: aggregate.function,
        overload: aggregate.overload,
        args: aggregate.args.map(row),
        where: aggregate.where === null ? null : row(aggregate.where),
        by: aggregate.by === null ? null : { ...aggregate.by, value: row(aggregate.by.value) },
        empty: aggregate.empty,
      },
      { ...this.#context, constants: new Map([[ROWS, { code: ROWS, keyed: false }]]) },
    );
    const rows = `${ROWS}${annotation(this.printing.style, `readonly ${memoryType(struct, this.printing.style)}[]`)}`;
    return `{ part: ${part}, extent: ${this.#extent(window.extent, columns)}, lastRows: ${window.lastRows}, offset: ${integer(window.offsetMicros)}, value(${rows}) { return ${value}; } }`;
  }

  #extent(extent: NonNullable<Aggregate["window"]>["extent"], columns: Columns): string {
    switch (extent.kind) {
      case "duration":
        return `{ kind: "duration", micros: ${integer(extent.micros)} }`;
      case "lifetime":
        return `{ kind: "lifetime" }`;
      case "this":
        return `{ kind: "this", unit: ${string(extent.unit)}, zone: ${string(extent.zone)} }`;
      case "since":
        return `{ kind: "since", value${this.method(extent.condition, columns)} }`;
    }
  }

  get #rowContext(): ExpressionContext {
    return { ...this.#context, constants: new Map([[ROW, { code: ROW, keyed: false }]]) };
  }

  #method(columns: Columns, code: (row: (expr: Expr) => Expr) => string): string {
    let reads = false;
    const onRow = this.#onRow(columns);
    const body = code((expr) => {
      reads = true;
      return onRow(expr);
    });
    const type = annotation(this.printing.style, memoryType(this.#struct(columns), this.printing.style));
    return `(${reads && body.includes(ROW) ? `${ROW}${type}` : ""}) { return ${body}; }`;
  }

  #struct(columns: Columns): StructType {
    return {
      kind: "struct",
      nullable: false,
      fields: columns.map(({ name, type }) => ({ name, type: this.anyNull ? withNullable(type, true) : type })),
    };
  }

  /** Columns become the fields of the row. */
  #onRow(columns: Columns): (expr: Expr) => Expr {
    const struct = this.#struct(columns);
    return (expr) =>
      substitute(
        expr,
        (leaf) =>
          leaf.node === "column"
            ? {
                node: "field",
                name: leaf.name,
                type: this.anyNull ? withNullable(leaf.type, true) : leaf.type,
                value: { node: "element", name: ROW, type: struct },
              }
            : leaf,
        this.printing.lookups.functions,
      );
  }
}
