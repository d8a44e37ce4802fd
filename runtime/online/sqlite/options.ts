import type { StoreSchema } from "../store.js";

export const sqliteSchema = {
  description: "`sqlite` is one file and needs no server.",
  required: ["path"],
  properties: {
    path: {
      description: "The file of the store, relative to this file. It is made with the first use.",
      type: "string",
      minLength: 1,
      examples: [".feat/online.sqlite"],
    },
  },
} as const satisfies StoreSchema;
