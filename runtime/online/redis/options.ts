import type { StoreSchema } from "../store.js";

export const redisSchema = {
  description: "`redis` is a server of Redis or Valkey.",
  required: ["url"],
  properties: {
    url: {
      description:
        "`redis://user:password@host:port/database`, or `rediss://` for TLS. User, password and database may be left out.",
      type: "string",
      minLength: 1,
      examples: ["${REDIS_URL}"],
    },
  },
} as const satisfies StoreSchema;
