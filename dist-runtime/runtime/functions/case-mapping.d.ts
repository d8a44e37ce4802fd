/**
 * Lower and upper case, code point by code point, by Unicode's simple case mapping without a locale (MEANING B13).
 * JavaScript has only the full mapping. This file has the simple mapping for code points whose full mapping is several
 * code points.
 */
export declare const lowerText: (text: string) => string;
export declare const upperText: (text: string) => string;
