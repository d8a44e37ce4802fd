import type { SourceBinding, Statement } from "../../runtime/artifacts.js";
import { aggregateOverload } from "../functions/index.js";
import type { PhysicalSource, Project } from "../model/ir.js";
import type { Column, Cut, Rel, Scalar, WindowAggregate } from "../plan/algebra.js";
import { calls, finish, partColumn } from "./aggregate.js";
import { compileRaw } from "./compile-only.js";
import type { Dialect } from "./dialects/dialect.js";
import { indent } from "./indent.js";
import { Operands } from "./operands.js";
import { ordered } from "./ordered.js";
import { withOverElementsFirst } from "./over-elements-first.js";
import { printLine } from "./print/index.js";
import { conditionNode, scalarNode } from "./scalar.js";
import { scanText } from "./scan.js";
import { relationsOf, sourceBinding } from "./source-binding.js";
import { tallyNode } from "./tally.js";
import { indented, tileBlocks } from "./tiles.js";
import { all, closed, col, id, number, op, type Sql } from "./tree/index.js";

/** A plan as a statement: a block (CTE) for each relation, with the line of the `.feat` file or YAML that it comes from. */
export function printSql(root: Rel, project: Project, dialect: Dialect): Statement {
  return new Printer(dialect, relationsOf(project)).statement(root);
}

class Printer {
  private readonly blocks: Statement["blocks"][number][] = [];
  private readonly sources = new Map<string, SourceBinding>();
  private readonly names = new Map<Rel, string>();
  private readonly taken = new Set<string>();
  constructor(
    private readonly dialect: Dialect,
    private readonly relations: ReadonlyMap<string, string>,
  ) {
    // What a statement reads of outside, no block of it may hide.
    for (const name of ["feat_labels", ...relations.values()]) this.taken.add(name.toLowerCase());
  }

  statement(root: Rel): Statement {
    const result = compileRaw(this.select(root, "result"));
    const blocks = this.blocks.map((block) => ({ ...block, sql: compileRaw(block.sql) }));
    const sources = [...this.sources.values()].sort((a, b) => (a.relation < b.relation ? -1 : 1));
    return { sources, blocks, result };
  }

  /** The name of a relation's block, which is added if it isn't there. */
  private block(rel: Rel): string {
    const known = this.names.get(rel);
    if (known !== undefined) return known;
    const name = this.fresh(rel);
    const sql = this.select(rel, name);
    const place = rel.at === undefined ? null : `${rel.at.file}:${rel.at.line} ${rel.title ?? ""}`.trim();
    this.blocks.push({ name, sql, place });
    this.names.set(rel, name);
    return name;
  }

  private fresh(rel: Rel): string {
    const base = (rel.title ?? rel.node)
      .toLowerCase()
      .replace(/\b(of|view|the|at|a)\b/g, " ")
      .trim()
      .replace(/[^a-z0-9]+/g, "_");
    return this.freshName(base === "" ? rel.node : base);
  }

  private freshName(stem: string): string {
    let name = stem;
    for (let n = 2; this.taken.has(name); n++) name = `${stem}_${n}`;
    this.taken.add(name);
    return name;
  }

  private id(name: string): string {
    return this.dialect.identifier(name);
  }
  private text(node: Sql): string {
    return printLine(node, this.dialect);
  }
  private value(scalar: Scalar): string {
    return this.text(closed(scalarNode(scalar, this.dialect)));
  }
  private from(rel: Rel): string {
    return this.id(this.block(rel));
  }
  private list(names: readonly string[]): string {
    return names.map((name) => this.id(name)).join(", ");
  }

  private select(rel: Rel, name: string): string {
    const { dialect } = this;
    switch (rel.node) {
      case "scan":
        return scanText(rel, this.relation(rel.source), dialect);
      case "labels":
        return `SELECT\n${indented([
          `feat_row AS ${this.id("@row")}`,
          `feat_at AS ${this.id("@t")}`,
          ...rel.inputs.map((input) => `${this.id(`feat_in_${input.name}`)} AS ${this.id(`in.${input.name}`)}`),
        ])}\nFROM feat_labels`;
      case "instant":
        return `SELECT ${this.text(dialect.parameter("at"))} AS ${this.id("@t")}`;
      case "filter": {
        const operands = this.operands();
        const named = rel.conditions.map((c) => (c.node === "holds" ? { ...c, expr: operands.named(c.expr) } : c));
        const conditions = named
          .map((c) => this.text(all([conditionNode(c, dialect, (instants) => this.block(instants))])))
          .filter((text) => text !== "true");
        const where = conditions.length === 0 ? "" : `\nWHERE ${conditions.join("\n  AND ")}`;
        return `SELECT ${this.allBut(operands)}\nFROM ${this.withOperands(this.from(rel.input), operands, name)}${where}`;
      }
      case "project": {
        const operands = this.operands();
        const columns = rel.columns.map((column) => ({ ...column, value: withNamed(column.value, operands) }));
        const input = this.withOperands(this.from(rel.input), operands, name);
        return this.columns(columns, input, rel.keep ? operands.names : null);
      }
      case "distinct": {
        const columns = rel.columns.map(({ name: to, from }) =>
          to === from ? this.id(to) : `${this.id(from)} AS ${this.id(to)}`,
        );
        const one = `SELECT DISTINCT ${columns.join(", ")}\nFROM ${this.from(rel.input)}`;
        return rel.also === undefined
          ? one
          : `${one}\nUNION\nSELECT DISTINCT ${columns.join(", ")}\nFROM ${this.from(rel.also)}`;
      }
      case "greatest": {
        const { from, columns, all } = this.ordered(rel);
        return (
          `SELECT ${all}\nFROM ${from}\nQUALIFY row_number() OVER (\n` +
          `  PARTITION BY ${this.list(rel.by)}\n  ORDER BY ${columns.map((c) => `${c} DESC NULLS LAST`).join(", ")}\n) = 1`
        );
      }
      case "rank": {
        const { from, columns, all } = this.ordered(rel);
        return (
          `SELECT ${all}, row_number() OVER (\n  PARTITION BY ${this.list(rel.by)}\n` +
          `  ORDER BY ${columns.map((c) => `${c} NULLS FIRST`).join(", ")}\n) AS ${this.id("@rank")}\nFROM ${from}`
        );
      }
      case "knownBest": {
        const rows = this.from(rel.input);
        const arrive = this.id("@arrive");
        return (
          `SELECT r.* REPLACE (b.${arrive} AS ${arrive})\nFROM (\n  SELECT DISTINCT ${this.list(rel.by)}, ${arrive}, max("@rank") OVER (\n` +
          `    PARTITION BY ${this.list(rel.by)} ORDER BY ${arrive} RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW\n  ) AS "@best"\n  FROM ${rows}\n) b\n` +
          `JOIN ${rows} r ON ${rel.by.map((k) => `r.${this.id(k)} = b.${this.id(k)}`).join(" AND ")} AND r."@rank" = b."@best"`
        );
      }
      case "asOf":
        return (
          `SELECT l.*, ${rel.columns.map((c) => `r.${this.id(c)}`).join(", ")}\nFROM ${this.from(rel.left)} l\nASOF LEFT JOIN ${this.from(rel.right)} r\n` +
          `  ON ${rel.keys.map((k) => `l.${this.id(k)} = r.${this.id(k)}`).join(" AND ")} AND l."@t" >= r."@arrive"`
        );
      case "join":
        return (
          `SELECT\n${indented(["l.*", ...rel.columns.map((c) => `r.${this.id(c.from)} AS ${this.id(c.name)}`)])}\nFROM ${this.from(rel.left)} l\n` +
          `LEFT JOIN ${this.from(rel.right)} r\n  ON ${rel.on.map((o) => `l.${this.id(o.left)} = r.${this.id(o.right)}`).join(" AND ")}`
        );
      case "windows":
        return this.windows(rel, name);
      case "unionAll":
        return rel.inputs
          .map((input) => `SELECT ${this.list(rel.columns)}\nFROM ${this.from(input)}`)
          .join("\nUNION ALL\n");
      case "retime": {
        const operands = this.operands();
        const [time, value] = [this.id("@time"), this.value({ node: "expr", expr: operands.named(rel.value) })];
        const from = this.withOperands(this.from(rel.input), operands, name);
        return `SELECT ${this.allBut(operands)} REPLACE (greatest(${time}, ${value}) AS ${time})\nFROM ${from}\nWHERE ${value} IS NOT NULL`;
      }
      case "each": {
        const operands = this.operands();
        const list = this.value({ node: "expr", expr: operands.named(rel.list) });
        const from = this.withOperands(this.from(rel.input), operands, name);
        return `SELECT ${this.allBut(operands)}, unnest(${list}) AS ${this.id(rel.column)}, generate_subscripts(${list}, 1) AS ${this.id(rel.ordinal)}\nFROM ${from}`;
      }
      case "superseded": {
        const [arrive, superseded] = [this.id("@arrive"), this.id("@superseded")];
        const { from, columns, all } = this.ordered(rel);
        return (
          `SELECT *\nFROM (\n  SELECT ${all}, min(${arrive}) OVER (\n    PARTITION BY ${this.list(rel.by)}\n` +
          `    ORDER BY ${columns.map((c) => `${c} NULLS FIRST`).join(", ")}\n    ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING\n` +
          `  ) AS ${superseded}\n  FROM ${indent(from).trimStart()}\n)\nWHERE ${superseded} IS NULL OR ${superseded} > ${arrive}`
        );
      }
      case "snapshots": {
        const rows = this.from(rel.input);
        const time = this.id("@time");
        // Without a key each row speaks of a thing of its own.
        const first =
          rel.key.length === 0
            ? rows
            : `(\n      SELECT ${[time, ...rel.key.map((k) => this.id(k))].join(", ")}, min("@arrive") AS "@arrive"\n      FROM ${rows}\n      GROUP BY ALL\n    )`;
        const visible = rel.known
          ? `SELECT ${time}, CASE WHEN bool_and("@arrive" IS NOT NULL) THEN max("@arrive") END AS "@seen" FROM ${first} GROUP BY ${time}`
          : `SELECT ${time}, min("@arrive") AS "@seen" FROM ${rows} GROUP BY ${time}`;
        return (
          `SELECT r.*, g."@gone"\nFROM ${rows} r\nJOIN (\n  SELECT ${time}, min("@seen") OVER (\n    ORDER BY ${time} ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING\n` +
          `  ) AS "@gone"\n  FROM (\n    ${visible}\n  )\n) g ON g.${time} = r.${time}`
        );
      }
      case "shift":
        return `SELECT * REPLACE (${rel.columns.map((c) => `${this.id(c)} + ${rel.micros} AS ${this.id(c)}`).join(", ")})\nFROM ${this.from(rel.input)}`;
      case "gathered":
        return this.gathered(rel);
      case "groupAt":
        return this.grouped(
          `${this.list(rel.keys)}`,
          rel.aggregates,
          (aggregate) =>
            aggregate.micros === null
              ? []
              : [op(">", col("@arrive"), op("-", dialect.parameter("at"), number(aggregate.micros)))],
          `FROM ${this.from(rel.events)}`,
          this.list(rel.keys),
        );
      case "tally":
        return this.text(tallyNode(rel, id(this.block(rel.input)), dialect));
      case "training":
        return `SELECT\n${indented([
          `l.* EXCLUDE (${["feat_row", "feat_at", ...rel.inputs.map((input) => this.id(`feat_in_${input}`))].join(", ")})`,
          ...rel.features.map((f) => `${this.text(dialect.output(col(f.from, "f"), f.type))} AS ${this.id(f.name)}`),
        ])}\nFROM feat_labels l\nJOIN ${this.from(rel.input)} f ON f.${this.id("@row")} = l.feat_row\nORDER BY l.feat_row`;
    }
  }

  private ordered(rel: Extract<Rel, { node: "greatest" | "rank" | "superseded" }>) {
    const { from, columns, all: selected } = ordered(id(this.block(rel.input)), rel.by, rel.order, this.dialect);
    const nested = from.kind === "SelectQueryNode" ? `(\n${indent(this.text(from))}\n)` : this.text(from);
    return { from: nested, columns: columns.map((each) => this.text(each)), all: this.text(selected) };
  }

  private operandCount = 0;
  /** Names are the statement's own, so that those of one block are told from those of another. */
  private operands(): Operands {
    return new Operands(this.dialect, () => `@part${++this.operandCount}`);
  }

  /** A relation with the columns that expressions over it read: a block for each of their layers. */
  private withOperands(from: string, { layers }: Operands, name: string): string {
    return layers.reduce((below, columns) => {
      const block = this.freshName(`${name}_parts`);
      this.blocks.push({ name: block, sql: this.columns(columns, below, []), place: null });
      return this.id(block);
    }, from);
  }

  /** All columns but those. */
  private allBut({ names }: { readonly names: readonly string[] }): string {
    return names.length === 0 ? "*" : `* EXCLUDE (${this.list(names)})`;
  }

  /** Columns over a relation; beside all of its own but some, or alone. */
  private columns(wanted: readonly Column[], input: string, allBut: readonly string[] | null): string {
    const { columns, overElements } = withOverElementsFirst(wanted);
    const text = ({ name, value }: Column): string =>
      `${this.text(scalarNode(value, this.dialect))} AS ${this.id(name)}`;
    const from =
      overElements.length === 0
        ? input
        : `(\n  SELECT\n${indent(indented(["*", ...overElements.map(text)]))}\n  FROM ${input}\n)`;
    const all = allBut === null ? [] : [this.allBut({ names: [...overElements.map(({ name }) => name), ...allBut] })];
    return `SELECT\n${indented([...all, ...columns.map(text)])}\nFROM ${from}`;
  }

  private relation(source: PhysicalSource): string {
    const relation = this.relations.get(source.name)!;
    this.sources.set(source.name, sourceBinding(source, relation, this.dialect.name));
    return /^[A-Za-z_][A-Za-z0-9_]*$/.test(relation) ? relation : this.id(relation);
  }

  /** Calls under their own names, then put together: a call may be needed twice. */
  private grouped(
    keys: string,
    aggregates: readonly WindowAggregate[],
    conditions: (aggregate: WindowAggregate) => readonly Sql[],
    from: string,
    grouping: string,
    instant?: Sql,
  ): string {
    const { dialect } = this;
    const by = aggregates[0]?.by ?? null;
    if (by !== null) return this.mapped(keys, aggregates, by, from, grouping, instant);
    const inner = aggregates.flatMap((aggregate) =>
      calls(aggregate, "whole", conditions(aggregate), dialect, instant === undefined ? {} : { t: instant }).map(
        (call, index) => `${this.text(call)} AS ${this.id(partColumn(aggregate, index))}`,
      ),
    );
    const outer = aggregates.map((aggregate) => this.finished(aggregate));
    return `SELECT ${keys},\n${indented(outer)}\nFROM (\n  SELECT ${keys},\n${indent(indented(inner))}\n${indent(`${from}\nGROUP BY ${grouping}`)}\n)`;
  }

  /** Maps: grouped by one column more, of which the groups with the most rows are kept, and then put together. */
  private mapped(
    keys: string,
    aggregates: readonly WindowAggregate[],
    by: NonNullable<WindowAggregate["by"]>,
    from: string,
    grouping: string,
    instant?: Sql,
  ): string {
    const { dialect } = this;
    const group = this.id("@group");
    const where = aggregates[0]!.where;
    const inner = aggregates.flatMap((aggregate) =>
      calls({ ...aggregate, where: null }, "whole", [], dialect, instant === undefined ? {} : { t: instant }).map(
        (call, index) => `${this.text(call)} AS ${this.id(partColumn(aggregate, index))}`,
      ),
    );
    const column = this.id(by.column);
    const conditions = [`${column} IS NOT NULL`, ...(where === null ? [] : [this.id(where)])];
    const top =
      by.top === null
        ? ""
        : `\nQUALIFY row_number() OVER (PARTITION BY ${grouping} ORDER BY count(*) DESC, ${column}) <= ${by.top}`;
    const groups =
      `SELECT ${keys}, ${column} AS ${group},\n${indented(inner)}\n${from}\nWHERE ${conditions.join(" AND ")}\n` +
      `GROUP BY ${grouping}, ${column}${top}`;
    const outer = aggregates.map((aggregate) => {
      return `${this.text(dialect.mapOf(col("@group"), this.result(aggregate)))} AS ${this.id(`a.${aggregate.id}`)}`;
    });
    return `SELECT ${keys},\n${indented(outer)}\nFROM (\n${indent(groups)}\n)\nGROUP BY ${grouping}`;
  }

  private finished(aggregate: WindowAggregate): string {
    return `${this.text(this.result(aggregate))} AS ${this.id(`a.${aggregate.id}`)}`;
  }
  private result(aggregate: WindowAggregate): Sql {
    const columns = calls(aggregate, "whole", [], this.dialect).map((_, index) => col(partColumn(aggregate, index)));
    return finish(aggregate, "whole", columns, this.dialect);
  }

  private windows(rel: Extract<Rel, { node: "windows" }>, name: string): string {
    const left = this.block(rel.left);
    const events = this.block(rel.events);
    const keys = rel.keys.map((k) => this.id(k));
    const same = (a: string, b: string): string => [...keys, '"@t"'].map((k) => `${a}.${k} = ${b}.${k}`).join(" AND ");
    const back = (inner: string): string =>
      `SELECT l.*, ${rel.aggregates.map((a) => `v.${this.id(`a.${a.id}`)}`).join(", ")}\nFROM ${this.id(left)} l\nLEFT JOIN (\n${indent(inner)}\n) v ON ${same("l", "v")}`;
    switch (rel.method) {
      case "tiles": {
        const blocks = tileBlocks(rel, left, events, name, this.dialect);
        for (const block of blocks.slice(0, -1)) {
          this.taken.add(block.name);
          this.blocks.push({ ...block, place: null });
        }
        return blocks.at(-1)!.sql;
      }
      case "frames":
        return back(this.frames(rel, left, events, keys));
    }
  }

  /** The rows that count at each instant, cut, and then grouped. */
  private gathered(rel: Extract<Rel, { node: "gathered" }>): string {
    const { cut } = rel;
    const left = this.id(this.block(rel.left));
    const keys = rel.keys.map((k) => this.id(k));
    const group = [...keys, this.id("@t")];
    const at = (t: string): string => (cut.offsetMicros === "0" ? t : `(${t} - ${cut.offsetMicros})`);
    const atNode = (node: Sql): Sql => (cut.offsetMicros === "0" ? node : op("-", node, number(cut.offsetMicros)));
    const tNode = atNode(col("@t", "l"));
    const [t, e] = [at(`l.${this.id("@t")}`), (column: string): string => `e.${this.id(column)}`];
    const until = (column: string): string => `(${e(column)} IS NULL OR ${e(column)} > ${t})`;
    const conditions = [
      ...keys.map((k) => `l.${k} = e.${k}`),
      ...(cut.this === null
        ? []
        : [this.text(op("=", this.dialect.unitOf(tNode, cut.this), this.dialect.unitOf(col("@time", "e"), cut.this)))]),
      `${e("@arrive")} <= ${t}`,
      ...(cut.micros === null ? [] : [`${e(cut.landing)} > ${t} - ${cut.micros}`]),
      ...(cut.superseded ? [until("@superseded")] : []),
      ...(cut.gone ? [until("@gone")] : []),
      ...(cut.deleted ? [`NOT ${e("@deleted")}`] : []),
      ...(cut.until ? [until("@until")] : []),
      ...(cut.ttlMicros === null ? [] : [`${e("@time")} >= ${t} - ${cut.ttlMicros}`]),
    ];
    const events = this.from(rel.events);
    const instants = `(SELECT DISTINCT ${group.join(", ")} FROM ${left}) l`;
    let rows = cut.numbered
      ? this.numbered(cut, instants, events, keys, t, conditions)
      : `SELECT l.${this.id("@t")}, e.*\nFROM ${instants}\nJOIN ${events} e\n  ON ${conditions.join("\n  AND ")}`;
    const kept = (condition: string): string => `SELECT *\nFROM (\n${indent(rows)}\n)\nQUALIFY ${condition}`;
    const over = `OVER (PARTITION BY ${group.join(", ")}`;
    if (cut.since !== null)
      rows = kept(`"@rank" >= coalesce(max(CASE WHEN ${this.id(cut.since)} THEN "@rank" END) ${over}), 0)`);
    const lastRows = rel.latest.length > 0 ? 1 : cut.numbered ? null : cut.lastRows;
    if (lastRows !== null) rows = kept(`row_number() ${over} ORDER BY "@rank" DESC) <= ${lastRows}`);
    const values =
      rel.latest.length > 0
        ? rows
        : this.grouped(
            group.join(", "),
            rel.aggregates,
            () => [],
            `FROM (\n${indent(rows)}\n)`,
            group.join(", "),
            atNode(col("@t")),
          );
    const columns = [...rel.latest, ...rel.aggregates.map(({ id }) => `a.${id}`)].map((c) => `v.${this.id(c)}`);
    return (
      `SELECT l.*, ${columns.join(", ")}\nFROM ${left} l\n${rel.inner ? "JOIN" : "LEFT JOIN"} (\n${indent(values)}\n) v` +
      `\n  ON ${group.map((k) => `l.${k} = v.${k}`).join(" AND ")}`
    );
  }

  /** The last rows by their numbers: up to that of the last one that is visible. */
  private numbered(
    cut: Cut,
    instants: string,
    events: string,
    keys: readonly string[],
    t: string,
    conditions: readonly string[],
  ): string {
    const group = [...keys, this.id("@t")].map((k) => `l.${k}`).join(", ");
    const ends = `SELECT ${keys.join(", ")}, "@arrive", max("@rank") AS "@last"\n  FROM ${events}\n  GROUP BY ALL`;
    const numbers = `unnest(range(greatest(e."@last" - ${(cut.lastRows ?? 1) - 1}, 1), e."@last" + 1)) AS "@rank"`;
    const at =
      `SELECT ${group}, ${numbers}\nFROM ${instants}\nASOF JOIN (\n  ${ends}\n) e\n` +
      `  ON ${keys.map((k) => `l.${k} = e.${k}`).join(" AND ")} AND ${t} >= e."@arrive"`;
    return (
      `SELECT l.${this.id("@t")}, e.*\nFROM (\n${indent(at)}\n) l\nJOIN ${events} e\n` +
      `  ON ${['l."@rank" = e."@rank"', ...conditions].join("\n  AND ")}`
    );
  }

  private frames(
    rel: Extract<Rel, { node: "windows" }>,
    left: string,
    events: string,
    keys: readonly string[],
  ): string {
    const { dialect } = this;
    const ranked = rel.aggregates.some((a) => aggregateOverload(a).ordered === true);
    const inputs = [
      ...new Set([
        ...rel.aggregates.flatMap((a) => [
          ...a.args.flatMap((arg) => ("column" in arg ? [arg.column] : [])),
          ...(a.where === null ? [] : [a.where]),
        ]),
        ...(ranked ? ["@rank"] : []),
      ]),
    ];
    const frameOf = (micros: string | null): string => (micros === null ? "w_lifetime" : `w_${micros}`);
    const frames = new Set(rel.aggregates.map((a) => a.micros));
    const inner = rel.aggregates.flatMap((aggregate) =>
      calls(aggregate, "whole", [col("@event")], dialect).map(
        (call, index) =>
          `${this.text(call)} OVER ${frameOf(aggregate.micros)} AS ${this.id(partColumn(aggregate, index))}`,
      ),
    );
    const windows = [...frames].map(
      (micros) =>
        `${frameOf(micros)} AS (PARTITION BY ${keys.join(", ")} ORDER BY "@t" RANGE BETWEEN ${micros === null ? "UNBOUNDED" : String(BigInt(micros) - 1n)} PRECEDING AND CURRENT ROW)`,
    );
    const both =
      `SELECT ${keys.join(", ")}, "@t", false AS "@event"${inputs.map((i) => `, NULL AS ${this.id(i)}`).join("")} FROM (SELECT DISTINCT ${keys.join(", ")}, "@t" FROM ${this.id(left)})\n` +
      `UNION ALL\nSELECT ${keys.join(", ")}, "@arrive", true${inputs.map((i) => `, ${this.id(i)}`).join("")} FROM ${this.id(events)}`;
    return (
      `SELECT ${keys.join(", ")}, "@t",\n${indented(rel.aggregates.map((a) => this.finished(a)))}\nFROM (\n` +
      `  SELECT *,\n${indent(indented(inner))}\n  FROM (\n${indent(indent(both))}\n  )\n  WINDOW\n${indent(indented(windows))}\n)\nWHERE NOT "@event"`
    );
  }
}

function withNamed(value: Scalar, operands: Operands): Scalar {
  switch (value.node) {
    case "expr":
      return { ...value, expr: operands.named(value.expr) };
    case "counts":
      return { ...value, where: value.where.map((where) => operands.named(where)) };
    default:
      return value;
  }
}
