import type { ColumnNode, SelectQueryNode } from "kysely";
import type { SourceBinding, Statement } from "../../../runtime/artifacts.js";
import type { PhysicalSource, Project } from "../../ir/index.js";
import { anyIn } from "../../ir/walk.js";
import type { Column, Rel, Select, Stage } from "../../plan/algebra.js";
import { inputsOf } from "../../plan/rel-inputs.js";
import { type Schema, schemas } from "../../plan/schema.js";
import type { Dialect } from "../dialects/dialect.js";
import { Operands } from "../operands.js";
import { withOverElementsFirst } from "../over-elements-first.js";
import { printTree } from "../print/index.js";
import { columnsOfQuery, rewritten } from "../rewrite/index.js";
import { scalarNode } from "../scalar.js";
import { bothBindings, relationsOf, sourceBinding } from "../source-binding.js";
import { as, id, type Sql, select, star, typeName, walkSql } from "../tree/index.js";

/** A named query of a statement, and what it comes from. */
export type LoweredBlock = Statement["blocks"][number];
export interface LoweredStatement {
  readonly sources: readonly SourceBinding[];
  readonly blocks: readonly LoweredBlock[];
  readonly result: Sql;
}

/**
 * Names that the statements of a program share: of sources, stages and blocks. Blocks with the same text have the same
 * name in all statements.
 */
export class Names {
  readonly #textOf = new Map<string, string>();
  readonly relations: ReadonlyMap<string, string>;
  readonly #outside: ReadonlySet<string>;

  constructor(project: Project, stages: readonly Stage[]) {
    this.relations = relationsOf(project);
    // A block may not hide a relation that a statement reads from outside.
    this.#outside = new Set(
      ["feat_labels", ...this.relations.values(), ...stages.map(tableOf)].map((name) => name.toLowerCase()),
    );
  }

  /** The name for a block with this text: the stem, with a number if another block has that name. */
  of(stem: string, text: string): string {
    for (let n = 1; ; n++) {
      const name = n === 1 ? stem : `${stem}_${n}`;
      const known = this.#textOf.get(name);
      if (known !== text && (known !== undefined || this.#outside.has(name))) continue;
      this.#textOf.set(name, text);
      return name;
    }
  }
}

/** The table of a stage. */
export const tableOf = ({ name }: Stage): string => `feat_stage_${name}`;

/** The name of a block: its purpose or, for a relation that says what it makes, that. */
function stemOf(rel: Rel): string {
  if (rel.title !== undefined) {
    const title = rel.title.toLowerCase();
    const words = title.replace(/\b(of|view|the|at|a|its)\b/g, " ").trim();
    // A view's name may be one of these words.
    return (words === "" ? title : words).replace(/[^a-z0-9]+/g, "_");
  }
  const [input] = inputsOf(rel);
  return input === undefined ? rel.node : `${stemOf(input)}_${made[rel.node] ?? rel.node.toLowerCase()}`;
}
const made: Readonly<Partial<Record<Rel["node"], string>>> = {
  select: "chosen",
  rank: "in_order",
  distinct: "keys",
  greatest: "latest",
  join: "joined",
  shift: "later",
  semi: "met",
  unionAll: "together",
  knownBest: "known",
};

/** True if a column is computed by a function. */
const isComputed = ({ value }: Column): boolean =>
  value.node === "expr" && anyIn(value.expr, ({ node }) => node === "call" || node === "chain");

/** True if the query reads a computed column of its input more than once. */
function readsTwice(query: Sql, input: Select): boolean {
  const computed = new Set(input.columns.filter(isComputed).map(({ name }) => name));
  if (computed.size === 0) return false;
  const seen = new Set<string>();
  let twice = false;
  walkSql(query, (node) => {
    if (node.kind !== "ColumnNode") return;
    const { name } = (node as ColumnNode).column;
    twice ||= computed.has(name) && seen.has(name);
    seen.add(name);
  });
  return twice;
}

/** The line of the project that a relation comes from, and its purpose. */
function placeOf(rel: Rel): string | null {
  if (rel.at !== undefined) return `${rel.at.file}:${rel.at.line} ${rel.title ?? ""}`.trim();
  const [input] = inputsOf(rel);
  return input === undefined ? null : placeOf(input);
}

/** True if a relation gives columns of a table of this session under other names, and nothing else. */
const renames = (rel: Rel): boolean =>
  rel.node === "select" &&
  ((rel.input.node === "table" && rel.input.of === "labels") || rel.input.node === "stage" || renames(rel.input)) &&
  rel.columns.every(({ value }) => value.node === "column");

/** Builds one statement. */
export class Lowering {
  readonly blocks: LoweredBlock[] = [];
  readonly #done = new Map<Rel, string>();
  readonly #sources = new Map<string, SourceBinding>();
  readonly #columns = new Map<string, readonly string[]>();
  readonly schemaOf: (rel: Rel) => Schema = schemas();

  constructor(
    readonly dialect: Dialect,
    readonly names: Names,
    private readonly lower: (rel: Rel, lowering: Lowering, name: string) => Sql,
  ) {}

  statement(root: Rel): LoweredStatement {
    const result = this.rewritten(this.lower(root, this, "result"));
    return { ...this.parts(), result };
  }

  /** The sources and blocks of the statement so far. */
  parts(): Omit<LoweredStatement, "result"> {
    const sources = [...this.#sources.values()].sort((a, b) => (a.relation < b.relation ? -1 : 1));
    return { sources, blocks: this.blocks };
  }

  /** A relation by name: a stage's table, or a block, which is added if it does not exist yet. */
  from(rel: Rel): Sql {
    if (rel.node !== "table") return id(this.nameOf(rel));
    if (rel.of === "labels") return this.#outside("feat_labels", rel);
    const relation = this.source(rel.source, rel.columns);
    return this.#outside(relation, rel);
  }

  /** A relation that exists before the statement runs. */
  #outside(relation: string, rel: Rel): Sql {
    this.#addColumns(relation, [...this.schemaOf(rel).keys()]);
    const isPlain =
      this.dialect.foldsNames !== true &&
      /^[a-z_][a-z0-9_]*$/.test(relation) &&
      this.dialect.identifier(relation) === `"${relation}"`;
    return isPlain ? typeName(relation) : id(relation);
  }

  nameOf(rel: Rel): string {
    if (rel.node === "stage") {
      this.#addColumns(tableOf(rel), [...this.schemaOf(rel).keys()]);
      return tableOf(rel);
    }
    const known = this.#done.get(rel);
    if (known !== undefined) return known;
    const stem = stemOf(rel);
    const name = this.#add(stem, this.lower(rel, this, stem), placeOf(rel), this.dialect.materializes && renames(rel));
    this.#done.set(rel, name);
    return name;
  }

  /** Adds a block for a step of a relation. */
  block(stem: string, query: Sql): string {
    return this.#add(stem, query, null);
  }

  /** The query, rewritten in forms that the dialect has. */
  rewritten(query: Sql): Sql {
    return rewritten(query, this.dialect, this.#columnsOf);
  }

  readonly #columnsOf = (relation: string): readonly string[] => {
    const found = this.#columns.get(relation);
    if (found === undefined) throw new Error(`the columns of ${relation} are not known`);
    return found;
  };

  /** Adds columns of a relation: parts of a statement may read different ones. */
  #addColumns(relation: string, columns: readonly string[]): void {
    this.#columns.set(relation, [...new Set([...(this.#columns.get(relation) ?? []), ...columns])]);
  }

  #add(stem: string, made: Sql, place: string | null, inline = false): string {
    const query = this.rewritten(made);
    const sql = printTree(query, this.dialect);
    const name = this.names.of(stem, sql);
    if (this.dialect.lacks.size > 0) this.#columns.set(name, columnsOfQuery(query as SelectQueryNode, this.#columnsOf));
    if (!this.blocks.some((block) => block.name === name))
      this.blocks.push({ name, sql, place, ...(inline ? { inline } : {}) });
    return name;
  }

  /** The relation of a source's data, of which these columns are read. */
  source(source: PhysicalSource, columns: readonly string[]): string {
    const relation = this.names.relations.get(source.name)!;
    const own = sourceBinding(source, relation, new Set(columns), this.dialect.name);
    const known = this.#sources.get(source.name);
    this.#sources.set(source.name, known === undefined ? own : bothBindings(known, own));
    return relation;
  }

  #operandCount = 0;
  /** The names are the statement's own, so that those of one block differ from those of another. */
  operands(): Operands {
    return new Operands(this.dialect, () => `@part${++this.#operandCount}`);
  }

  /** A relation with the columns that expressions over it read, a block for each of their layers. */
  withOperands(input: Rel, from: Sql, { layers }: Operands, name: string): Sql {
    const kept = this.dialect.kept ?? ((query: Sql): Sql => query);
    return layers.reduce((below, columns, index) => {
      const over = (rows: Sql): Sql => this.columns(columns, rows, []);
      const query = index === 0 ? this.overKept(input, below, over) : over(below);
      return id(this.block(`${name}_parts`, kept(query)));
    }, from);
  }

  /** A query over an input whose columns are computed once, however often the query reads them. */
  overKept(input: Rel, from: Sql, query: (from: Sql) => Sql): Sql {
    const plain = query(from);
    const { kept } = this.dialect;
    if (kept === null || input.node !== "select" || !readsTwice(plain, input)) return plain;
    return query(as(kept(select({ columns: [star()], from })), "@kept"));
  }

  /** Columns over a relation. They stand alone, or beside all its own columns except `allBut`. */
  columns(wanted: readonly Column[], input: Sql, allBut: readonly string[] | null): Sql {
    const { columns, overElements } = withOverElementsFirst(wanted);
    const named = ({ name, value }: Column): Sql => as(scalarNode(value, this.dialect), name);
    const from =
      overElements.length === 0 ? input : select({ columns: [star(), ...overElements.map(named)], from: input });
    const all = allBut === null ? [] : [star({ except: [...overElements.map(({ name }) => name), ...allBut] })];
    return select({ columns: [...all, ...columns.map(named)], from });
  }
}
