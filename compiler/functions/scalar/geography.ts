import { bound, exactly, example, gives, guarded } from "../define.js";
import type { ScalarFunction, SqlTemplate } from "../row.js";

const radians = (degrees: string): string => `(${degrees}) * 0.017453292519943295::DOUBLE`;
const halfSine = (from: string, to: string): string => `sin(${radians(`(${to} - ${from}) / 2`)})`;

const distance: SqlTemplate = ([lat1, lon1, lat2, lon2]) =>
  guarded(
    `${lat1} BETWEEN -90 AND 90 AND ${lon1} BETWEEN -180 AND 180 AND ${lat2} BETWEEN -90 AND 90 AND ${lon2} BETWEEN -180 AND 180`,
    bound("lat", halfSine(lat1!, lat2!), (lat) =>
      bound("lon", halfSine(lon1!, lon2!), (lon) => {
        const square = `${lat} * ${lat} + cos(${radians(lat1!)}) * cos(${radians(lat2!)}) * ${lon} * ${lon}`;
        return `2 * 6371.0088::DOUBLE * asin(least(1, sqrt(${square})))`;
      }),
    ),
  );

export const geography: readonly ScalarFunction[] = [
  {
    name: "haversine_km",
    doc: "The distance in kilometres between two points in degrees, along a sphere of radius 6371.0088 km, by the haversine formula; null for a latitude beyond 90 or a longitude beyond 180.",
    overloads: [
      {
        key: "float64",
        params: ["lat1", "lon1", "lat2", "lon2"].map((name) => exactly(name, "float64")),
        result: gives("float64"),
        nulls: "partial",
        sql: { duckdb: distance },
        ts: "haversineKm",
      },
    ],
    examples: [
      example("round(haversine_km(52.52, 13.405, 48.8566, 2.3522))", 877),
      example("haversine_km(10, 20, 10, 20)", 0),
      example("round(haversine_km(0, 0, 0, 180))", 20015),
      example("haversine_km(91, 0, 0, 0)", null),
      example("haversine_km(0, 0, 0, 180.5)", null),
    ],
  },
];
