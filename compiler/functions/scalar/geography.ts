import { exactly, example, gives } from "../define.js";
import type { ScalarFunction } from "../row.js";

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
