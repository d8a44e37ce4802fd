import { DataError } from "../errors.js";

/** The registry cannot be reached or used, or something in it is damaged. */
export class RegistryError extends DataError {
  override readonly name: string = "RegistryError";
  constructor(
    /** Where the registry is. It holds no secret. */
    readonly address: string,
    problem: string,
    options?: ErrorOptions,
  ) {
    super(`the registry at ${address}: ${problem}`, options);
  }
}

/** Something in the registry is not as it was written. */
export class DamageError extends RegistryError {
  override readonly name: string = "DamageError";
  constructor(
    address: string,
    /** `snapshot 1f…`, `version 3 of target prod`. */
    readonly what: string,
    /** A clause without a full stop. */
    readonly why: string,
  ) {
    super(address, `${what} is damaged: ${why}; \`feat registry verify\` shows all damage`);
  }
}
