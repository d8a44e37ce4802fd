/**
 * The validators of a project's YAML files. Here each is compiled when it is first used. Compiling takes longer than
 * most commands, so the build puts validators in place of this file that Ajv wrote ahead (`build.mjs`).
 */
import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { validated, validation } from "./validated.js";

export interface Validator {
  (data: unknown): boolean;
  /** The errors of the last call. */
  errors?: readonly ErrorObject[] | null;
}

function compiledLater(schema: object): Validator {
  let compiled: ValidateFunction | null = null;
  const validator: Validator = (data) => {
    compiled ??= new Ajv(validation).compile(schema);
    const valid = compiled(data);
    validator.errors = compiled.errors ?? null;
    return valid;
  };
  return validator;
}

export const feat = compiledLater(validated.feat);
export const sources = compiledLater(validated.sources);
