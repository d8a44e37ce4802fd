/** SQL that converts a value of the data to the declared type. */
export interface Conversion {
  /** The value in the declared type. Null if there is none or it does not convert. NaN and infinity read as null. */
  readonly value: string;
  /**
   * VARCHAR: null if the value converts or there is none. Otherwise three parts, joined by `separator`: where in the
   * value the fault is (`[3].price`, empty for the value itself), what it is, and what the type takes. There is no SQL
   * (null) if every value of the physical type converts.
   */
  readonly problem: string | null;
}

/**
 * Separates the parts of a problem. It cannot occur in them, because control characters of a value are escaped when it
 * is shown.
 */
export const separator = "\u001f";
