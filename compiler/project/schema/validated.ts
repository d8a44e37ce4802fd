import type { Options } from "ajv";
import { featSchema } from "./feat-schema.js";
import { sourcesSchema } from "./sources-schema.js";

/** The schemas of a project's YAML files, by the names of their validators. */
export const validated = { feat: featSchema, sources: sourcesSchema } as const;

export const validation: Options = {
  allErrors: true,
  verbose: true,
  strict: true,
  strictRequired: false,
  strictTypes: false,
  // Both take longer than the check itself. The schemas are Feat's own, and tests validate them.
  validateSchema: false,
  code: { optimize: false },
};
