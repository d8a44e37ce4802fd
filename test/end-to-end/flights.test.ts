/**
 * Compares the flights' training set with a simple second computation: loops over arrays that share no code with Feat,
 * for a thousand labels over all three million flights.
 */
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { ownRedis } from "../support/own-redis.js";
import { exampleProject, type Got } from "./support/project.js";

const file = join(import.meta.dirname, "../../node_modules/vega-datasets/data/flights-3m.parquet");
const hour = 3_600_000_000;
const windows = { "1h": hour, "1d": 24 * hour, "7d": 168 * hour };

interface Flights {
  readonly time: number[];
  readonly delay: number[];
}

/** Flights of each airport (`SFO`) and of each route (`SFO>LAX`), in the order of their times. */
async function loadFlights(): Promise<ReadonlyMap<string, Flights>> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const result = await connection.runAndReadAll(
    `SELECT origin, origin || '>' || destination, epoch_us(date)::DOUBLE, delay::DOUBLE FROM '${file}' ORDER BY date, delay, distance`,
  );
  const [origins = [], routes = [], times = [], delays = []] = result.getColumnsJS();
  const groups = new Map<string, Flights>();
  const add = (key: string, row: number): void => {
    const group = groups.get(key) ?? { time: [], delay: [] };
    groups.set(key, group);
    group.time.push(Number(times[row]));
    group.delay.push(Number(delays[row]));
  };
  for (let row = 0; row < times.length; row++) {
    add(String(origins[row]), row);
    add(String(routes[row]), row);
  }
  return groups;
}

function summary(flights: Flights | undefined, t: number, window: number) {
  let [count, sum, late, max] = [0, 0, 0, Number.NEGATIVE_INFINITY];
  for (let i = flights === undefined ? -1 : flights.time.length - 1; flights !== undefined && i >= 0; i--) {
    // A flight is known six hours after its departure. That instant must be before t and inside the window.
    const known = flights.time[i]! + 6 * hour;
    if (known >= t) continue;
    if (known < t - window) break;
    const delay = flights.delay[i]!;
    count++;
    sum += delay;
    late += delay >= 15 ? 1 : 0;
    max = Math.max(max, delay);
  }
  return {
    count,
    avg: count === 0 ? null : sum / count,
    max: count === 0 ? null : max,
    late: count === 0 ? 0 : late / count,
  };
}

function lastDelay(flights: Flights | undefined, t: number): number | null {
  let last: number | null = null;
  for (let i = 0; flights !== undefined && i < flights.time.length; i++) {
    if (flights.time[i]! + 6 * hour < t) last = flights.delay[i]!;
  }
  return last;
}

test("the training set for a thousand labels agrees with plain loops", { timeout: 180_000 }, async () => {
  using project = exampleProject("flights");
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(
    `COPY (SELECT origin, destination, distance, date AS event_timestamp, delay >= 15 AS late FROM '${file}'
       WHERE date >= '2001-06-01' QUALIFY row_number() OVER () % 502 = 1) TO '${join(project.folder, "labels.parquet")}' (FORMAT parquet)`,
  );
  await project.feat("train", "flight_delay_v1", "--labels", "labels.parquet", "--out", "set.parquet");
  const result = await connection.runAndReadAll(
    `SELECT *, epoch_us(event_timestamp)::DOUBLE AS at FROM '${join(project.folder, "set.parquet")}'`,
  );
  const rows = result.getRowObjectsJS();
  expect(rows.length).toBeGreaterThanOrEqual(1000);

  const flights = await loadFlights();
  for (const row of rows) {
    const at = Number(row.at);
    const airport = flights.get(String(row.origin));
    const route = flights.get(`${row.origin}>${row.destination}`);
    const what = `${row.origin} → ${row.destination} at ${row.at}`;
    for (const [name, window] of Object.entries(windows)) {
      const [a, r] = [summary(airport, at, window), summary(route, at, window)];
      expect(Number(row[`departures_${name}`]), what).toBe(a.count);
      expect(row[`avg_delay_${name}`], what).toEqual(near(a.avg));
      expect(integer(row[`max_delay_${name}`]), what).toBe(a.max);
      expect(row[`late_share_${name}`], what).toEqual(near(a.late));
      expect(Number(row[`route_flights_${name}`]), what).toBe(r.count);
      expect(row[`route_avg_delay_${name}`], what).toEqual(near(r.avg));
      expect(integer(row[`route_max_delay_${name}`]), what).toBe(r.max);
      expect(row[`route_late_share_${name}`], what).toEqual(near(r.late));
    }
    expect(integer(row.route_last_delay), what).toBe(lastDelay(route, at));
    const miles = Number(row.distance);
    expect(row.haul).toBe(miles < 700 ? "short" : miles < 1500 ? "medium" : "long");
  }
});

const near = (value: number | null): unknown => (value === null ? null : expect.closeTo(value, 9));
const integer = (value: unknown): number | null => (value === null ? null : Number(value));

test.each(["dev", "redis"])(
  "every route's online read matches the training set at the same instant (%s)",
  { timeout: 180_000 },
  async (target) => {
    using project = exampleProject("flights", { REDIS_URL: ownRedis(), FEAT_TARGET: target });
    const at = "2001-06-30T18:00:00Z";
    await project.feat("materialize", "--to", at);
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const labels = join(project.folder, "labels.parquet");
    await connection.run(
      `COPY (SELECT origin, destination, min(distance) AS distance, TIMESTAMP '2001-06-30 18:00:00' AS event_timestamp FROM '${file}' GROUP BY ALL ORDER BY ALL) TO '${labels}' (FORMAT parquet)`,
    );
    await project.feat("train", "flight_delay_v1", "--labels", "labels.parquet", "--out", "set.parquet");
    const trained = (
      await connection.runAndReadAll(`SELECT * FROM '${join(project.folder, "set.parquet")}'`)
    ).getRowObjectsJS();
    project.write(
      "rows.jsonl",
      trained
        .map(
          ({ origin, destination, distance }) =>
            `${JSON.stringify({ origin, destination, distance: Number(distance) })}\n`,
        )
        .join(""),
    );
    const { answers: got }: { readonly answers: readonly Got[] } = JSON.parse(
      await project.feat("get", "flight_delay_v1", "--rows", "rows.jsonl", "--at", at, "--json"),
    );
    expect(got.length).toBe(trained.length);
    let compared = 0;
    for (const [index, { features }] of got.entries()) {
      for (const [name, online] of Object.entries(features)) {
        const offline = plain(trained[index]?.[name]);
        if (typeof offline === "number" && typeof online === "number") {
          if (Math.abs(online - offline) > 1e-9 * Math.max(1, Math.abs(offline))) expect(online, name).toBe(offline);
        } else if (online !== offline) expect(online, name).toBe(offline);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(90_000);
  },
);

const plain = (value: unknown): unknown => (typeof value === "bigint" ? Number(value) : value);
