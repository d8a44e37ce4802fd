import type { StoreSchema } from "../store.js";
import { timeoutSettings } from "../timeouts.js";

export const WRITE_TIMEOUT = 10_000;

export const postgresStoreSchema = {
  description: "`postgres` is a pair of tables in a database of Postgres, 12 or newer.",
  required: ["url"],
  properties: {
    url: {
      description:
        "`postgres://user:password@host:port/database`. `?sslmode=require` for TLS. User and password may be left out.",
      type: "string",
      minLength: 1,
      examples: ["${PG_URL}"],
    },
    schema: {
      description: "The schema of the tables. The default is the first one of the role's `search_path`.",
      type: "string",
      minLength: 1,
      examples: ["serving"],
    },
    table: {
      description:
        "The table of the rows. A second table, with the same name and `_views` after it, has what is known of each view. `feat materialize` makes them.",
      type: "string",
      minLength: 1,
      maxLength: 57,
      default: "feat_online",
      examples: ["features"],
    },
    connections: {
      description: "How many connections a process has at most.",
      type: "integer",
      minimum: 1,
      default: 10,
      examples: [20],
    },
    ...timeoutSettings(WRITE_TIMEOUT),
  },
} as const satisfies StoreSchema;
