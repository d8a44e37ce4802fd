import type { JsonRow } from "../../runtime/index.js";
import { jsonTextOf } from "../../runtime/json-text.js";
import { visible } from "../../runtime/visible.js";
import type { Paint } from "./colours.js";
import { table } from "./table.js";

/** An answer as a table for people: a line for each feature, then the instant of each view. */
export function answerText(row: JsonRow, paint: Paint): string {
  const keys = Object.entries(row.keys).map(([name, value]) => `${name}=${plain(value)}`);
  const asOf = Object.entries(row.asOf).map(([view, t]) => `${view} as of ${t ?? "never"}`);
  const head = [row.service, ...keys, `at ${row.at}`].join("  ");
  const rows = Object.entries(row.features).map(([name, value]) => [name, plain(value), row.statuses[name] ?? ""]);
  const body = table([["feature", "value", "status"], ...rows]);
  const [titles = "", ...lines] = body.split("\n");
  return [paint.bold(visible(head)), paint.dim(titles), lines.join("\n").trimEnd(), ...asOf.map(paint.dim), ""].join(
    "\n",
  );
}

const plain = (value: unknown): string => (typeof value === "string" ? value : jsonTextOf(value));
