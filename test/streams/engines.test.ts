/** Streamed views are filled from every kind of warehouse, with the values that its training set has. */
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { seedArtifact } from "../../compiler/sql/index.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import { jsonEdge } from "../../runtime/client/edges/json.js";
import { createClientRuntime, materialize, openEmbedded } from "../../runtime/index.js";
import { createPusher } from "../../runtime/push/index.js";
import { events, state } from "../meaning/support/case.js";
import { newWorld } from "../meaning/support/world.js";
import { compileTexts } from "../oracle/support/compile.js";
import { temporaryFolder } from "../stores/under-test.js";

const world = newWorld();
const store = openEmbedded(join(temporaryFolder(), "online"));
afterAll(() => store.close());

const hour = 3_600_000_000;
const ten = Date.UTC(2024, 0, 10, 10) * 1000;
const columns = "k: int64, s: string?, x: float64?, n: int32?, d: date?, xs: int64[]?, tm: timestamp, cr: timestamp";

test("rows of DuckDB and Postgres", { timeout: 60_000 }, async () => {
  const { yaml, engines } = await world.sources({
    ev: events(
      columns,
      [
        [1, "é", 0.5, 7, "2024-01-09", [1, null], "08:30", "08:31"],
        [1, "é", 0.5, 7, "2024-01-09", [1, null], "08:30", "08:31"],
        [1, null, null, null, null, null, "09:10", "09:10"],
        [2, "b", 2.25, -3, null, [], "09:59", "10:00"],
      ],
      { created: "cr" },
    ),
    st: state(
      "k: int64, s: string?, gone: bool?, tm: timestamp",
      [
        [1, "old", null, "07:00"],
        [1, "new", false, "09:30"],
        [2, "x", true, "09:00"],
      ],
      {
        key: ["k"],
        deleted: "gone",
      },
    ),
  });
  expect(engines.map(({ name }) => name)).toEqual(["duckdb", "postgres"]);
  const feat = `entity e { k: int64 }
view v for e from ev { n = count() over 2h, last_s = last(s) over 1d, total = sum(n) over 1d, first_d = first(d) over 1d, mean = avg(x) over 3h, all = collect(xs) over 1d, d }
view w for e from st { s, tag = s default "none" }
service q { v.*, w.* }
`;
  for (const engine of engines) {
    const target = { online: { kind: "embedded", path: "x" }, stream: ["ev", "st"] };
    const { project } = compileTexts({
      "feat.yaml": JSON.stringify({
        project: `engines_${engine.name}`,
        dialects: ["duckdb", "postgres"],
        targets: { dev: target },
      }),
      "sources.yaml": yaml,
      "main.feat": feat,
    });
    const artifact = loadArtifact(project);
    const views = project.views.map((view) => seedArtifact(project, view, { dialect: engine.dialect }));
    const warehouse = await engine.opened();
    const pusher = createPusher({ store, project: artifact, edge: jsonEdge });
    // A row that the warehouse has too, and has twice, and one that it does not have.
    const pushed = {
      k: 1,
      s: "é",
      x: 0.5,
      n: 7,
      xs: [1, null],
      d: "2024-01-09",
      tm: "2024-01-10T08:30:00Z",
      cr: "2024-01-10T08:31:00Z",
    };
    await pusher.push("ev", [pushed]);
    await pusher.push("st", [{ k: 2, gone: true, s: "x", tm: "2024-01-10T09:00:00Z" }]);
    await materialize({ warehouse, store, project: artifact, views, at: ten });
    const json = createClientRuntime(artifact, { online: store }).json("q");
    for (const at of [ten, ten + hour / 2, ten + 2 * hour]) {
      const labels = [1, 2, 3].map((k) => ({ at, inputs: { k } }));
      const trained = await world.train(engine, project, labels);
      const answers = await json.getMany(
        labels.map(({ inputs }) => inputs),
        { at },
      );
      expect(
        answers.map(({ features }) => features),
        `${engine.name} at ${at}`,
      ).toEqual(trained);
    }
    const [before] = await json.getMany([{ k: 3 }], { at: ten });
    await pusher.push("ev", [{ ...pushed, k: 3 }]);
    const [after] = await json.getMany([{ k: 3 }], { at: ten });
    expect([before!.features.n, after!.features.n]).toEqual([0, 1]);
  }
});
