/** Tests that are answered together give the same results as each one alone, with the project's own statements. */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Answered, Answerer } from "../../cli/testing/answer.js";
import { computed } from "../../cli/testing/computed.js";
import { isFailure } from "../../cli/testing/failure.js";
import { givenCells } from "../../cli/testing/given-cells.js";
import { GivenRows } from "../../cli/testing/given-rows.js";
import { Partitionable } from "../../cli/testing/partition.js";
import { asked, questionsOf } from "../../cli/testing/questions.js";
import { Shapes } from "../../cli/testing/shapes.js";
import { Spaces } from "../../cli/testing/spaces.js";
import { stage } from "../../cli/testing/stage.js";
import { dialects } from "../../compiler/sql/index.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import { openDuckDB, openEmbedded } from "../../runtime/index.js";
import { compileTexts } from "../oracle/support/compile.js";

const base = {
  "feat.yaml": "project: p\nsources: sources.yaml\n",
  "sources.yaml": `sources:
  clicks:
    kind: events
    table: clicks
    time: t
    sequence: id
    key: [id]
    columns: { id: int64, user: int64, item: string?, price: float64?, tags: "string[]?", t: timestamp }
  views:
    kind: events
    table: views
    time: t
    columns: { id: int64, user: int64, item: string?, price: float64?, tags: "string[]?", t: timestamp }
  items:
    kind: state
    table: items
    time: t
    deleted: gone
    columns: { item: string, shop: string?, t: timestamp }
  plans:
    kind: state
    table: plans
    time: t
    key: [user]
    columns: { user: int64, plan: string?, spend: float64?, t: timestamp }
  members:
    kind: state
    table: members
    time: t
    complete: true
    columns: { user: int64, level: string?, t: timestamp }
`,
  "a.feat": `
entity user { user: int64 }
entity shop { shop: string }
entity tag { tag: string }
entity plan { plan: string }
view price_of for user from clicks { price, item }
source in_shops from clicks join items on item { *  shop = items.shop }
source with_plan from clicks join by_user as u on user { user, t, item, plan = u.plan }
source both { from clicks { id, user, item, t } from views { id, user, item, t } }
source tagged from clicks each tag in tags { user, tag, t }
view by_user for user from plans { plan, spend }
view per_plan for plan from plans { people = count(), spent = sum(spend) }
view shops for shop from in_shops { clicks = count() over lifetime, users = count_distinct(user) over 7d, recent = last_n(item, 3) over lifetime }
view planned for user from with_plan { last_plan = last(plan) over lifetime, clicks = count() over 30d }
view activity for user from both { n = count() over lifetime, today = count() over this day, last_two = count() over last 2 rows }
view tags for tag from tagged { used = count() over lifetime }
view everything from both { all = count() over lifetime, newest = last(item) over lifetime }
view membership for user from members { level }
service s { price_of.*  by_user as own { spend }  planned.last_plan  planned.clicks as planned_clicks  activity.*  everything.*  membership.* }
`,
};

/** One of three tests, all about the same keys. */
const story = (n: number) => `
test "${n}" {
  given clicks [
    { id: 1, user: 1, item: "a${n}", price: ${n}.0, tags: ["x", "y"], t: "2024-01-01T0${n}:00:00Z" }
    { id: 1, user: 1, item: "b", price: ${n}.5, tags: ["x"], t: "2024-01-01T0${n}:00:01Z" }
    ${n > 1 ? `{ id: 2, user: 1, item: "c", tags: [], t: "2024-01-01T05:00:00Z" }` : ""}
    ${n > 2 ? `{ id: 3, user: 2, item: "b", tags: ["x", "x"], t: "2024-01-01T06:00:00Z" }` : ""}
  ]
  given views [{ id: 1, user: 1, item: "v${n}", t: "2024-01-01T00:00:0${n}Z" }]
  given items [
    { item: "b", shop: "s${n % 2}", t: "2024-01-01T00:00:00Z" }
    { item: "c", shop: "s1", t: "2024-01-01T00:00:00Z" }
    ${n > 2 ? `{ item: "c", gone: true, t: "2024-01-01T04:00:00Z" }` : ""}
  ]
  given plans [
    { user: 1, plan: "p${n}", spend: ${n}.0, t: "2024-01-01T00:00:00Z" }
    { user: 2, plan: "p2", spend: 1.0, t: "2024-01-01T00:00:00Z" }
  ]
  given members [{ user: ${n}, level: "gold", t: "2024-01-0${n}T00:00:00Z" }]
  at "2024-01-01T12:00:00Z" for { user: 1, shop: "s1", tag: "x", plan: "p2" }
  expect shops {}
  expect per_plan {}
  expect planned {}
  expect activity {}
  expect tags {}
  expect everything {}
  expect price_of {}
  expect s {}
  at "2024-01-03T12:00:00Z" for { user: 2, shop: "s0", tag: "y", plan: "p2" }
  expect shops {}
  expect per_plan {}
  expect activity {}
  expect everything {}
  expect membership {}
}
`;

test("three tests about the same keys", async () => {
  const folder = mkdtempSync(join(tmpdir(), "feat-partition-"));
  await using warehouse = await openDuckDB({ folder, environment: {}, threads: 1 });
  await using store = openEmbedded(folder);
  try {
    const compiled = compileTexts({ ...base, "tests.feat": [1, 2, 3].map(story).join("") });
    const { tests } = computed(compiled.project, compiled.project.tests);
    const rows = new GivenRows(stage(compiled, tests), tests, dialects.duckdb!);
    expect(await rows.load(warehouse)).toEqual(new Map());
    const shapes = new Shapes(rows.project, tests);
    const questions = tests
      .flatMap((one, index) => questionsOf(shapes, one, index, 0))
      .flatMap((one) => (isFailure(one) ? [] : [one]));
    expect(questions.length).toBe(39);

    const possible = new Partitionable(rows.project);
    const targets = (can: boolean) =>
      new Set(questions.filter((q) => possible.service(q.shape.service) === can).map((q) => q.shape.target.name));
    // A snapshot ends the keys of other tests, so views that read one are answered for each test alone.
    expect(targets(false)).toEqual(new Set(["s", "membership"]));

    const answer = async (apart: boolean): Promise<ReadonlyMap<string, Answered>> => {
      const project = shapes.whole;
      const artifact = loadArtifact(project);
      const answerer = new Answerer(warehouse, new Spaces(store), project, apart, dialects.duckdb!);
      const found = new Map<string, Answered>();
      const wanted = questions
        .filter(({ shape }) => possible.service(shape.service))
        .map((q) => ({ q, row: asked(q, shapes, givenCells(project, artifact, q.case, q.at)) }));
      for (const shape of new Set(wanted.map(({ q }) => q.shape))) {
        const own = wanted.filter(({ q }) => q.shape === shape);
        answerer.expect(
          shape,
          own.map(({ row }) => row),
        );
      }
      for (const shape of new Set(wanted.map(({ q }) => q.shape))) {
        const own = wanted.filter(({ q }) => q.shape === shape);
        const groups = apart ? own.map((one) => [one]) : [own];
        for (const group of groups) {
          const answers = await answerer.answer(
            shape,
            group.map(({ row }) => row),
          );
          for (const [index, { q }] of group.entries())
            found.set(`${q.shape.target.name} of ${q.test} at ${q.at}`, answers[index]!);
        }
      }
      return found;
    };
    const together = await answer(false);
    const alone = await answer(true);
    expect(together.size).toBe(33);
    for (const [name, { sql, online }] of alone) {
      expect(sql.ok && online.ok, name).toBe(true);
      expect(together.get(name)?.sql, name).toEqual(sql);
      const seen = together.get(name)?.online;
      if (!online.ok || seen?.ok !== true) throw new Error(name);
      expect([seen.value.features, seen.value.statuses], name).toEqual([online.value.features, online.value.statuses]);
    }
    // The values are right: each test sees its own rows.
    const valuesOf = (name: string, at: string) => {
      const found = together.get(`${name} at ${Date.parse(at) * 1000}`)?.sql;
      return found?.ok ? found.value : null;
    };
    expect(valuesOf("shops of 0", "2024-01-01T12:00:00Z")).toMatchObject({ clicks: 1, recent: ["b"] });
    expect(valuesOf("planned of 1", "2024-01-01T12:00:00Z")).toMatchObject({ last_plan: "p2" });
    expect(valuesOf("planned of 2", "2024-01-01T12:00:00Z")).toMatchObject({ last_plan: "p3" });
    expect(valuesOf("per_plan of 1", "2024-01-01T12:00:00Z")).toMatchObject({ people: 2, spent: 3 });
    expect(valuesOf("everything of 2", "2024-01-03T12:00:00Z")).toMatchObject({ all: 4, newest: "b" });
    expect(valuesOf("tags of 2", "2024-01-01T12:00:00Z")).toMatchObject({ used: 3 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
