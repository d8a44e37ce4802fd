export const greatestFloat = "1.7976931348623157e308";
/** Where `exp` still is finite. */
export const greatestExponent = "709.782712893384";
