import type { PhysicalSource } from "../../../compiler/ir/index.js";
import type { DeclaredSource } from "../../../compiler/project/config.js";
import { readType } from "../../../compiler/project/type-text.js";
import { scalar, type Type } from "../../../runtime/types.js";

/** A type in YAML's notation. */
export function type(text: string): Type {
  const read = readType(text, new Map([["shade", ["light", "dark"]]]));
  if (read.kind !== "type") throw new Error(`${text} is not a type`);
  return read.type;
}

export function source(
  name: string,
  kind: PhysicalSource["kind"],
  columns: Readonly<Record<string, string>>,
  more: Partial<PhysicalSource> = {},
): DeclaredSource {
  const place = { file: "sources.yaml", span: { start: 0, end: 0 } };
  return {
    source: {
      node: "physical",
      name,
      kind,
      doc: null,
      annotations: [],
      at: { file: "sources.yaml", line: 1 },
      location: {
        kind: "file",
        path: `data/${name}.parquet`,
        format: "parquet",
        at: { file: "sources.yaml", line: 2 },
      },
      columns: Object.entries(columns).map(([column, text]) => ({ name: column, column, type: type(text) })),
      time: { column: "event_time", format: "timestamp", zone: null, day: "start" },
      created: null,
      sequence: null,
      delayMicros: "0",
      deleted: null,
      until: null,
      complete: false,
      key: [],
      ...more,
    },
    place,
    topics: null,
    columns: new Map(Object.keys(columns).map((column) => [column, place])),
  };
}

/** The sources of tests that bring none of their own. */
export const shop: readonly DeclaredSource[] = [
  source(
    "customer_features",
    "state",
    {
      customer_id: "int64",
      total_purchases: "int64",
      total_spend: "float64?",
      days_since_last_purchase: "int64?",
      zip: "string?",
      is_vip: "bool?",
      birthday: "date?",
      seen_at: "timestamp?",
      tags: "string[]?",
      scores: "float32[3]?",
      half: "float32?",
      small: "int32",
      extra: "json?",
    },
    { time: { column: "event_timestamp", format: "timestamp", zone: null, day: "start" } },
  ),
  source(
    "clickstream",
    "events",
    {
      click_id: "int64",
      product_id: "string",
      customer_id: "int64",
      event: "string",
      rating: "float32?",
      price: "float64",
      event_time: "timestamp",
      day: "date",
      country: "string?",
      is_bot: "bool",
      quantity: "int32",
      "Zip Code": "string?",
      over: "int64?",
    },
    {
      sequence: { column: "click_id", type: scalar("int64") },
      created: { column: "written_at", format: "timestamp", zone: null, day: "start" },
      delayMicros: "3600000000",
    },
  ),
  source("zip_facts_table", "state", { zip: "string", median_income: "float64?" }),
  source("users_keyed", "state", { user_id: "int64", zip: "string?", name: "string?" }, { key: ["user_id"] }),
  source(
    "clicks_keyed",
    "events",
    { click_id: "int64", user_id: "int64", event_time: "timestamp" },
    { key: ["click_id"] },
  ),
];

/** The declarations that go with `shop`. */
export const entities = `entity customer { customer_id: int64 }
entity product { product_id: string }
entity zipcode { zip: string }
entity user { user_id: int64 }
`;
