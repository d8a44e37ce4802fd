/** `stream` of a source in the YAML of sources. */

const text = (description: string, ...examples: readonly string[]) => ({
  description,
  type: "string",
  minLength: 1,
  examples,
});

const tls = {
  description:
    "Speaks TLS with the brokers. `true` trusts the authorities that Node.js trusts; a map says more. Files are relative to this YAML file.",
  type: ["boolean", "object"],
  additionalProperties: false,
  default: false,
  examples: [true, { ca: "certificates/ca.pem" }],
  properties: {
    ca: text("A PEM file with the authorities that are trusted.", "certificates/ca.pem"),
    cert: text("A PEM file with the certificate to show. `key` goes with it.", "certificates/client.pem"),
    key: text("A PEM file with the private key of `cert`.", "certificates/client-key.pem"),
    server_name: text(
      "The name that the brokers' certificates must have. Without it, it is each broker's host.",
      "kafka.internal",
    ),
  },
} as const;

const sasl = {
  description: "Who reads, if the brokers ask for it.",
  type: "object",
  additionalProperties: false,
  required: ["mechanism"],
  examples: [{ mechanism: "scram-sha-512", username: "feat", password: "${KAFKA_PASSWORD}" }],
  properties: {
    mechanism: {
      description: "How the brokers are convinced.",
      enum: ["plain", "scram-sha-256", "scram-sha-512", "oauthbearer"],
      examples: ["scram-sha-512"],
    },
    username: text("The user, for all mechanisms but `oauthbearer`.", "feat"),
    password: text("Its password.", "${KAFKA_PASSWORD}"),
    token: text("The token, for `oauthbearer`.", "${KAFKA_TOKEN}"),
  },
} as const;

const registry = {
  description:
    "The schema registry: the URL of Confluent's API, or a map with it. Apicurio has that API under `/apis/ccompat/v7`. Needed for `avro`.",
  type: ["string", "object"],
  minLength: 1,
  additionalProperties: false,
  required: ["url"],
  examples: [
    "http://registry:8081",
    { url: "https://registry:8081", username: "feat", password: "${REGISTRY_PASSWORD}" },
  ],
  properties: {
    url: text("The URL of Confluent's API.", "http://registry:8081"),
    username: text("The user, if the registry asks for one.", "feat"),
    password: text("Its password.", "${REGISTRY_PASSWORD}"),
  },
} as const;

const deadLetters = {
  description:
    "Where messages go that are no rows of the source, each with the reason. Without it, `feat stream` stops at such a message.",
  type: "object",
  additionalProperties: false,
  minProperties: 1,
  maxProperties: 1,
  examples: [{ topic: "clicks-dead" }, { file: "dead/clicks.jsonl" }],
  properties: {
    topic: text(
      "A topic of the same brokers. It gets the message as it was, with headers that begin with `feat-`.",
      "clicks-dead",
    ),
    file: text("A file of JSON lines, relative to this YAML file. It grows.", "dead/clicks.jsonl"),
  },
} as const;

const needed = ["brokers", "topic"] as const;
const settings = {
  brokers: {
    description: "The brokers to ask first, as `host:port`: a list, or a text with commas between them.",
    type: ["string", "array"],
    minLength: 1,
    minItems: 1,
    items: { type: "string", minLength: 1 },
    examples: ["${KAFKA_BROKERS}", ["kafka-1:9092", "kafka-2:9092"]],
  },
  topic: text("The topic. Each of its messages is a row of the source.", "clicks"),
  group: text(
    "The consumer group, which keeps how far was read. Without it, `feat-PROJECT-TARGET-SOURCE`. Sources need groups of their own.",
    "features-prod-clicks",
  ),
  format: {
    description:
      "How messages are written. `json`: an object with the source's columns. `avro`: a record in Avro with Confluent's framing, whose schema is in `registry`. Fields that are no columns are left out.",
    enum: ["json", "avro"],
    default: "json",
    examples: ["avro"],
  },
  registry,
  schema: text(
    "For `avro`: a file with the schema to read by, relative to this YAML file. Its aliases and defaults bring older and newer messages into one form. Without it, each message is read by the schema it was written with.",
    "schemas/click.avsc",
  ),
  from: {
    description: "Where a group begins that has read nothing yet.",
    enum: ["earliest", "latest"],
    default: "earliest",
    examples: ["latest"],
  },
  tombstones: {
    description:
      "What a message without a value means. `reject`: it is no row. `skip`: it is left out. `delete`: for a source with `deleted` and `key`, the key is gone from the message's time on; the message's key is the value of the source's key, or an object with it.",
    enum: ["reject", "skip", "delete"],
    default: "reject",
    examples: ["delete"],
  },
  dead_letters: deadLetters,
  tls,
  sasl,
  session_timeout: {
    description:
      "After how many milliseconds without a sign of life the brokers give a reader's partitions to another one.",
    type: "integer",
    minimum: 1000,
    default: 10_000,
    examples: [30_000],
  },
} as const;

const one = { type: "object", required: needed, additionalProperties: false, properties: settings } as const;

export const stream = {
  description:
    "Where the source's rows arrive as they happen. `feat stream` reads them from there, for targets that name the source under `stream`.",
  type: "object",
  additionalProperties: false,
  required: ["kafka"],
  examples: [{ kafka: { brokers: "${KAFKA_BROKERS}", topic: "clicks" } }],
  properties: {
    kafka: {
      description:
        "A topic of Kafka, 3.0 or newer. Write one map for all targets, or a map with one for each target. `${NAME}` is taken from the environment when the topic is read.",
      type: "object",
      examples: [
        { brokers: "${KAFKA_BROKERS}", topic: "clicks", format: "avro", registry: "${REGISTRY_URL}" },
        { dev: { brokers: "localhost:9092", topic: "clicks" }, prod: { brokers: "${KAFKA_BROKERS}", topic: "clicks" } },
      ],
      allOf: [
        {
          // A map for all targets has one of these, and a target is a map.
          if: {
            anyOf: needed.map((key) => ({ required: [key], properties: { [key]: { not: { type: "object" } } } })),
          },
          then: one,
          else: { minProperties: 1, additionalProperties: one },
        },
      ],
    },
  },
} as const;
