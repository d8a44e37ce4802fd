/** Writes out the characters that would steer a terminal or that XML does not allow, as in `\u{1b}`. */
export const visible = (text: string): string =>
  text.replace(unseen, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);

const unseen = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu;
