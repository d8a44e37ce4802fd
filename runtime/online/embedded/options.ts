import type { StoreSchema } from "../store.js";

export const embeddedSchema = {
  description: "`embedded` (LMDB) is a folder and needs no server.",
  required: ["path"],
  properties: {
    path: {
      description: "The folder of the store, relative to this file.",
      type: "string",
      minLength: 1,
      examples: [".feat/online"],
    },
  },
} as const satisfies StoreSchema;
