import type { Row } from "./surface.js";

/** A row that could not be computed or read. `error` says why. Reading any other property throws that error. */
class FailedRow {
  constructor(readonly error: Error) {}
  get features(): never {
    throw this.error;
  }
  get statuses(): never {
    throw this.error;
  }
  get asOf(): never {
    throw this.error;
  }
}

export function failedRow<F, V extends string>(error: Error): Row<F, V> {
  return new FailedRow(error);
}
