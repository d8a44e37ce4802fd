import type { StoreSchema } from "../store.js";
import { hedgeSettings } from "../timeouts.js";

const milliseconds = (description: string, example: number) => ({
  description,
  type: "integer",
  minimum: 1,
  examples: [example],
});

const text = (description: string, ...examples: readonly string[]) => ({
  description,
  type: "string",
  minLength: 1,
  examples,
});

export const redisSchema = {
  description: "`redis` is Redis or Valkey: a server, a server that Sentinel watches over, or a cluster.",
  required: ["url"],
  properties: {
    url: text(
      "`redis://user:password@host:port/database`, or `rediss://` for TLS. User, password and database may be left out. With `mode: sentinel` the host is a Sentinel, with `mode: cluster` any node of the cluster.",
      "${REDIS_URL}",
    ),
    mode: {
      description:
        "`single` is one server. `sentinel` asks Sentinels for the server that is the primary. `cluster` is a Redis Cluster, which has no databases.",
      enum: ["single", "sentinel", "cluster"],
      default: "single",
      examples: ["cluster"],
    },
    nodes: {
      description:
        "For `sentinel` and `cluster`: more Sentinels or nodes to ask if the one of the URL is down, as `host:port`.",
      type: "array",
      uniqueItems: true,
      items: { type: "string", minLength: 1 },
      examples: [["redis-2:6379", "redis-3:6379"]],
    },
    primary: {
      ...text("For `sentinel`: the name that the Sentinels have for the primary.", "features"),
      default: "mymaster",
    },
    sentinel_username: text("For `sentinel`: the user at the Sentinels, if they ask for one.", "${SENTINEL_USER}"),
    sentinel_password: text(
      "For `sentinel`: the password at the Sentinels, if they ask for one.",
      "${SENTINEL_PASSWORD}",
    ),
    read_from: {
      description:
        "For `sentinel` and `cluster`: `replica` reads from replicas, and from the primary if none answers. What was written in the last moments may then be missing from an answer.",
      enum: ["primary", "replica"],
      default: "primary",
      examples: ["replica"],
    },
    ca: text(
      "For `rediss://`: a PEM file, relative to this file, with the authorities that are trusted. Without it, those that Node.js trusts are.",
      "certificates/ca.pem",
    ),
    cert: text(
      "For `rediss://`: a PEM file with the certificate to show, if the server asks for one. `key` goes with it.",
      "certificates/client.pem",
    ),
    key: text("For `rediss://`: a PEM file with the private key of `cert`.", "certificates/client-key.pem"),
    server_name: text(
      "For `rediss://`: the name that the server's certificate must have. Without it, it is the host.",
      "redis.internal",
    ),
    timeout: {
      ...milliseconds(
        "How long a read may take, in milliseconds, with connecting and trying again. `serve` and clients keep to it; the other commands wait for up to 10 seconds unless it is given.",
        100,
      ),
      default: 250,
    },
    write_timeout: {
      ...milliseconds("How long a write may take, in milliseconds, with connecting and trying again.", 30_000),
      default: 10_000,
    },
    connect_timeout: {
      ...milliseconds("How long connecting to a server may take, in milliseconds.", 1000),
      default: 5000,
    },
    ...hedgeSettings,
  },
} as const satisfies StoreSchema;
