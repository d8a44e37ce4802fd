import type { StoreSchema } from "../store.js";
import { timeoutSettings } from "../timeouts.js";

export const WRITE_TIMEOUT = 30_000;

export const cassandraSchema = {
  description: "`cassandra` is a keyspace of Apache Cassandra, 4 or newer.",
  required: ["hosts", "datacenter", "keyspace"],
  properties: {
    hosts: {
      description:
        "Some nodes of the cluster, with commas between them, each as `host` or `host:port`. The port is 9042 if none is given.",
      type: "string",
      minLength: 1,
      examples: ["${CASSANDRA_HOSTS}"],
    },
    datacenter: {
      description: "The datacenter whose nodes are asked. `nodetool status` shows its name.",
      type: "string",
      minLength: 1,
      examples: ["datacenter1"],
    },
    keyspace: {
      description:
        "The keyspace, which must be there: who makes it decides on its replication. `feat materialize` makes the tables.",
      type: "string",
      pattern: "^[A-Za-z][A-Za-z0-9_]{0,47}$",
      examples: ["features"],
    },
    user: {
      description: "The role, if the cluster asks for one.",
      type: "string",
      minLength: 1,
      examples: ["${CASSANDRA_USER}"],
    },
    password: { description: "Its password.", type: "string", minLength: 1, examples: ["${CASSANDRA_PASSWORD}"] },
    tls: {
      description:
        "Whether to connect by TLS. NODE_EXTRA_CA_CERTS names the authority that signed the nodes' certificates, if it is not a public one.",
      type: "boolean",
      default: false,
      examples: [true],
    },
    read_consistency: {
      description:
        "How many replicas answer a read. With `local_one`, rows that are missing or older than the last run are read again, from a quorum.",
      enum: ["local_one", "local_quorum", "quorum"],
      default: "local_quorum",
      examples: ["local_one"],
    },
    write_consistency: {
      description:
        "How many replicas have a row before it counts as written. With readers in several datacenters it must be `each_quorum`.",
      enum: ["local_quorum", "quorum", "each_quorum"],
      default: "local_quorum",
      examples: ["each_quorum"],
    },
    ...timeoutSettings(WRITE_TIMEOUT),
  },
} as const satisfies StoreSchema;
