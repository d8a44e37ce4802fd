/** A table of single expressions and their values, checked on every engine. */
import { test } from "vitest";
import { type Type, typeText } from "../../../runtime/types.js";
import { type Cell, type Source, state } from "./case.js";
import { same } from "./check.js";
import { instant } from "./instant.js";
import { build, type Json, newWorld, readOnline, type World } from "./world.js";

/** A number, an expression over the columns below, its value, and its type if the row is about it. */
export type ExpressionCase = readonly [id: string, expression: string, value: Cell, type?: string];

type Columns = Readonly<Record<string, readonly [type: string, value: Cell]>>;

interface Answer {
  readonly type: string;
  /** Where the expression is, and which engine computes it. */
  readonly values: readonly { readonly way: string; readonly as: Type; readonly value: Json | undefined }[];
}

export function expressions(section: string, columns: Columns, cases: readonly ExpressionCase[]): void {
  const world = newWorld();
  const answers = (async () => {
    const found: (readonly [ExpressionCase, Answer | Error])[] = [];
    // Planning time grows faster than the length of a statement.
    for (let from = 0; from < cases.length; from += 50)
      found.push(...(await evaluate(world, columns, cases.slice(from, from + 50))));
    return new Map(found);
  })();
  answers.catch(() => undefined);

  test.each(cases.map((one) => [one[0], one[1], one] as const))(`${section}, %s: %s`, async (_id, _expression, one) => {
    const answer = (await answers).get(one);
    if (answer instanceof Error) throw answer;
    const [, , value, type] = one;
    const wrong: string[] = [];
    if (type !== undefined && answer?.type !== type) wrong.push(`it is ${answer?.type}, not ${type}`);
    for (const { way, as, value: found } of answer?.values ?? []) {
      if (!same(as, value, found)) wrong.push(`${way}: ${shown(found)}, not ${shown(value)}`);
    }
    if (wrong.length > 0) throw new Error(wrong.join("\n"));
  });
}

const shown = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => (typeof inner === "bigint" ? String(inner) : inner)) ?? "nothing";

/**
 * Computes all of them at once. If that fails, computes each half on its own, so that one wrong expression hides no
 * other.
 */
async function evaluate(
  world: World,
  columns: Columns,
  cases: readonly ExpressionCase[],
): Promise<ReadonlyMap<ExpressionCase, Answer | Error>> {
  try {
    return await evaluateAll(world, columns, cases);
  } catch (error) {
    if (cases.length <= 1) {
      const failed = error instanceof Error ? error : new Error(String(error));
      return new Map(cases.map((one) => [one, failed]));
    }
    const half = Math.ceil(cases.length / 2);
    const parts = [cases.slice(0, half), cases.slice(half)];
    const found = [];
    for (const part of parts) found.push(...(await evaluate(world, columns, part)));
    return new Map(found);
  }
}

async function evaluateAll(
  world: World,
  columns: Columns,
  cases: readonly ExpressionCase[],
): Promise<ReadonlyMap<ExpressionCase, Answer>> {
  const entries = Object.entries(columns);
  const source: Source = state(
    `k: int64, ${entries.map(([name, [type]]) => `${name}: ${type}`).join(", ")}, tm: timestamp`,
    [[1, ...entries.map(([, [, value]]) => value), "10:00"]],
  );
  const item = ([, expression]: ExpressionCase, place: number) => `e${place} = ${expression}`;
  const feat = `entity e { k: int64 }
view v for e from src { ${cases.map(item).join(",\n")} }
source derived from src { k, ${cases.map((one, place) => `c${item(one, place)}`).join(",\n")} }
view d for e from derived { ${cases.map((_, place) => `ce${place}`).join(", ")} }
service s { v.* d.* }`;
  const { yaml, engines } = await world.sources({ src: source });
  if (engines.length < 2) throw new Error("an engine has no type for a column");
  const { project, diagnostics } = build(feat, yaml);
  if (project === null) {
    const said = diagnostics.filter(({ severity }) => severity === "error");
    const lines = said.map(({ message, place }) => `${message}: ${feat.slice(place.span.start, place.span.end)}`);
    throw new Error(lines.join("\n"));
  }
  const at = instant("12:00");
  const answers: (readonly [way: string, features: Readonly<Record<string, Json>>])[] = [];
  for (const engine of engines) {
    const [trained] = await world.train(engine, project, [{ at, inputs: { k: 1 } }]);
    const online = await readOnline(await world.store(engine, project, at), project, { k: 1 }, at);
    if (online.error !== undefined) throw new Error(online.error);
    answers.push([`${engine.name}, training`, trained!], [`${engine.name}, online`, online.features]);
  }
  // Every feature of a view's latest row is nullable, so the expression's own type is read from a source's column.
  const own = new Map(project.sources.find(({ node }) => node === "derived")?.columns.map((c) => [c.name, c.type]));
  return new Map(
    cases.map((one, place) => {
      const as = own.get(`ce${place}`);
      if (as === undefined) throw new Error(`there is no column ce${place}`);
      const values = answers.flatMap(([way, features]) => [
        { way: `a feature (${way})`, as, value: features[`e${place}`] },
        { way: `a source's column (${way})`, as, value: features[`ce${place}`] },
      ]);
      return [one, { type: typeText(as), values }];
    }),
  );
}
