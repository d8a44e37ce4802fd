import type { StoreSchema } from "../store.js";
import { timeoutSettings } from "../timeouts.js";

export const WRITE_TIMEOUT = 30_000;

export const dynamodbSchema = {
  description:
    "`dynamodb` is a table of Amazon DynamoDB. Credentials are those of AWS's own chain (variables, profiles, roles).",
  required: [],
  properties: {
    table: {
      description: "The table. `feat materialize` makes it, with on-demand billing.",
      type: "string",
      minLength: 3,
      maxLength: 255,
      default: "feat_online",
      examples: ["features"],
    },
    region: {
      description: "The region. Without it, that of AWS's own configuration (`AWS_REGION`, the profile).",
      type: "string",
      minLength: 1,
      examples: ["eu-central-1"],
    },
    endpoint: {
      description: "Another address than that of the region: a VPC endpoint, or DynamoDB Local.",
      type: "string",
      minLength: 1,
      examples: ["http://localhost:8000"],
    },
    consistency: {
      description:
        "`strong` reads what the last write left. `eventual` costs half: only rows that are missing or older than the last run are read again, strongly.",
      enum: ["strong", "eventual"],
      default: "strong",
      examples: ["eventual"],
    },
    ...timeoutSettings(WRITE_TIMEOUT),
  },
} as const satisfies StoreSchema;
