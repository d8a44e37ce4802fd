/*
 * Patterns that are for editors only. The reader refuses the same texts with better messages, so the check of a file's
 * shape skips patterns with this mark.
 */
export const leftToReader = "The reader of this file says more about a text that does not match.";

/** A text that must match a pattern in an editor. */
export const read = (pattern: string) => ({ pattern, $comment: leftToReader }) as const;

export const durationPattern = "^[0-9]+(?:_[0-9]+)*(?:us|ms|s|m|h|d|w)$";
