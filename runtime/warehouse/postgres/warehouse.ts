import { resolve } from "node:path";
import {
  type Block,
  type NamedType,
  type ProgramPlan,
  parameterNames,
  returnedColumns,
  type SourceBinding,
  type SourceLocation,
  type SourceRead,
  type Sql,
  type TrainingArtifact,
} from "../../artifacts.js";
import { DataError, messageOf } from "../../errors.js";
import { type StatementText, statementOf, statementText } from "../../statement.js";
import type { Facts } from "../choose-plan.js";
import { withComputed } from "../computed.js";
import type { RawData } from "../data/raw-data.js";
import { LabelFiles } from "../duckdb/label-files.js";
import { labelsDoing } from "../labels/index.js";
import { isOverflowOfStatement, type OverflowEngine, type Overflowed, overflowError } from "../overflow.js";
import { runStages, type StageEngine } from "../run-stages.js";
import type { Instants } from "../sources/bounds.js";
import { separator } from "../sources/conversion.js";
import { faultText } from "../sources/fault-text.js";
import { sourcePlace } from "../sources/place.js";
import { tableText } from "../sources/table-parts.js";
import type {
  Batch,
  LabelReport,
  Labels,
  Output,
  OutputForm,
  Query,
  RunOptions,
  SourceReport,
  StageReport,
  TableOutput,
  Warehouse,
} from "../warehouse.js";
import { batchReader, rowNumber, withJson } from "./batches.js";
import { dataError, isOutOfRange, rangeProblem } from "./errors.js";
import { copyLabels } from "./labels/copy.js";
import { pullOwn } from "./labels/pull.js";
import { pushOwn } from "./labels/push.js";
import { loadLabelRows } from "./labels/rows.js";
import { loadServerLabels } from "./labels/server.js";
import type { PostgresOptions } from "./options.js";
import { checkOutputTable } from "./output/check-table.js";
import { computedOnServer } from "./output/computed.js";
import { writeTable } from "./output/write-table.js";
import { Session } from "./session.js";
import { type Bound, bind, type Place } from "./sources/bind.js";
import { findingOf, missingIndex, searchedFacts, searchedTable } from "./sources/indexes.js";
import { lookAt } from "./sources/look.js";
import { openData } from "./sources/open-data.js";
import { ROWS_OF_FACTS, sampleIn, sampleOf, sizeOf } from "./sources/sample.js";
import { sourceError } from "./sources/source-error.js";
import { identifier } from "./text.js";

export async function openWarehouse(options: PostgresOptions): Promise<Warehouse> {
  const session = await Session.open(options.url, options.prelude ?? []);
  const files = await LabelFiles.open(resolve(options.folder ?? "."));
  return new PostgresWarehouse(session, files, {
    environment: options.environment ?? process.env,
    where: session.where,
  });
}

class PostgresWarehouse implements Warehouse {
  #closed = false;
  #interrupted = false;
  /** True while a transaction is open, in which all statements see the tables as they were when it began. */
  #isAtOneInstant = false;
  readonly #bound: Bound = new Map();
  /** Where the labels are that were loaded last. */
  #labels: Labels["kind"] = "rows";
  /** The columns of `feat_labels`, if it was made from a caller's rows. */
  #rowColumns: string | null = null;

  constructor(
    private readonly session: Session,
    private readonly files: LabelFiles,
    private readonly place: Place,
  ) {}

  look(source: SourceRead): Promise<SourceReport> {
    return this.#explained(sourcePlace(source.binding), async () => {
      const [view] = await bind(this.session, [source.binding], this.place, this.#bound);
      const size = await sizeOf(this.session, source.binding, this.place);
      return lookAt(this.session, source, view!, {
        large: size !== null && size.rows > ROWS_COUNTED ? size : null,
        sampled: async (of, rows, action) => {
          await bind(this.session, [source.binding], this.place, this.#bound, null, sampleIn(of, rows));
          return action();
        },
      });
    });
  }

  openData(location: SourceLocation): Promise<RawData> {
    const explained = <T>(action: () => Promise<T>): Promise<T> => this.#explained("", action);
    return explained(() => openData(this.session, location, this.place, explained));
  }

  /** Postgres reads tables only. */
  async stamps(): Promise<null> {
    return null;
  }

  async tables(): Promise<readonly string[]> {
    const found = await this.#explained("", () => this.session.rows(TABLES));
    return found.map((parts) => tableText(parts.filter((part) => part !== null))).sort();
  }

  async loadLabels(labels: Labels, artifact: TrainingArtifact, output: OutputForm): Promise<LabelReport> {
    const doing = labelsDoing(labels);
    this.#labels = labels.kind;
    if (labels.kind !== "rows") this.#rowColumns = null;
    if (labels.kind === "table" || labels.kind === "query")
      return this.#explained(doing, () => loadServerLabels(this.session, labels, artifact, this.place.environment));
    if (labels.kind === "rows") {
      const { report, columns } = await this.#explained(doing, () =>
        loadLabelRows(this.session, labels, artifact, this.#rowColumns),
      );
      this.#rowColumns = columns;
      return report;
    }
    const report = await this.files.load(labels, artifact, output);
    await this.#explained(doing, () => copyLabels(this.session, this.files, artifact.inputs));
    return report;
  }

  async checkTable(output: TableOutput, labels: Labels, sources: readonly SourceBinding[]): Promise<void> {
    await this.#explained("", () => checkOutputTable(this.session, output, labels, sources, this.place));
  }

  async write(
    artifact: TrainingArtifact,
    output: Output,
    labels: LabelReport,
    options: RunOptions = {},
  ): Promise<readonly StageReport[]> {
    const returned = returnedColumns(artifact);
    const instants = await this.#labelInstants();
    const about: About = {
      overflowed: this.#overflowed(artifact.sql, returned.map(featureColumn), artifact.service, true, []),
    };
    const stages: StageEngine = {
      makeTable: async (table, text) => {
        const name = `pg_temp.${identifier(table)}`;
        await this.session.run(`DROP TABLE IF EXISTS ${name}`);
        // Before the statement on its first line, so that its lines keep their numbers.
        await this.session.run(`CREATE TEMP TABLE ${identifier(table)} AS ${text}`);
        // Postgres makes no statistics of a temporary table by itself.
        await this.session.run(`ANALYZE ${name}`);
        const [counted] = await this.session.rows(`SELECT count(*) FROM ${name}`);
        return Number(counted?.[0]);
      },
      dropTable: (table) => this.session.run(`DROP TABLE IF EXISTS pg_temp.${identifier(table)}`),
      facts: async (text, sources, plans) => {
        const { names, rows } = await this.#ofSample(sources, instants, () => this.session.named(text));
        const facts = Object.fromEntries(names.map((name, index) => [name, Number(rows[0]?.[index])]));
        return this.#withIndexes(facts, sources, plans);
      },
      text: (statement) => this.#text(statement),
      explained: async ({ sql, text }, action) => {
        await this.#bind(sql, instants);
        return this.#explained("", action, { ...about, text });
      },
      inOrder: async (action) => {
        await this.session.run("SET max_parallel_workers_per_gather = 0; SET synchronize_seqscans = off");
        const result = await action();
        // After a failure the transaction takes no more statements, and takes the settings back.
        await this.session.run("RESET max_parallel_workers_per_gather; RESET synchronize_seqscans");
        return result;
      },
      percentage: () => -1,
    };
    const columns = [rowNumber, ...returned];
    // The views of the sources are made first, because a transaction that fails takes back what was made in it.
    await this.#bind(artifact.sql, instants);
    const fromServer = this.#labels === "table" || this.#labels === "query";
    if ("table" in output) {
      const noLabels: Labels = { kind: "rows", rows: [] };
      const table = await this.#explained("", () => checkOutputTable(this.session, output, noLabels, [], this.place));
      if (this.#labels === "file") await this.#explained("", () => pushOwn(this.session, this.files));
      return this.#atOneInstant(`can't write table ${output.table}: `, () =>
        runStages(stages, artifact.sql, options, async (text) => {
          const all = await computedOnServer(this.session, artifact, text);
          await writeTable(this.session, all, table, artifact.features, labels, this.#labels !== "rows");
          return labels.rows;
        }),
      );
    }
    if (fromServer) await this.#explained("", () => pullOwn(this.session, this.files));
    return this.#atOneInstant("", () =>
      runStages(stages, withJson(artifact.sql, columns), options, async (text) => {
        const batches = withComputed(this.#batches(text, [], columns), artifact, 1);
        await this.files.takeFeatures(artifact.features, batches);
        await this.files.write(artifact.features, output, labels);
        return labels.rows;
      }),
    );
  }

  /** The facts, as the indexes of the data let a search find rows. */
  async #withIndexes(
    facts: Facts,
    sources: readonly SourceBinding[],
    plans: readonly ProgramPlan[],
  ): ReturnType<StageEngine["facts"]> {
    const index = plans.find((plan) => plan.index !== undefined)?.index;
    const searched = index && (await searchedTable(this.session, index, sources, this.place));
    if (searched == null) return { facts, missing: null };
    const finding = await findingOf(this.session, searched);
    const better = missingIndex(searched, finding);
    const missing = better && { statement: better.statement, facts: searchedFacts(facts, better.finding) };
    return { facts: searchedFacts(facts, finding), missing };
  }

  /**
   * Runs a statement over a sample of a large source. The source's view is replaced. The next statement that reads the
   * source makes the view anew.
   */
  async #ofSample<T>(
    sources: readonly SourceBinding[],
    instants: Instants | null,
    action: () => Promise<T>,
  ): Promise<T> {
    const sample = await sampleOf(this.session, sources, this.place, ROWS_OF_FACTS);
    if (sample === null) return action();
    await bind(this.session, sources, this.place, this.#bound, instants, sample);
    await this.session.run(`SET feat.row_weight = '${1 / sample.share}'`);
    const result = await action();
    await this.session.run("SET feat.row_weight = '1'");
    return result;
  }

  /** Runs statements that must not see rows which others write meanwhile. */
  async #atOneInstant<T>(doing: string, action: () => Promise<T>): Promise<T> {
    await this.#explained("", () => this.session.run("BEGIN ISOLATION LEVEL REPEATABLE READ"));
    this.#isAtOneInstant = true;
    try {
      const result = await action();
      await this.#explained(doing, () => this.session.run("COMMIT"));
      this.#isAtOneInstant = false;
      return result;
    } finally {
      await this.#rollBack();
    }
  }

  async #rollBack(): Promise<void> {
    if (!this.#isAtOneInstant) return;
    this.#isAtOneInstant = false;
    // A connection that is lost has no transaction either.
    await this.session.run("ROLLBACK").catch(() => undefined);
  }

  async *read(query: Query): AsyncGenerator<Batch> {
    const { sql, parameters = {}, columns, of } = query;
    await this.#bind(sql, await this.#instantsOf(query));
    const values = parameterNames.map((name) => text(parameters[name] ?? null));
    const given = Object.keys(parameters).length > 0;
    const asked = given ? values : [];
    const statement = this.#text(withJson(sql, columns), given);
    const searched = query.values ?? { sql, columns: columns.map(featureColumn) };
    const about: About = {
      text: statement,
      overflowed: query.unexplained
        ? undefined
        : this.#overflowed(searched.sql, searched.columns, of, query.labelled === true, asked),
    };
    const batches = this.#batches(statement.text, asked, columns);
    for (;;) {
      const next = await this.#explained("", () => batches.next(), about);
      if (next.done === true) return;
      yield next.value;
    }
  }

  async views(sql: Sql): Promise<readonly string[]> {
    const shown = statementOf(sql).sources.filter(({ location }) => !JSON.stringify(location).includes("${"));
    const views = await this.#explained("", () => bind(this.session, shown, this.place, this.#bound));
    // Timestamps without a zone are compared with instants.
    return ["SET TimeZone = 'UTC'", ...this.session.prelude, ...views.flatMap(({ statements }) => statements)];
  }

  run(sql: string): Promise<void> {
    return this.#explained("", () => this.session.run(sql));
  }

  interrupt(): void {
    this.#interrupted = true;
    this.session.cancel();
    this.files.interrupt();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.session.close();
    await this.files.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The rows of a statement as values, in batches. */
  async *#batches(
    text: string,
    values: readonly (string | null)[],
    columns: readonly NamedType[],
  ): AsyncGenerator<Batch> {
    const batchOf = batchReader(columns);
    for await (const { names, rows } of this.session.stream(text, values)) {
      if (rows.length > 0) yield batchOf(names, rows);
    }
  }

  async #bind(sql: Sql, instants: Instants | null): Promise<void> {
    const { sources } = statementOf(sql);
    await this.#explained("", () => bind(this.session, sources, this.place, this.#bound, instants));
  }

  /** `given`: true to add a block that declares all parameters, for a statement that may read only some of them. */
  #text(sql: Sql, given = false): StatementText {
    return statementText(sql, { quoted: identifier, first: given ? [parametersBlock] : [] });
  }

  async #instantsOf({ labelled, parameters }: Query): Promise<Instants | null> {
    if (labelled === true) return this.#labelInstants();
    const at = parameters?.at ?? null;
    return at === null ? null : { first: at, last: at };
  }

  /** The first and the last instant of the labels; null if none has one. */
  async #labelInstants(): Promise<Instants | null> {
    const [row] = await this.#explained("", () =>
      this.session.rows("SELECT min(feat_at), max(feat_at) FROM pg_temp.feat_labels"),
    );
    const [first = null, last = null] = row ?? [];
    return first === null || last === null ? null : { first: BigInt(first), last: BigInt(last) };
  }

  #overflowed(
    sql: Sql,
    columns: Overflowed["columns"],
    of: string,
    labelled: boolean,
    values: readonly (string | null)[],
  ): Overflowed {
    const attempt = (probe: string): Promise<unknown> => this.session.rows(probe, values);
    const first = values.length > 0 ? [parametersBlock] : [];
    const statement = statementOf(sql);
    return { sql: { ...statement, blocks: [...first, ...statement.blocks] }, columns, of, labelled, attempt };
  }

  async #explained<T>(doing: string, action: () => Promise<T>, about: About = {}): Promise<T> {
    if (this.#closed) throw new DataError("the warehouse is closed");
    if (this.#interrupted) throw new DataError("interrupted");
    try {
      return await action();
    } catch (error) {
      // A transaction in which a statement failed runs no other.
      await this.#rollBack();
      if (error instanceof DataError) throw error;
      const ofSource = await sourceError(this.session, about.text?.sources ?? [], this.#bound, error);
      if (ofSource !== null) throw ofSource;
      if (about.overflowed !== undefined && isOverflow(error))
        throw await overflowError(overflowEngine(this.session), about.overflowed, error);
      throw this.#fault(error) ?? dataError(error, doing, this.place.where);
    }
  }

  /** The error about a source's value that does not convert. */
  #fault(error: unknown): DataError | null {
    const [place, column, path = "", what, takes = "", time = ""] = messageOf(error).split(separator);
    if (column === undefined || what === undefined) return null;
    for (const { source } of this.#bound.values()) {
      if (!place!.endsWith(sourcePlace(source))) continue;
      return new DataError(faultText({ source, column, path, what, takes, where: null, time }), { cause: error });
    }
    return null;
  }
}

/** Those that the role may read. */
const TABLES = `
SELECT nullif(n.nspname, current_schema()), c.relname
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND n.nspname NOT IN ('information_schema', 'pg_catalog')
  AND n.nspname !~ '^pg_' AND has_any_column_privilege(c.oid, 'SELECT')`;

interface About {
  readonly text?: StatementText;
  readonly overflowed?: Overflowed | undefined;
}

const featureColumn = ({ name }: Pick<NamedType, "name">) => ({ name, what: `feature ${name}` });

/** Tables that are larger are not counted for a report. */
const ROWS_COUNTED = 300_000;

/** The parameters of statements, by their numbers. */
const parametersBlock: Block = {
  name: "feat_parameters",
  sql: `SELECT ${parameterNames.map((_, index) => `CAST($${index + 1} AS BIGINT)`).join(", ")}`,
  place: null,
};
const text = (value: number | bigint | null): string | null => (value === null ? null : String(value));

const isOverflow = (error: unknown): boolean => isOutOfRange(error) || isOverflowOfStatement(error);

function overflowEngine(session: Session): OverflowEngine {
  return {
    isOverflow,
    problemOf: rangeProblem,
    reading: (column) => `count(md5(CAST(${identifier(column)} AS TEXT)))`,
    quoted: identifier,
    labelCount: async () => {
      const [row] = await session.rows("SELECT count(*) FROM feat_labels");
      return Number(row?.[0]);
    },
    withLabelsBefore: async (end, action) => {
      await session.run("ALTER TABLE pg_temp.feat_labels RENAME TO feat_labels_all");
      try {
        await session.run(
          `CREATE TEMP TABLE feat_labels AS SELECT * FROM feat_labels_all WHERE feat_row < ${end} ORDER BY feat_row`,
        );
        return await action();
      } finally {
        await session.run("DROP TABLE IF EXISTS pg_temp.feat_labels");
        await session.run("ALTER TABLE pg_temp.feat_labels_all RENAME TO feat_labels");
      }
    },
  };
}
