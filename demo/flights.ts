import { join } from "node:path";
import { materialize, openDuckDB, openEmbedded, runTraining } from "featlang/runtime";
import { grouped, plural, seconds } from "../cli/terminal/table.js";
import { materializeArtifact, trainingArtifact } from "../compiler/index.js";
import { flights, labels, writeLabels } from "../features/flights/labels.js";
import { type Check, checkSame } from "./check.js";
import { compileExample, named } from "./compile.js";
import { queryRows } from "./query.js";
import type { Screen } from "./screen.js";
import { cell, count, sqlText } from "./text.js";

const folder = join(import.meta.dirname, "../features/flights");
const training = join(folder, ".feat/training.parquet");
/** The last evening of the data. */
const instant = new Date("2001-06-30T18:00:00Z");

export async function flightsDemo(screen: Screen): Promise<readonly Check[]> {
  screen.chapter("Three million flights: how late will this one be?");
  const project = await compileExample(screen, "flights");
  const service = named(project.services, "flight_delay_v1");
  const artifact = trainingArtifact(project, service);
  await using warehouse = await openDuckDB({ folder });

  await screen.step(
    "writing the labels",
    async () => {
      await writeLabels();
      const [all] = await queryRows(warehouse, `SELECT count(*) AS n FROM ${sqlText(flights)}`, { n: "int64" });
      const [june] = await queryRows(warehouse, `SELECT count(*) AS n FROM ${sqlText(labels)}`, { n: "int64" });
      return { all: count(all?.n), june: count(june?.n) };
    },
    ({ all, june }) => `labels: ${grouped(june)} flights of June 2001, to be predicted from ${grouped(all)} flights`,
  );
  await screen.step(
    "building the training set",
    () => runTraining({ warehouse, artifact, labels: { kind: "file", path: labels }, out: { path: training } }),
    ({ rows, features }) =>
      `training set: ${grouped(rows)} rows × ${features} features = ${grouped(rows * features)} values, each as it was known at its flight's departure`,
  );
  const sample = await queryRows(
    warehouse,
    `SELECT strftime(event_timestamp, '%Y-%m-%d %H:%M') AS departure, origin || ' → ' || destination AS route,
      departures_1d, avg_delay_1d, route_late_share_7d, haul, late
    FROM ${sqlText(training)} QUALIFY row_number() OVER () % 125000 = 60000`,
    {
      departure: "string",
      route: "string",
      departures_1d: "int64",
      avg_delay_1d: "float64",
      route_late_share_7d: "float64",
      haul: "string",
      late: "bool",
    },
  );
  screen.table(
    [
      ["departure", "route", "departures_1d", "avg_delay_1d", "route_late_share_7d", "haul", "late (target)"],
      ...sample.map((row) => Object.values(row).map(cell)),
    ],
    [2, 3, 4],
  );

  // Imported here, because the file has only just been compiled.
  const generated = await import("../generated/flights/client.js");
  const store = openEmbedded(join(folder, ".feat/online"));
  await using feat = generated.createClient({ online: store });
  await screen.step(
    "materializing",
    () =>
      materialize({
        warehouse,
        store,
        project: generated.project,
        views: project.views.map((view) => materializeArtifact(project, view)),
        at: instant,
      }),
    ({ views }) =>
      `online store as of ${instant.toISOString().slice(0, 16)}Z: ${views.map(({ view, rows }) => `${view} ${grouped(rows)} rows`).join(", ")}`,
  );

  const asked = [
    { origin: "SFO", destination: "LAX", distance: 337 },
    { origin: "ORD", destination: "LGA", distance: 733 },
    { origin: "JFK", destination: "HNL", distance: 4983 },
  ];
  const answers = await screen.step(
    "reading",
    () => feat.flightDelayV1.getMany(asked, { at: instant }),
    (rows) => `feat.flightDelayV1.getMany(…): ${plural(rows.length, "route")} in one round trip`,
  );
  screen.table(
    [
      [
        "route",
        "departures_1d",
        "avg_delay_1d",
        "route_flights_7d",
        "route_late_share_7d",
        "haul",
        "status of route_last_delay",
      ],
      ...answers.map(({ features, statuses }, index) => [
        `${asked[index]?.origin} → ${asked[index]?.destination}`,
        cell(features.departures_1d),
        cell(features.avg_delay_1d),
        cell(features.route_flights_7d),
        cell(features.route_late_share_7d),
        features.haul,
        statuses.route_last_delay,
      ]),
    ],
    [1, 2, 3, 4],
  );

  const routes = await queryRows(
    warehouse,
    `SELECT origin, destination, min(distance) AS distance FROM ${sqlText(flights)} GROUP BY ALL ORDER BY ALL`,
    { origin: "string", destination: "string", distance: "int64" },
  );
  const inputs = routes.map(({ origin, destination, distance }) => ({
    origin: String(origin),
    destination: String(destination),
    distance: count(distance),
  }));
  const started = performance.now();
  const online = await feat.flightDelayV1.getMany(inputs, { at: instant });
  const reading = performance.now() - started;
  const check = await screen.step(
    "comparing online with training",
    () => checkSame(warehouse, artifact, inputs, instant.getTime() * 1000, online),
    ({ compared, different }) =>
      `${plural(inputs.length, "route")} read in ${seconds(reading)} and trained at the same instant: ${grouped(compared)} values, ${different.length === 0 ? "all equal" : `${different.length} DIFFERENT`}`,
  );
  return [check];
}
