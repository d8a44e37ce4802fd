import { type DataSet, fileOf } from "../support/data.js";
import { type Cost, medianCost } from "../support/measured-process.js";
import type { Case, GrowthCase, RatioCase } from "./case.js";
import { compare } from "./compare.js";
import { feat, runFeat, writeProject } from "./feat.js";
import { runHand } from "./hand.js";

export interface Run {
  readonly name: string;
  readonly cost: Cost;
}

export interface Result {
  readonly name: string;
  readonly what: string;
  /** Feat first, then each plan. For a growth case, Feat at each size. */
  readonly runs: readonly Run[];
  /** The number that is compared with the bar: a ratio of CPU, or of growth. */
  readonly figure: number;
  readonly wallRatio?: number;
  readonly bar: number;
  readonly barText: string;
  readonly passed: boolean;
}

export interface Options {
  readonly rounds: number;
  /** Seconds that one process may take. */
  readonly timeout: number;
  readonly say: (line: string) => void;
}

async function paths(data: readonly DataSet[]): Promise<(data: DataSet) => string> {
  const made = new Map<string, string>();
  for (const each of data) made.set(each.name, await fileOf(each));
  return ({ name }) => made.get(name)!;
}

async function runRatio(of: RatioCase, { rounds, timeout, say }: Options): Promise<Result> {
  const path = await paths(of.data);
  const folder = writeProject(of.name, of.project, path);
  const costs = new Map<string, Cost[]>(["feat", ...of.plans.map(({ name }) => name)].map((name) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const plan of of.plans) {
      say(`${of.name}: ${plan.name}, round ${round}`);
      costs.get(plan.name)!.push(await runHand(folder, plan, of.work, path, timeout));
    }
    say(`${of.name}: feat, round ${round}`);
    costs.get("feat")!.push(await runFeat(folder, of.work, path, timeout));
    say(`${of.name}: comparing, round ${round}`);
    for (const plan of of.plans) await compare(folder, plan, of.work, path, timeout);
  }
  const runs = [...costs].map(([name, all]) => ({ name, cost: medianCost(all) }));
  const [own, ...plans] = runs;
  const cheapest = plans.reduce((a, b) => (b.cost.cpu < a.cost.cpu ? b : a));
  const measure = plans.find(({ name }) => name === of.bar.plan) ?? cheapest;
  const figure = own!.cost.cpu / measure.cost.cpu;
  return {
    name: of.name,
    what: of.what,
    runs,
    figure,
    wallRatio: own!.cost.wall / measure.cost.wall,
    bar: of.bar.times,
    barText: `CPU of ${measure.name}`,
    passed: figure <= of.bar.times,
  };
}

async function runGrowth(of: GrowthCase, { rounds, timeout, say }: Options): Promise<Result> {
  const made = [];
  for (const size of of.sizes) {
    const { data, project, work } = of.of(size);
    const path = await paths(data);
    made.push({
      size,
      work,
      path,
      folder: writeProject(`${of.name}-${size}`, project, path),
      costs: [] as Cost[],
      length: 0,
    });
  }
  for (let round = 1; round <= rounds; round++)
    for (const each of made) {
      say(`${of.name}: ${each.size}, round ${round}`);
      if (of.measure === "cpu") each.costs.push(await runFeat(each.folder, each.work, each.path, timeout));
      else {
        const run = await feat(each.folder, ["train", each.work.service, "--sql"], timeout);
        each.costs.push(run);
        each.length = run.stdout.length;
      }
    }
  const runs = made.map(({ size, costs, length }) => ({
    name: `${size}${of.measure === "sql" ? ` (${(length / 1000).toFixed(1)} kB)` : ""}`,
    cost: medianCost(costs),
  }));
  // The cost at the smallest size is fixed cost, so it is subtracted.
  const [none, half, whole] =
    of.measure === "cpu" ? runs.map(({ cost }) => cost.cpu) : made.map(({ length }) => length);
  const [n0, n1, n2] = of.sizes;
  const linear = (n2! - n0!) / (n1! - n0!);
  // Below a tenth of a second, noise decides.
  const least = of.measure === "cpu" ? 0.1 : 1;
  const figure = Math.max(whole! - none!, least) / Math.max(half! - none!, least) / linear;
  return {
    name: of.name,
    what: of.what,
    runs,
    figure,
    bar: of.bar,
    barText: "linear growth",
    passed: figure <= of.bar,
  };
}

export const runCase = (of: Case, options: Options): Promise<Result> => {
  switch (of.kind) {
    case "ratio":
      return runRatio(of, options);
    case "growth":
      return runGrowth(of, options);
  }
};
