/** A message that is no row of its source. Its message says why. */
export class NoRow extends Error {
  override readonly name: string = "NoRow";
}
