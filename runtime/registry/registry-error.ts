import { DataError } from "../errors.js";

/** The registry cannot be reached or used, or something in it is damaged. */
export class RegistryError extends DataError {
  override readonly name: string = "RegistryError";
  constructor(
    /** Where the registry is. It holds no secret. */
    readonly address: string,
    what: string,
    options?: ErrorOptions,
  ) {
    super(`the registry at ${address}: ${what}`, options);
  }
}
