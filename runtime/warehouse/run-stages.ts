import type { ProgramPlan, ProgramStage, SourceBinding, Sql, Statement } from "../artifacts.js";
import { type StatementText, statementOf } from "../statement.js";
import { adviceOf, choosePlan, type Facts, type MissingIndex } from "./choose-plan.js";
import type { RunOptions, StageReport } from "./warehouse.js";

/** What running stages needs from a connection. */
export interface StageEngine {
  /** Creates a temporary table of a statement's rows, and counts them. */
  makeTable(table: string, text: string): Promise<number>;
  dropTable(table: string): Promise<void>;
  /** The only row of a statement, by name, and what it would be with an index that these plans miss. */
  facts(
    text: string,
    sources: readonly SourceBinding[],
    plans: readonly ProgramPlan[],
  ): Promise<{ readonly facts: Facts; readonly missing: MissingIndex | null }>;
  /** A statement as text for the engine. */
  text(statement: Statement): StatementText;
  /** Makes the statement's sources available and runs an action. Its errors are in plain words. */
  explained<T>(
    statement: { readonly sql: Statement; readonly text: StatementText },
    action: () => Promise<T>,
  ): Promise<T>;
  /** Runs an action whose statements read rows in the same order each time. */
  inOrder<T>(action: () => Promise<T>): Promise<T>;
  /** The progress of the running statement in percent; negative if unknown. */
  percentage(): number;
}

/**
 * Runs a program. Each stage goes into a temporary table, by the plan with the least expected cost for the facts
 * counted in the data and in earlier stages. `finish` runs the last stage: it gets its text and gives its number of
 * rows. The tables are dropped afterwards, whatever happens.
 */
export async function runStages(
  engine: StageEngine,
  sql: Sql,
  { strategy, anyOrder, onProgress }: RunOptions,
  finish: (text: string) => Promise<number>,
): Promise<readonly StageReport[]> {
  const stages = stagesOf(sql);
  const reports: StageReport[] = [];
  const made: string[] = [];
  try {
    for (const [index, stage] of stages.entries()) {
      const watch =
        onProgress &&
        setInterval(
          () => onProgress((index + Math.max(0, engine.percentage()) / 100) / stages.length, stage.title),
          100,
        );
      try {
        onProgress?.(index / stages.length, stage.title);
        const run = () => runStage(engine, stage, strategy ?? null, made, finish);
        reports.push(stage.addsFloats === true && anyOrder !== true ? await engine.inOrder(run) : await run());
      } finally {
        clearInterval(watch);
      }
    }
  } finally {
    for (const table of made) {
      // After a failure the connection may take no more statements. The error of the stage is the one to show, and
      // closing the connection drops temporary tables.
      await engine.dropTable(table).catch(() => undefined);
    }
  }
  return reports;
}

async function runStage(
  engine: StageEngine,
  stage: ProgramStage,
  forced: string | null,
  made: string[],
  finish: (text: string) => Promise<number>,
): Promise<StageReport> {
  const started = performance.now();
  const counted = forced === null ? await factsOf(engine, stage) : null;
  const choice = choosePlan(stage, counted?.facts ?? null, forced);
  const { plan, reason, milliseconds: expected } = choice;
  const text = engine.text(plan.statement);
  const rows = await engine.explained({ sql: plan.statement, text }, async () => {
    if (stage.table === null) return finish(text.text);
    made.push(stage.table);
    return engine.makeTable(stage.table, text.text);
  });
  const { title, place } = stage;
  return {
    title,
    place,
    strategy: plan.strategy,
    reason,
    expected,
    index: adviceOf(stage, choice, counted?.missing ?? null),
    milliseconds: Math.round(performance.now() - started),
    rows,
  };
}

async function factsOf(
  engine: StageEngine,
  { facts, plans }: ProgramStage,
): Promise<Awaited<ReturnType<StageEngine["facts"]>> | null> {
  if (facts === null) return null;
  const text = engine.text(facts);
  return engine.explained({ sql: facts, text }, () => engine.facts(text.text, facts.sources, plans));
}

/** A single statement is a program of one stage. */
function stagesOf(sql: Sql): readonly ProgramStage[] {
  if (typeof sql !== "string" && "stages" in sql) return sql.stages;
  const plan = { strategy: "only plan", statement: statementOf(sql), cost: [] };
  return [{ table: null, title: "the result", place: null, plans: [plan], facts: null }];
}
