export const greatestFloat = "1.7976931348623157e308";
/** The greatest x for which `exp(x)` is finite. */
export const greatestExponent = "709.782712893384";
