import { join } from "node:path";
import { Client } from "pg";
import type { PostgresServer } from "../../../test/support/postgres.js";
import { fileOf, sqlText } from "../../support/data.js";
import { middle } from "../../support/measured-process.js";
import { serverCpu } from "../../support/postgres-server.js";
import { makeTable, tableName } from "../../support/postgres-tables.js";
import { type HandAnswer, sameStore, sameTraining } from "../compare.js";
import { runFeat, writeFiles } from "../feat.js";
import { bar, type PostgresCase, type PostgresPlan } from "./case.js";
import { numberedLabels, runPlan } from "./hand.js";

/** What one way to compute a case took. */
interface Taken {
  readonly name: string;
  /** Seconds of CPU of the server's processes. */
  readonly cpu: number;
  /** Seconds of wall time, of the client too. */
  readonly wall: number;
}

export interface PostgresResult {
  readonly name: string;
  readonly what: string;
  /** Feat first, then each plan. A plan that did not end in time is left out. */
  readonly runs: readonly Taken[];
  /** The strategies that Feat took. */
  readonly strategies: readonly string[];
  readonly late: readonly string[];
  /** Feat's time on the server divided by that of the best plan. */
  readonly figure: number;
  readonly best: string;
  readonly bar: number;
  readonly passed: boolean;
}

export interface PostgresOptions {
  readonly rounds: number;
  /** Seconds that one run may take. */
  readonly timeout: number;
  readonly say: (line: string) => void;
}

/** Runs Feat and every plan, compares their answers row by row, and gives what each took on the server. */
export async function runPostgresCase(
  of: PostgresCase,
  server: PostgresServer,
  { rounds, timeout, say }: PostgresOptions,
): Promise<PostgresResult> {
  const { name, what, work, table } = of;
  const relation = tableName(table);
  await prepared(server, of, relation);
  const folder = writeFiles(`postgres-${name}`, of.project(relation, server.url));
  const labels = work.kind === "train" ? { csv: await numberedLabels(work.labels, keyOf(of)) } : null;
  const parquet = work.kind === "train" ? await fileOf(work.labels) : "";
  const costs = new Map<string, Taken[]>();
  const late = new Set<string>();
  let strategies: readonly string[] = [];
  const timed = async (of: string, run: () => Promise<unknown>): Promise<void> => {
    const [cpu, started] = [await serverCpu(server), performance.now()];
    await run();
    const wall = (performance.now() - started) / 1000;
    costs.set(of, [...(costs.get(of) ?? []), { name: of, cpu: (await serverCpu(server)) - cpu, wall }]);
  };
  for (let round = 1; round <= rounds; round++) {
    say(`${name}: feat, round ${round}`);
    await timed("feat", async () => {
      const { stdout } = await runFeat(folder, work, () => parquet, timeout);
      if (work.kind === "train")
        strategies = JSON.parse(stdout).stages.map(({ strategy }: { strategy: string }) => strategy);
    });
    for (const plan of of.plans) {
      if (late.has(plan.name)) continue;
      say(`${name}: ${plan.name}, round ${round}`);
      const out = join(folder, `${plan.name.replaceAll(/[^a-z]+/g, "-")}.csv`);
      try {
        await timed(plan.name, () => runPlan(server.url, plan, relation, labels?.csv ?? null, out, timeout));
      } catch (error) {
        if (!/statement timeout/.test(String(error))) throw error;
        late.add(plan.name);
        continue;
      }
      say(`${name}: comparing, round ${round}`);
      const answer = answerOf(of, plan, out);
      if (work.kind === "train") await sameTraining(folder, answer, parquet);
      else await sameStore(folder, answer, work, timeout);
    }
  }
  const runs = [...costs].map(
    ([name, all]): Taken => ({
      name,
      cpu: middle(all.map(({ cpu }) => cpu)),
      wall: middle(all.map(({ wall }) => wall)),
    }),
  );
  const [own, ...plans] = runs;
  const best = plans.reduce((a, b) => (b.cpu < a.cpu ? b : a));
  const figure = own!.cpu / best.cpu;
  return { name, what, runs, strategies, late: [...late], figure, best: best.name, bar, passed: figure <= bar };
}

/** The case's table is made, and in the server's memory as far as it fits. */
async function prepared(server: PostgresServer, { table }: PostgresCase, relation: string): Promise<void> {
  const client = new Client({ connectionString: server.url });
  await client.connect();
  try {
    await client.query("SET TimeZone = 'UTC'");
    await makeTable(client, table);
    await client.query(`SELECT count(*) FROM ${relation}`);
  } finally {
    await client.end();
  }
}

const keyOf = ({ work }: PostgresCase): string =>
  work.kind === "train" && work.service === "latest" ? "customer_id" : "account_id";

function answerOf({ work, columns }: PostgresCase, { name }: PostgresPlan, file: string): HandAnswer {
  const all = work.kind === "train" ? { n: "BIGINT", ...columns } : columns;
  const types = Object.entries(all).map(([column, type]) => `${column}: '${type.endsWith("[]") ? "VARCHAR" : type}'`);
  const values = Object.entries(all).map(([column, type]) =>
    type.endsWith("[]") ? `from_json(${column}, '["${type.slice(0, -2)}"]') AS ${column}` : column,
  );
  return {
    name,
    relation: `(SELECT ${values.join(", ")} FROM read_csv(${sqlText(file)}, header = true, columns = {${types.join(", ")}}))`,
  };
}
